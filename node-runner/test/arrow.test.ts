// Arrow as input: what this project wrote comes back as it was, other tables are read, and what is damaged is an error.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CiftError, TickCursor } from "@cift/engine";
import { type DataInput, inspect, type ReadOptions, readRecords } from "@cift/engine/data";
import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Dictionary,
  Float32,
  Float64,
  Int32,
  Int64,
  LargeUtf8,
  makeData,
  makeVector,
  Table,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  tableToIPC,
  Uint64,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile, temporaryFolder } from "./support/temporary.js";

const backends = ["wasm", "native"] as const;
const HOUR_NS = 3_600_000_000_000n;
const MARCH = BigInt(Date.UTC(2024, 2, 1)) * 1_000_000n;
const TIMES = [10n, 11n, 12n].map((hour) => MARCH + hour * HOUR_NS);

const column = (type: DataType, values: ArrayLike<number | bigint>): Vector =>
  makeVector(makeData({ type, length: TIMES.length, nullCount: 0, data: values } as never));

/** Three trades, with other columns where they are said. */
function trades(columns: Record<string, Vector> = {}, form: "file" | "stream" = "file"): Uint8Array {
  const table = new Table({
    time: column(new TimestampNanosecond("UTC"), BigInt64Array.from(TIMES)),
    price: column(new Float64(), Float64Array.of(1.5, 1.75, 2)),
    size: column(new Int32(), Int32Array.of(1, 2, 3)),
    ...columns,
  });
  return tableToIPC(table, form);
}

async function ticksOf(input: DataInput, options: ReadOptions) {
  const pieces: Uint8Array[] = [];
  let metadata: unknown;
  for await (const read of readRecords(input, options)) {
    ({ metadata } = read);
    pieces.push(read.batch.list("ticks").slice());
  }
  const cursor = new TickCursor(new Uint8Array(Buffer.concat(pieces)));
  const ticks = Array.from({ length: cursor.length }, (_, at) => {
    const { timeNs, price, quantity, tradeId, side } = cursor.at(at).toObject();
    return { timeNs, price, quantity, tradeId, side };
  });
  return { metadata, ticks };
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error("it was read")),
    (error: CiftError) => error,
  );

