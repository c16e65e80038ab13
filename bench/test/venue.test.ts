// The venue's benchmark on little order flow: it runs, all places give one digest, and every target finds its figure.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareFlows } from "../flows.js";
import type { Machine } from "../machine.js";
import type { VenueFigure } from "../venue/figure.js";
import { measureVenue } from "../venue/measure.js";
import { withVenue } from "../venue/readme.js";
import { venueTable, venueTargetRows } from "../venue/report.js";
import { venueDocument } from "../venue/results.js";
import { ofRounds } from "../venue/rounds.js";

/** Compiling, where nothing was compiled yet. */
const BUILD_MS = 600_000;
const MACHINE: Machine = {
  ...{ cpu: "any", cores: 1, memoryGiB: 1, system: "any", node: "any", rustc: "any" },
  chromium: null,
};

const figure = (value: number, rest: Partial<VenueFigure> = {}): VenueFigure => ({
  ...{ figure: "accounts-ratio", of: "normal typical", place: "wasm", unit: "times" },
  ...rest,
  value,
});

describe("a run of the venue", () => {
  const folder = mkdtempSync(join(tmpdir(), "cift-bench-"));
  let figures: readonly VenueFigure[] = [];

  beforeAll(async () => {
    const [sample] = await prepareFlows(folder, ["sample"]);
    if (sample === undefined) throw new Error("there is no sample");
    figures = await measureVenue({
      ...{ folder: join(folder, "venue"), flows: [sample], runs: 1 },
      ...{ profile: "test", mixedCommands: 5000 },
    });
  }, BUILD_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("gives numbers", () => {
    expect(figures.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
  });

  test.each([
    ["accounts and risk / without, times: sample typical", ["rust", "native", "wasm"]],
    ["risk check p95, ns: admit, margin accounts", ["rust"]],
    ["an order p50, ns: sample-accounts", ["wasm"]],
    ["an order p99, ns: mixed", ["wasm"]],
    ["journal append, ns an event: mixed", ["rust"]],
    ["journal append, ns an event: sample-accounts, taken", ["native", "wasm"]],
    ["replay with digest, M events/s: mixed", ["rust", "native"]],
    ["1,000 instruments / 1, times: sample with accounts, batches", ["rust", "native", "wasm"]],
    ["idle, MiB: 10,000 instruments, resident", ["rust", "native", "wasm"]],
    ["idle, MiB: 10,000 instruments, linear memory", ["wasm"]],
  ])("has what the target is about: %s", (name, places) => {
    const document = venueDocument({ command: "any", rounds: 1, machine: MACHINE, figures });
    const found = document.targets.filter((target) => target.name === name);
    expect(found.map(({ place }) => place)).toEqual(places);
    expect(venueTable(figures)).toContain("mixed: batches");
  });
});

test("a target is met up to its figure, and missed beyond", () => {
  const run = { command: "any", rounds: 1, machine: MACHINE };
  const rowOf = (value: number) =>
    venueTargetRows(venueDocument({ ...run, figures: [figure(value)] }).targets)[1];
  const name = "accounts and risk / without, times: normal typical";
  expect(rowOf(1.15)).toEqual([name, "≤ 1.15", "–", "–", "1.15 met", "–"]);
  expect(rowOf(1.16)).toEqual([name, "≤ 1.15", "–", "–", "1.16 missed", "–"]);
});

test("the rounds give the best time and rate, the median ratio, and the most memory", () => {
  const rounds = [3, 1, 2].map((value) => [
    figure(value, { unit: "ns" }),
    figure(value, { unit: "M events/s" }),
    figure(value),
    figure(value, { unit: "MiB" }),
  ]);
  expect(ofRounds(rounds).map(({ value }) => value)).toEqual([1, 3, 2, 3]);
});

test("the table goes between its marks, and nothing else changes", () => {
  const document = venueDocument({ command: "any", rounds: 1, machine: MACHINE, figures: [figure(2)] });
  const [begin, end] = [
    "<!-- the venue: made by npm run bench, from results.json -->",
    "<!-- the venue: end -->",
  ];
  const text = withVenue(`before\n${begin}\nold\n${end}\nafter\n`, document);
  expect(text).toMatch(/^before\n/);
  expect(text).toMatch(/\nafter\n$/);
  expect(text).toContain("| – | – | 2 missed | – |");
  expect(text).not.toContain("old");
  expect(withVenue(text, document)).toBe(text);
});
