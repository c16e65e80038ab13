// Plays orders of Xetra's market model and compares fills and books.

import type { BackendChoice, EngineBackend, SideName } from "@cift/engine";
import { CaseMismatch, CaseUnclear } from "../gherkin/case-result.js";
import { requireWhole, tickSizeFor } from "../gherkin/quantities.js";
import { Market, type MarketTrade, type OrderSpec, type PlacedOrder, type RestingOrder } from "./market.js";
import { type CaseFill, type CaseOrder, readFill, readOrder, requireDecimal } from "./read-cases.js";

/** A market with Xetra's rules, for prices as fine as a case needs. */
export function xetraMarket(value: unknown, backend: BackendChoice | EngineBackend): Promise<Market> {
  const tickSize = tickSizeFor(decimalsOf(value));
  return Market.create({ symbol: "XETRA", tickSize, profile: "xetra" }, backend);
}

export function enter(market: Market, order: CaseOrder): PlacedOrder {
  const { side, type, limit, quantity, id, peak, stop, minimum, restriction } = order;
  const inTicks = (decimal: string | undefined) =>
    decimal === undefined ? undefined : market.ticks(decimal);
  const spec: OrderSpec = {
    // Nobody is named, so everybody is somebody else.
    owner: `order ${market.orders.length + 1}`,
    label: id,
    side,
    type,
    quantity,
    price: inTicks(limit),
    display: peak,
    stopPrice: inTicks(stop),
    minimum,
    postOnly: restriction === "bookOrCancel",
    timeInForce: restriction === "bookOrCancel" ? undefined : restriction,
  };
  return market.enter(spec);
}

/** Compares fills in their order. @param price of those that name none */
export function checkFills(
  market: Market,
  values: readonly unknown[],
  trades: readonly MarketTrade[],
  price?: string,
): void {
  const fills = values.map((value, at) => readFill(value, `fill ${at + 1}`));
  for (let at = 0; at < Math.max(fills.length, trades.length); at++) {
    const [fill, trade] = [fills[at], trades[at]];
    if (fill !== undefined && trade !== undefined && isFill(market, fill, trade, price)) continue;
    throw new CaseMismatch(
      `fill ${at + 1}`,
      fill === undefined ? "no more fills" : fillText(fill, price),
      trade === undefined ? "no more fills" : tradeText(market, trade),
    );
  }
}

function isFill(market: Market, fill: CaseFill, trade: MarketTrade, price: string | undefined): boolean {
  const { buyer, seller, maker, quantity } = trade;
  const taker = maker === undefined ? undefined : maker === buyer ? seller : buyer;
  const said = fill.price ?? price;
  const named: readonly (readonly [string | undefined, PlacedOrder | undefined])[] = [
    [fill.maker, maker],
    [fill.taker, taker],
    [fill.buyer, buyer],
    [fill.seller, seller],
  ];
  return (
    fill.quantity === quantity &&
    (said === undefined || market.ticks(said) === trade.price) &&
    named.every(([name, order]) => name === undefined || name === order?.spec.label)
  );
}

/** Compares the whole book with orders in any order: their priority follows from price and time. */
export function checkResting(market: Market, values: readonly unknown[]): void {
  const orders = values.map((value, at) => readOrder(value, `resting order ${at + 1}`));
  const expected = orders.map((order) =>
    bookLine(order.side, limitText(market, order.limit, order.type), order.quantity),
  );
  const got = (["buy", "sell"] as const).flatMap((side) =>
    market.book(side).map((order) => bookLine(side, priceText(market, order), order.quantity)),
  );
  expectSame("resting orders", expected, got);
}

