// A new order: from the words that people use to the command and its terms.

import type { CommandInput, TermsInput } from "../command-batch.js";
import {
  type OrderTypeName,
  orderTypeNames,
  type PegReferenceName,
  type SelfTradeName,
  type SideName,
  selfTradeNames,
  sideNames,
  type TimeInForceName,
  type TriggerSourceName,
  timeInForceNames,
  triggerSourceNames,
} from "../generated/index.js";
import type { Instrument } from "../instrument.js";
import { type Reader, show } from "../strict.js";
import { linkedId, type OrderTarget } from "./change.js";
import {
  fieldsOf,
  flagOf,
  instrumentOf,
  MAX_SAFE,
  onlyOne,
  type PriceInput,
  priceOf,
  type QuantityInput,
  quantityOf,
  type RequestContext,
  type Timed,
  whose,
} from "./inputs.js";

/** What a trailing stop keeps from the best price: a distance in ticks or as a decimal, or a share of the price. */
export type TrailingInput = PriceInput | { readonly basisPoints: number };

/** What an iceberg shows: always as much, or a part drawn between two quantities. */
export type DisplayInput = QuantityInput | { readonly least: QuantityInput; readonly most: QuantityInput };

/** What a pegged order follows, and how far from it: a positive offset is a higher price. */
export type PegInput =
  | "bid"
  | "ask"
  | "mid"
  | { readonly to: "bid" | "ask" | "mid"; readonly offset?: PriceInput };

/** A new order. */
export interface OrderRequest extends Timed {
  /** Whether it buys or sells. */
  readonly side: SideName;
  /** How much. A market order may say `amount` instead. */
  readonly quantity?: QuantityInput;
  /** The worst price of a limit order; the bound of a pegged one. */
  readonly price?: PriceInput;
  /** Default: the only instrument. */
  readonly symbol?: string;
  /** Default 0. */
  readonly account?: number;
  /** Unique among the account's live orders of the instrument. Default: the next that this exchange has not seen. */
  readonly id?: number;
  /**
   * Default "limit"; "pegged" with `peg`; "market" with `amount` or `cap`, and of a stop or touched order without a price.
   */
  readonly type?: OrderTypeName;
  /** Default "gtc", or "gtd" with `expiresAt`. */
  readonly timeInForce?: TimeInForceName;
  /** When a "gtd" order ends: nanoseconds since the session's start. */
  readonly expiresAt?: number;

  /** Of a market order instead of a quantity: how much money it may cost, as a decimal, or in ticks times lots. */
  readonly amount?: number | string;
  /** The worst price at which a market order trades. */
  readonly cap?: PriceInput;

  /** It may not trade at once: then it is rejected, or with "reprice" rests one tick away. */
  readonly postOnly?: boolean | "reprice";
  /** It trades in full or not at all, and rests until it can. */
  readonly allOrNone?: boolean;
  /** What has to trade at once, or the order is cancelled. */
  readonly minimumQuantity?: QuantityInput;
  /** It trades only as far as it makes the account's position smaller. */
  readonly reduceOnly?: boolean;
  /** What the book shows of it. The rest is its reserve. */
  readonly display?: DisplayInput;
  /** The book does not show it. */
  readonly hidden?: boolean;
  /** It follows a price of the book at a distance. */
  readonly peg?: PegInput;

  /** It waits until the price has gone so far against it: up to here for a buy, down to here for a sell. */
  readonly stop?: PriceInput;
  /** It waits until the price has come so far to it: down to here for a buy, up to here for a sell. */
  readonly touched?: PriceInput;
  /** A stop that follows the price at a distance and never goes back. */
  readonly trailing?: TrailingInput;
  /** Which price `stop`, `touched` and `trailing` look at. Default "last". */
  readonly triggerBy?: TriggerSourceName;
  /** It waits until it is released. */
  readonly held?: boolean;

  /** When one of the two trades, is triggered or leaves the market, the other is cancelled. */
  readonly oco?: number | OrderTarget;
  /** It waits until that order is filled, and is cancelled when that order leaves otherwise. */
  readonly after?: number | OrderTarget;
  /** As `after`; the orders that wait for the same one cancel each other. */
  readonly bracketOf?: number | OrderTarget;

  /** What happens where it meets an order of the same owner. Default: the instrument's rule. */
  readonly selfTrade?: SelfTradeName;
  /** Of a limit buy: the price at which its money is set aside, if it is another than its own. */
  readonly fundsAt?: PriceInput;
}

