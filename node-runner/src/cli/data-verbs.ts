// The verbs of market data: inspect, convert, sql.

import { TAPE_TABLES } from "@cift/engine/data";
import { type Command, Option } from "commander";
import { type ConvertFlags, convertFiles } from "../commands/convert.js";
import { type InspectFlags, inspectFiles } from "../commands/inspect.js";
import type { SqlFlags } from "../commands/sql.js";
import { addImportFlags, addTimeFlags } from "../market-data/import-flags.js";
import { wholeNumber } from "./arguments.js";
import type { Invoke } from "./program.js";

/** What can be read, for the help of every verb that reads. */
const READS = `
Reads .cift tapes, LOBSTER (zip, or message and orderbook csv), DBN and dbz, Databento CSV, Binance captures, Bitstamp
order logs, Tardis CSV, Bybit, NASDAQ ITCH 5.0, and tables of ticks, quotes and bars as csv, Parquet or Arrow; plain, gzip,
zstd, xz, or in a zip (Parquet and Arrow as they are). A folder is the files in it, in the order of their names.`;

export function addDataVerbs(program: Command, invoke: Invoke): void {
  const inspect = program
    .command("inspect")
    .description(
      "say what is on a tape or in a file of market data: counts, span, gaps, prices, first and last records",
    )
    .argument(
      "<files...>",
      "a tape or a file of any known format; several that belong together, in order; a folder of them",
    )
    .option("--records <n>", "how many records of the front and of the end", wholeNumber, 5);
  addTimeFlags(addImportFlags(inspect))
    .addHelpText(
      "after",
      `${READS}

Examples:
  $ cift inspect day.cift
  $ cift inspect LOBSTER_SampleFile_GOOG_2012-06-21_10.zip
  $ cift inspect table.csv.gz --column time=Date --column close=Last --json`,
    )
    .action((files: string[], flags: InspectFlags) =>
      invoke((context) => inspectFiles(files, flags, context)),
    );
  const conversion = program
    .command("convert")
    .description("convert market data of any known format to a tape, to csv, Parquet or Arrow")
    .argument(
      "<files...>",
      "a tape or a file of any known format; several that belong together, in order; a folder of them",
    )
    .requiredOption("-o, --output <file>", "OUT.cift, .csv, .parquet, .arrow (a file) or .arrows (a stream)")
    .addOption(
      new Option(
        "--table <name>",
        "which table; otherwise the first record's (csv), or all (a file each)",
      ).choices([...TAPE_TABLES]),
    );
  addTimeFlags(addImportFlags(conversion))
    .addHelpText(
      "after",
      `${READS}

Examples:
  $ cift convert LOBSTER_SampleFile_GOOG_2012-06-21_10.zip -o goog.cift
  $ cift convert usdm_btcusdt_20240808.gz -o btc.cift --backend wasm
  $ cift convert day.cift -o trades.csv --table ticks
  $ cift convert day.cift -o day.parquet`,
    )
    .action((files: string[], flags: ConvertFlags) =>
      invoke((context) => convertFiles(files, flags, context)),
    );
  const query = program
    .command("sql")
    .description("ask a tape, a file of market data or a run with SQL (DuckDB)")
    .argument(
      "<path>",
      "a tape, a file of any known format or a folder of them, a journal, or a file of events (.events)",
    )
    .argument(
      "<query>",
      "the query: tables market_by_order, market_by_price, ticks, quotes, bars, …, instruments; events of a run",
    );
  addTimeFlags(addImportFlags(query))
    .addHelpText(
      "after",
      `
Prices are in ticks, quantities in lots, times in nanoseconds after the tape's time zero; the table instruments says what a
tick and a lot are worth. Columns are those of schemas/generated/tables.json.

Examples:
  $ cift sql day.cift "select count(*), min(price), max(price) from ticks"
  $ cift sql day.cift "select side, sum(quantity) from ticks group by side" --json
  $ cift sql session.journal "select kind, count(*) from events group by kind"`,
    )
    .action((path: string, text: string, flags: SqlFlags) =>
      invoke(async (context) => {
        // DuckDB and Arrow take as long to load as all the rest: only where they are needed.
        const { sql } = await import("../commands/sql.js");
        return sql(path, text, flags, context);
      }),
    );
}
