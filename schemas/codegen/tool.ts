import { spawnSync } from "node:child_process";

/** A program that the generator needs is not there. */
export class ToolMissing extends Error {
  override readonly name = "ToolMissing";
}

export interface ToolOptions {
  readonly cwd: string;
  readonly input?: string;
  /** How to get the program. */
  readonly install: string;
}

/** What a program prints. Throws what it complains about when it fails. */
export function runTool(command: string, args: readonly string[], options: ToolOptions): string {
  const { cwd, input = "", install } = options;
  const result = spawnSync(command, args, { cwd, input, encoding: "utf8" });
  if (result.error && "code" in result.error && result.error.code === "ENOENT") {
    throw new ToolMissing(`\`${command}\` is not installed, and the generator needs it: ${install}`);
  }
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")}:\n${result.stderr.trim()}`);
  return result.stdout;
}
