import type { LayoutEnum, LayoutField, LayoutStruct } from "./layout.js";
import {
  type CapnpNumber,
  type EnumModel,
  type FieldModel,
  type Model,
  NUMBER_TYPES,
  type RecordModel,
} from "./model.js";
import { type SchemaFile, sourceOf } from "./read.js";
import { type Problem, SchemaError } from "./schema-error.js";
import { batchesOf, enumProblems, recordProblems, uniquenessProblems } from "./validate.js";

/** Joins layouts and comments. Throws a `SchemaError` with everything that is wrong, or returns a model that is right. */
export function buildModel(schemas: readonly SchemaFile[]): Model {
  const enums = schemas.flatMap((schema) => schema.layout.enums.map((item) => buildEnum(schema, item)));
  const enumNames = new Set(enums.map(({ name }) => name));
  const batches = batchesOf(schemas);
  const problems: Problem[] = schemas.flatMap((schema) =>
    schema.layout.enums.flatMap((e) => enumProblems(schema, e)),
  );
  const records: RecordModel[] = [];
  for (const schema of schemas) {
    for (const struct of schema.layout.structs) {
      if (!struct.annotations.has("record")) continue;
      const found = recordProblems(schema, struct, enumNames, batches);
      problems.push(...found);
      if (found.length === 0) records.push(buildRecord(schema, struct, batches.get(struct.name) ?? ""));
    }
  }
  problems.push(...uniquenessProblems(enums, records));
  if (problems.length > 0) throw new SchemaError(problems);
  return { enums, records };
}

function buildEnum(schema: SchemaFile, { name, values }: LayoutEnum): EnumModel {
  const docOf = (path: string) => schema.declarations.get(path)?.doc ?? [];
  return {
    name,
    doc: docOf(name),
    source: sourceOf(schema, name),
    values: values.map((value) => ({ ...value, doc: docOf(`${name}.${value.name}`) })),
  };
}

function buildRecord(schema: SchemaFile, struct: LayoutStruct, batch: string): RecordModel {
  return {
    name: struct.name,
    doc: schema.declarations.get(struct.name)?.doc ?? [],
    source: sourceOf(schema, struct.name),
    table: struct.annotations.get("record") ?? "",
    batch,
    bytes: struct.bytes,
    fields: struct.fields
      .map((field) => buildField(schema, struct, field))
      .sort((left, right) => left.offset - right.offset),
  };
}

function buildField(schema: SchemaFile, struct: LayoutStruct, field: LayoutField): FieldModel {
  const path = `${struct.name}.${field.name}`;
  return {
    name: field.name,
    doc: schema.declarations.get(path)?.doc ?? [],
    source: sourceOf(schema, path),
    ...NUMBER_TYPES[field.type as CapnpNumber],
    offset: (field.bits?.[0] ?? 0) / 8,
    unit: field.annotations.get("unit"),
    enumName: field.annotations.get("enum8"),
    reserved: /^reserved\d+$/.test(field.name),
  };
}
