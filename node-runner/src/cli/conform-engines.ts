// The kinds of `cift conform` that compare with other engines' recorded behaviour: quantcup, kraken, liquibook, tracebook.

import type { Command } from "commander";
import { type ConformKrakenOptions, conformKraken } from "../commands/conform-kraken.js";
import { type ConformLiquibookOptions, conformLiquibook } from "../commands/conform-liquibook.js";
import { type ConformQuantcupOptions, conformQuantcup } from "../commands/conform-quantcup.js";
import { type ConformTracebookOptions, conformTracebook } from "../commands/conform-tracebook.js";
import { backendOption } from "./arguments.js";
import type { Invoke } from "./program.js";

export function addEngineKinds(conform: Command, invoke: Invoke): void {
  conform
    .command("quantcup")
    .description("play a feed of the QuantCup challenge; every execution has to be equal, in order")
    .requiredOption(
      "--feed <file>",
      "symbol,trader,side,price,size; price 0 cancels the order whose id is the size",
    )
    .requiredOption("--exec <file>", "the executions that have to come out")
    .addOption(backendOption())
    .addHelpText(
      "after",
      `
Examples:
  $ cift conform quantcup --feed score_feed.csv --exec expected_executions.csv`,
    )
    .action((options: ConformQuantcupOptions) => invoke((context) => conformQuantcup(options, context)));
  conform
    .command("kraken")
    .description("play the cases of an order book exercise; every output line has to be equal, in order")
    .argument("<cases>", "CASES.json: a list of { set, scenario, input, expected }")
    .addOption(backendOption())
    .addHelpText(
      "after",
      `
Cases of the sets reject… are played with crossing orders rejected, those of the sets trade… with matching.

Examples:
  $ cift conform kraken cases_dev.json --backend native`,
    )
    .action((cases: string, options: ConformKrakenOptions) =>
      invoke((context) => conformKraken(cases, options, context)),
    );
  conform
    .command("liquibook")
    .description(
      "play recorded tests of Liquibook; events, orders, depth and prices are compared after every step",
    )
    .argument("<vectors>", "VECTORS.jsonl: a test a line")
    .addOption(backendOption())
    .addHelpText(
      "after",
      `
Examples:
  $ cift conform liquibook vectors_dev.jsonl --json`,
    )
    .action((vectors: string, options: ConformLiquibookOptions) =>
      invoke((context) => conformLiquibook(vectors, options, context)),
    );
  conform
    .command("tracebook")
    .description("be a candidate of the Tracebook conformance protocol, version 1, on stdin and stdout")
    .addOption(backendOption())
    .addHelpText(
      "after",
      `
The host starts this command and speaks first. Stdout carries the protocol's frames only.

Examples:
  $ cift conform tracebook --backend wasm < conversation.ndjson
  $ tracebook-conformance qualify --profile fifo-full-v1 --candidate node node-runner/bin/cift.mjs conform tracebook`,
    )
    .action((options: ConformTracebookOptions) => invoke((context) => conformTracebook(options, context)));
}
