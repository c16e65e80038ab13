// Where people's requests become commands, and the events of these commands become answers.

import { CommandBatch, type CommandInput } from "./command-batch.js";
import type {
  BracketResult,
  CommandResult,
  MassCancelResult,
  MassQuoteResult,
  OcoResult,
  QuoteResult,
} from "./command-result.js";
import type { ResolvedConfig } from "./config.js";
import { Currency } from "./currency.js";
import type { SessionState } from "./digest.js";
import { CiftError } from "./errors.js";
import {
  type EventCursor,
  EventKind,
  type EventRecord,
  type PhaseName,
  type ReasonName,
} from "./generated/index.js";
import type { InstrumentList } from "./instrument-list.js";
import type { OrderView } from "./order-book.js";
import { type OrderResult, type Party, ResultBuilder, tradeOf } from "./order-result.js";
import {
  cancelOrder,
  type OrderTarget,
  type Replacement,
  reduceOrder,
  releaseOrder,
  replaceOrder,
} from "./requests/change.js";
import type { PriceInput, QuantityInput, RequestContext } from "./requests/inputs.js";
import { type BracketRequest, bracketOrders } from "./requests/linked.js";
import {
  type MassCancelRequest,
  massCancel,
  massQuote,
  QuoteIds,
  type QuoteOptions,
  type QuoteRequest,
} from "./requests/mass.js";
import { newOrder, type OrderRequest } from "./requests/order.js";
import {
  type ConnectionOptions,
  changePhase,
  disconnect,
  type HeartbeatOptions,
  heartbeat,
  type MarketOptions,
  passTime,
  setReference,
} from "./requests/venue.js";
import { didYouMean } from "./strict.js";

/** What a desk needs of its exchange. */
export interface DeskPort {
  readonly config: ResolvedConfig;
  readonly list: InstrumentList;
  /** Applies commands, all of them or none, and shows each event that they cause. */
  apply(commands: Uint8Array, onEvent: (event: EventCursor) => void): void;
  order(instrument: number, account: number, id: number): OrderView | undefined;
  state(): SessionState;
}

/** Takes requests, one at a time. */
export class Desk {
  readonly #port: DeskPort;
  readonly #batch = new CommandBatch(8);
  readonly #quoteIds = new QuoteIds();
  /** Lower ids were used, or named by callers. */
  #nextId: number;

  /** Reads requests and counts ids; also for requests that are only asked about. */
  readonly context: RequestContext;
  readonly currencies: readonly Currency[];

  constructor(port: DeskPort, firstId: number) {
    this.#port = port;
    this.#nextId = firstId;
    const { config, list } = port;
    const currencies = (config.accounts?.currencies ?? []).map(
      (currency, index) => new Currency(index, currency),
    );
    this.currencies = Object.freeze(currencies);
    this.context = {
      config,
      instrument: (symbol) => list.find(symbol),
      currency: (code) => findCurrency(currencies, code),
      nextId: () => this.#nextId,
      takeId: () => this.#nextId++,
      lastTimeNs: () => port.state().timeNs,
    };
  }

  submit(request: OrderRequest): OrderResult {
    return this.#one(this.#new(request));
  }

  cancel(target: OrderTarget): OrderResult {
    return this.#one(cancelOrder(this.context, target));
  }

  reduce(target: OrderTarget, by: QuantityInput): OrderResult {
    return this.#one(reduceOrder(this.context, target, by));
  }

  replace(target: OrderTarget, to: Replacement): OrderResult {
    return this.#one(replaceOrder(this.context, target, to));
  }

  release(target: OrderTarget): OrderResult {
    return this.#one(releaseOrder(this.context, target));
  }

