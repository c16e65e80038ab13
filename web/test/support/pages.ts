// What the end-to-end tests share: a page for each test, and afterwards the question whether anything went
// wrong in it.

import { readFileSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { chromiumFile, NO_CHROMIUM, type OpenPage, type Site, startSite, waitForState } from "./browser.ts";

const goldenFile = new URL("../../../schemas/golden/flash1-normal-20k.json", import.meta.url);

export const golden = JSON.parse(readFileSync(goldenFile, "utf8")) as {
  readonly digest: string;
  readonly events: number;
};

/** The state of the page when the sample has been played. */
export const GOLDEN_END = { state: "finished", digest: golden.digest, golden: "equal" };

export interface Pages {
  open(options?: BrowserContextOptions): Promise<Page>;
  /** With reduced motion the page waits to be started. */
  openReady(options?: BrowserContextOptions): Promise<Page>;
  /** What has gone wrong so far, for a test that makes it go wrong: it is forgotten. */
  takeComplaints(): string[];
}

/** Call it at the top of a file: it registers the hooks. */
export function usePages(): Pages {
  let site: Site | undefined;
  let opened: OpenPage | undefined;

  beforeAll(async () => {
    if (chromiumFile !== undefined) site = await startSite();
  });

  afterAll(async () => {
    await site?.close();
  });

  beforeEach((context) => {
    if (site === undefined) context.skip(NO_CHROMIUM);
  });

  afterEach(async () => {
    const complaints = opened?.complaints ?? [];
    await opened?.close();
    opened = undefined;
    if (complaints.length > 0) throw new Error(complaints.join("\n"));
  });

  const open = async (options?: BrowserContextOptions): Promise<Page> => {
    if (site === undefined) throw new Error(NO_CHROMIUM);
    opened = await site.open(options);
    return opened.page;
  };
  return {
    open,
    async openReady(options) {
      const page = await open({ reducedMotion: "reduce", ...options });
      await waitForState(page, "ready");
      return page;
    },
    takeComplaints: () => opened?.complaints.splice(0) ?? [],
  };
}

/** Picks a file, as the visitor does with the button. */
export function pick(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const file = { name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) };
  return page.locator("input[type=file]").setInputFiles(file);
}
