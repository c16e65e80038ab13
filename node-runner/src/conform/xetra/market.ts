// A market that is played order by order and looked at in between: the models of Xetra and Euronext are both such ones.

import {
  type BackendChoice,
  CommandBatch,
  type CommandInput,
  CommandKind,
  commandKindNames,
  type EngineBackend,
  type EventCursor,
  EventKind,
  Exchange,
  type InstrumentConfig,
  type OrderTypeName,
  type PegReferenceName,
  type PhaseName,
  type ReasonName,
  Side,
  type SideName,
  type TimeInForceName,
} from "@cift/engine";
import { CaseMismatch } from "../gherkin/case-result.js";
import { addCommand } from "./add-command.js";

/** What is entered. Prices in ticks. */
export interface OrderSpec {
  /** Whose it is, and which of theirs: what the case calls them. */
  readonly owner: string;
  readonly label?: string | undefined;
  readonly side: SideName;
  readonly type: OrderTypeName;
  readonly quantity: number;
  /** A limit order's limit, a pegged order's bound. */
  readonly price?: bigint | undefined;
  readonly timeInForce?: TimeInForceName | undefined;
  readonly stopPrice?: bigint | undefined;
  /** What an iceberg shows. */
  readonly display?: number | undefined;
  readonly minimum?: number | undefined;
  readonly peg?: PegReferenceName | undefined;
  /** It is refused where it would trade at once. */
  readonly postOnly?: boolean | undefined;
}

/** An order that was entered, and what became of it. */
export interface PlacedOrder {
  readonly id: number;
  readonly account: number;
  readonly spec: OrderSpec;
  /** Why it was refused. */
  rejected?: ReasonName;
  /** Why it left the market without trading in full. */
  cancelled?: ReasonName;
  filled: number;
}

/** A live order as it is now. */
export interface RestingOrder {
  readonly placed: PlacedOrder;
  readonly side: SideName;
  /** Undefined: it has no limit and stands before all that have one. */
  readonly price: bigint | undefined;
  readonly quantity: number;
  readonly displayed: number;
  readonly waiting: boolean;
}

export interface MarketTrade {
  readonly buyer: PlacedOrder;
  readonly seller: PlacedOrder;
  /** Undefined in an auction. */
  readonly maker: PlacedOrder | undefined;
  readonly quantity: number;
  readonly price: bigint;
}

/** What an auction comes to, or would come to now. */
export interface AuctionResult {
  /** Undefined: nothing can trade. */
  readonly price: bigint | undefined;
  readonly volume: number;
  readonly surplus: number;
  readonly surplusSide: SideName;
}

type TermsInput = NonNullable<CommandInput["terms"]>;

const AUCTION = 1 << 2;
/** Prices beyond are those of market orders: rule M7 of the semantics. */
const BEYOND = 2 ** 53;
const HIGHEST = 2n ** 63n - 1n;
const LOWEST = -(2n ** 63n);

export class Market implements Disposable {
  readonly #exchange: Exchange;
  readonly #batch = new CommandBatch(2);
  readonly #orders = new Map<number, PlacedOrder>();
  readonly #accounts = new Map<string, number>();
  readonly #trades: MarketTrade[] = [];
  #indicative: AuctionResult | undefined;
  #uncrossed: AuctionResult | undefined;
  #phase: PhaseName = "continuous";

  private constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  static async create(instrument: InstrumentConfig, backend: BackendChoice | EngineBackend): Promise<Market> {
    const exchange = await Exchange.create({ instruments: [instrument] }, { backend });
    return new Market(exchange);
  }

  /** All trades so far. */
  get trades(): readonly MarketTrade[] {
    return this.#trades;
  }

