// Parquet as input: what DuckDB writes of ticks, quotes and bars, and what this project wrote itself. Both backends.

import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BarCursor, type CiftError, QuoteCursor, TickCursor } from "@cift/engine";
import {
  convert,
  type DataInput,
  inspect,
  type ReadOptions,
  readRecords,
  TAPE_TABLES,
  type TapeTable,
} from "@cift/engine/data";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { openTableFiles } from "../src/market-data/table-files.js";
import { cift } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile, temporaryFolder } from "./support/temporary.js";

const backends = ["wasm", "native"] as const;

/** Writes what a query selects. */
async function parquet(select: string, options = "", name = "ACME.parquet"): Promise<string> {
  const path = join(temporaryFolder(), name);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`copy (${select}) to '${path}' (format parquet ${options})`);
  connection.closeSync();
  return path;
}

async function readAll(input: DataInput, options: ReadOptions) {
  const lists = new Map<TapeTable, Uint8Array[]>();
  let metadata: unknown;
  for await (const read of readRecords(input, options)) {
    metadata = read.metadata;
    for (const table of TAPE_TABLES) {
      lists.set(table, [...(lists.get(table) ?? []), read.batch.list(table).slice()]);
    }
  }
  const list = (table: TapeTable) => new Uint8Array(Buffer.concat(lists.get(table) ?? []));
  return { metadata, list };
}

/** The records under a cursor. */
function* objects<T>(cursor: {
  readonly length: number;
  at(index: number): { toObject(): T };
}): Generator<T> {
  for (let index = 0; index < cursor.length; index++) yield cursor.at(index).toObject();
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error("it was read")),
    (error: CiftError) => error,
  );

