// cift conform lobster, mbo, binance, bitstamp, dbn, tulip on the verification data, and on copies with one thing changed.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { readInput } from "../src/inputs/input.js";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile, temporaryFolder } from "./support/temporary.js";

const backends = ["wasm", "native"] as const;

interface Case {
  readonly kind: string;
  /** Below the verification data; a folder is all of its files. */
  readonly path: readonly string[];
  /** What has to be in the report beside `equal`. */
  readonly report: Readonly<Record<string, unknown>>;
}

const cases: readonly Case[] = [
  {
    kind: "lobster",
    path: ["lobster", "zips", "LOBSTER_SampleFile_GOOG_2012-06-21_1.zip"],
    report: { rows: 49_481, rows_wrong: 0, unread: 0 },
  },
  {
    kind: "lobster",
    path: ["lobster", "zips", "LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"],
    report: { rows_wrong: 0, unread: 0 },
  },
  {
    kind: "mbo",
    path: ["databento_mbo", "orderbooks_mbo_2024-05-08T00-00-00_2024-05-08T00-00-02.csv.gz"],
    report: { events: 13_796, crossed: 0, trade_groups_unequal: 0, fills: 5 },
  },
  {
    kind: "binance",
    path: ["binance_hft", "raw", "spot_ethusdt_20240808.gz"],
    report: { price_different: 0, quantity_different: 0, crossed: 0, not_comparable: 0 },
  },
  {
    kind: "binance",
    path: ["binance_hft", "raw", "usdm_btcusdt_20240808.gz"],
    report: { price_different: 0, quantity_different: 0, crossed: 0 },
  },
  {
    kind: "bitstamp",
    path: ["bitstamp_l3", "raw", "orders.csv.xz"],
    report: { created: 24_894, deleted: 24_918, deleted_with_more: 0 },
  },
  { kind: "dbn", path: ["dbn_format"], report: { unread: 0, files_equal: 41 } },
  { kind: "tulip", path: ["tulip", "atoz.txt"], report: { cases: 45, cases_passed: 45 } },
];

function filesOf(context: TestContext, path: readonly string[]): string[] {
  const found = verificationData(context, ...path);
  if (path.length > 1) return [found];
  return readdirSync(found).map((name) => join(found, name));
}

/** The keys of a kind's counts, as the guide lists them. */
function documentedKeys(kind: string): string[] {
  const guide = readFileSync(new URL("../../docs/data.md", import.meta.url), "utf8");
  const list = new RegExp(`^- \`${kind}\`: ((?:.|\n  )+)`, "m").exec(guide)?.[1] ?? "";
  return [...list.matchAll(/`([a-z_]+)`/g)].map(([, key]) => key ?? "");
}

describe("cift conform", () => {
  const title = "finds all equal on both backends, which say the same: $kind $path";
  it.for(cases)(title, { timeout: 120_000 }, async ({ kind, path, report }, context) => {
    const files = filesOf(context, path);
    const documents: Record<string, unknown>[] = [];
    for (const backend of backends) {
      const run = await cift(["conform", kind, ...files, "--backend", backend, "--json"]);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      const { backend: used, ...document } = documentOf(run);
      expect(used).toBe(backend);
      documents.push(document);
    }
    expect(documents[0]).toMatchObject({ kind, ...report, equal: true, differences: [] });
    expect(documents[1]).toEqual(documents[0]);
    const { kind: _, inputs, equal, differences, notes, ...counts } = documents[0] ?? {};
    expect(Object.keys(counts)).toEqual(documentedKeys(kind));
  });
});

/** A copy of a text with one line, counted from 0, put another way. */
async function tampered(
  file: string,
  find: (line: string, index: number) => boolean,
  change: (line: string) => string,
  name = basename(file).replace(/\.(gz|xz)$/, ""),
): Promise<string> {
  const lines = new TextDecoder().decode((await readInput(file)).bytes).split("\n");
  const at = lines.findIndex(find);
  const before = lines[at] ?? "";
  lines[at] = change(before);
  if (at < 0 || lines[at] === before) throw new Error(`the change leaves ${file} as it is: ${before}`);
  return temporaryFile(name, lines.join("\n"));
}

/** The fields of a line, one of them changed. */
const withField = (at: number, change: (field: string) => string) => (line: string) =>
  line
    .split(",")
    .map((field, index) => (index === at ? change(field) : field))
    .join(",");

const oneMore = (field: string) => String(Number(field) + 1);

async function expectUnequal(kind: string, ...files: string[]): Promise<Record<string, unknown>> {
  const documents: Record<string, unknown>[] = [];
  for (const backend of backends) {
    const run = await cift(["conform", kind, ...files, "--backend", backend, "--json"]);
    if (run.code !== 3) throw new Error(`${kind} ended with ${run.code}: ${run.stdout}${run.stderr}`);
    const { backend: _, ...document } = documentOf(run);
    documents.push(document);
  }
  const [wasm, native] = documents;
  if (JSON.stringify(wasm) !== JSON.stringify(native)) throw new Error("the backends say different things");
  return wasm ?? {};
}

