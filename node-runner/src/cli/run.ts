// Runs a command line: parses it, does the work, prints the outcome, and gives the exit code.

import { CommanderError } from "commander";
import { type Version, versionOfThis, versionText } from "../version.js";
import { contextOf, type GlobalOptions } from "./context.js";
import { ExitCode } from "./exit-code.js";
import { failureOutcome } from "./failure.js";
import type { Json, Outcome } from "./outcome.js";
import { buildProgram } from "./program.js";
import { UsageError } from "./usage-error.js";

/** @param args the command line behind the program's name */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  // Read by hand, because they also count where commander stops before it has read them.
  const json = args.includes("--json");
  const verbose = args.includes("-v") || args.includes("--verbose");
  const version = args.includes("-V") || args.includes("--version") ? await versionOfThis() : undefined;
  let outcome: Outcome | undefined;
  let shown = "";
  const program = buildProgram({
    version: version && versionText(version),
    writeOut(text) {
      shown += text;
      if (!json) process.stdout.write(text);
    },
    async invoke(job) {
      const options = program.opts<GlobalOptions>();
      if (options.cwd !== undefined) enter(options.cwd);
      const context = contextOf(options);
      const clear = () => context.progress.clear();
      // main.ts ends the program; the line that is half shown goes first.
      process.prependOnceListener("SIGINT", clear);
      outcome = await job(context).finally(() => {
        clear();
        process.off("SIGINT", clear);
      });
    },
  });
  try {
    await program.parseAsync(args, { from: "user" });
    if (outcome !== undefined && outcome.printed !== true) print(outcome.document, outcome.lines, json);
    return outcome?.code ?? ExitCode.ok;
  } catch (error) {
    if (error instanceof CommanderError) return commanderStopped(error, json, version, shown);
    const failure = failureOutcome(error, verbose);
    process.stderr.write(`${failure.lines.join("\n")}\n`);
    if (json) printDocument(failure.document);
    return failure.code;
  }
}

/** Help and version end commander too, and what it says of errors is on stderr already. */
function commanderStopped(
  error: CommanderError,
  json: boolean,
  version: Version | undefined,
  shown: string,
): ExitCode {
  const isFailure = error.exitCode !== 0;
  if (!json) return isFailure ? ExitCode.usage : ExitCode.ok;
  if (isFailure) printDocument(failureOutcome(error, false).document);
  else if (error.code === "commander.version" && version !== undefined) printDocument({ ...version });
  else printDocument({ help: shown });
  return isFailure ? ExitCode.usage : ExitCode.ok;
}

function print(document: { readonly [key: string]: Json }, lines: readonly string[], json: boolean): void {
  if (json) printDocument(document);
  else process.stdout.write(`${lines.join("\n")}\n`);
}

function printDocument(document: { readonly [key: string]: Json }): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function enter(folder: string): void {
  try {
    process.chdir(folder);
  } catch (error) {
    throw new UsageError(`--cwd ${folder}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
