// Plays cases of Xetra's market model: auctions, continuous trading, icebergs.

import type { BackendChoice, EngineBackend } from "@cift/engine";
import { DataError } from "../../inputs/data-error.js";
import type { Input } from "../../inputs/input.js";
import {
  CaseExcluded,
  CaseMismatch,
  type CaseResult,
  CaseUnclear,
  resultOf,
} from "../gherkin/case-result.js";
import type { AuctionResult, Market } from "./market.js";
import { checkFills, checkHidden, checkResting, checkSide, enter, xetraMarket } from "./play.js";
import { byTime, Fields, readOrder } from "./read-cases.js";

type Backend = BackendChoice | EngineBackend;

/** Why examples of mid-point trading are not compared. */
const NO_MIDPOINT =
  "mid-point orders trade with each other at the middle of the visible book; the engine has pegs, which never take";

export async function playXetra(input: Input, backend: Backend): Promise<CaseResult[]> {
  const sections = documentOf(input);
  const results: CaseResult[] = [];
  for (const [section, value] of Object.entries(sections)) {
    if (typeof value === "string" || value === null) continue;
    const where = (place: string) => () => `${input.name}: ${section} ${place}`;
    if (section === "iceberg") {
      const books = Array.isArray(value) ? value : [value];
      for (const [at, book] of books.entries()) {
        results.push(...(await playIceberg(book, books.length > 1 ? ` ${at + 1}` : "", input.name, backend)));
      }
      continue;
    }
    for (const [at, item] of listOf(value).entries()) {
      const place = nameOf(item, at);
      results.push(
        await resultOf(`${section} ${place}`, where(place), () => playCase(section, item, backend)),
      );
    }
  }
  if (results.length === 0) throw new DataError(input.name, "there is no case in it");
  return results;
}

async function playCase(section: string, item: unknown, backend: Backend): Promise<void> {
  switch (section) {
    case "auction":
      return playAuction(item, backend);
    case "continuous":
      return playContinuous(item, backend);
    case "midpoint":
      throw new CaseExcluded(NO_MIDPOINT);
  }
  throw new CaseUnclear(`'${section}' is no section of cases that is known here`);
}

/** Collects both sides, ends the call phase, compares price, surplus and fills. */
async function playAuction(item: unknown, backend: Backend): Promise<void> {
  using market = await xetraMarket(item, backend);
  const fields = new Fields(item, "the case");
  setReference(market, fields);
  const orders = (["buy", "sell"] as const).flatMap((side) => {
    const values = fields.list(...(side === "buy" ? ["bids", "buys"] : ["asks", "sells"])) ?? [];
    return values.map((value, at) => readOrder(value, `${side} order ${at + 1}`, side));
  });
  market.setPhase("openingAuction");
  for (const order of byTime(orders)) enter(market, order);
  market.setPhase("continuous");
  const result = market.uncrossed;
  const price = fields.has("price", "auction_price") ? fields.decimal("price", "auction_price") : undefined;
  if (fields.has("price", "auction_price")) checkPrice(market, price, result);
  checkSurplus(fields, result);
  const volume = fields.whole("volume", "executed", "executable_volume", "traded");
  if (volume !== undefined) checkNumber("volume", volume, result?.volume ?? 0);
  const fills = fields.list("fills", "trades");
  if (fills !== undefined) checkFills(market, fills, market.trades, price);
  const resting = fields.list("resting", "remaining");
  if (resting !== undefined) checkResting(market, resting);
  finish(fields);
}

function checkPrice(market: Market, expected: string | undefined, result: AuctionResult | undefined): void {
  const got = result?.price === undefined ? "none" : market.decimal(result.price);
  const text = expected === undefined ? "none" : market.decimal(market.ticks(expected));
  if (text !== got) throw new CaseMismatch("auction price", text, got);
}

function checkSurplus(fields: Fields, result: AuctionResult | undefined): void {
  for (const side of ["buy", "sell"] as const) {
    const name = side === "buy" ? "bid_surplus" : "ask_surplus";
    const expected = fields.whole(name);
    // Null: the example does not say.
    if (expected !== undefined)
      checkNumber(name, expected, result?.surplusSide === side ? result.surplus : 0);
  }
}

