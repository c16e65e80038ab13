// The facade of market data: the same from both modules, whatever the bytes come from, and clear about what is wrong.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BarCursor, CiftError, TickCursor } from "@cift/engine";
import {
  type BytesInput,
  check,
  type DataInput,
  inspect,
  loadData,
  type OpenInput,
  RECORD_BYTES,
  type ReadableInput,
  type ReadOptions,
  readRecords,
  TAPE_TABLES,
  TapeBatch,
} from "@cift/engine/data";
import { afterAll, describe, expect, test } from "vitest";

const kinds = ["wasm", "native"] as const;

const folder = mkdtempSync(join(tmpdir(), "cift-data-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Trades, one a millisecond from ten o'clock on: price and size follow from the row. */
function trades(rows: number, change: (line: string, row: number) => string = (line) => line): BytesInput {
  const lines = Array.from({ length: rows }, (_, row) => {
    const time = new Date(Date.UTC(2024, 2, 1, 10) + row).toISOString();
    return change(
      `${time},${100 + (row % 50) * 0.25},${(row % 7) + 1},${row % 2 === 0 ? "buy" : "sell"}`,
      row,
    );
  });
  const bytes = new TextEncoder().encode(`${["time,price,size,side", ...lines].join("\n")}\n`);
  return { name: "ACME.csv", bytes };
}

function readable({ name, bytes }: BytesInput, most = Number.POSITIVE_INFINITY) {
  const closed = { times: 0 };
  const input: ReadableInput = {
    name,
    size: bytes.length,
    readAt(offset, target) {
      const part = bytes.subarray(offset, offset + Math.min(most, target.length));
      target.set(part);
      return part.length;
    },
    close() {
      closed.times++;
    },
  };
  return { input, closed };
}

function onDisk({ name, bytes }: BytesInput): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function readAll(input: DataInput | readonly DataInput[], options: ReadOptions) {
  const batches: { counts: number[]; runs: unknown[]; lists: Buffer[] }[] = [];
  let metadata: unknown;
  for await (const read of readRecords(input, options)) {
    metadata = read.metadata;
    const { batch } = read;
    batches.push({
      counts: TAPE_TABLES.map((table) => batch.count(table)),
      runs: [...batch.runs()],
      lists: TAPE_TABLES.map((table) => Buffer.from(batch.list(table))),
    });
  }
  const ticks = new Uint8Array(Buffer.concat(batches.map(({ lists }) => lists[2] as Buffer)));
  return { metadata, batches, ticks: new TickCursor(ticks) };
}

async function errorOf(work: Promise<unknown>): Promise<CiftError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof CiftError) return error;
  throw new Error(`a CiftError was expected, and it was ${error}`);
}

