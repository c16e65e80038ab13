// Every golden from every backend that runs in Node. WebAssembly in Chromium: chromium.e2e.ts.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type BackendKind, CommandCursor, CommandWriter, Exchange, loadBackend } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { loadFlow } from "../src/conform/load-flow.js";
import { goldenCases, sampleCase, sourceFile } from "../src/golden/cases.js";
import { computeGolden } from "../src/golden/compute.js";
import { type Golden, goldenDifferences, goldenFolder, readGolden } from "../src/golden/golden.js";
import { settleGolden } from "../src/golden/mint.js";
import { readInput } from "../src/inputs/input.js";
import { repositoryRoot } from "../src/repository.js";
import { verificationData } from "./support/data.js";

const backends: readonly BackendKind[] = ["wasm", "native"];

describe.each(goldenCases)("golden $name", (one) => {
  it.for(backends)("is what %s gives", async (kind, context) => {
    const { folder, format, path } = one.source;
    const file = folder === "data" ? verificationData(context, path) : join(repositoryRoot, path);
    const computed = await computeGolden(one, await loadFlow(format, file), await loadBackend(kind));
    expect(computed).toEqual(readGolden(one.name));
  });
});

describe("goldens", () => {
  it("are there for these runs and no others", () => {
    const names = readdirSync(goldenFolder).filter((file) => file.endsWith(".json"));
    expect(names.sort()).toEqual(goldenCases.map(({ name }) => `${name}.json`).sort());
  });

  it("do not change silently", () => {
    const committed = readGolden(sampleCase.name) as Golden;
    const changed = { ...committed, digest: "0000000000000000", events: 1 };
    const { digest, events } = committed;
    const differences = [`events: ${events} → 1`, `digest: "${digest}" → "0000000000000000"`];
    expect(goldenDifferences(committed, changed)).toEqual(differences);
    const { name } = committed;
    expect(settleGolden(changed, committed, "new")).toEqual({ name, state: "changed", differences });
    expect(settleGolden(changed, committed, "none")).toEqual({ name, state: "changed", differences });
    expect(settleGolden(changed, committed, "all")).toEqual({ name, state: "written", differences });
    expect(settleGolden(committed, committed, "all")).toEqual({ name, state: "equal", differences: [] });
    expect(settleGolden(committed, undefined, "new").state).toBe("written");
    expect(settleGolden(committed, undefined, "none").state).toBe("missing");
  });
});

describe("the bundled sample", () => {
  const golden = readGolden(sampleCase.name) as Golden;
  const file = sourceFile(sampleCase.source) ?? "";

  it.for(backends)("gives its golden from %s however the commands are cut", async (kind) => {
    const { commands } = await loadFlow("flash1", file);
    for (const size of [1, 7, 4097]) {
      using exchange = await Exchange.create(golden.config, { backend: kind });
      const bytes = size * CommandCursor.bytes;
      for (let at = 0; at < commands.length; at += bytes)
        exchange.submitBatch(commands.subarray(at, at + bytes));
      expect(exchange.digest().value).toBe(golden.digest);
    }
    using exchange = await Exchange.create({ ...golden.config, eventBuffer: 1 }, { backend: kind });
    const command = new CommandWriter(commands);
    while (command.next()) exchange.submitRecord(command);
    expect(exchange.digest().value).toBe(golden.digest);
  });

  it("is the front of the benchmark's file, as its README says", async (context) => {
    const { bytes } = await readInput(file);
    const whole = await readInput(verificationData(context, "flash1", "seed7", "normal.bin.xz"));
    expect(bytes.length).toBe(16 + 20_000 * 40);
    expect(Buffer.from(bytes.subarray(16)).equals(whole.bytes.subarray(16, bytes.length))).toBe(true);
    const readme = readFileSync(join(file, "..", "README.md"), "utf8");
    expect(readme).toContain(createHash("sha256").update(bytes).digest("hex"));
  });

  it("has the reports that the benchmark publishes for these messages", async (context) => {
    const published = await readInput(verificationData(context, "flash1", "seed7", "normal.reports.txt.xz"));
    const lines = new TextDecoder().decode(published.bytes).split("\n");
    const ours = lines.filter((line) => Number(line.split(",")[1]) < 20_000).join("\n");
    expect(createHash("sha256").update(ours).digest("hex")).toBe(golden.reportsSha256);
  });
});
