// Market data as text: decimals from steps, times from a tape's time zero, and the names of things.

import type { DataFormat } from "@cift/engine/data";
import { NOTHING } from "../../app/format.ts";
import type { Clock, PriceKind, StepScale } from "../../workers/market/protocol.ts";

const NS_PER_MS = 1_000_000n;
const DAY_MS = 86_400_000n;
const grouping = new Intl.NumberFormat("en-US");
/** More figures of a sum than these are not read by anybody. */
const roughly = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 9 });

/** 5,794.25 of a number of ticks: every digit that the tick has, whatever the size of the number. */
export function decimalText(steps: number, { digits, step }: StepScale): string {
  if (!Number.isFinite(steps)) return NOTHING;
  const units = BigInt(Math.round(steps)) * BigInt(step);
  const figures = (units < 0n ? -units : units).toString().padStart(digits + 1, "0");
  const whole = grouping.format(BigInt(figures.slice(0, figures.length - digits)));
  const sign = units < 0n ? "−" : "";
  return digits === 0 ? sign + whole : `${sign}${whole}.${figures.slice(-digits)}`;
}

/** 0.5 of a number of lots: without the zeros at its end. */
export function quantityText(lots: number, scale: StepScale): string {
  const text = decimalText(lots, scale);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A sum of lots, rounded where it is long. */
export function volumeText(lots: number, scale: StepScale, longest = 13): string {
  if (!Number.isFinite(lots)) return NOTHING;
  const exact = quantityText(lots, scale);
  return exact.length <= longest ? exact : roughly.format((lots * scale.step) / 10 ** scale.digits);
}

/** A middle of two prices is between two ticks now and then: half ticks are written as such. */
export function middleText(ticks: number, scale: StepScale): string {
  if (Number.isInteger(ticks)) return decimalText(ticks, scale);
  return decimalText(ticks * 2, { digits: scale.digits + 1, step: scale.step * 5 });
}

/** The milliseconds since 1970, or of the day where there is no date, and the nanoseconds below them. */
function splitTime({ epochNs, dated }: Clock, timeNs: number): { readonly ms: number; readonly ns: string } {
  const absolute = BigInt(epochNs) + BigInt(Math.round(timeNs));
  const rest = ((absolute % NS_PER_MS) + NS_PER_MS) % NS_PER_MS;
  const ms = (absolute - rest) / NS_PER_MS;
  const shown = dated ? ms : ((ms % DAY_MS) + DAY_MS) % DAY_MS;
  return { ms: Number(shown), ns: rest.toString().padStart(6, "0") };
}

/** "2024-05-08"; empty where the tape has no date. */
export function dateText(clock: Clock, timeNs: number): string {
  if (!clock.dated || !Number.isFinite(timeNs)) return "";
  return new Date(splitTime(clock, timeNs).ms).toISOString().slice(0, 10);
}

/** "13:30:00.004000123": as many digits as it has, and as many as are wanted. */
export function clockText(clock: Clock, timeNs: number, digits = 9): string {
  if (!Number.isFinite(timeNs)) return NOTHING;
  const { ms, ns } = splitTime(clock, timeNs);
  const iso = new Date(ms).toISOString();
  const fraction = `${iso.slice(20, 23)}${ns}`.slice(0, digits).replace(/0+$/, "");
  return `${iso.slice(11, 19)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Date and time. */
export function momentText(clock: Clock, timeNs: number, digits = 9): string {
  const date = dateText(clock, timeNs);
  const time = clockText(clock, timeNs, digits);
  return date === "" ? time : `${date} ${time}`;
}

const UNITS: readonly (readonly [size: number, name: string])[] = [
  [86_400e9, "d"],
  [3_600e9, "h"],
  [60e9, "min"],
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
];

/** "6 h 29 min", "1.5 s", "250 ns" */
export function durationText(ns: number): string {
  if (!Number.isFinite(ns)) return NOTHING;
  const at = UNITS.findIndex(([size]) => ns >= size);
  const [size, name] = UNITS[at] ?? [1, "ns"];
  if (size < 60e9) return `${Number((ns / size).toPrecision(4))} ${name}`;
  const [nextSize, nextName] = UNITS[at + 1] ?? [1, "ns"];
  const rest = Math.floor((ns % size) / nextSize);
  return `${grouping.format(Math.floor(ns / size))} ${name}${rest === 0 ? "" : ` ${rest} ${nextName}`}`;
}

const TABLES: Readonly<Record<string, string>> = {
  market_by_order: "order updates",
  market_by_price: "level updates",
  ticks: "trades",
  quotes: "quotes",
  bars: "bars",
  market_status: "status messages",
  auction_imbalances: "auction imbalances",
};

/** The records of a table. */
export const tableText = (table: string): string => TABLES[table] ?? table;

const ONE: Readonly<Record<string, string>> = {
  market_by_order: "order",
  market_by_price: "level",
  ticks: "trade",
  quotes: "quote",
  bars: "bar",
  market_status: "status",
  auction_imbalances: "imbalance",
};

/** One record of a table. */
export const recordText = (table: string): string => ONE[table] ?? table;

/** Every format of `DATA_FORMATS`, in its order: the page itself does not load the facade's module. */
const FORMATS: Readonly<Record<DataFormat, string>> = {
  cift: "CIFT tape",
  lobster: "LOBSTER",
  dbn: "Databento DBN",
  "databento-csv": "Databento CSV",
  binance: "Binance",
  bitstamp: "Bitstamp order log",
  tardis: "Tardis CSV",
  "bybit-book": "Bybit order book",
  "bybit-trades": "Bybit trades",
  itch: "NASDAQ ITCH",
  csv: "table as CSV",
  parquet: "table as Parquet",
  arrow: "table as Arrow",
};

/** Formats and their names. */
export const FORMAT_TEXTS = Object.entries(FORMATS);

/** Tapes of both formats of Bybit say so. */
const TAPE_FORMATS: Readonly<Record<string, string>> = { ...FORMATS, bybit: "Bybit" };

export const formatText = (format: string): string => TAPE_FORMATS[format] ?? format;

const KINDS: Readonly<Record<PriceKind, string>> = {
  trades: "trades",
  bars: "closes of bars",
  quotes: "middle of the quotes",
  "trades and quotes": "trades, and the middle of the quotes",
  book: "middle of the book",
};

export const kindText = (kind: PriceKind): string => KINDS[kind];
