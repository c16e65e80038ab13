// How evenly a page draws while it works.

import type { Page } from "playwright-core";

/** Frames are looked at from now on. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const gaps: number[] = [];
    Object.assign(document.documentElement, { frameGaps: gaps });
    let last = performance.now();
    const look = (now: number): void => {
      gaps.push(now - last);
      last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

/** Between two frames where nothing hinders them. */
const FRAME_MS = 1000 / 60;
/** What people take for a page that stands still. */
const STILL_MS = 400;

/** Whether the page stood still since `watchFrames`; where the machine is slow, so that most frames are late, for longer. */
export async function stoodStill(page: Page): Promise<boolean> {
  const gapsMs = await page.evaluate(
    () => (document.documentElement as unknown as { frameGaps: number[] }).frameGaps,
  );
  const inOrder = [...gapsMs].sort((one, other) => one - other);
  const medianMs = inOrder[Math.floor(inOrder.length / 2)] ?? FRAME_MS;
  return Math.max(...gapsMs) >= STILL_MS * Math.max(1, medianMs / FRAME_MS);
}
