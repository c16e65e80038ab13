// Runs programs of their own, for what a test's process cannot show: its end, its warnings, its memory.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The package, for scripts that import it by its place. */
export const ENGINE = new URL("../../dist/index.js", import.meta.url).href;

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunOptions {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs. Default: the package's folder. */
  readonly cwd?: string;
}

/** Runs a module of Node from its text. `ENGINE` in it is the package's address. */
export function runScript(source: string, options: RunOptions = {}): Promise<Ended> {
  const { flags = [], env = {}, cwd = fileURLToPath(new URL("../..", import.meta.url)) } = options;
  const script = source.replaceAll("ENGINE", JSON.stringify(ENGINE));
  const clean = { ...process.env, ...env };
  // vitest's own would be inherited.
  delete clean.NODE_OPTIONS;
  const child = spawn(process.execPath, [...flags, "--input-type=module", "--eval", script], {
    cwd,
    env: clean,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += chunk));
  child.stderr.on("data", (chunk) => (stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** Runs a module that prints JSON, and reads it. */
export async function runForJson(source: string, options?: RunOptions): Promise<unknown> {
  const ended = await runScript(source, options);
  if (ended.code !== 0)
    throw new Error(`the script ended with ${ended.code ?? ended.signal}:\n${ended.stderr}`);
  return JSON.parse(ended.stdout);
}
