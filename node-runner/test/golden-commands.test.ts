// The commands of the smaller scenarios as text, for the test of the goldens that needs no TypeScript
// (`crates/host/tests/goldens`). Where a scenario changes, `vitest -u` writes them anew.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { loadBackend } from "@cift/engine";
import { expect, it } from "vitest";
import { jsonNames, loadScenario, loadScenarioFlow, scenarioFolder } from "../src/golden/cases.js";
import { commandText } from "../src/golden/command-text.js";
import { goldenFolder, readGolden } from "../src/golden/golden.js";

const folder = join(goldenFolder, "commands");
/** Larger ones would weigh more than they prove. */
const MOST = 10_000;

const names = jsonNames(scenarioFolder).filter(
  (name) => loadScenario(name).kind !== "file" && (readGolden(name)?.commands ?? 0) <= MOST,
);

it.each(names)("the commands of %s are as its scenario has them", async (name) => {
  const flow = await loadScenarioFlow(loadScenario(name));
  if (flow === undefined) throw new Error("a scenario without a file has a flow");
  const text = await commandText(flow, await loadBackend("wasm"));
  await expect(text).toMatchFileSnapshot(join(folder, `${name}.txt`));
});

it("there are no others", () => {
  expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.txt`));
});
