// Finds the first event in which two runs differ: by halves over the checkpoints that both have, then event by event.

import { eventFields } from "../golden/event-text.js";
import type { Checkpoint, Run } from "./run.js";

/** Events that are shown before and after the first different one. */
export const CONTEXT_EVENTS = 10;
const RECORD = 64;

export type Fields = Readonly<Record<string, string>>;

/** A stretch of a run's events. */
export interface Stretch {
  /** Of the first of them, from 1. */
  readonly number: number;
  readonly events: readonly Fields[];
}

export interface EventDifference {
  /** The first different event, from 1. */
  readonly event: number;
  /** The equal ones before it. */
  readonly before: Stretch;
  /** The first different one and those after it; empty where the run has ended. */
  readonly a: Stretch;
  readonly b: Stretch;
}

export interface Comparison {
  readonly first: EventDifference | undefined;
  /** How many events are equal from the start. */
  readonly equal: number;
  /** From here on events were looked at one by one: the last checkpoint that both have alike. */
  readonly from: number;
}

/** Compares two runs whose events can be read. */
export async function compareEvents(
  a: Run,
  b: Run,
  onProgress: (events: number) => void,
): Promise<Comparison> {
  const known = lastEqual(a.checkpoints, b.checkpoints);
  // A few events before the place are wanted as context.
  const from = Math.max(0, known - CONTEXT_EVENTS);
  await using left = new Events(a, from);
  await using right = new Events(b, from);
  let equal = from;
  for (;;) {
    const [mine, yours] = [await left.part(), await right.part()];
    const length = Math.min(mine.length, yours.length);
    const same = commonRecords(mine, yours, length);
    left.keep(same);
    right.take(same);
    equal += same;
    if (same * RECORD < length || length === 0) break;
    onProgress(equal);
  }
  const [mine, yours] = [await left.next(CONTEXT_EVENTS + 1), await right.next(CONTEXT_EVENTS + 1)];
  if (mine.length === 0 && yours.length === 0) return { first: undefined, equal, from: known };
  const before = left.kept();
  return {
    first: {
      event: equal + 1,
      before: { number: equal + 1 - before.length, events: before },
      a: { number: equal + 1, events: mine },
      b: { number: equal + 1, events: yours },
    },
    equal,
    from: known,
  };
}

/**
 * How many events both runs have alike, as far as checkpoints at the same place say. A digest is of all events before it,
 * so once two differ all later ones do.
 */
export function lastEqual(a: readonly Checkpoint[], b: readonly Checkpoint[]): number {
  const places = new Map(b.map(({ events, digest }) => [events, digest]));
  const common = a.filter(({ events }) => places.has(events));
  let [low, high] = [0, common.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const point = common[middle];
    if (point !== undefined && places.get(point.events) === point.digest) low = middle + 1;
    else high = middle;
  }
  return common[low - 1]?.events ?? 0;
}

/** How many whole records are equal at the start. */
function commonRecords(a: Uint8Array, b: Uint8Array, length: number): number {
  const [mine, yours] = [
    Buffer.from(a.buffer, a.byteOffset, length),
    Buffer.from(b.buffer, b.byteOffset, length),
  ];
  if (mine.equals(yours)) return length / RECORD;
  let [low, high] = [0, length / RECORD];
  // The first half that differs, again and again: some record does.
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    const [start, end] = [low * RECORD, middle * RECORD];
    if (mine.subarray(start, end).equals(yours.subarray(start, end))) low = middle;
    else high = middle;
  }
  return low;
}

/** A run's events as they come, with those that were passed last. */
class Events implements AsyncDisposable {
  readonly #source: AsyncGenerator<Uint8Array, void, undefined>;
  #part: Uint8Array = new Uint8Array(0);
  #passed: Uint8Array = new Uint8Array(0);
  #done = false;

  constructor(run: Run, from: number) {
    if (run.read === undefined) throw new Error(`the events of ${run.path} are not known`);
    this.#source = run.read(from);
  }

  /** What is there of the part that was read last, or the next one; empty at the end. */
  async part(): Promise<Uint8Array> {
    while (this.#part.length === 0 && !this.#done) {
      const { value, done } = await this.#source.next();
      if (done === true) this.#done = true;
      else this.#part = value;
    }
    return this.#part;
  }

  take(records: number): void {
    this.#part = this.#part.subarray(records * RECORD);
  }

  /** Takes records, and keeps the last few of all that were taken. */
  keep(records: number): void {
    const newest = this.#part.subarray(Math.max(0, records - CONTEXT_EVENTS) * RECORD, records * RECORD);
    const room = CONTEXT_EVENTS * RECORD - newest.length;
    const older = room === 0 ? this.#passed.subarray(0, 0) : this.#passed.subarray(-room);
    const passed = new Uint8Array(older.length + newest.length);
    passed.set(older);
    passed.set(newest, older.length);
    this.#passed = passed;
    this.take(records);
  }

  kept(): Fields[] {
    return fieldsOf(this.#passed);
  }

  /** The next few events. */
  async next(count: number): Promise<Fields[]> {
    const fields: Fields[] = [];
    while (fields.length < count) {
      const part = (await this.part()).subarray(0, (count - fields.length) * RECORD);
      if (part.length === 0) break;
      fields.push(...fieldsOf(part));
      this.take(part.length / RECORD);
    }
    return fields;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#source.return();
  }
}

function fieldsOf(records: Uint8Array): Fields[] {
  // Cursors want records at multiples of four.
  const aligned = records.byteOffset % 4 === 0 ? records : records.slice();
  return Array.from({ length: records.length / RECORD }, (_, index) => eventFields(aligned, index));
}