/** A book as it stands, orders that come to it, and what they do. */
async function playContinuous(item: unknown, backend: Backend): Promise<void> {
  using market = await xetraMarket(item, backend);
  const fields = new Fields(item, "the case");
  setReference(market, fields);
  const book = (fields.list("book", "initial") ?? []).map((value, at) =>
    readOrder(value, `book order ${at + 1}`),
  );
  for (const order of byTime(book)) enter(market, order);
  if (market.trades.length > 0) throw new CaseUnclear("the book trades with itself before the order comes");
  playStep(market, fields);
  finish(fields);
}

/** Examples that build on each other: one book, one case a step. */
async function playIceberg(
  value: unknown,
  number: string,
  file: string,
  backend: Backend,
): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const name = (step: string) => `iceberg${number} ${step}`;
  using market = await xetraMarket(value, backend);
  let steps: readonly unknown[] = [];
  const begin = await resultOf(
    name("book"),
    () => `${file}: ${name("book")}`,
    async () => {
      const fields = new Fields(value, "the book");
      setReference(market, fields);
      const book = (fields.list("initial", "book") ?? []).map((order, at) =>
        readOrder(order, `book order ${at + 1}`),
      );
      for (const order of byTime(book)) enter(market, order);
      steps = fields.list("steps") ?? [];
      finish(fields);
    },
  );
  // A book that is there is no result; one that is not understood is.
  if (begin.status !== "passed") return [begin];
  for (const [at, step] of steps.entries()) {
    const place = name(`step ${at + 1}`);
    results.push(
      await resultOf(
        place,
        () => `${file}: ${place}`,
        async () => {
          const fields = new Fields(step, place);
          setReference(market, fields);
          playStep(market, fields);
          finish(fields);
        },
      ),
    );
  }
  return results;
}

/** Enters what comes and compares all that is said of what follows. */
function playStep(market: Market, fields: Fields): void {
  const before = market.trades.length;
  const incoming = fields.get("incoming", "order", "orders");
  const orders = incoming === undefined ? [] : Array.isArray(incoming) ? incoming : [incoming];
  for (const [at, order] of orders.entries()) enter(market, readOrder(order, `incoming order ${at + 1}`));
  const fills = fields.list("fills", "trades");
  if (fills !== undefined) checkFills(market, fills, market.trades.slice(before));
  const resting = fields.list("resting", "remaining");
  if (resting !== undefined) checkResting(market, resting);
  const bids = fields.list("bids");
  if (bids !== undefined) checkSide(market, "buy", bids);
  const asks = fields.list("asks");
  if (asks !== undefined) checkSide(market, "sell", asks);
  const hidden = fields.get("hidden", "reserve");
  if (hidden !== undefined) checkReserves(market, hidden);
  if (![fills, resting, bids, asks, hidden].some((said) => said !== undefined)) {
    throw new CaseUnclear("it says nothing of what has to follow");
  }
}

function checkReserves(market: Market, value: unknown): void {
  if (typeof value !== "object" || value === null) throw new CaseUnclear(`hidden: ${JSON.stringify(value)}`);
  for (const [id, rest] of Object.entries(value)) checkHidden(market, id, rest);
}

function setReference(market: Market, fields: Fields): void {
  const reference = fields.decimal("ref", "reference", "reference_price");
  if (reference !== undefined) market.setReference(market.ticks(reference));
}

function finish(fields: Fields): void {
  fields.get("id", "name", "time");
  fields.requireAllRead({ remarks: true });
}

function checkNumber(what: string, expected: number, got: number): void {
  if (expected !== got) throw new CaseMismatch(what, String(expected), String(got));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function nameOf(item: unknown, at: number): string {
  const id = typeof item === "object" && item !== null && "id" in item ? item.id : undefined;
  return id === undefined || id === null ? `#${at + 1}` : String(id);
}

function documentOf({ name, bytes }: Input): object {
  try {
    const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof document === "object" && document !== null && !Array.isArray(document)) return document;
  } catch (error) {
    throw new DataError(name, `it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new DataError(
    name,
    "expected an object with sections of cases: auction, continuous, iceberg, midpoint",
  );
}
