// The order book exercise: cases worked out by hand, and the recorded ones.

import { readFileSync } from "node:fs";
import type { BackendKind } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { readKrakenCases } from "../src/conform/kraken/cases.js";
import { playKraken } from "../src/conform/kraken/venue.js";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile } from "./support/temporary.js";

const trading = {
  set: "trade16",
  scenario: 90,
  desc: "by hand",
  input: [
    "# two symbols, and a line without spaces",
    "N,1, AAA,10 ,100,B,1",
    "N, 2, BBB, 7, 5, S, 1",
    "N, 2, AAA, 11, 40, S, 2",
    "N, 2, AAA, 12, 40, S, 3",
    "N, 1, AAA, 11, 50, B, 4", // takes 40 of 2, and rests: both sides change
    "N, 2, AAA, 0, 120, S, 5", // a market order: all bids, and 10 find nobody
    "C, 2, 1", // on the other symbol
    "C, 2, 1", // gone already
    "F",
    "N, 1, AAA, 10, 1, B, 1",
  ],
  expected: [
    "A, 1, 1",
    "B, B, 10, 100",
    "A, 2, 1",
    "B, S, 7, 5",
    "A, 2, 2",
    "B, S, 11, 40",
    "A, 2, 3",
    "A, 1, 4",
    "T, 1, 4, 2, 2, 11, 40",
    "B, S, 12, 40",
    "B, B, 11, 10",
    "A, 2, 5",
    "T, 1, 4, 2, 5, 11, 10",
    "T, 1, 1, 2, 5, 10, 100",
    "B, B, -, -",
    "A, 2, 1",
    "B, S, -, -",
    "R, 2, 1",
    "A, 1, 1",
    "B, B, 10, 1",
  ],
};
const rejecting = {
  set: "reject12",
  scenario: 91,
  desc: "by hand",
  input: [
    "N, 1, AAA, 10, 5, B, 1",
    "N, 1, AAA, 10, 5, S, 2",
    "N, 2, AAA, 9, 1, S, 3",
    "N, 2, AAA, 11, 1, S, 4",
    "F",
  ],
  expected: ["A, 1, 1", "B, B, 10, 5", "R, 1, 2", "R, 2, 3", "A, 2, 4", "B, S, 11, 1"],
};

function read(cases: unknown) {
  return readKrakenCases({ name: "cases.json", bytes: new TextEncoder().encode(JSON.stringify(cases)) });
}

describe("playKraken", () => {
  it.each([trading, rejecting])("gives the lines of $set", async (example) => {
    const [read1] = read([example]);
    await expect(playKraken(read1 ?? expect.unreachable(), "wasm")).resolves.toEqual(example.expected);
  });

  it("says what is wrong with a file", () => {
    const bad = (change: object) => () => read([{ ...trading, ...change }]);
    expect(() => read({})).toThrow("cases.json: is not a list of cases");
    expect(bad({ set: "other" })).toThrow("set: expected trade… or reject…, got 'other'");
    expect(bad({ input: ["N, 1, AAA, 10, 100, X, 1"] })).toThrow(
      "not an input line: 'N, 1, AAA, 10, 100, X, 1'",
    );
    expect(bad({ input: ["C, 1"] })).toThrow("cases.json, trade16 90 by hand: not an input line: 'C, 1'");
    expect(bad({ expected: 5 })).toThrow("expected: expected a list of lines");
  });
});

/** The line with buys for sells and sells for buys. */
function mirror(line: string): string {
  const fields = line.split(",").map((field) => field.trim());
  const [verb] = fields;
  const swap = (at: number) => {
    fields[at] = fields[at] === "B" ? "S" : "B";
  };
  const turn = (at: number) => {
    if (/^[1-9]/.test(fields[at] ?? "")) fields[at] = String(1000 - Number(fields[at]));
  };
  if (verb === "N") {
    swap(5);
    turn(3);
  } else if (verb === "B") {
    swap(1);
    turn(2);
  } else if (verb === "T") {
    fields.splice(1, 4, ...fields.slice(3, 5), ...fields.slice(1, 3));
    turn(5);
  }
  return fields.join(", ");
}

describe("the recorded cases in a mirror", () => {
  it("are equal too", async (context) => {
    const recorded = JSON.parse(
      readFileSync(verificationData(context, "kraken", "cases_dev.json"), "utf8"),
    ) as (typeof trading)[];
    for (const example of [...recorded, trading, rejecting]) {
      const [read1] = read([{ ...example, input: example.input.map((line) => mirror(line)) }]);
      const output = read1 && (await playKraken(read1, "wasm"));
      expect([example.desc, output]).toEqual([example.desc, example.expected.map(mirror)]);
    }
  });
});

describe("cift conform kraken", () => {
  const file = (cases: unknown) => temporaryFile("cases.json", JSON.stringify(cases));

  it("ends with 0, 2, 3 or 5", async () => {
    const right = await cift(["conform", "kraken", file([trading, rejecting])]);
    expect(right).toMatchObject({ code: 0, stderr: "" });
    const wrong = { ...trading, expected: trading.expected.map((line) => line.replace("11, 10", "11, 9")) };
    const run = await cift(["conform", "kraken", file([rejecting, wrong]), "--json"]);
    expect(run).toMatchObject({ code: 3, stderr: "" });
    expect(documentOf(run)).toMatchObject({
      passed: 1,
      failed: 1,
      first_difference: { what: "output line 11", expected: "B, B, 11, 9", got: "B, B, 11, 10" },
    });
    await expect(cift(["conform", "kraken", temporaryFile("x", "{")])).resolves.toMatchObject({ code: 5 });
    await expect(cift(["conform", "kraken"])).resolves.toMatchObject({ code: 2 });
  });

  it.for<BackendKind>(["wasm", "native"])(
    "finds the recorded cases equal on %s",
    async (backend, context) => {
      const path = verificationData(context, "kraken", "cases_dev.json");
      const run = await cift(["conform", "kraken", path, "--backend", backend, "--json"]);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(documentOf(run)).toMatchObject({ cases: 14, passed: 14, failed: 0, excluded: 0 });
    },
  );
});
