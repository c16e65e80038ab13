/// <reference lib="esnext.disposable" preserve="true" />
// The exchange as applications use it, in this thread. Two levels share one session: objects for people, records for speed.
//
// Every event waits in the session's event buffer until somebody reads it. Whoever submits finds the buffer full at times:
// then the events go to a callback of that call, to `onOverflow`, or they are dropped and counted. So nothing grows without
// bound, and the digest does not depend on who reads.

import { Accounts } from "./accounts.js";
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
import type {
  BracketResult,
  CommandResult,
  MassCancelResult,
  MassQuoteResult,
  OcoResult,
} from "./command-result.js";
import { CommandWriter } from "./command-writer.js";
import { encodeConfig, type ResolvedConfig, resolveConfig, type SessionConfig } from "./config.js";
import { copyCommand } from "./copy-command.js";
import { Desk } from "./desk.js";
import { type RunDigest, readDigest, readState, type SessionState } from "./digest.js";
import { CiftError } from "./errors.js";
import { destroyWhenForgotten, disposedOf } from "./forgotten.js";
import { type CommandCursor, EventCursor, type EventRecord, type PhaseName } from "./generated/index.js";
import { INSPECT, type Inspect, inspected } from "./inspect.js";
import type { Instrument } from "./instrument.js";
import { InstrumentList } from "./instrument-list.js";
import { Market } from "./market.js";
import { OrderBook, type OrderView } from "./order-book.js";
import type { OrderResult } from "./order-result.js";
import type { OrderTarget, Replacement } from "./requests/change.js";
import type { PriceInput, QuantityInput } from "./requests/inputs.js";
import type { BracketRequest } from "./requests/linked.js";
import type { MassCancelRequest, QuoteOptions, QuoteRequest } from "./requests/mass.js";
import type { OrderRequest } from "./requests/order.js";
import type { ConnectionOptions, HeartbeatOptions, MarketOptions } from "./requests/venue.js";
import { Risk } from "./risk.js";
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

/** A session of the engine. Dispose of it when done: `exchange.dispose()`, or `using exchange = …`. */
export class Exchange implements Disposable {
  readonly #backend: EngineBackend;
  readonly #onOverflow: EventReader | undefined;
  /** Zero when disposed of: no session has it. */
  #handle: Handle;
  readonly config: ResolvedConfig;
  readonly instruments: readonly Instrument[];
  /** Opens accounts, moves their money, and says what they have. Of a session with `accounts` in its configuration. */
  readonly accounts: Accounts;
  /** Sets limits, kill switches and permits, and says whether an order would pass. */
  readonly risk: Risk;

  readonly #list: InstrumentList;
  readonly #desk: Desk;
  readonly #books: OrderBook[] = [];
  readonly #markets: Market[] = [];
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

