// Records as Arrow and Parquet files: every value is what the cursors read, and half a file is no file.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TickCursor } from "@cift/engine";
import type { DataMetadata } from "@cift/engine/data";
import { columnsOf, TABLES, type TableName } from "@cift/engine/tables";
import { DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { openTableFiles, tablePath } from "../src/market-data/table-files.js";
import { temporaryFolder } from "./support/temporary.js";

const METADATA: DataMetadata = {
  venue: "TEST",
  format: "csv",
  inputs: ["made up"],
  epochNs: "1340236800000000000",
  dated: true,
  instruments: [{ symbol: "ACME", sourceId: 7, tickSize: "0.01", lotSize: "1" }],
};

/** Records whose bytes are all there is: every field takes its extremes, and enums stay what they can be. */
function records(table: TableName, count: number): Uint8Array {
  const { bytes: size, columns } = TABLES[table];
  const bytes = new Uint8Array(count * size);
  let state = 12345;
  for (let at = 0; at < bytes.length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = at % 7 === 0 ? 0xff : state >>> 24;
  }
  for (const { type, offset } of columns) {
    if (typeof type !== "object") continue;
    for (let at = offset; at < bytes.length; at += size) bytes[at] = (bytes[at] ?? 0) % type.enum.length;
  }
  return bytes;
}

/** The rows as texts, which hold 64 bits. */
function expectedRows(table: TableName, bytes: Uint8Array): string[][] {
  const columns = columnsOf(table, bytes);
  const count = columns[0]?.values.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    columns.map(({ type, values }) => {
      const value = values[row] ?? 0;
      return typeof type === "object" ? (type.enum[Number(value)] ?? "") : String(value);
    }),
  );
}

async function parquetRows(sql: string): Promise<string[][]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  return rows.map((row) => row.map(String));
}

function arrowRows(path: string): { rows: string[][]; metadata: Map<string, string> } {
  const table = tableFromIPC(readFileSync(path));
  const names = table.schema.fields.map(({ name }) => name);
  const rows = table.toArray().map((row) => names.map((name) => String(row[name])));
  return { rows, metadata: table.schema.metadata };
}

const TABLE_NAMES = Object.keys(TABLES) as TableName[];

describe.each(TABLE_NAMES)("%s", (table) => {
  const bytes = records(table, 1000);

  test("is in Parquet what it is in records", async () => {
    const path = join(temporaryFolder(), "out.parquet");
    const files = openTableFiles(path, "parquet");
    await files.append(table, bytes);
    expect(await files.finish(METADATA)).toEqual([{ table, path, records: 1000 }]);
    expect(await parquetRows(`select * from '${path}'`)).toEqual(expectedRows(table, bytes));
    const [[text] = []] = await parquetRows(
      `select decode(value) from parquet_kv_metadata('${path}') where decode(key) = 'cift'`,
    );
    expect(JSON.parse(text ?? "")).toEqual({ table, ...METADATA });
  });

  test.each(["arrow", "arrows"])("is in .%s what it is in records", async (ending) => {
    const path = join(temporaryFolder(), `out.${ending}`);
    const files = openTableFiles(path, "arrow");
    await files.append(table, bytes);
    await files.finish(METADATA);
    const { rows, metadata } = arrowRows(path);
    expect(rows).toEqual(expectedRows(table, bytes));
    if (ending === "arrow") expect(JSON.parse(metadata.get("cift") ?? "")).toEqual({ table, ...METADATA });
  });
});

/** The records under a cursor. */
function* objects<T>(cursor: {
  readonly length: number;
  at(index: number): { toObject(): T };
}): Generator<T> {
  for (let index = 0; index < cursor.length; index++) yield cursor.at(index).toObject();
}

/** Ticks whose seq counts from 1. */
function ticks(first: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count * TABLES.ticks.bytes);
  const offset = TABLES.ticks.columns.find(({ name }) => name === "seq")?.offset ?? 0;
  const view = new DataView(bytes.buffer);
  for (let row = 0; row < count; row++)
    view.setBigUint64(row * TABLES.ticks.bytes + offset, BigInt(first + row), true);
  return bytes;
}

const MANY = 200_000;

test.each(["parquet", "arrow"] as const)("%s of many records is several groups, in order", async (format) => {
  const path = join(temporaryFolder(), `out.${format}`);
  const files = openTableFiles(path, format);
  for (let first = 1; first <= MANY; first += 7777) {
    const bytes = ticks(first, Math.min(7777, MANY - first + 1));
    await files.append("ticks", bytes);
    // They may be reused.
    bytes.fill(0);
  }
  expect(await files.finish(METADATA)).toEqual([{ table: "ticks", path, records: MANY }]);
  if (format === "parquet") {
    const inOrder = `select count(*), sum(seq), bool_and(seq = file_row_number + 1) from read_parquet('${path}', file_row_number = true)`;
    expect(await parquetRows(inOrder)).toEqual([[String(MANY), String((MANY * (MANY + 1)) / 2), "true"]]);
    const groups = `select count(distinct row_group_id) from parquet_metadata('${path}')`;
    expect(await parquetRows(groups)).toEqual([["4"]]);
  } else {
    const table = tableFromIPC(readFileSync(path));
    expect(table.batches.length).toBe(4);
    expect([table.numRows, table.get(MANY - 1)?.seq]).toEqual([MANY, BigInt(MANY)]);
  }
});

test("made ticks read as ticks", () => {
  expect([...objects(new TickCursor(ticks(5, 3)))].map(({ seq }) => seq)).toEqual([5, 6, 7]);
});

test("several tables are several files, named by them", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "out.2024.parquet");
  const files = openTableFiles(path, "parquet");
  await files.append("ticks", ticks(1, 3));
  await files.append("quotes", records("quotes", 2));
  await files.append("bars", new Uint8Array());
  await files.append("ticks", ticks(4, 2));
  expect(readdirSync(folder).filter((name) => !name.endsWith(".part"))).toEqual([]);
  expect(await files.finish(METADATA)).toEqual([
    { table: "ticks", path: tablePath(path, "ticks"), records: 5 },
    { table: "quotes", path: join(folder, "out.2024.quotes.parquet"), records: 2 },
  ]);
  expect(readdirSync(folder).sort()).toEqual(["out.2024.quotes.parquet", "out.2024.ticks.parquet"]);
});

test("what is aborted leaves nothing, and what was there before stays", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "out.arrow");
  const first = openTableFiles(path, "arrow");
  await first.append("ticks", ticks(1, 3));
  await first.finish(METADATA);
  const before = readFileSync(path);
  const second = openTableFiles(path, "arrow");
  await second.append("ticks", ticks(1, MANY));
  await second.abort();
  expect(readdirSync(folder)).toEqual(["out.arrow"]);
  expect(readFileSync(path)).toEqual(before);
  await expect(
    openTableFiles(join(folder, "not", "there.arrow"), "arrow").append("ticks", ticks(1, 1)),
  ).rejects.toThrow("the folder is not there");
});
