// Requests for orders that belong together: brackets, and two of which one cancels the other.

import { CiftError } from "../errors.js";
import { fieldsOf, type PriceInput } from "./inputs.js";
import type { OrderRequest } from "./order.js";

/** An order that follows another one: on the other side, of the same account and instrument, by default as large. */
export type ExitRequest = Omit<
  OrderRequest,
  "side" | "symbol" | "account" | "oco" | "after" | "bracketOf" | "held" | "timeNs"
>;

/** An order, and what is to happen when it is filled. */
export interface BracketRequest {
  /** The order that comes first. It cannot have a trigger. */
  readonly entry: OrderRequest;
  /** A limit order that takes the profit: its price, or all about it. */
  readonly takeProfit?: PriceInput | ExitRequest;
  /** A stop order that limits the loss: its trigger, or all about it. */
  readonly stopLoss?: PriceInput | ExitRequest;
}

/** The orders of a bracket as requests of their own; what follows names no parent yet. */
export interface BracketOrders {
  readonly entry: OrderRequest;
  readonly takeProfit: OrderRequest | undefined;
  readonly stopLoss: OrderRequest | undefined;
}

/** Takes a bracket apart. */
export function bracketOrders(request: BracketRequest): BracketOrders {
  const { read } = fieldsOf("bracket", request, ["entry", "takeProfit", "stopLoss"]);
  const { entry, takeProfit, stopLoss } = request;
  if (typeof entry !== "object" || entry === null)
    read.at("entry").fail("is missing: the order that comes first");
  for (const key of ["stop", "touched", "trailing"] as const) {
    if (entry[key] !== undefined)
      read.at("entry").at(key).fail("cannot be: enter it alone, and add what follows with `bracketOf`");
  }
  if (takeProfit === undefined && stopLoss === undefined) read.fail("has neither takeProfit nor stopLoss");
  return {
    entry,
    takeProfit: takeProfit === undefined ? undefined : exit(entry, takeProfit, "price"),
    stopLoss: stopLoss === undefined ? undefined : exit(entry, stopLoss, "stop"),
  };
}

function exit(entry: OrderRequest, value: PriceInput | ExitRequest, short: "price" | "stop"): OrderRequest {
  const written = typeof value === "object" && value !== null ? value : { [short]: value };
  const { side, quantity, symbol, account, timeNs } = entry;
  const request = {
    ...(quantity === undefined ? {} : { quantity }),
    ...written,
    side: side === "buy" ? "sell" : "buy",
    ...(symbol === undefined ? {} : { symbol }),
    ...(account === undefined ? {} : { account }),
    ...(timeNs === undefined ? {} : { timeNs }),
  } as OrderRequest;
  for (const key of ["side", "symbol", "account"] as const) {
    const other = (written as Partial<OrderRequest>)[key];
    if (other !== undefined && other !== request[key])
      throw new CiftError(
        "INVALID_ARGUMENT",
        `bracket: what follows is of the entry's instrument and account, on the other side`,
      );
  }
  return request;
}
