/// <reference lib="esnext.disposable" preserve="true" />
// The exchange as applications use it, in this thread. Two levels share one session: objects for people, records for speed.

import { Accounts } from "./accounts.js";
import type { BackendChoice, BackendKind, EngineBackend, Handle } from "./backend.js";
import { type LoadOptions, loadBackend } from "./backends/load.js";
import { CommandBatch, type CommandInput } from "./command-batch.js";
import type {
  BracketResult,
  CommandResult,
  MassCancelResult,
  MassQuoteResult,
  OcoResult,
} from "./command-result.js";
import {
  decodeConfig,
  encodeConfig,
  type ResolvedConfig,
  resolveConfig,
  type SessionConfig,
} from "./config.js";
import { Desk } from "./desk.js";
import type { RunDigest, SessionState } from "./digest.js";
import type { CommandCursor, EventCursor, PhaseName } from "./generated/index.js";
import { INSPECT, inspected } from "./inspect.js";
import type { Instrument } from "./instrument.js";
import { InstrumentList } from "./instrument-list.js";
import { Journal } from "./journal.js";
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
import { type EventReader, Session } from "./session.js";
import { configInJournal, configInSnapshot } from "./snapshot.js";
import { Reader } from "./strict.js";
import { WaitingEvents } from "./waiting-events.js";

export type { EventReader };

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

/**
 * A session of the engine. Dispose of it when done: `exchange.dispose()`, or `using exchange = …` where the runtime has
 * `Symbol.dispose` (Node, Chromium and Firefox; WebKit has not, there it is `exchange.dispose()`).
 */
export class Exchange implements Disposable {
  readonly #session: Session;
  /** What it was made from, with nothing left out. */
  readonly config: ResolvedConfig;
  /** By their numbers in records. */
  readonly instruments: readonly Instrument[];
  /** Opens accounts, moves their money, and says what they have. Of a session with `accounts` in its configuration. */
  readonly accounts: Accounts;
  /** Sets limits, kill switches and permits, and says whether an order would pass. */
  readonly risk: Risk;
  /** Records the session, for others to replay or to go on from. */
  readonly journal: Journal;

  readonly #list: InstrumentList;
  readonly #desk: Desk;
  readonly #books: OrderBook[] = [];
  readonly #markets: Market[] = [];

  private constructor(session: Session, config: ResolvedConfig) {
    this.#session = session;
    this.config = config;
    this.#list = new InstrumentList(config);
    this.instruments = this.#list.all;
    // A session that goes on has used ids: at most as many as it had commands, but for those that callers chose.
    this.#desk = new Desk({ config, list: this.#list, ...this.#calls }, this.state().seq + 1);
    const { context, currencies } = this.#desk;
    const port = { ...this.#calls, context, currencies, instruments: this.instruments };
    this.accounts = new Accounts(port);
    this.risk = new Risk(port);
    this.journal = new Journal(port);
  }

  /** Starts a session. Throws `CONFIG_INVALID`, `BACKEND_UNAVAILABLE` or `ABI_MISMATCH`. */
  static async create(config: SessionConfig, options: ExchangeOptions = {}): Promise<Exchange> {
    const resolved = resolveConfig(config);
    const backend = await backendOf(options);
    const handle = backend.create(encodeConfig(resolved));
    return new Exchange(new Session(backend, handle, options.onOverflow), resolved);
  }

  /**
   * Starts a session that goes on where `snapshot` was taken, on this backend or another. Events that waited then are not
   * in it. Throws `SNAPSHOT_INVALID`, or `VERSION_MISMATCH` where it is of another version of the engine.
   */
  static async restore(snapshot: Uint8Array, options: ExchangeOptions = {}): Promise<Exchange> {
    const backend = await backendOf(options);
    return Exchange.#again(backend, backend.restore(snapshot), configInSnapshot(snapshot), options);
  }

  /**
   * Does all of a journal again, from its beginning, and compares every checkpoint. A torn tail is left out, and
   * `exchange.journal.state()` tells of it. Throws `JOURNAL_DAMAGED` where commands within it are lost, `JOURNAL_DIVERGED`
   * where a checkpoint differs, `JOURNAL_INVALID` or `VERSION_MISMATCH`.
   */
  static async replay(journal: Uint8Array, options: ExchangeOptions = {}): Promise<Exchange> {
    const backend = await backendOf(options);
    return Exchange.#again(backend, backend.replay(journal), configInJournal(journal), options);
  }

  /**
   * Goes on at a journal's end, from its last snapshot and what came behind it, and goes on recording: what
   * `exchange.journal.take()` gives belongs behind the journal, less its torn tail. Throws as `replay` does.
   */
  static async recover(journal: Uint8Array, options: ExchangeOptions = {}): Promise<Exchange> {
    const backend = await backendOf(options);
    return Exchange.#again(backend, backend.recover(journal), configInJournal(journal), options);
  }

  static #again(
    backend: EngineBackend,
    handle: Handle,
    config: Uint8Array,
    { onOverflow }: ExchangeOptions,
  ): Exchange {
    const session = new Session(backend, handle, onOverflow);
    return new Exchange(session, decodeConfig(config));
  }

