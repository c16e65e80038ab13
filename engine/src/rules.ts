// What venues disagree on, as data: the rules of an instrument. `crates/engine/src/rules.rs` has the same, by the same names.

import { countSteps, type Decimal, parseDecimal } from "./decimal.js";
import { type PhaseName, phaseNames, type SelfTradeName, selfTradeNames } from "./generated/index.js";
import type { PriceInput, QuantityInput } from "./requests/inputs.js";
import { type Reader, show } from "./strict.js";

/** How an incoming order is shared among the orders of a price. Rule M8 of the semantics. */
export interface Allocation {
  /** Lots that the oldest order gets before all others. Default 0. */
  readonly topOrder: number;
  /** Per cent of what is left that goes by time. Default 100. */
  readonly fifoPercent: number;
  /** Whether what is left after that goes by size. Default false: by time. */
  readonly proRata: boolean;
  /** Shares below so many lots are nothing. Default 0. */
  readonly minimum: number;
  /** How shares become whole lots. Default "floor". */
  readonly rounding: "floor" | "halfEven";
  /** Who gets what the shares leave over: the oldest, or the last and then the oldest. Default "time". */
  readonly remainder: "time" | "last";
}

/** From this price on, prices are multiples of `tick`. */
export interface TickBand {
  /** In ticks of the instrument; a bigint where a number would not be exact. */
  readonly from: number | bigint;
  /** In ticks of the instrument. */
  readonly tick: number;
}

/** A distance from a price: in ticks, or in hundredths of a per cent of the price. */
export type BandWidth = { readonly ticks: number } | { readonly basisPoints: number };

/** The rules of an instrument, with nothing left out. */
export interface Rules {
  /** What becomes of a market order that finds no counter-order: it is cancelled, or rests before all limits. */
  readonly unmatchedMarket: "cancel" | "rest";
  /** The price of a trade with a resting market order: the incoming order's limit, or the best of all references. */
  readonly marketPrice: "taker" | "reference";
  /** What becomes of a market-to-limit order that finds no priced counter-order. */
  readonly marketToLimit: "reject" | "rest";
  /** What becomes of a limit order that would trade at once. */
  readonly crossing: "match" | "reject";
  /** Whether a replaced order loses its place always, or keeps it at the same price and no larger quantity. */
  readonly replace: "loses" | "keepsOnReduce";
  /** What happens where an order meets one of the same owner. */
  readonly selfTrade: SelfTradeName;
  /** Who is the same owner: the same account, or accounts of the same group. */
  readonly selfTradeScope: "account" | "group";
  /** How orders of one price share an incoming one. */
  readonly allocation: Allocation;
  /** From low to high; none: every price is allowed. */
  readonly ticks: readonly TickBand[];
  /** Quantities are multiples of it, in lots of the instrument. */
  readonly lot: number;
  /** The least quantity of an order, in lots. */
  readonly minQuantity: number;
  /** The greatest quantity of an order, in lots. */
  readonly maxQuantity: number;
  /** Which of two equally good auction prices is taken. */
  readonly auctionTie: "highest" | "lowest";
  /** How far from the reference price prices may be; `null`: any. */
  readonly staticBand: BandWidth | null;
  /** How far from the last price the next trade may be; `null`: any. */
  readonly dynamicBand: BandWidth | null;
  /** What happens where a trade would leave the dynamic band. */
  readonly bandAction: "cancel" | "auction" | "pause";
  /** How long a pause lasts before its auction. */
  readonly pauseNs: number;
  /** How long a volatility auction lasts; 0: until a command ends it. */
  readonly auctionNs: number;
  /** The phase that the session begins in. */
  readonly initialPhase: PhaseName;
}

/** A band of prices as it is written: decimals are counted in the instrument's ticks. */
export interface TickBandConfig {
  /** A decimal between two ticks means the upper one. */
  readonly from: PriceInput;
  /** A decimal that is finer than the instrument's tick means that tick. */
  readonly tick: number | string;
}

/** Rules as they are written: what is left out is the profile's, or has its default. */
export interface RulesConfig
  extends Partial<Omit<Rules, "allocation" | "ticks" | "lot" | "minQuantity" | "maxQuantity">> {
  /** What is left out of it is the profile's too. */
  readonly allocation?: Partial<Allocation>;
  /** From low to high; in place of the profile's. */
  readonly ticks?: readonly TickBandConfig[];
  /** In lots, or a decimal. */
  readonly lot?: QuantityInput;
  /** In lots, or a decimal. */
  readonly minQuantity?: QuantityInput;
  /** In lots, or a decimal. */
  readonly maxQuantity?: QuantityInput;
}

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const MAX_U32 = 2 ** 32 - 1;

