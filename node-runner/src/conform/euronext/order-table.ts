// Tables of orders: one order a row with its side, or a bid and an ask side by side as a book is drawn.

import type { SideName } from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";
import { requireWhole } from "../gherkin/quantities.js";
import { plainName, type Row, type Table } from "../gherkin/table.js";
import { isBlank, type OrderTold, sideOf } from "./order-words.js";

/** Names of a column, the usual one first. */
const COLUMNS = {
  owner: ["Broker", "Member", "Participant", "Firm", "Trader", "Client", "Broker Id"],
  label: ["OrderId", "Order", "Id", "Order No", "Order Number", "Client Order Id"],
  quantity: [
    "Quantity",
    "Qty",
    "Size",
    "Shares",
    "Volume",
    "Order Quantity",
    "Remaining Quantity",
    "Remaining",
  ],
  type: ["Order Type", "Type", "Kind"],
  price: ["Price", "Limit", "Limit Price", "Order Price"],
  stop: ["Stop Price", "Stop", "Trigger", "Trigger Price", "Stop Limit Price"],
  display: [
    ...["Display Quantity", "Displayed Quantity", "Display", "Displayed", "Disclosed Quantity", "Disclosed"],
    ...["Visible Quantity", "Visible", "Shown", "Peak", "Peak Size", "Display Qty", "Disclosed Qty"],
  ],
  minimum: ["Minimum Quantity", "Min Quantity", "Min Qty", "Minimum"],
  time: ["Time In Force", "TIF", "Validity", "Validity Type", "Duration"],
  side: ["Side", "Buy/Sell", "B/S", "Direction"],
} as const;

type ColumnName = keyof typeof COLUMNS;

const PREFIXES: readonly (readonly [SideName, readonly string[]])[] = [
  ["buy", ["Bid", "Buy"]],
  ["sell", ["Ask", "Sell", "Offer"]],
];
/** Columns of when an order came: the rows are in that order, and time is no more than that. */
const IGNORED = ["Time", "Entry Time", "Priority", "Comment", "Note", "Notes", "#"];

/** One order of a table, cell by cell. */
export interface OrderRow {
  readonly line: number;
  /** Undefined where the table does not say. */
  readonly side: SideName | undefined;
  /** The cell; empty where the table has no such column, or nothing in it. */
  cell(column: ColumnName): string;
}

/** The orders of a table: row by row, the bid before the ask. `has` says whether a column is there at all. */
export interface OrderRows {
  readonly rows: readonly OrderRow[];
  /** Whether a bid and an ask stand side by side. */
  readonly isBook: boolean;
  has(column: ColumnName): boolean;
}

export function orderRows(table: Table): OrderRows {
  const isBook = PREFIXES.some(([, prefixes]) =>
    table.has(...names("quantity", prefixes), ...names("price", prefixes)),
  );
  const all = Object.keys(COLUMNS) as ColumnName[];
  const sides = PREFIXES.flatMap(([, prefixes]) => all.flatMap((column) => names(column, prefixes)));
  table.requireKnown([...IGNORED, ...(isBook ? sides : all.flatMap((column) => COLUMNS[column]))]);
  const has = (column: ColumnName) =>
    table.has(...(isBook ? PREFIXES.flatMap(([, prefixes]) => names(column, prefixes)) : COLUMNS[column]));
  return { rows: table.rows.flatMap((row) => (isBook ? halves(row) : [single(row)])), isBook, has };
}

/** The order that a row tells. */
export function toldBy(row: OrderRow, side = row.side): OrderTold {
  if (side === undefined) throw new CaseUnclear(`line ${row.line}: the order has no side`);
  const number = (column: ColumnName) => {
    const cell = row.cell(column);
    return cell === "" ? undefined : requireWhole(cell, `line ${row.line}`);
  };
  const quantity = number("quantity");
  if (quantity === undefined) throw new CaseUnclear(`line ${row.line}: the order has no quantity`);
  return {
    owner: row.cell("owner"),
    side,
    quantity,
    kind: `${row.cell("type")} ${row.cell("time")}`,
    price: row.cell("price"),
    stopPrice: row.cell("stop"),
    display: number("display"),
    minimum: number("minimum"),
    label: row.cell("label") || undefined,
  };
}

function names(column: ColumnName, prefixes: readonly string[]): string[] {
  return prefixes.flatMap((prefix) => COLUMNS[column].map((name) => `${prefix} ${name}`));
}

function single(row: Row): OrderRow {
  const word = row.cell(...COLUMNS.side);
  const side = sideOf(word);
  if (word !== "" && side === undefined) throw new CaseUnclear(`line ${row.line}: '${word}' is no side`);
  return orderRow(row, side, (column) => COLUMNS[column]);
}

/** The bid and the ask of a row, those that are there. */
function halves(row: Row): OrderRow[] {
  return PREFIXES.map(([side, prefixes]) => orderRow(row, side, (column) => names(column, prefixes))).filter(
    (half) => (Object.keys(COLUMNS) as ColumnName[]).some((column) => half.cell(column) !== ""),
  );
}

function orderRow(
  row: Row,
  side: SideName | undefined,
  namesOf: (column: ColumnName) => readonly string[],
): OrderRow {
  return {
    line: row.line,
    side,
    cell(column) {
      const cell = row.cell(...namesOf(column));
      return isBlank(cell) ? "" : cell;
    },
  };
}

/** Whether a table tells of trades. */
export function isTradeTable(table: Table): boolean {
  return table.columns.some((name) => TRADE_COLUMNS.buyer.map(plainName).includes(name));
}

export const TRADE_COLUMNS = {
  buyer: ["Buying Broker", "Buyer", "Buy Broker", "Buying Member", "Buying Firm", "Bid Broker", "Buying"],
  seller: [
    "Selling Broker",
    "Seller",
    "Sell Broker",
    "Selling Member",
    "Selling Firm",
    "Ask Broker",
    "Selling",
  ],
  buyOrder: ["Buy OrderId", "Buying OrderId", "Buy Order", "Buying Order", "Bid OrderId"],
  sellOrder: ["Sell OrderId", "Selling OrderId", "Sell Order", "Selling Order", "Ask OrderId"],
  quantity: ["Quantity", "Qty", "Size", "Volume", "Shares", "Traded Quantity"],
  price: ["Price", "Trade Price", "Trading Price"],
} as const;
