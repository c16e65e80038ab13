// The contract of the command line: exit codes, streams, help, errors.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sampleCase, sourceFile } from "../src/golden/cases.js";
import { readGolden } from "../src/golden/golden.js";
import { cift, documentOf } from "./support/cift.js";
import { flash1File } from "./support/flash1-file.js";
import { smallDay, tampered, writeDay } from "./support/small-day.js";
import { temporaryFile, temporaryFolder } from "./support/temporary.js";

const sample = sourceFile(sampleCase.source) ?? "";
const sha256 = readGolden(sampleCase.name)?.reportsSha256 ?? "";
const ZEROES = "0".repeat(64);

describe("exit code 0", () => {
  it("of a day that is equal, with the numbers", async () => {
    const run = await cift(writeDay(smallDay));
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("fills       2 compared, all equal");
    expect(run.stdout).toContain("book rows   6 compared, all equal");
    expect(run.stdout).toContain("✓ every fill and every book row is equal");
  });

  it("of a report stream that is the expected one", async () => {
    const run = await cift(["conform", "flash1", sample, "--expect", sha256.toUpperCase(), "--json"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(run)).toMatchObject({
      messages: 20_000,
      trades: 403,
      reports: 21_927,
      sha256,
      equal: true,
    });
  });

  it("of help, of the version, and of the version as a document", async () => {
    const help = await cift(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("Exit codes:");
    for (const verb of [["replay"], ["conform", "lobster-ops"], ["conform", "flash1"], ["bench", "flash1"]]) {
      const { code, stdout } = await cift([...verb, "--help"]);
      expect([code, stdout.includes("Examples:\n  $ cift ")]).toEqual([0, true]);
    }
    await expect(cift(["-V"])).resolves.toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+ \(semantics \d+(, commit [0-9a-f]+)?\)\n$/),
    });
    expect(documentOf(await cift(["--version", "--json"]))).toMatchObject({ engine: "0.1.0", semantics: 2 });
  });
});

describe("exit code 1", () => {
  it("of a run that fails", async () => {
    const clock = "performance.now = () => { throw new Error('the clock stopped') }";
    const node = ["--import", `data:text/javascript,${clock}`];
    const run = await cift(["bench", "flash1", sample, "--backend", "wasm", "--json"], { node });
    expect(run.code).toBe(1);
    // By accident, so the place in the program is said.
    expect(run.stderr).toMatch(/^cift: the clock stopped\nError: the clock stopped\n +at /);
    expect(documentOf(run)).toMatchObject({ error: { kind: "Error", message: "the clock stopped" } });
  });
});

describe("exit code 2", () => {
  it.each([
    [[], "Usage: cift"],
    [["replai"], "unknown command 'replai'\n(Did you mean replay?)"],
    [["conform", "flash"], "unknown command 'flash'\n(Did you mean flash1?)"],
    [["conform", "flash1"], "missing required argument 'orders'"],
    [["conform", "flash1", "x", "--bakend", "wasm"], "unknown option '--bakend'\n(Did you mean --backend?)"],
    [["conform", "flash1", "x", "--backend", "gpu"], "Allowed choices are auto, wasm, native."],
    [["conform", "flash1", "x", "--expect", "abc"], "It has to be a SHA-256: 64 hexadecimal digits."],
    [["conform", "lobster-ops", "--ops", "x"], "required option '--fills <file>' not specified"],
    [["conform", "lobster-ops", "--levels", "0"], "It has to be a whole number from 1."],
    [["bench", "flash1", "x", "--read", "--per-call"], "cannot be used with option '--per-call'"],
    [["replay", "--sample", "x"], "--sample replays the bundled sample"],
    [["doctor", "--cwd", "/no/such/folder"], "--cwd /no/such/folder: "],
  ])("of %j, with what is wrong on stderr", async (args, message) => {
    const run = await cift(args);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
  });

  it("gives a document too where one was asked for", async () => {
    const run = await cift(["replai", "--json"]);
    expect(run.code).toBe(2);
    const message = "unknown command 'replai'\n(Did you mean replay?)";
    expect(documentOf(run)).toEqual({ error: { kind: "UsageError", message } });
  });
});

describe("exit code 3", () => {
  it.each([
    ["a fill", tampered("fills", 1, "4,4,1050,2"), "fill at op seq 4 (aggressive order)"],
    [
      "a row",
      tampered("orderbook", 5, "1200,5,1000,9,9999999999,0,-9999999999,0"),
      "row at op seq 7 (deletion)",
    ],
    ["an op", tampered("ops", 8, "7,600,D,1,-1,1100,5,5"), "row at op seq 7 (deletion)"],
    ["an unknown order", tampered("ops", 8, "7,600,D,55,-1,1100,5,5"), "rejection at op seq 7 (deletion)"],
  ])("of a day where %s is different, with the first difference", async (_, day, difference) => {
    const run = await cift(writeDay(day));
    expect(run).toMatchObject({ code: 3, stderr: "" });
    expect(run.stdout).toContain(`first difference: ${difference}`);
  });

  it("says the first difference in the document too", async () => {
    const run = await cift([...writeDay(tampered("fills", 1, "4,4,1050,2")), "--json"]);
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({
      equal: false,
      fills: { compared: 2, different: 1 },
      first_difference: {
        what: "fill",
        seq: 4,
        expected: "2 at 1050 from order 4",
        got: "3 at 1050 from order 4",
      },
    });
  });

  it("of another report stream than the expected one", async () => {
    const run = await cift(["conform", "flash1", sample, "--expect", ZEROES]);
    expect(run.code).toBe(3);
    expect(run.stdout).toContain(`✗ the report stream is not the expected one: ${ZEROES}`);
  });
});

