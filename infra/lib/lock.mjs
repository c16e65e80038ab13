// @ts-check
// One at a time: two bootstraps or builds at once would write into each other's half-made folders.

import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Takes the lock or tells who has it. The file is linked into place complete, so nobody reads it half-written.
 * @param {string} path
 * @returns {{ taken: true } | { taken: false, holder: number }}
 */
function tryLock(path) {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, path);
    return { taken: true };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(own);
  }
  try {
    return { taken: false, holder: Number(readFileSync(path, "utf8")) };
  } catch {
    return tryLock(path); // Released between the two calls.
  }
}

/**
 * Removes the lock of a process that died. Moved aside first and looked at again: if another process was quicker and
 * already holds a new lock, that one is put back.
 * @param {string} path
 * @param {number} dead
 */
function removeStale(path, dead) {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (Number(readFileSync(aside, "utf8")) !== dead) {
    try {
      linkSync(aside, path);
    } catch {
      // A third one holds it now.
    }
  }
  unlinkSync(aside);
}

/**
 * @template T
 * @param {string} path of the lock file
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (holder: number) => void, pollMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { onWait, pollMs = 250 } = {}) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  for (;;) {
    const attempt = tryLock(path);
    if (attempt.taken) break;
    if (!isAlive(attempt.holder)) {
      removeStale(path, attempt.holder);
      continue;
    }
    if (!told) onWait?.(attempt.holder);
    told = true;
    await sleep(pollMs);
  }
  const release = () => {
    try {
      unlinkSync(path);
    } catch {
      // Gone already.
    }
  };
  // A bootstrap stopped with Ctrl-C leaves a lock of a dead process, which the next one removes; process.exit does not.
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}
