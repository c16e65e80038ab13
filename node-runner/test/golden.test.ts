// Every golden from every backend that runs in Node, in process and in a worker. Browsers: browsers.e2e.ts.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import {
  type BackendKind,
  CommandWriter,
  commandKindNames,
  Exchange,
  ExchangeClient,
  eventKindNames,
  loadBackend,
  reasonNames,
} from "@cift/engine";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import {
  flash1Scenarios,
  goldenSource,
  googCase,
  jsonNames,
  loadScenario,
  loadScenarioFlow,
  sampleCase,
  scenarioFolder,
  sourceFile,
} from "../src/golden/cases.js";
import { computeGolden } from "../src/golden/compute.js";
import { type Golden, goldenFolder, goldenPath, goldenText, readGolden } from "../src/golden/golden.js";
import { countTags, recordRun } from "../src/golden/play.js";
import type { ScenarioFlow } from "../src/golden/scenario/flow.js";
import { readInput } from "../src/inputs/input.js";
import { repositoryRoot } from "../src/repository.js";
import { BATCHES, batches, SMALL_BATCH_COMMANDS } from "./browsers/protocol.js";
import { verificationData } from "./support/data.js";

const backends: readonly BackendKind[] = ["wasm", "native"];
const names = jsonNames(scenarioFolder);
const RECORD = 64;

/** The flow of a scenario; without its file, the test is skipped. */
async function flowOf(context: TestContext, name: string): Promise<ScenarioFlow> {
  const scenario = loadScenario(name);
  if (scenario.kind === "file" && scenario.file.folder === "data")
    verificationData(context, scenario.file.path);
  return (await loadScenarioFlow(scenario)) ?? context.skip("its file is not here");
}

describe.each(names)("golden %s", (name) => {
  it.for(backends)("is what %s gives", async (kind, context) => {
    const flow = await flowOf(context, name);
    const subject = { name, source: goldenSource(loadScenario(name)), flow };
    const computed = await computeGolden(subject, { backend: await loadBackend(kind) });
    expect(computed).toEqual(readGolden(name));
  });

  it.for(backends)("is what %s gives however the commands are cut", async (kind, context) => {
    const { config, commands } = await flowOf(context, name);
    for (const batch of BATCHES) {
      using exchange = await Exchange.create(config, { backend: kind });
      for (const part of batches(commands, batch, Number.POSITIVE_INFINITY)) exchange.submitBatch(part);
      expect([batch, exchange.digest().value]).toEqual([batch, readGolden(name)?.digest]);
    }
  });
});

describe("goldens in a worker", () => {
  let worker: Worker;

  beforeAll(() => {
    worker = new Worker(new URL("../../engine/test/support/worker-program.mjs", import.meta.url));
  });

  afterAll(() => worker.terminate());

  it.for(names.flatMap((name) => backends.map((backend) => ({ name, backend }))))(
    "$name is what $backend gives",
    { timeout: 120_000 },
    async ({ name, backend }, context) => {
      const { config, commands } = await flowOf(context, name);
      for (const batch of BATCHES) {
        await using client = await ExchangeClient.create(config, { backend, worker });
        const sent: Promise<unknown>[] = [];
        for (const part of batches(commands, batch, SMALL_BATCH_COMMANDS))
          sent.push(client.submitBatch(part));
        await Promise.all(sent);
        expect([batch, (await client.digest()).value]).toEqual([batch, readGolden(name)?.digest]);
      }
    },
  );
});

