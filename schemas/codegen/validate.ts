import type { LayoutEnum, LayoutField, LayoutStruct } from "./layout.js";
import { type EnumModel, NUMBER_TYPES, type RecordModel } from "./model.js";
import { type SchemaFile, sourceOf } from "./read.js";
import { enumerantNameProblem, fieldNameProblem } from "./reserved-names.js";
import type { Problem } from "./schema-error.js";

/** Records in a batch stay on cache lines of their own. */
const RECORD_BYTES = 64;

/** The batch struct of each record: the struct that is nothing but a list of them. */
export function batchesOf(schemas: readonly SchemaFile[]): Map<string, string> {
  const batches = new Map<string, string>();
  for (const { name, fields } of schemas.flatMap(({ layout }) => layout.structs)) {
    const [only, ...rest] = fields;
    const element = /^List\((?:import "[^"]*"\.)?(\w+)\)$/.exec(only?.type ?? "")?.[1];
    if (only?.name === "records" && element !== undefined && rest.length === 0) batches.set(element, name);
  }
  return batches;
}

export function enumProblems(schema: SchemaFile, { name, values }: LayoutEnum): Problem[] {
  const at = (path: string) => sourceOf(schema, path);
  const problems = values.flatMap((value): Problem[] => {
    const problem = enumerantNameProblem(value.name);
    return problem
      ? [{ source: at(`${name}.${value.name}`), message: `${name}.${value.name} ${problem}` }]
      : [];
  });
  if (values.length > 256) {
    problems.push({
      source: at(name),
      message: `enum ${name} has more than 256 enumerants: eight bits hold no more`,
    });
  }
  return problems;
}

export function recordProblems(
  schema: SchemaFile,
  struct: LayoutStruct,
  enums: ReadonlySet<string>,
  batches: ReadonlyMap<string, string>,
): Problem[] {
  const fields = struct.fields.flatMap((field) => {
    const source = sourceOf(schema, `${struct.name}.${field.name}`);
    return fieldProblems(struct, field, enums).map((message) => ({ source, message }));
  });
  const source = sourceOf(schema, struct.name);
  const whole = structProblems(struct, batches).map((message) => ({ source, message }));
  return [...fields, ...whole];
}

function fieldProblems(struct: LayoutStruct, field: LayoutField, enums: ReadonlySet<string>): string[] {
  const path = `${struct.name}.${field.name}`;
  const enumName = field.annotations.get("enum8");
  const name = fieldNameProblem(field.name, new Set(struct.fields.map((other) => other.name)));
  const problems = name ? [`${path} ${name}`] : [];
  if (field.bits === undefined) {
    problems.push(`${path} :${field.type} is a pointer: a record is data only`);
  } else if (!(field.type in NUMBER_TYPES)) {
    const known = Object.keys(NUMBER_TYPES).join(", ");
    problems.push(`${path} :${field.type} cannot be in a record: use one of ${known}`);
  }
  if (field.hasDefault) {
    problems.push(
      `${path} has a default value: Cap'n Proto would store it XORed, and records are read as they are`,
    );
  }
  if (enumName !== undefined && field.type !== "UInt8") {
    problems.push(`${path} is marked $enum8, so it must be a UInt8, not a ${field.type}`);
  }
  if (enumName !== undefined && !enums.has(enumName)) {
    problems.push(`${path} names the enum "${enumName}", which no schema declares`);
  }
  return problems;
}

function structProblems(struct: LayoutStruct, batches: ReadonlyMap<string, string>): string[] {
  const { name, bytes, fields } = struct;
  const problems = struct.blocks.map(
    (block) => `record ${name} contains "${block}": it can only have plain fields`,
  );
  if (!/^[a-z][a-z0-9_]*$/.test(struct.annotations.get("record") ?? "")) {
    problems.push(`record ${name} needs a snake_case table name, as in $Cift.record("trades")`);
  }
  if (bytes === 0 || bytes % RECORD_BYTES !== 0) {
    problems.push(`record ${name} has ${bytes} bytes, which is not a multiple of ${RECORD_BYTES}`);
  }
  if (!fields.some((field) => field.type === "UInt64" || field.type === "Int64")) {
    problems.push(`record ${name} has no 64-bit field, so it would not be aligned to 8 bytes`);
  }
  if (!batches.has(name)) {
    problems.push(`record ${name} has no batch: declare struct ${name}Batch { records @0 :List(${name}); }`);
  }
  return [...problems, ...holes(struct)];
}

/** Bits that belong to no field would differ between writers, and so would checksums over the records. */
function holes({ name, bytes, fields, blocks }: LayoutStruct): string[] {
  if (blocks.length > 0) return [];
  const ranges = fields.flatMap(({ bits }) => (bits ? [bits] : [])).sort(([left], [right]) => left - right);
  const found: string[] = [];
  let end = 0;
  for (const [first, after] of [...ranges, [bytes * 8, bytes * 8] as const]) {
    if (first > end) found.push(`record ${name} has a hole: no field covers bits [${end}, ${first})`);
    end = Math.max(end, after);
  }
  return found;
}

/** Enums and records share one namespace in the generated code, whatever schema they are in. */
export function uniquenessProblems(enums: readonly EnumModel[], records: readonly RecordModel[]): Problem[] {
  const items = [
    ...[...enums, ...records].map(({ name, source }) => ({ name, source })),
    ...records.map(({ table, source }) => ({ name: table, source })),
  ];
  const first = new Map<string, Problem["source"]>();
  return items.flatMap(({ name, source }): Problem[] => {
    const other = first.get(name);
    if (other) return [{ source, message: `${name} is already declared in ${other.file}:${other.line}` }];
    first.set(name, source);
    return [];
  });
}
