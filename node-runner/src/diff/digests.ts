// Compares a golden whose events are gone with another run: what the golden has is made of the other one too.

import type { Golden } from "../golden/golden.js";
import { Recorder } from "../golden/play.js";
import { DataError } from "../inputs/data-error.js";
import { type Divergence, findDivergence } from "../verify/divergence.js";
import type { GoldenRun } from "./golden-run.js";
import type { Run } from "./run.js";

/** Where the two part, A's in the place of the golden's; undefined where all digests are equal. */
export async function compareDigests(a: Run, b: Run): Promise<Divergence | undefined> {
  const version = goldenOf(a)?.semanticsVersion ?? goldenOf(b)?.semanticsVersion ?? 0;
  const mine = goldenOf(a) ?? (await summarise(a, version, goldenOf(b)));
  const yours = goldenOf(b) ?? (await summarise(b, version, goldenOf(a)));
  if (mine.semanticsVersion !== yours.semanticsVersion) {
    const versions = `versions ${mine.semanticsVersion} and ${yours.semanticsVersion} of the matching rules`;
    throw new DataError(b.path, `cannot be compared with ${a.path}: they are of ${versions}`);
  }
  const isEqual = mine.eventsDigest === yours.eventsDigest && mine.events === yours.events;
  const sameRun = goldenOf(a) === undefined || goldenOf(b) === undefined || mine.digest === yours.digest;
  return isEqual && sameRun ? undefined : findDivergence(mine, yours);
}

function goldenOf(run: Run): Golden | undefined {
  return run.kind === "golden" ? (run as GoldenRun).golden : undefined;
}

/** What a golden of the run's events would have; of its commands nothing is known, so they count as the other's. */
async function summarise(run: Run, semanticsVersion: number, other: Golden | undefined): Promise<Golden> {
  if (run.read === undefined || other === undefined)
    throw new Error(`the events of ${run.path} are not known`);
  const recorder = new Recorder(semanticsVersion);
  for await (const records of run.read(0)) {
    recorder.read(records.byteOffset % 4 === 0 ? records : records.slice());
  }
  const { events, links } = recorder.chain;
  return { ...other, events, eventsDigest: recorder.chain.digest(), chain: links, ...recorder.lines() };
}
