// The options by which files of market data are read, the same for every verb.

import type { BackendChoice } from "@cift/engine";
import { DATA_FORMATS, type DataFormat, type ImportOptions } from "@cift/engine/data";
import { type Command, InvalidArgumentError, Option } from "commander";
import { backendOption, wholeNumber } from "../cli/arguments.js";
import { UsageError } from "../cli/usage-error.js";

/** As commander gives them. */
export interface ImportFlags {
  readonly backend: BackendChoice;
  readonly format?: DataFormat;
  readonly tick?: string;
  readonly lot?: string;
  readonly lenient?: boolean;
  readonly strict?: boolean;
  readonly date?: string;
  readonly symbol?: readonly string[];
  readonly kind?: "ticks" | "quotes" | "bars";
  readonly column?: readonly string[];
  readonly timeFormat?: string;
  readonly timeZone?: string;
  readonly delimiter?: string;
  /** commander's `--no-header` makes it false, and true when nothing was said. */
  readonly header?: boolean;
  readonly interval?: string;
  readonly decimals?: number;
  readonly order?: "auto" | "input" | "time";
}

/** Adds them to a verb. */
export function addImportFlags(verb: Command): Command {
  return verb
    .addOption(backendOption())
    .addOption(
      new Option("--format <name>", "what the files are; found out otherwise")
        .choices([...DATA_FORMATS])
        .argParser(dataFormat),
    )
    .option("--tick <decimal>", "what a tick is worth; found out otherwise")
    .option("--lot <decimal>", "what a lot is worth; found out otherwise")
    .option("--lenient", "leave out what does not read, and say how much it was")
    .addOption(new Option("--strict", "stop at what does not read (the default)").conflicts("lenient"))
    .option("--date <YYYY-MM-DD>", "the day of times that have none")
    .option(
      "--symbol <names>",
      "the instruments to read, like AAPL,MSFT, or said again; where the files do not say it: what it is called",
      symbolList,
    )
    .addOption(new Option("--kind <kind>", "of a table: what a row is").choices(["ticks", "quotes", "bars"]))
    .option(
      "--column <name=column>",
      "of a table: which column is what, like time=Date; said again for each",
      appended,
    )
    .option("--time-format <format>", "of a table: how times are written; found out otherwise")
    .option("--delimiter <character>", "of a table: what stands between fields, or tab; found out otherwise")
    .option("--no-header", "of a table: its first row has values already")
    .option(
      "--interval <duration>",
      "of bars that say only when they begin: how long they last, like 1m or 1d",
    )
    .option("--decimals <n>", "of a table: round numbers to so many decimals", wholeNumber)
    .addOption(
      new Option(
        "--order <order>",
        "of a table: sort its records by time, or take them as they stand; otherwise sorted where the first are not",
      ).choices(["auto", "input", "time"]),
    )
    .option("--time-zone <offset>", "of a table: the zone of its times, like -05:00");
}

/** Adds what chooses a part of the records. */
export function addTimeFlags(verb: Command): Command {
  return verb
    .option("--from <time>", "only records from this time on: 14:30:00 of the first day, or with a date; UTC")
    .option("--to <time>", "only records before this time");
}

/** Behind those before. */
const appended = (text: string, before: readonly string[] = []): string[] => [...before, text];

function symbolList(text: string, before: readonly string[] = []): string[] {
  const symbols = text.split(",").map((symbol) => symbol.trim());
  if (symbols.includes("")) throw new InvalidArgumentError("Write them like AAPL,MSFT.");
  return [...before, ...symbols];
}

/** The name of a format; as some write it, with underscores, too. */
function dataFormat(text: string): DataFormat {
  const name = text.replaceAll("_", "-");
  const found = DATA_FORMATS.find((format) => format === name);
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Allowed choices are ${DATA_FORMATS.join(", ")}.`);
}

/** As the facade takes them. */
export function importOptions(flags: ImportFlags): ImportOptions {
  const { format, tick, lot, lenient, date, symbol, kind, column, timeFormat, timeZone } = flags;
  const { delimiter, header, interval, decimals, order } = flags;
  return {
    ...(format && { format }),
    ...(tick && { tick }),
    ...(lot && { lot }),
    ...(lenient && { lenient }),
    ...(date && { date }),
    ...(symbol && { symbols: symbol }),
    ...(kind && { kind }),
    ...(column && { columns: Object.fromEntries(column.map(columnPair)) }),
    ...(timeFormat && { timeFormat }),
    ...(timeZone && { timeZone }),
    ...(delimiter && { delimiter }),
    ...(header === false && { header }),
    ...(interval && { interval }),
    ...(decimals !== undefined && { decimals }),
    ...(order && { order }),
  };
}

function columnPair(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at <= 0) throw new UsageError(`--column ${text}: write it as what=column, like time=Date`);
  return [text.slice(0, at), text.slice(at + 1)];
}
