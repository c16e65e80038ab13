// The money of a session: currencies, what an instrument's ticks and lots are worth, and fees. `crates/risk` has the same,
// by the same names.

import { type Decimal, formatSteps, parseStep } from "./decimal.js";
import type { Reader } from "./strict.js";

/** A currency. Amounts of it are integers in its smallest unit. */
export interface CurrencyConfig {
  /** What people call it: 1 to 16 printable ASCII characters. */
  readonly code: string;
  /** How many digits behind the point its smallest unit has: 0 to 18. Default 2. */
  readonly scale?: number;
}

/** What an instrument is worth. Currencies by code, or by their positions. */
export interface InstrumentMoneyConfig {
  /** The instrument. Default: the one at this position. */
  readonly symbol?: string;
  /** What a cash buyer receives. Default: nothing is delivered; the position is all. */
  readonly base?: string | number;
  /** What prices are in. Default: the first currency. */
  readonly quote?: string | number;
  /** What one lot costs at a price of one tick, in the smallest unit of `quote`. Default: tick size times lot size. */
  readonly tickValue?: number;
  /** What one lot is, in the smallest unit of `base`. Default: the lot size. */
  readonly lotValue?: number;
  /** What a margin account sets aside of an exposure's value, in parts per million. Default 1,000,000: all of it. */
  readonly initialMarginPpm?: number;
}

/** A fee: parts per million of a trade's value, or units of the quote currency a lot. Below zero: a rebate. */
export type Fee = { readonly ppm: number } | { readonly perLot: number };

/** The fees of a class of accounts. */
export interface FeeTier {
  /** Of the order that was there first. Default: none. */
  readonly maker?: Fee;
  /** Of the order that came to it. Default: none. */
  readonly taker?: Fee;
}

/** Accounts with money, positions and limits. Without them, a session takes orders of any account. */
export interface AccountsConfig {
  /** The currencies, or just their codes. */
  readonly currencies: readonly (CurrencyConfig | string)[];
  /** What instruments are worth. Default of each: its defaults. */
  readonly instruments?: readonly InstrumentMoneyConfig[];
  /** The fee tiers. Default: one, without fees. */
  readonly tiers?: readonly FeeTier[];
  /** Whether positions are also kept lot by lot, first in first out. Default false: their lots take memory. */
  readonly fifo?: boolean;
}

/** What an instrument is worth, with nothing left out. */
export interface ResolvedMoney {
  /** The position of the currency that a cash buyer receives; `quote` where nothing is delivered. */
  readonly base: number;
  /** The position of the currency that prices are in. */
  readonly quote: number;
  /** What one lot costs at a price of one tick. */
  readonly tickValue: number;
  /** What one lot is; zero where nothing is delivered. */
  readonly lotValue: number;
  /** What a margin account sets aside. */
  readonly initialMarginPpm: number;
}

/** Accounts with nothing left out; instruments by their numbers. */
export interface ResolvedAccounts {
  /** By their numbers in records. */
  readonly currencies: readonly Readonly<Required<CurrencyConfig>>[];
  /** By the instruments' numbers. */
  readonly instruments: readonly ResolvedMoney[];
  /** By the numbers that accounts name. */
  readonly tiers: readonly Readonly<Required<FeeTier>>[];
  /** Whether positions are also kept lot by lot. */
  readonly fifo: boolean;
}

/** What the money of an instrument depends on. */
interface Traded {
  readonly symbol: string;
  readonly tickSize: string;
  readonly lotSize: string;
}

type Currencies = ResolvedAccounts["currencies"];

const MAX_SAFE = Number.MAX_SAFE_INTEGER;
const MOST = 2 ** 16;
const MOST_PER_LOT = 2 ** 40;
const MONEY_KEYS = ["symbol", "base", "quote", "tickValue", "lotValue", "initialMarginPpm"] as const;
const NO_FEES: Readonly<Required<FeeTier>> = Object.freeze({
  maker: Object.freeze({ ppm: 0 }),
  taker: Object.freeze({ ppm: 0 }),
});

/** Checks the accounts of a configuration and fills in what was left out. */
export function resolveAccounts(
  reader: Reader,
  value: unknown,
  instruments: readonly Traded[],
): ResolvedAccounts | undefined {
  if (value === undefined) return undefined;
  const given = reader.object(value, ["currencies", "instruments", "tiers", "fifo"]);
  const currencies = currenciesOf(reader.at("currencies"), given.currencies);
  return Object.freeze({
    currencies,
    instruments: moneysOf(reader.at("instruments"), given.instruments, instruments, currencies),
    tiers: tiersOf(reader.at("tiers"), given.tiers),
    fifo: given.fifo === undefined ? false : reader.at("fifo").boolean(given.fifo),
  });
}

function listOf(reader: Reader, value: unknown, example: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) reader.fail(`must be a list like ${example}`);
  const list: readonly unknown[] = value as unknown[];
  if (list.length > MOST) reader.fail(`must be at most ${MOST}, not ${list.length}`);
  return list;
}

function currenciesOf(reader: Reader, value: unknown): Currencies {
  const currencies = listOf(reader, value, '["USD"]').map((entry, index) => {
    const at = reader.at(index);
    const { code, scale } = at.object(typeof entry === "string" ? { code: entry } : entry, ["code", "scale"]);
    const name = at.at("code").string(code);
    if (!/^[!-~]{1,16}$/.test(name)) at.at("code").fail("must have 1 to 16 printable ASCII characters");
    return Object.freeze({
      code: name,
      scale: scale === undefined ? 2 : at.at("scale").integer(scale, 0, 18),
    });
  });
  for (const [index, { code }] of currencies.entries()) {
    const first = currencies.findIndex((other) => other.code === code);
    if (first !== index)
      reader
        .at(index)
        .at("code")
        .fail(`${JSON.stringify(code)} is currencies[${first}] already`);
  }
  return Object.freeze(currencies);
}

