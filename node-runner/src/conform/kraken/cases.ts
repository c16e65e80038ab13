// The cases of an order book exercise: input lines, and the lines that have to come out.
//
//   input   N, user, symbol, price, quantity, side, order     a new order; price 0 is a market order; side B or S
//           C, user, order                                    a cancel
//           F                                                 the books are emptied
//   output  A, user, order    R, user, order                  accepted, rejected
//           B, side, price, quantity                          the best of a side has changed; "-, -" where nothing is left
//           T, buyer, order, seller, order, price, quantity   a trade

import { Side } from "@cift/engine";
import { DataError } from "../../inputs/data-error.js";
import type { Input } from "../../inputs/input.js";

/** An order as its owner names it. */
export interface OrderName {
  readonly user: number;
  readonly order: number;
}

export interface NewOrder extends OrderName {
  readonly verb: "new";
  readonly symbol: string;
  /** Zero: a market order. */
  readonly price: number;
  readonly quantity: number;
  /** One of `Side`. */
  readonly side: number;
}

export type Request = NewOrder | (OrderName & { readonly verb: "cancel" }) | { readonly verb: "flush" };

/** An input line. */
export interface KrakenLine {
  readonly text: string;
  readonly request: Request;
}

export interface KrakenCase {
  readonly name: string;
  /** Whether orders that would trade at once are rejected. */
  readonly rejectsCrossing: boolean;
  readonly input: readonly KrakenLine[];
  readonly expected: readonly string[];
}

/** Reads a file of cases; throws a `DataError` that names the case and the line for what is not one. */
export function readKrakenCases(input: Input): KrakenCase[] {
  const cases = parse(input);
  if (!Array.isArray(cases) || cases.length === 0) throw new DataError(input.name, "is not a list of cases");
  return cases.map((entry: unknown, index) => readCase(input.name, entry, index));
}

function parse({ name, bytes }: Input): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new DataError(name, `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readCase(file: string, entry: unknown, index: number): KrakenCase {
  const { set, scenario, desc, input, expected } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  const name = [set, scenario, desc].filter((part) => part !== undefined).join(" ") || `case ${index + 1}`;
  const fail = (problem: string): never => {
    throw new DataError(`${file}, ${name}`, problem);
  };
  const lines = (key: string, value: unknown): string[] => {
    const list = typeof value === "string" ? value.split("\n") : value;
    if (!Array.isArray(list) || list.some((line) => typeof line !== "string")) {
      return fail(`${key}: expected a list of lines`);
    }
    return (list as string[]).map(tidy).filter((line) => line !== "" && !line.startsWith("#"));
  };
  return {
    name,
    rejectsCrossing: rejectsCrossing(set) ?? fail(`set: expected trade… or reject…, got '${String(set)}'`),
    input: lines("input", input).map((text) => ({
      text,
      request: readRequest(text) ?? fail(`not an input line: '${text}'`),
    })),
    expected: lines("expected", expected),
  };
}

/** The sets are named after what happens to orders that cross, and the number of their scenarios. */
function rejectsCrossing(set: unknown): boolean | undefined {
  if (typeof set !== "string") return undefined;
  if (/^reject/i.test(set)) return true;
  return /^(trade|match)/i.test(set) ? false : undefined;
}

/** The line with one space behind each comma, as the cases have it. */
function tidy(line: string): string {
  return line
    .split(",")
    .map((field) => field.trim())
    .join(", ");
}

function readRequest(line: string): Request | undefined {
  const [verb, ...fields] = line.split(", ");
  if (verb === "F" && fields.length === 0) return { verb: "flush" };
  if (verb === "C" && fields.length === 2) {
    const name = readName(fields[0], fields[1]);
    return name && { verb: "cancel", ...name };
  }
  if (verb !== "N" || fields.length !== 6) return undefined;
  const [user, symbol = "", price, quantity, sideLetter, order] = fields;
  const name = readName(user, order);
  const side = { B: Side.buy, S: Side.sell }[sideLetter ?? ""];
  const [ticks, lots] = [wholeNumber(price), wholeNumber(quantity)];
  if (name === undefined || side === undefined || ticks === undefined || lots === undefined) return undefined;
  return { verb: "new", ...name, symbol, price: ticks, quantity: lots, side };
}

function readName(user: string | undefined, order: string | undefined): OrderName | undefined {
  const [userNumber, orderNumber] = [wholeNumber(user), wholeNumber(order)];
  return userNumber === undefined || orderNumber === undefined
    ? undefined
    : { user: userNumber, order: orderNumber };
}

function wholeNumber(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}
