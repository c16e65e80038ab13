// What people ask for, checked and written into a command.
//
// What a market participant may get wrong (a quantity of zero, a post-only IOC) goes to the engine, which rejects it. What
// cannot be written into a record at all (a negative quantity, a side called "bid") is an error.

import { type CommandInput, writeCommand } from "./command-batch.js";
import type { CommandCursor, OrderTypeName, SideName, TimeInForceName } from "./generated/index.js";
import { orderTypeNames, sideNames, timeInForceNames } from "./generated/index.js";
import type { Instrument } from "./instrument.js";
import type { OrderView } from "./order-book.js";
import type { OrderResult } from "./order-result.js";
import { Reader, show } from "./strict.js";

/** A price in ticks, or a decimal like "101.25", which has to be a multiple of the tick size. */
export type PriceInput = number | bigint | string;

/** A quantity in lots, or a decimal like "0.5", which has to be a multiple of the lot size. */
export type QuantityInput = number | string;

/** A new order. */
export interface OrderRequest {
  readonly side: SideName;
  readonly quantity: QuantityInput;
  /** Of a limit order. */
  readonly price?: PriceInput;
  /** Default: the only instrument. */
  readonly symbol?: string;
  /** Default 0. */
  readonly account?: number;
  /** Unique among the account's live orders of the instrument. Default: the next that this exchange has not seen. */
  readonly id?: number;
  /** Default "limit". */
  readonly type?: OrderTypeName;
  /** Default "gtc". */
  readonly timeInForce?: TimeInForceName;
  /** It may not trade at once: then it is rejected. */
  readonly postOnly?: boolean;
  /** Nanoseconds since the session's start, not before the last command's. Default: the last command's. */
  readonly timeNs?: number;
}

/** Names a live order. Results of requests and views of orders are such names too; what else they say does not matter. */
export interface OrderTarget {
  readonly id: number;
  /** Default: the only instrument. */
  readonly symbol?: string;
  /** Default 0. */
  readonly account?: number;
  /** When it is asked for, as of a new order. */
  readonly timeNs?: number;
}

/** What a replaced order becomes. */
export interface Replacement {
  readonly price: PriceInput;
  readonly quantity: QuantityInput;
}

/** What a request needs to know of its exchange. */
export interface RequestContext {
  instrument(symbol: string | undefined): Instrument;
  /** The id of an order that names none. */
  nextId(): number;
  /** The time of a command that names none. */
  lastTimeNs(): number;
}

const ORDER_KEYS = [
  "side",
  "quantity",
  "price",
  "symbol",
  "account",
  "id",
  "type",
  "timeInForce",
  "postOnly",
  "timeNs",
] as const;
const TARGET_KEYS = ["id", "symbol", "account", "timeNs"] as const;
/** What results and views have besides. */
const IGNORED_KEYS = [
  "seq",
  "status",
  "reason",
  "filled",
  "open",
  "fills",
  "events",
  "side",
  "price",
  "quantity",
  "quantityAhead",
  "ordersAhead",
] as const satisfies (keyof OrderResult | keyof OrderView)[];
const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const MAX_U32 = 2 ** 32 - 1;

/** The command of a new order. */
export function newOrder(context: RequestContext, request: OrderRequest): CommandInput {
  const order = fields("order", request, ORDER_KEYS);
  const read = new Reader("INVALID_ARGUMENT", "order");
  const instrument = context.instrument(optionalString(read.at("symbol"), order.symbol));
  const orderType = read.at("type").oneOf(order.type ?? "limit", orderTypeNames);
  const price = priceOf(read.at("price"), instrument, order.price, orderType === "limit");
  return {
    kind: "new",
    instrument: instrument.index,
    ...whose(read, order, context),
    orderType,
    side: read.at("side").oneOf(order.side, sideNames),
    timeInForce: read.at("timeInForce").oneOf(order.timeInForce ?? "gtc", timeInForceNames),
    postOnly: order.postOnly === undefined ? false : read.at("postOnly").boolean(order.postOnly),
    quantity: quantityOf(read.at("quantity"), instrument, order.quantity),
    ...(price === undefined ? {} : { price }),
    orderId: order.id === undefined ? context.nextId() : read.at("id").integer(order.id, 0, MAX_SAFE),
  };
}