describe("a copy with one thing changed is not equal:", { timeout: 60_000 }, () => {
  it("a size of a book's row, of lobster", async (context) => {
    const zip = verificationData(context, "lobster", "zips", "LOBSTER_SampleFile_GOOG_2012-06-21_10.zip");
    const pair = "GOOG_2012-06-21_34200000_57600000";
    const folder = temporaryFolder();
    const member = async (name: string) => (await readInput(`${zip}:${pair}_${name}_10.csv`)).bytes;
    const messages = join(folder, `${pair}_message_10.csv`);
    const books = join(folder, `${pair}_orderbook_10.csv`);
    const rows = new TextDecoder().decode(await member("orderbook")).split("\n");
    rows[40_000] = withField(1, oneMore)(rows[40_000] ?? "");
    writeFileSync(messages, await member("message"));
    writeFileSync(books, rows.join("\n"));
    const report = await expectUnequal("lobster", messages, books);
    expect(report.rows_wrong).toBeGreaterThan(0);
    expect(report.differences).not.toEqual([]);
  });

  it("the size of a fill, of mbo", async (context) => {
    const file = verificationData(context, ...(cases[2]?.path ?? []));
    const copy = await tampered(file, (line) => line.includes(",F,"), withField(8, oneMore));
    const report = await expectUnequal("mbo", copy);
    expect(report).toMatchObject({ trade_groups_unequal: 1, equal: false });
  });

  it("the price of an order, so that the book is crossed, of mbo", async (context) => {
    const file = verificationData(context, ...(cases[2]?.path ?? []));
    const isBid = (line: string, at: number) => at > 13_650 && line.includes(",A,B,");
    const copy = await tampered(
      file,
      isBid,
      withField(7, () => "5900000000000"),
    );
    const report = await expectUnequal("mbo", copy);
    expect(report.crossed).toBeGreaterThan(0);
  });

  it("a published best bid, of binance", async (context) => {
    const file = verificationData(context, ...(cases[3]?.path ?? []));
    const isBest = (line: string, at: number) => at > 5000 && line.includes("@bookTicker");
    for (let tries = 0; tries < 40; tries++) {
      // Only what is published at the id of an update is compared.
      const skip = 5000 + tries * 300;
      const copy = await tampered(
        file,
        (line, at) => at > skip && isBest(line, at),
        (line) => line.replace(/"b":"(\d+)\./, (_, units: string) => `"b":"${Number(units) - 9}.`),
      );
      const run = await cift(["conform", "binance", copy, "--json"]);
      if (run.code === 0) continue;
      expect(run.code).toBe(3);
      expect(documentOf(run)).toMatchObject({ equal: false });
      return;
    }
    expect.unreachable("no change of a best bid was noticed");
  });

  it("what was left of a deleted order, of bitstamp", async (context) => {
    const file = verificationData(context, "bitstamp_l3", "raw", "orders.csv.xz");
    const created = new Set<string>();
    const isKnown = (line: string) => {
      const [id = ""] = line.split(",");
      if (line.includes("created")) created.add(id);
      return line.includes("deleted") && created.has(id);
    };
    const copy = await tampered(
      file,
      isKnown,
      withField(4, () => "99999999999"),
    );
    expect(await expectUnequal("bitstamp", copy)).toMatchObject({
      deleted_with_more: 1,
    });
  });

  it("the kind of a record, of dbn", async (context) => {
    const bytes = readFileSync(verificationData(context, "dbn_format", "test_data.mbo.v3.dbn"));
    // The last record has 56 bytes, and its second one is its kind.
    bytes[bytes.length - 55] = 0x77;
    const report = await expectUnequal("dbn", temporaryFile("spoiled.dbn", bytes));
    expect(report).toMatchObject({ unread: 1, files_equal: 0 });
  });

  it("a value of an indicator, of tulip", async (context) => {
    const file = verificationData(context, "tulip", "atoz.txt");
    const copy = await tampered(
      file,
      (line) => line.startsWith("{19194,8426"),
      (line) => line.replace("28458", "28459"),
    );
    expect(await expectUnequal("tulip", copy)).toMatchObject({ cases: 45, cases_passed: 44 });
  });
});

describe.each(["lobster", "mbo", "binance", "bitstamp", "dbn", "tulip"])("%s", (kind) => {
  it.for(backends)("names a file that is not there, on %s", async (backend) => {
    const path = join(temporaryFolder(), "not-there.gz");
    const run = await cift(["conform", kind, path, "--backend", backend]);
    expect(run.code).toBe(5);
    expect(run.stderr).toContain(`${path}: is not there`);
  });

  it("refuses what is none of its files, or finds nothing equal in it", async () => {
    const path = temporaryFile(
      "nonsense.bin",
      Uint8Array.from({ length: 300 }, (_, at) => at * 37),
    );
    const run = await cift(["conform", kind, path]);
    expect([3, 5]).toContain(run.code);
  });
});