describe.each(kinds)("on %s", (backend) => {
  test("the records are those of the file", async () => {
    const { metadata, ticks } = await readAll(trades(20_000), { backend });
    expect(metadata).toEqual({
      ...{ venue: "", format: "csv", inputs: ["ACME.csv"], dated: true },
      epochNs: String(BigInt(Date.UTC(2024, 2, 1)) * 1_000_000n),
      instruments: [{ symbol: "ACME", sourceId: 0, tickSize: "0.25", lotSize: "1" }],
    });
    expect(ticks.length).toBe(20_000);
    for (const row of [0, 1, 12_345, 19_999]) {
      expect(ticks.at(row).toObject()).toMatchObject({
        ...{ seq: row + 1, timeNs: 36_000e9 + row * 1e6, price: 400 + (row % 50), quantity: (row % 7) + 1 },
        side: row % 2 === 0 ? "buy" : "sell",
      });
    }
  });

  test("bytes, a path, something to read from and a file of a page are the same", async () => {
    const bytes = trades(5000);
    const { input, closed } = readable(bytes, 1000);
    const inputs: DataInput[] = [
      onDisk({ ...bytes, name: "ACME.csv" }),
      input,
      new File([new Uint8Array(bytes.bytes)], bytes.name),
    ];
    const expected = await inspect(bytes, { backend });
    for (const other of inputs) {
      const found = await inspect(other, { backend });
      const inputName = typeof other === "string" ? other : bytes.name;
      expect(found).toEqual({ ...expected, metadata: { ...expected.metadata, inputs: [inputName] } });
    }
    // The addon takes the bytes before it begins, and then has nothing to close.
    expect(closed.times).toBe(backend === "wasm" ? 1 : 0);
  });

  test("several inputs are one source", async () => {
    const one = trades(3000);
    const later = trades(3000, (line) => line.replace("T10:", "T11:"));
    const found = await inspect([one, { ...later, name: "LATER.csv" }], { backend, symbols: ["ACME"] });
    expect([found.total, found.metadata.inputs]).toEqual([6000, ["ACME.csv", "LATER.csv"]]);
    expect(found.lastTimeNs).toBe(39_600e9 + 2999e6);
  });

  test("options are heeded: window, kind, columns, scale, names", async () => {
    const window = { fromNs: 36_000e9 + 1000e6, toNs: 36_000e9 + 1010e6 };
    const { ticks } = await readAll(trades(5000), { backend, ...window, tick: "0.01", lot: "1" });
    expect(ticks.length).toBe(10);
    expect(ticks.at(0).toObject()).toMatchObject({ price: 10_000, timeNs: window.fromNs });
    const table = "when;last\n2024-03-01;10.5\n2024-03-04;11\n";
    const bars = { name: "x.txt", bytes: new TextEncoder().encode(table) };
    const columns = { time: "when", close: "last" };
    let count = 0;
    for await (const { batch } of readRecords(bars, { backend, kind: "bars", columns, delimiter: ";" })) {
      const cursor = new BarCursor(batch.list("bars"));
      count += cursor.length;
      expect(cursor.at(0).toObject()).toMatchObject({ close: 105, open: 105 });
    }
    expect(count).toBe(2);
  });

  test("what does not read is named: input, line, column, reason, advice", async () => {
    const spoiled = trades(3000, (line, row) => (row === 1234 ? line.replace(/,\d+,/, ",many,") : line));
    for (const work of [inspect(spoiled, { backend }), readAll(spoiled, { backend })]) {
      const error = await errorOf(work);
      expect(error.code).toBe("DATA_INVALID");
      expect(error.detail).toMatchObject({ input: "ACME.csv", line: 1236, column: "size" });
      expect(error.detail?.reason).toContain("many");
      expect(error.message).toContain("ACME.csv, line 1236, size");
    }
    const lenient = await inspect(spoiled, { backend, lenient: true });
    expect([lenient.total, lenient.skipped]).toEqual([2999, 1]);
    expect(lenient.firstSkipped).toContain("line 1236");
  });

  test("what is not there, what is nothing, and settings that do not exist", async () => {
    const missing = join(folder, "not-there.csv");
    expect(await errorOf(inspect(missing, { backend }))).toMatchObject({
      code: "DATA_INVALID",
      message: expect.stringContaining(`${missing}: is not there`),
      detail: { input: missing, reason: "is not there" },
    });
    const nonsense = { name: "a.bin", bytes: Uint8Array.of(1, 2, 3, 4) };
    const error = await errorOf(inspect(nonsense, { backend }));
    expect([error.code, error.detail?.input]).toEqual(["DATA_INVALID", "a.bin"]);
    expect(error.detail?.advice).toContain("lobster");
    expect(await errorOf(inspect([], { backend }))).toMatchObject({ code: "INVALID_ARGUMENT" });
    const settings = [{ tick: "-1" }, { tick: "abc" }, { date: "yesterday" }, { format: "xml" as never }];
    for (const setting of settings) {
      const refused = await errorOf(inspect(trades(3), { backend, ...setting }));
      expect(refused.code).toBe("INVALID_ARGUMENT");
      expect(refused.message).toContain(Object.keys(setting)[0]);
    }
  });

  test("an input that fails or ends too early is an error, and closed", async () => {
    const { input, closed } = readable(trades(3000));
    let reads = 0;
    const failing: ReadableInput = {
      ...input,
      readAt(offset, target) {
        reads++;
        return offset === 0 && reads < 10 ? input.readAt(offset, target.subarray(0, 5000)) : -1;
      },
    };
    const error = await errorOf(inspect(failing, { backend }));
    expect(error.code).toBe("DATA_INVALID");
    expect(error.message).toContain("ACME.csv");
    expect(closed.times).toBe(backend === "wasm" ? 1 : 0);
  });

  test("progress goes up to all of it, and a stop is heard", async () => {
    const large = trades(400_000);
    const steps: { read: number; total: number }[] = [];
    await inspect(large, { backend, onProgress: (step) => steps.push(step) });
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.every(({ total }) => total === large.bytes.length)).toBe(true);
    expect(steps.map(({ read }) => read)).toEqual(steps.map(({ read }) => read).sort((a, b) => a - b));
    expect(steps.at(-1)?.read).toBe(large.bytes.length);
    const early = inspect(trades(1), { backend, signal: AbortSignal.abort(new Error("not at all")) });
    await expect(early).rejects.toThrow("not at all");
    const controller = new AbortController();
    const { input, closed } = readable(large);
    const stopped = inspect(input, {
      ...{ backend, signal: controller.signal },
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(closed.times).toBe(backend === "wasm" ? 1 : 0);
  });

  test("who stops reading closes the job", async () => {
    const { input, closed } = readable(trades(100_000));
    for await (const { batch } of readRecords(input, { backend })) {
      expect(batch.length).toBeGreaterThan(0);
      break;
    }
    expect(closed.times).toBe(backend === "wasm" ? 1 : 0);
  });

  test("a handle is of one job, and of none when that is closed", async () => {
    const data = await loadData(backend);
    const request = { verb: "records", import: {} };
    const [first, second] = [data.open(request, [trades(10)]), data.open(request, [trades(20)])];
    data.close(first);
    const third = data.open(request, [trades(30)]);
    for (const call of [() => data.step(first), () => data.report(first), () => data.progress(0)])
      expect(call).toThrow(expect.objectContaining({ code: "HANDLE_INVALID" }));
    for (const [handle, rows] of [
      [second, 20],
      [third, 30],
    ] as const) {
      while (data.step(handle)) {
        // Until its end.
      }
      const batch = new TapeBatch(data.takeOutput(handle));
      expect([batch.length, batch.count("ticks")]).toEqual([rows, rows]);
      expect(data.takeOutput(handle).length).toBe(0);
      data.close(handle);
    }
    const both: OpenInput = trades(1);
    expect(() => data.open({ verb: "dance" }, [both])).toThrow(/dance/);
    expect(() => data.open({ ...request, colour: 1 }, [both])).toThrow(/colour/);
  });

  test("check says what was compared", async () => {
    const report = await check("tulip", { name: "cases.txt", bytes: TULIP }, { backend });
    expect(report.equal).toBe(true);
    const wrong = {
      name: "cases.txt",
      bytes: new TextEncoder().encode(TULIP_TEXT.replace("{2,3,4}", "{2,3,5}")),
    };
    const spoiled = await check("tulip", wrong, { backend });
    expect(spoiled.equal).toBe(false);
    expect(spoiled.differences.length).toBeGreaterThan(0);
    const error = await errorOf(check("waltz" as never, wrong, { backend }));
    expect(error.code).toBe("INVALID_ARGUMENT");
  });
});

const TULIP_TEXT = "sma 3\n{1,2,3,4,5}\n{2,3,4}\n";
const TULIP = new TextEncoder().encode(TULIP_TEXT);

test("both modules hand out the same bytes", async () => {
  const table = trades(150_000, (line, row) => (row % 1000 === 999 ? line.replace("Z", "+00:00") : line));
  const [wasm, native] = await Promise.all(kinds.map((backend) => readAll(table, { backend })));
  expect(wasm?.metadata).toEqual(native?.metadata);
  expect(wasm?.batches.length).toBe(native?.batches.length);
  wasm?.batches.forEach((batch, index) => {
    const other = native?.batches[index];
    expect([batch.counts, batch.runs]).toEqual([other?.counts, other?.runs]);
    batch.lists.forEach((list, at) => {
      expect(list.equals(other?.lists[at] ?? Buffer.alloc(0))).toBe(true);
    });
  });
  const [one, other] = await Promise.all(kinds.map((backend) => inspect(table, { backend })));
  expect(one).toEqual(other);
});

test("a batch's lists are whole records, and its runs are all of them", async () => {
  for await (const { batch } of readRecords(trades(10_000))) {
    for (const table of TAPE_TABLES) {
      expect(batch.list(table).length).toBe(batch.count(table) * RECORD_BYTES[table]);
      expect(batch.list(table).byteOffset % 4).toBe(0);
    }
    const runs = [...batch.runs()];
    expect(runs.reduce((sum, { count }) => sum + count, 0)).toBe(batch.length);
    expect(new Set(runs.map(({ table }) => table))).toEqual(new Set(["ticks"]));
  }
});

test("wasm: an instance that trapped says so, and the next one works", async () => {
  const data = await loadData("wasm");
  const { input } = readable(trades(1000));
  let handle = 0;
  let inner: unknown;
  const reentrant: ReadableInput = {
    ...input,
    readAt(offset, target) {
      try {
        // The module is in the middle of a call, and is not made for another one.
        data.step(handle);
      } catch (error) {
        inner = error;
      }
      return input.readAt(offset, target);
    },
  };
  handle = data.open({ verb: "records", import: {} }, [trades(1)]);
  data.open({ verb: "records", import: { format: "csv" } }, [reentrant]);
  expect(inner).toMatchObject({ code: "ENGINE_PANIC", message: expect.stringContaining("trapped") });
  expect(() => data.step(handle)).toThrow(expect.objectContaining({ code: "ENGINE_PANIC" }));
  // Closing what is dead is no error.
  data.close(handle);
  const next = await loadData("wasm");
  expect(next).not.toBe(data);
  expect((await inspect(trades(1000), { backend: "wasm" })).total).toBe(1000);
});