  /** All orders so far. */
  get orders(): readonly PlacedOrder[] {
    return [...this.#orders.values()];
  }

  get phase(): PhaseName {
    return this.#phase;
  }

  /** What the auction would come to, since the phase began. */
  get indicative(): AuctionResult | undefined {
    return this.#indicative;
  }

  /** What the last auction came to. */
  get uncrossed(): AuctionResult | undefined {
    return this.#uncrossed;
  }

  enter(spec: OrderSpec): PlacedOrder {
    const placed: PlacedOrder = {
      id: this.#orders.size + 1,
      account: this.#accountOf(spec.owner),
      spec,
      filled: 0,
    };
    this.#orders.set(placed.id, placed);
    const { side, type: orderType, quantity, timeInForce = "gtc", postOnly = false } = spec;
    const { id: orderId, account } = placed;
    const price = spec.price ?? (orderType === "pegged" ? unbounded(side) : 0n);
    const order = { orderId, account, side, orderType, timeInForce, postOnly, price, quantity };
    const terms = termsOf(spec);
    this.#submit({ kind: "new", ...order, ...(terms === undefined ? {} : { terms }) });
    return placed;
  }

  cancel({ id: orderId, account }: PlacedOrder): void {
    this.#submit({ kind: "cancel", orderId, account });
  }

  /** Gives an order another price or quantity. */
  replace({ id: orderId, account }: PlacedOrder, price: bigint, quantity: number): void {
    this.#submit({ kind: "replace", orderId, account, price, quantity });
  }

  setPhase(phase: PhaseName): void {
    if (phase !== this.#phase) this.#indicative = undefined;
    this.#submit({ kind: "phase", phase });
    this.#phase = phase;
  }

  setReference(price: bigint): void {
    this.#submit({ kind: "reference", price });
  }

  /** The live orders of a side, first to trade first. Those that wait outside the book are not in it. */
  book(side: SideName): RestingOrder[] {
    return this.#live(side)
      .filter(({ order }) => !order.waiting)
      .sort(
        (one, other) => comparePrices(side, one.order.price, other.order.price) || one.ahead - other.ahead,
      )
      .map(({ order }) => order);
  }

  /** The orders of a side that wait outside the book, in the order in which they came. */
  waiting(side: SideName): RestingOrder[] {
    return this.#live(side).flatMap(({ order }) => (order.waiting ? [order] : []));
  }

  /** A price in ticks. Throws for one between two ticks. */
  ticks(decimal: string): bigint {
    return this.#instrument.parsePriceBig(decimal);
  }

  /** A price as a decimal. */
  decimal(ticks: bigint): string {
    return this.#instrument.formatPrice(ticks);
  }

  [Symbol.dispose](): void {
    this.#exchange.dispose();
  }

  get #instrument() {
    return this.#exchange.book().instrument;
  }

  #live(side: SideName): { readonly order: RestingOrder; readonly ahead: number }[] {
    const book = this.#exchange.book();
    return this.orders.flatMap((placed) => {
      const view =
        placed.spec.side === side ? book.order({ id: placed.id, account: placed.account }) : undefined;
      if (view === undefined) return [];
      const price = Math.abs(view.price) < BEYOND ? BigInt(view.price) : undefined;
      const { quantity, displayedQuantity: displayed, waiting, ordersAhead: ahead } = view;
      return [{ order: { placed, side, price, quantity, displayed, waiting }, ahead }];
    });
  }

  #accountOf(owner: string): number {
    const account = this.#accounts.get(owner) ?? this.#accounts.size + 1;
    this.#accounts.set(owner, account);
    return account;
  }

  #submit(command: CommandInput): void {
    addCommand(this.#batch.clear(), command);
    this.#exchange.submitBatch(this.#batch, (events) => {
      while (events.next()) this.#event(events);
    });
  }

  #event(event: EventCursor): void {
    switch (event.kind) {
      case EventKind.trade:
        this.#trade(event);
        break;
      case EventKind.cancelled:
        this.#order(event.orderId).cancelled = event.reasonName as ReasonName;
        break;
      case EventKind.rejected:
        this.#rejected(event);
        break;
      case EventKind.indicative:
        this.#indicative = auctionOf(event);
        break;
      case EventKind.uncrossed:
        this.#uncrossed = auctionOf(event);
    }
  }

  #trade(event: EventCursor): void {
    const { quantity, priceBig: price } = event;
    const taker = this.#order(event.orderId);
    const maker = this.#order(event.counterOrderId);
    taker.filled += quantity;
    maker.filled += quantity;
    const [buyer, seller] = event.side === Side.buy ? [taker, maker] : [maker, taker];
    this.#trades.push({ buyer, seller, maker: event.flags & AUCTION ? undefined : maker, quantity, price });
  }

  /** A refused order is news of the case; any other command was told to be done. */
  #rejected(event: EventCursor): void {
    if (event.flags === CommandKind.new) {
      this.#order(event.orderId).rejected = event.reasonName as ReasonName;
      return;
    }
    throw new CaseMismatch(`the ${nameOfKind(event.flags)}`, "done", `refused: ${event.reasonName}`);
  }

  #order(id: number): PlacedOrder {
    const order = this.#orders.get(id);
    if (order === undefined) throw new Error(`an event names order ${id}, which nobody entered`);
    return order;
  }
}

function nameOfKind(kind: number): string {
  return commandKindNames[kind] ?? `command ${kind}`;
}

/** What the order asks for beyond its own fields, if there is any. */
function termsOf({ stopPrice, display, minimum, peg }: OrderSpec): TermsInput | undefined {
  const terms: TermsInput = {
    ...(stopPrice === undefined ? {} : { trigger: "stop", offset: stopPrice }),
    ...(display === undefined ? {} : { displayQuantity: display }),
    ...(minimum === undefined ? {} : { minimumQuantity: minimum }),
    ...(peg === undefined ? {} : { peg }),
  };
  return Object.keys(terms).length === 0 ? undefined : terms;
}

function auctionOf(event: EventCursor): AuctionResult {
  const { quantity: volume, counterOrderId: surplus } = event;
  const surplusSide = event.side === Side.sell ? "sell" : "buy";
  return { price: volume > 0 ? event.priceBig : undefined, volume, surplus, surplusSide };
}

function unbounded(side: SideName): bigint {
  return side === "buy" ? HIGHEST : LOWEST;
}

/** Better prices first; what has no limit before all. */
export function comparePrices(side: SideName, one: bigint | undefined, other: bigint | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return -1;
  if (other === undefined) return 1;
  return one < other === (side === "buy") ? 1 : -1;
}
