// cift diff: journals, goldens and files of events.

import { closeSync, copyFileSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  type BackendKind,
  CommandCursor,
  CommandKind,
  Exchange,
  encodeBatch,
  loadBackend,
  resolveConfig,
  type SessionConfig,
} from "@cift/engine";
import { describe, expect, it } from "vitest";
import { lastEqual } from "../src/diff/compare.js";
import { crc32c } from "../src/diff/journal/crc32c.js";
import { type Golden, goldenPath, goldenText, readGolden } from "../src/golden/golden.js";
import { generate } from "../src/golden/scenario/generators.js";
import { cift, documentOf } from "./support/cift.js";
import { temporaryFile, temporaryFolder } from "./support/temporary.js";

const config: SessionConfig = { instruments: ["ACME", "ZETA"] };
const RECORD = 64;

/** The events of the plain flow, and its journal, written with the commands cut as said. */
async function record(
  count: number,
  batch = 4096,
  change?: (commands: Uint8Array) => void,
  backend: BackendKind = "wasm",
) {
  const commands = generate({ name: "plain", seed: 6, count }, resolveConfig(config));
  change?.(commands);
  using exchange = await Exchange.create(config, { backend });
  exchange.journal.start({ number: 1n });
  const journal: Uint8Array[] = [];
  const events: Uint8Array[] = [];
  const chunk = new Uint8Array(1 << 20);
  for (let at = 0; at < commands.length; ) {
    at += exchange.submitPart(commands.subarray(at, at + batch * RECORD)) * RECORD;
    for (let n = exchange.drainInto(chunk); n > 0; n = exchange.drainInto(chunk))
      events.push(chunk.slice(0, n * RECORD));
    journal.push(exchange.journal.take());
  }
  exchange.journal.close();
  journal.push(exchange.journal.take());
  return { events: Buffer.concat(events), journal: Buffer.concat(journal), digest: exchange.digest() };
}

