// Requests that name a live order: cancel, reduce, replace, release.

import type { CommandInput } from "../command-batch.js";
import type { Instrument } from "../instrument.js";
import type { OrderView } from "../order-book.js";
import type { OrderResult } from "../order-result.js";
import { Reader } from "../strict.js";
import {
  fieldsOf,
  instrumentOf,
  MAX_SAFE,
  type PriceInput,
  priceOf,
  type QuantityInput,
  quantityOf,
  type RequestContext,
  type Timed,
  whose,
} from "./inputs.js";

/** Names a live order. Results of requests and views of orders are such names too; what else they say does not matter. */
export interface OrderTarget extends Timed {
  /** The order's id. */
  readonly id: number;
  /** Default: the only instrument. */
  readonly symbol?: string;
  /** Default 0. */
  readonly account?: number;
}

/** What a replaced order becomes. */
export interface Replacement {
  /** The new worst price. */
  readonly price: PriceInput;
  /** How much is open then. */
  readonly quantity: QuantityInput;
}

/** An order that was named. */
export interface NamedOrder {
  readonly instrument: Instrument;
  readonly account: number;
  readonly id: number;
}

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
  "displayedQuantity",
  "waiting",
] as const satisfies (keyof OrderResult | keyof OrderView)[];

/** The command that removes an order. */
export function cancelOrder(context: RequestContext, target: OrderTarget): CommandInput {
  return { kind: "cancel", ...targetOf(context, target).fields };
}

/** The command that takes some quantity off an order. */
export function reduceOrder(context: RequestContext, target: OrderTarget, by: QuantityInput): CommandInput {
  const { instrument, fields } = targetOf(context, target);
  const quantity = quantityOf(new Reader("INVALID_ARGUMENT", "by"), instrument, by);
  return { kind: "reduce", ...fields, quantity };
}

/** The command that gives an order a new price and quantity. */
export function replaceOrder(context: RequestContext, target: OrderTarget, to: Replacement): CommandInput {
  const { instrument, fields } = targetOf(context, target);
  const { read, given } = fieldsOf("replacement", to, ["price", "quantity"]);
  if (given.price === undefined) read.at("price").fail("is missing: a limit order has one");
  return {
    kind: "replace",
    ...fields,
    price: priceOf(read.at("price"), instrument, given.price),
    quantity: quantityOf(read.at("quantity"), instrument, given.quantity),
  };
}

/** The command that sends a held order on to the market. */
export function releaseOrder(context: RequestContext, target: OrderTarget): CommandInput {
  return { kind: "release", ...targetOf(context, target).fields };
}

function targetOf(context: RequestContext, target: OrderTarget) {
  const { read, given } = fieldsOf("order", target, TARGET_KEYS, IGNORED_KEYS);
  const instrument = instrumentOf(read, given.symbol, context);
  const orderId = read.at("id").integer(given.id, 0, MAX_SAFE);
  return { instrument, fields: { instrument: instrument.index, orderId, ...whose(read, given, context) } };
}

/** The order that another one names as linked to it: of the same account and instrument. */
export function linkedId(read: Reader, value: unknown, instrument: Instrument, account: number): number {
  if (typeof value === "number") return read.integer(value, 0, MAX_SAFE);
  const { id, symbol, account: other } = read.object(value, TARGET_KEYS, IGNORED_KEYS);
  if (symbol !== undefined && symbol !== instrument.symbol)
    read.fail(`is of ${JSON.stringify(symbol)}, and linked orders are of one instrument`);
  if (other !== undefined && other !== account)
    read.fail(`is of account ${other}, and linked orders are of one account`);
  return read.at("id").integer(id, 0, MAX_SAFE);
}
