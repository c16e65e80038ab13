// Records as Parquet, a row group at a time.

import { type Column, type ColumnSchema, columnsOf, TABLES, type TableName } from "@cift/engine/tables";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { PartFile } from "./part-file.js";
import type { TableWriter } from "./table-files.js";

/**
 * Writes records of a table as Parquet: a row group an append. Columns have the names of every store; integers of 64 bits
 * are INT64, signed or not, and enums are texts in dictionaries.
 */
export class ParquetFileWriter implements TableWriter {
  readonly #table: TableName;
  readonly #file: PartFile;
  readonly #bytes = new ByteWriter();
  readonly #parquet: ParquetWriter;

  constructor(table: TableName, file: PartFile) {
    this.#table = table;
    this.#file = file;
    const { columns } = TABLES[table];
    const root: SchemaElement = { name: "root", num_children: columns.length };
    this.#parquet = new ParquetWriter({
      writer: this.#bytes,
      schema: [root, ...columns.map(schemaElement)],
      createdBy: "cift",
    });
  }

  async append(bytes: Uint8Array): Promise<void> {
    const columnData = columnsOf(this.#table, bytes).map(columnSource);
    await this.#parquet.write({ columnData, rowGroupSize: columnData[0]?.data.length ?? 0 });
    await this.#drain();
  }

  async finish(metadata: ReadonlyMap<string, string>): Promise<void> {
    // What the source says about itself is known at its end, and Parquet keeps it there.
    this.#parquet.kvMetadata = [...metadata].map(([key, value]) => ({ key, value }));
    await this.#parquet.finish();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    await this.#file.append(this.#bytes.getBytes());
    // Places in the file go on counting; only what was written is dropped.
    this.#bytes.index = 0;
  }
}

function schemaElement({ name, type }: ColumnSchema): SchemaElement {
  const column = { name, repetition_type: "REQUIRED" } as const;
  if (typeof type === "object") return { ...column, type: "BYTE_ARRAY", converted_type: "UTF8" };
  if (type === "i64") return { ...column, type: "INT64" };
  if (type === "u64") return { ...column, type: "INT64", converted_type: "UINT_64" };
  const converted = { u8: "UINT_8", u16: "UINT_16", u32: "UINT_32" } as const;
  return { ...column, type: "INT32", converted_type: converted[type] };
}

const LARGEST_INT32 = 0x7fff_ffff;

function columnSource({ name, type, values }: Column): ColumnSource {
  if (typeof type === "object") {
    const names = type.enum;
    return { name, data: Array.from(values as Uint8Array, (value) => names[value] ?? String(value)) };
  }
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) return { name, data: values };
  // The writer refuses such numbers in an array of words, and wraps them in an ordinary one.
  const isLarge = values.some((value) => value > LARGEST_INT32);
  return { name, data: isLarge ? Array.from(values) : Uint32Array.from(values) };
}
