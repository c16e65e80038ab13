// What became of requests that are not about one order.

import type { EventRecord, ReasonName } from "./generated/index.js";
import type { OrderResult, Party, TradeView } from "./order-result.js";

/** What became of a request about a market, an account or a connection. */
export interface CommandResult {
  /** The command's place in the session's total order. */
  readonly seq: number;
  /** Whether it changed anything. */
  readonly status: "applied" | "rejected";
  /** Why it was rejected. */
  readonly reason?: ReasonName;
  /** All events of this request. */
  readonly events: readonly EventRecord[];
}

/** What became of a mass cancel. */
export interface MassCancelResult extends CommandResult {
  /** The orders that are gone, in the order in which they went. Those that were linked to them too. */
  readonly cancelled: readonly Party[];
}

/** What became of an instrument's quotes. */
export interface QuoteResult {
  /** The instrument's. */
  readonly symbol: string;
  /** Whether they are in the market. */
  readonly status: "quoted" | "rejected";
  /** Why it was rejected. */
  readonly reason?: ReasonName;
}

/** What became of a mass quote: for each instrument all of it, or nothing. */
export interface MassQuoteResult {
  /** The command's place in the session's total order. */
  readonly seq: number;
  /** Each instrument that was quoted, once. */
  readonly instruments: readonly QuoteResult[];
  /** The trades of the quotes. */
  readonly fills: readonly TradeView[];
  /** All events of this request. */
  readonly events: readonly EventRecord[];
}

/** What became of an order with what is to follow it. */
export interface BracketResult {
  /** The order that comes first. Cancelled when one that follows it was rejected: then none of them is live. */
  readonly entry: OrderResult;
  /** The order that takes the profit. */
  readonly takeProfit?: OrderResult;
  /** The order that stops the loss. */
  readonly stopLoss?: OrderResult;
}

/** What became of two orders of which one cancels the other. */
export interface OcoResult {
  /** Cancelled when the second was rejected. */
  readonly first: OrderResult;
  /** Missing when it was not entered, because the first had traded or was gone already. */
  readonly second?: OrderResult;
}
