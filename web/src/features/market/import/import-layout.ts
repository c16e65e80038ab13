// Which fields matter to which format, what they can say, and what a column of a table can mean.

import type { Preview } from "@cift/engine/data";
import type { ImportField } from "../../../workers/market/import-fields.ts";
import { FORMAT_TEXTS } from "../market-text.ts";
import type { TextField } from "./import-draft.ts";

export interface Layout {
  /** In sight. */
  readonly main: readonly TextField[];
  /** One click away. */
  readonly more: readonly TextField[];
}

const WINDOW = ["fromNs", "toNs"] as const;
const SCALES = ["tick", "lot"] as const;
const TABLE = ["kind", "symbols", "timeFormat", "timeZone", ...SCALES] as const;
const BARS = ["interval", "decimals"] as const;

/** Of a format that is known; of any other one all that could help. */
export function layoutOf(format: string): Layout {
  switch (format) {
    case "cift":
      return { main: ["symbols", ...WINDOW], more: ["format"] };
    case "lobster":
    case "itch":
      return { main: ["symbols", "date", ...SCALES], more: ["format", ...WINDOW] };
    case "csv":
      return { main: TABLE, more: ["format", "delimiter", "header", ...BARS, "order", ...WINDOW] };
    case "parquet":
    case "arrow":
      return { main: TABLE, more: ["format", ...BARS, "order", ...WINDOW] };
    case "":
      return { main: ["format"], more: ["symbols", "date", ...SCALES, ...WINDOW] };
    default:
      return { main: ["symbols", ...SCALES], more: ["format", ...WINDOW] };
  }
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

const choice = (value: string, text = value): Choice => ({ value, text });

/** What fields of few answers can say. */
export const CHOICES: Partial<Record<ImportField, readonly Choice[]>> = {
  format: FORMAT_TEXTS.map(([format, text]) => choice(format, text)),
  kind: [choice("ticks", "a trade"), choice("quotes", "a quote"), choice("bars", "a bar")],
  timeFormat: [
    choice("iso", "2024-01-31 23:59:59"),
    choice("compact", "20240131 235959"),
    choice("dmy", "31.01.2024, day first"),
    choice("mdy", "01/31/2024, month first"),
    choice("month-name", "31 Jan 2024"),
    choice("period", "2024-Q1, 2024-01"),
    choice("decimal-year", "2012.5"),
    choice("excel", "Excel, 45322.5"),
    choice("s", "seconds since 1970"),
    choice("ms", "milliseconds since 1970"),
    choice("us", "microseconds since 1970"),
    choice("ns", "nanoseconds since 1970"),
  ],
  order: [choice("time", "sorted by time"), choice("input", "as they stand")],
  header: [choice("yes", "first row has names"), choice("no", "no row of names")],
};

/** What a field is for, where its label does not say it. */
export const HINTS: Partial<Record<ImportField, string>> = {
  tick: "the step of prices",
  lot: "the step of quantities",
  date: "of times that have none, like 2012-06-21",
  timeZone: "an offset like -05:00",
  delimiter: "one character, or tab",
  interval: "like 1m, 1h or 1d",
  decimals: "round numbers to so many",
  fromNs: "from then on; books begin empty",
  toNs: "only before this time",
};

/** Where a file does not say what its instrument is, its name; elsewhere which ones to read. */
export function symbolHint(preview: Preview | undefined): string {
  const { format, table } = preview ?? {};
  const hasNames = table?.columns.some(({ roles }) => roles.includes("symbol"));
  const isUnnamed = format === "lobster" || format === "bitstamp" || hasNames === false;
  return isUnnamed ? "what the instrument is called" : "only these, like AAPL, MSFT";
}

/** What a column can mean, by what a row is. */
export const COLUMN_ROLES: Readonly<Record<string, readonly string[]>> = {
  any: ["time", "clock", "symbol"],
  ticks: ["price", "size", "side", "buyer_maker", "trade_id", "sequence", "received"],
  quotes: ["bid", "ask", "bid_size", "ask_size", "bid_orders", "ask_orders", "sequence", "received"],
  bars: ["open", "high", "low", "close", "volume", "buy_volume", "trades", "close_time"],
};

/** Roles of rows of a kind, in groups; of all kinds while it is not known. */
export function roleGroups(
  kind: string | null,
): readonly (readonly [group: string, roles: readonly string[]])[] {
  const isOf = ([group]: readonly [string, readonly string[]]): boolean =>
    group === "any" || kind === null || kind === "" || group === kind;
  return Object.entries(COLUMN_ROLES).filter(isOf);
}
