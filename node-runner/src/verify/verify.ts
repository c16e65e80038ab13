// Verifies goldens: plays each scenario in every backend, compares, and writes what may be written.

import { existsSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { CiftError, type EngineBackend, loadBackend } from "@cift/engine";
import { goldenSource, jsonNames, loadScenario, loadScenarioFlow } from "../golden/cases.js";
import { computeGolden, type Subject } from "../golden/compute.js";
import { type Golden, goldenPath, goldenText, NEW_SUFFIX, readGolden } from "../golden/golden.js";
import { canonicalJson } from "../golden/input-hash.js";
import { EngineLies } from "../golden/play.js";
import { DataError } from "../inputs/data-error.js";
import { type Divergence, findDivergence, pinDown } from "./divergence.js";
import type { BackendDigest, Result, State, Update, Verification } from "./result.js";

export interface VerifyOptions {
  /** Where the goldens are. */
  readonly folder: string;
  /** Where the scenarios are. */
  readonly scenarios: string;
  readonly backends: readonly EngineBackend[];
  readonly update: Update;
  /** Stop at the first failure. */
  readonly bail?: boolean;
  /** The i-th of n parts, from 1. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Only this one. */
  readonly only?: string;
  readonly onProgress?: (name: string, done: number) => void;
}

/** What became of a golden, without what is the same for all. */
type Verdict = Pick<Result, "state" | "message"> & Partial<Pick<Result, "runs" | "divergence">>;

export async function verifyGoldens(options: VerifyOptions): Promise<Verification> {
  const { folder, backends, update, bail = false } = options;
  const start = performance.now();
  const results: Result[] = [];
  const names = namesOf(options);
  let living = backends;
  for (const [index, name] of names.entries()) {
    options.onProgress?.(name, index / names.length);
    const began = performance.now();
    const stopped = bail && results.some((result) => result.failed);
    const verdict: Verdict = stopped
      ? { state: "not run", message: "another one failed before" }
      : await verifyOne(name, { ...options, backends: living });
    // A WebAssembly module in which an invariant broke is dead for all sessions: the next run takes another one.
    if (verdict.state === "mismatch")
      living = await Promise.all(backends.map(({ kind }) => loadBackend(kind)));
    const { state } = verdict;
    results.push({
      name,
      file: goldenPath(name, folder),
      runs: [],
      ...verdict,
      failed: FAILURES.has(state) || (state === "obsolete" && update === "none"),
      milliseconds: performance.now() - began,
    });
  }
  return {
    folder,
    backends: backends.map(({ kind }) => kind),
    semanticsVersion: backends[0]?.semanticsVersion ?? 0,
    update,
    results,
    milliseconds: performance.now() - start,
  };
}

const FAILURES: ReadonlySet<State> = new Set<State>(["mismatch", "missing", "refused", "broken"]);

/** Scenarios and goldens by name, each once over all shards. */
function namesOf({ folder, scenarios, shard, only }: VerifyOptions): string[] {
  const all = [...new Set([...jsonNames(scenarios), ...jsonNames(folder)])].sort();
  const wanted = only === undefined ? all : all.filter((name) => name === only);
  if (wanted.length === 0) throw new DataError(folder, "has no goldens, and there are no scenarios for any");
  return shard === undefined ? wanted : wanted.filter((_, index) => index % shard.count === shard.index - 1);
}

async function verifyOne(name: string, options: VerifyOptions): Promise<Verdict> {
  const { folder, scenarios, backends, update } = options;
  try {
    const golden = readGolden(name, folder);
    if (!jsonNames(scenarios).includes(name)) return obsolete(name, options);
    const version = backends[0]?.semanticsVersion ?? 0;
    if (golden !== undefined && golden.semanticsVersion !== version && update !== "all") {
      const versions = `version ${golden.semanticsVersion} of the matching rules, the engine has ${version}`;
      return { state: "refused", message: `it is of ${versions}: runs of two versions cannot be compared` };
    }
    const scenario = loadScenario(name, scenarios);
    const flow = await loadScenarioFlow(scenario);
    if (flow === undefined)
      return { state: "skipped", message: "its order flow is not on this machine (CIFT_DATA)" };
    const subject: Subject = { name, source: goldenSource(scenario, scenarios), flow };
    const runs: Golden[] = [];
    for (const backend of backends) runs.push(await computeGolden(subject, { backend }));
    return await settle(subject, golden, runs, options);
  } catch (error) {
    const verdict = verdictOf(error);
    if (verdict === undefined) throw error;
    return verdict;
  }
}

/** An engine that breaks gives another run than the golden's; a file that cannot be read is another matter. */
function verdictOf(error: unknown): Verdict | undefined {
  if (error instanceof EngineLies || (error instanceof CiftError && error.code === "ENGINE_PANIC"))
    return { state: "mismatch", message: error.message };
  const isOfInput =
    error instanceof DataError || (error instanceof CiftError && error.consumed !== undefined);
  return isOfInput ? { state: "broken", message: error.message } : undefined;
}

function obsolete(name: string, { folder, update }: VerifyOptions): Verdict {
  if (update !== "all")
    return { state: "obsolete", message: "there is no scenario of this name (--update=all removes it)" };
  rmSync(goldenPath(name, folder));
  return { state: "removed", message: "there is no scenario of this name any more" };
}

/** Compares the runs with each other and with the golden, and writes what may be written. */
async function settle(
  subject: Subject,
  golden: Golden | undefined,
  computed: readonly Golden[],
  options: VerifyOptions,
): Promise<Verdict> {
  const { folder, backends, update } = options;
  const path = goldenPath(subject.name, folder);
  const runs = computed.map(
    ({ digest }, index): BackendDigest => ({ backend: backends[index]?.kind ?? "wasm", digest }),
  );
  const [run] = computed;
  if (run === undefined) throw new Error("there is no backend to verify with");
  const odd = computed.findIndex((one) => !isSame(one, run));
  if (odd !== -1) {
    // Whatever the golden says, one of them is wrong, and neither is written.
    const good = golden === undefined || isSame(golden, run) ? 0 : odd;
    const bad = good === 0 ? odd : 0;
    const message = `${runs[bad]?.backend} does not give what ${runs[good]?.backend} gives`;
    const divergence = await between(subject, computed, options, good, bad);
    return { state: "mismatch", message, runs, divergence };
  }
  if (golden === undefined) {
    if (update === "none") return { state: "missing", message: "there is no golden", runs };
    writeFileSync(path, goldenText(run));
    return { state: "written", message: "it is new", runs };
  }
  if (isSame(golden, run)) {
    rmSync(path + NEW_SUFFIX, { force: true });
    return { state: "passed", message: "", runs };
  }
  const divergence = findDivergence(golden, run);
  if (update === "all") {
    const refusal = whyNotUpdated(golden, run);
    if (refusal !== undefined) return { state: "mismatch", message: refusal, runs, divergence };
    writeFileSync(path, goldenText(run));
    rmSync(path + NEW_SUFFIX, { force: true });
    return { state: "updated", message: divergence.inputs.join(", "), runs, divergence };
  }
  if (update === "new") writeFileSync(path + NEW_SUFFIX, goldenText(run));
  const beside = update === "new" ? `; the run is in ${basename(path)}${NEW_SUFFIX} (cift review)` : "";
  return { state: "mismatch", message: `the run is not the golden's${beside}`, runs, divergence };
}

function between(
  { flow }: Subject,
  computed: readonly Golden[],
  { backends }: VerifyOptions,
  good: number,
  bad: number,
): Promise<Divergence> | Divergence {
  const [was, is] = [computed[good], computed[bad]];
  const [from, to] = [backends[good], backends[bad]];
  if (was === undefined || is === undefined || from === undefined || to === undefined)
    throw new Error("a run has no backend");
  const divergence = findDivergence(was, is);
  return divergence.event === undefined ? pinDown(divergence, flow, from, to) : divergence;
}

/** Whether two goldens are of the same run of the same input. */
export function isSame(one: Golden, other: Golden): boolean {
  return canonicalJson({ ...one, source: other.source }) === canonicalJson(other);
}

/**
 * Why a changed golden must not be written over: the same input gives another run, by rules that say that they are the
 * same. A version that somebody has to remember to bump is worse than none, so nothing else changes such a golden.
 */
export function whyNotUpdated(golden: Golden, run: Golden): string | undefined {
  const sameRules = golden.semanticsVersion === run.semanticsVersion;
  const sameInput = golden.configHash === run.configHash && golden.commandsHash === run.commandsHash;
  if (!sameRules || !sameInput || golden.digest === run.digest) return undefined;
  return (
    `not updated: the same commands give other events, and the semantics version is still ${run.semanticsVersion}. ` +
    "If that is meant, raise SEMANTICS_VERSION (crates/types) and say why at the end of schemas/semantics.md"
  );
}

/** Whether there is something to review beside a golden. */
export function hasNew(name: string, folder: string): boolean {
  return existsSync(goldenPath(name, folder) + NEW_SUFFIX);
}