/** The command that removes an order. */
export function cancelOrder(context: RequestContext, target: OrderTarget): CommandInput {
  return { kind: "cancel", ...targetOf(context, target).fields };
}

/** The command that takes some quantity off an order. */
export function reduceOrder(context: RequestContext, target: OrderTarget, by: QuantityInput): CommandInput {
  const { instrument, fields } = targetOf(context, target);
  return {
    kind: "reduce",
    ...fields,
    quantity: quantityOf(new Reader("INVALID_ARGUMENT", "by"), instrument, by),
  };
}

/** The command that gives an order a new price and quantity. */
export function replaceOrder(context: RequestContext, target: OrderTarget, to: Replacement): CommandInput {
  const { instrument, fields: named } = targetOf(context, target);
  const { price, quantity } = fields("replacement", to, ["price", "quantity"]);
  const read = new Reader("INVALID_ARGUMENT", "replacement");
  return {
    kind: "replace",
    ...named,
    price: priceOf(read.at("price"), instrument, price, true) ?? 0,
    quantity: quantityOf(read.at("quantity"), instrument, quantity),
  };
}

/** Writes the command of a request. Everything was checked, so a field that does not fit is a mistake here. */
export function writeRequest(record: CommandCursor, command: CommandInput): void {
  record.clear();
  writeCommand(record, command);
}

function targetOf(context: RequestContext, target: OrderTarget) {
  const named = fields("order", target, TARGET_KEYS, IGNORED_KEYS);
  const read = new Reader("INVALID_ARGUMENT", "order");
  const instrument = context.instrument(optionalString(read.at("symbol"), named.symbol));
  const orderId = read.at("id").integer(named.id, 0, MAX_SAFE);
  return { instrument, fields: { instrument: instrument.index, orderId, ...whose(read, named, context) } };
}

/** Account and time, which all requests have. */
function whose(
  read: Reader,
  { account, timeNs }: { account?: unknown; timeNs?: unknown },
  context: RequestContext,
) {
  return {
    account: account === undefined ? 0 : read.at("account").integer(account, 0, MAX_U32),
    timeNs: timeNs === undefined ? context.lastTimeNs() : read.at("timeNs").integer(timeNs, 0, MAX_SAFE),
  };
}

function fields<Key extends string>(
  name: string,
  value: unknown,
  keys: readonly Key[],
  ignored: readonly string[] = [],
) {
  return new Reader("INVALID_ARGUMENT", name).object(value, keys, ignored);
}

function optionalString(read: Reader, value: unknown): string | undefined {
  return value === undefined ? undefined : read.string(value);
}

function priceOf(
  read: Reader,
  instrument: Instrument,
  value: unknown,
  isNeeded: boolean,
): number | bigint | undefined {
  if (value === undefined) return isNeeded ? read.fail("is missing: a limit order has one") : undefined;
  if (typeof value === "string") return instrument.parsePriceBig(value);
  if (typeof value === "bigint") {
    return BigInt.asIntN(64, value) === value
      ? value
      : read.fail(`must be from -2^63 to 2^63 - 1, not ${value}`);
  }
  if (Number.isSafeInteger(value)) return value as number;
  const hint = Number.isFinite(value) ? ': ticks are whole; write a decimal as a string, like "101.25"' : "";
  return read.fail(
    `must be a whole number of ticks, a bigint or a decimal string, not ${show(value)}${hint}`,
  );
}

function quantityOf(read: Reader, instrument: Instrument, value: unknown): number {
  if (typeof value === "string") return instrument.parseQuantity(value);
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  return read.fail(`must be a whole number of lots or a decimal string, not ${show(value)}`);
}