describe.each(backends)("on %s", (backend) => {
  test.each(["file", "stream"] as const)("a table of trades as a %s", async (form) => {
    const { metadata, ticks } = await ticksOf({ name: "ACME.arrow", bytes: trades({}, form) }, { backend });
    expect(metadata).toMatchObject({
      format: "arrow",
      inputs: ["ACME.arrow"],
      epochNs: String(MARCH),
      instruments: [{ symbol: "ACME", tickSize: "0.01", lotSize: "1" }],
    });
    expect(ticks.map(({ timeNs, price, quantity }) => [timeNs, price, quantity])).toEqual([
      [36_000e9, 150, 1],
      [39_600e9, 175, 2],
      [43_200e9, 200, 3],
    ]);
  });

  const scaled = (per: bigint) => BigInt64Array.from(TIMES, (ns) => ns / per);
  test.each<[string, DataType, ArrayLike<number | bigint>]>([
    ["seconds", new TimestampSecond("UTC"), scaled(1_000_000_000n)],
    ["milliseconds", new TimestampMillisecond("UTC"), scaled(1_000_000n)],
    ["microseconds without a zone", new TimestampMicrosecond(), scaled(1000n)],
    ["whole numbers of nanoseconds", new Int64(), scaled(1n)],
  ])("times as %s", async (_, type, values) => {
    const bytes = trades({ time: column(type, values) });
    const { ticks } = await ticksOf({ name: "a.arrow", bytes }, { backend });
    expect(ticks.map(({ timeNs }) => timeNs)).toEqual([36_000e9, 39_600e9, 43_200e9]);
  });

  test.each<[string, Vector]>([
    ["floats", column(new Float32(), Float32Array.of(1.5, 1.75, 2))],
    [
      "decimals",
      column(new Decimal(4, 38, 128), Uint32Array.of(15_000, 0, 0, 0, 17_500, 0, 0, 0, 20_000, 0, 0, 0)),
    ],
    ["texts", vectorFromArray(["1.5", "1.75", "2"], new Utf8())],
    ["long texts", vectorFromArray(["1.5", "1.75", "2"], new LargeUtf8())],
    ["a dictionary", vectorFromArray(["1.5", "1.75", "2"], new Dictionary(new Utf8(), new Int32()))],
  ])("prices as %s", async (_, price) => {
    const { ticks } = await ticksOf({ name: "a.arrow", bytes: trades({ price }) }, { backend });
    expect(ticks.map(({ price: units }) => units)).toEqual([150, 175, 200]);
  });

  test("missing values, flags, large numbers, and columns that are none", async () => {
    const bytes = trades({
      size: vectorFromArray([1, null, 3], new Int32()),
      buyer_maker: vectorFromArray([true, true, false], new Bool()),
      trade_id: column(new Uint64(), BigUint64Array.of(7n, 8n, 9_007_199_254_740_991n)),
      day: column(new DateDay(), Int32Array.of(1, 2, 3)),
      list: vectorFromArray([[1], [2], [3]]),
    });
    const error = await errorOf(ticksOf({ name: "a.arrow", bytes }, { backend }));
    expect(error.detail).toMatchObject({ input: "a.arrow", line: 2, column: "size" });
    const { ticks } = await ticksOf({ name: "a.arrow", bytes }, { backend, lenient: true });
    expect(ticks.map(({ quantity, tradeId, side }) => [quantity, tradeId, side])).toEqual([
      [1, 7, "sell"],
      [3, 9_007_199_254_740_991, "buy"],
    ]);
  });

  test.each(["lz4", "zstd"])("columns compressed by %s", async (codec) => {
    const path = fileURLToPath(new URL(`fixtures/trades-${codec}.arrow`, import.meta.url));
    const found = await inspect(path, { backend });
    expect(found).toMatchObject({
      total: 20_000,
      instruments: [
        { records: 10_000, volume: 19_999, open: 200, high: 201 },
        { records: 10_000, volume: 20_000, open: 401, high: 403 },
      ],
    });
  });

  test("several tables, one after the other", async () => {
    const later = BigInt64Array.from(TIMES, (ns) => ns + 24n * HOUR_NS);
    const next = trades({ time: column(new TimestampNanosecond("UTC"), later) });
    const inputs = [
      { name: "one.arrow", bytes: trades() },
      { name: "two.arrow", bytes: next },
    ];
    const columns = { ...{ backend }, symbols: ["ACME"] };
    const found = await inspect(inputs, columns);
    expect(found).toMatchObject({ total: 6, metadata: { inputs: ["one.arrow", "two.arrow"] } });
    const wrong = trades({ price: vectorFromArray(["1", "2", "x"], new Utf8()) });
    const error = await errorOf(
      inspect([inputs[0] as DataInput, { name: "two.arrow", bytes: wrong }], columns),
    );
    expect(error.detail).toMatchObject({ input: "two.arrow", line: 3, column: "price" });
  });

  test("what is cut off anywhere is an error that names it", async () => {
    for (const form of ["file", "stream"] as const) {
      const bytes = trades({}, form);
      for (let length = 8; length < bytes.length; length += 37) {
        const input = { name: "cut.arrow", bytes: bytes.subarray(0, length) };
        const error = await errorOf(inspect(input, { backend, format: "arrow" }));
        expect(error).toMatchObject({ code: "DATA_INVALID", detail: { input: "cut.arrow" } });
        expect(error.message).toContain("cut.arrow: cannot be read as Arrow: ");
      }
    }
  });

  test("a stream without its end may be cut off, and is read only by leave", async () => {
    const bytes = trades({}, "stream");
    const input = { name: "a.arrows", bytes: bytes.subarray(0, bytes.length - 8) };
    expect((await errorOf(inspect(input, { backend }))).message).toContain("may be cut off");
    expect((await inspect(input, { backend, lenient: true })).total).toBe(3);
  });
});

