// Records as they are read: what is told with them, and how much of a tape is read for a window of it.

import { TickCursor } from "@cift/engine";
import { type BytesInput, convert, type JobProgress, type ReadOptions, readRecords } from "@cift/engine/data";
import { describe, expect, test } from "vitest";

const ROWS = 100_000;

/** A trade a millisecond from ten o'clock on; another instrument joins at some rows. */
function trades(joins: readonly number[], change = (line: string, _row: number) => line): BytesInput {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const time = new Date(Date.UTC(2024, 2, 1, 10) + row).toISOString();
    const instruments = joins.filter((join) => join <= row).length + 1;
    return change(`${time},SYM${row % instruments},${100 + (row % 977) * 0.25},${(row % 101) + 1}`, row);
  });
  const text = `${["time,symbol,price,size", ...lines].join("\n")}\n`;
  return { name: "trades.csv", bytes: new TextEncoder().encode(text) };
}

async function tapeOf(input: BytesInput): Promise<BytesInput> {
  const parts: Uint8Array[] = [];
  await convert(input, (bytes) => void parts.push(bytes.slice()), { to: "cift" });
  return { name: "trades.cift", bytes: new Uint8Array(Buffer.concat(parts)) };
}

describe.each(["wasm", "native"] as const)("records on %s", (backend) => {
  test("the metadata are another object when they are others, and then only", async () => {
    const seen: { symbols: number; metadata: object }[] = [];
    const scale = { tick: "0.25", lot: "1" };
    for await (const { metadata } of readRecords(trades([70_000, 90_000]), { backend, ...scale })) {
      if (seen.at(-1)?.metadata !== metadata) seen.push({ symbols: metadata.instruments.length, metadata });
    }
    expect(seen.map(({ symbols }) => symbols)).toEqual([1, 2, 3]);
  });

  test("every batch has the instruments that its records name", async () => {
    for await (const { metadata, batch } of readRecords(trades([1, 66_000, 66_001, 80_000]), { backend })) {
      const ticks = new TickCursor(batch.list("ticks"));
      for (let at = 0; at < ticks.length; at += 7)
        expect(ticks.at(at).instrument).toBeLessThan(metadata.instruments.length);
    }
  });

  test("what is left out is told with the batch behind it", async () => {
    const spoiled = trades([], (line, row) => (row === 80_000 ? line.replace("SYM0,", "SYM0,x") : line));
    const counts = new Set<number>();
    let last: string | null = null;
    for await (const { skipped, firstSkipped } of readRecords(spoiled, { backend, lenient: true })) {
      counts.add(skipped);
      last = firstSkipped;
    }
    expect([...counts]).toEqual([0, 1]);
    expect(last).toContain("line 80002");
  });

  test("of a tape only what a window needs is read", async () => {
    const tape = await tapeOf(trades([]));
    const read = async (options: ReadOptions) => {
      let records = 0;
      let progress: JobProgress = { read: 0, total: 0 };
      const onProgress = (now: JobProgress) => {
        progress = now;
      };
      for await (const { batch } of readRecords(tape, { backend, onProgress, ...options }))
        records += batch.length;
      return { records, ...progress };
    };
    const fromNs = 36_000e9;
    const whole = await read({});
    expect(whole).toMatchObject({ records: ROWS, total: tape.bytes.length });
    const window = await read({ fromNs: fromNs + 50_000e6, toNs: fromNs + 51_000e6 });
    expect(window.records).toBe(1000);
    expect(window.read).toBe(window.total);
    expect(window.total).toBeLessThan(whole.total / 4);
    expect((await read({ toNs: fromNs + 10e6 })).total).toBeLessThan(whole.total / 4);
  });

  test("a window may begin beyond the numbers that floats hold exactly", async () => {
    const years = Array.from({ length: 20 }, (_, year) => `${2000 + year}-06-30,${year + 1},1`);
    const bytes = new TextEncoder().encode(["time,price,size", ...years, ""].join("\n"));
    const total = async (options: ReadOptions) => {
      let records = 0;
      for await (const { batch } of readRecords({ name: "years.csv", bytes }, { backend, ...options }))
        records += batch.length;
      return records;
    };
    const day = 86_400_000_000_000n;
    // The tape's time zero is the first day; 2005-06-30 is 1,826 days later.
    expect(await total({ fromNs: 1826n * day, toNs: 1826n * day + 1n })).toBe(1);
    expect(await total({ fromNs: 1826n * day + 1n })).toBe(14);
    expect(await total({ fromNs: Number(1826n * day) })).toBe(15);
    await expect(total({ fromNs: 0.5 })).rejects.toThrow("0.5 is not a whole number");
  });
});
