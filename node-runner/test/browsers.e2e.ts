// Every golden from WebAssembly in every browser of this machine: in the page and in a worker, however the commands are cut.

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonNames, loadScenario, scenarioFolder, sourceFile } from "../src/golden/cases.js";
import { readGolden } from "../src/golden/golden.js";
import { readInput } from "../src/inputs/input.js";
import { browsers } from "./browsers/browser.js";
import { BATCHES, type PageReport, type PageScenario } from "./browsers/protocol.js";
import { buildPage, runPage } from "./browsers/run-page.js";

let page = "";
const scenarios: PageScenario[] = [];
const inputs = new Map<string, Uint8Array>();
/** Scenarios whose order flow is not on this machine. */
const left: string[] = [];

beforeAll(async () => {
  page = await buildPage();
  for (const name of jsonNames(scenarioFolder)) {
    const scenario = loadScenario(name);
    const text = readFileSync(join(scenarioFolder, `${name}.json`), "utf8");
    if (scenario.kind !== "file") {
      scenarios.push({ name, text });
      continue;
    }
    const file = sourceFile(scenario.file);
    if (file === undefined) {
      left.push(name);
      continue;
    }
    const input = `/inputs/${name}`;
    inputs.set(input, (await readInput(file)).bytes);
    scenarios.push({ name, text, input });
  }
});

afterAll(() => rmSync(page, { recursive: true, force: true }));

describe.each(browsers)("goldens in $name", (browser) => {
  let report: PageReport | undefined;

  it("are all played", { timeout: 600_000 }, async (context) => {
    const { name, path, advice, needsScreen } = browser;
    if (path === undefined || needsScreen === true) {
      const count = `${scenarios.length} goldens in ${name} not checked`;
      context.skip(`there is no ${path === undefined ? name : "Xvfb"} here (${advice}): ${count}`);
    }
    report = await runPage(browser, page, scenarios, inputs);
    expect(report.errors).toEqual([]);
    expect(report.runs.length).toBe(scenarios.length * BATCHES.length * 2);
    expect(new Set(report.runs.map(({ backend }) => backend))).toEqual(new Set(["wasm"]));
  });

  it("give the digests of Node and of the native build, and the same chains", (context) => {
    const { runs } = report ?? context.skip("they were not played");
    const different = runs.flatMap(({ name, place, batch, digest, chain }) => {
      const golden = readGolden(name);
      const isEqual = golden?.digest === digest && (chain ?? golden.chain).join() === golden.chain.join();
      return isEqual
        ? []
        : [`${name} in the ${place} at batches of ${batch}: ${digest}, not ${golden?.digest}`];
    });
    expect(different).toEqual([]);
  });
});

describe("goldens of order flow that is not in the clone", () => {
  it("are played too where it is there", (context) => {
    if (left.length > 0) context.skip(`${left.length} have no file here (CIFT_DATA): ${left.join(", ")}`);
    expect(inputs.size).toBeGreaterThan(0);
  });
});
