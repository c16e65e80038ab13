// Plays a subject in one backend: checks it, and times it.

import type { BackendKind, EngineBackend } from "@cift/engine";
import type { Progress } from "../cli/progress.js";
import { pauseForSignals } from "../conform/pause.js";
import { messagesPerSecond, timeRuns } from "../conform/time-runs.js";
import { isGoldenRun } from "../golden/golden.js";
import type { Check, Subject } from "./subject.js";

export interface BackendRun {
  readonly backend: BackendKind;
  readonly digest: string;
  readonly perSecond: number;
  /** Undefined where there is no golden. */
  readonly golden: boolean | undefined;
  readonly check: Check;
}

/** Short flows take a few milliseconds a run: the best of many is the figure that repeats. */
const RUNS = 15;

export async function playSubject(
  subject: Subject,
  backend: EngineBackend,
  progress: Progress,
): Promise<BackendRun> {
  const check = await subject.check(backend, (done) => progress.show(`${backend.kind}: checking`, done));
  const timing = await timeRuns(subject.flow, {
    backend,
    path: "batch",
    runs: RUNS,
    pause: pauseForSignals,
    onRun: (run) => progress.show(`${backend.kind}: timing`, run / RUNS),
  });
  return {
    backend: backend.kind,
    digest: timing.digest.value,
    perSecond: messagesPerSecond(timing),
    golden: subject.golden && isGoldenRun(subject.golden, timing.digest),
    check,
  };
}

/** Whether all of it is as it has to be: the checks, the golden, and one digest from all backends. */
export function isGood(runs: readonly BackendRun[]): boolean {
  return oneDigest(runs) && runs.every((run) => run.check.ok && run.golden !== false);
}

export function oneDigest(runs: readonly BackendRun[]): boolean {
  return runs.every((run) => run.digest === runs[0]?.digest);
}
