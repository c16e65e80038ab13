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

/**
 * Whether the page stood still since `watchFrames`: for most of a second, or, where the whole machine is slow, for a quarter
 * of the time, which is less than work on the page's own thread would take.
 */
export async function stoodStill(page: Page): Promise<boolean> {
  const gapsMs = await page.evaluate(
    () => (document.documentElement as unknown as { frameGaps: number[] }).frameGaps,
  );
  const spanMs = gapsMs.reduce((sum, gap) => sum + gap, 0);
  return Math.max(...gapsMs) > Math.max(400, spanMs / 4);
}
