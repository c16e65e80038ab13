// What steps of exchange-core's scenarios do: open accounts, enter and change orders, compare trades, books and balances.

import type { ReasonName, SideName } from "@cift/engine";
import { CaseExcluded, CaseMismatch, CaseUnclear, expectEqual } from "../gherkin/case-result.js";
import type { Step } from "../gherkin/model.js";
import { requireWhole, wholeNumber } from "../gherkin/quantities.js";
import type { Groups } from "../gherkin/steps.js";
import { Table } from "../gherkin/table.js";
import { budgetLimit } from "./budget.js";
import { isReason, reasonsOf } from "./reasons.js";
import { currencyNamed, symbolNamed } from "./symbols.js";
import { amounts, type BookRow, bookRows, settings } from "./tables.js";
import type { ClientOrder, CoreWorld, Level, OrderIn, OrderKind } from "./world.js";

/** A new client with money, one currency a row. */
export function openClient(world: CoreWorld, { client = "" }: Groups, { table }: Step): void {
  world.open(client);
  for (const { currency, amount } of amounts(table)) world.transfer(client, currency, amount);
}

/** `A client has a balance`: set at the beginning, compared later. */
export function hasBalance(world: CoreWorld, groups: Groups, step: Step): void {
  if (step.kind === "given") openClient(world, groups, step);
  else balance(world, groups, step);
}

export function balance(world: CoreWorld, { client = "" }: Groups, { table }: Step): void {
  world.checks++;
  for (const { currency, amount, line } of amounts(table)) {
    const got = world.balance(client, currency);
    if (got !== amount) throw new CaseMismatch(`${currency} of ${client}`, String(amount), String(got), line);
  }
}

export function transfer(
  world: CoreWorld,
  { client = "", what = "", number = "", currency = "" }: Groups,
): void {
  const amount = requireWhole(number, "amount");
  world.transfer(client, currencyNamed(currency), /withdraw|out/i.test(what) ? -amount : amount);
}

export function place(world: CoreWorld, groups: Groups, step: Step): void {
  const order = orderIn(groups);
  if (order.kind === "FOK_BUDGET" || order.kind === "IOC_BUDGET") placeBudget(world, order);
  else world.place(order);
  checkRefusal(world, groups, step);
}

/** Moves an order to another price. What is left of it may trade there. */
export function move(world: CoreWorld, groups: Groups, step: Step): void {
  world.move(orderNamed(world, groups), requireWhole(groups.number ?? "", "price"));
  checkRefusal(world, groups, step);
}

export function reduce(world: CoreWorld, groups: Groups, step: Step): void {
  world.reduce(orderNamed(world, groups), requireWhole(groups.number ?? "", "size"));
  checkRefusal(world, groups, step);
}

export function cancel(world: CoreWorld, groups: Groups, step: Step): void {
  world.cancel(orderNamed(world, groups));
  checkRefusal(world, groups, step);
  if (groups.number === undefined) return;
  world.checks++;
  expectEqual(
    "size that is cancelled",
    requireWhole(groups.number, "size"),
    world.last.cancelled?.quantity ?? 0,
  );
}

export function noTrades(world: CoreWorld): void {
  world.checks++;
  const [trade] = world.last.trades;
  if (trade === undefined) return;
  throw new CaseMismatch("trades", "none", `${trade.quantity} at ${trade.price} of order ${trade.order.id}`);
}

/** An order traded, and this was its last trade. */
export function matched(world: CoreWorld, { id = "", how = "" }: Groups, { text }: Step): void {
  world.checks++;
  const number = Number(id);
  const trade = world.last.trades.filter(({ order }) => order.id === number).at(-1);
  if (trade === undefined) throw new CaseMismatch(`order ${id}`, "a trade", "no trade");
  const partly = /part/i.test(how);
  const state = (done: boolean) => (done ? "fully matched" : "partially matched");
  if (how !== "") expectEqual(`order ${id}`, !partly, trade.done, state);
  const said = settings(text);
  const price = said.get("lastpx") ?? said.get("price") ?? said.get("lastprice");
  const quantity =
    said.get("lastqty") ?? said.get("quantity") ?? said.get("lastquantity") ?? said.get("size");
  if (price !== undefined) expectEqual("price of the last trade", requireWhole(price, "price"), trade.price);
  if (quantity !== undefined)
    expectEqual("size of the last trade", requireWhole(quantity, "size"), trade.quantity);
}