  /** Where the engine runs. */
  get backend(): BackendKind {
    return this.#session.backend.kind;
  }

  /** How many events nobody read: the buffer was full, and there was no `onOverflow`. */
  get droppedEvents(): number {
    return this.#session.dropped;
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
    this.#session.handle();
    const instrument = this.#list.find(symbol);
    this.#books[instrument.index] ??= new OrderBook(instrument, this.#calls);
    return this.#books[instrument.index] as OrderBook;
  }

  /** The market of an instrument: its phase, prices and bands; without a name, of the only one. */
  market(symbol?: string): Market {
    this.#session.handle();
    const instrument = this.#list.find(symbol);
    this.#markets[instrument.index] ??= new Market(instrument, this.#calls.marketInto);
    return this.#markets[instrument.index] as Market;
  }

  /**
   * Takes the waiting events one by one, as objects: an event is taken when the iterator gives it. Or all of them:
   * `events().toArrow()`, `events().toBytes()`.
   */
  events(): WaitingEvents {
    const session = this.#session;
    return new WaitingEvents({
      get waiting() {
        return session.waiting;
      },
      events: () => session.events(),
      drainInto: (target) => session.backend.drainInto(session.free(), target),
    });
  }

  // ---- batches

  /**
   * Applies commands, whatever the size of the event buffer. With a reader, all waiting events and those of the batch go
   * to it, in one call or many. Without, they wait. Throws `SEQUENCE_MISMATCH` or `TIME_INVALID` for the first command that
   * cannot be placed: those before it are applied, `consumed` says how many, and their events go to the reader.
   */
  submitBatch(commands: Uint8Array | CommandBatch, onEvents?: EventReader): BatchResult {
    const bytes = commands instanceof CommandBatch ? commands.bytes : commands;
    const before = this.#session.seen;
    const consumed = this.#session.submitAll(bytes, onEvents);
    return { consumed, events: this.#session.seen - before };
  }

  /**
   * Applies commands until the event buffer is full, and returns how many: for callers that wait before they take more
   * events. Nothing is dropped; read, and go on with the rest.
   */
  submitPart(commands: Uint8Array): number {
    return this.#session.backend.submit(this.#session.free(), commands);
  }

  /**
   * Applies the command that the cursor is at. The events wait. For callers that have one message at a time: with a
   * `CommandWriter`, or the cursor of a `CommandBatch`, nothing is allocated.
   */
  submitRecord(command: CommandCursor): void {
    this.#session.submitRecord(command);
  }

  /** How many events wait to be read. */
  get waitingEvents(): number {
    return this.#session.waiting;
  }

  /** Gives the waiting events to the reader and forgets them. Returns how many. */
  readEvents(onEvents: EventReader): number {
    return this.#session.read(onEvents);
  }

  /** Moves waiting events into the target, as many whole records as fit. Returns how many. */
  drainInto(target: Uint8Array): number {
    return this.#session.backend.drainInto(this.#session.free(), target);
  }

  // ---- both

  /** What identifies the run so far. */
  digest(): RunDigest {
    return this.#session.digest();
  }

  /** Where the session is. */
  state(): SessionState {
    return this.#session.state();
  }

  /** The whole session as bytes: `Exchange.restore` goes on from there. Waiting events are not in it. */
  snapshot(): Uint8Array {
    return this.#session.backend.snapshot(this.#session.free());
  }

  /** Ends the session. Every later call throws `DISPOSED`; a second `dispose` does nothing. */
  dispose(): void {
    this.#session.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** In Node's console: where the session is, and what it has. */
  [INSPECT](_depth: number, options: object, inspect?: (value: unknown, options: object) => string): string {
    if (this.#session.isOver) return "Exchange (disposed of)";
    const instruments = this.instruments.map(({ symbol }) => symbol);
    const fields = {
      instruments,
      ...this.state(),
      waitingEvents: this.waitingEvents,
      digest: this.digest().value,
    };
    return inspected(`Exchange (${this.backend})`, fields, options, inspect);
  }

  /** What the objects around the session ask of it. */
  readonly #calls = {
    apply: (commands: Uint8Array, onEvent: (event: EventCursor) => void): void =>
      this.#session.apply(commands, onEvent),
    command: (command: CommandInput): CommandResult => this.#desk.command(command),
    state: (): SessionState => this.state(),
    order: (instrument: number, account: number, id: number): OrderView | undefined =>
      this.book(this.#list.at(instrument).symbol).order({ account, id }),
    depthInto: (instrument: number, target: Uint8Array): number =>
      this.#session.ask((backend, handle) => backend.depthInto(handle, instrument, target)),
    orderInto: (instrument: number, account: number, orderId: number, target: Uint8Array): boolean =>
      this.#session.ask((backend, handle) => backend.orderInto(handle, instrument, account, orderId, target)),
    ordersInto: (instrument: number, side: number, target: Uint8Array): number =>
      this.#session.ask((backend, handle) => backend.ordersInto(handle, instrument, side, target)),
    marketInto: (instrument: number, target: Uint8Array): void =>
      this.#session.ask((backend, handle) => backend.marketInto(handle, instrument, target)),
    balanceInto: (account: number, currency: number, target: Uint8Array): boolean =>
      this.#session.ask((backend, handle) => backend.balanceInto(handle, account, currency, target)),
    positionInto: (account: number, instrument: number, target: Uint8Array): boolean =>
      this.#session.ask((backend, handle) => backend.positionInto(handle, account, instrument, target)),
    riskCheckInto: (commands: Uint8Array, target: Uint8Array): void =>
      this.#session.ask((backend, handle) => backend.riskCheckInto(handle, commands, target)),
    journalStart: (low: number, high: number): void =>
      this.#session.backend.journalStart(this.#session.free(), low, high),
    journalTake: (): Uint8Array => this.#session.ask((backend, handle) => backend.journalTake(handle)),
    journalSnapshot: (): void => this.#session.backend.journalSnapshot(this.#session.free()),
    journalClose: (): void => this.#session.backend.journalClose(this.#session.free()),
    journalStateInto: (target: Uint32Array): void =>
      this.#session.ask((backend, handle) => backend.journalStateInto(handle, target)),
  };
}

function backendOf(options: ExchangeOptions): Promise<EngineBackend> | EngineBackend {
  new Reader("INVALID_ARGUMENT", "options").object(options, ["backend", "load", "onOverflow"]);
  const { backend = "auto" } = options;
  return typeof backend === "string" ? loadBackend(backend, options.load) : backend;
}