const ORDER_KEYS = [
  ...["side", "quantity", "price", "symbol", "account", "id", "type", "timeInForce", "expiresAt", "timeNs"],
  ...["amount", "cap", "postOnly", "allOrNone", "minimumQuantity", "reduceOnly", "display", "hidden", "peg"],
  ...[
    "stop",
    "touched",
    "trailing",
    "triggerBy",
    "held",
    "oco",
    "after",
    "bracketOf",
    "selfTrade",
    "fundsAt",
  ],
] as readonly (keyof OrderRequest)[];

type Given = Readonly<Partial<Record<keyof OrderRequest, unknown>>>;

/** What the parts of an order have in common. */
interface Parts {
  readonly read: Reader;
  readonly given: Given;
  readonly instrument: Instrument;
  readonly account: number;
  readonly side: SideName;
  readonly type: OrderTypeName;
}

/** The command of a new order. */
export function newOrder(context: RequestContext, request: OrderRequest): CommandInput {
  const { read, given } = fieldsOf("order", request, ORDER_KEYS);
  const instrument = instrumentOf(read, given.symbol, context);
  const named = whose(read, given, context);
  const side = read.at("side").oneOf(given.side, sideNames);
  const type = typeOf(read, given);
  const parts = { read, given, instrument, account: named.account, side, type };
  const price = limitOf(parts, context);
  const terms = termsOf(parts);
  const selfTrade =
    given.selfTrade === undefined
      ? {}
      : { selfTrade: read.at("selfTrade").oneOf(given.selfTrade, selfTradeNames) };
  return {
    kind: "new",
    instrument: instrument.index,
    ...named,
    orderType: type,
    side,
    ...validityOf(parts),
    ...postOnlyOf(read.at("postOnly"), given.postOnly),
    allOrNone: flagOf(read.at("allOrNone"), given.allOrNone),
    reduceOnly: flagOf(read.at("reduceOnly"), given.reduceOnly),
    hidden: flagOf(read.at("hidden"), given.hidden),
    held: flagOf(read.at("held"), given.held),
    ...selfTrade,
    ...sizeOf(parts),
    ...(price === undefined ? {} : price),
    ...(terms === undefined ? {} : { terms }),
    orderId: given.id === undefined ? context.nextId() : read.at("id").integer(given.id, 0, MAX_SAFE),
  };
}

function typeOf(read: Reader, given: Given): OrderTypeName {
  if (given.type !== undefined) return read.at("type").oneOf(given.type, orderTypeNames);
  if (given.peg !== undefined) return "pegged";
  if (given.amount !== undefined || given.cap !== undefined) return "market";
  const waits = onlyOne(read, given, ["stop", "touched", "trailing"]) !== undefined;
  return waits && given.price === undefined ? "market" : "limit";
}

function limitOf(
  { read, given, instrument, type, side }: Parts,
  { config }: RequestContext,
): Pick<CommandInput, "price" | "capped"> | undefined {
  if (given.cap !== undefined) {
    onlyOne(read, given, ["cap", "price"]);
    return { price: priceOf(read.at("cap"), instrument, given.cap), capped: true };
  }
  if (given.price !== undefined) return { price: priceOf(read.at("price"), instrument, given.price) };
  if (type === "limit") read.at("price").fail("is missing: a limit order has one");
  if (type !== "pegged") return undefined;
  if (config.accounts !== undefined)
    read.at("price").fail("is missing: it bounds a pegged order, and says how much money is set aside");
  return { price: farthest(side, instrument) };
}

/** The bound that bounds nothing: the last price on that side that is a multiple of its tick. */
function farthest(side: SideName, { rules: { ticks } }: Instrument): bigint {
  const band = side === "buy" ? ticks[ticks.length - 1] : ticks[0];
  const tick = BigInt(band?.tick ?? 1);
  // BigInt division rounds towards zero: never out of range.
  return ((side === "buy" ? 2n ** 63n - 1n : -(2n ** 63n)) / tick) * tick;
}

function sizeOf({ read, given, instrument }: Parts): Pick<CommandInput, "quantity" | "byAmount"> {
  if (given.amount === undefined)
    return { quantity: quantityOf(read.at("quantity"), instrument, given.quantity) };
  onlyOne(read, given, ["amount", "quantity"]);
  return { quantity: moneyOf(read.at("amount"), instrument, given.amount), byAmount: true };
}

/** Money in ticks times lots. */
function moneyOf(read: Reader, instrument: Instrument, value: unknown): number {
  return typeof value === "string" ? instrument.parseAmount(value) : read.integer(value, 0, MAX_SAFE);
}

