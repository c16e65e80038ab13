// What files of Parquet are taken for before they are read: no more than their first rows are decoded.

import { join } from "node:path";
import { preview } from "@cift/engine/data";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./support/temporary.js";

/** Writes a million rows, in groups of a hundred thousand. */
async function writeParquet(): Promise<string> {
  const path = join(temporaryFolder(), "own.parquet");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows =
    "select make_timestamp(1700000000000000 + i * 1000) w, 100 + (i % 50) * 0.25 px, i % 7 n from range(1000000) t(i)";
  await connection.run(`copy (${rows}) to '${path}' (format parquet, row_group_size 100000)`);
  connection.closeSync();
  return path;
}

describe("a preview of Parquet", () => {
  test.each(["wasm", "native"] as const)("by %s tells its columns and first rows", async (backend) => {
    const path = await writeParquet();
    const { format, table } = await preview(path, { backend, rows: 2 });
    expect(format).toBe("parquet");
    expect(table).toMatchObject({
      columns: [
        { name: "w", roles: [] },
        { name: "px", roles: ["price"] },
        { name: "n", roles: [] },
      ],
      rows: [
        ["2023-11-14T22:13:20.000000000Z", "100.00", "0"],
        ["2023-11-14T22:13:20.001000000Z", "100.25", "1"],
      ],
      problem: { reason: "no column for the time" },
    });
    const told: number[] = [];
    const said = await preview(path, {
      backend,
      columns: { time: "w" },
      onProgress: ({ read, total }) => told.push(read / total),
    });
    expect(said.table).toMatchObject({ kind: "ticks", problem: null });
    // A group of ten was begun.
    expect(told.length).toBeLessThanOrEqual(2);
  });
});
