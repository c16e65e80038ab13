// Compares trades with a table of them: all of its rows, in order, every column that it has.

import { CaseMismatch, CaseUnclear } from "../gherkin/case-result.js";
import { plainDecimal, requireWhole } from "../gherkin/quantities.js";
import type { Row, Table } from "../gherkin/table.js";
import type { Market, MarketTrade, PlacedOrder } from "../xetra/market.js";
import { TRADE_COLUMNS } from "./order-table.js";
import { isBlank } from "./order-words.js";

/** A trade as a table tells it. Undefined: the table does not say. */
interface ToldTrade {
  readonly line: number;
  readonly buyer: string | undefined;
  readonly seller: string | undefined;
  readonly buyOrder: string | undefined;
  readonly sellOrder: string | undefined;
  readonly quantity: number | undefined;
  readonly price: bigint | undefined;
}

/** @param fresh the trades that no table has told of yet; a table may also begin at the first trade of all */
export function checkTrades(table: Table, fresh: readonly MarketTrade[], market: Market): void {
  table.requireKnown([...Object.values(TRADE_COLUMNS).flat(), "Time", "Comment", "Note"]);
  const told = table.rows.map((row) => toldTrade(row, market));
  const { trades } = market;
  if (trades.length > fresh.length && firstDifference(told, trades) === undefined) return;
  const at = firstDifference(told, fresh);
  if (at === undefined) return;
  const [expected, got] = [told[at], fresh[at]];
  throw new CaseMismatch(
    `trade ${at + 1}`,
    expected === undefined ? "no more trades" : toldText(expected, market),
    got === undefined ? "no more trades" : tradeText(got, market),
    expected?.line,
  );
}

export function tradeText({ buyer, seller, quantity, price }: MarketTrade, market: Market): string {
  return `${nameOf(buyer)} buys ${quantity} of ${nameOf(seller)} at ${market.decimal(price)}`;
}

function firstDifference(told: readonly ToldTrade[], trades: readonly MarketTrade[]): number | undefined {
  for (let at = 0; at < Math.max(told.length, trades.length); at++) {
    const [expected, got] = [told[at], trades[at]];
    if (expected === undefined || got === undefined || !isSame(expected, got)) return at;
  }
  return undefined;
}

function isSame(told: ToldTrade, { buyer, seller, quantity, price }: MarketTrade): boolean {
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [told.buyer, buyer.spec.owner],
    [told.seller, seller.spec.owner],
    [told.buyOrder, buyer.spec.label],
    [told.sellOrder, seller.spec.label],
    [told.quantity, quantity],
    [told.price, price],
  ];
  return pairs.every(([expected, got]) => expected === undefined || expected === got);
}

function toldTrade(row: Row, market: Market): ToldTrade {
  const text = (column: keyof typeof TRADE_COLUMNS) => {
    const cell = row.cell(...TRADE_COLUMNS[column]);
    return isBlank(cell) ? undefined : cell;
  };
  const quantity = text("quantity");
  const price = text("price");
  return {
    line: row.line,
    buyer: text("buyer"),
    seller: text("seller"),
    buyOrder: text("buyOrder"),
    sellOrder: text("sellOrder"),
    quantity: quantity === undefined ? undefined : requireWhole(quantity, `line ${row.line}`),
    price: price === undefined ? undefined : market.ticks(requireDecimal(price, row.line)),
  };
}

function requireDecimal(cell: string, line: number): string {
  const decimal = plainDecimal(cell);
  if (decimal === undefined) throw new CaseUnclear(`line ${line}: '${cell}' is no price`);
  return decimal;
}

function toldText(
  { buyer, seller, quantity, price, buyOrder, sellOrder }: ToldTrade,
  market: Market,
): string {
  const at = price === undefined ? "" : ` at ${market.decimal(price)}`;
  return `${buyer ?? buyOrder ?? "?"} buys ${quantity ?? "?"} of ${seller ?? sellOrder ?? "?"}${at}`;
}

function nameOf({ spec, id }: PlacedOrder): string {
  return spec.owner || `order ${id}`;
}
