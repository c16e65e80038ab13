// Contenders run in processes of their own, so that none inherits the memory or the compiled code of another.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

export const root = fileURLToPath(new URL("..", import.meta.url));

/** What a program prints; rejects when it fails. */
export async function output(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await execute(command, args, { cwd: root, maxBuffer: 1 << 26 });
  return stdout;
}

/** The document that the cift command prints. */
export async function ciftJson(args: readonly string[]): Promise<Record<string, unknown>> {
  const program = join(root, "node-runner", "bin", "cift.mjs");
  return JSON.parse(await output(process.execPath, [program, ...args, "--json"])) as Record<string, unknown>;
}

/** The document that a TypeScript program of this folder prints. */
export async function benchJson<T>(program: string, args: readonly string[]): Promise<T> {
  return JSON.parse(
    await output(process.execPath, ["--import", "tsx", join(root, "bench", program), ...args]),
  ) as T;
}