const PRICE_TIME: Allocation = Object.freeze({
  topOrder: 0,
  fifoPercent: 100,
  proRata: false,
  minimum: 0,
  rounding: "floor",
  remainder: "time",
});

/** Price-time priority, and nothing that forbids an order: the profile "generic". */
export const DEFAULT_RULES: Rules = Object.freeze({
  unmatchedMarket: "cancel",
  marketPrice: "taker",
  marketToLimit: "reject",
  crossing: "match",
  replace: "loses",
  selfTrade: "allow",
  selfTradeScope: "account",
  allocation: PRICE_TIME,
  ticks: Object.freeze([]),
  lot: 1,
  minQuantity: 1,
  maxQuantity: MAX_SAFE,
  auctionTie: "highest",
  staticBand: null,
  dynamicBand: null,
  bandAction: "cancel",
  pauseNs: 0,
  auctionNs: 0,
  initialPhase: "continuous",
});

/** What one tick and one lot are, for settings that are written as decimals. */
export interface Steps {
  readonly tick: Decimal;
  readonly lot: Decimal;
}

const KEYS = Object.keys(DEFAULT_RULES) as (keyof Rules)[];
const ALLOCATION_KEYS = Object.keys(PRICE_TIME) as (keyof Allocation)[];

/** Reads rules: each setting of `value`, else of `base`. */
export function readRules(reader: Reader, value: unknown, base: Rules, steps: Steps): Rules {
  if (value === undefined || value === base) return base;
  const given = reader.object(value, KEYS);
  const read = <Key extends keyof Rules>(
    key: Key,
    how: (reader: Reader, value: unknown) => Rules[Key],
  ): Rules[Key] => (given[key] === undefined ? base[key] : how(reader.at(key), given[key]));
  const oneOf =
    <Name extends string>(...names: readonly Name[]) =>
    (at: Reader, name: unknown) =>
      at.oneOf(name, names);
  const duration = (at: Reader, ns: unknown) => at.integer(ns, 0, MAX_SAFE);
  const rules: Rules = {
    unmatchedMarket: read("unmatchedMarket", oneOf("cancel", "rest")),
    marketPrice: read("marketPrice", oneOf("taker", "reference")),
    marketToLimit: read("marketToLimit", oneOf("reject", "rest")),
    crossing: read("crossing", oneOf("match", "reject")),
    replace: read("replace", oneOf("loses", "keepsOnReduce")),
    selfTrade: read("selfTrade", oneOf(...selfTradeNames)),
    selfTradeScope: read("selfTradeScope", oneOf("account", "group")),
    allocation: read("allocation", (at, written) => allocationOf(at, written, base.allocation)),
    ticks: read("ticks", (at, written) => ticksOf(at, written, steps.tick)),
    lot: read("lot", (at, written) => quantityOf(at, written, steps.lot)),
    minQuantity: read("minQuantity", (at, written) => quantityOf(at, written, steps.lot)),
    maxQuantity: read("maxQuantity", (at, written) => quantityOf(at, written, steps.lot)),
    auctionTie: read("auctionTie", oneOf("highest", "lowest")),
    staticBand: read("staticBand", bandOf),
    dynamicBand: read("dynamicBand", bandOf),
    bandAction: read("bandAction", oneOf("cancel", "auction", "pause")),
    pauseNs: read("pauseNs", duration),
    auctionNs: read("auctionNs", duration),
    initialPhase: read("initialPhase", oneOf(...phaseNames)),
  };
  if (rules.minQuantity > rules.maxQuantity) {
    reader
      .at("minQuantity")
      .fail(`must be at most maxQuantity, ${rules.maxQuantity}, not ${rules.minQuantity}`);
  }
  return Object.freeze(rules);
}

function allocationOf(reader: Reader, value: unknown, base: Allocation): Allocation {
  const given = reader.object(value, ALLOCATION_KEYS);
  const { topOrder, fifoPercent, proRata, minimum, rounding, remainder } = { ...base, ...defined(given) };
  return Object.freeze({
    topOrder: reader.at("topOrder").integer(topOrder, 0, MAX_SAFE),
    fifoPercent: reader.at("fifoPercent").integer(fifoPercent, 0, 100),
    proRata: reader.at("proRata").boolean(proRata),
    minimum: reader.at("minimum").integer(minimum, 0, MAX_SAFE),
    rounding: reader.at("rounding").oneOf(rounding, ["floor", "halfEven"] as const),
    remainder: reader.at("remainder").oneOf(remainder, ["time", "last"] as const),
  });
}

