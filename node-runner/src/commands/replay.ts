// cift replay: order flow through the engine, in WebAssembly and native, and whether both give the committed digest.

import { type BackendKind, CiftError, type EngineBackend, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { DependencyError } from "../cli/dependency-error.js";
import { ExitCode } from "../cli/exit-code.js";
import type { Json, Outcome } from "../cli/outcome.js";
import { UsageError } from "../cli/usage-error.js";
import { type BackendRun, isGood, playSubject } from "../replay/play.js";
import { reportLines } from "../replay/report.js";
import { fileSubject, googSubject, type Subject, sampleSubject } from "../replay/subject.js";

export interface ReplayOptions {
  readonly sample?: boolean;
  /** Undefined: all that load. */
  readonly backend?: BackendKind;
}

export async function replay(
  files: readonly string[],
  options: ReplayOptions,
  context: Context,
): Promise<Outcome> {
  if (options.sample === true && files.length > 0) {
    throw new UsageError("--sample replays the bundled sample: leave the files out, or the flag");
  }
  const backends = await loadBackends(options.backend, context);
  const outcomes: { subject: Subject; runs: BackendRun[] }[] = [];
  for (const subject of await subjectsOf(files, options, context)) {
    const runs: BackendRun[] = [];
    for (const backend of backends) runs.push(await playSubject(subject, backend, context.progress));
    outcomes.push({ subject, runs });
  }
  context.progress.clear();
  return {
    code: outcomes.every(({ runs }) => isGood(runs)) ? ExitCode.ok : ExitCode.mismatch,
    document: { replays: outcomes.map(({ subject, runs }) => documentOf(subject, runs)) },
    lines: outcomes.flatMap(({ subject, runs }, index) => [
      ...(index > 0 ? [""] : []),
      ...reportLines(subject, runs, context.paint),
    ]),
  };
}

async function subjectsOf(
  files: readonly string[],
  { sample }: ReplayOptions,
  context: Context,
): Promise<Subject[]> {
  context.progress.show("reading");
  if (files.length > 0) return Promise.all(files.map(fileSubject));
  const goog = sample === true ? undefined : await googSubject();
  if (goog !== undefined) return [goog];
  if (sample !== true)
    context.note("no verification data beside this clone (see CIFT_DATA): the bundled sample it is");
  const bundled = await sampleSubject();
  if (bundled !== undefined) return [bundled];
  throw new DependencyError("the bundled sample is missing: is examples/data of the clone complete?");
}

/** WebAssembly and native; where native does not load, WebAssembly goes on alone and says so. */
async function loadBackends(only: BackendKind | undefined, context: Context): Promise<EngineBackend[]> {
  if (only !== undefined) return [await loadBackend(only)];
  const wasm = await loadBackend("wasm");
  try {
    return [wasm, await loadBackend("native")];
  } catch (error) {
    if (!(error instanceof CiftError && error.code === "BACKEND_UNAVAILABLE")) throw error;
    context.note(`the native addon does not load here, so WebAssembly goes on alone (${error.message})`);
    return [wasm];
  }
}

function documentOf({ title, file, golden }: Subject, runs: readonly BackendRun[]): Json {
  return {
    title,
    file,
    golden: golden?.digest ?? null,
    ok: isGood(runs),
    runs: runs.map(({ backend, digest, perSecond, golden: equalsGolden, check }) => ({
      backend,
      digest,
      messages_per_second: Math.round(perSecond),
      ...(equalsGolden === undefined ? {} : { equals_golden: equalsGolden }),
      checks: Object.fromEntries(
        check.facts.map(({ name, value, equal }) => [
          name.replace(" ", "_"),
          equal === undefined ? { value } : { value, equal },
        ]),
      ),
      first_difference: check.first === undefined ? null : { ...check.first },
    })),
  };
}