/** Compares one side, first to trade first: rows of price, what is shown, and the order's name where it has one. */
export function checkSide(market: Market, side: SideName, values: readonly unknown[]): void {
  const rows = values.map((value, at) => sideRow(value, `${side} row ${at + 1}`));
  const got = market.book(side);
  const same = (byLevel: readonly SideRow[]) =>
    rows.length === byLevel.length &&
    rows.every((row, at) => {
      const level = byLevel[at] as SideRow;
      return (
        rowPrice(market, row) === level.price &&
        row.shown === level.shown &&
        (row.id ?? level.id) === level.id
      );
    });
  const orders = got.map((order): SideRow => {
    return { price: priceText(market, order), shown: order.displayed, id: order.placed.spec.label };
  });
  // A book is drawn order by order or level by level.
  if (same(orders) || same(levelsOf(orders))) return;
  const text = ({ price, shown, id }: SideRow) => `${shown} at ${price}${id === undefined ? "" : ` (${id})`}`;
  const list = (lines: readonly string[]) => lines.join(", ") || "no orders";
  throw new CaseMismatch(`the ${side} side`, list(rows.map(text)), list(orders.map(text)));
}

/** What an order has in reserve: all of it that is not shown. */
export function checkHidden(market: Market, id: string, expected: unknown): void {
  const live = (["buy", "sell"] as const).flatMap((side) => market.book(side));
  const order = live.find(({ placed }) => placed.spec.label === id);
  const hidden = order === undefined ? 0 : order.quantity - order.displayed;
  const number = requireWhole(String(expected), `the reserve of ${id}`);
  if (hidden !== number) throw new CaseMismatch(`the reserve of ${id}`, String(number), String(hidden));
}

interface SideRow {
  readonly price: string;
  readonly shown: number;
  readonly id: string | undefined;
}

function sideRow(value: unknown, what: string): SideRow {
  if (!Array.isArray(value)) {
    const order = readOrder(value, what, "buy");
    return { price: order.limit ?? order.type, shown: order.quantity, id: order.id };
  }
  const [price, shown, id]: readonly unknown[] = value;
  if (value.length < 2 || value.length > 3) throw new CaseUnclear(`${what}: ${JSON.stringify(value)}`);
  return {
    price: String(price),
    shown: requireWhole(String(shown), what),
    id: id === undefined ? undefined : String(id),
  };
}

function rowPrice(market: Market, { price }: SideRow): string {
  if (/^(?:m|mo|mkt|market)$/i.test(price)) return "market";
  return market.decimal(market.ticks(requireDecimal(price, "price")));
}

function levelsOf(orders: readonly SideRow[]): SideRow[] {
  const levels = new Map<string, SideRow>();
  for (const { price, shown } of orders) {
    levels.set(price, { price, shown: shown + (levels.get(price)?.shown ?? 0), id: undefined });
  }
  return [...levels.values()];
}

function expectSame(what: string, expected: readonly string[], got: readonly string[]): void {
  const [one, other] = [[...expected].sort(), [...got].sort()];
  if (one.length === other.length && one.every((line, at) => line === other[at])) return;
  throw new CaseMismatch(what, expected.join(", ") || "none", got.join(", ") || "none");
}

function bookLine(side: SideName, price: string, quantity: number): string {
  return `${side} ${quantity} at ${price}`;
}

function priceText(market: Market, { price, placed }: RestingOrder): string {
  return price === undefined ? placed.spec.type : market.decimal(price);
}

function limitText(market: Market, limit: string | undefined, type: string): string {
  return limit === undefined ? type : market.decimal(market.ticks(limit));
}

function fillText(
  { quantity, price, maker, taker, buyer, seller }: CaseFill,
  usual: string | undefined,
): string {
  const names = [maker, taker, buyer, seller].filter((name) => name !== undefined);
  const at = price ?? usual;
  return `${quantity}${at === undefined ? "" : ` at ${at}`}${names.length === 0 ? "" : ` (${names.join(", ")})`}`;
}

function tradeText(market: Market, { quantity, price, maker }: MarketTrade): string {
  const name = maker?.spec.label;
  return `${quantity} at ${market.decimal(price)}${name === undefined ? "" : ` (${name})`}`;
}

/** Every number in a document, as a decimal. */
function* decimalsOf(value: unknown): Iterable<string> {
  if (typeof value === "number") yield String(value);
  else if (typeof value === "string" && /^\d+[.,]\d+$/.test(value)) yield value.replace(",", ".");
  else if (typeof value === "object" && value !== null)
    for (const part of Object.values(value)) yield* decimalsOf(part);
}
