// Compares the book with a table of it: every order of a side, first to trade first, every column that the table has.

import type { SideName } from "@cift/engine";
import { CaseMismatch, CaseUnclear } from "../gherkin/case-result.js";
import { requireWhole } from "../gherkin/quantities.js";
import type { Market, RestingOrder } from "../xetra/market.js";
import type { OrderRow, OrderRows } from "./order-table.js";
import { decimalsIn, kindWords } from "./order-words.js";

export interface BookQuestion {
  /** The side that the table is about; undefined: its rows say so. */
  readonly side: SideName | undefined;
  /** Whether it is about stop orders, which wait outside the book. */
  readonly waiting: boolean;
}

export function checkBook(
  { rows, isBook }: OrderRows,
  { side, waiting }: BookQuestion,
  market: Market,
): void {
  const sideOfRow = (row: OrderRow) => (isBook ? row.side : (row.side ?? side));
  const wrong = rows.find(
    (row) => sideOfRow(row) === undefined || (side !== undefined && sideOfRow(row) !== side),
  );
  if (wrong !== undefined) {
    if (sideOfRow(wrong) === undefined) throw new CaseUnclear(`line ${wrong.line}: the order has no side`);
    if (!isBook) throw new CaseUnclear(`line ${wrong.line}: an order of the other side`);
  }
  for (const each of side === undefined ? (["buy", "sell"] as const) : [side]) {
    checkSide(
      each,
      rows.filter((row) => sideOfRow(row) === each),
      waiting ? market.waiting(each) : market.book(each),
      market,
    );
  }
}

function checkSide(
  side: SideName,
  rows: readonly OrderRow[],
  book: readonly RestingOrder[],
  market: Market,
): void {
  for (let at = 0; at < Math.max(rows.length, book.length); at++) {
    const [row, order] = [rows[at], book[at]];
    const wrong = row === undefined || order === undefined ? "" : differentColumn(row, order, market);
    if (wrong === undefined) continue;
    throw new CaseMismatch(
      `${side} order ${at + 1} of the book${wrong === "" ? "" : `: ${wrong}`}`,
      row === undefined ? "no more orders" : rowText(row),
      order === undefined ? "no more orders" : orderText(order, market),
      row?.line,
    );
  }
}

/** The first column in which a row and an order are not the same. */
function differentColumn(row: OrderRow, order: RestingOrder, market: Market): string | undefined {
  const { spec } = order.placed;
  const tells = (column: Parameters<OrderRow["cell"]>[0]) => row.cell(column) !== "";
  const number = (column: "quantity" | "display") => requireWhole(row.cell(column), `line ${row.line}`);
  if (tells("owner") && row.cell("owner") !== spec.owner) return "broker";
  if (tells("label") && row.cell("label") !== spec.label) return "order id";
  if (tells("display") && number("display") !== order.displayed) return "displayed quantity";
  if (tells("quantity") && !quantities(order, tells("display")).includes(number("quantity")))
    return "quantity";
  if (tells("price") && !isPrice(row.cell("price"), order, market)) return "price";
  if (tells("type") && !isType(row.cell("type"), order)) return "order type";
  return undefined;
}

/** What a quantity may mean. A table of a book that has icebergs in it may count what they have or what they show. */
function quantities({ quantity, displayed }: RestingOrder, tellsDisplayed: boolean): number[] {
  return tellsDisplayed ? [quantity] : [quantity, displayed];
}

/** A decimal, or a word for an order that has no limit. Behind the word of a pegged order stands its price or its bound. */
function isPrice(cell: string, order: RestingOrder, market: Market): boolean {
  const [decimal] = decimalsIn(cell);
  const words = kindWords(cell.replace(/[\d.,]+/g, " "));
  if (words.type !== undefined && !isType(cell, order)) return false;
  if (decimal === undefined) return words.type !== undefined;
  const ticks = market.ticks(decimal);
  return ticks === order.price || (words.type === "pegged" && ticks === order.placed.spec.price);
}

/** An order that has no limit has its own type; what is left of a market-to-limit order at a limit is a limit order. */
function isType(cell: string, { placed, price }: RestingOrder): boolean {
  const { type, stop, iceberg } = kindWords(cell);
  const got = placed.spec.type === "pegged" || price === undefined ? placed.spec.type : "limit";
  if (type === undefined && !iceberg && !stop) throw new CaseUnclear(`'${cell}' is no type of an order`);
  if (iceberg && placed.spec.display === undefined) return false;
  return (type ?? got) === got;
}

function rowText(row: OrderRow): string {
  const cells = (["owner", "label", "quantity", "display", "type", "price"] as const).map((name) =>
    row.cell(name),
  );
  return cells.filter((cell) => cell !== "").join(" ");
}

export function orderText({ placed, quantity, displayed, price }: RestingOrder, market: Market): string {
  const { owner, label, type } = placed.spec;
  const shown = displayed === quantity ? "" : `(showing ${displayed})`;
  const at = price === undefined ? type : market.decimal(price);
  return [owner, label, String(quantity), shown, at]
    .filter((word) => word !== undefined && word !== "")
    .join(" ");
}
