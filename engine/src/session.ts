// A session behind its handle: what is submitted to it, and where its events go.
//
// Every event waits in the session's event buffer until somebody reads it. Whoever submits finds the buffer full at times:
// then the events go to a callback of that call, to `onOverflow`, or they are dropped and counted. So nothing grows without
// bound, and the digest does not depend on who reads.

import {
  DIGEST_WORDS,
  type EngineBackend,
  type Handle,
  RECORD_BYTES,
  RECORD_WORDS,
  STATE_WORDS,
} from "./backend.js";
import { CommandWriter } from "./command-writer.js";
import { copyCommand } from "./copy-command.js";
import { type RunDigest, readDigest, readState, type SessionState } from "./digest.js";
import { CiftError } from "./errors.js";
import { destroyWhenForgotten, disposedOf } from "./forgotten.js";
import { type CommandCursor, EventCursor, type EventRecord } from "./generated/index.js";

/** Reads events where they are: the cursor stands before the first, and is good until the function returns. */
export type EventReader = (events: EventCursor) => void;

/** Events that are copied at a time to look at them. */
const PEEK_RECORDS = 64;

const NO_EVENTS = new Uint8Array(0);

/** A session of a backend. */
export class Session {
  readonly backend: EngineBackend;
  readonly #onOverflow: EventReader | undefined;
  /** Zero when disposed of: no session has it. */
  #handle: Handle;
  #dropped = 0;
  /** Events that do not wait any more, as far as batches took them. */
  #taken = 0;

  readonly #record = new Int32Array(RECORD_WORDS);
  readonly #words = new Uint32Array(DIGEST_WORDS);
  readonly #peeked = new Uint8Array(PEEK_RECORDS * RECORD_BYTES);
  readonly #peekedEvents = new EventCursor(this.#peeked);
  readonly #delivered = new EventCursor();
  /** The bytes under `#delivered` while a reader has it. */
  #delivering: Uint8Array | undefined;

  constructor(backend: EngineBackend, handle: Handle, onOverflow: EventReader | undefined) {
    this.backend = backend;
    this.#handle = handle;
    this.#onOverflow = onOverflow;
    destroyWhenForgotten(this, backend, handle);
  }

  /** Whether it was disposed of. */
  get isOver(): boolean {
    return this.#handle === 0;
  }

  /** How many events nobody read. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How many events wait to be read. */
  get waiting(): number {
    return this.backend.eventCount(this.handle());
  }

  /** How many events there were, as far as batches took them or they wait. */
  get seen(): number {
    return this.#taken + this.waiting;
  }

