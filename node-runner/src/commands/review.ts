// cift review: what runs gave that are not their goldens', beside them in `.new` files; to look at, take, or throw away.

import { readFileSync, renameSync, rmSync } from "node:fs";
import { loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import type { Json, Outcome } from "../cli/outcome.js";
import { jsonNames } from "../golden/cases.js";
import { type Golden, goldenPath, NEW_SUFFIX, parseGolden, readGolden } from "../golden/golden.js";
import { DataError } from "../inputs/data-error.js";
import { type Divergence, findDivergence } from "../verify/divergence.js";
import { divergenceLines } from "../verify/divergence-lines.js";
import { hasNew, whyNotUpdated } from "../verify/verify.js";
import { placeOf } from "./verify.js";

export interface ReviewOptions {
  readonly accept?: boolean;
  readonly reject?: boolean;
}

interface Reviewed {
  readonly name: string;
  readonly state: "pending" | "accepted" | "rejected" | "refused";
  readonly message: string;
  readonly divergence: Divergence | undefined;
}

export async function review(
  goldens: string | undefined,
  options: ReviewOptions,
  { paint }: Context,
): Promise<Outcome> {
  const { folder, only } = placeOf(goldens);
  const names = jsonNames(folder).filter(
    (name) => (only === undefined || name === only) && hasNew(name, folder),
  );
  const { semanticsVersion } = await loadBackend("wasm");
  const reviewed = names.map((name) => reviewOne(name, folder, options, semanticsVersion));
  const lines = reviewed.flatMap(({ name, state, message, divergence }) => [
    `${paint.bold(name)}: ${state === "pending" ? paint.cyan(state) : state}${message === "" ? "" : `: ${message}`}`,
    ...(divergence === undefined ? [] : divergenceLines(divergence, paint)),
    "",
  ]);
  const count = (state: Reviewed["state"]) => reviewed.filter((one) => one.state === state).length;
  const [pending, refused] = [count("pending"), count("refused")];
  const closing = `${pending} pending, ${count("accepted")} accepted, ${count("rejected")} rejected, ${refused} refused`;
  return {
    code: pending + refused > 0 ? ExitCode.mismatch : ExitCode.ok,
    document: { folder, reviewed: reviewed.map((one): Json => JSON.parse(JSON.stringify(one)) as Json) },
    lines: [...lines, closing],
  };
}

function reviewOne(name: string, folder: string, options: ReviewOptions, semanticsVersion: number): Reviewed {
  const path = goldenPath(name, folder);
  const run = parseGolden(path + NEW_SUFFIX, readFileSync(path + NEW_SUFFIX, "utf8"));
  const golden = readGolden(name, folder);
  const divergence = golden === undefined ? undefined : findDivergence(golden, run);
  if (options.reject === true) {
    rmSync(path + NEW_SUFFIX);
    return { name, state: "rejected", message: "", divergence };
  }
  if (options.accept !== true) return { name, state: "pending", message: "", divergence };
  const refusal = whyRefused(golden, run, semanticsVersion, path);
  if (refusal !== undefined) return { name, state: "refused", message: refusal, divergence };
  renameSync(path + NEW_SUFFIX, path);
  return { name, state: "accepted", message: "", divergence };
}

function whyRefused(
  golden: Golden | undefined,
  run: Golden,
  semanticsVersion: number,
  path: string,
): string | undefined {
  if (run.semanticsVersion !== semanticsVersion) {
    const problem = `is of version ${run.semanticsVersion} of the matching rules, the engine has ${semanticsVersion}`;
    throw new DataError(path + NEW_SUFFIX, problem);
  }
  return golden === undefined ? undefined : whyNotUpdated(golden, run);
}
