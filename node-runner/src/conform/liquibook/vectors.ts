// Liquibook's recorded tests, one a line: what was asked of the book, and how everything stood after each step.

import { Side } from "@cift/engine";
import { DataError } from "../../inputs/data-error.js";
import type { Input } from "../../inputs/input.js";

export interface AddOp {
  readonly op: "add";
  readonly id: number;
  /** One of `Side`. */
  readonly side: number;
  /** Zero: a market order. */
  readonly price: number;
  readonly quantity: number;
  /** Zero: no stop. */
  readonly stop: number;
  readonly allOrNone: boolean;
  readonly immediateOrCancel: boolean;
}

export interface ReplaceOp {
  readonly op: "replace";
  readonly id: number;
  readonly sizeDelta: number;
  /** Undefined: as it was. */
  readonly price: number | undefined;
}

export type BookOp =
  | AddOp
  | ReplaceOp
  | { readonly op: "cancel"; readonly id: number }
  | { readonly op: "price"; readonly price: number }
  | { readonly op: "unknown"; readonly name: string };

/** What a step has to come to. Texts, so that they can be compared and shown; undefined: not recorded. */
export interface Expected {
  readonly matched: boolean | undefined;
  readonly events: readonly string[] | undefined;
  /** By order id: `accepted, open 100, filled 0, cost 0`. */
  readonly orders: ReadonlyMap<number, string> | undefined;
  readonly bids: readonly string[] | undefined;
  readonly asks: readonly string[] | undefined;
  readonly bidOrders: number | undefined;
  readonly askOrders: number | undefined;
  readonly marketPrice: number | undefined;
}

export interface Step {
  readonly op: BookOp;
  readonly expected: Expected;
}

export interface Vector {
  readonly name: string;
  readonly line: number;
  readonly steps: readonly Step[];
}

/** All tests of a file, and what they record. */
export interface Vectors {
  readonly tests: readonly Vector[];
  /** Kinds of events that occur in the file: one that never does was not recorded. */
  readonly eventKinds: ReadonlySet<string>;
  /** How many levels of the depth were recorded. */
  readonly levels: number;
}

/** Levels that the recorder kept, unless the file shows more. */
const LEVELS = 5;

type Fields = Readonly<Record<string, unknown>>;

export function readLiquibookVectors(input: Input): Vectors {
  const tests: Vector[] = [];
  const text = new TextDecoder().decode(input.bytes);
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    tests.push(new LineReader(input.name, index + 1).read(line));
  }
  if (tests.length === 0) throw new DataError(input.name, "has no tests");
  const steps = tests.flatMap((test) => test.steps);
  const eventKinds = new Set(steps.flatMap(({ expected }) => expected.events?.map(kindOf) ?? []));
  const recorded = steps.flatMap(({ expected: { bids, asks } }) => [bids?.length ?? 0, asks?.length ?? 0]);
  const levels = recorded.reduce((most, count) => Math.max(most, count), LEVELS);
  return { tests, eventKinds, levels };
}

/** The first word of an event's text. */
export function kindOf(event: string): string {
  return event.split(" ", 1)[0] ?? "";
}

export function orderText(state: string, open: number, filled: number, cost: number): string {
  return `${state}, open ${open}, filled ${filled}, cost ${cost}`;
}

export function levelText(price: number, orders: number, quantity: number): string {
  return `${price}: ${orders} orders, ${quantity}`;
}

export function fillText(taker: number, maker: number, quantity: number, price: number): string {
  return `fill ${taker} from ${maker}, ${quantity} at ${price}`;
}

class LineReader {
  readonly #name: string;
  readonly #line: number;
  #step = 0;

  constructor(name: string, line: number) {
    this.#name = name;
    this.#line = line;
  }

