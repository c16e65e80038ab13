/// <reference lib="esnext.disposable" preserve="true" />
// The exchange in a worker, for pages whose main thread has to stay free and for services with several sessions.

import { platform } from "#platform";
import { spawnWorker } from "#spawn";
import type { BackendChoice, BackendKind } from "../backend.js";
import { recordsIn } from "../backends/checks.js";
import type { LoadOptions } from "../backends/load.js";
import { CommandBatch } from "../command-batch.js";
import type {
  BracketResult,
  CommandResult,
  MassCancelResult,
  MassQuoteResult,
  OcoResult,
} from "../command-result.js";
import { type ResolvedConfig, resolveConfig, type SessionConfig } from "../config.js";
import type { RunDigest, SessionState } from "../digest.js";
import { CiftError } from "../errors.js";
import type { BatchResult, Exchange } from "../exchange.js";
import type { PhaseName, SideName } from "../generated/index.js";
import type { Instrument } from "../instrument.js";
import { InstrumentList } from "../instrument-list.js";
import type { MarketView } from "../market.js";
import type { DepthRow, OrderView } from "../order-book.js";
import type { OrderResult } from "../order-result.js";
import type { OrderTarget, Replacement } from "../requests/change.js";
import type { PriceInput, QuantityInput } from "../requests/inputs.js";
import type { BracketRequest } from "../requests/linked.js";
import type { MassCancelRequest, QuoteOptions, QuoteRequest } from "../requests/mass.js";
import type { OrderRequest } from "../requests/order.js";
import type { ConnectionOptions, HeartbeatOptions, MarketOptions } from "../requests/venue.js";
import { Reader } from "../strict.js";
import { type AsyncEventReader, BatchSender } from "./batch-sender.js";
import { Connection } from "./connection.js";
import type { Created, CreateRequest, Origin } from "./protocol.js";
import { Turns } from "./turns.js";
import {
  ACCOUNTS_VERBS,
  type ClientAccounts,
  type ClientJournal,
  type ClientRisk,
  type ExchangeVerb,
  JOURNAL_VERBS,
  type Part,
  promised,
  RISK_VERBS,
} from "./verbs.js";
import type { WorkerLike } from "./worker-link.js";

/** How a client is made. */
export interface ExchangeClientOptions {
  /** Where the engine runs inside the worker. Default "auto". */
  readonly backend?: BackendChoice;
  /** Where the parts of a backend are. Addresses are seen from the worker. */
  readonly load?: LoadOptions;
  /**
   * A worker whose program imports `@cift/engine/worker`: a browser's `Worker` or one of `node:worker_threads`. It lives
   * on after `dispose`, and may serve several clients. Default: one of the client's own, which ends with it.
   */
  readonly worker?: WorkerLike;
  /** Gets the waiting events when the buffer is full and nobody reads. Without it they are dropped. */
  readonly onOverflow?: AsyncEventReader;
  /** For how long the worker may be silent while something is awaited. Default 30,000; `Infinity` waits for ever. */
  readonly timeoutMs?: number;
  /** Ends the client: what waits, and every later call, rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How a batch is sent. */
export interface BatchOptions {
  /** Stops sending; the batch then rejects with the signal's reason. What was sent is applied. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const OPTION_KEYS: readonly (keyof ExchangeClientOptions)[] = [
  "backend",
  "load",
  "worker",
  "onOverflow",
  "timeoutMs",
  "signal",
];

/**
 * An exchange in a worker: the batch level of `Exchange` and its questions, with promises. Calls take effect in the order
 * in which they were made, whether awaited or not. When the worker ends, everything rejects with `WORKER_DEAD`.
 */
export class ExchangeClient implements AsyncDisposable {
  /** What it was made from, with nothing left out. */
  readonly config: ResolvedConfig;
  /** By their numbers in records. */
  readonly instruments: readonly Instrument[];
  /** Where the engine runs inside the worker. */
  readonly backend: BackendKind;
  /** Opens accounts, moves their money, and says what they have. */
  readonly accounts: ClientAccounts;
  /** Sets limits, kill switches and permits, and says whether an order would pass. */
  readonly risk: ClientRisk;
  /** Records the session, for others to replay or to go on from. */
  readonly journal: ClientJournal;

  readonly #list: InstrumentList;
  readonly #connection: Connection;
  readonly #sender: BatchSender;
  readonly #turns = new Turns();

