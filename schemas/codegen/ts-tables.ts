import { hex32, layoutHash } from "./hash.js";
import type { FieldModel, Model, RecordModel } from "./model.js";
import { snakeCase } from "./names.js";
import { banner, type OutputFile } from "./output.js";

/** The tables of every store for TypeScript: columns by name, type and place in the record. */
export function tsTables(model: Model): OutputFile {
  const text = `${banner("schemas/*.capnp")}
// The same is in schemas/generated/tables.json, for programs of other languages.

/** The type of a column: an integer of so many bits, or the numbers of an enum. */
export type ColumnType = "u8" | "u16" | "u32" | "u64" | "i64" | { readonly enum: readonly string[] };

/** A column of a table. */
export interface ColumnSchema {
  /** Its name in every store. */
  readonly name: string;
  /** What its values are. */
  readonly type: ColumnType;
  /** Where it begins in the record, in bytes. */
  readonly offset: number;
}

/** A table: what a kind of records is in every store. */
export interface TableSchema {
  /** Bytes of a record. */
  readonly bytes: number;
  /** In the record's order, without its reserved fields. */
  readonly columns: readonly ColumnSchema[];
}

/** The layouts that this was generated from. */
export const TABLES_LAYOUT_HASH = ${hex32(layoutHash(model))};

${model.enums.map(enumeration).join("\n")}

/** All tables, by their names. */
export const TABLES = {
${model.records.map(table).join("\n")}
} as const satisfies Readonly<Record<string, TableSchema>>;

/** The name of a table. */
export type TableName = keyof typeof TABLES;
`;
  return { path: "engine/src/generated/tables.ts", text };
}

function enumeration({ name, values }: Model["enums"][number]): string {
  return `const ${enumName(name)} = { enum: ${JSON.stringify(values.map((value) => value.name))} } as const;`;
}

function table(record: RecordModel): string {
  const columns = record.fields.filter(({ reserved }) => !reserved).map(column);
  return `  ${record.table}: { bytes: ${record.bytes}, columns: [\n${columns.join("\n")}\n  ] },`;
}

function column(field: FieldModel): string {
  const type = field.enumName ? enumName(field.enumName) : JSON.stringify(field.type);
  return `    { name: ${JSON.stringify(snakeCase(field.name))}, type: ${type}, offset: ${field.offset} },`;
}

function enumName(name: string): string {
  return `${name.slice(0, 1).toLowerCase()}${name.slice(1)}Enum`;
}