describe("exit code 5", () => {
  it("of a file that is not there, or is something else", async () => {
    const missing = await cift(["conform", "flash1", "no-such-file.bin"]);
    expect(missing).toMatchObject({
      code: 5,
      stdout: "",
      stderr: "cift: no-such-file.bin: there is no such file\n",
    });
    const text = temporaryFile("notes.txt", "these are notes\n");
    const other = await cift(["replay", text, "--json"]);
    expect(other.code).toBe(5);
    expect(documentOf(other)).toEqual({
      error: {
        kind: "DataError",
        message: `${text}: is neither a flash1 order file nor the ops of a LOBSTER day`,
      },
    });
  });

  it("of a bad field, with its line and column", async () => {
    const run = await cift(writeDay(tampered("ops", 3, "2,100,S,3,-1,12OO,7,0")));
    expect(run.code).toBe(5);
    expect(run.stderr).toMatch(/TEST_2_ops\.csv:4:14: price: expected an integer, got '12OO'\n$/);
  });

  it("of more levels than the file has", async () => {
    const run = await cift([...writeDay(smallDay), "--levels", "3"]);
    expect(run.code).toBe(5);
    expect(run.stderr).toContain("compare with --levels 2, or less");
  });
});

describe("exit code 6", () => {
  it("of a backend that was asked for and does not load", async () => {
    const run = await cift(["conform", "flash1", sample, "--backend", "native"], { node: ["--no-addons"] });
    expect(run.code).toBe(6);
    expect(run.stderr).toContain("BACKEND_UNAVAILABLE");
  });

  it("not of one that was not asked for: then WebAssembly goes on alone, and says so", async () => {
    const run = await cift(["replay", "--sample", "--json"], { node: ["--no-addons"] });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("the native addon does not load here, so WebAssembly goes on alone");
    expect(documentOf(run)).toMatchObject({ replays: [{ ok: true, runs: [{ backend: "wasm" }] }] });
  });
});

describe("exit code 130", () => {
  it("of Ctrl-C", async () => {
    // Long enough for seconds of work; the delay grows until the signal finds the program at it.
    const messages = Array.from({ length: 400_000 }, (_, orderId) => ({
      type: 0,
      quantity: 1,
      orderId,
      price: orderId % 50,
    }));
    const path = join(temporaryFolder(), "orders.bin");
    writeFileSync(path, flash1File(messages));
    let run = await cift(["bench", "flash1", path, "--per-call"], { interruptAfter: 300 });
    for (let delay = 600; run.signal === "SIGINT" && delay < 3000; delay += 300) {
      run = await cift(["bench", "flash1", path, "--per-call"], { interruptAfter: delay });
    }
    expect(run).toMatchObject({ code: 130, stdout: "" });
  });
});

describe("output", () => {
  it("has colours only where they are wanted", async () => {
    const esc = "\u001b[";
    const plain = await cift(["replay", "--sample"]);
    expect([plain.code, plain.stdout.includes(esc)]).toEqual([0, false]);
    const forced = await cift(["replay", "--sample"], { env: { FORCE_COLOR: "1" } });
    expect([forced.code, forced.stdout.includes(esc)]).toEqual([0, true]);
    const refused = await cift(["replay", "--sample", "--no-color"], { env: { FORCE_COLOR: "1" } });
    expect(refused.stdout.includes(esc)).toBe(false);
    const noColor = await cift(["replay", "--sample"], { env: { FORCE_COLOR: "1", NO_COLOR: "1" } });
    expect(noColor.stdout.includes(esc)).toBe(false);
  });

  it("of bench is the document of the contract", async () => {
    for (const args of [[], ["--per-call"], ["--read"]]) {
      const run = await cift(["bench", "flash1", sample, "--backend", "wasm", "--json", ...args]);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(documentOf(run)).toMatchObject({
        messages: 20_000,
        ns_per_message: expect.any(Number),
        digest: readGolden(sampleCase.name)?.digest,
      });
    }
  });

  it("of doctor names every part, and is a document too", async () => {
    const run = await cift(["doctor"]);
    expect(run.code).toBe(0);
    for (const part of ["Node", "WebAssembly SIMD", "wasm backend", "one build", "bundled sample"]) {
      expect(run.stdout).toContain(`✓ ${part}`);
    }
    expect(documentOf(await cift(["doctor", "--json"]))).toMatchObject({ ok: true, semantics: 2 });
  });
});

describe("replay", () => {
  it("takes the bundled sample where there is no verification data, and says so", async () => {
    const run = await cift(["replay"], { env: { CIFT_DATA: temporaryFolder() } });
    expect(run.code).toBe(0);
    expect(run.stderr).toContain("the bundled sample it is");
    expect(run.stdout).toContain("✓ one digest from wasm and native, equal to the committed golden");
  });

  it("takes files: flash1 orders and LOBSTER ops, several at once", async () => {
    const args = writeDay(smallDay);
    const ops = args[args.indexOf("--ops") + 1] ?? "";
    const run = await cift(["replay", ops, sample, "--json"]);
    expect(run.code).toBe(0);
    expect(documentOf(run)).toMatchObject({
      replays: [
        { ok: true, golden: null, runs: [{ checks: { ops: { value: 8 } } }, {}] },
        { ok: true, golden: readGolden(sampleCase.name)?.digest, runs: [{ equals_golden: true }, {}] },
      ],
    });
  });

  it("works in the folder that --cwd names", async () => {
    const run = await cift([
      "--cwd",
      join(sample, ".."),
      "replay",
      "flash1-normal-20k.bin.gz",
      "--backend",
      "wasm",
    ]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain("flash1-normal-20k.bin");
  });
});
