/**
 * Records as tables: the columns that DuckDB, Arrow, Parquet and the databases have under the same names.
 *
 * @packageDocumentation
 */

export {
  type ColumnSchema,
  type ColumnType,
  TABLES,
  type TableName,
  type TableSchema,
} from "../generated/tables.js";
export { arrowBatch, arrowSchema, arrowStream, arrowTable } from "./arrow.js";
export { type Column, type ColumnValues, columnsOf } from "./columns.js";
export { CREATE_INSTRUMENTS_SQL, createTableSql, INSERT_INSTRUMENT_SQL } from "./sql.js";