/** An order, or what was left of it, left the market without trading. */
export function left(world: CoreWorld, { id = "", number }: Groups): void {
  world.checks++;
  const { cancelled } = world.last;
  if (cancelled === undefined)
    throw new CaseMismatch(`order ${id}`, "that it leaves the market", "nothing of the kind");
  if (number !== undefined) expectEqual("size that left", requireWhole(number, "size"), cancelled.quantity);
}

export function book(world: CoreWorld, groups: Groups, { table, text }: Step): void {
  world.checks++;
  const symbol = symbolNamed(groups.symbol ?? "");
  const got = world.book(symbol);
  if (table === undefined && !/\bempty\b|\bno\b/i.test(text))
    throw new CaseUnclear(`'${text}' has no table of the book`);
  const rows = table === undefined ? [] : bookRows(table);
  compareSide(
    "bid",
    rows.filter(({ side }) => side === "buy").sort((one, other) => other.price - one.price),
    got.bids,
  );
  compareSide(
    "ask",
    rows.filter(({ side }) => side === "sell").sort((one, other) => one.price - other.price),
    got.asks,
  );
}

export function noOrders(world: CoreWorld, groups: Groups): void {
  world.checks++;
  const client = groups.client ?? "";
  const [order] = world.ordersOf(client);
  if (order !== undefined) throw new CaseMismatch(`orders of ${client}`, "none", `order ${order.id}`);
}

/** The live orders of a client, in any order. */
export function orders(world: CoreWorld, groups: Groups, { table, text }: Step): void {
  const client = groups.client ?? "";
  if (table === undefined) throw new CaseUnclear(`'${text}' has no table of orders`);
  world.checks++;
  const rows = new Table(table);
  rows.requireKnown(Object.values(ORDER_COLUMNS).flatMap(({ names }) => [...names]));
  const live = new Map(world.ordersOf(client).map((order) => [order.id, order]));
  for (const row of rows.rows) {
    const id = requireWhole(row.cell(...ORDER_COLUMNS.id.names), `line ${row.line}`);
    const order = live.get(id);
    if (order === undefined)
      throw new CaseMismatch(`orders of ${client}`, `order ${id}`, "no such order", row.line);
    live.delete(id);
    for (const { names, of } of Object.values(ORDER_COLUMNS)) {
      const cell = row.cell(...names);
      const got = of(order);
      if (cell !== "" && plainCell(cell) !== got) {
        throw new CaseMismatch(`${names[0]} of order ${id}`, cell, got, row.line);
      }
    }
  }
  const [more] = live.values();
  if (more !== undefined) throw new CaseMismatch(`orders of ${client}`, "no more", `order ${more.id}`);
}

interface OrderColumn {
  readonly names: readonly [string, ...string[]];
  readonly of: (order: ClientOrder) => string;
}

const ORDER_COLUMNS = {
  id: { names: ["id", "order id", "order"], of: ({ id }) => String(id) },
  price: { names: ["price"], of: ({ price }) => String(price) },
  size: { names: ["size", "quantity"], of: ({ size }) => String(size) },
  filled: { names: ["filled", "executed"], of: ({ filled }) => String(filled) },
  reserve: {
    names: ["reservePrice", "reserveBidPrice", "reserve"],
    of: ({ reservePrice }) => String(reservePrice),
  },
  side: { names: ["side", "action"], of: ({ side }) => (side === "buy" ? "BID" : "ASK") },
  symbol: { names: ["symbol"], of: ({ symbol }) => symbol.name },
  type: { names: ["type", "order type"], of: ({ kind }) => kind },
} as const satisfies Record<string, OrderColumn>;

function plainCell(cell: string): string {
  const number = wholeNumber(cell);
  if (number !== undefined) return String(number);
  const word = cell.toUpperCase();
  return word === "BUY" ? "BID" : word === "SELL" ? "ASK" : word;
}

