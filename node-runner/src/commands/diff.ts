// cift diff: the first event in which two runs differ.

import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import { grouped } from "../cli/numbers.js";
import type { Outcome } from "../cli/outcome.js";
import type { Paint } from "../cli/paint.js";
import { compareEvents } from "../diff/compare.js";
import { compareDigests } from "../diff/digests.js";
import { openRun } from "../diff/open-run.js";
import { differenceDocument, differenceText } from "../diff/report.js";
import type { Run } from "../diff/run.js";
import { scenarioFolder } from "../golden/cases.js";
import { divergenceLines } from "../verify/divergence-lines.js";

export interface DiffOptions {
  readonly backend: BackendChoice;
  readonly scenarios?: string;
}

export async function diff(
  pathA: string,
  pathB: string,
  options: DiffOptions,
  context: Context,
): Promise<Outcome> {
  const { progress, paint, note } = context;
  progress.show("opening");
  const backend = await loadBackend(options.backend);
  const scenarios = options.scenarios ?? scenarioFolder;
  await using a = await openRun(pathA, backend, scenarios);
  await using b = await openRun(pathB, backend, scenarios);
  for (const run of [a, b]) if (run.note !== undefined) note(run.note);
  const outcome =
    a.read !== undefined && b.read !== undefined
      ? await byEvents(a, b, context)
      : await byDigests(a, b, paint);
  progress.clear();
  return outcome;
}

/** Both runs' events are there, or can be played. */
async function byEvents(a: Run, b: Run, { progress, paint }: Context): Promise<Outcome> {
  const most = Math.min(a.events ?? Number.POSITIVE_INFINITY, b.events ?? Number.POSITIVE_INFINITY);
  const { first, equal, from } = await compareEvents(a, b, (events) =>
    progress.show("comparing", Number.isFinite(most) ? events / most : undefined),
  );
  const otherwise = first === undefined ? otherDifference(a, b) : undefined;
  const isEqual = first === undefined && otherwise === undefined;
  const document = {
    ...headOf(a, b),
    equal: isEqual,
    equal_events: equal,
    ...(from === 0 ? {} : { equal_by_checkpoint: from }),
    first_difference: differenceDocument(first),
    ...(otherwise === undefined ? {} : { difference: otherwise }),
  };
  const checkpoint = from === 0 ? [] : [`  equal up to event ${grouped(from)}, by its checkpoint`];
  const lines =
    first === undefined
      ? [isEqual ? paint.green(`✓ ${grouped(equal)} events, all equal`) : paint.red(`✗ ${otherwise}`)]
      : [...checkpoint, ...differenceText(first, paint)];
  return {
    code: isEqual ? ExitCode.ok : ExitCode.mismatch,
    document,
    lines: [...titleLines(a, b), ...lines],
  };
}

/** What is different where no event is. */
function otherDifference(a: Run, b: Run): string | undefined {
  const [mine, yours] = [a.digest(), b.digest()];
  // A run that is only events has no digest of its commands.
  if (mine !== undefined && yours !== undefined && mine !== yours)
    return `every event is equal, but sessions or commands are not: digest ${mine} and ${yours}`;
  const places = new Map(b.checkpoints.map(({ events, digest }) => [events, digest]));
  const odd = a.checkpoints.find(({ events, digest }) => (places.get(events) ?? digest) !== digest);
  if (odd === undefined) return undefined;
  const place = `what was written down at event ${grouped(odd.events)}`;
  return `played again, every event is equal, but ${place} is not: another engine wrote one of them`;
}

/** A golden's events are gone: its chain, and its first and last events, are all there is. */
async function byDigests(a: Run, b: Run, paint: Paint): Promise<Outcome> {
  const divergence = await compareDigests(a, b);
  const isEqual = divergence === undefined;
  return {
    code: isEqual ? ExitCode.ok : ExitCode.mismatch,
    document: {
      ...headOf(a, b),
      equal: isEqual,
      first_difference:
        divergence?.event === undefined
          ? null
          : { event: divergence.event, before: divergence.before, a: divergence.golden, b: divergence.run },
      ...(divergence?.within === undefined ? {} : { within: divergence.within }),
    },
    lines: [
      ...titleLines(a, b),
      ...(divergence === undefined
        ? [paint.green("✓ all digests equal")]
        : divergenceLines(divergence, paint)),
    ],
  };
}

function headOf(a: Run, b: Run) {
  const side = ({ path, kind, events }: Run) => ({ path, kind, ...(events === undefined ? {} : { events }) });
  return { a: side(a), b: side(b) };
}

function titleLines(a: Run, b: Run): string[] {
  const line = (mark: string, { path, kind, events }: Run) =>
    `${mark} ${path}: ${kind}${events === undefined ? "" : `, ${grouped(events)} events`}`;
  return [line("A", a), line("B", b), ""];
}