/** The same bytes with one bit of the record's quantity turned. */
function turned(records: Uint8Array, event: number): Uint8Array {
  const copy = Uint8Array.from(records);
  const at = (event - 1) * RECORD + 48;
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

const diff = (a: string, b: string, ...more: string[]) => cift(["diff", a, b, "--backend", "wasm", ...more]);

describe("files of events", () => {
  it("that are equal (0), as records, as a batch of Cap'n Proto, or compressed", async () => {
    const { events } = await record(2000);
    const [a, b] = [
      temporaryFile("a.events", events),
      temporaryFile("b.events", encodeBatch(events, RECORD)),
    ];
    const run = await diff(a, b);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain(`✓ ${(events.length / RECORD).toLocaleString("en-US")} events, all equal`);
    const { gzipSync } = await import("node:zlib");
    expect((await diff(a, temporaryFile("a.events.gz", gzipSync(events)))).code).toBe(0);
    const [none, empty] = [
      temporaryFile("none.events", ""),
      temporaryFile("empty.events", encodeBatch(new Uint8Array(0), RECORD)),
    ];
    expect((await diff(none, empty)).code).toBe(0);
  });

  it("that differ in an event (3), with ten before it, ten after it, and its fields", async () => {
    const { events } = await record(2000);
    const b = temporaryFile("b.events", turned(events, 1500));
    const run = await diff(temporaryFile("a.events", events), b, "--json");
    expect(run.code).toBe(3);
    const document = documentOf(run) as { first_difference: Record<"before" | "a" | "b", { seq: string }[]> };
    expect(document).toMatchObject({ equal: false, equal_events: 1499, first_difference: { event: 1500 } });
    const { before, a, b: other } = document.first_difference;
    expect([before.length, a.length, other.length]).toEqual([10, 11, 11]);
    expect(Object.keys((document.first_difference as unknown as { fields: object }).fields)).toEqual([
      "quantity",
    ]);
    const text = (await diff(temporaryFile("a.events", events), b)).stdout;
    expect(text).toContain("first different event: 1,500\n");
    expect(text.match(/^ A {5,}1,5\d\d /gm)).toHaveLength(11);
    expect(text).toMatch(/\n {2}quantity {7}A \d+ {3}B \d+\n$/);
  });

  it.each([1, 2, 10, 11, 4096, 4097])("that differ in event %i", async (event) => {
    const { events } = await record(5000);
    const [a, b] = [temporaryFile("a", events), temporaryFile("b", turned(events, event))];
    expect(documentOf(await diff(a, b, "--json"))).toMatchObject({ first_difference: { event } });
  });

  it("of which one is longer (3)", async () => {
    const { events } = await record(1000);
    const count = events.length / RECORD;
    const shorter = temporaryFile("b.events", events.subarray(0, (count - 3) * RECORD));
    const run = await diff(temporaryFile("a.events", events), shorter, "--json");
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ first_difference: { event: count - 2, b: [], a: [{}, {}, {}] } });
    expect((await diff(shorter, temporaryFile("a.events", events))).stdout).toContain("(no more events)");
  });

  it("that are none (5), or not there", async () => {
    const { events } = await record(100);
    const good = temporaryFile("a.events", events);
    const wrong: [string, string][] = [
      [
        temporaryFile("odd.events", events.subarray(1)),
        "is no journal, no golden and no file of 64-byte events",
      ],
      [
        temporaryFile("zero.events", new Uint8Array(128)),
        "is no journal, no golden and no file of 64-byte events",
      ],
      [join(good, "..", "nowhere"), "there is no such file"],
      [join(good, ".."), "is a folder, expected a file"],
      [temporaryFile("text.json", "{}"), "is no golden: it has no name"],
    ];
    for (const [path, problem] of wrong) {
      const run = await diff(good, path);
      expect(run).toMatchObject({ code: 5, stdout: "" });
      expect(run.stderr).toContain(problem);
    }
    expect((await cift(["diff", good])).code).toBe(2);
  });

  it("of ten million events are compared in less than 30 s", { timeout: 180_000 }, () => {
    return tenMillion(async (a, b, event) => {
      const start = performance.now();
      const run = await diff(a, b, "--json");
      const seconds = (performance.now() - start) / 1000;
      expect(documentOf(run)).toMatchObject({ first_difference: { event } });
      expect(seconds).toBeLessThan(30);
    });
  });
});

/** Two files of ten million events, of which one of the last is different. */
async function tenMillion(use: (a: string, b: string, event: number) => Promise<void>): Promise<void> {
  const folder = temporaryFolder();
  const [a, b] = [join(folder, "a.events"), join(folder, "b.events")];
  const { events } = await record(100_000);
  const file = openSync(a, "w");
  let count = 0;
  for (; count < 10_000_000; count += events.length / RECORD) writeSync(file, events);
  copyFileSync(a, b);
  const event = count - 1234;
  closeSync(file);
  const other = openSync(b, "r+");
  // The highest byte of the quantity.
  writeSync(other, new Uint8Array([0xff]), 0, 1, (event - 1) * RECORD + 55);
  closeSync(other);
  await use(a, b, event);
}

