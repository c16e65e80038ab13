// A session's configuration: what callers write, what it comes to, and how it reaches the engine. The engine checks it
// again; here errors name the path and a near key, before anything is loaded.

import { Packr, Unpackr } from "msgpackr";
import { type AccountsConfig, type ResolvedAccounts, resolveAccounts } from "./config-accounts.js";
import { type Decimal, parseStep } from "./decimal.js";
import { type PhaseName, phaseNames } from "./generated/index.js";
import { isProfileName, noSuchProfile, type ProfileName, venueProfile } from "./profiles/profiles.js";
import type { PriceInput } from "./requests/inputs.js";
import { DEFAULT_RULES, type Rules, type RulesConfig, readPrice, readRules, unusualRules } from "./rules.js";
import { Reader } from "./strict.js";

/** One instrument. */
export interface InstrumentConfig {
  /** Its name: 1 to 40 bytes in UTF-8, no spaces, unique in the session. */
  readonly symbol: string;
  /** The venue whose rules it has. Default "generic". */
  readonly profile?: ProfileName;
  /** What one tick is worth, as a decimal: "0.01". Default: the profile's, "1" of most. The engine counts ticks. */
  readonly tickSize?: string;
  /** What one lot is, as a decimal. Default: the profile's, "1" of most. The engine counts lots. */
  readonly lotSize?: string;
  /** Rules other than the profile's. */
  readonly rules?: RulesConfig;
  /** The reference price that the session begins with, in ticks or as a decimal. */
  readonly referencePrice?: PriceInput;
}

/** An instrument with nothing left out. */
export interface ResolvedInstrument {
  /** Its name. */
  readonly symbol: string;
  /** The venue whose rules it has. */
  readonly profile: ProfileName;
  /** What one tick is worth. */
  readonly tickSize: string;
  /** What one lot is. */
  readonly lotSize: string;
  /** All of its rules. */
  readonly rules: Rules;
  /** In ticks. */
  readonly referencePrice?: number | bigint;
}

/** A change of phase at a set time. */
export interface ScheduleEntry {
  /** When, in nanoseconds since the session's start; not before the entry above. */
  readonly timeNs: number;
  /** The phase that begins. */
  readonly phase: PhaseName;
  /** The instrument's symbol or number. Default: all instruments. */
  readonly instrument?: string | number;
}

/** A change of phase, its instrument by number. */
export interface ResolvedScheduleEntry extends ScheduleEntry {
  readonly instrument?: number;
}

/** What a session may hold, or sets aside at its start. */
export interface Capacity {
  /** Live orders of all instruments. */
  readonly orders?: number;
  /** Pages of 64 neighbouring prices that hold orders, of all instruments. */
  readonly pages?: number;
}

/** A session's configuration. `reserve` and `eventBuffer` change no result, the rest is part of a run's digest. */
export interface SessionConfig {
  /** What random models draw from: 0 to 2^53 - 1. Default 0. */
  readonly seed?: number;
  /** The instruments, or just their symbols; their positions are their numbers in records. */
  readonly instruments: readonly (InstrumentConfig | string)[];
  /** Changes of phase, by rising time. Default: none. */
  readonly schedule?: readonly ScheduleEntry[];
  /** Accounts with money, positions and limits. Default: none; orders of any account are taken. */
  readonly accounts?: AccountsConfig;
  /** How much the session may hold; orders beyond are cancelled. Default 2^22 orders, 2^18 pages. */
  readonly limits?: Capacity;
  /** For how much memory is set aside at once; beyond, it grows. Default 2^12 orders, 2^6 pages. */
  readonly reserve?: Capacity;
  /** After how many events the engine waits for them to be read: 1 to 2^24. Default 4096. */
  readonly eventBuffer?: number;
}

/** A configuration with nothing left out. */
export interface ResolvedConfig {
  /** What random models draw from. */
  readonly seed: number;
  /** By their numbers in records. */
  readonly instruments: readonly ResolvedInstrument[];
  /** By rising time. */
  readonly schedule: readonly ResolvedScheduleEntry[];
  /** Missing: orders of any account are taken. */
  readonly accounts?: ResolvedAccounts;
  /** How much the session may hold. */
  readonly limits: Readonly<Required<Capacity>>;
  /** For how much memory is set aside at once. */
  readonly reserve: Readonly<Required<Capacity>>;
  /** After how many events the engine waits for them to be read. */
  readonly eventBuffer: number;
}

