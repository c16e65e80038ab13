// The conform verbs for cases of market models and feature files.

import type { Command } from "commander";
import { type ConformEuronextOptions, conformEuronext } from "../commands/conform-euronext.js";
import { type ConformExchangeCoreOptions, conformExchangeCore } from "../commands/conform-exchange-core.js";
import { type ConformXetraOptions, conformXetra } from "../commands/conform-xetra.js";
import { backendOption } from "./arguments.js";
import type { Invoke } from "./program.js";

const VERDICTS = `
Cases that the engine or the venue's profile cannot cover are listed with the reason and not counted as passed. The exit
code is 0 when all others are equal, 3 at a difference, 5 when a case or a step is not understood.
`;

export function addConformModels(conform: Command, invoke: Invoke): void {
  conform
    .command("exchange-core")
    .description("play a feature file of exchange-core: orders, trades, books and balances have to be equal")
    .argument("<features>", "a .feature file, or a folder with some")
    .addOption(backendOption())
    .addHelpText(
      "after",
      `${VERDICTS}\nExamples:\n  $ cift conform exchange-core basic.feature --backend native`,
    )
    .action((path: string, options: ConformExchangeCoreOptions) =>
      invoke((context) => conformExchangeCore(path, options, context)),
    );
  conform
    .command("xetra")
    .description("play cases of Xetra's market model: auctions, continuous trading, icebergs")
    .argument("<cases>", "a JSON document with the sections auction, continuous, iceberg, midpoint")
    .addOption(backendOption())
    .addHelpText("after", `${VERDICTS}\nExamples:\n  $ cift conform xetra xetra_dev.json --json`)
    .action((path: string, options: ConformXetraOptions) =>
      invoke((context) => conformXetra(path, options, context)),
    );
  conform
    .command("euronext")
    .description("play feature files of Euronext's rules: trades and books have to be equal")
    .argument("<features>", "a folder with .feature files, or one of them")
    .addOption(backendOption())
    .addHelpText("after", `${VERDICTS}\nExamples:\n  $ cift conform euronext euronext_features`)
    .action((path: string, options: ConformEuronextOptions) =>
      invoke((context) => conformEuronext(path, options, context)),
    );
}
