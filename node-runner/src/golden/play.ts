// Plays a flow and keeps what a golden has of it: digests, the chain, the first and last events.

import { type EngineBackend, EventCursor, Exchange, type RunDigest } from "@cift/engine";
import { EventChain } from "./event-chain.js";
import { eventFields, eventTag, eventText } from "./event-text.js";
import type { ScenarioFlow } from "./scenario/flow.js";

/** Events at the start and at the end of a run that its golden has in words. */
export const HEAD_EVENTS = 48;
export const TAIL_EVENTS = 16;

const RECORD = EventCursor.bytes;
/** Events that are taken at a time. */
const CHUNK = 4096;
/** Bytes of commands between two pauses. */
const PAUSE_BYTES = 1 << 20;

/** The engine's digest is not the one of the events that it gave. */
export class EngineLies extends Error {
  override readonly name = "EngineLies";
}

/** What a run gave. */
export interface Recording {
  readonly digest: RunDigest;
  /** The digest of the events after every 4,096th. */
  readonly chain: readonly string[];
  readonly head: readonly string[];
  /** None of them is in the head. */
  readonly tail: readonly string[];
}

export interface RecordOptions {
  readonly backend: EngineBackend;
  /** Commands of one call. The result does not depend on it. Default 4096. */
  readonly batch?: number;
  /** Gets all events, whole records at a time; they are valid until it returns. */
  readonly onEvents?: (records: Uint8Array) => void;
  readonly pause?: () => Promise<void>;
}

/** Plays a flow in a session of its own, in this thread. */
export async function recordRun(flow: ScenarioFlow, options: RecordOptions): Promise<Recording> {
  const exchange = await Exchange.create(flow.config, { backend: options.backend });
  // Not `using`: WebKit has no `Symbol.dispose` yet.
  try {
    return await record(exchange, flow.commands, options);
  } finally {
    exchange.dispose();
  }
}

async function record(exchange: Exchange, commands: Uint8Array, options: RecordOptions): Promise<Recording> {
  const { backend, batch = CHUNK, onEvents, pause } = options;
  const recorder = new Recorder(backend.semanticsVersion);
  const chunk = new Uint8Array(CHUNK * RECORD);
  let next = PAUSE_BYTES;
  for (let at = 0; at < commands.length; ) {
    at += exchange.submitPart(commands.subarray(at, at + batch * RECORD)) * RECORD;
    for (let count = exchange.drainInto(chunk); count > 0; count = exchange.drainInto(chunk)) {
      const records = chunk.subarray(0, count * RECORD);
      recorder.read(records);
      onEvents?.(records);
    }
    if (pause !== undefined && at >= next) {
      next = at + PAUSE_BYTES;
      await pause();
    }
  }
  return recorder.end(exchange.digest());
}

/** Reads a run's events. */
export class Recorder {
  readonly #chain: EventChain;
  readonly #head: string[] = [];
  /** The newest events; the oldest of them first. */
  #tail = new Uint8Array(0);

  constructor(semanticsVersion: number) {
    this.#chain = new EventChain(semanticsVersion);
  }

  /** Reads more events; the records lie at a multiple of four. */
  read(records: Uint8Array): void {
    const count = records.length / RECORD;
    for (let i = 0; i < count && this.#head.length < HEAD_EVENTS; i++) this.#head.push(eventText(records, i));
    this.#chain.update(new Uint32Array(records.buffer, records.byteOffset, records.length / 4), count);
    const newest = records.subarray(-TAIL_EVENTS * RECORD);
    const kept = this.#tail.subarray(Math.max(0, this.#tail.length + newest.length - TAIL_EVENTS * RECORD));
    const tail = new Uint8Array(kept.length + newest.length);
    tail.set(kept);
    tail.set(newest, kept.length);
    this.#tail = tail;
  }

  /** The digests of what was read. */
  get chain(): EventChain {
    return this.#chain;
  }

  /** What was read. The engine's digest of the events has to be the one of the events that it gave. */
  end(digest: RunDigest): Recording {
    const { events, links } = this.#chain;
    const ours = this.#chain.digest();
    if (events !== digest.eventCount || ours !== digest.events) {
      const theirs = `${digest.eventCount} events with digest ${digest.events}`;
      throw new EngineLies(`the engine says ${theirs}, and gave ${events} events with digest ${ours}`);
    }
    return { digest, chain: links, ...this.lines() };
  }

  /** The first and the last events that were read. */
  lines(): Pick<Recording, "head" | "tail"> {
    const count = Math.min(TAIL_EVENTS, Math.max(0, this.#chain.events - HEAD_EVENTS));
    const first = this.#tail.length / RECORD - count;
    const tail = Array.from({ length: count }, (_, i) => eventText(this.#tail, first + i));
    return { head: this.#head, tail };
  }
}

/** How often each thing happened, as scenarios name it: `refreshed`, `cancelled fillOrKill`. */
export function countTags(records: Uint8Array, counts: Map<string, number>): void {
  for (let i = 0; i < records.length / RECORD; i++) {
    const tag = eventTag(eventFields(records, i));
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
}
