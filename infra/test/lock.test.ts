import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withLock } from "../lib/lock.mjs";
import { temporaryFolder } from "./temporary.js";

const module = new URL("../lib/lock.mjs", import.meta.url).href;

/** A process that takes the lock, notes when it enters and leaves, and ends. */
function contender(lock: string, log: string): Promise<number | null> {
  const program = `
    import { appendFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    import { withLock } from ${JSON.stringify(module)};
    await withLock(${JSON.stringify(lock)}, async () => {
      appendFileSync(${JSON.stringify(log)}, "in " + process.pid + "\\n");
      await sleep(40);
      appendFileSync(${JSON.stringify(log)}, "out " + process.pid + "\\n");
    }, { pollMs: 5 });`;
  return new Promise((resolve) => {
    spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: "inherit" }).on(
      "close",
      resolve,
    );
  });
}

/** The id of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

/** Whether every process left before the next one entered. */
function isOneAtATime(log: string): boolean {
  const lines = readFileSync(log, "utf8").trimEnd().split("\n");
  return lines.every((line, i) =>
    i % 2 === 0 ? line.startsWith("in ") : line === lines[i - 1]?.replace("in", "out"),
  );
}

describe("the lock", () => {
  it("lets one process in at a time", async () => {
    const folder = temporaryFolder();
    const [lock, log] = [join(folder, "lock"), join(folder, "log")];
    const codes = await Promise.all(Array.from({ length: 5 }, () => contender(lock, log)));
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    expect(readFileSync(log, "utf8").trimEnd().split("\n")).toHaveLength(10);
    expect(isOneAtATime(log)).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });

  it("of a process that died is taken over, by one of those who wait", async () => {
    const folder = temporaryFolder();
    const [lock, log] = [join(folder, "lock"), join(folder, "log")];
    writeFileSync(lock, String(deadProcess()));
    await Promise.all(Array.from({ length: 4 }, () => contender(lock, log)));
    expect(readFileSync(log, "utf8").trimEnd().split("\n")).toHaveLength(8);
    expect(isOneAtATime(log)).toBe(true);
  });

  it("is waited for while its process lives, which is said once", async () => {
    const lock = join(temporaryFolder(), "lock");
    const holders: number[] = [];
    let release = () => {};
    const first = withLock(lock, () => new Promise<void>((resolve) => (release = resolve)));
    const second = withLock(lock, () => Promise.resolve("got it"), {
      pollMs: 2,
      onWait: (pid) => holders.push(pid),
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(holders).toEqual([process.pid]);
    release();
    await first;
    expect(await second).toBe("got it");
  });

  it("is released when the work fails", async () => {
    const lock = join(temporaryFolder(), "lock");
    await expect(withLock(lock, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await withLock(lock, () => Promise.resolve("again"))).toBe("again");
  });
});
