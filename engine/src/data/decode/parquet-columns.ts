// What the columns of a file of Parquet are, and which of them market data can be in.

import type { FileMetaData, LogicalType, SchemaElement } from "hyparquet";
import type { ColumnKind, PlannedColumn } from "./column-kind.js";

/**
 * The columns of one value a row, in order. Their annotations are taken off the metadata, as what the library makes of
 * them are dates of milliseconds and decimals of doubles: the values come as they are stored.
 */
export function planColumns(metadata: FileMetaData): PlannedColumn[] {
  const columns: PlannedColumn[] = [];
  const { schema } = metadata;
  for (let at = 1; at < schema.length; ) {
    const element = schema[at];
    if (element === undefined) break;
    const end = subtreeEnd(schema, at);
    const kind = end === at + 1 && element.repetition_type !== "REPEATED" ? columnKind(element) : undefined;
    if (kind !== undefined) {
      columns.push({ name: element.name, kind });
      if (element.logical_type?.type !== "FLOAT16" && element.logical_type?.type !== "UUID") {
        delete element.converted_type;
        delete element.logical_type;
      }
    }
    at = end;
  }
  return columns;
}

function subtreeEnd(schema: readonly SchemaElement[], at: number): number {
  let end = at + 1;
  for (let open = schema[at]?.num_children ?? 0; open > 0 && end < schema.length; end++)
    open += (schema[end]?.num_children ?? 0) - 1;
  return end;
}

function columnKind(element: SchemaElement): ColumnKind | undefined {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (logical?.type === "DECIMAL" || converted === "DECIMAL") {
    const scale = element.scale ?? (logical?.type === "DECIMAL" ? logical.scale : 0);
    return { of: "decimal", scale };
  }
  switch (type) {
    case "BOOLEAN":
      return { of: "boolean" };
    case "DOUBLE":
      return { of: "double" };
    case "FLOAT":
      return { of: "float" };
    case "INT96":
      return { of: "time", unit: "NANOS", isUtc: true };
    case "INT32":
    case "INT64":
      return wholeKind(element, logical);
    case "BYTE_ARRAY":
    case "FIXED_LEN_BYTE_ARRAY":
      return bytesKind(element, logical);
    default:
      return undefined;
  }
}

function wholeKind(
  { type, converted_type: converted }: SchemaElement,
  logical: LogicalType | undefined,
): ColumnKind {
  if (logical?.type === "TIMESTAMP")
    return { of: "time", unit: logical.unit, isUtc: logical.isAdjustedToUTC };
  if (logical?.type === "TIME") return { of: "clock", unit: logical.unit };
  if (logical?.type === "INTEGER" && !logical.isSigned) return { of: "unsigned", bits: logical.bitWidth };
  switch (converted) {
    case "DATE":
      return { of: "date" };
    case "TIMESTAMP_MILLIS":
      return { of: "time", unit: "MILLIS", isUtc: true };
    case "TIMESTAMP_MICROS":
      return { of: "time", unit: "MICROS", isUtc: true };
    case "TIME_MILLIS":
      return { of: "clock", unit: "MILLIS" };
    case "TIME_MICROS":
      return { of: "clock", unit: "MICROS" };
    case "UINT_8":
    case "UINT_16":
    case "UINT_32":
    case "UINT_64":
      return { of: "unsigned", bits: type === "INT64" ? 64 : 32 };
    default:
      return logical?.type === "DATE" ? { of: "date" } : { of: "whole" };
  }
}

function bytesKind(
  { converted_type: converted }: SchemaElement,
  logical: LogicalType | undefined,
): ColumnKind | undefined {
  if (logical?.type === "FLOAT16") return { of: "double" };
  const isText = logical === undefined || ["STRING", "ENUM", "JSON", "UUID"].includes(logical.type);
  return isText && converted !== "BSON" && converted !== "INTERVAL" ? { of: "text" } : undefined;
}