const NO_MARGIN = "a future's margin is an amount a lot, which the engine has not";

/** The symbol of an order in a sentence. */
function symbolIn(text: string) {
  const name = settings(text).get("symbol");
  return name === undefined ? undefined : symbolNamed(name);
}

/** A step that says that it cannot be done has to be refused, and any other one not. */
function checkRefusal(world: CoreWorld, { refused, why }: Groups, { text }: Step): void {
  const { rejected } = world.last;
  // Words are for people: a reason is compared where it is a code.
  const reason = [why ?? "", ...text.split(/[^A-Z_]+/)].find(isReason);
  if (refused === undefined && reason === undefined) {
    if (rejected !== undefined) throw new CaseMismatch("the command", "done", `refused: ${rejected}`);
    return;
  }
  world.checks++;
  if (rejected === undefined && reason === "RISK_NSF" && symbolIn(text)?.kind === "future")
    throw new CaseExcluded(NO_MARGIN);
  if (rejected === undefined)
    throw new CaseMismatch("the command", `refused${reason === undefined ? "" : `: ${reason}`}`, "done");
  if (reason === undefined) return;
  const reasons: readonly ReasonName[] = reasonsOf(reason);
  if (!reasons.includes(rejected))
    throw new CaseMismatch("reason of the refusal", `${reason} (${reasons.join(" or ")})`, rejected);
}

/** An order by budget: its price is money. The book says now at which limit that is the same order. */
function placeBudget(world: CoreWorld, order: OrderIn): void {
  const { bids, asks } = world.book(order.symbol);
  const plan = budgetLimit(order, order.side === "buy" ? asks : bids);
  if (plan === undefined) {
    world.placeNothing(order.size);
    return;
  }
  world.place({ ...order, kind: order.kind === "FOK_BUDGET" ? "FOK" : "IOC", ...plan, reservePrice: 0 });
}

function orderIn({ client = "", side = "", id = "", price = "", size = "", terms = "" }: Groups): OrderIn {
  const said = settings(terms);
  const symbol = said.get("symbol");
  if (symbol === undefined) throw new CaseUnclear(`order ${id} names no symbol`);
  const reserve = said.get("reserveprice") ?? said.get("reservebidprice");
  const known = ["symbol", "type", "ordertype", "reserveprice", "reservebidprice"];
  const unknown = [...said.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new CaseUnclear(`order ${id}: '${unknown}' means nothing here`);
  return {
    client,
    id: requireWhole(id, "order id"),
    side: sideOf(side),
    symbol: symbolNamed(symbol),
    kind: kindOf(said.get("type") ?? said.get("ordertype") ?? "GTC"),
    price: requireWhole(price, "price"),
    size: requireWhole(size, "size"),
    reservePrice: reserve === undefined ? 0 : requireWhole(reserve, "reservePrice"),
  };
}

function kindOf(word: string): OrderKind {
  const kind = (["GTC", "IOC", "FOK", "FOK_BUDGET", "IOC_BUDGET"] as const).find(
    (name) => name === word.toUpperCase(),
  );
  if (kind === undefined) throw new CaseExcluded(`orders of the type ${word} are not known here`);
  return kind;
}

function sideOf(word: string): SideName {
  return /^(?:bid|buy)$/i.test(word) ? "buy" : "sell";
}

function orderNamed(world: CoreWorld, { id = "", client }: Groups): ClientOrder {
  return world.orderOf(Number(id), client);
}

function compareSide(name: string, expected: readonly BookRow[], got: readonly Level[]): void {
  for (let at = 0; at < Math.max(expected.length, got.length); at++) {
    const [row, level] = [expected[at], got[at]];
    if (
      row !== undefined &&
      level !== undefined &&
      row.price === level.price &&
      row.quantity === level.quantity
    )
      continue;
    const text = (one: Level | undefined) =>
      one === undefined ? "no more levels" : `${one.quantity} at ${one.price}`;
    throw new CaseMismatch(`${name} level ${at + 1}`, text(row), text(level), row?.line);
  }
}
