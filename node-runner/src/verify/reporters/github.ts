// GitHub's workflow commands: a failure is shown at its golden, in the list of changed files.

import { existsSync, readFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { paintFor } from "../../cli/paint.js";
import { repositoryRoot } from "../../repository.js";
import { divergenceLines } from "../divergence-lines.js";
import { closingLine, type Result, type Verification } from "../result.js";

export function githubReport(verification: Verification): string[] {
  const { results } = verification;
  return [...results.flatMap(annotation), closingLine(verification)];
}

/** The annotations alone, for other reports to have them beside them. */
export function githubAnnotations({ results }: Verification): string[] {
  return results.flatMap(annotation);
}

function annotation(result: Result): string[] {
  const { name, file, state, failed, message, divergence } = result;
  if (!failed) return state === "obsolete" ? [command("warning", result, message)] : [];
  const details = divergence === undefined ? [] : divergenceLines(divergence, paintFor(false));
  return [command("error", { name, file, state }, [message, ...details].join("\n"))];
}

function command(
  level: "error" | "warning",
  { name, file, state }: Pick<Result, "name" | "file" | "state">,
  text: string,
): string {
  const path = relative(repositoryRoot, file).split(sep).join("/");
  const properties = { file: path, line: String(lineOf(file)), title: `golden ${name}: ${state}` };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapedProperty(value)}`);
  return `::${level} ${list.join(",")}::${escapedData(text)}`;
}

/** Where the golden's digest stands in its file. */
function lineOf(file: string): number {
  if (!existsSync(file)) return 1;
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.findIndex((line) => line.includes('"digest"')) + 1 || 1;
}

function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
