// The command line: verbs, options, help. What a verb does is in ../commands.

import { Command, Option } from "commander";
import { type BenchOptions, bench } from "../commands/bench.js";
import { type ConformFlash1Options, conformFlash1 } from "../commands/conform-flash1.js";
import { type ConformLobsterOptions, conformLobster } from "../commands/conform-lobster.js";
import { doctor } from "../commands/doctor.js";
import { type ReplayOptions, replay } from "../commands/replay.js";
import type { FlowFormat } from "../conform/load-flow.js";
import { backendOption, positiveInteger, sha256Text } from "./arguments.js";
import { addDataKinds } from "./conform-data.js";
import { addEngineKinds } from "./conform-engines.js";
import { addConformModels } from "./conform-models.js";
import type { Context } from "./context.js";
import { addDataVerbs } from "./data-verbs.js";
import { addGoldenVerbs } from "./golden-verbs.js";
import type { Outcome } from "./outcome.js";

/** Does a verb's work with the context that the global options ask for, and keeps the outcome. */
export type Invoke = (job: (context: Context) => Promise<Outcome>) => Promise<void>;

const EXIT_CODES = `
Exit codes:
  0 ok   1 the run failed   2 wrong usage   3 not equal   4 golden missing or obsolete
  5 bad data   6 something needed is missing   130 interrupted   143 told to end`;

export interface ProgramOptions {
  readonly invoke: Invoke;
  /** Gets help and version. */
  readonly writeOut: (text: string) => void;
  /** Text of `-V`; undefined while nobody asks. */
  readonly version: string | undefined;
}

export function buildProgram({ invoke, writeOut, version }: ProgramOptions): Command {
  const program = new Command("cift")
    .description("CIFT Markets: one deterministic matching engine, in WebAssembly and native.")
    .option("--json", "print one JSON document on stdout; everything else goes to stderr")
    .option("-q, --quiet", "no progress and no notes")
    .option("-v, --verbose", "say where in the program an error came from")
    .option("--no-color", "no colours (NO_COLOR and FORCE_COLOR count too)")
    .option("--cwd <folder>", "work as if started in this folder")
    .version(
      version ?? "",
      "-V, --version",
      "print the versions of engine and matching rules, and the commit",
    )
    .addHelpText("after", `${EXIT_CODES}\n\nExamples:\n  $ cift replay\n  $ cift doctor --json`)
    .showHelpAfterError("(cift --help lists all verbs, cift VERB --help its options)")
    .configureOutput({ writeOut })
    .exitOverride();
  addReplay(program, invoke);
  addConform(program, invoke);
  addBench(program, invoke);
  addGoldenVerbs(program, invoke);
  addDataVerbs(program, invoke);
  program
    .command("doctor")
    .description("look at what is installed here, and say how to get what is missing")
    .action(() => invoke(doctor));
  return program;
}

function addReplay(program: Command, invoke: Invoke): void {
  program
    .command("replay")
    .description("replay order flow in WebAssembly and native, check what comes out, compare the digests")
    .argument("[files...]", "flash1 order files (.bin, .bin.gz, .bin.xz) or LOBSTER ops (.csv, .csv.gz)")
    .option("--sample", "replay the bundled sample, also where the verification data is there")
    .addOption(new Option("--backend <kind>", "only this one").choices(["wasm", "native"]))
    .addHelpText(
      "after",
      `
Without files: the GOOG day of the verification data where it is there, else the bundled sample.

Examples:
  $ cift replay
  $ cift replay --sample --json
  $ cift replay --backend wasm orders.bin.xz`,
    )
    .action((files: string[], options: ReplayOptions) =>
      invoke((context) => replay(files, options, context)),
    );
}

function addConform(program: Command, invoke: Invoke): void {
  const conform = program
    .command("conform")
    .description("check the engine against what a real market or other engines did");
  conform
    .command("lobster-ops")
    .description("replay a LOBSTER day as an order stream; every fill and every book row has to be equal")
    .requiredOption("--ops <file>", "seq,time_ns,op,order_id,side,price,size,ob_row")
    .requiredOption("--fills <file>", "seq,maker_order_id,price,size in match order")
    .requiredOption("--orderbook <file>", "LOBSTER's order book file")
    .requiredOption("--levels <n>", "levels of the book to compare", positiveInteger)
    .addOption(backendOption())
    .addHelpText(
      "after",
      `
Files are csv, csv.gz, or a member of a zip archive as ARCHIVE.zip:MEMBER.

Examples:
  $ cift conform lobster-ops --ops GOOG_10_ops.csv.gz --fills GOOG_10_fills.csv.gz \\
      --orderbook LOBSTER.zip:GOOG_2012-06-21_34200000_57600000_orderbook_10.csv --levels 10`,
    )
    .action((options: ConformLobsterOptions) => invoke((context) => conformLobster(options, context)));
  conform
    .command("flash1")
    .description("play a flash1 order file and hash its report stream")
    .argument("<orders>", "ORDERS.bin, .bin.gz or .bin.xz")
    .option("--expect <sha256>", "the hash that the report stream has to have", sha256Text)
    .addOption(backendOption())
    .addHelpText(
      "after",
      `
Examples:
  $ cift conform flash1 normal.bin.xz --backend wasm
  $ cift conform flash1 normal.bin.xz --expect 99070bf220482ac06c7059c1e169baab18e47dfa0121ee57b15b6bd21be3d668`,
    )
    .action((orders: string, options: ConformFlash1Options) =>
      invoke((context) => conformFlash1(orders, options, context)),
    );
  addEngineKinds(conform, invoke);
  addConformModels(conform, invoke);
  addDataKinds(conform, invoke);
}

function addBench(program: Command, invoke: Invoke): void {
  const verb = program.command("bench").description("time the engine");
  const add = (format: FlowFormat, argument: string, description: string) =>
    verb
      .command(format)
      .description(`time ${argument}, best of 7 runs`)
      .argument("<file>", description)
      .addOption(backendOption())
      .option("--per-call", "one call a message instead of one batch")
      .addOption(new Option("--read", "read every event of the batch").conflicts("perCall"))
      .addHelpText("after", benchHelp(format))
      .action((file: string, options: BenchOptions) =>
        invoke((context) => bench(format, file, options, context)),
      );
  add("flash1", "a flash1 order file", "ORDERS.bin, .bin.gz or .bin.xz");
  add("lobster-ops", "the ops of a LOBSTER day", "OPS.csv, .csv.gz, or a member of a zip archive");
}

function benchHelp(format: FlowFormat): string {
  const file = format === "flash1" ? "normal.bin.xz" : "GOOG_10_ops.csv.gz";
  return `
The orders are 64-byte commands in memory before the clock starts. Every run has a fresh session, with memory for 65,536
orders and 1,024 price pages set aside. All events and the digest are made; without --read nobody looks at the events.

Examples:
  $ cift bench ${format} ${file} --backend native --json
  $ cift bench ${format} ${file} --backend wasm --per-call`;
}
