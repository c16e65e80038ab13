// The open cases, told another way: other spaces, line ends, columns and marks; and seen in a mirror, buys for sells.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { playEuronext } from "../src/conform/euronext/conform.js";
import { playExchangeCore } from "../src/conform/exchange-core/conform.js";
import type { CaseResult } from "../src/conform/gherkin/case-result.js";
import { parseFeature } from "../src/conform/gherkin/parse.js";
import { playXetra } from "../src/conform/xetra/conform.js";
import { verificationData } from "./support/data.js";

type Line = readonly string[] | string;

/** A feature file's lines, rows of tables as their cells. */
function linesOf(text: string): Line[] {
  return text.split("\n").map((line) =>
    /^\s*\|/.test(line)
      ? line
          .trim()
          .slice(1, -1)
          .split("|")
          .map((cell) => cell.trim())
      : line,
  );
}

const write = (lines: readonly Line[], newline = "\n") =>
  lines.map((line) => (typeof line === "string" ? line : `  | ${line.join(" | ")} |`)).join(newline);

/** Changes tables row by row; the first row of a table is its header. */
function withTables(
  text: string,
  change: (row: readonly string[], header: readonly string[]) => readonly string[],
): string {
  let header: readonly string[] | undefined;
  return write(
    linesOf(text).map((line) => {
      if (typeof line === "string") {
        header = undefined;
        return line;
      }
      header ??= line;
      return change(line, header);
    }),
  );
}

const variants: readonly (readonly [string, (text: string) => string])[] = [
  ["as they are", (text) => text],
  ["with Windows' line ends and tabs", (text) => write(linesOf(text), "\r\n").replace(/^ +/gm, "\t\t")],
  [
    "without spaces in tables, and none at the end",
    (text) =>
      withTables(text, (row) => row)
        .replaceAll(" | ", "|")
        .trimEnd(),
  ],
  [
    "with remarks and empty lines everywhere",
    (text) => text.replaceAll("\n", "\n\n   # remark | of | no table\n"),
  ],
  ["with other words for And", (text) => text.replaceAll(/^(\s*)And /gm, "$1* ")],
  [
    "with wide spaces and marks",
    (text) =>
      text.replaceAll(/^(\s*(?:Given|When|Then|And) .*[^:\s])$/gm, "$1 .").replaceAll(" order", "  order"),
  ],
  ["with typographic quotes", (text) => text.replaceAll(/"([^"\n]*)"/g, "\u201C$1\u201D")],
];

const tables: readonly (readonly [string, (text: string) => string])[] = [
  ["with columns from right to left", (text) => withTables(text, (row) => row.toReversed())],
  ["with columns turned", (text) => withTables(text, ([first = "", ...rest]) => [...rest, first])],
  [
    "with headers in capitals",
    (text) =>
      withTables(text, (row, header) => (row === header ? row.map((cell) => cell.toUpperCase()) : row)),
  ],
  [
    "with headers in one word",
    (text) =>
      withTables(text, (row, header) =>
        row === header ? row.map((cell) => cell.replaceAll(" ", "_")) : row,
      ),
  ],
  [
    "with decimal commas",
    (text) => withTables(text, (row) => row.map((cell) => cell.replace(/^(\d+)\.(\d+)$/, "$1,$2"))),
  ],
  [
    "with dashes for nothing",
    (text) => withTables(text, (row) => row.map((cell) => (cell === "" ? "-" : cell))),
  ],
];

const swapped: Readonly<Record<string, string>> = {
  buy: "sell",
  sell: "buy",
  bid: "ask",
  ask: "bid",
  buying: "selling",
  selling: "buying",
};
/** The mirror of a price: the prices of the open cases are around ten. */
const mirrorOfPrice = (price: string) =>
  String(Math.round(2000 - Number(price.replace(",", ".")) * 100) / 100);

/** Buys for sells, and prices that are as far on the other side of ten. */
function mirrored(text: string): string {
  const words = text.replaceAll(/\b(buy|sell|bid|ask|buying|selling)\b/gi, (word) => {
    const other = swapped[word.toLowerCase()] ?? word;
    return word[0] === word[0]?.toUpperCase() ? `${other[0]?.toUpperCase()}${other.slice(1)}` : other;
  });
  const sentences = words.replaceAll(/(?<= at )[\d.,]+(?= price)/g, mirrorOfPrice);
  return withTables(sentences, (row, header) =>
    row.map((cell, at) =>
      /price$/i.test(header[at] ?? "") && /^[\d.,]+$/.test(cell) ? mirrorOfPrice(cell) : cell,
    ),
  );
}

function featuresOf(folder: string, change: (text: string) => string) {
  const names = readdirSync(folder).filter((name) => name.endsWith(".feature"));
  return names.map((name) => {
    const text = change(readFileSync(join(folder, name), "utf8"));
    return parseFeature({ name, bytes: new TextEncoder().encode(text) });
  });
}

const unequal = (results: readonly CaseResult[]) => results.filter(({ status }) => status !== "passed");

describe("Euronext's open scenarios", () => {
  it.for([...variants, ...tables, ["in a mirror", mirrored] as const])(
    "are equal %s",
    async ([, change], context: TestContext) => {
      const results = await playEuronext(
        featuresOf(verificationData(context, "auction", "euronext_features"), change),
        "wasm",
      );
      expect([results.length, unequal(results)]).toEqual([17, []]);
    },
  );
});

describe("exchange-core's open scenarios", () => {
  it.for(variants)("are equal %s", async ([, change], context: TestContext) => {
    const results = await playExchangeCore(
      featuresOf(verificationData(context, "exchange_core"), change),
      "wasm",
    );
    expect([results.length, unequal(results)]).toEqual([3, []]);
  });
});

describe("Xetra's open cases", () => {
  const mirror = (value: unknown, key = ""): unknown => {
    if (typeof value === "number") return /^(?:limit|price|ref)$/.test(key) ? 400 - value : value;
    if (typeof value === "string") return key === "side" ? swapped[value] : value;
    if (Array.isArray(value)) return value.map((part) => mirror(part, key));
    if (typeof value !== "object" || value === null) return value;
    const names: Readonly<Record<string, string>> = {
      bids: "asks",
      asks: "bids",
      bid_surplus: "ask_surplus",
      ask_surplus: "bid_surplus",
    };
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [names[name] ?? name, mirror(part, name)]),
    );
  };

  it("are equal in a mirror, where no tie has to be broken", async (context) => {
    const text = readFileSync(verificationData(context, "auction", "xetra_dev.json"), "utf8");
    const { auction, continuous } = JSON.parse(text) as { auction: { id: string }[]; continuous: object[] };
    // Of two limits that are equally near, the higher one is taken: that has no mirror image.
    const cases = { auction: auction.filter(({ id }) => id !== "A5/200"), continuous };
    const bytes = new TextEncoder().encode(JSON.stringify(mirror(cases)));
    const results = await playXetra({ name: "mirror.json", bytes }, "wasm");
    expect([results.length, unequal(results)]).toEqual([19, []]);
  });
});
