// cift verify and cift review: exit codes, updates, reports.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EngineBackend, loadBackend } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { type Golden, goldenText, parseGolden } from "../src/golden/golden.js";
import { reporterNames } from "../src/verify/reporters/reporter.js";
import { verifyGoldens } from "../src/verify/verify.js";
import { cift, documentOf, type Run, type RunOptions } from "./support/cift.js";
import { temporaryFolder } from "./support/temporary.js";
import { elementsOf } from "./support/xml.js";

interface Place {
  readonly goldens: string;
  readonly scenarios: string;
}

/** Scenarios of a few commands, which differ in a price. */
function place(...names: string[]): Place {
  const folder = temporaryFolder();
  const [goldens, scenarios] = [join(folder, "goldens"), join(folder, "scenarios")];
  for (const path of [goldens, scenarios]) mkdirSync(path);
  for (const [index, name] of names.entries()) writeScenario({ goldens, scenarios }, name, 100 + index);
  return { goldens, scenarios };
}

function writeScenario({ scenarios }: Place, name: string, price: number): void {
  const commands = [
    { side: "buy", orderId: 1, price, quantity: 5 },
    { side: "sell", orderId: 2, price, quantity: 3, timeNs: 7 },
    { kind: "cancel", orderId: 1 },
  ];
  const scenario = { title: name, rules: [], shows: ["trade"], config: { instruments: ["ACME"] }, commands };
  writeFileSync(join(scenarios, `${name}.json`), JSON.stringify(scenario));
}

