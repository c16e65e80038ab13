// The verification data: a day of a real market, and the benchmark's published hashes. Both backends.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BackendKind, loadBackend } from "@cift/engine";
import { beforeEach, describe, expect, it } from "vitest";
import { playFlash1 } from "../src/conform/flash1-conform.js";
import { pauseForSignals } from "../src/conform/pause.js";
import { flash1Scenarios } from "../src/golden/cases.js";
import { readFlash1Orders } from "../src/inputs/flash1-orders.js";
import { readInput } from "../src/inputs/input.js";
import { cift, documentOf, type Run } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFolder } from "./support/temporary.js";

const backends: readonly BackendKind[] = ["wasm", "native"];
const ORDERBOOK =
  "zips/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip:GOOG_2012-06-21_34200000_57600000_orderbook_10.csv";

interface Files {
  readonly ops: string;
  readonly fills: string;
  readonly orderbook: string;
}

describe("cift conform lobster-ops on the GOOG day", () => {
  let files: Files;

  beforeEach((context) => {
    const folder = verificationData(context, "lobster");
    const [ops, fills] = [join(folder, "GOOG_10_ops.csv.gz"), join(folder, "GOOG_10_fills.csv.gz")];
    files = { ops, fills, orderbook: join(folder, ORDERBOOK) };
  });

  const conform = (some: Partial<Files>, ...more: string[]): Promise<Run> => {
    const { ops, fills, orderbook } = { ...files, ...some };
    const args = [
      "--ops",
      ops,
      "--fills",
      fills,
      "--orderbook",
      orderbook,
      "--levels",
      "10",
      "--json",
      ...more,
    ];
    return cift(["conform", "lobster-ops", ...args]);
  };

  it.for(backends)("finds every fill and every row equal on %s", async (backend) => {
    const run = await conform({}, "--backend", backend);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(run)).toMatchObject({
      symbol: "GOOG",
      backend,
      ops: 155_873,
      fills: { compared: 7646, different: 0 },
      rows: { compared: 145_363, different: 0 },
      equal: true,
    });
  });

  it("compares the top of the levels that the file has", async (context) => {
    const zip = verificationData(context, "lobster", "zips/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip");
    const run = await conform(
      { orderbook: `${zip}:GOOG_2012-06-21_34200000_57600000_orderbook_10.csv` },
      "--levels",
      "3",
    );
    expect(documentOf(run)).toMatchObject({ levels: 3, rows: { compared: 145_363, different: 0 } });
  });

  it("finds one changed fill", async () => {
    const fills = await tamper(files.fills, 5000, (line) =>
      line.replace(/\d+$/, (size) => String(Number(size) + 1)),
    );
    const run = await conform({ fills });
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({
      fills: { compared: 7646, different: 1 },
      rows: { different: 0 },
      first_difference: { what: "fill", where: `${fills}:5001` },
    });
  });

  it("finds one changed row", async () => {
    const orderbook = await tamper(files.orderbook, 99_999, (line) => line.replace(/\d+$/, "7"));
    const run = await conform({ orderbook });
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({
      fills: { different: 0 },
      rows: { compared: 145_363, different: 1 },
      first_difference: {
        what: "row",
        where: expect.stringMatching(/^row 99999 \(.*:100000\), level 10, bid_sz10$/),
      },
    });
  });

  it("finds one changed op, and all that comes of it", async () => {
    const ops = await tamper(files.ops, 80_001, (line) => line.replace(/(\d+),(-?\d+)$/, "1,$2"));
    const run = await conform({ ops });
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ equal: false, first_difference: { seq: expect.any(Number) } });
  });
});

/** A copy of a text with one line, counted from 0, put another way. */
async function tamper(file: string, line: number, change: (text: string) => string): Promise<string> {
  const lines = new TextDecoder().decode((await readInput(file)).bytes).split("\n");
  const before = lines[line] ?? "";
  lines[line] = change(before);
  if (lines[line] === before)
    throw new Error(`the change leaves line ${line} of ${file} as it is: ${before}`);
  const path = join(temporaryFolder(), "tampered.csv");
  writeFileSync(path, lines.join("\n"));
  return path;
}

describe.each(["seed7", "seed23"] as const)("flash1 %s", (seed) => {
  const name = "%s has the published report stream on both backends";
  it.for(flash1Scenarios)(name, { timeout: 120_000 }, async (scenario, context) => {
    const path = verificationData(context, "flash1", seed, `${scenario}.bin.xz`);
    const hashes = JSON.parse(
      readFileSync(verificationData(context, "flash1", "hashes.json"), "utf8"),
    ) as Hashes;
    const orders = readFlash1Orders(await readInput(path));
    for (const kind of backends) {
      const hash = createHash("sha256");
      const onReports = (chunk: Uint8Array) => void hash.update(chunk);
      const backend = await loadBackend(kind);
      const run = await playFlash1(orders, { backend, onReports, pause: pauseForSignals });
      expect([kind, hash.digest("hex")]).toEqual([kind, hashes[seed][scenario]]);
      expect([run.messages, run.refusedOrders]).toEqual([orders.count, 0]);
    }
  });
});

type Hashes = Readonly<Record<"seed7" | "seed23", Readonly<Record<string, string>>>>;
