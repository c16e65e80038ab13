// WebAssembly in Chromium gives the digests of the other backends, and the benchmark's published report streams.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { ChromiumEngine } from "../../bench/chromium/start.js";
import { flash1Scenarios, googCase, sampleCase, sourceFile } from "../src/golden/cases.js";
import { readGolden } from "../src/golden/golden.js";
import { readInput } from "../src/inputs/input.js";
import { verificationData } from "./support/data.js";

let chromium: ChromiumEngine | undefined;

beforeAll(async () => {
  chromium = await ChromiumEngine.start();
});

afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]();
});

/** The browser, with the input at an address of its own. */
async function withInput(
  context: TestContext,
  file: string,
): Promise<{ engine: ChromiumEngine; input: string }> {
  const engine = chromium ?? context.skip("there is no Chromium: infra/bootstrap test");
  const { bytes } = await readInput(file);
  return { engine, input: engine.addInput(context.task.id, bytes) };
}

describe("WebAssembly in a worker of Chromium", () => {
  it("gives the sample's golden", async (context) => {
    const { engine, input } = await withInput(context, sourceFile(sampleCase.source) ?? "");
    const golden = readGolden(sampleCase.name);
    await expect(engine.perform({ kind: "flash1", input })).resolves.toEqual({
      digest: golden?.digest,
      events: golden?.events,
      sha256: golden?.reportsSha256,
    });
  });

  it("gives the GOOG day's golden", async (context) => {
    const file = verificationData(context, googCase.source.path);
    const { engine, input } = await withInput(context, file);
    const golden = readGolden(googCase.name);
    await expect(engine.perform({ kind: "lobster-ops", input, symbol: "GOOG" })).resolves.toEqual({
      digest: golden?.digest,
      events: golden?.events,
    });
  });

  describe.each(["seed7", "seed23"] as const)("of flash1 %s", (seed) => {
    it.for(flash1Scenarios)("%s gives the published report stream", async (scenario, context) => {
      const file = verificationData(context, "flash1", seed, `${scenario}.bin.xz`);
      const hashes = JSON.parse(
        readFileSync(verificationData(context, "flash1", "hashes.json"), "utf8"),
      ) as Hashes;
      const { engine, input } = await withInput(context, file);
      const result = await engine.perform({ kind: "flash1", input });
      expect(result.sha256).toBe(hashes[seed][scenario]);
      const golden = readGolden(`flash1-${seed}-${scenario}`);
      expect(result.digest).toBe(golden?.digest ?? result.digest);
    });
  });
});

type Hashes = Readonly<Record<"seed7" | "seed23", Readonly<Record<string, string>>>>;
