import { fieldDoc, itemDoc } from "./docs.js";
import { hex32, layoutHash } from "./hash.js";
import type { FieldModel, Model, RecordModel } from "./model.js";
import { snakeCase } from "./names.js";
import { GENERATED, type OutputFile } from "./output.js";

/** The tables that analytics databases make from the records. */
export function tables(model: Model): OutputFile {
  const content = {
    generated: `${GENERATED} from schemas/*.capnp. Do not edit: change the schema and run \`npm run generate\`.`,
    layoutHash: hex32(layoutHash(model)),
    enums: Object.fromEntries(
      model.enums.map(({ name, values }) => [name, values.map((value) => value.name)]),
    ),
    tables: model.records.map(table),
  };
  return { path: "schemas/generated/tables.json", text: JSON.stringify(content, null, 2) };
}

function table(record: RecordModel): object {
  return {
    table: record.table,
    record: record.name,
    schema: record.source.file,
    batch: record.batch,
    bytes: record.bytes,
    doc: itemDoc(record).join("\n\n"),
    columns: record.fields.filter(({ reserved }) => !reserved).map(column),
  };
}

function column(field: FieldModel): object {
  return {
    name: snakeCase(field.name),
    field: field.name,
    type: field.enumName ? `enum:${field.enumName}` : field.type,
    offset: field.offset,
    unit: field.unit ?? null,
    doc: fieldDoc(field).join("\n\n"),
  };
}