describe.each(backends)("on %s", (backend) => {
  test.each([
    ["doubles", "i * 0.25::double"],
    ["floats", "(i * 0.25)::float"],
    ["decimals of 32 bits", "(i * 0.25)::decimal(8, 2)"],
    ["decimals of 64 bits", "(i * 0.25)::decimal(18, 4)"],
    ["decimals of 128 bits", "(i * 0.25)::decimal(38, 20)"],
    ["texts", "(i * 0.25)::varchar"],
  ])("prices may be %s", async (_, price) => {
    const path = await parquet(
      `select timestamp '2024-03-01 10:00:00' + to_microseconds(i) as ts, ${price} as price, i::uinteger as size,
        'ACME' as symbol from range(1, 500) t(i)`,
    );
    const { metadata, list } = await readAll(path, { backend });
    expect(metadata).toMatchObject({
      format: "parquet",
      inputs: [path],
      epochNs: String(BigInt(Date.UTC(2024, 2, 1)) * 1_000_000n),
      instruments: [{ symbol: "ACME", tickSize: "0.25", lotSize: "1" }],
    });
    const ticks = [...objects(new TickCursor(list("ticks")))].map(({ timeNs, price: ticks, quantity }) => [
      timeNs,
      ticks,
      quantity,
    ]);
    expect(ticks).toEqual(
      Array.from({ length: 499 }, (_, at) => [36_000e9 + (at + 1) * 1000, at + 1, at + 1]),
    );
  });

  test.each([["timestamp_s"], ["timestamp_ms"], ["timestamp"], ["timestamp_ns"], ["timestamptz"]])(
    "times may be %s",
    async (type) => {
      const path = await parquet(
        `select ('2024-03-01 10:00:0' || i)::${type} as time, 1.5 as price, 1 as size from range(3) t(i)`,
      );
      const { list } = await readAll(path, { backend });
      expect([...objects(new TickCursor(list("ticks")))].map(({ timeNs }) => timeNs)).toEqual([
        36_000e9, 36_001e9, 36_002e9,
      ]);
    },
  );

  test("times without a zone are of the zone that is said, and times in UTC are not", async () => {
    const time = "timestamp '2024-03-01 10:00:00'";
    const rest = "1.5 as price, 1 as size";
    const local = await parquet(`select ${time} as time, ${rest}`);
    const utc = await parquet(`select timestamptz '2024-03-01 10:00:00+00' as time, ${rest}`);
    const read = async (path: string) => {
      const { list } = await readAll(path, { backend, timeZone: "-05:00" });
      return new TickCursor(list("ticks")).at(0).timeNs / 3600e9;
    };
    expect([await read(local), await read(utc)]).toEqual([15, 10]);
  });

  test("bars of days, quotes, and columns that are mapped", async () => {
    const bars = await parquet(
      `select date '2024-03-01' + i::int as date, 10.0 + i as open, 12.0 + i as high, 9.5 as low, 11.0 as close,
        1000 * i as volume from range(1, 6) t(i)`,
    );
    const read = await readAll(bars, { backend });
    const found = [...objects(new BarCursor(read.list("bars")))].map(({ open, high, volume }) => [
      open,
      high,
      volume,
    ]);
    expect(found.length).toBe(5);
    expect(read.metadata).toMatchObject({
      instruments: [{ symbol: "ACME", tickSize: "0.1", lotSize: "1" }],
    });
    expect(found[4]).toEqual([150, 170, 5000]);
    const quotes = await parquet(
      "select epoch_ms(1709287200000 + i) as when_, 10.25 as b, 10.5 as a, 3 as bs, 4 as as_ from range(3) t(i)",
    );
    const columns = { time: "when_", bid: "b", ask: "a", bid_size: "bs", ask_size: "as_" };
    const { list } = await readAll(quotes, { backend, columns, kind: "quotes" });
    const cursor = new QuoteCursor(list("quotes"));
    expect(cursor.length).toBe(3);
    expect(cursor.at(0).toObject()).toMatchObject({
      bidPrice: 1025,
      askPrice: 1050,
      bidQuantity: 3,
      askQuantity: 4,
    });
  });

  test("missing values, nested columns, large ids and times of the day", async () => {
    const path = await parquet(
      `select date '2024-03-01' as day, time '10:00:00.25' as clock, [1, 2] as list, {'a': 1} as struct,
        18446744073709551615::ubigint as other, 1.5 as price, case when i = 1 then null else 2 end as size,
        true as is_buyer_maker from range(3) t(i)`,
    );
    const options = { backend, columns: { time: "day", clock: "clock" } };
    const error = await errorOf(readAll(path, options));
    expect(error.detail).toMatchObject({ input: path, line: 2, column: "size" });
    const { list } = await readAll(path, { ...options, lenient: true });
    const ticks = [...objects(new TickCursor(list("ticks")))].map(({ timeNs, side }) => [timeNs, side]);
    expect(ticks).toEqual([
      [36_000.25e9, "sell"],
      [36_000.25e9, "sell"],
    ]);
  });

  test.each(["snappy", "zstd", "gzip", "brotli", "lz4_raw", "uncompressed"])("%s", async (codec) => {
    const path = await parquet(
      "select epoch_ms(1709287200000 + i) as time, (i % 100) * 0.5 as price, i % 7 + 1 as size from range(20000) t(i)",
      `, compression ${codec}, row_group_size 6000`,
    );
    const found = await inspect(path, { backend });
    expect(found.total).toBe(20_000);
    expect(Object.fromEntries(found.records).ticks).toBe(20_000);
    expect(found.instruments[0]).toMatchObject({ low: 0, high: 99, volume: 79_997 });
  });

  test("a file, bytes and something to read from are the same", async () => {
    const path = await parquet("select epoch_ms(1709287200000) as time, 1.5 as price, 2 as size");
    const bytes = new Uint8Array(readFileSync(path));
    const readable = {
      name: "ACME.parquet",
      size: bytes.length,
      readAt(offset: number, target: Uint8Array) {
        const part = bytes.subarray(offset, offset + Math.min(7, target.length));
        target.set(part);
        return part.length;
      },
    };
    const inputs = [path, { name: "ACME.parquet", bytes }, readable, new File([bytes], "ACME.parquet")];
    const lists: Uint8Array[] = [];
    for (const input of inputs) lists.push((await readAll(input, { backend })).list("ticks"));
    for (const list of lists) expect(list).toEqual(lists[0]);
    expect(new TickCursor(lists[0] ?? new Uint8Array()).at(0).quantity).toBe(2);
  });

  test("what is too much for the memory goes through a file, which is gone afterwards", async () => {
    const path = await parquet(
      `select epoch_ms(1709287200000 + i) as time, i * 0.5 as price, i % 7 + 1 as size, i as trade_id,
        i as a, i as b, i as c from range(1500000) t(i)`,
    );
    const spools = () => readdirSync(tmpdir()).filter((name) => /^cift-.*\.spool$/.test(name));
    const before = spools();
    const steps: number[] = [];
    const found = await inspect(path, {
      backend,
      onProgress({ read, total }) {
        expect(spools().length).toBeLessThanOrEqual(before.length + 1);
        steps.push(read / total);
      },
    });
    expect(found.total).toBe(1_500_000);
    expect(found.metadata.inputs).toEqual([path]);
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
    expect(steps.at(-1)).toBe(1);
    expect(spools()).toEqual(before);
    const controller = new AbortController();
    const stopped = inspect(path, {
      backend,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("enough")),
    });
    await expect(stopped).rejects.toThrow("enough");
    expect(spools()).toEqual(before);
  });

  test("what is spoiled or cut off is an error that names it", async () => {
    const path = await parquet(
      "select epoch_ms(1709287200000 + i) as time, i * 0.5 as price, i % 7 + 1 as size from range(2000) t(i)",
    );
    const bytes = new Uint8Array(readFileSync(path));
    const cut = { name: "cut.parquet", bytes: bytes.subarray(0, bytes.length - 9) };
    expect(await errorOf(inspect(cut, { backend }))).toMatchObject({
      code: "DATA_INVALID",
      message: expect.stringContaining("cut.parquet: cannot be read as Parquet"),
      detail: { input: "cut.parquet", reason: expect.any(String) },
    });
    expect((await inspect([path, path], { backend })).total).toBe(4000);
    const mixed = [path, temporaryFile("ACME.csv", "time,price\n2024-03-01,1\n")];
    expect(await errorOf(inspect(mixed, { backend }))).toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining("ACME.csv is neither Parquet nor Arrow"),
    });
    expect(
      await errorOf(inspect({ name: "a.txt", bytes: new Uint8Array(50) }, { backend, format: "parquet" })),
    ).toMatchObject({
      code: "DATA_INVALID",
    });
  });

  test("a tape's tables come back as they were", async (context) => {
    const source = verificationData(context, "lobster", "zips", "LOBSTER_SampleFile_GOOG_2012-06-21_1.zip");
    const expected = await readAll(source, { backend });
    for (const table of ["market_by_order", "market_by_price"] as const) {
      const path = join(temporaryFolder(), `${table}.parquet`);
      const files = openTableFiles(path, "parquet");
      await files.append(table, expected.list(table));
      const [written] = await files.finish(expected.metadata as never);
      if (written === undefined) continue;
      const found = await readAll(path, { backend });
      expect(found.metadata).toEqual(expected.metadata);
      expect(Buffer.compare(found.list(table), expected.list(table))).toBe(0);
    }
  });
});

