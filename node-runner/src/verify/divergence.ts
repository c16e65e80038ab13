// Where a run leaves its golden: the first different event where the golden has it in words, else the part of the chain.

import type { EngineBackend } from "@cift/engine";
import { LINK_EVENTS } from "../golden/event-chain.js";
import { eventText } from "../golden/event-text.js";
import type { Golden } from "../golden/golden.js";
import { recordRun } from "../golden/play.js";
import type { ScenarioFlow } from "../golden/scenario/flow.js";

/** Events that are shown before and after the first different one. */
export const CONTEXT_EVENTS = 10;

export interface Divergence {
  /** What is different beside the events: the session, the commands, the version. */
  readonly inputs: readonly string[];
  /** The first different event, from 1; undefined where only its part of the chain is known, or no event differs. */
  readonly event?: number;
  /** First and last event of the part that has the first different one. */
  readonly within?: readonly [number, number];
  /** The events just before, which are equal. */
  readonly before: readonly string[];
  /** The golden's events from the first different one on, as far as they are known. */
  readonly golden: readonly string[];
  /** The run's. */
  readonly run: readonly string[];
}

/** Compares a run with its golden. */
export function findDivergence(golden: Golden, run: Golden): Divergence {
  const inputs = inputDifferences(golden, run);
  const inHead = firstDifference(golden.head, run.head);
  if (inHead !== undefined) return { inputs, event: inHead + 1, ...around(golden.head, run.head, inHead) };
  const nothing = { before: [], golden: [], run: [] };
  if (golden.eventsDigest === run.eventsDigest) return { inputs, ...nothing };
  const link = firstDifferentLink(golden.chain, run.chain);
  const known = Math.max(golden.head.length, link * LINK_EVENTS);
  const last = Math.min((link + 1) * LINK_EVENTS, Math.max(golden.events, run.events));
  return { inputs, within: [known + 1, last], ...nothing };
}

/** The first link that differs. Later ones differ too, because each is of all events before it: so by halves. */
export function firstDifferentLink(golden: readonly string[], run: readonly string[]): number {
  let [low, high] = [0, Math.min(golden.length, run.length)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (golden[middle] === run[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The first different event exactly, where a backend still gives the golden's run: the events of the part are taken from
 * both.
 */
export async function pinDown(
  divergence: Divergence,
  flow: ScenarioFlow,
  good: EngineBackend,
  bad: EngineBackend,
): Promise<Divergence> {
  const { within } = divergence;
  if (within === undefined) return divergence;
  const from = Math.max(1, within[0] - CONTEXT_EVENTS);
  const to = within[1] + CONTEXT_EVENTS;
  const [golden, run] = [await eventsOf(flow, good, from, to), await eventsOf(flow, bad, from, to)];
  const index = firstDifference(golden, run);
  if (index === undefined) return divergence;
  return { inputs: divergence.inputs, event: from + index, within, ...around(golden, run, index) };
}

async function eventsOf(
  flow: ScenarioFlow,
  backend: EngineBackend,
  from: number,
  to: number,
): Promise<string[]> {
  const lines: string[] = [];
  let number = 1;
  const onEvents = (records: Uint8Array) => {
    const count = records.length / 64;
    for (let i = Math.max(0, from - number); i < count && number + i <= to; i++)
      lines.push(eventText(records, i));
    number += count;
  };
  await recordRun(flow, { backend, onEvents });
  return lines;
}

function firstDifference(golden: readonly string[], run: readonly string[]): number | undefined {
  const length = Math.max(golden.length, run.length);
  for (let index = 0; index < length; index++) if (golden[index] !== run[index]) return index;
  return undefined;
}

function around(
  golden: readonly string[],
  run: readonly string[],
  index: number,
): Pick<Divergence, "before" | "golden" | "run"> {
  return {
    before: run.slice(Math.max(0, index - CONTEXT_EVENTS), index),
    golden: golden.slice(index, index + 1 + CONTEXT_EVENTS),
    run: run.slice(index, index + 1 + CONTEXT_EVENTS),
  };
}

function inputDifferences(golden: Golden, run: Golden): string[] {
  const pair = (what: string, before: string | number, now: string | number) =>
    before === now ? [] : [`${what}: ${before || "none"} → ${now}`];
  return [
    ...pair("semantics version", golden.semanticsVersion, run.semanticsVersion),
    ...pair("configuration", golden.configHash, run.configHash),
    ...pair("commands given", golden.commandsHash, run.commandsHash),
    ...pair("number of commands", golden.commands, run.commands),
    ...pair("digest of the commands", golden.commandsDigest, run.commandsDigest),
    ...pair("number of events", golden.events, run.events),
    ...pair("reports", golden.reportsSha256 ?? "", run.reportsSha256 ?? ""),
  ];
}