  private constructor(
    config: ResolvedConfig,
    connection: Connection,
    sender: BatchSender,
    backend: BackendKind,
  ) {
    this.config = config;
    this.#list = new InstrumentList(config);
    this.instruments = this.#list.all;
    this.backend = backend;
    this.#connection = connection;
    this.#sender = sender;
    this.accounts = promised(ACCOUNTS_VERBS, (verb, args) => this.#ask("accounts", verb, args));
    this.risk = promised(RISK_VERBS, (verb, args) => this.#ask("risk", verb, args));
    this.journal = promised(JOURNAL_VERBS, (verb, args) => this.#ask("journal", verb, args));
  }

  /** Starts a worker and a session in it. Throws what `Exchange.create` throws, and `WORKER_DEAD`. */
  static async create(config: SessionConfig, options: ExchangeClientOptions = {}): Promise<ExchangeClient> {
    return ExchangeClient.#start({ kind: "config", config: resolveConfig(config) }, options);
  }

  /** Starts a worker and a session in it that goes on where `snapshot` was taken; see `Exchange.restore`. */
  static restore(snapshot: Uint8Array, options: ExchangeClientOptions = {}): Promise<ExchangeClient> {
    return ExchangeClient.#start({ kind: "restore", bytes: snapshot }, options);
  }

  /** Starts a worker and does all of a journal again in it; see `Exchange.replay`. */
  static replay(journal: Uint8Array, options: ExchangeClientOptions = {}): Promise<ExchangeClient> {
    return ExchangeClient.#start({ kind: "replay", bytes: journal }, options);
  }

  /** Starts a worker and goes on at a journal's end in it; see `Exchange.recover`. */
  static recover(journal: Uint8Array, options: ExchangeClientOptions = {}): Promise<ExchangeClient> {
    return ExchangeClient.#start({ kind: "recover", bytes: journal }, options);
  }

  static async #start(from: Origin, options: ExchangeClientOptions): Promise<ExchangeClient> {
    new Reader("INVALID_ARGUMENT", "options").object(options, OPTION_KEYS);
    const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    if (!(timeoutMs > 0))
      throw new CiftError("INVALID_ARGUMENT", `timeoutMs must be above zero, not ${timeoutMs}`);
    signal?.throwIfAborted();
    const connection = new Connection(
      options.worker ?? spawnWorker(),
      options.worker === undefined,
      timeoutMs,
    );
    signal?.addEventListener("abort", () => connection.end(() => signal.reason), { once: true });
    const sender = new BatchSender(connection, options.onOverflow);
    try {
      const created = await connection.call((control) => control.create(createRequest(from, options)));
      if (created.holdsLifeline) connection.watchLifeline();
      repeatNotices(created, options.load);
      return new ExchangeClient(created.config, connection, sender, created.backend);
    } catch (error) {
      connection.end(disposed);
      throw error;
    }
  }

  /** How many events nobody read, as of the last batch: the buffer was full, and there was no `onOverflow`. */
  get droppedEvents(): number {
    return this.#sender.dropped;
  }

  /**
   * Applies commands; see `Exchange.submitBatch`. The bytes must stay as they are until the promise settles. Without
   * waiting for it, the next batch may be sent: a command that cannot be placed ends its own batch only.
   */
  async submitBatch(
    commands: Uint8Array | CommandBatch,
    onEvents?: AsyncEventReader,
    { signal }: BatchOptions = {},
  ): Promise<BatchResult> {
    const bytes = commands instanceof CommandBatch ? commands.bytes : commands;
    recordsIn(bytes, "commands");
    this.#connection.check();
    const endTurn = await this.#turns.take();
    const { sent, done } = this.#sender.send(bytes, onEvents, signal);
    // A failure to send is the end of the connection, and that is known to `done` too.
    sent.catch(() => undefined).finally(endTurn);
    return done;
  }

  /** Gives the waiting events to the reader. Returns how many. */
  async readEvents(onEvents: AsyncEventReader): Promise<number> {
    let count = 0;
    await this.submitBatch(NO_COMMANDS, (events) => {
      count += events.length;
      return onEvents(events);
    });
    return count;
  }

  /** Enters an order; see `Exchange.submit`. */
  submit(order: OrderRequest): Promise<OrderResult> {
    return this.#verb("submit", order);
  }

  /** Removes a live order. */
  cancel(target: OrderTarget): Promise<OrderResult> {
    return this.#verb("cancel", target);
  }

  /** Takes some quantity off a live order, which keeps its place in the queue. */
  reduce(target: OrderTarget, by: QuantityInput): Promise<OrderResult> {
    return this.#verb("reduce", target, by);
  }

  /** Gives a live order a new price and quantity; see `Exchange.replace`. */
  replace(target: OrderTarget, to: Replacement): Promise<OrderResult> {
    return this.#verb("replace", target, to);
  }

  /** Sends an order that was entered as held on to the market. */
  release(target: OrderTarget): Promise<OrderResult> {
    return this.#verb("release", target);
  }

  /** Enters an order and what is to follow it; see `Exchange.bracket`. */
  bracket(bracket: BracketRequest): Promise<BracketResult> {
    return this.#verb("bracket", bracket);
  }

  /** Enters two orders of which one cancels the other; see `Exchange.oco`. */
  oco(first: OrderRequest, second: OrderRequest): Promise<OcoResult> {
    return this.#verb("oco", first, second);
  }

  /** Cancels every order that matches. */
  massCancel(orders: MassCancelRequest = {}): Promise<MassCancelResult> {
    return this.#verb("massCancel", orders);
  }

  /** Enters quotes; see `Exchange.massQuote`. */
  massQuote(quotes: readonly QuoteRequest[], options: QuoteOptions = {}): Promise<MassQuoteResult> {
    return this.#verb("massQuote", quotes, options);
  }

  /** Says that an account is there. */
  heartbeat(options: HeartbeatOptions): Promise<CommandResult> {
    return this.#verb("heartbeat", options);
  }

  /** Says that an account is gone. */
  disconnect(options: ConnectionOptions = {}): Promise<CommandResult> {
    return this.#verb("disconnect", options);
  }

  /** Changes the phase of an instrument, or of all. */
  phase(phase: PhaseName, options: MarketOptions = {}): Promise<CommandResult> {
    return this.#verb("phase", phase, options);
  }

  /** Sets an instrument's reference price. */
  reference(price: PriceInput, options: MarketOptions = {}): Promise<CommandResult> {
    return this.#verb("reference", price, options);
  }

  /** Lets time pass, up to here. */
  clock(timeNs: number): Promise<CommandResult> {
    return this.#verb("clock", timeNs);
  }

  /** The book of an instrument; without a name, of the only one. Throws `INSTRUMENT_UNKNOWN`. */
  book(symbol?: string): ClientBook {
    const instrument = this.#list.find(symbol);
    return {
      instrument,
      depth: (levels = 10) => this.#call((control) => control.depth(instrument.symbol, levels)),
      order: ({ id, account = 0 }) => this.#call((control) => control.order(instrument.symbol, account, id)),
      orders: (side, most = 100) => this.#call((control) => control.orders(instrument.symbol, side, most)),
    };
  }

  /** The market of an instrument: its phase, prices and bands. */
  market(symbol?: string): ClientMarket {
    const instrument = this.#list.find(symbol);
    return { instrument, state: () => this.#call((control) => control.market(instrument.symbol)) };
  }

  /** What identifies the run so far. */
  digest(): Promise<RunDigest> {
    return this.#verb("digest");
  }

  /** Where the session is. */
  state(): Promise<SessionState> {
    return this.#verb("state");
  }

  /** The whole session as bytes; see `Exchange.snapshot`. */
  snapshot(): Promise<Uint8Array> {
    return this.#verb("snapshot");
  }

  /** Ends the session, and the worker that the client started. What waits, and every later call, rejects with `DISPOSED`. */
  async dispose(): Promise<void> {
    this.#connection.end(disposed);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  #verb<Verb extends ExchangeVerb>(
    verb: Verb,
    ...args: Parameters<Exchange[Verb]>
  ): Promise<ReturnType<Exchange[Verb]>> {
    return this.#ask("exchange", verb, args) as Promise<ReturnType<Exchange[Verb]>>;
  }

  #ask(part: Part, verb: string, args: readonly unknown[]): Promise<unknown> {
    return this.#call((control) => control.perform(part, verb, args));
  }

  /** Calls the worker when all batches before are done, and holds the batches after back until it has answered. */
  async #call<T>(ask: Parameters<typeof Connection.prototype.call<T>>[0]): Promise<T> {
    this.#connection.check();
    const endTurn = await this.#turns.take();
    try {
      await this.#sender.idle();
      return await this.#connection.call(ask);
    } finally {
      endTurn();
    }
  }
}

/** One instrument's book, as it is at the moment of asking. */
export interface ClientBook {
  /** Whose book it is. */
  readonly instrument: Instrument;
  /** The best levels, best first; rows that have none are left out. Default 10. */
  depth(levels?: number): Promise<DepthRow[]>;
  /** A live order with its place in the queue, or nothing. */
  order(order: { readonly id: number; readonly account?: number }): Promise<OrderView | undefined>;
  /** The displayed orders of a side, first to trade first. Default: 100 at most. */
  orders(side: SideName, most?: number): Promise<OrderView[]>;
}

/** One instrument's market, as it is at the moment of asking. */
export interface ClientMarket {
  /** Whose market it is. */
  readonly instrument: Instrument;
  /** All about it at once. */
  state(): Promise<MarketView>;
}

const NO_COMMANDS = new Uint8Array(0);

function disposed(): CiftError {
  return new CiftError("DISPOSED", "the client was disposed of");
}

function createRequest(from: Origin, options: ExchangeClientOptions): CreateRequest {
  const { backend = "auto", load = {}, onOverflow } = options;
  const { native } = load;
  const wasm = transferable(load.wasm);
  return {
    from,
    backend,
    sendsOverflow: onOverflow !== undefined,
    ...(wasm === undefined ? {} : { wasm }),
    ...(native === undefined ? {} : { native }),
  };
}

/** Addresses as text: a `URL` cannot be sent. */
function transferable(wasm: LoadOptions["wasm"]): CreateRequest["wasm"] {
  if (wasm instanceof URL) return wasm.href;
  if (wasm instanceof Response) {
    throw new CiftError(
      "INVALID_ARGUMENT",
      "a Response cannot be sent to a worker: give the module's address or bytes",
    );
  }
  return wasm;
}

/** The worker's console is not everybody's, and each worker would say it again. */
function repeatNotices({ notices }: Created, load: LoadOptions | undefined): void {
  const notify = load?.onFallback ?? platform.warnOnce;
  for (const notice of notices) notify(notice);
}
