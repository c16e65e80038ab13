// The tables in SQL, as DuckDB has them in Node and in the browser.

import { type ColumnSchema, TABLES, type TableName } from "../generated/tables.js";

const SQL_TYPES = {
  u8: "utinyint",
  u16: "usmallint",
  u32: "uinteger",
  u64: "ubigint",
  i64: "bigint",
} as const;

/** The statement that makes a table in DuckDB: integers of their widths, enums with all of their names. */
export function createTableSql(table: TableName): string {
  return `create table ${table} (${TABLES[table].columns.map(columnSql).join(", ")})`;
}

function columnSql({ name, type }: ColumnSchema): string {
  const sql =
    typeof type === "object" ? `enum(${type.enum.map((each) => `'${each}'`).join(", ")})` : SQL_TYPES[type];
  return `"${name}" ${sql}`;
}

/** The statement that makes the table of instruments: by their numbers in records, with what ticks and lots are worth. */
export const CREATE_INSTRUMENTS_SQL =
  "create table instruments (instrument uinteger, symbol varchar, tick_size decimal(38, 18), lot_size decimal(38, 18))";

/** The prepared statement that fills it: number, and three texts. */
export const INSERT_INSTRUMENT_SQL =
  "insert into instruments values (?, ?, cast(? as decimal(38, 18)), cast(? as decimal(38, 18)))";