test("random damage is an error or is read, and never anything else", { timeout: 60_000 }, async () => {
  const names = vectorFromArray(["ACME", "INIT", "ACME"], new Dictionary(new Utf8(), new Int32()));
  let state = 11;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let refused = 0;
  for (const form of ["file", "stream"] as const) {
    const whole = trades({ symbol: names }, form);
    for (let round = 0; round < 400; round++) {
      const bytes = whole.slice();
      for (let flips = 0; flips <= random(3); flips++) {
        const place = random(bytes.length - 8) + 8;
        bytes[place] = (bytes[place] ?? 0) ^ (1 << random(8));
      }
      try {
        await inspect({ name: "spoiled.arrow", bytes }, { backend: "wasm" });
      } catch (error) {
        expect((error as CiftError).code).toBe("DATA_INVALID");
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(100);
});

describe.each(["arrow", "arrows", "parquet"])("a tape as .%s", (ending) => {
  test.each(backends)("comes back byte for byte, on %s", { timeout: 60_000 }, async (backend) => {
    const rows = ["time,bid,ask,bid_size,ask_size", "2024-03-01 10:00:00,10.25,10.5,3,4", ""].join("\n");
    const quotes = temporaryFile("quotes.csv", rows);
    const capture = [
      '1723161254100000000 {"lastUpdateId":101,"bids":[["2683.80","2.5"]],"asks":[["2683.81","4.0"]]}',
      '1723161254300000000 {"e":"trade","E":1723161254300,"s":"ETHUSDT","t":7,"p":"2683.81","q":"1.5","T":1723161254299,"m":false}',
      '1723161254400000000 {"e":"depthUpdate","E":1723161254400,"s":"ETHUSDT","U":102,"u":102,"b":[["2683.70","1"]],"a":[]}',
      "",
    ].join("\n");
    for (const source of [quotes, temporaryFile("eth.capture", capture)]) {
      const folder = temporaryFolder();
      const tape = join(folder, "a.cift");
      const run = async (...args: string[]) => {
        const done = await cift([...args, "--backend", backend]);
        if (done.code !== 0) throw new Error(done.stderr);
      };
      await run("convert", source, "-o", tape);
      await run("convert", tape, "-o", join(folder, `part.${ending}`));
      // One table has the name itself, several have their own.
      await run("convert", join(folder, `part*.${ending}`), "-o", join(folder, "back.cift"));
      expect(readFileSync(join(folder, "back.cift"))).toEqual(readFileSync(tape));
      expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
    }
  });
});

test("tables of different sources are not one tape", async () => {
  const folder = temporaryFolder();
  for (const name of ["one", "two"]) {
    const rows = `time,price,size\n2024-03-01 10:00:00,${name.length}.5,1\n`;
    const source = join(folder, `${name}.csv`);
    writeFileSync(source, rows);
    await cift(["convert", source, "-o", join(folder, `${name}.arrow`)]);
  }
  const run = await cift(["inspect", join(folder, "one.arrow"), join(folder, "two.arrow")]);
  expect(run.code).toBe(5);
  expect(run.stderr).toContain("two.arrow: is of another source than");
});

test("a day of a real market, by SQL", { timeout: 60_000 }, async (context) => {
  const zip = verificationData(context, "lobster", "zips", "LOBSTER_SampleFile_GOOG_2012-06-21_1.zip");
  const folder = temporaryFolder();
  await cift(["convert", zip, "-o", join(folder, "goog.arrow")]);
  const run = await cift(["sql", folder, "select count(*), sum(quantity) from ticks", "--json"]);
  expect(documentOf(run)).toMatchObject({ rows: [["11678", "706125"]] });
});
