// The words for an order that tables and sentences use, and the order that they make.

import type { OrderTypeName, PegReferenceName, SideName, TimeInForceName } from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";
import { plainDecimal } from "../gherkin/quantities.js";
import type { OrderSpec } from "../xetra/market.js";

/** What words say of an order's kind. */
export interface KindWords {
  readonly type?: OrderTypeName;
  readonly stop: boolean;
  readonly iceberg: boolean;
  readonly peg?: PegReferenceName | "own";
  readonly timeInForce?: TimeInForceName;
}

const LIMIT = /\blimit(?:ed)?\b/;
const MARKET_TO_LIMIT = /\bmtl\b|market[\s-]*to[\s-]*limit/;
const MARKET = /\bmo\b|\bm\b|\bpmo\b|(?:pure )?market(?: ?order)?\b|\bunlimited\b/;
const PEG = /\bpeg(?:ged)?\b|\bprimary ?peg\b/;
const STOP = /\bstop|\bstp\b|\btrigger/;
const ICEBERG = /\biceberg\b|\breserve order\b|\bdisclosed\b/;

const TIMES: readonly (readonly [RegExp, TimeInForceName])[] = [
  [/\bioc\b|\bfak\b|immediate[\s-]or[\s-]cancel|fill[\s-]and[\s-]kill/, "ioc"],
  [/\bfok\b|\beoc\b|fill[\s-]or[\s-]kill|execute[\s-]or[\s-]cancel/, "fok"],
  [/\bgtc\b|good[\s-]till[\s-]cancel(?:l?ed)?/, "gtc"],
  [/\bday\b/, "day"],
  [/\bat[\s-](?:the[\s-])?open(?:ing)?\b|\bvalid for opening\b/, "atOpen"],
  [/\bat[\s-](?:the[\s-])?close\b|\bvalid for clos(?:e|ing)\b/, "atClose"],
];

/** Reads words like "Limit", "MarketOrder", "MTL", "Stop limit", "Peg (mid)", "IOC". */
export function kindWords(text: string): KindWords {
  // `StopLimit` and `MarketToLimit` are words in a row.
  const words = text.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  const stop = STOP.test(words);
  const peg = PEG.test(words) ? pegOf(words) : undefined;
  const type = typeOf(words, peg !== undefined, stop);
  const timeInForce = TIMES.find(([pattern]) => pattern.test(words))?.[1];
  return {
    stop,
    iceberg: ICEBERG.test(words),
    ...(type === undefined ? {} : { type }),
    ...(peg === undefined ? {} : { peg }),
    ...(timeInForce === undefined ? {} : { timeInForce }),
  };
}

function typeOf(words: string, pegged: boolean, stop: boolean): OrderTypeName | undefined {
  if (pegged) return "pegged";
  if (MARKET_TO_LIMIT.test(words)) return "marketToLimit";
  if (LIMIT.test(words)) return "limit";
  if (MARKET.test(words)) return "market";
  return stop || !ICEBERG.test(words) ? undefined : "limit";
}

function pegOf(words: string): PegReferenceName | "own" {
  if (/\bmid(?:point)?\b/.test(words)) return "mid";
  if (/\bbid\b/.test(words)) return "bid";
  return /\bask\b|\boffer\b/.test(words) ? "ask" : "own";
}

/** Whether a cell says nothing: `-`, `n/a` and their like. */
export function isBlank(cell: string): boolean {
  return /^(?:|-+|\u2013|\u2014|n\/?a|none|null|nil)$/i.test(cell);
}

/** `Buy`, `bid`, `B`, and the others; undefined for anything else. */
export function sideOf(word: string): SideName | undefined {
  if (/^(?:buy(?:ing|er)?|bids?|b|purchase)$/i.test(word)) return "buy";
  return /^(?:sell(?:ing|er)?|asks?|s|offers?|sale)$/i.test(word) ? "sell" : undefined;
}

/** An order as it is told, everything as it is written. Empty: not said. */
export interface OrderTold {
  readonly owner: string;
  readonly label?: string | undefined;
  readonly side: SideName;
  readonly quantity: number;
  /** Words for its type and validity. */
  readonly kind: string;
  /** A decimal, words for its type, or both: `10.2`, `MO`, `Peg 10.5`. */
  readonly price: string;
  readonly stopPrice?: string | undefined;
  readonly display?: number | undefined;
  readonly minimum?: number | undefined;
}

/** The order that was told. */
export function orderOf(told: OrderTold, ticks: (decimal: string) => bigint): OrderSpec {
  const words = kindWords(`${told.kind} ${told.price.replace(/[\d.,]+/g, " ")}`);
  const stopPrice = priceIn(told.stopPrice ?? "") ?? stopInPrice(told, words);
  const price = priceIn(told.price, stopPrice);
  const type = words.type ?? (price === undefined || stopPrice === price ? "market" : "limit");
  requireTold(told, words, type, price, stopPrice);
  const { owner, label, side, quantity, display, minimum } = told;
  const inTicks = (decimal: string | undefined) => (decimal === undefined ? undefined : ticks(decimal));
  return {
    owner,
    label,
    side,
    quantity,
    type,
    display,
    minimum,
    price: type === "limit" || type === "pegged" ? inTicks(price) : undefined,
    stopPrice: inTicks(stopPrice),
    timeInForce: words.timeInForce,
    peg: words.peg === "own" ? (side === "buy" ? "bid" : "ask") : words.peg,
  };
}

/** Throws where a word promises what no number gives. */
function requireTold(
  { owner, display }: OrderTold,
  { stop, iceberg }: KindWords,
  type: OrderTypeName,
  price: string | undefined,
  stopPrice: string | undefined,
): void {
  const who = `the order of ${owner || "nobody"}`;
  if (stop && stopPrice === undefined) throw new CaseUnclear(`${who} is a stop order without a stop price`);
  if (type === "limit" && price === undefined)
    throw new CaseUnclear(`${who} is a limit order without a price`);
  if (iceberg && display === undefined) {
    throw new CaseUnclear(`${who} is an iceberg that does not say what it shows`);
  }
}

/** All decimals in a text, in order. */
export function decimalsIn(text: string): string[] {
  const numbers = text.match(/(?<![\p{L}\d])[+-]?\d[\d.,]*/gu) ?? [];
  return numbers.flatMap((number) => plainDecimal(number.replace(/[.,]+$/, "")) ?? []);
}

/** The price in a cell: of several, the last that is not the stop price. */
function priceIn(cell: string, stopPrice?: string): string | undefined {
  const found = decimalsIn(cell);
  return found.length > 1 ? found.filter((price) => price !== stopPrice).at(-1) : found[0];
}

/** The stop price of an order whose only price cell has it: `stop 10.5`, `stop 10.5 limit 10.7`. */
function stopInPrice({ price, kind }: OrderTold, { stop, type }: KindWords): string | undefined {
  if (!stop) return undefined;
  const found = decimalsIn(price);
  if (found.length > 1) return found[0];
  // One number and a limit: nobody can say which of the two it is.
  if (type === "limit" && /limit/i.test(kind))
    throw new CaseUnclear(`'${kind}' with the one price '${price}'`);
  return found[0];
}