/** Without the keys that are there and say nothing. */
function defined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}

function ticksOf(reader: Reader, value: unknown, step: Decimal): readonly TickBand[] {
  if (!Array.isArray(value)) reader.fail('must be a list like [{ from: "0", tick: "0.01" }]');
  const list: readonly unknown[] = value;
  const bands = list.map((entry, index) => {
    const at = reader.at(index);
    const { from, tick } = at.object(entry, ["from", "tick"]);
    return Object.freeze({
      from: priceOf(at.at("from"), from, step),
      tick: tickOf(at.at("tick"), tick, step),
    });
  });
  for (const [index, band] of bands.entries()) {
    const before = bands[index - 1];
    if (before !== undefined && band.from <= before.from)
      reader.at(index).at("from").fail("must be above the band before it");
  }
  return Object.freeze(bands);
}

function tickOf(reader: Reader, value: unknown, step: Decimal): number {
  return typeof value === "string" ? gridOf(reader, value, step, MAX_U32) : reader.integer(value, 1, MAX_U32);
}

function quantityOf(reader: Reader, value: unknown, step: Decimal): number {
  return typeof value === "string"
    ? gridOf(reader, value, step, MAX_SAFE)
    : reader.integer(value, 1, MAX_SAFE);
}

/** A decimal as a number of steps. One that is finer than the step asks for nothing: a profile is for many instruments. */
function gridOf(reader: Reader, text: string, step: Decimal, most: number): number {
  const decimal = parseDecimal(text);
  if (decimal === undefined || decimal.digits <= 0n)
    return reader.fail(`${show(text)} is not a positive decimal like "0.01"`);
  const { steps, exact } = countSteps(decimal, step);
  if (steps === 0n) return 1;
  if (!exact) return reader.fail(`${show(text)} is not a multiple of the instrument's step`);
  return reader.integer(Number(steps), 1, most);
}

/** A price in ticks; of a decimal between two ticks the upper one. */
function priceOf(reader: Reader, value: unknown, step: Decimal): number | bigint {
  const price = readPrice(reader, value, step);
  return typeof price === "object" ? tidy(price.steps + 1n) : price;
}

/** A price in ticks, or what a decimal between two ticks comes to. */
export function readPrice(
  reader: Reader,
  value: unknown,
  step: Decimal,
): number | bigint | { readonly steps: bigint } {
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return tidy(value);
  if (Number.isSafeInteger(value)) return value as number;
  const decimal = typeof value === "string" ? parseDecimal(value) : undefined;
  if (decimal === undefined)
    return reader.fail(`must be a whole number of ticks, a bigint or a decimal string, not ${show(value)}`);
  const { steps, exact } = countSteps(decimal, step);
  if (BigInt.asIntN(64, steps) !== steps) return reader.fail(`${show(value)} is beyond 64 bits of ticks`);
  return exact ? tidy(steps) : { steps };
}

/** Numbers where they are exact: they are what callers like to see. */
function tidy(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function bandOf(reader: Reader, value: unknown): BandWidth | null {
  if (value === null) return null;
  const { ticks, basisPoints } = reader.object(value, ["ticks", "basisPoints"]);
  if ((ticks === undefined) === (basisPoints === undefined))
    reader.fail("must be null, { ticks: … } or { basisPoints: … }");
  return ticks === undefined
    ? Object.freeze({ basisPoints: reader.at("basisPoints").integer(basisPoints, 0, MAX_U32) })
    : Object.freeze({ ticks: reader.at("ticks").integer(ticks, 0, MAX_SAFE) });
}

/** What differs from the default, for the engine: most instruments have nothing to say. */
export function unusualRules(rules: Rules): Readonly<Record<string, unknown>> | undefined {
  if (rules === DEFAULT_RULES) return undefined;
  const unusual = KEYS.filter((key) => !isSame(rules[key], DEFAULT_RULES[key]));
  return unusual.length === 0 ? undefined : Object.fromEntries(unusual.map((key) => [key, rules[key]]));
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => isSame(one[key as keyof typeof one], other[key as keyof typeof other]))
  );
}