  private constructor(
    backend: EngineBackend,
    handle: Handle,
    config: ResolvedConfig,
    onOverflow: EventReader | undefined,
  ) {
    this.#backend = backend;
    this.#handle = handle;
    destroyWhenForgotten(this, backend, handle);
    this.#onOverflow = onOverflow;
    this.config = config;
    this.#list = new InstrumentList(config);
    this.instruments = this.#list.all;
    // A session that goes on has used ids: at most as many as it had commands, but for those that callers chose.
    this.#desk = new Desk({ config, list: this.#list, ...this.#calls }, this.state().seq + 1);
    const { context, currencies } = this.#desk;
    const port = { ...this.#calls, context, currencies, instruments: this.instruments };
    this.accounts = new Accounts(port);
    this.risk = new Risk(port);
  }

  /** Starts a session. Throws `CONFIG_INVALID`, `BACKEND_UNAVAILABLE` or `ABI_MISMATCH`. */
  static async create(config: SessionConfig, options: ExchangeOptions = {}): Promise<Exchange> {
    const resolved = resolveConfig(config);
    const backend = await backendOf(options);
    return new Exchange(backend, backend.create(encodeConfig(resolved)), resolved, options.onOverflow);
  }

  /**
   * Starts a session that goes on where `snapshot` was taken, of the configuration that it was made with. Throws
   * `CONFIG_INVALID` where the snapshot cannot be read, or is of another configuration.
   */
  static async restore(
    snapshot: Uint8Array,
    config: SessionConfig,
    options: ExchangeOptions = {},
  ): Promise<Exchange> {
    const resolved = resolveConfig(config);
    const backend = await backendOf(options);
    return new Exchange(backend, backend.restore(snapshot), resolved, options.onOverflow);
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
    return this.#desk.submit(order);
  }

  /** Removes a live order. */
  cancel(target: OrderTarget): OrderResult {
    return this.#desk.cancel(target);
  }

  /** Takes some quantity off a live order, which keeps its place in the queue. */
  reduce(target: OrderTarget, by: QuantityInput): OrderResult {
    return this.#desk.reduce(target, by);
  }

  /** Gives a live order a new price and quantity; it loses its place, unless its rules say otherwise, and may trade at once. */
  replace(target: OrderTarget, to: Replacement): OrderResult {
    return this.#desk.replace(target, to);
  }

  /** Sends an order that was entered as held on to the market. */
  release(target: OrderTarget): OrderResult {
    return this.#desk.release(target);
  }

  /**
   * Enters an order, and those that take its profit and stop its loss once it is filled, of which one cancels the other.
   * All of them, or none: the entry comes to the market when the others are in place.
   */
  bracket(bracket: BracketRequest): BracketResult {
    return this.#desk.bracket(bracket);
  }

  /** Enters two orders: when one trades, is triggered or is gone, the other is cancelled. Both, or none. */
  oco(first: OrderRequest, second: OrderRequest): OcoResult {
    return this.#desk.oco(first, second);
  }

  /** Cancels every order that matches; without anything named, all. */
  massCancel(orders: MassCancelRequest = {}): MassCancelResult {
    return this.#desk.massCancel(orders);
  }

  /** Enters quotes, in the place of those that the account has there: of each instrument all, or nothing. */
  massQuote(quotes: readonly QuoteRequest[], options: QuoteOptions = {}): MassQuoteResult {
    return this.#desk.massQuote(quotes, options);
  }

  /** Says that an account is there: without another heartbeat in time, its orders are cancelled. */
  heartbeat(options: HeartbeatOptions): CommandResult {
    return this.#desk.heartbeat(options);
  }

  /** Says that an account is gone: its orders are cancelled. */
  disconnect(options: ConnectionOptions = {}): CommandResult {
    return this.#desk.disconnect(options);
  }

  /** Changes the phase of an instrument, or of all. */
  phase(phase: PhaseName, options: MarketOptions = {}): CommandResult {
    return this.#desk.phase(phase, options);
  }

  /** Sets an instrument's reference price. */
  reference(price: PriceInput, options: MarketOptions = {}): CommandResult {
    return this.#desk.reference(price, options);
  }

  /** Lets time pass, up to here: what is due by then happens. */
  clock(timeNs: number): CommandResult {
    return this.#desk.clock(timeNs);
  }

  /** The book of an instrument; without a name, of the only one. Throws `INSTRUMENT_UNKNOWN`. */
  book(symbol?: string): OrderBook {
    this.#session();
    const instrument = this.#list.find(symbol);
    this.#books[instrument.index] ??= new OrderBook(instrument, this.#calls);
    return this.#books[instrument.index] as OrderBook;
  }

  /** The market of an instrument: its phase, prices and bands; without a name, of the only one. */
  market(symbol?: string): Market {
    this.#session();
    const instrument = this.#list.find(symbol);
    this.#markets[instrument.index] ??= new Market(instrument, this.#calls.marketInto);
    return this.#markets[instrument.index] as Market;
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

  /** The whole session as bytes: `Exchange.restore` goes on from there. Waiting events are not in it. */
  snapshot(): Uint8Array {
    return this.#backend.snapshot(this.#free());
  }

  /** Ends the session. Every later call throws `DISPOSED`; a second `dispose` does nothing. */
  dispose(): void {
    if (this.#handle === 0) return;
    const handle = this.#free();
    this.#handle = 0;
    disposedOf(this);
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

  /** In Node's console: where the session is, and what it has. */
  [INSPECT](_depth: number, options: object, inspect?: Inspect): string {
    if (this.#handle === 0) return "Exchange (disposed of)";
    const instruments = this.instruments.map(({ symbol }) => symbol);
    const fields = {
      instruments,
      ...this.state(),
      waitingEvents: this.waitingEvents,
      digest: this.digest().value,
    };
    return inspected(`Exchange (${this.backend})`, fields, options, inspect);
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

  /** What the objects around the session ask of it. */
  readonly #calls = {
    apply: (commands: Uint8Array, onEvent: (event: EventCursor) => void): void =>
      this.#apply(commands, onEvent),
    command: (command: CommandInput): CommandResult => this.#desk.command(command),
    state: (): SessionState => this.state(),
    order: (instrument: number, account: number, id: number): OrderView | undefined =>
      this.book(this.#list.at(instrument).symbol).order({ account, id }),
    depthInto: (instrument: number, target: Uint8Array): number =>
      this.#ask((session) => this.#backend.depthInto(session, instrument, target)),
    orderInto: (instrument: number, account: number, orderId: number, target: Uint8Array): boolean =>
      this.#ask((session) => this.#backend.orderInto(session, instrument, account, orderId, target)),
    ordersInto: (instrument: number, side: number, target: Uint8Array): number =>
      this.#ask((session) => this.#backend.ordersInto(session, instrument, side, target)),
    marketInto: (instrument: number, target: Uint8Array): void =>
      this.#ask((session) => this.#backend.marketInto(session, instrument, target)),
    balanceInto: (account: number, currency: number, target: Uint8Array): boolean =>
      this.#ask((session) => this.#backend.balanceInto(session, account, currency, target)),
    positionInto: (account: number, instrument: number, target: Uint8Array): boolean =>
      this.#ask((session) => this.#backend.positionInto(session, account, instrument, target)),
    riskCheckInto: (commands: Uint8Array, target: Uint8Array): void =>
      this.#ask((session) => this.#backend.riskCheckInto(session, commands, target)),
  };

  #ask<T>(question: (session: Handle) => T): T {
    const answer = question(this.#session());
    this.#renewDelivered();
    return answer;
  }

  /** Applies a few commands, which the engine takes together or not at all, and shows the events that they cause. */
  #apply(commands: Uint8Array, onEvent: (event: EventCursor) => void): void {
    const handle = this.#free();
    let at = this.#backend.eventCount(handle);
    if (this.#backend.submit(handle, commands) === 0) {
      this.#overflow(handle);
      at = 0;
      this.#backend.submit(handle, commands);
    }
    for (let count = this.#peek(at); count > 0; count = this.#peek(at)) {
      for (let i = 0; i < count; i++) onEvent(this.#peekedEvents.at(i));
      at += count;
    }
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

function backendOf(options: ExchangeOptions): Promise<EngineBackend> | EngineBackend {
  new Reader("INVALID_ARGUMENT", "options").object(options, ["backend", "load", "onOverflow"]);
  const { backend = "auto" } = options;
  return typeof backend === "string" ? loadBackend(backend, options.load) : backend;
}

/** The error of a command that could not be placed, counting from the start of the whole batch. Others are thrown. */
function faultAfter(consumed: number, error: unknown): CiftError {
  if (!(error instanceof CiftError) || error.consumed === undefined) throw error;
  return error.withConsumed(consumed + error.consumed);
}
