// Reads cases of Xetra's market model: a JSON document of examples, orders in and what has to come of them.

import type { SideName, TimeInForceName } from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";
import { plainDecimal, requireWhole } from "../gherkin/quantities.js";

/** An order of a case. A limit is a decimal; undefined where it has none. */
export interface CaseOrder {
  readonly side: SideName;
  readonly type: "limit" | "market" | "marketToLimit";
  readonly limit: string | undefined;
  readonly quantity: number;
  /** When it came, as it is written. */
  readonly time: string | undefined;
  readonly id: string | undefined;
  /** What an iceberg shows. */
  readonly peak: number | undefined;
  readonly stop: string | undefined;
  readonly minimum: number | undefined;
  readonly restriction: TimeInForceName | "bookOrCancel" | undefined;
}

/** A fill, with what the case says of it. */
export interface CaseFill {
  readonly quantity: number;
  readonly price: string | undefined;
  readonly maker: string | undefined;
  readonly taker: string | undefined;
  readonly buyer: string | undefined;
  readonly seller: string | undefined;
}

const TIMES: Readonly<Record<string, TimeInForceName | "bookOrCancel">> = {
  ioc: "ioc",
  fok: "fok",
  gtc: "gtc",
  gfd: "day",
  day: "day",
  boc: "bookOrCancel",
};

/** An object of a case, which remembers what was read of it. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #what: string;
  readonly #read = new Set<string>();

  constructor(value: unknown, what: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new CaseUnclear(`${what}: expected an object, got ${JSON.stringify(value)}`);
    }
    this.#values = value as Readonly<Record<string, unknown>>;
    this.#what = what;
  }

  /** Whether one of these is there, also as null. */
  has(...names: readonly string[]): boolean {
    return names.some((name) => name in this.#values);
  }

  /** The first of these that is there; undefined for none and for null. */
  get(...names: readonly string[]): unknown {
    for (const name of names) this.#read.add(name);
    const found = names.find((name) => name in this.#values);
    return (found === undefined ? undefined : this.#values[found]) ?? undefined;
  }

  list(...names: readonly string[]): readonly unknown[] | undefined {
    const value = this.get(...names);
    if (value === undefined || Array.isArray(value)) return value;
    throw new CaseUnclear(`${this.#what}: ${names[0]}: expected a list, got ${JSON.stringify(value)}`);
  }

  text(...names: readonly string[]): string | undefined {
    const value = this.get(...names);
    return value === undefined ? undefined : String(value);
  }

  whole(...names: readonly string[]): number | undefined {
    const value = this.text(...names);
    return value === undefined ? undefined : requireWhole(value, `${this.#what}: ${names[0]}`);
  }

  decimal(...names: readonly string[]): string | undefined {
    const value = this.text(...names);
    return value === undefined ? undefined : requireDecimal(value, `${this.#what}: ${names[0]}`);
  }

  /** Throws where something was not read that may matter. Texts of a case are remarks. */
  requireAllRead({ remarks }: { readonly remarks: boolean }): void {
    for (const [name, value] of Object.entries(this.#values)) {
      if (this.#read.has(name) || /^(?:note|comment|source|description|title|page)s?$/i.test(name)) continue;
      if (remarks && (typeof value === "string" || value === null)) continue;
      throw new CaseUnclear(`${this.#what}: '${name}' means nothing here`);
    }
  }
}

export function readOrder(value: unknown, what: string, side?: SideName): CaseOrder {
  const fields = new Fields(value, what);
  const limit = fields.text("limit", "price");
  const words = (fields.text("type") ?? limit ?? "M").toLowerCase();
  const type = typeOf(words, what);
  const restriction = fields.text("restriction", "tif", "time_in_force", "validity")?.toLowerCase();
  const time = restriction === undefined ? undefined : TIMES[restriction];
  if (restriction !== undefined && time === undefined) {
    throw new CaseUnclear(`${what}: '${restriction}' is no restriction that is known here`);
  }
  const order: CaseOrder = {
    side: sideOf(fields.text("side"), what, side),
    type,
    limit: type === "limit" ? requireDecimal(limit ?? "", what) : undefined,
    quantity: fields.whole("qty", "quantity", "size", "volume") ?? requireWhole("", `${what}: qty`),
    time: fields.text("time"),
    id: fields.text("id", "label", "name"),
    peak: fields.whole("peak", "display", "shown"),
    stop: fields.decimal("stop", "stop_limit", "trigger"),
    minimum: fields.whole("min_qty", "minimum", "min", "maq"),
    restriction: time,
  };
  fields.requireAllRead({ remarks: false });
  return order;
}

export function readFill(value: unknown, what: string): CaseFill {
  const fields = new Fields(value, what);
  const fill: CaseFill = {
    quantity: fields.whole("qty", "quantity", "size", "volume") ?? requireWhole("", `${what}: qty`),
    price: fields.decimal("price"),
    maker: fields.text("maker"),
    taker: fields.text("taker"),
    buyer: fields.text("buyer", "buy", "bid"),
    seller: fields.text("seller", "sell", "ask"),
  };
  fields.requireAllRead({ remarks: false });
  return fill;
}

/** Orders in the order in which they came: by time on each side whose orders all say it. Between the sides it is all the same. */
export function byTime(orders: readonly CaseOrder[]): readonly CaseOrder[] {
  return (["buy", "sell"] as const).flatMap((side) => {
    const ofSide = orders.filter((order) => order.side === side);
    const timed = ofSide.map((order) => ({ order, at: secondsOf(order.time) }));
    if (timed.some(({ at }) => Number.isNaN(at))) return ofSide;
    return timed.sort((one, other) => one.at - other.at).map(({ order }) => order);
  });
}

function secondsOf(time: string | undefined): number {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(time ?? "");
  if (match === null) return Number.NaN;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
}

export function requireDecimal(text: string, what: string): string {
  const decimal = plainDecimal(text);
  if (decimal === undefined) throw new CaseUnclear(`${what}: '${text}' is no decimal`);
  return decimal;
}

function typeOf(words: string, what: string): CaseOrder["type"] {
  if (/^(?:m|mo|mkt|market)$/.test(words)) return "market";
  if (/^(?:mtl|market[ _-]?to[ _-]?limit)$/.test(words)) return "marketToLimit";
  if (/^(?:l|limit|iceberg)$/.test(words) || plainDecimal(words) !== undefined) return "limit";
  throw new CaseUnclear(`${what}: '${words}' is no type of an order that is known here`);
}

function sideOf(word: string | undefined, what: string, side: SideName | undefined): SideName {
  if (word === undefined && side !== undefined) return side;
  if (/^(?:buy|bid|b)$/i.test(word ?? "")) return "buy";
  if (/^(?:sell|ask|s)$/i.test(word ?? "")) return "sell";
  throw new CaseUnclear(`${what}: '${word}' is no side`);
}