function validityOf({
  read,
  given,
  instrument,
  type,
  side,
}: Parts): Pick<CommandInput, "timeInForce" | "param" | "fundsAt"> {
  const { expiresAt, fundsAt } = given;
  onlyOne(read, given, ["expiresAt", "fundsAt"]);
  const fallback = expiresAt === undefined ? "gtc" : "gtd";
  const timeInForce = read.at("timeInForce").oneOf(given.timeInForce ?? fallback, timeInForceNames);
  if (expiresAt !== undefined) {
    if (timeInForce !== "gtd")
      read.at("expiresAt").fail(`is of a "gtd" order, and this one is ${show(timeInForce)}`);
    return { timeInForce, param: read.at("expiresAt").integer(expiresAt, 0, MAX_SAFE) };
  }
  if (timeInForce === "gtd") read.at("expiresAt").fail('is missing: a "gtd" order ends at a time');
  if (fundsAt === undefined) return { timeInForce };
  if (type !== "limit" || side !== "buy") read.at("fundsAt").fail("is of a limit buy");
  return { timeInForce, fundsAt: true, param: priceOf(read.at("fundsAt"), instrument, fundsAt) };
}

function postOnlyOf(read: Reader, value: unknown): Pick<CommandInput, "postOnly" | "reprice"> {
  if (value === "reprice") return { postOnly: true, reprice: true };
  if (typeof value === "string") read.fail(`must be true, false or "reprice", not ${show(value)}`);
  return { postOnly: flagOf(read, value) };
}

function termsOf(parts: Parts): TermsInput | undefined {
  const { read, given, instrument } = parts;
  const minimum = given.minimumQuantity;
  const terms: TermsInput = {
    ...triggerOf(parts),
    ...pegOf(parts),
    ...linkOf(parts),
    ...displayOf(read.at("display"), instrument, given.display),
    ...(minimum === undefined
      ? {}
      : { minimumQuantity: quantityOf(read.at("minimumQuantity"), instrument, minimum) }),
  };
  return Object.keys(terms).length === 0 ? undefined : terms;
}

function triggerOf({ read, given, instrument }: Parts): TermsInput {
  const kind = onlyOne(read, given, ["stop", "touched", "trailing"]);
  const { triggerBy } = given;
  if (kind === undefined) {
    if (triggerBy !== undefined)
      read.at("triggerBy").fail("says which price stop, touched or trailing looks at, and there is none");
    return {};
  }
  const source =
    triggerBy === undefined
      ? {}
      : { triggerSource: read.at("triggerBy").oneOf(triggerBy, triggerSourceNames) };
  const value = given[kind];
  const at = read.at(kind);
  if (kind === "trailing" && typeof value === "object" && value !== null) {
    const { basisPoints } = at.object(value, ["basisPoints"]);
    const offset = at.at("basisPoints").integer(basisPoints, 0, MAX_SAFE);
    return { trigger: kind, ...source, trailUnit: "basisPoints", offset };
  }
  return { trigger: kind, ...source, offset: priceOf(at, instrument, value) };
}

const PEGS = ["bid", "ask", "mid"] as const satisfies PegReferenceName[];

function pegOf({ read, given: { peg }, instrument }: Parts): TermsInput {
  if (peg === undefined) return {};
  const at = read.at("peg");
  if (typeof peg !== "object") return { peg: at.oneOf(peg, PEGS) };
  const { to, offset } = at.object(peg, ["to", "offset"]);
  return {
    peg: at.at("to").oneOf(to, PEGS),
    ...(offset === undefined ? {} : { offset: priceOf(at.at("offset"), instrument, offset) }),
  };
}

const LINKS = { oco: "oneCancelsOther", after: "oneTriggersOther", bracketOf: "bracket" } as const;

function linkOf({ read, given, instrument, account }: Parts): TermsInput {
  const kind = onlyOne(read, given, ["oco", "after", "bracketOf"]);
  if (kind === undefined) return {};
  return { link: LINKS[kind], linkedOrderId: linkedId(read.at(kind), given[kind], instrument, account) };
}

function displayOf(read: Reader, instrument: Instrument, value: unknown): TermsInput {
  if (value === undefined) return {};
  if (typeof value !== "object") return { displayQuantity: quantityOf(read, instrument, value) };
  const { least, most } = read.object(value, ["least", "most"]);
  return {
    displayQuantity: quantityOf(read.at("least"), instrument, least),
    displayHighQuantity: quantityOf(read.at("most"), instrument, most),
  };
}
