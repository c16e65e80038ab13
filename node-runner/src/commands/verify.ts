// cift verify: plays the scenarios of goldens and compares.

import { existsSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import type { Outcome } from "../cli/outcome.js";
import { UsageError } from "../cli/usage-error.js";
import type { Environment } from "../environment.js";
import { scenarioFolder } from "../golden/cases.js";
import { goldenFolder } from "../golden/golden.js";
import { DataError } from "../inputs/data-error.js";
import { type BackendsChoice, loadBackends } from "../verify/backends.js";
import { githubAnnotations } from "../verify/reporters/github.js";
import { jsonReport } from "../verify/reporters/json.js";
import { type ReporterName, report } from "../verify/reporters/reporter.js";
import type { State, Update, Verification } from "../verify/result.js";
import { verifyGoldens } from "../verify/verify.js";

export interface VerifyCommandOptions {
  /** True: without a mode. */
  readonly update?: Update | true;
  readonly bail?: boolean;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly reporter?: ReporterName;
  readonly backend: BackendsChoice;
  readonly scenarios?: string;
}

export async function verify(
  goldens: string | undefined,
  options: VerifyCommandOptions,
  context: Context,
  env: Environment = process.env,
): Promise<Outcome> {
  const update = updateOf(options.update, env);
  const { folder, only } = placeOf(goldens);
  const verification = await verifyGoldens({
    folder,
    scenarios: options.scenarios ?? scenarioFolder,
    backends: await loadBackends(options.backend, context.note),
    update,
    onProgress: (name, done) => context.progress.show(name, done),
    ...(options.bail === undefined ? {} : { bail: options.bail }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(only === undefined ? {} : { only }),
  });
  context.progress.clear();
  const reporter = options.reporter ?? "default";
  const annotations =
    isOn(env.GITHUB_ACTIONS) && reporter !== "github" ? githubAnnotations(verification) : [];
  // A document stays one: there GitHub finds its annotations on stderr.
  const isDocument = reporter !== "default";
  if (isDocument) for (const line of annotations) process.stderr.write(`${line}\n`);
  return {
    code: codeOf(verification),
    document: jsonReport(verification),
    lines: [...(isDocument ? [] : annotations), ...report(reporter, verification, context.paint)],
  };
}

/** In CI nothing is written: what is there has to be right. Elsewhere what is missing is made. */
function updateOf(given: Update | true | undefined, env: Environment): Update {
  const inCi = isOn(env.CI);
  if (given === undefined) return inCi ? "none" : "new";
  const update = given === true ? "all" : given;
  if (inCi && update !== "none")
    throw new UsageError("goldens are not written in CI: update them where you work");
  return update;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

/** A folder, or one golden of a folder. */
export function placeOf(path = goldenFolder): { readonly folder: string; readonly only?: string } {
  if (path.endsWith(".json") && !(existsSync(path) && statSync(path).isDirectory())) {
    return { folder: existingFolder(dirname(path)), only: basename(path, ".json") };
  }
  return { folder: existingFolder(path) };
}

function existingFolder(path: string): string {
  if (existsSync(path) && statSync(path).isDirectory()) return path;
  throw new DataError(path, "there is no such folder");
}

/** The gravest of what was found: an unequal run, then what cannot be compared, then what is missing or too much. */
function codeOf({ results }: Verification): ExitCode {
  const failed = new Set(results.filter((result) => result.failed).map(({ state }): State => state));
  if (failed.has("mismatch")) return ExitCode.mismatch;
  if (failed.has("refused") || failed.has("broken")) return ExitCode.data;
  return failed.has("missing") || failed.has("obsolete") ? ExitCode.missing : ExitCode.ok;
}
