// A session's configuration: what callers write, what it comes to, and how it reaches the engine. The engine checks it
// again; here errors name the path and a near key, before anything is loaded.

import { Packr } from "msgpackr";
import { parseStep } from "./decimal.js";
import { Reader } from "./strict.js";

/** One instrument. */
export interface InstrumentConfig {
  /** Its name: 1 to 40 bytes in UTF-8, no spaces, unique in the session. */
  readonly symbol: string;
  /** What one tick is worth, as a decimal: "0.01". Default "1". The engine counts ticks. */
  readonly tickSize?: string;
  /** What one lot is, as a decimal. Default "1". The engine counts lots. */
  readonly lotSize?: string;
}

/** What a session may hold, or sets aside at its start. */
export interface Capacity {
  /** Live orders of all instruments. */
  readonly orders?: number;
  /** Pages of 64 neighbouring prices that hold orders, of all instruments. */
  readonly pages?: number;
}

/** A session's configuration. Seed, instruments and limits are part of a run's digest, the rest is not. */
export interface SessionConfig {
  /** What random models draw from: 0 to 2^53 - 1. Default 0. */
  readonly seed?: number;
  /** The instruments, or just their symbols; their positions are their numbers in records. */
  readonly instruments: readonly (InstrumentConfig | string)[];
  /** How much the session may hold; orders beyond are cancelled. Default 2^22 orders, 2^18 pages. */
  readonly limits?: Capacity;
  /** For how much memory is set aside at once; beyond, it grows. Default 2^12 orders, 2^6 pages. */
  readonly reserve?: Capacity;
  /** After how many events the engine waits for them to be read: 1 to 2^24. Default 4096. */
  readonly eventBuffer?: number;
}

/** A configuration with nothing left out. */
export interface ResolvedConfig {
  readonly seed: number;
  readonly instruments: readonly Readonly<Required<InstrumentConfig>>[];
  readonly limits: Readonly<Required<Capacity>>;
  readonly reserve: Readonly<Required<Capacity>>;
  readonly eventBuffer: number;
}

const MAX_INSTRUMENTS = 2 ** 20;
const SYMBOL_BYTES = 40;
const MAX_ORDERS = 2 ** 30;
const MAX_PAGES = 2 ** 25;
const DEFAULT_LIMITS = { orders: 2 ** 22, pages: 2 ** 18 };
const DEFAULT_RESERVE = { orders: 2 ** 12, pages: 2 ** 6 };
const DEFAULT_EVENT_BUFFER = 2 ** 12;

/** Checks a configuration and fills in what was left out. Throws `CONFIG_INVALID`. */
export function resolveConfig(config: SessionConfig): ResolvedConfig {
  const reader = new Reader("CONFIG_INVALID", "");
  const { seed, instruments, limits, reserve, eventBuffer } = new Reader(
    "CONFIG_INVALID",
    "configuration",
  ).object(config, ["seed", "instruments", "limits", "reserve", "eventBuffer"]);
  const checkedLimits = capacity(reader.at("limits"), limits, DEFAULT_LIMITS, 1);
  return Object.freeze({
    seed: seed === undefined ? 0 : reader.at("seed").integer(seed, 0, Number.MAX_SAFE_INTEGER),
    instruments: instrumentsOf(reader.at("instruments"), instruments),
    limits: checkedLimits,
    reserve: reserveOf(reader.at("reserve"), reserve, checkedLimits),
    eventBuffer:
      eventBuffer === undefined
        ? DEFAULT_EVENT_BUFFER
        : reader.at("eventBuffer").integer(eventBuffer, 1, 2 ** 24),
  });
}

function capacity(
  reader: Reader,
  value: unknown,
  defaults: Required<Capacity>,
  least: number,
): Readonly<Required<Capacity>> {
  const { orders, pages } = value === undefined ? {} : reader.object(value, ["orders", "pages"]);
  return Object.freeze({
    orders: orders === undefined ? defaults.orders : reader.at("orders").integer(orders, least, MAX_ORDERS),
    pages: pages === undefined ? defaults.pages : reader.at("pages").integer(pages, least, MAX_PAGES),
  });
}

/** The reserve is no demand: more than the limits is cut down to them. */
function reserveOf(reader: Reader, value: unknown, limits: Required<Capacity>): Readonly<Required<Capacity>> {
  const { orders, pages } = capacity(reader, value, DEFAULT_RESERVE, 0);
  return Object.freeze({ orders: Math.min(orders, limits.orders), pages: Math.min(pages, limits.pages) });
}

function instrumentsOf(reader: Reader, value: unknown): readonly Readonly<Required<InstrumentConfig>>[] {
  if (!Array.isArray(value)) reader.fail('must be a list of symbols or instruments, like ["ACME"]');
  const list: readonly unknown[] = value;
  if (list.length === 0) reader.fail("must name at least one instrument");
  if (list.length > MAX_INSTRUMENTS) reader.fail(`must be at most ${MAX_INSTRUMENTS}, not ${list.length}`);
  const instruments = list.map((entry, index) => instrumentOf(reader.at(index), entry));
  const seen = new Map<string, number>();
  for (const [index, { symbol }] of instruments.entries()) {
    const first = seen.get(symbol);
    if (first !== undefined) {
      reader
        .at(index)
        .at("symbol")
        .fail(`${JSON.stringify(symbol)} is instruments[${first}] already`);
    }
    seen.set(symbol, index);
  }
  return Object.freeze(instruments);
}

function instrumentOf(reader: Reader, entry: unknown): Readonly<Required<InstrumentConfig>> {
  const fields = typeof entry === "string" ? { symbol: entry } : entry;
  const { symbol, tickSize, lotSize } = reader.object(fields, ["symbol", "tickSize", "lotSize"]);
  return Object.freeze({
    symbol: symbolOf(reader.at("symbol"), symbol),
    tickSize: stepOf(reader.at("tickSize"), tickSize),
    lotSize: stepOf(reader.at("lotSize"), lotSize),
  });
}

function symbolOf(reader: Reader, value: unknown): string {
  const symbol = reader.string(value);
  const bytes = new TextEncoder().encode(symbol).byteLength;
  if (bytes < 1 || bytes > SYMBOL_BYTES)
    reader.fail(`must have 1 to ${SYMBOL_BYTES} bytes in UTF-8, has ${bytes}`);
  // Cs: halves of characters, which UTF-8 cannot hold.
  if (/[\p{Cc}\p{Cs} ]/u.test(symbol)) reader.fail("must have no spaces or control characters");
  return symbol;
}

function stepOf(reader: Reader, value: unknown): string {
  if (value === undefined) return "1";
  const text = reader.string(value);
  const problem = parseStep(text).problem;
  if (problem !== undefined) reader.fail(problem);
  return text;
}

/** Plain MessagePack, as every implementation reads it. */
const packr = new Packr({ useRecords: false });

/** The configuration in MessagePack, as the engine reads it. */
export function encodeConfig(config: ResolvedConfig): Uint8Array {
  // msgpackr writes numbers of more than 32 bits as floats, and a seed is an integer.
  return packr.pack({ ...config, seed: config.seed > 0xffff_ffff ? BigInt(config.seed) : config.seed });
}
