// A damaged tape, as somebody with the command line meets it: what is wrong is named, and what is whole is read.

import { readFileSync } from "node:fs";
import { convert } from "@cift/engine/data";
import { beforeAll, describe, expect, it } from "vitest";
import { cift, documentOf } from "./support/cift.js";
import { temporaryFile } from "./support/temporary.js";

/** A trade a second from ten o'clock on: three full chunks, and what is left. */
const ROWS = 50_000;
const CHUNK = 16_384;

function trades(): string {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const time = new Date(Date.UTC(2024, 2, 1, 10) + row * 1000).toISOString();
    return `${time},ACME,${100 + (row % 50) * 0.25},${(row % 7) + 1}`;
  });
  return `${["time,symbol,price,size", ...rows].join("\n")}\n`;
}

let tape: Buffer;
let chunks: number[];

beforeAll(async () => {
  const parts: Uint8Array[] = [];
  const input = { name: "trades.csv", bytes: new TextEncoder().encode(trades()) };
  await convert(input, (bytes) => void parts.push(bytes.slice()), { to: "cift" });
  tape = Buffer.concat(parts);
  chunks = [];
  for (let at = tape.indexOf("CIFTCHNK\x01"); at >= 0; at = tape.indexOf("CIFTCHNK\x01", at + 1))
    chunks.push(at);
});

/** The tape with a bit of a chunk turned over, at a byte from its beginning. */
function damaged(...places: readonly (readonly [chunk: number, byte: number])[]): string {
  const bytes = Buffer.from(tape);
  for (const [chunk, byte] of places) {
    const place = (chunks[chunk] ?? 0) + byte;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
  }
  return temporaryFile("damaged.cift", bytes);
}

describe.each(["wasm", "native"] as const)("a damaged tape on %s", (backend) => {
  const inspect = (path: string, ...flags: readonly string[]) =>
    cift(["inspect", path, "--backend", backend, "--records", "0", ...flags]);

  it.each([
    ["body", 150, "2024-03-01 14:33:04 to 2024-03-01 19:06:07"],
    // The head does not tell then: from the record before to the one behind.
    ["head", 50, "2024-03-01 14:33:03 to 2024-03-01 19:06:08"],
  ])("is named by chunk, records and times, with what to do: in a chunk's %s", async (_, byte, times) => {
    const path = damaged([1, byte]);
    const strict = await inspect(path);
    expect(strict.code).toBe(5);
    expect(strict.stdout).toBe("");
    expect(strict.stderr).toContain(`${path}, byte ${chunks[1]}: chunk 3 is damaged: `);
    expect(strict.stderr).toContain(`; records ${CHUNK + 1} to ${2 * CHUNK} are missing, of ${times}; `);
    expect(strict.stderr).toContain("(--lenient)");
    const lenient = await inspect(path, "--lenient", "--json");
    expect(lenient.code).toBe(0);
    expect(documentOf(lenient)).toMatchObject({ total: ROWS - CHUNK, skipped: 1, backwards: 0 });
  });

  it("is read around each damaged place, and they are counted", async () => {
    const lenient = await inspect(damaged([0, 150], [2, 50]), "--lenient");
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toContain(`records     ${(ROWS - 2 * CHUNK).toLocaleString("en")} ticks`);
    expect(lenient.stdout).toMatch(/left out +2; the first: .*chunk 2 is damaged/);
    // Who reads leniently is not told to.
    expect(lenient.stdout).not.toContain("--lenient");
  });

  it("without an end is read to its last whole chunk", async () => {
    const path = temporaryFile("cut.cift", tape.subarray(0, (chunks[3] ?? 0) + 100));
    const strict = await inspect(path);
    expect(strict.code).toBe(5);
    expect(strict.stderr).toContain(
      "it was cut off, or is still being written; read it leniently (--lenient)",
    );
    const lenient = await inspect(path, "--lenient");
    expect(lenient.stdout).toMatch(/left out +1; .*; 100 bytes behind its last whole chunk are left out/);
    const out = path.replace("cut", "again");
    const saved = await cift(["convert", path, "-o", out, "--lenient", "--backend", backend, "--json"]);
    expect(documentOf(saved)).toMatchObject({ skipped: 1 });
    expect(documentOf(await inspect(out, "--json"))).toMatchObject({ total: 3 * CHUNK, skipped: 0 });
  });

  it("is not converted to one that looks whole", async () => {
    const path = damaged([1, 150]);
    const out = path.replace("damaged", "out");
    const run = await cift(["convert", path, "-o", out, "--backend", backend]);
    expect(run.code).toBe(5);
    expect(() => readFileSync(out)).toThrow("ENOENT");
  });
});