/** Runs `cift verify` as somebody at a terminal would, unless `env` says that it is CI. */
function verify(
  { goldens, scenarios }: Place,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Run> {
  const env = { CI: undefined, GITHUB_ACTIONS: undefined, ...options.env };
  const all = ["verify", goldens, "--scenarios", scenarios, "--backend", "wasm", ...args];
  return cift(all, { ...options, env });
}

const inCi: RunOptions = { env: { CI: "true" } };

function change({ goldens }: Place, name: string, changed: Partial<Golden>): void {
  const path = join(goldens, `${name}.json`);
  writeFileSync(path, goldenText({ ...parseGolden(path, readFileSync(path, "utf8")), ...changed }));
}

/** Another run than the engine's, as if a rule had changed. */
const OTHER: Partial<Golden> = {
  digest: "0123456789abcdef",
  eventsDigest: "0123456789abcdef",
  head: ["#1 accepted buy orderId=1 price=99 quantity=5"],
};

describe("cift verify", () => {
  it("makes what is missing, and is content with it (0)", async () => {
    const here = place("one", "two");
    const first = await verify(here);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("● one  written: it is new");
    const second = await verify(here, [], inCi);
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toMatch(/✓ one {2}[0-9a-f]{16}\n[\s\S]*2 passed, 0 failed\n$/);
  });

  it("plays in both backends", async () => {
    const here = place("one");
    await verify(here);
    const run = await verify(here, ["--backend", "all", "--json"]);
    expect(documentOf(run)).toMatchObject({
      passed: 1,
      results: [{ runs: [{ backend: "wasm" }, { backend: "native" }] }],
    });
    const alone = await verify(here, ["--backend", "all"], { node: ["--no-addons"] });
    expect(alone.code).toBe(0);
    expect(alone.stderr).toContain("so WebAssembly goes on alone");
    const asked = await verify(here, ["--backend", "native"], { node: ["--no-addons"] });
    expect(asked.code).toBe(6);
  });

  it("fails where the run is another one (3), shows where, and puts the run beside the golden", async () => {
    const here = place("one", "two");
    await verify(here);
    change(here, "one", OTHER);
    const ci = await verify(here, [], inCi);
    expect(ci.code).toBe(3);
    expect(existsSync(join(here.goldens, "one.json.new"))).toBe(false);
    const run = await verify(here);
    expect(run.code).toBe(3);
    expect(run.stdout).toContain(
      "✗ one: mismatch\n  the run is not the golden's; the run is in one.json.new (cift review)",
    );
    expect(run.stdout).toContain(
      "first different event: 1\n    - #1 accepted buy orderId=1 price=99 quantity=5\n",
    );
    expect(run.stdout).toContain("    + #1 accepted buy orderId=1 price=100 quantity=5\n");
    expect(run.stdout).toContain("    price: 99 → 100\n");
    expect(run.stdout).toContain("1 passed, 1 failed");
    const beside = join(here.goldens, "one.json.new");
    expect(parseGolden(beside, readFileSync(beside, "utf8")).head[0]).toContain("price=100");
  });

  it("names the part of the chain where the first different event is one of thousands", async () => {
    const here = place();
    const generator = { name: "plain", seed: 4, count: 12_000 };
    const scenario = { title: "long", config: { instruments: ["ACME"] }, generator };
    writeFileSync(join(here.scenarios, "long.json"), JSON.stringify(scenario));
    await verify(here);
    const path = join(here.goldens, "long.json");
    const { chain } = parseGolden(path, readFileSync(path, "utf8"));
    expect(chain.length).toBeGreaterThanOrEqual(3);
    const broken = chain.map((link, index) => (index < 2 ? link : "0".repeat(16)));
    change(here, "long", { digest: "0".repeat(16), eventsDigest: "0".repeat(16), chain: broken });
    const run = await verify(here);
    expect(run.stdout).toContain("the first different event is one of 8,193 to 12,288; all before are equal");
  });

  it("never writes over a golden whose input and version are the same (3), and does where one is not", async () => {
    const here = place("one", "two", "three");
    await verify(here);
    const { semanticsVersion } = await loadBackend("wasm");
    change(here, "one", OTHER);
    writeScenario(here, "two", 500);
    change(here, "three", { ...OTHER, semanticsVersion: semanticsVersion - 1 });
    const run = await verify(here, ["--update=all", "--json"]);
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({
      passed: 2,
      failed: 1,
      results: [
        { name: "one", state: "mismatch", message: expect.stringContaining("raise SEMANTICS_VERSION") },
        { name: "three", state: "updated", message: expect.stringContaining("semantics version: ") },
        { name: "two", state: "updated", message: expect.stringContaining("commands given: ") },
      ],
    });
    change(here, "one", { semanticsVersion: semanticsVersion - 1 });
    expect((await verify(here, ["--update"])).code).toBe(0);
    expect((await verify(here, [], inCi)).code).toBe(0);
  });

  it("fails in CI where a golden is missing or obsolete (4), and there writes nothing", async () => {
    const here = place("one", "two");
    await verify(here);
    writeScenario(here, "three", 7);
    const missing = await verify(here, [], inCi);
    expect(missing.code).toBe(4);
    expect(missing.stdout).toContain("✗ three: missing\n  there is no golden");
    expect(existsSync(join(here.goldens, "three.json"))).toBe(false);
    const obsolete = { ...place("one"), goldens: here.goldens };
    const ci = await verify(obsolete, [], inCi);
    expect(ci.code).toBe(4);
    expect(ci.stdout).toContain("✗ two: obsolete");
    const local = await verify(obsolete);
    expect(local.code).toBe(0);
    expect(local.stdout).toContain(
      "● two  obsolete: there is no scenario of this name (--update=all removes it)",
    );
    expect((await verify(obsolete, ["--update=all"])).stdout).toContain("two  removed");
    expect(existsSync(join(here.goldens, "two.json"))).toBe(false);
  });

  it("does not compare runs of two versions of the rules (5), nor files that are none", async () => {
    const here = place("one", "two", "three");
    await verify(here);
    change(here, "one", { semanticsVersion: 1 });
    writeFileSync(join(here.goldens, "two.json"), "{");
    writeFileSync(join(here.scenarios, "three.json"), '{"title":"three"}');
    const run = await verify(here, ["--json"]);
    expect(run.code).toBe(5);
    expect(documentOf(run)).toMatchObject({
      results: [
        { state: "refused", message: expect.stringContaining("it is of version 1 of the matching rules") },
        { state: "broken", message: expect.stringContaining("must have one of commands") },
        { state: "broken", message: expect.stringContaining("two.json: is no JSON") },
      ],
    });
    const nowhere = await verify({ ...here, goldens: join(here.goldens, "nowhere") });
    expect(nowhere).toMatchObject({ code: 5, stderr: expect.stringContaining("there is no such folder") });
  });

  it("is one golden of a folder, a part of them, or all up to the first failure", async () => {
    const here = place("a", "b", "c", "d", "e");
    await verify(here);
    for (const name of ["b", "d"]) change(here, name, OTHER);
    const names = async (args: readonly string[], where = here) => {
      const { results } = documentOf(await verify(where, [...args, "--json", "--update=none"])) as {
        results: { name: string; state: string }[];
      };
      return results.map(({ name, state }) => `${name} ${state}`);
    };
    expect(await names([], { ...here, goldens: join(here.goldens, "c.json") })).toEqual(["c passed"]);
    expect(await names(["--bail"])).toEqual([
      "a passed",
      "b mismatch",
      "c not run",
      "d not run",
      "e not run",
    ]);
    const shards = [await names(["--shard", "1/2"]), await names(["--shard", "2/2"])];
    expect(shards).toEqual([
      ["a passed", "c passed", "e passed"],
      ["b mismatch", "d mismatch"],
    ]);
  });

  it.each([
    [["--shard", "3/2"], "It has to be i/n, like 1/4."],
    [["--shard", "0/2"], "It has to be i/n, like 1/4."],
    [["--update=some"], "Allowed choices are new, all, none."],
    [["--reporter", "dots"], "Allowed choices are default, json, junit, tap, github."],
    [["--backend", "auto"], "Allowed choices are wasm, native, all."],
  ])("does not know %j (2)", async (args, message) => {
    const run = await verify(place("one"), args);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("does not write in CI, whoever asks (2)", async () => {
    const run = await verify(place("one"), ["--update=all"], inCi);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("goldens are not written in CI") });
  });

  it("says which backend is the odd one, and the first event in which it is", async () => {
    const here = await longPlace();
    const wasm = await loadBackend("wasm");
    let seen = 0;
    // It takes another price from command 6,000 on: far from the golden's first and last events.
    const odd = changed(wasm, {
      kind: "native",
      submit: (handle, commands) => {
        const other = Uint8Array.from(commands);
        for (let at = 0; at < other.length; at += 64) {
          seen += 1;
          if (seen === 6000) other[at + 32] = (other[at + 32] ?? 0) ^ 1;
        }
        const taken = wasm.submit(handle, other);
        seen -= other.length / 64 - taken;
        return taken;
      },
      create: (config) => {
        seen = 0;
        return wasm.create(config);
      },
    });
    const { results } = await verifyGoldens({ ...here, backends: [wasm, odd], update: "all" });
    const [result] = results;
    expect(result).toMatchObject({ state: "mismatch", message: "native does not give what wasm gives" });
    const { event = 0, golden = [], run = [], before = [] } = result?.divergence ?? {};
    expect(event).toBeGreaterThan(6000);
    expect([before.length, golden.length, run.length]).toEqual([10, 11, 11]);
    expect(golden[0]).toMatch(/^#6000 /);
    expect(run[0]).toMatch(/^#6000 /);
  });

  it("does not believe a digest that is not the one of the events", async () => {
    const here = await longPlace();
    const wasm = await loadBackend("wasm");
    const odd = changed(wasm, {
      drainInto: (handle, target) => {
        const count = wasm.drainInto(handle, target);
        if (count > 0) target[48] = (target[48] ?? 0) ^ 1;
        return count;
      },
    });
    const { results } = await verifyGoldens({ ...here, backends: [odd], update: "none" });
    const message = expect.stringMatching(
      /^the engine says \d+ events with digest \w+, and gave \d+ events with/,
    );
    expect(results).toMatchObject([{ state: "mismatch", message }]);
  });
});

/** A golden of some ten thousand events, and where it is. */
async function longPlace(): Promise<{ folder: string; scenarios: string }> {
  const here = place();
  const generator = { name: "plain", seed: 4, count: 9000 };
  const scenario = { title: "long", config: { instruments: ["ACME"] }, generator };
  writeFileSync(join(here.scenarios, "long.json"), JSON.stringify(scenario));
  await verify(here);
  return { folder: here.goldens, scenarios: here.scenarios };
}

/** A backend that does some things otherwise. */
function changed(backend: EngineBackend, otherwise: Partial<EngineBackend>): EngineBackend {
  return new Proxy(backend, {
    get(target, key: keyof EngineBackend) {
      const value: unknown = otherwise[key] ?? target[key];
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
}

describe("reports", () => {
  /** One that passes, one that does not, one that is not run. */
  async function mixed(reporter: string, options: RunOptions = {}): Promise<Run> {
    const here = place("a<&>", "b", "c#d");
    await verify(here);
    change(here, "b", { ...OTHER, head: ['#1 accepted sell orderId=1 price=99 quantity=5 "<&>"'] });
    return verify(here, ["--reporter", reporter, "--bail", "--update=none"], options);
  }

  it("all end with the same exit code", async () => {
    for (const reporter of reporterNames)
      expect([reporter, (await mixed(reporter)).code]).toEqual([reporter, 3]);
  });

  it("default: a line each, the failures, the counts", async () => {
    const { stdout } = await mixed("default");
    expect(stdout).toMatch(
      /\n {2}✓ a<&> {2}[0-9a-f]{16}\n {2}✗ b {2}mismatch\n {2}↓ c#d {2}not run: another one failed before\n/,
    );
    expect(stdout).toMatch(/\n1 passed, 1 failed, 1 skipped\n$/);
  });

  it("json: one document", async () => {
    expect(documentOf(await mixed("json"))).toMatchObject({
      passed: 1,
      failed: 1,
      skipped: 1,
      results: [{ state: "passed" }, { state: "mismatch", divergence: { event: 1 } }, { state: "not run" }],
    });
  });

  it("junit: well-formed XML with a case each", async () => {
    const elements = elementsOf((await mixed("junit")).stdout);
    const count = { tests: "3", failures: "1", skipped: "1", errors: "0" };
    expect(elements[0]).toMatchObject({ name: "testsuites", attributes: count });
    expect(elements[1]).toMatchObject({ name: "testsuite", attributes: { ...count, name: "goldens" } });
    const cases = elements.filter(({ name }) => name === "testcase").map(({ attributes }) => attributes.name);
    expect(cases).toEqual(["a<&>", "b", "c#d"]);
    const failure = elements.find(({ name }) => name === "failure");
    expect(failure?.attributes).toMatchObject({ type: "mismatch" });
    expect(failure?.text).toContain('- #1 accepted sell orderId=1 price=99 quantity=5 "<&>"');
    expect(elements.some(({ name }) => name === "skipped")).toBe(true);
  });

  it("tap: version 14, a plan, points, and YAML for what failed", async () => {
    const lines = (await mixed("tap")).stdout.trimEnd().split("\n");
    expect(lines.slice(0, 2)).toEqual(["TAP version 14", "1..3"]);
    const points = lines.filter((line) => /^(not )?ok /.test(line));
    expect(points).toEqual(["ok 1 - a<&>", "not ok 2 - b", "ok 3 - c\\#d # SKIP another one failed before"]);
    const yaml = lines.slice(lines.indexOf("  ---"), lines.indexOf("  ...") + 1);
    expect(lines[lines.indexOf("  ---") - 1]).toBe("not ok 2 - b");
    expect(yaml).toContain("  state: mismatch");
    expect(yaml.every((line) => line.startsWith("  "))).toBe(true);
    expect(lines.at(-1)).toBe("# 1 passed, 1 failed, 1 skipped");
  });

  it("github: an annotation at the golden's digest, in one line", async () => {
    const lines = (await mixed("github")).stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^::error file=[^,]*b\.json,line=\d+,title=golden b%3A mismatch::the run is not the golden's%0A/,
    );
    expect(lines[0]).toContain("%0A    - #1 accepted sell");
  });

  it("has annotations by itself on GitHub's machines; beside a document they are on stderr", async () => {
    const env = { GITHUB_ACTIONS: "true", CI: "true" };
    const plain = await mixed("default", { env });
    expect(plain.stdout).toMatch(/^::error file=/);
    const tap = await mixed("tap", { env });
    expect(tap.stdout).toMatch(/^TAP version 14\n/);
    expect(tap.stderr).toMatch(/^::error file=/);
  });
});

describe("cift review", () => {
  const review = ({ goldens }: Place, ...args: string[]) => cift(["review", goldens, ...args]);

  it("shows what is pending (3), throws it away, or says that nothing is (0)", async () => {
    const here = place("one");
    await verify(here);
    expect(await review(here)).toMatchObject({
      code: 0,
      stdout: "0 pending, 0 accepted, 0 rejected, 0 refused\n",
    });
    change(here, "one", OTHER);
    await verify(here);
    const pending = await review(here);
    expect(pending.code).toBe(3);
    expect(pending.stdout).toContain("one: pending\n");
    expect(pending.stdout).toContain("    price: 99 → 100\n");
    const rejected = await review(here, "--reject", "--json");
    expect(rejected.code).toBe(0);
    expect(documentOf(rejected)).toMatchObject({ reviewed: [{ name: "one", state: "rejected" }] });
    expect((await review(here)).code).toBe(0);
    expect((await review(here, "--accept", "--reject")).code).toBe(2);
  });

  it("takes what may be taken, by the rule of --update=all", async () => {
    const here = place("one");
    await verify(here);
    change(here, "one", OTHER);
    await verify(here);
    const refused = await review(here, "--accept");
    expect(refused.code).toBe(3);
    expect(refused.stdout).toContain("one: refused: not updated: the same commands give other events");
    writeScenario(here, "one", 300);
    await verify(here);
    expect((await review(here, "--accept")).code).toBe(0);
    expect((await verify(here, [], inCi)).code).toBe(0);
    expect(existsSync(join(here.goldens, "one.json.new"))).toBe(false);
  });
});
