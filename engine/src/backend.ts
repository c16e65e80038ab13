// What the facade needs of an engine. Implemented by the WebAssembly module and by the native addon.

/** Number of a session in its backend. */
export type Handle = number;

/** Where an engine runs. */
export type BackendKind = "wasm" | "native";

/** Which backend is wanted: `auto` takes native where it loads and WebAssembly elsewhere. */
export type BackendChoice = "auto" | BackendKind;

/**
 * The engine as numbers and bytes. All calls are synchronous. They throw a `CiftError`; after `ENGINE_PANIC` every call
 * of the session throws it again. Records are those of `schemas/trading.capnp`, 64 bytes each where nothing else is said.
 */
export interface EngineBackend {
  /** Where it runs. */
  readonly kind: BackendKind;
  /** Version of this surface. */
  readonly abiVersion: number;
  /** Hash of the record layouts. */
  readonly layoutHash: number;
  /** Version of the matching rules: runs of different versions may differ. */
  readonly semanticsVersion: number;

  /** Starts a session from a MessagePack configuration. */
  create(config: Uint8Array): Handle;
  /**
   * Applies commands and returns how many: all of them, or fewer when the event buffer is full and has to be read first.
   * When a command cannot be placed, throws a `CiftError` whose `consumed` says how many before it were applied.
   */
  submit(handle: Handle, commands: Uint8Array): number;
  /**
   * Applies the command in the 16 words from `at` on; returns 1, or 0 when the event buffer is full. For callers that
   * have one message at a time: nothing is allocated.
   */
  submitRecord(handle: Handle, words: Int32Array | Uint32Array, at: number): number;
  /** How many events wait to be read. */
  eventCount(handle: Handle): number;
  /** The bytes of the waiting events, which go on waiting. Valid until the next call of the backend. */
  pendingEvents(handle: Handle): Uint8Array;
  /** Copies waiting events, from the one at `from` on, as many as fit; they go on waiting. Returns how many. */
  peekInto(handle: Handle, from: number, target: Uint8Array): number;
  /** Forgets the first `count` waiting events. */
  advance(handle: Handle, count: number): void;
  /** Moves waiting events into `target`, as many as fit. Returns how many. */
  drainInto(handle: Handle, target: Uint8Array): number;
  /** Writes the best levels of a book, as many rows as `target` has room for. Returns how many rows have a level. */
  depthInto(handle: Handle, instrument: number, target: Uint8Array): number;
  /** Writes a live order; false when there is none. */
  orderInto(
    handle: Handle,
    instrument: number,
    account: number,
    orderId: number,
    target: Uint8Array,
  ): boolean;
  /** Writes the displayed orders of a side (0 buy, 1 sell), first to trade first, as many as fit. Returns how many. */
  ordersInto(handle: Handle, instrument: number, side: number, target: Uint8Array): number;
  /** Writes an instrument's market, 128 bytes. */
  marketInto(handle: Handle, instrument: number, target: Uint8Array): void;
  /** Writes an account's money in a currency; false where it never had any. */
  balanceInto(handle: Handle, account: number, currency: number, target: Uint8Array): boolean;
  /** Writes what an account holds of an instrument, 128 bytes; false where it never had any. */
  positionInto(handle: Handle, account: number, instrument: number, target: Uint8Array): boolean;
  /** Writes whether a new order would pass the controls. `commands` is its record, or its terms and its record. */
  riskCheckInto(handle: Handle, commands: Uint8Array, target: Uint8Array): void;
  /** The whole session as bytes. */
  snapshot(handle: Handle): Uint8Array;
  /** Starts a session that goes on where the snapshot was taken. */
  restore(snapshot: Uint8Array): Handle;
  /** Begins a journal. The number, low half first, tells apart journals of one configuration. */
  journalStart(handle: Handle, low: number, high: number): void;
  /** The journal's bytes since they were last taken. */
  journalTake(handle: Handle): Uint8Array;
  /** Puts the present state into the journal. */
  journalSnapshot(handle: Handle): void;
  /** Ends the journal; its last bytes wait to be taken. */
  journalClose(handle: Handle): void;
  /** Writes eight 64-bit words, low half first: see `crates/host/src/journal.rs`. */
  journalStateInto(handle: Handle, target: Uint32Array): void;
  /** Starts a session by replaying a journal from its beginning. */
  replay(journal: Uint8Array): Handle;
  /** Starts a session at a journal's end, from its last snapshot on; it goes on recording. */
  recover(journal: Uint8Array): Handle;
  /** Writes five 64-bit words, low half first: run digest, commands' digest, events' digest, commands, events. */
  digestInto(handle: Handle, target: Uint32Array): void;
  /** Writes four 64-bit words, low half first: last sequence number, last time, live orders, price pages. */
  stateInto(handle: Handle, target: Uint32Array): void;
  /** Ends a session and frees its memory. */
  destroy(handle: Handle): void;
}

/** Bytes of every command and event, and of most other records. */
export const RECORD_BYTES = 64;
/** Bytes of the records that a market and a position are. */
export const LONG_RECORD_BYTES = 128;
/** 32-bit words of every command and event. */
export const RECORD_WORDS = 16;
/** 32-bit words that `digestInto` writes. */
export const DIGEST_WORDS = 10;
/** 32-bit words that `stateInto` writes. */
export const STATE_WORDS = 8;
/** 32-bit words that `journalStateInto` writes. */
export const JOURNAL_WORDS = 16;
/** The version of the surface that this facade speaks: `ABI_VERSION` of `crates/host`. */
export const ABI_VERSION = 1;