describe("goldens", () => {
  const name = "plain-100k";
  const golden = readGolden(name) as Golden;

  it("of one run (0), played again", async () => {
    const path = goldenPath(name);
    const run = await diff(path, path);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`✓ ${golden.events.toLocaleString("en-US")} events, all equal`);
  });

  it("of two runs (3)", async () => {
    const run = await diff(goldenPath("pegged"), goldenPath("hidden"), "--json");
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ equal: false, first_difference: { event: 1 } });
  });

  it("whose run is lost: by their chains", async () => {
    const lost = (links: number) => {
      const chain = golden.chain.map((link, index) => (index < links ? link : "0".repeat(16)));
      const changed = { ...golden, digest: "1".repeat(16), eventsDigest: "2".repeat(16), chain };
      return temporaryFile(`${name}.json`, goldenText(changed));
    };
    const run = await diff(lost(5), goldenPath(name), "--json");
    expect(run.code).toBe(3);
    expect(documentOf(run)).toMatchObject({ within: [5 * 4096 + 1, 6 * 4096] });
    const same = lost(5);
    expect((await diff(same, same)).code).toBe(0);
  });

  it("of other matching rules cannot be compared (5)", async () => {
    const older = { ...golden, semanticsVersion: golden.semanticsVersion - 1 };
    const run = await diff(temporaryFile(`${name}.json`, goldenText(older)), goldenPath(name));
    expect(run).toMatchObject({ code: 5, stderr: expect.stringContaining("of the matching rules") });
  });

  it("and the events of their run are equal (0)", async () => {
    const scenario = { instruments: ["ACME", "ZETA", "MIKE"] };
    const backend = await loadBackend("wasm");
    using exchange = await Exchange.create({ ...scenario, eventBuffer: 2 ** 20 }, { backend });
    exchange.submitBatch(generate({ name: "plain", seed: 3, count: 100_000 }, resolveConfig(scenario)));
    const events = new Uint8Array(exchange.waitingEvents * RECORD);
    exchange.drainInto(events);
    const file = temporaryFile("run.events", events);
    expect((await diff(file, goldenPath(name))).code).toBe(0);
    const broken = temporaryFile("other.events", turned(events, 70_000));
    expect(documentOf(await diff(goldenPath(name), broken, "--json"))).toMatchObject({
      first_difference: { event: 70_000 },
    });
    // Where the golden's run cannot be played, its chain says as much as it can.
    const folder = temporaryFolder();
    mkdirSync(join(folder, "none"));
    const lost = ["--scenarios", join(folder, "none"), "--json"];
    expect((await diff(file, goldenPath(name), ...lost)).code).toBe(0);
    const run = documentOf(await diff(goldenPath(name), broken, ...lost));
    expect(run).toMatchObject({ equal: false, within: [17 * 4096 + 1, 18 * 4096] });
  });
});

