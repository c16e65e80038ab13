// The verbs about goldens and runs: verify, review, diff.

import { type Command, InvalidArgumentError, Option } from "commander";
import { type DiffOptions, diff } from "../commands/diff.js";
import { type ReviewOptions, review } from "../commands/review.js";
import { type VerifyCommandOptions, verify } from "../commands/verify.js";
import { backendChoices } from "../verify/backends.js";
import { reporterNames } from "../verify/reporters/reporter.js";
import { backendOption } from "./arguments.js";
import type { Invoke } from "./program.js";

const UPDATES = ["new", "all", "none"] as const;

export function addGoldenVerbs(program: Command, invoke: Invoke): void {
  program
    .command("verify")
    .description("play the scenarios of goldens; every digest, every link of its chain has to be equal")
    .argument("[goldens]", "a folder of goldens, or one of them (default: schemas/golden of the clone)")
    .addOption(
      new Option("--update [mode]", "what to write: new (missing ones), all, none; CI=true writes nothing")
        .choices(UPDATES)
        .preset("all"),
    )
    .option("--bail", "stop at the first failure")
    .option("--shard <i/n>", "only the i-th of n parts", shard)
    .addOption(new Option("--reporter <name>", "how to say it (default: default)").choices(reporterNames))
    .addOption(new Option("--backend <kind>", "where to play").choices(backendChoices).default("all"))
    .option("--scenarios <folder>", "where the scenarios are (default: examples/scenarios of the clone)")
    .addHelpText(
      "after",
      `
A golden whose run is another one fails (3), and the run is put beside it for 'cift review'. Missing and obsolete goldens
fail in CI (4). A golden of other matching rules is not compared (5). --update=all never writes over a golden whose input and
whose version of the rules are the same: then the version has to be raised. In GITHUB_ACTIONS failures are annotations too.

Examples:
  $ cift verify
  $ cift verify schemas/golden --reporter junit > junit.xml
  $ cift verify --update=all --backend wasm
  $ CI=true cift verify --shard 1/4 --bail`,
    )
    .action((goldens: string | undefined, options: VerifyCommandOptions) =>
      invoke((context) => verify(goldens, options, context)),
    );
  program
    .command("review")
    .description(
      "show where runs left their goldens (the .new files of 'cift verify'); take them, or throw them away",
    )
    .argument("[goldens]", "a folder of goldens, or one of them (default: schemas/golden of the clone)")
    .option("--accept", "put them in the place of their goldens, as --update=all would")
    .addOption(new Option("--reject", "throw them away").conflicts("accept"))
    .addHelpText("after", "\nExamples:\n  $ cift review\n  $ cift review schemas/golden/pegged.json --accept")
    .action((goldens: string | undefined, options: ReviewOptions) =>
      invoke((context) => review(goldens, options, context)),
    );
  program
    .command("diff")
    .description("find the first event in which two runs differ, with ten events before and after it")
    .argument("<a>", "a journal, a golden, or a file of 64-byte events (also .gz, .xz)")
    .argument("<b>", "another one, of the same or another kind")
    .addOption(backendOption())
    .option(
      "--scenarios <folder>",
      "where the scenarios of goldens are (default: examples/scenarios of the clone)",
    )
    .addHelpText(
      "after",
      `
Commands of journals and goldens are played again; checkpoints that are equal say where there is nothing to look for.
Exit codes: 0 equal, 3 different, 5 a file is damaged, or of other matching rules than the engine.

Examples:
  $ cift diff monday.journal tuesday.journal
  $ cift diff run.events schemas/golden/mixed-200k.json --json`,
    )
    .action((a: string, b: string, options: DiffOptions) =>
      invoke((context) => diff(a, b, options, context)),
    );
}

function shard(text: string): { index: number; count: number } {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const part = { index: Number(index), count: Number(count) };
  if (part.index >= 1 && part.index <= part.count) return part;
  throw new InvalidArgumentError("It has to be i/n, like 1/4.");
}
