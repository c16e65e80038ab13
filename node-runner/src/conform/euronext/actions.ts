// What steps of Euronext's scenarios do: enter orders, change the phase, compare trades, the book and what an auction comes to.

import type { SideName } from "@cift/engine";
import { CaseMismatch, CaseUnclear, expectEqual } from "../gherkin/case-result.js";
import type { RawTable, Step } from "../gherkin/model.js";
import { requireWhole } from "../gherkin/quantities.js";
import type { Groups } from "../gherkin/steps.js";
import { plainName, Table } from "../gherkin/table.js";
import type { AuctionResult } from "../xetra/market.js";
import { checkBook, orderText } from "./book-check.js";
import { orderInSentence } from "./order-sentence.js";
import { isTradeTable, orderRows, toldBy } from "./order-table.js";
import { decimalsIn, isBlank, sideOf } from "./order-words.js";
import { checkTrades, tradeText } from "./trade-check.js";
import type { EuronextWorld } from "./world.js";

const NUMBER = '"?(?<number>[+-]?\\d[\\d.,]*)"?';
const OWNER = '(?:broker|member|participant|client|trader)\\s+"?(?<owner>[\\p{L}\\p{N}_-]+)"?';
const LABEL = 'order\\s+(?:id\\s+|no\\.?\\s+|number\\s+|#\\s*)?"?(?<label>\\d[\\p{L}\\p{N}_-]*)"?';
const NOTHING = "(?:no|none|not|nothing|empty|undefined|without|zero)";

export function noTrades(world: EuronextWorld): void {
  world.checks++;
  const [trade] = world.freshTrades();
  if (trade !== undefined) throw new CaseMismatch("trades", "none", tradeText(trade, world.market));
}

export function trades(world: EuronextWorld, groups: Groups, step: Step): void {
  if (step.table === undefined) throw new CaseUnclear(`'${step.text}' has no table of trades`);
  const table = new Table(step.table);
  // `orders that trade …` with a table of orders.
  if (!isTradeTable(table)) {
    bookOrOrders(world, groups, step);
    return;
  }
  world.checks++;
  checkTrades(table, world.freshTrades(), world.market);
}

/** The result that a sentence is about: of the auction that was, or what it would come to now. */
function auctionOf({ market }: EuronextWorld): AuctionResult | undefined {
  return market.phase === "continuous" ? market.uncrossed : market.indicative;
}

export function auctionPrice(world: EuronextWorld, _: Groups, step: Step): void {
  const { market } = world;
  if (step.kind !== "then" || /\bset\b/.test(step.text))
    throw new CaseUnclear(`'${step.text}' would set what follows`);
  const price = auctionOf(world)?.price;
  const said = step.table === undefined ? step.text : cellOfTable(step.table);
  const [decimal] = decimalsIn(said);
  if (decimal === undefined && !isBlank(said) && !new RegExp(`\\b${NOTHING}\\b|n/a|n't`, "i").test(said)) {
    throw new CaseUnclear(`'${said}' is no price`);
  }
  world.checks++;
  const text = (ticks: bigint | undefined) => (ticks === undefined ? "none" : market.decimal(ticks));
  expectEqual("auction price", decimal === undefined ? undefined : market.ticks(decimal), price, text);
}

export function auctionVolume(world: EuronextWorld, { number = "" }: Groups): void {
  world.checks++;
  expectEqual("auction volume", requireWhole(number, "volume"), auctionOf(world)?.volume ?? 0);
}

export function auctionSurplus(world: EuronextWorld, _: Groups, { text }: Step): void {
  const result = auctionOf(world);
  const number = /\d[\d,]*/.exec(text)?.[0];
  const side = sideOf(/\b(buy|sell|bid|ask|offer)(?:ing|ers)?\b/i.exec(text)?.[1] ?? "");
  if (number === undefined && side === undefined && !new RegExp(`\\b${NOTHING}\\b`, "i").test(text)) {
    throw new CaseUnclear(`'${text}' does not say how large`);
  }
  world.checks++;
  const surplus = result?.surplus ?? 0;
  if (number !== undefined || side === undefined) {
    expectEqual("surplus", number === undefined ? 0 : requireWhole(number, "surplus"), surplus);
  }
  if (side !== undefined)
    expectEqual("side of the surplus", side, surplus > 0 ? (result?.surplusSide ?? "none") : "none");
}

export function referencePrice(world: EuronextWorld, { number = "" }: Groups, step: Step): void {
  const { market } = world;
  const ticks = priceOf(world, number);
  if (step.kind !== "then") {
    market.setReference(ticks);
    return;
  }
  world.checks++;
  expectEqual("last price", ticks, market.trades.at(-1)?.price, (price) =>
    price === undefined ? "none" : market.decimal(price),
  );
}

export function depth(world: EuronextWorld, { side, number = "" }: Groups): void {
  world.checks++;
  const sides: readonly SideName[] = side === undefined ? ["buy", "sell"] : [requireSide(side)];
  const count = sides.reduce((sum, each) => sum + world.market.book(each).length, 0);
  expectEqual(`orders in the ${side ?? "whole"} book`, requireWhole(number, "depth"), count);
}

export function bestPrice(world: EuronextWorld, { side = "" }: Groups, { text }: Step): void {
  const { market } = world;
  const [decimal] = decimalsIn(text);
  if (decimal === undefined && !new RegExp(`\\b${NOTHING}\\b`, "i").test(text)) {
    throw new CaseUnclear(`'${text}' names no price`);
  }
  world.checks++;
  const best = market.book(requireSide(side)).find(({ price }) => price !== undefined)?.price;
  const show = (price: bigint | undefined) => (price === undefined ? "none" : market.decimal(price));
  expectEqual(`best ${side}`, decimal === undefined ? undefined : market.ticks(decimal), best, show);
}

