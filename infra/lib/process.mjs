// @ts-check
// Starting other programs. Long ones write to a log file, which is shown only when they fail.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, closeSync, constants, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { root, stateDir } from "./paths.mjs";

/**
 * The program of this name on the PATH (as the shell would find it), or undefined.
 * @param {string} name
 * @param {string} [path]
 * @returns {string | undefined}
 */
export function which(name, path = process.env.PATH ?? "") {
  for (const dir of path.split(delimiter)) {
    if (dir === "") continue;
    const candidate = join(dir, name);
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      // Not here: look in the next folder.
    }
  }
  return undefined;
}

/**
 * What a short command prints, trimmed; undefined when it cannot be started or fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function capture(command, args, env = process.env) {
  const result = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

/**
 * Runs a program with its output on the terminal, and gives its exit code (128 when a signal ended it).
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, onOutput?: (text: string) => void }} [options]
 *   onOutput also gets what is printed, for those who count in it
 * @returns {Promise<number>}
 */
export function run(command, args, { env = process.env, cwd = root, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: onOutput ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    child.on("error", reject);
    if (onOutput) {
      child.stdout?.on("data", (/** @type {Buffer} */ chunk) => {
        process.stdout.write(chunk);
        onOutput(chunk.toString());
      });
      child.stderr?.on("data", (/** @type {Buffer} */ chunk) => {
        process.stderr.write(chunk);
        onOutput(chunk.toString());
      });
    }
    child.on("close", (code) => resolve(code ?? 128));
  });
}

/**
 * The beginning and the end of a log: npm says what is wrong at its beginning, compilers at its end.
 * @param {string} text
 * @param {number} [first] lines
 * @param {number} [last] lines
 */
export function shortened(text, first = 12, last = 40) {
  const lines = text.trimEnd().split("\n");
  const left = lines.length - first - last;
  if (left <= 1) return lines.join("\n");
  return [...lines.slice(0, first), `… ${left} lines more …`, ...lines.slice(-last)].join("\n");
}

/**
 * Runs a program with its output in `.cift/log/NAME.log`, and gives its exit code (128 when a signal ended it).
 * @param {string} name of the log
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<{ code: number, log: string }>} log is the file's path
 */
export async function runToLog(name, command, args, { env = process.env, cwd = root } = {}) {
  const log = join(stateDir, "log", `${name}.log`);
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, "w");
  const code = await new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", file, file] });
    child.on("error", reject);
    child.on("close", (exit) => resolve(exit ?? 128));
  }).finally(() => closeSync(file));
  return { code, log };
}

/**
 * Runs a program with its output in a log; throws with the essence of that log when it fails.
 * @param {string} name of the log
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<void>}
 */
export async function runLogged(name, command, args, options = {}) {
  const { code, log } = await runToLog(name, command, args, options);
  if (code !== 0) {
    const output = shortened(readFileSync(log, "utf8"));
    throw new Error(
      `'${[command, ...args].join(" ")}' failed with exit code ${code}; from ${log}:\n${output}`,
    );
  }
}
