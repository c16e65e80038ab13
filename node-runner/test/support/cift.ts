// Runs the cift command as a user does.

import { type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../bin/cift.mjs", import.meta.url));

/** How often it is looked whether the program is to be interrupted. */
const WATCH_MS = 5;

export interface Run {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Arguments of Node itself. */
  readonly node?: readonly string[];
  /** Sends SIGINT after this many milliseconds. */
  readonly interruptAfter?: number;
  /** Sends SIGINT as soon as this is so. */
  readonly interruptWhen?: () => boolean;
}

export function cift(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const env = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env };
  const spawnOptions: SpawnOptions = { env, stdio: ["ignore", "pipe", "pipe"] };
  if (options.cwd !== undefined) spawnOptions.cwd = options.cwd;
  const child = spawn(process.execPath, [...(options.node ?? []), program, ...args], spawnOptions);
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk));
  const { interruptAfter, interruptWhen } = options;
  const interrupt = () => {
    clearInterval(watch); // a second one would end it at once
    child.kill("SIGINT");
  };
  const timer = interruptAfter === undefined ? undefined : setTimeout(interrupt, interruptAfter);
  const look = () => interruptWhen?.() && interrupt();
  const watch = interruptWhen === undefined ? undefined : setInterval(look, WATCH_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      clearInterval(watch);
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** The document of a run with --json: stdout has to be one and nothing else. */
export function documentOf(run: Run): Record<string, unknown> {
  return JSON.parse(run.stdout) as Record<string, unknown>;
}
