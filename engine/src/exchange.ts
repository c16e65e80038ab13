/// <reference lib="esnext.disposable" preserve="true" />
// The exchange as applications use it, in this thread. Two levels share one session: objects for people, records for speed.
//
// Every event waits in the session's event buffer until somebody reads it. Whoever submits finds the buffer full at times:
// then the events go to a callback of that call, to `onOverflow`, or they are dropped and counted. So nothing grows without
// bound, and the digest does not depend on who reads.

import {
  type BackendChoice,
  type BackendKind,
  DIGEST_WORDS,
  type EngineBackend,
  type Handle,
  RECORD_BYTES,
  RECORD_WORDS,
  STATE_WORDS,
} from "./backend.js";
import { type LoadOptions, loadBackend } from "./backends/load.js";
import { CommandBatch, type CommandInput } from "./command-batch.js";
import { CommandWriter } from "./command-writer.js";
import { encodeConfig, type ResolvedConfig, resolveConfig, type SessionConfig } from "./config.js";
import { copyCommand } from "./copy-command.js";
import { type RunDigest, readDigest, readState, type SessionState } from "./digest.js";
import { CiftError } from "./errors.js";
import { type CommandCursor, EventCursor, type EventRecord } from "./generated/index.js";
import type { Instrument } from "./instrument.js";
import { InstrumentList } from "./instrument-list.js";
import { OrderBook } from "./order-book.js";
import {
  cancelOrder,
  newOrder,
  type OrderRequest,
  type OrderTarget,
  type QuantityInput,
  type Replacement,
  type RequestContext,
  reduceOrder,
  replaceOrder,
  writeRequest,
} from "./order-request.js";
import { type OrderResult, ResultBuilder } from "./order-result.js";
import { Reader } from "./strict.js";

/** Reads events where they are: the cursor stands before the first, and is good until the function returns. */
export type EventReader = (events: EventCursor) => void;

/** How an exchange is made. */
export interface ExchangeOptions {
  /** Where the engine runs, or a backend that is loaded already. Default "auto". */
  readonly backend?: BackendChoice | EngineBackend;
  /** Where the parts of a backend are. */
  readonly load?: LoadOptions;
  /** Gets the waiting events when the buffer is full and nobody reads. Without it they are dropped. */
  readonly onOverflow?: EventReader;
}

/** What became of a batch. */
export interface BatchResult {
  /** How many commands were applied: all. */
  readonly consumed: number;
  /** How many events they caused. */
  readonly events: number;
}

/** Events that are copied at a time to look at them. */
const PEEK_RECORDS = 64;

/** Frees the sessions of exchanges that were forgotten without `dispose`. */
const forgotten = new FinalizationRegistry(
  ({ backend, handle }: { backend: EngineBackend; handle: Handle }) => {
    try {
      backend.destroy(handle);
    } catch {
      // The backend died before.
    }
  },
);

/** A session of the engine. Dispose of it when done: `exchange.dispose()`, or `using exchange = …`. */
export class Exchange implements Disposable {
  readonly #backend: EngineBackend;
  readonly #onOverflow: EventReader | undefined;
  /** Zero when disposed of: no session has it. */
  #handle: Handle;
  readonly config: ResolvedConfig;
  readonly instruments: readonly Instrument[];

  readonly #list: InstrumentList;
  readonly #books: OrderBook[] = [];
  #nextId = 1;
  #dropped = 0;
  /** Events that do not wait any more, as far as batches took them. */
  #taken = 0;

  readonly #request = new CommandWriter();
  readonly #record = new Int32Array(RECORD_WORDS);
  readonly #words = new Uint32Array(DIGEST_WORDS);
  readonly #peeked = new Uint8Array(PEEK_RECORDS * RECORD_BYTES);
  readonly #peekedEvents = new EventCursor(this.#peeked);
  readonly #delivered = new EventCursor();
  /** The bytes under `#delivered` while a reader has it. */
  #delivering: Uint8Array | undefined;