  read(line: string): Vector {
    const { suite, test, ops } = this.#fields(this.#parse(line), "the line");
    if (!Array.isArray(ops)) return this.#fail("ops: expected a list");
    const name = [suite, test].filter((part) => typeof part === "string").join(" ") || `line ${this.#line}`;
    const steps = ops.map((op: unknown, index) => {
      this.#step = index + 1;
      const fields = this.#fields(op, "op");
      return { op: this.#op(fields), expected: this.#expected(fields) };
    });
    return { name, line: this.#line, steps };
  }

  #parse(line: string): unknown {
    try {
      return JSON.parse(line);
    } catch (error) {
      return this.#fail(`is not JSON: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #op(fields: Fields): BookOp {
    const id = () => this.#integer(fields, "id");
    switch (fields.op) {
      case "add":
        return {
          op: "add",
          id: id(),
          side: this.#side(fields.side),
          price: this.#integer(fields, "price"),
          quantity: this.#integer(fields, "qty"),
          stop: fields.stop === undefined ? 0 : this.#integer(fields, "stop"),
          allOrNone: fields.aon === true,
          immediateOrCancel: fields.ioc === true,
        };
      case "cancel":
        return { op: "cancel", id: id() };
      case "set_market_price":
        return { op: "price", price: this.#integer(fields, "price") };
      case "replace": {
        const { new_price: price } = fields;
        const unchanged = price === null || price === undefined || price === 0;
        return {
          op: "replace",
          id: id(),
          sizeDelta: fields.size_delta === undefined ? 0 : this.#integer(fields, "size_delta"),
          price: unchanged ? undefined : this.#integer(fields, "new_price"),
        };
      }
      default:
        return { op: "unknown", name: String(fields.op) };
    }
  }

  #expected(fields: Fields): Expected {
    const optional = (key: string) => (fields[key] === undefined ? undefined : this.#integer(fields, key));
    return {
      matched: typeof fields.matched === "boolean" ? fields.matched : undefined,
      events: this.#list(fields, "events", (event) => this.#event(this.#fields(event, "event"))),
      orders: mapOf(this.#list(fields, "orders", (order) => this.#order(this.#fields(order, "order")))),
      bids: this.#list(fields, "bids", (level) => this.#level(level)),
      asks: this.#list(fields, "asks", (level) => this.#level(level)),
      bidOrders: optional("n_bid_orders"),
      askOrders: optional("n_ask_orders"),
      marketPrice: optional("market_price"),
    };
  }

  #event(event: Fields): string {
    const kind = eventKind(String(event.e));
    if (kind !== "fill") return `${kind} ${this.#integer(event, "id")}`;
    const [taker, maker, quantity, price] = ["taker", "maker", "qty", "price"].map((key) =>
      this.#integer(event, key),
    );
    return fillText(taker ?? 0, maker ?? 0, quantity ?? 0, price ?? 0);
  }

  #order(order: Fields): readonly [id: number, text: string] {
    const [id, open, filled, cost] = ["id", "open", "filled", "cost"].map((key) => this.#integer(order, key));
    return [id ?? 0, orderText(String(order.state), open ?? 0, filled ?? 0, cost ?? 0)];
  }

  #level(level: unknown): string {
    if (!Array.isArray(level) || level.length !== 3 || !level.every(Number.isSafeInteger)) {
      return this.#fail("a level: expected [price, orders, quantity]");
    }
    const [price, orders, quantity] = level as [number, number, number];
    return levelText(price, orders, quantity);
  }

  #side(side: unknown): number {
    if (side === "buy" || side === "sell") return Side[side];
    return this.#fail(`side: expected buy or sell, got ${JSON.stringify(side)}`);
  }

  #list<T>(fields: Fields, key: string, read: (entry: unknown) => T): readonly T[] | undefined {
    const value = fields[key];
    if (value === undefined) return undefined;
    return Array.isArray(value) ? value.map(read) : this.#fail(`${key}: expected a list`);
  }

  #integer(fields: Fields, key: string): number {
    const value = fields[key];
    if (Number.isSafeInteger(value)) return value as number;
    return this.#fail(`${key}: expected an integer, got ${JSON.stringify(value)}`);
  }

  #fields(value: unknown, what: string): Fields {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
    return this.#fail(`${what}: expected an object`);
  }

  #fail(problem: string): never {
    const step = this.#step === 0 ? "" : `op ${this.#step}: `;
    throw new DataError(this.#name, `${step}${problem}`, { line: this.#line });
  }
}

/** Liquibook's listener has longer names for what is refused, and for stops. */
function eventKind(name: string): string {
  if (/cancel_?rej/i.test(name)) return "cancel_reject";
  if (/replace_?rej/i.test(name)) return "replace_reject";
  return /trigger/i.test(name) ? "trigger" : name;
}

function mapOf<T>(
  entries: readonly (readonly [number, T])[] | undefined,
): ReadonlyMap<number, T> | undefined {
  return entries && new Map(entries);
}
