// How what people write becomes the numbers of a command.
//
// What a market participant may get wrong (a quantity of zero, a post-only IOC) goes to the engine, which rejects it. What
// cannot be written into a record at all (a negative quantity, a side called "bid") is an error.

import type { ResolvedConfig } from "../config.js";
import type { Currency } from "../currency.js";
import type { Instrument } from "../instrument.js";
import { Reader, show } from "../strict.js";

/** A price in ticks, or a decimal like "101.25", which has to be a multiple of the tick size. */
export type PriceInput = number | bigint | string;

/** A quantity in lots, or a decimal like "0.5", which has to be a multiple of the lot size. */
export type QuantityInput = number | string;

/** Money in the smallest unit of its currency, or a decimal like "12.50". */
export type MoneyInput = number | bigint | string;

/** When something is asked for. */
export interface Timed {
  /** Nanoseconds since the session's start, not before the last command's. Default: the last command's. */
  readonly timeNs?: number;
}

/** What a request needs to know of its exchange. */
export interface RequestContext {
  /** The session's configuration. */
  readonly config: ResolvedConfig;
  /** The instrument of this name; without one, the only one. Throws `INSTRUMENT_UNKNOWN`. */
  instrument(symbol: string | undefined): Instrument;
  /** The currency of this code; without one, the only one. Throws `INVALID_ARGUMENT`. */
  currency(code: string | undefined): Currency;
  /** The id of an order that names none. */
  nextId(): number;
  /** The same, which then counts as used. */
  takeId(): number;
  /** The time of a command that names none. */
  lastTimeNs(): number;
}

export const MAX_SAFE = Number.MAX_SAFE_INTEGER;
export const MAX_U32 = 2 ** 32 - 1;

/** A reader of an argument, and the fields of it; other keys are errors. */
export function fieldsOf<Key extends string>(
  name: string,
  value: unknown,
  keys: readonly Key[],
  ignored: readonly string[] = [],
): { readonly read: Reader; readonly given: Readonly<Partial<Record<Key, unknown>>> } {
  const read = new Reader("INVALID_ARGUMENT", name);
  return { read, given: read.object(value, keys, ignored) };
}

/** Account and time, which all requests have. */
export function whose(
  read: Reader,
  { account, timeNs }: { readonly account?: unknown; readonly timeNs?: unknown },
  context: RequestContext,
): { readonly account: number; readonly timeNs: number } {
  return {
    account: account === undefined ? 0 : accountOf(read.at("account"), account),
    timeNs: timeOf(read, timeNs, context),
  };
}

/** The number of an account. */
export function accountOf(read: Reader, value: unknown): number {
  return read.integer(value, 0, MAX_U32);
}

export function timeOf(read: Reader, timeNs: unknown, context: RequestContext): number {
  return timeNs === undefined ? context.lastTimeNs() : read.at("timeNs").integer(timeNs, 0, MAX_SAFE);
}

export function instrumentOf(read: Reader, symbol: unknown, context: RequestContext): Instrument {
  return context.instrument(symbol === undefined ? undefined : read.at("symbol").string(symbol));
}

export function flagOf(read: Reader, value: unknown): boolean {
  return value === undefined ? false : read.boolean(value);
}

/** A price in ticks. */
export function priceOf(read: Reader, instrument: Instrument, value: unknown): number | bigint {
  if (typeof value === "string") return instrument.parsePriceBig(value);
  return wholeOf(read, value, "ticks");
}

/** An integer of 64 bits. */
export function wholeOf(read: Reader, value: unknown, unit: string): number | bigint {
  if (typeof value === "bigint") {
    return BigInt.asIntN(64, value) === value
      ? value
      : read.fail(`must be from -2^63 to 2^63 - 1, not ${value}`);
  }
  if (Number.isSafeInteger(value)) return value as number;
  const hint = Number.isFinite(value)
    ? `: ${unit} are whole; write a decimal as a string, like "101.25"`
    : "";
  return read.fail(
    `must be a whole number of ${unit}, a bigint or a decimal string, not ${show(value)}${hint}`,
  );
}

export function quantityOf(read: Reader, instrument: Instrument, value: unknown): number {
  if (typeof value === "string") return instrument.parseQuantity(value);
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  return read.fail(`must be a whole number of lots or a decimal string, not ${show(value)}`);
}

/** The only one of some keys that is there; more of them contradict each other. */
export function onlyOne<Key extends string>(
  read: Reader,
  given: Readonly<Partial<Record<Key, unknown>>>,
  keys: readonly Key[],
): Key | undefined {
  const found = keys.filter((key) => given[key] !== undefined);
  if (found.length > 1) read.fail(`${found.join(" and ")} contradict each other: name one of them`);
  return found[0];
}