describe("journals", () => {
  it("of one run (0), from two backends, however the commands were cut", async () => {
    const [a, b] = [await record(9000), await record(9000, 61, undefined, "native")];
    expect(a.digest.value).toBe(b.digest.value);
    const run = await diff(
      temporaryFile("a.journal", a.journal),
      temporaryFile("b.journal", b.journal),
      "--json",
    );
    expect(documentOf(run)).toMatchObject({ equal: true, equal_events: a.digest.eventCount });
    expect(run.code).toBe(0);
    // And the events that came of it.
    const events = temporaryFile("a.events", a.events);
    expect((await diff(temporaryFile("a.journal", a.journal), events)).code).toBe(0);
  });

  it("that part (3): checkpoints say how far they are equal, then the events", async () => {
    const a = await record(30_000);
    const b = await record(30_000, 4096, (commands) => {
      // A lot more in a new order, late in the day.
      for (let at = 25_000 * RECORD; ; at += RECORD) {
        if (commands[at] !== 1) continue;
        commands[at + 40] = (commands[at + 40] ?? 0) + 1;
        return;
      }
    });
    const run = await diff(
      temporaryFile("a.journal", a.journal),
      temporaryFile("b.journal", b.journal),
      "--json",
    );
    expect(run.code).toBe(3);
    const first = firstDifferent(a.events, b.events);
    expect(documentOf(run)).toMatchObject({ first_difference: { event: first } });
    const known = (documentOf(run) as { equal_by_checkpoint: number }).equal_by_checkpoint;
    expect(first - known).toBeLessThanOrEqual(4096 + 512);
    expect(known).toBeLessThan(first);
  });

  it("whose events are equal and whose commands are not (3)", async () => {
    // Letting time pass causes no event, whatever else the record says.
    const withClock = (account: number) =>
      record(1000, 4096, (commands) => {
        const clock = new CommandCursor(commands).at(999);
        const { timeNs } = clock;
        commands.fill(0, 999 * RECORD);
        clock.kind = CommandKind.clock;
        clock.timeNs = timeNs;
        clock.account = account;
      });
    const [a, b] = [await withClock(1), await withClock(2)];
    expect(a.digest.events).toBe(b.digest.events);
    const run = await diff(temporaryFile("a.journal", a.journal), temporaryFile("b.journal", b.journal));
    expect(run.code).toBe(3);
    expect(run.stdout).toContain("every event is equal, but sessions or commands are not");
  });

  it("with a torn tail are compared up to it, and say so", async () => {
    const { journal } = await record(9000);
    const torn = temporaryFile("torn.journal", journal.subarray(0, journal.length - 100));
    const run = await diff(temporaryFile("a.journal", journal), torn);
    expect(run.stderr).toContain("has a torn tail");
    expect([0, 3]).toContain(run.code);
  });

  it("that are damaged are refused (5), with the place", async () => {
    const { journal } = await record(9000);
    const good = temporaryFile("a.journal", journal);
    for (const at of [9, 130, 2000, journal.length >> 1]) {
      const broken = Uint8Array.from(journal);
      broken[at] = (broken[at] ?? 0) ^ 4;
      const run = await diff(good, temporaryFile("broken.journal", broken));
      expect([at, run.code]).toEqual([at, 5]);
      expect(run.stderr).toMatch(/broken\.journal at byte \d+: /);
    }
  });

  it("of other matching rules are not played (5)", async () => {
    const { journal } = await record(100);
    const older = Buffer.from(journal);
    older.writeUInt32LE(1, 16);
    older.writeUInt32LE(crc32c(older.subarray(0, 124)), 124);
    const run = await diff(temporaryFile("older.journal", older), temporaryFile("a.journal", journal));
    expect(run).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("is of version 1 of the matching rules"),
    });
  });

  it("that go on from a snapshot are played from there", async () => {
    const commands = generate({ name: "plain", seed: 6, count: 4000 }, resolveConfig(config));
    const made = async (rest: number) => {
      using exchange = await Exchange.create(config, { backend: "wasm" });
      exchange.submitBatch(commands.subarray(0, 2000 * RECORD));
      exchange.readEvents(() => undefined);
      exchange.journal.start({ number: 1n });
      exchange.submitBatch(commands.subarray(2000 * RECORD, rest * RECORD));
      return temporaryFile(`${rest}.journal`, exchange.journal.take());
    };
    const [a, b] = [await made(4000), await made(3990)];
    expect((await diff(a, a)).code).toBe(0);
    expect((await diff(a, b)).code).toBe(3);
  });
});

function firstDifferent(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; ; at += RECORD)
    if (!Buffer.from(a.subarray(at, at + RECORD)).equals(Buffer.from(b.subarray(at, at + RECORD))))
      return at / RECORD + 1;
}

describe("the parts", () => {
  it("CRC-32C is iSCSI's", () => {
    expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  });

  it("the last equal checkpoint is found where both have one", () => {
    const points = (...digests: [number, string][]) =>
      digests.map(([events, digest]) => ({ events, digest }));
    const a = points([10, "a"], [20, "b"], [30, "c"]);
    expect(lastEqual(a, points([10, "a"], [20, "b"], [30, "x"]))).toBe(20);
    expect(lastEqual(a, points([15, "z"], [20, "b"], [35, "x"]))).toBe(20);
    expect(lastEqual(a, points([10, "y"], [20, "x"]))).toBe(0);
    expect(lastEqual(a, a)).toBe(30);
    expect(lastEqual(a, [])).toBe(0);
  });
});

describe("the command line", () => {
  it("names the verbs, and says what they are for", async () => {
    const help = (await cift(["--help"])).stdout;
    for (const verb of ["verify", "review", "diff"]) {
      expect(help).toContain(`  ${verb} `);
      const { code, stdout } = await cift([verb, "--help"]);
      expect([code, stdout.includes("Examples:\n  $ cift ")]).toEqual([0, true]);
    }
  });
});