  bracket(request: BracketRequest): BracketResult {
    const orders = bracketOrders(request);
    const entry = this.#new({ ...orders.entry, held: true });
    const link = { bracketOf: idOf(entry) };
    const [takeProfit, stopLoss] = [orders.takeProfit, orders.stopLoss].map((order) =>
      order === undefined ? undefined : this.#new({ ...order, ...link }),
    );
    const builders = new Map<CommandInput, ResultBuilder>();
    for (const command of [entry, takeProfit, stopLoss])
      if (command !== undefined) builders.set(command, this.#builder(command));
    const events = this.#apply([...builders.keys()], [...builders.values()]);
    // Held, the entry does nothing before everything that follows it is in place.
    const isEntered = events.some((event) => event.kind === "accepted" && event.orderId === idOf(entry));
    const isComplete = !events.some((event) => event.kind === "rejected");
    if (isEntered && !(isComplete && orders.entry.held === true)) {
      const next: CommandInput = { ...nameOf(entry), kind: isComplete ? "release" : "cancel" };
      events.push(...this.#apply([next], [...builders.values()]));
    }
    const result = (command: CommandInput | undefined) => {
      const builder = command === undefined ? undefined : builders.get(command);
      return builder === undefined ? undefined : this.#finish(builder, events);
    };
    return {
      entry: result(entry) as OrderResult,
      ...optional("takeProfit", result(takeProfit)),
      ...optional("stopLoss", result(stopLoss)),
    };
  }

  oco(first: OrderRequest, second: OrderRequest): OcoResult {
    const one = this.#new(first);
    // Read before anything is done: a mistake in the second must not leave the first alone.
    const other = this.#new({ ...second, oco: { id: idOf(one), ...ownerOf(first) } });
    const builder = this.#builder(one);
    const events = this.#apply([one], [builder]);
    const result = this.#finish(builder, events);
    const isActed = events.some(({ kind, orderId }) => kind === "triggered" && orderId === idOf(one));
    if (result.open === 0 || result.filled > 0 || isActed) return { first: result };
    const otherBuilder = this.#builder(other);
    const builders = [builder, otherBuilder];
    events.push(...this.#apply([other], builders));
    if (this.#finish(otherBuilder, events).status === "rejected")
      events.push(...this.#apply([{ ...nameOf(one), kind: "cancel" }], builders));
    return { first: this.#finish(builder, events), second: this.#finish(otherBuilder, events) };
  }

  massCancel(request: MassCancelRequest): MassCancelResult {
    const cancelled: Party[] = [];
    const result = this.command(massCancel(this.context, request), (event) => {
      if (event.kind === EventKind.cancelled) cancelled.push({ account: event.account, id: event.orderId });
    });
    return { ...result, cancelled };
  }

  massQuote(quotes: readonly QuoteRequest[], options: QuoteOptions): MassQuoteResult {
    const commands = massQuote(this.context, this.#quoteIds, quotes, options);
    const refused = new Map<number, ReasonName>();
    const fills: MassQuoteResult["fills"][number][] = [];
    const events = this.#apply(commands, [], (event) => {
      if (event.kind === EventKind.rejected) refused.set(event.instrument, event.reasonName as ReasonName);
      else if (event.kind === EventKind.trade) fills.push(tradeOf(event));
    });
    const indexes = new Set(commands.slice(0, -1).map(({ instrument = 0 }) => instrument));
    const instruments = [...indexes].map((index): QuoteResult => {
      const reason = refused.get(index);
      const { symbol } = this.#port.list.at(index);
      return reason === undefined ? { symbol, status: "quoted" } : { symbol, status: "rejected", reason };
    });
    return { seq: this.#port.state().seq, instruments, fills, events };
  }

  phase(phase: PhaseName, options: MarketOptions): CommandResult {
    return this.command(changePhase(this.context, phase, options));
  }

  reference(price: PriceInput, options: MarketOptions): CommandResult {
    return this.command(setReference(this.context, price, options));
  }

  clock(timeNs: number): CommandResult {
    return this.command(passTime(timeNs));
  }

  heartbeat(options: HeartbeatOptions): CommandResult {
    return this.command(heartbeat(this.context, options));
  }

  disconnect(options: ConnectionOptions): CommandResult {
    return this.command(disconnect(this.context, options));
  }

  /** Applies a command that is not about one order. */
  command(command: CommandInput, onEvent?: (event: EventCursor) => void): CommandResult {
    const events = this.#apply([command], [], onEvent);
    const refusal = events.find((event) => event.kind === "rejected");
    const { seq } = this.#port.state();
    if (refusal === undefined) return { seq, status: "applied", events };
    return { seq, status: "rejected", reason: refusal.reason as ReasonName, events };
  }

  /** The command of a new order, whose id is then used. */
  #new(request: OrderRequest): CommandInput {
    const command = newOrder(this.context, request);
    const id = idOf(command);
    if (id >= this.#nextId && id < Number.MAX_SAFE_INTEGER) this.#nextId = id + 1;
    return command;
  }

  #one(command: CommandInput): OrderResult {
    const builder = this.#builder(command);
    return this.#finish(builder, this.#apply([command], [builder]));
  }

  #builder({ kind, instrument = 0, account = 0, orderId: id = 0 }: CommandInput): ResultBuilder {
    const { symbol } = this.#port.list.at(instrument);
    return new ResultBuilder({ symbol, instrument, account, id, isNew: kind === "new" });
  }

  #finish(builder: ResultBuilder, events: readonly EventRecord[]): OrderResult {
    const { instrument, account, id } = builder.order;
    return builder.finish(this.#port.order(instrument, account, id), events);
  }

  #apply(
    commands: readonly CommandInput[],
    builders: readonly ResultBuilder[],
    onEvent?: (event: EventCursor) => void,
  ): EventRecord[] {
    this.#batch.clear();
    for (const command of commands) this.#batch.add(command);
    const events: EventRecord[] = [];
    this.#port.apply(this.#batch.bytes, (event) => {
      events.push(event.toObject());
      for (const builder of builders) builder.add(event);
      onEvent?.(event);
    });
    return events;
  }
}

function findCurrency(currencies: readonly Currency[], code: string | undefined): Currency {
  if (currencies.length === 0) {
    const message = "the session has no accounts: give `accounts` in its configuration";
    throw new CiftError("INVALID_ARGUMENT", message);
  }
  const codes = currencies.map((currency) => currency.code);
  if (code === undefined && currencies.length === 1) return currencies[0] as Currency;
  const found = currencies.find((currency) => currency.code === code);
  if (found !== undefined) return found;
  const problem =
    code === undefined
      ? `name one of the ${codes.length} currencies`
      : `there is no currency ${JSON.stringify(code)}${didYouMean(code, codes)}`;
  throw new CiftError("INVALID_ARGUMENT", `${problem}: ${codes.join(", ")}`);
}

function idOf({ orderId = 0 }: CommandInput): number {
  return orderId;
}

/** The order that a command is about, for another command about it. */
function nameOf({ instrument = 0, account = 0, orderId = 0, timeNs = 0 }: CommandInput) {
  return { instrument, account, orderId, timeNs };
}

function ownerOf({ symbol, account }: OrderRequest) {
  return { ...optional("symbol", symbol), ...optional("account", account) };
}

/** A field that is left out where there is nothing to say. */
function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [_ in Key]?: Value };
}