  /** The handle, for questions. */
  handle(): Handle {
    if (this.#handle === 0) throw new CiftError("DISPOSED", "the exchange was disposed of");
    return this.#handle;
  }

  /** The handle, for changes: these would pull the events away under a reader. */
  free(): Handle {
    if (this.#delivering !== undefined) {
      const message =
        "the exchange is delivering events: collect what is to be done, and do it after the callback";
      throw new CiftError("BUSY", message);
    }
    return this.handle();
  }

  /** Asks the backend something that changes nothing. */
  ask<T>(question: (backend: EngineBackend, handle: Handle) => T): T {
    const answer = question(this.backend, this.handle());
    this.#renewDelivered();
    return answer;
  }

  digest(): RunDigest {
    this.backend.digestInto(this.handle(), this.#words);
    this.#renewDelivered();
    return readDigest(this.#words);
  }

  state(): SessionState {
    const words = this.#words.subarray(0, STATE_WORDS);
    this.backend.stateInto(this.handle(), words);
    this.#renewDelivered();
    return readState(words);
  }

  /** Takes the waiting events one by one, as objects. */
  *events(): IterableIterator<EventRecord> {
    const first = this.#peeked.subarray(0, RECORD_BYTES);
    while (this.backend.drainInto(this.free(), first) === 1) yield this.#peekedEvents.at(0).toObject();
  }

  /** Gives the waiting events to the reader and forgets them. Returns how many. */
  read(onEvents: EventReader): number {
    return this.#deliver(this.free(), onEvents);
  }

  /** Applies a few commands, which the engine takes together or not at all, and shows the events that they cause. */
  apply(commands: Uint8Array, onEvent: (event: EventCursor) => void): void {
    const handle = this.free();
    let at = this.backend.eventCount(handle);
    if (this.backend.submit(handle, commands) === 0) {
      this.#overflow(handle);
      at = 0;
      this.backend.submit(handle, commands);
    }
    for (let count = this.#peek(at); count > 0; count = this.#peek(at)) {
      for (let i = 0; i < count; i++) onEvent(this.#peekedEvents.at(i));
      at += count;
    }
  }

  /** Copies waiting events from the one at `from` on, to look at them; returns how many. */
  #peek(from: number): number {
    return this.backend.peekInto(this.free(), from, this.#peeked);
  }

  /** Applies commands, whatever the size of the event buffer; how many. */
  submitAll(bytes: Uint8Array, onEvents: EventReader | undefined): number {
    const handle = this.free();
    let consumed = 0;
    let rest = bytes;
    let fault: CiftError | undefined;
    do {
      try {
        consumed += this.backend.submit(handle, rest);
      } catch (error) {
        fault = faultAfter(consumed, error);
        consumed = fault.consumed ?? consumed;
      }
      rest = bytes.subarray(consumed * RECORD_BYTES);
      // The commands before one at fault were applied, and their events are as good as any.
      if (onEvents !== undefined) this.#deliver(handle, onEvents);
      else if (rest.byteLength > 0 && fault === undefined) this.#overflow(handle);
    } while (rest.byteLength > 0 && fault === undefined);
    if (fault !== undefined) throw fault;
    return consumed;
  }

  /** Applies the command that the cursor is at. */
  submitRecord(command: CommandCursor): void {
    const handle = this.free();
    if (command instanceof CommandWriter)
      this.#submitWords(handle, command.words, command.index * RECORD_WORDS);
    else this.#submitWords(handle, copyCommand(command, this.#record), 0);
  }

  /** Ends it; a second time does nothing. */
  dispose(): void {
    if (this.#handle === 0) return;
    const handle = this.free();
    this.#handle = 0;
    disposedOf(this);
    try {
      this.backend.destroy(handle);
    } catch (error) {
      // A dead engine has nothing left to free, and whoever used it knows already.
      if (!(error instanceof CiftError) || error.code !== "ENGINE_PANIC") throw error;
    }
  }

  #submitWords(handle: Handle, words: Int32Array, at: number): void {
    if (this.backend.submitRecord(handle, words, at) === 1) return;
    this.#overflow(handle);
    this.backend.submitRecord(handle, words, at);
  }

  /** Makes room in the event buffer. */
  #overflow(handle: Handle): void {
    if (this.#onOverflow !== undefined) {
      this.#deliver(handle, this.#onOverflow);
      return;
    }
    const count = this.backend.eventCount(handle);
    this.backend.advance(handle, count);
    this.#taken += count;
    this.#dropped += count;
  }

  #deliver(handle: Handle, onEvents: EventReader): number {
    const bytes = this.backend.pendingEvents(handle);
    const count = bytes.byteLength / RECORD_BYTES;
    if (count === 0) return 0;
    this.#delivering = bytes;
    try {
      onEvents(this.#delivered.attach(bytes));
    } finally {
      // A reader that throws has had its chance: it does not get them again.
      this.#delivering = undefined;
      this.#delivered.attach(NO_EVENTS);
      this.backend.advance(handle, count);
      this.#taken += count;
    }
    return count;
  }

  /** A question may have made WebAssembly's memory grow, which takes it away from the cursor that a reader has. */
  #renewDelivered(): void {
    if (this.#delivering === undefined || this.#delivering.byteLength > 0) return;
    const { index } = this.#delivered;
    this.#delivering = this.backend.pendingEvents(this.#handle);
    this.#delivered.attach(this.#delivering);
    if (index >= 0) this.#delivered.at(index);
  }
}

/** The error of a command that could not be placed, counting from the start of the whole batch. Others are thrown. */
function faultAfter(consumed: number, error: unknown): CiftError {
  if (!(error instanceof CiftError) || error.consumed === undefined) throw error;
  return error.withConsumed(consumed + error.consumed);
}