describe("goldens", () => {
  it("are there for the scenarios and no others, as the formatter leaves them", () => {
    expect(jsonNames(goldenFolder)).toEqual(names);
    for (const name of names) {
      const text = readFileSync(goldenPath(name), "utf8");
      expect(goldenText(JSON.parse(text) as Golden)).toBe(text);
    }
  });

  it("are many, and of every kind", () => {
    const kinds = names.map((name) => loadScenario(name).kind);
    expect(kinds.filter((kind) => kind === "commands").length).toBeGreaterThanOrEqual(24);
    expect(kinds.filter((kind) => kind === "generator").length).toBeGreaterThanOrEqual(4);
  });

  it("that other parts know by name are the scenarios' files", () => {
    const files = names.flatMap((name) => {
      const scenario = loadScenario(name);
      return scenario.kind === "file" ? [{ name, source: scenario.file }] : [];
    });
    const flash1 = flash1Scenarios.map((regime) => ({
      name: `flash1-seed7-${regime}`,
      source: { format: "flash1", folder: "data", path: `flash1/seed7/${regime}.bin.xz` },
    }));
    const sorted = [sampleCase, googCase, ...flash1].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(files).toEqual(sorted);
  });

  it("tell configurations, commands and events apart", () => {
    const identities = names.map((name) => readGolden(name)?.digest);
    expect(new Set(identities).size).toBe(names.length);
  });
});

describe("scenarios", () => {
  const tags = new Map<string, number>();
  const kinds = new Set<number>();

  it.for(names)("%s shows what it says it shows", async (name, context) => {
    const scenario = loadScenario(name);
    const flow = await flowOf(context, name);
    const counts = new Map<string, number>();
    const backend = await loadBackend("wasm");
    await recordRun(flow, { backend, onEvents: (records) => countTags(records, counts) });
    expect(scenario.shows.filter((tag) => !counts.has(tag))).toEqual([]);
    if (scenario.kind !== "commands") return;
    for (const [tag, count] of counts) tags.set(tag, (tags.get(tag) ?? 0) + count);
    for (let at = 0; at < flow.commands.length; at += RECORD) kinds.add(flow.commands[at] ?? 0);
  });

  it("that are written out reach every kind of command and event, and every reason", () => {
    const seen = [...tags.keys()].map((tag) => tag.split(" "));
    const events = new Set(seen.map(([kind]) => kind));
    const reasons = new Set(seen.map(([, reason]) => reason ?? "none"));
    expect(commandKindNames.filter((_, kind) => !kinds.has(kind))).toEqual([]);
    expect(eventKindNames.filter((kind) => kind !== "none" && !events.has(kind))).toEqual([]);
    expect(reasonNames.filter((reason) => !reasons.has(reason))).toEqual([]);
  });
});

describe("the bundled sample", () => {
  const golden = readGolden(sampleCase.name) as Golden;
  const file = sourceFile(sampleCase.source) ?? "";

  it.for(backends)("gives its golden from %s one record at a time, with no room for events", async (kind) => {
    const flow = await loadScenarioFlow(loadScenario(sampleCase.name));
    if (flow === undefined) throw new Error("the bundled sample is missing");
    using exchange = await Exchange.create({ ...flow.config, eventBuffer: 1 }, { backend: kind });
    const command = new CommandWriter(flow.commands);
    while (command.next()) exchange.submitRecord(command);
    expect(exchange.digest().value).toBe(golden.digest);
  });

  it("is the front of the benchmark's file, as its README says", async (context) => {
    const { bytes } = await readInput(file);
    const whole = await readInput(verificationData(context, "flash1", "seed7", "normal.bin.xz"));
    expect(bytes.length).toBe(16 + 20_000 * 40);
    expect(Buffer.from(bytes.subarray(16)).equals(whole.bytes.subarray(16, bytes.length))).toBe(true);
    const readme = readFileSync(join(repositoryRoot, "examples", "data", "README.md"), "utf8");
    expect(readme).toContain(createHash("sha256").update(bytes).digest("hex"));
  });

  it("has the reports that the benchmark publishes for these messages", async (context) => {
    const published = await readInput(verificationData(context, "flash1", "seed7", "normal.reports.txt.xz"));
    const lines = new TextDecoder().decode(published.bytes).split("\n");
    const ours = lines.filter((line) => Number(line.split(",")[1]) < 20_000).join("\n");
    expect(createHash("sha256").update(ours).digest("hex")).toBe(golden.reportsSha256);
  });
});