const MAX_INSTRUMENTS = 2 ** 20;
const SYMBOL_BYTES = 40;
const MAX_ORDERS = 2 ** 30;
const MAX_PAGES = 2 ** 25;
const DEFAULT_LIMITS = { orders: 2 ** 22, pages: 2 ** 18 };
const DEFAULT_RESERVE = { orders: 2 ** 12, pages: 2 ** 6 };
const DEFAULT_EVENT_BUFFER = 2 ** 12;
const DEFAULT_PROFILE = "generic";
const NO_SCHEDULE: readonly ResolvedScheduleEntry[] = Object.freeze([]);

const KEYS = ["seed", "instruments", "schedule", "accounts", "limits", "reserve", "eventBuffer"] as const;
const INSTRUMENT_KEYS = ["symbol", "profile", "tickSize", "lotSize", "rules", "referencePrice"] as const;

/** Checks a configuration and fills in what was left out. Throws `CONFIG_INVALID`. */
export function resolveConfig(config: SessionConfig): ResolvedConfig {
  const reader = new Reader("CONFIG_INVALID", "");
  const given = new Reader("CONFIG_INVALID", "configuration").object(config, KEYS);
  const { seed, eventBuffer } = given;
  const limits = capacity(reader.at("limits"), given.limits, DEFAULT_LIMITS, 1);
  const instruments = instrumentsOf(reader.at("instruments"), given.instruments);
  const accounts = resolveAccounts(reader.at("accounts"), given.accounts, instruments);
  return Object.freeze({
    seed: seed === undefined ? 0 : reader.at("seed").integer(seed, 0, Number.MAX_SAFE_INTEGER),
    instruments,
    schedule: scheduleOf(reader.at("schedule"), given.schedule, instruments),
    ...(accounts === undefined ? {} : { accounts }),
    limits,
    reserve: reserveOf(reader.at("reserve"), given.reserve, limits),
    eventBuffer:
      eventBuffer === undefined
        ? DEFAULT_EVENT_BUFFER
        : reader.at("eventBuffer").integer(eventBuffer, 1, 2 ** 24),
  });
}

function capacity(
  reader: Reader,
  value: unknown,
  defaults: Required<Capacity>,
  least: number,
): Readonly<Required<Capacity>> {
  const { orders, pages } = value === undefined ? {} : reader.object(value, ["orders", "pages"]);
  return Object.freeze({
    orders: orders === undefined ? defaults.orders : reader.at("orders").integer(orders, least, MAX_ORDERS),
    pages: pages === undefined ? defaults.pages : reader.at("pages").integer(pages, least, MAX_PAGES),
  });
}

/** The reserve is no demand: more than the limits is cut down to them. */
function reserveOf(reader: Reader, value: unknown, limits: Required<Capacity>): Readonly<Required<Capacity>> {
  const { orders, pages } = capacity(reader, value, DEFAULT_RESERVE, 0);
  return Object.freeze({ orders: Math.min(orders, limits.orders), pages: Math.min(pages, limits.pages) });
}

function instrumentsOf(reader: Reader, value: unknown): readonly ResolvedInstrument[] {
  if (!Array.isArray(value)) reader.fail('must be a list of symbols or instruments, like ["ACME"]');
  const list: readonly unknown[] = value;
  if (list.length === 0) reader.fail("must name at least one instrument");
  if (list.length > MAX_INSTRUMENTS) reader.fail(`must be at most ${MAX_INSTRUMENTS}, not ${list.length}`);
  const instruments = list.map((entry, index) => instrumentOf(reader.at(index), entry));
  const seen = new Map<string, number>();
  for (const [index, { symbol }] of instruments.entries()) {
    const first = seen.get(symbol);
    if (first !== undefined) {
      reader
        .at(index)
        .at("symbol")
        .fail(`${JSON.stringify(symbol)} is instruments[${first}] already`);
    }
    seen.set(symbol, index);
  }
  return Object.freeze(instruments);
}

function instrumentOf(reader: Reader, entry: unknown): ResolvedInstrument {
  const given = reader.object(typeof entry === "string" ? { symbol: entry } : entry, INSTRUMENT_KEYS);
  const symbol = symbolOf(reader.at("symbol"), given.symbol);
  const profile = profileOf(reader.at("profile"), given.profile);
  const defaults = venueProfile(profile);
  const tick = stepOf(reader.at("tickSize"), given.tickSize ?? defaults.tickSize ?? "1");
  const lot = stepOf(reader.at("lotSize"), given.lotSize ?? defaults.lotSize ?? "1");
  const steps = { tick: tick.step, lot: lot.step };
  const base =
    profile === DEFAULT_PROFILE
      ? DEFAULT_RULES
      : readRules(reader.at("profile").at("rules"), defaults.rules, DEFAULT_RULES, steps);
  const rules = readRules(reader.at("rules"), given.rules, base, steps);
  const referencePrice = referenceOf(reader.at("referencePrice"), given.referencePrice, steps.tick);
  const instrument = { symbol, profile, tickSize: tick.text, lotSize: lot.text, rules };
  return Object.freeze(referencePrice === undefined ? instrument : { ...instrument, referencePrice });
}

