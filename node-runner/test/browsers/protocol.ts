// What the page asks its server for, and what it tells it.

import type { BackendKind } from "@cift/engine";

/** A scenario to play. */
export interface PageScenario {
  readonly name: string;
  /** The text of its file. */
  readonly text: string;
  /** Where the bytes of its order flow are, where it is a file's. */
  readonly input?: string;
}

/** A run of it. */
export interface PageRun {
  readonly name: string;
  /** In the page's own thread, or by a client of a worker. */
  readonly place: "page" | "worker";
  /** Commands of one call. */
  readonly batch: number;
  readonly backend: BackendKind;
  readonly digest: string;
  /** Of the events as they were read; undefined where nobody read them. */
  readonly chain?: readonly string[];
}

/** What the page says at its end. */
export interface PageReport {
  readonly userAgent: string;
  readonly runs: readonly PageRun[];
  /** What went wrong, by scenario. */
  readonly errors: readonly string[];
}

export const BATCHES = [1, 7, 4096] as const;

/**
 * So many of a long flow's commands are sent in small batches, the rest in great ones: a message to a worker takes as long
 * as hundreds of commands.
 */
export const SMALL_BATCH_COMMANDS = 5000;

/** Cuts a flow's records into batches. */
export function* batches(commands: Uint8Array, batch: number, small: number): Generator<Uint8Array> {
  const record = 64;
  for (let at = 0; at < commands.length; ) {
    const size = batch * record;
    const length = at < small * record ? size : Math.max(size, 4096 * record);
    yield commands.subarray(at, at + length);
    at += length;
  }
}
