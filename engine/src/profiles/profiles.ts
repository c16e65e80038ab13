// Venue profiles: named rules, as data. `schemas/profiles/*.json` are their sources; `tsx schemas/profiles/embed.ts` brings
// them here, because a browser's bundle reads no files.

import { parseStep } from "../decimal.js";
import { CiftError } from "../errors.js";
import { DEFAULT_RULES, type RulesConfig, readRules } from "../rules.js";
import { didYouMean, type Reader, show } from "../strict.js";
import { PROFILES, type ProfileName } from "./generated/data.js";

export type { ProfileName };

/** The rules of a venue, or of a set of conformance tests. */
export interface VenueProfile {
  /** What an instrument's `profile` says. */
  readonly name: string;
  /** What it is, in a sentence. */
  readonly description: string;
  /** Where the rules are from, and what is modelled otherwise than it is. */
  readonly notes: readonly string[];
  /** What one tick is worth where the instrument does not say. */
  readonly tickSize?: string;
  /** What one lot is where the instrument does not say. */
  readonly lotSize?: string;
  /** The rules; what is left out has its default. */
  readonly rules: RulesConfig;
}

/** The names of all profiles: what an instrument's `profile` may be. */
export const profileNames: readonly ProfileName[] = Object.freeze(Object.keys(PROFILES) as ProfileName[]);

/** A profile by its name. Throws `INVALID_ARGUMENT` where there is none. */
export function venueProfile(name: ProfileName): VenueProfile {
  if (isProfileName(name)) return PROFILES[name];
  throw new CiftError("INVALID_ARGUMENT", noSuchProfile(name));
}

export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}

/** What to say where there is no such profile. */
export function noSuchProfile(name: string): string {
  return `there is no profile ${show(name)}${didYouMean(name, profileNames)}; there are ${profileNames.join(", ")}`;
}

/** Checks what a file of `schemas/profiles` says, and gives it as it is. */
export function readProfile(reader: Reader, value: unknown): VenueProfile {
  const given = reader.object(value, ["name", "description", "notes", "tickSize", "lotSize", "rules"]);
  const name = reader.at("name").string(given.name);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) reader.at("name").fail("must be words joined by hyphens");
  if (!/^[A-Za-z].*\.$/.test(reader.at("description").string(given.description)))
    reader.at("description").fail("must be a sentence");
  const notes = given.notes;
  if (!Array.isArray(notes) || notes.length === 0) reader.at("notes").fail("must be a list of sentences");
  for (const [index, note] of (notes as unknown[]).entries()) reader.at("notes").at(index).string(note);
  const step = (key: "tickSize" | "lotSize") => {
    const { step, problem } = parseStep(given[key] === undefined ? "1" : reader.at(key).string(given[key]));
    return step ?? reader.at(key).fail(problem);
  };
  readRules(reader.at("rules"), given.rules ?? reader.at("rules").fail("is missing"), DEFAULT_RULES, {
    tick: step("tickSize"),
    lot: step("lotSize"),
  });
  return value as VenueProfile;
}