export function emptyBook(world: EuronextWorld, { side }: Groups): void {
  world.checks++;
  const sides: readonly SideName[] = side === undefined ? ["buy", "sell"] : [requireSide(side)];
  for (const each of sides) {
    const [order] = world.market.book(each);
    if (order !== undefined) {
      throw new CaseMismatch(`the ${each} book`, "no orders", orderText(order, world.market));
    }
  }
}

/** A table under a sentence with a book in it: orders that come, or the book that has to be there. */
export function bookOrOrders(world: EuronextWorld, { side }: Groups, step: Step): void {
  if (step.table === undefined) {
    orderInStep(world, step);
    return;
  }
  const about = side === undefined ? undefined : requireSide(side);
  const rows = orderRows(new Table(mirrored(step.table)));
  if (entersOrders(step)) {
    for (const row of rows.rows) world.enter(toldBy(row, row.side ?? about));
    return;
  }
  world.checks++;
  checkBook(rows, { side: about, waiting: /\bstop\b/i.test(step.text) }, world.market);
}

/** Orders without a book in the sentence: one that the sentence tells, or a table of them. */
export function orders(world: EuronextWorld, _: Groups, step: Step): void {
  const side = /\b(buy|sell|bid|ask|offer)\b/i.exec(step.text)?.[1];
  bookOrOrders(world, step.table === undefined ? {} : { side }, step);
}

function orderInStep(world: EuronextWorld, step: Step): void {
  if (!entersOrders(step)) throw new CaseUnclear(`no meaning for the step '${step.text}'`);
  world.enter(orderInSentence(step.text));
}

/** Whether a step brings orders: it says so, or it is one of those that prepare and do. */
function entersOrders({ text, kind }: Step): boolean {
  return (
    /\b(?:submit|enter|plac|sen[dt]|add|arriv|receiv|com(?:e|es|ing) in)\w*/i.test(text) || kind !== "then"
  );
}

export function orderRejected(world: EuronextWorld, _: Groups, { text }: Step): void {
  world.checks++;
  const order = namedIn(world, text);
  expectEqual("the order", "rejected", order.rejected === undefined ? "accepted" : "rejected");
}

export function cancelled(world: EuronextWorld, _: Groups, { text, kind }: Step): void {
  const order = namedIn(world, text);
  if (kind !== "then") {
    world.market.cancel(order);
    return;
  }
  world.checks++;
  expectEqual("the order", "cancelled", order.cancelled === undefined ? "not cancelled" : "cancelled");
}

export function changed(world: EuronextWorld, _: Groups, { text }: Step): void {
  const { market } = world;
  const order = namedIn(world, text);
  const live = [...market.book(order.spec.side), ...market.waiting(order.spec.side)];
  const now = live.find(({ placed }) => placed === order);
  if (now === undefined) throw new CaseUnclear(`'${text}': the order is not live`);
  const price = new RegExp(`\\bprice\\b\\D*?${NUMBER}`, "i").exec(text)?.groups?.number;
  const quantity = new RegExp(
    `\\b(?:quantity|size)\\b\\D*?${NUMBER}|${NUMBER.replace("number", "shares")} shares`,
    "i",
  ).exec(text)?.groups;
  if (price === undefined && quantity === undefined)
    throw new CaseUnclear(`'${text}' changes neither price nor quantity`);
  const count = quantity?.number ?? quantity?.shares;
  market.replace(
    order,
    price === undefined ? (now.price ?? 0n) : priceOf(world, price),
    count === undefined ? now.quantity : requireWhole(count, text),
  );
}

/** The order that a sentence names, by `order 7`, `broker "A"`, or both. */
function namedIn(world: EuronextWorld, text: string) {
  const label = new RegExp(LABEL, "iu").exec(text)?.groups?.label;
  const owner = new RegExp(OWNER, "iu").exec(text)?.groups?.owner;
  if (label === undefined && owner === undefined) throw new CaseUnclear(`'${text}' names no order`);
  return world.orderNamed(label, owner);
}

function priceOf(world: EuronextWorld, number: string): bigint {
  const [decimal] = decimalsIn(number);
  if (decimal === undefined) throw new CaseUnclear(`'${number}' is no price`);
  return world.market.ticks(decimal);
}

function requireSide(word: string): SideName {
  const side = sideOf(word);
  if (side === undefined) throw new CaseUnclear(`'${word}' is no side`);
  return side;
}

/** The only value of a small table, with or without a header or a name before it. */
function cellOfTable({ rows }: RawTable): string {
  const cells = rows.flat().filter((cell) => cell !== "");
  const values = cells.filter((cell) => decimalsIn(cell).length > 0);
  if (values.length > 1)
    throw new CaseUnclear(`a table with one price was expected, it has ${values.length}`);
  return values[0] ?? cells.at(-1) ?? "";
}

/** A book that is drawn without saying which half is which (`Broker | Price | Price | Broker`): bids left, asks right. */
function mirrored(raw: RawTable): RawTable {
  const [header = [], ...rows] = raw.rows;
  const names = header.map(plainName);
  const half = names.length / 2;
  const isMirror = half > 0 && names.every((name, at) => name === names[names.length - 1 - at]);
  if (!isMirror || names.length % 2 !== 0) return raw;
  const named = header.map((name, at) => `${at < half ? "Bid" : "Ask"} ${name}`);
  return { rows: [named, ...rows], lines: raw.lines };
}