function moneysOf(
  reader: Reader,
  value: unknown,
  instruments: readonly Traded[],
  currencies: Currencies,
): readonly ResolvedMoney[] {
  const written = new Map<number, { readonly at: Reader; readonly entry: unknown }>();
  const list = value === undefined ? [] : listOf(reader, value, '[{ symbol: "ACME", quote: "USD" }]');
  for (const [index, entry] of list.entries()) {
    const at = reader.at(index);
    const { symbol } = at.object(entry, MONEY_KEYS);
    const place = symbol === undefined ? index : instruments.findIndex((it) => it.symbol === symbol);
    if (instruments[place] === undefined)
      at.fail(
        symbol === undefined
          ? "is more than there are instruments"
          : `there is no instrument ${JSON.stringify(symbol)}`,
      );
    if (written.has(place)) at.fail(`is about ${instruments[place]?.symbol}, as one before it`);
    written.set(place, { at, entry });
  }
  return Object.freeze(
    instruments.map((instrument, index) => {
      const { at, entry } = written.get(index) ?? { at: reader.at(index), entry: {} };
      return moneyOf(at, entry, instrument, currencies);
    }),
  );
}

function moneyOf(reader: Reader, entry: unknown, instrument: Traded, currencies: Currencies): ResolvedMoney {
  const given = reader.object(entry, MONEY_KEYS);
  const quote = given.quote === undefined ? 0 : currencyOf(reader.at("quote"), given.quote, currencies);
  const base = given.base === undefined ? quote : currencyOf(reader.at("base"), given.base, currencies);
  const [tick, lot] = [stepOf(instrument.tickSize), stepOf(instrument.lotSize)];
  const worth = { digits: tick.digits * lot.digits, scale: tick.scale + lot.scale };
  const value = (
    key: "tickValue" | "lotValue" | "initialMarginPpm",
    least: number,
    most: number,
    otherwise: () => number,
  ) => (given[key] === undefined ? otherwise() : reader.at(key).integer(given[key], least, most));
  const money = {
    base,
    quote,
    tickValue: value("tickValue", 1, MAX_SAFE, () =>
      unitsOf(reader.at("tickValue"), worth, currencies[quote], "a tick of a lot"),
    ),
    lotValue: value("lotValue", 0, 2 ** 53 - 1, () =>
      base === quote ? 0 : unitsOf(reader.at("lotValue"), lot, currencies[base], "a lot"),
    ),
    initialMarginPpm: value("initialMarginPpm", 0, 10_000_000, () => 1_000_000),
  };
  if (base === quote && money.lotValue !== 0)
    reader.at("base").fail("is the quote currency, which nothing can be delivered in");
  return Object.freeze(money);
}

function currencyOf(reader: Reader, value: unknown, currencies: Currencies): number {
  if (typeof value === "number") return reader.integer(value, 0, currencies.length - 1);
  const codes = currencies.map(({ code }) => code);
  return codes.indexOf(reader.oneOf(value, codes));
}

function stepOf(text: string): Decimal {
  return parseStep(text).step ?? { digits: 1n, scale: 0 };
}

/** What a step is worth in the smallest units of a currency: a whole number of them. */
function unitsOf(
  reader: Reader,
  { digits, scale }: Decimal,
  currency: Currencies[number] | undefined,
  what: string,
): number {
  const { code, scale: places } = currency ?? { code: "?", scale: 0 };
  const units = places >= scale ? digits * 10n ** BigInt(places - scale) : undefined;
  if (units === undefined || units > BigInt(MAX_SAFE)) {
    const worth = formatSteps(1n, { digits, scale });
    const advice = units === undefined ? `give ${code} a scale of ${scale}` : `give ${code} a smaller scale`;
    return reader.fail(
      `${what} is ${worth} ${code}, which is no whole number of its units below 2^53: ${advice}, or say it here`,
    );
  }
  return Number(units);
}

function tiersOf(reader: Reader, value: unknown): ResolvedAccounts["tiers"] {
  if (value === undefined) return Object.freeze([NO_FEES]);
  const tiers = listOf(reader, value, "[{ maker: { ppm: -50 }, taker: { ppm: 200 } }]").map(
    (entry, index) => {
      const at = reader.at(index);
      const { maker, taker } = at.object(entry, ["maker", "taker"]);
      return Object.freeze({ maker: feeOf(at.at("maker"), maker), taker: feeOf(at.at("taker"), taker) });
    },
  );
  return Object.freeze(tiers);
}

function feeOf(reader: Reader, value: unknown): Fee {
  if (value === undefined) return NO_FEES.maker;
  const { ppm, perLot } = reader.object(value, ["ppm", "perLot"]);
  if ((ppm === undefined) === (perLot === undefined)) reader.fail("must be { ppm: … } or { perLot: … }");
  return ppm === undefined
    ? Object.freeze({ perLot: reader.at("perLot").integer(perLot, -MOST_PER_LOT, MOST_PER_LOT) })
    : Object.freeze({ ppm: reader.at("ppm").integer(ppm, -1_000_000, 1_000_000) });
}