function profileOf(reader: Reader, value: unknown): ProfileName {
  if (value === undefined) return DEFAULT_PROFILE;
  const name = reader.string(value);
  return isProfileName(name) ? name : reader.fail(noSuchProfile(name));
}

function referenceOf(reader: Reader, value: unknown, step: Decimal): number | bigint | undefined {
  if (value === undefined) return undefined;
  const price = readPrice(reader, value, step);
  return typeof price === "object" ? reader.fail(`${JSON.stringify(value)} is between two ticks`) : price;
}

function scheduleOf(
  reader: Reader,
  value: unknown,
  instruments: readonly ResolvedInstrument[],
): readonly ResolvedScheduleEntry[] {
  if (value === undefined) return NO_SCHEDULE;
  if (!Array.isArray(value)) reader.fail('must be a list like [{ timeNs: 0, phase: "openingAuction" }]');
  let lastNs = 0;
  const entries = (value as unknown[]).map((entry, index): ResolvedScheduleEntry => {
    const at = reader.at(index);
    const { timeNs, phase, instrument } = at.object(entry, ["timeNs", "phase", "instrument"]);
    lastNs = at.at("timeNs").integer(timeNs, lastNs, Number.MAX_SAFE_INTEGER);
    const change = { timeNs: lastNs, phase: at.at("phase").oneOf(phase, phaseNames) };
    if (instrument === undefined) return Object.freeze(change);
    return Object.freeze({ ...change, instrument: numberOf(at.at("instrument"), instrument, instruments) });
  });
  return Object.freeze(entries);
}

function numberOf(reader: Reader, value: unknown, instruments: readonly ResolvedInstrument[]): number {
  if (typeof value !== "string") return reader.integer(value, 0, instruments.length - 1);
  const index = instruments.findIndex(({ symbol }) => symbol === value);
  if (index === -1) reader.fail(`there is no instrument ${JSON.stringify(value)}`);
  return index;
}

function symbolOf(reader: Reader, value: unknown): string {
  const symbol = reader.string(value);
  const bytes = new TextEncoder().encode(symbol).byteLength;
  if (bytes < 1 || bytes > SYMBOL_BYTES)
    reader.fail(`must have 1 to ${SYMBOL_BYTES} bytes in UTF-8, has ${bytes}`);
  // Cs: halves of characters, which UTF-8 cannot hold.
  if (/[\p{Cc}\p{Cs} ]/u.test(symbol)) reader.fail("must have no spaces or control characters");
  return symbol;
}

function stepOf(reader: Reader, value: unknown): { readonly text: string; readonly step: Decimal } {
  const text = reader.string(value);
  const { step, problem } = parseStep(text);
  return step === undefined ? reader.fail(problem) : { text, step };
}

/** Plain MessagePack, as every implementation reads it. */
const packr = new Packr({ useRecords: false });

/** The configuration in MessagePack, as the engine reads it. */
export function encodeConfig(config: ResolvedConfig): Uint8Array {
  const instruments = config.instruments.map(({ symbol, tickSize, lotSize, rules, referencePrice }) => {
    const unusual = unusualRules(rules);
    return {
      symbol,
      tickSize,
      lotSize,
      ...(unusual === undefined ? {} : { rules: unusual }),
      ...(referencePrice === undefined ? {} : { referencePrice }),
    };
  });
  return packr.pack(mapNumbers({ ...config, instruments }, asInteger));
}

const unpackr = new Unpackr({ useRecords: false, int64AsType: "bigint" });

/** The configuration that `encodeConfig` wrote. */
export function decodeConfig(bytes: Uint8Array): ResolvedConfig {
  return resolveConfig(mapNumbers(unpackr.unpack(bytes), asNumber) as SessionConfig);
}

/** msgpackr writes numbers of more than 32 bits as floats, and all numbers of a configuration are integers. */
function asInteger(value: number | bigint): number | bigint {
  return value > 0xffff_ffff || value < -0x8000_0000 ? BigInt(value) : value;
}

/** Numbers where they are exact, as callers write them. */
function asNumber(value: number | bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The same object with other numbers. */
function mapNumbers(value: unknown, map: (value: number | bigint) => number | bigint): unknown {
  if (typeof value === "number" || typeof value === "bigint") return map(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((part) => mapNumbers(part, map));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapNumbers(part, map)]));
}
