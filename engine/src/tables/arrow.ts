// Records as Apache Arrow: what DuckDB, Parquet writers and notebooks read.

import {
  type Data,
  Dictionary,
  Field,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
  Vector,
} from "apache-arrow";
import { type ColumnType, TABLES, type TableName } from "../generated/tables.js";
import { type Column, columnsOf } from "./columns.js";

/** Arrow's types of the columns. An enum is a dictionary: it reads as its names, and is stored as its numbers. */
type ArrowType = Uint8 | Uint16 | Uint32 | Uint64 | Int64 | Dictionary<Utf8, Uint8>;

/** The names of each enum are one vector, so that batches of a table share their dictionaries. */
const dictionaries = new Map<
  readonly string[],
  { readonly type: Dictionary<Utf8, Uint8>; readonly names: Vector<Utf8> }
>();

function dictionaryOf(names: readonly string[]) {
  const known = dictionaries.get(names);
  if (known !== undefined) return known;
  const made = {
    type: new Dictionary(new Utf8(), new Uint8(), dictionaries.size),
    names: textVector(names),
  };
  dictionaries.set(names, made);
  return made;
}

/** Arrow's own way to make one compiles a function from text, which a page's policy forbids. */
function textVector(texts: readonly string[]): Vector<Utf8> {
  const valueOffsets = new Int32Array(texts.length + 1);
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  encoded.forEach((bytes, at) => {
    valueOffsets[at + 1] = (valueOffsets[at] ?? 0) + bytes.length;
  });
  const data = new Uint8Array(valueOffsets[texts.length] ?? 0);
  encoded.forEach((bytes, at) => {
    data.set(bytes, valueOffsets[at]);
  });
  return new Vector([makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data })]);
}

function arrowType(type: ColumnType): ArrowType {
  if (typeof type === "object") return dictionaryOf(type.enum).type;
  return { u8: new Uint8(), u16: new Uint16(), u32: new Uint32(), u64: new Uint64(), i64: new Int64() }[type];
}

/** The schema of a table: columns by the names of every store, none of them null. */
export function arrowSchema(table: TableName): Schema {
  return new Schema(TABLES[table].columns.map(({ name, type }) => new Field(name, arrowType(type), false)));
}

/** Records as a batch of a table of Arrow. `bytes` are whole records. */
export function arrowBatch(table: TableName, bytes: Uint8Array): RecordBatch {
  const columns = columnsOf(table, bytes);
  const length = columns[0]?.values.length ?? 0;
  const schema = arrowSchema(table);
  const children = columns.map((column) => columnData(column, length));
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
  );
}

/** Records as a table of Arrow. `pieces` are whole records each. */
export function arrowTable(table: TableName, pieces: readonly Uint8Array[]): Table {
  return new Table(
    arrowSchema(table),
    pieces.filter((bytes) => bytes.length > 0).map((bytes) => arrowBatch(table, bytes)),
  );
}

/** Records as a stream in Arrow's own format, for whoever has another copy of the library. */
export function arrowStream(table: TableName, pieces: readonly Uint8Array[]): Uint8Array {
  return tableToIPC(arrowTable(table, pieces), "stream");
}

function columnData({ type, values }: Column, length: number): Data {
  if (typeof type !== "object") {
    return makeData({ type: arrowType(type), length, nullCount: 0, data: values } as never);
  }
  const { type: dictionaryType, names } = dictionaryOf(type.enum);
  return makeData({ type: dictionaryType, length, nullCount: 0, data: values, dictionary: names } as never);
}
