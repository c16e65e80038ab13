// What the figures are of.

import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly rustc: string;
  readonly chromium: string | null;
}

export function machine(chromium: string | undefined): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? "unknown",
    cores: all.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    rustc: execFileSync("rustc", ["--version"], { encoding: "utf8" }).trim(),
    chromium: chromium ?? null,
  };
}