test("random damage is an error or is read, and never anything else", async () => {
  const path = await parquet(
    "select epoch_ms(1709287200000 + i) as time, i * 0.5 as price, i % 7 + 1 as size, 'ACME' as symbol from range(300) t(i)",
  );
  const whole = new Uint8Array(readFileSync(path));
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < 600; round++) {
    const bytes = whole.slice();
    for (let flips = 0; flips <= random(3); flips++) {
      const place = random(bytes.length - 4) + 4;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << random(8));
    }
    try {
      await inspect({ name: "spoiled.parquet", bytes }, { backend: "wasm" });
      outcomes.read++;
    } catch (error) {
      expect((error as CiftError).code).toBe("DATA_INVALID");
      outcomes.refused++;
    }
  }
  expect(outcomes.refused).toBeGreaterThan(100);
});

test("the commands take it: inspect, sql, convert", async () => {
  const path = await parquet(
    "select epoch_ms(1709287200000 + i) as time, i * 0.5 as price, i % 7 + 1 as size, 'ACME' as symbol from range(1, 1001) t(i)",
  );
  const inspected = await cift(["inspect", path, "--json"]);
  expect(inspected).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(inspected.stdout)).toMatchObject({ total: 1000, metadata: { format: "parquet" } });
  const sql = await cift(["sql", path, "select count(*) as n, sum(price) as total from ticks", "--json"]);
  expect(JSON.parse(sql.stdout)).toMatchObject({ rows: [["1000", "500500"]] });
  const pieces: Uint8Array[] = [];
  const conversion = await convert(path, (piece) => void pieces.push(piece), { to: "cift" });
  expect(conversion.written).toContainEqual(["ticks", 1000]);
  const tape = temporaryFile("back.cift", Buffer.concat(pieces));
  expect((await inspect(tape)).total).toBe(1000);
});
