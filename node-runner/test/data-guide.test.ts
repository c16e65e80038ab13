// docs/data.md does what it says: its commands print what stands there, its programs run, its files are what is made.
// What needs the verification data is skipped where that is not here, and so is what needs a file made of it.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { dataFolder } from "../src/repository.js";
import { type Block, blocksOf, madeBy, playBlock } from "./support/guide.js";

const guide = readFileSync(new URL("../../docs/data.md", import.meta.url), "utf8");
const blocks = blocksOf(guide);
const data = dataFolder();
const folder = mkdtempSync(join(tmpdir(), "cift-guide-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a block needs and is not here: a part of the verification data, or a file that is made of it. */
function missingFor(block: Block): string | undefined {
  const needed = [...block.text.matchAll(/DATA\/[\w.-]+/g)].map(([path]) => path.slice("DATA/".length));
  const absent = needed.find((path) => data === undefined || !existsSync(join(data, path)));
  if (absent !== undefined) return join("../shared/data", absent);
  return makersOf(block)
    .map(missingFor)
    .find((missing) => missing !== undefined);
}

/** The earlier blocks that make the files of a block. */
function makersOf(block: Block): Block[] {
  const isUsed = (file: string) => block.file === file || block.text.includes(file);
  return blocks.slice(0, blocks.indexOf(block)).filter((earlier) => madeBy(earlier).some(isUsed));
}

/** Blocks are played side by side, each after those that make its files. */
const played = new Map<Block, Promise<void>>();

test("the guide has blocks of each kind", () => {
  const count = (test: (block: Block) => boolean) => blocks.filter(test).length;
  expect(count(({ language }) => language === "console")).toBeGreaterThanOrEqual(15);
  expect(count(({ language }) => language === "ts")).toBeGreaterThanOrEqual(5);
  expect(count(({ file }) => file !== "")).toBeGreaterThanOrEqual(5);
});

test.concurrent.for(blocks.map((block) => [block.line, block.heading, block] as const))(
  "line %i, %s",
  // They wait for each other, and for the processor.
  { timeout: 120_000 },
  async ([, , block], context) => {
    const missing = missingFor(block);
    if (missing !== undefined) context.skip(`${missing} is not here (CIFT_DATA names another place)`);
    const makers = makersOf(block).map((maker) => played.get(maker));
    const own = Promise.all(makers).then(() => playBlock(block, { folder, data: data ?? "" }));
    played.set(block, own);
    await own;
  },
);
