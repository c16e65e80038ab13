// cift conform exchange-core, xetra and euronext: the command line, and the open cases where they are.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BackendKind } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFolder } from "./support/temporary.js";

const backends: readonly BackendKind[] = ["wasm", "native"];
const kinds = [
  ["exchange-core", ["exchange_core", "basic.feature"], 3],
  ["xetra", ["auction", "xetra_dev.json"], 22],
  ["euronext", ["auction", "euronext_features"], 17],
] as const;

describe("the open cases", () => {
  it.for(kinds.flatMap((kind) => backends.map((backend) => [...kind, backend] as const)))(
    "of %s are all equal (%j, %i cases, %s)",
    async ([kind, path, cases, backend], context) => {
      const file = verificationData(context, ...path);
      const run = await cift(["conform", kind, file, "--backend", backend, "--json"]);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      const tally = { cases, passed: cases, failed: 0, excluded: 0, unclear: 0, equal: true };
      expect(documentOf(run)).toMatchObject({ kind, backend, ...tally, first_difference: null });
    },
  );
});

const trade = (price: string) => `Feature: F
Scenario: a trade
  Given the Limit sell order from broker "A" for 5 shares at 10.0 price
  And the MO buy order from broker "B" for 5 shares
  Then the following trades are generated:
    | Buying broker | Selling broker | Quantity | Price    |
    | B             | A              | 5        | ${price} |
@ignore
Scenario: not now
  Given nothing`;

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "deep"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const conform = (kind: string, path: string, ...more: string[]) =>
  cift(["conform", kind, path, "--backend", "wasm", ...more]);

describe("the command line", () => {
  it("reads the feature files of a folder and its folders, and names what is excluded", async () => {
    const folder = folderWith({
      "one.feature": trade("10"),
      "deep/two.feature": trade("10.0"),
      "readme.md": "no",
    });
    const run = await conform("euronext", folder);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("  scenarios   4\n  passed      2\n  excluded    2, not compared\n");
    expect(run.stdout).toContain("not now: excluded: the file marks it @ignore");
    expect(run.stdout).toContain("✓ 2 scenarios equal, 2 scenarios excluded");
  });

  it("exits with 3 at a difference and prints the first one", async () => {
    const folder = folderWith({ "one.feature": trade("10.5"), "two.feature": trade("10.6") });
    const run = await conform("euronext", folder);
    expect(run.code).toBe(3);
    expect(run.stdout).toContain(
      `first difference: a trade\n    where     ${join(folder, "one.feature")}:7\n`,
    );
    expect(run.stdout).toContain(
      "    expected  B buys 5 of A at 10.50\n    got       B buys 5 of A at 10.00\n",
    );
    expect(run.stdout).toContain("two.feature:7: trade 1");
    expect(run.stdout).toContain("✗ 2 scenarios of 2 compared not equal");
    const document = documentOf(await conform("euronext", folder, "--json"));
    expect(document).toMatchObject({
      failed: 2,
      excluded: 2,
      equal: false,
      first_difference: { case: "a trade" },
    });
  });

  it("exits with 5 where a step is not understood, and where nothing could be compared", async () => {
    const odd = join(
      folderWith({ "odd.feature": "Feature: F\nScenario: s\nGiven the sun shines" }),
      "odd.feature",
    );
    const run = await conform("exchange-core", odd);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain(`? s: ${odd}:3: no meaning for the step 'the sun shines'`);
    const cases = join(folderWith({ "x.json": '{"midpoint": [{"id": 1}]}' }), "x.json");
    const excluded = await conform("xetra", cases);
    expect(excluded.code).toBe(5);
    expect(excluded.stdout).toContain("✗ nothing could be compared");
  });

  it.each([
    ["xetra", { "x.json": "{" }, "x.json", "it is not JSON"],
    ["xetra", {}, "none.json", "there is no such file"],
    ["euronext", { "a.txt": "" }, ".", "there is no .feature file in this folder"],
    ["euronext", { "a.feature": "Feature: F" }, ".", "there is no scenario in it"],
    ["exchange-core", { "a.feature": "nothing" }, "a.feature", "it is no feature file"],
  ])("exits with 5 for an input of %s that is not one: %j", async (kind, files, name, message) => {
    const run = await conform(kind, join(folderWith(files), name));
    expect(run).toMatchObject({ code: 5, stdout: "" });
    expect(run.stderr).toContain(message);
  });

  it("exits with 2 for wrong usage, and has help", async () => {
    expect(await cift(["conform", "xetra"])).toMatchObject({ code: 2, stdout: "" });
    expect(await conform("euronext", "x", "--strict")).toMatchObject({ code: 2 });
    for (const [kind] of kinds) {
      const { code, stdout } = await cift(["conform", kind, "--help"]);
      expect([code, stdout.includes(`Examples:\n  $ cift conform ${kind} `)]).toEqual([0, true]);
    }
  });
});
