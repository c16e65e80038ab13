// The kinds of `cift conform` that compare market data with what its source published.

import type { CheckKind } from "@cift/engine/data";
import type { Command } from "commander";
import { conformData } from "../commands/conform-data.js";
import { addImportFlags, type ImportFlags } from "../market-data/import-flags.js";
import type { Invoke } from "./program.js";

interface Kind {
  readonly kind: CheckKind;
  readonly description: string;
  readonly files: string;
  readonly help: string;
}

const KINDS: readonly Kind[] = [
  {
    kind: "lobster",
    description:
      "replay a LOBSTER day's messages; after each, the book has to be the published row, level by level",
    files: "the zip, or its message and orderbook csv",
    help: `
A level that comes into the recorded depth because one before it is gone cannot be known from the messages: it is taken
from the row, and counted.

Examples:
  $ cift conform lobster LOBSTER_SampleFile_GOOG_2012-06-21_10.zip`,
  },
  {
    kind: "mbo",
    description:
      "build the book of a market-by-order feed; it must not be crossed, and its sums have to agree",
    files: "DBN, dbz or csv of Databento, plain or compressed",
    help: `
Examples:
  $ cift conform mbo glbx-mdp3-20240508.mbo.dbn.zst`,
  },
  {
    kind: "binance",
    description:
      "rebuild the book from snapshot and diffs; it has to have the best prices that were published",
    files: "captures of websocket streams, <local_ns> <json> a line, plain or compressed",
    help: `
Examples:
  $ cift conform binance usdm_btcusdt_20240808.gz --backend wasm`,
  },
  {
    kind: "bitstamp",
    description: "replay an order log: its events, and its snapshots and trades where it has them",
    files: "ORDERS.csv or the raw log, plain or compressed",
    help: `
Examples:
  $ cift conform bitstamp orders.csv.xz`,
  },
  {
    kind: "dbn",
    description: "decode every record of DBN files, and encode them again to the same bytes",
    files: "DBN of any version, or dbz",
    help: `
Files of older versions are decoded and compared field by field after the upgrade to the newest.

Examples:
  $ cift conform dbn test_data.mbo.v3.dbn.zst test_data.mbo.dbz`,
  },
  {
    kind: "tulip",
    description: "compute technical indicators and compare them with printed values",
    files: "CASES.txt in the format of Tulip Indicators' tests",
    help: `
Examples:
  $ cift conform tulip atoz.txt`,
  },
];

export function addDataKinds(conform: Command, invoke: Invoke): void {
  for (const { kind, description, files, help } of KINDS) {
    const verb = conform.command(kind).description(description).argument("<files...>", files);
    addImportFlags(verb)
      .addHelpText("after", help)
      .action((paths: string[], flags: ImportFlags) =>
        invoke((context) => conformData(kind, paths, flags, context)),
      );
  }
}