  private constructor(backend: EngineBackend, config: ResolvedConfig, onOverflow: EventReader | undefined) {
    this.#backend = backend;
    this.#onOverflow = onOverflow;
    this.config = config;
    this.#list = new InstrumentList(config);
    this.instruments = this.#list.all;
    this.#handle = backend.create(encodeConfig(config));
    forgotten.register(this, { backend, handle: this.#handle }, this);
  }

  /** Starts a session. Throws `CONFIG_INVALID`, `BACKEND_UNAVAILABLE` or `ABI_MISMATCH`. */
  static async create(config: SessionConfig, options: ExchangeOptions = {}): Promise<Exchange> {
    const resolved = resolveConfig(config);
    new Reader("INVALID_ARGUMENT", "options").object(options, ["backend", "load", "onOverflow"]);
    const { backend = "auto" } = options;
    const loaded = typeof backend === "string" ? await loadBackend(backend, options.load) : backend;
    return new Exchange(loaded, resolved, options.onOverflow);
  }

  /** Where the engine runs. */
  get backend(): BackendKind {
    return this.#backend.kind;
  }

  /** How many events nobody read: the buffer was full, and there was no `onOverflow`. */
  get droppedEvents(): number {
    return this.#dropped;
  }

  // ---- people

  /** Enters an order. Its events also go on waiting, for `events` and the others that read. */
  submit(order: OrderRequest): OrderResult {
    const result = this.#perform(newOrder(this.#context, order));
    if (result.id >= this.#nextId && result.id < Number.MAX_SAFE_INTEGER) this.#nextId = result.id + 1;
    return result;
  }

  /** Removes a live order. */
  cancel(target: OrderTarget): OrderResult {
    return this.#perform(cancelOrder(this.#context, target));
  }

  /** Takes some quantity off a live order, which keeps its place in the queue. */
  reduce(target: OrderTarget, by: QuantityInput): OrderResult {
    return this.#perform(reduceOrder(this.#context, target, by));
  }

  /** Gives a live order a new price and quantity; it loses its place and may trade at once. */
  replace(target: OrderTarget, to: Replacement): OrderResult {
    return this.#perform(replaceOrder(this.#context, target, to));
  }

  /** The book of an instrument; without a name, of the only one. Throws `INSTRUMENT_UNKNOWN`. */
  book(symbol?: string): OrderBook {
    this.#session();
    const instrument = this.#list.find(symbol);
    this.#books[instrument.index] ??= new OrderBook(instrument, this.#queries);
    return this.#books[instrument.index] as OrderBook;
  }

  /** Takes the waiting events one by one, as objects. An event is taken when the iterator gives it. */
  *events(): IterableIterator<EventRecord> {
    const first = this.#peeked.subarray(0, RECORD_BYTES);
    while (this.#backend.drainInto(this.#free(), first) === 1) yield this.#peekedEvents.at(0).toObject();
  }

  // ---- batches

  /**
   * Applies commands, whatever the size of the event buffer. With a reader, all waiting events and those of the batch go
   * to it, in one call or many. Without, they wait. Throws `SEQUENCE_MISMATCH` or `TIME_INVALID` for the first command that
   * cannot be placed: those before it are applied, `consumed` says how many, and their events go to the reader.
   */
  submitBatch(commands: Uint8Array | CommandBatch, onEvents?: EventReader): BatchResult {
    const bytes = commands instanceof CommandBatch ? commands.bytes : commands;
    const before = this.#taken + this.waitingEvents;
    const consumed = this.#submitAll(bytes, onEvents);
    return { consumed, events: this.#taken + this.waitingEvents - before };
  }

  /**
   * Applies commands until the event buffer is full, and returns how many: for callers that wait before they take more
   * events. Nothing is dropped; read, and go on with the rest.
   */
  submitPart(commands: Uint8Array): number {
    return this.#backend.submit(this.#free(), commands);
  }

  /**
   * Applies the command that the cursor is at. The events wait. For callers that have one message at a time: with a
   * `CommandWriter`, or the cursor of a `CommandBatch`, nothing is allocated.
   */
  submitRecord(command: CommandCursor): void {
    const handle = this.#free();
    if (command instanceof CommandWriter)
      this.#submitWords(handle, command.words, command.index * RECORD_WORDS);
    else this.#submitWords(handle, copyCommand(command, this.#record), 0);
  }

  /** How many events wait to be read. */
  get waitingEvents(): number {
    return this.#backend.eventCount(this.#session());
  }

  /** Gives the waiting events to the reader and forgets them. Returns how many. */
  readEvents(onEvents: EventReader): number {
    return this.#deliver(this.#free(), onEvents);
  }

  /** Moves waiting events into the target, as many whole records as fit. Returns how many. */
  drainInto(target: Uint8Array): number {
    return this.#backend.drainInto(this.#free(), target);
  }

  // ---- both

  /** What identifies the run so far. */
  digest(): RunDigest {
    this.#backend.digestInto(this.#session(), this.#words);
    this.#renewDelivered();
    return readDigest(this.#words);
  }

  /** Where the session is. */
  state(): SessionState {
    const words = this.#words.subarray(0, STATE_WORDS);
    this.#backend.stateInto(this.#session(), words);
    this.#renewDelivered();
    return readState(words);
  }

  /** Ends the session. Every later call throws `DISPOSED`; a second `dispose` does nothing. */
  dispose(): void {
    if (this.#handle === 0) return;
    const handle = this.#free();
    this.#handle = 0;
    forgotten.unregister(this);
    try {
      this.#backend.destroy(handle);
    } catch (error) {
      // A dead engine has nothing left to free, and whoever used it knows already.
      if (!(error instanceof CiftError) || error.code !== "ENGINE_PANIC") throw error;
    }
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The session, for questions. */
  #session(): Handle {
    if (this.#handle === 0) throw new CiftError("DISPOSED", "the exchange was disposed of");
    return this.#handle;
  }

  /** The session, for changes: these would pull the events away under a reader. */
  #free(): Handle {
    if (this.#delivering !== undefined) {
      const message =
        "the exchange is delivering events: collect what is to be done, and do it after the callback";
      throw new CiftError("BUSY", message);
    }
    return this.#session();
  }

  readonly #context: RequestContext = {
    instrument: (symbol) => this.#list.find(symbol),
    nextId: () => this.#nextId,
    lastTimeNs: () => this.state().timeNs,
  };

  readonly #queries = {
    depthInto: (instrument: number, target: Uint8Array): number => {
      const rows = this.#backend.depthInto(this.#session(), instrument, target);
      this.#renewDelivered();
      return rows;
    },
    orderInto: (instrument: number, account: number, orderId: number, target: Uint8Array): boolean => {
      const found = this.#backend.orderInto(this.#session(), instrument, account, orderId, target);
      this.#renewDelivered();
      return found;
    },
  };

  /** Applies the command of a request and says what became of it. */
  #perform(command: CommandInput): OrderResult {
    const handle = this.#free();
    writeRequest(this.#request.at(0), command);
    let before = this.#backend.eventCount(handle);
    if (this.#backend.submitRecord(handle, this.#request.words, 0) === 0) {
      this.#overflow(handle);
      before = 0;
      this.#backend.submitRecord(handle, this.#request.words, 0);
    }
    const result = new ResultBuilder(command, this.#symbolOf(command));
    for (let count = this.#peek(before); count > 0; count = this.#peek(before)) {
      for (let i = 0; i < count; i++) result.add(this.#peekedEvents.at(i));
      before += count;
    }
    return result.finish(() => this.#openOf(command));
  }

  #symbolOf({ instrument = 0 }: CommandInput): string {
    return this.instruments[instrument]?.symbol ?? "";
  }

  #openOf(command: CommandInput): number {
    const { account = 0, orderId: id } = command;
    return this.book(this.#symbolOf(command)).order({ account, id })?.quantity ?? 0;
  }

  /** Copies waiting events from the one at `from` on, to look at them; returns how many. */
  #peek(from: number): number {
    return this.#backend.peekInto(this.#free(), from, this.#peeked);
  }

  #submitAll(bytes: Uint8Array, onEvents: EventReader | undefined): number {
    const handle = this.#free();
    let consumed = 0;
    let rest = bytes;
    let fault: CiftError | undefined;
    do {
      try {
        consumed += this.#backend.submit(handle, rest);
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

  #submitWords(handle: Handle, words: Int32Array, at: number): void {
    if (this.#backend.submitRecord(handle, words, at) === 1) return;
    this.#overflow(handle);
    this.#backend.submitRecord(handle, words, at);
  }

  /** Makes room in the event buffer. */
  #overflow(handle: Handle): void {
    if (this.#onOverflow !== undefined) {
      this.#deliver(handle, this.#onOverflow);
      return;
    }
    const count = this.#backend.eventCount(handle);
    this.#backend.advance(handle, count);
    this.#taken += count;
    this.#dropped += count;
  }

  #deliver(handle: Handle, onEvents: EventReader): number {
    const bytes = this.#backend.pendingEvents(handle);
    const count = bytes.byteLength / RECORD_BYTES;
    if (count === 0) return 0;
    this.#delivering = bytes;
    try {
      onEvents(this.#delivered.attach(bytes));
    } finally {
      // A reader that throws has had its chance: it does not get them again.
      this.#delivering = undefined;
      this.#delivered.attach(NO_EVENTS);
      this.#backend.advance(handle, count);
      this.#taken += count;
    }
    return count;
  }

  /** A question may have made WebAssembly's memory grow, which takes it away from the cursor that a reader has. */
  #renewDelivered(): void {
    if (this.#delivering === undefined || this.#delivering.byteLength > 0) return;
    const { index } = this.#delivered;
    this.#delivering = this.#backend.pendingEvents(this.#handle);
    this.#delivered.attach(this.#delivering);
    if (index >= 0) this.#delivered.at(index);
  }
}

const NO_EVENTS = new Uint8Array(0);

/** The error of a command that could not be placed, counting from the start of the whole batch. Others are thrown. */
function faultAfter(consumed: number, error: unknown): CiftError {
  if (!(error instanceof CiftError) || error.consumed === undefined) throw error;
  return error.withConsumed(consumed + error.consumed);
}
