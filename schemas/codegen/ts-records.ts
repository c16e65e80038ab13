import { readFileSync } from "node:fs";
import { fieldDoc, itemDoc } from "./docs.js";
import { hex32, layoutHash } from "./hash.js";
import type { Model, RecordModel } from "./model.js";
import { camelCase, kebabCase } from "./names.js";
import { banner, type OutputFile } from "./output.js";
import { cursorClass } from "./ts-cursor.js";
import { tsDoc } from "./ts-doc.js";
import { runtimeNames } from "./ts-fields.js";

const FOLDER = "engine/src/generated";
const ORDER = new Intl.Collator("en", { numeric: true, caseFirst: "upper" });

/** One file a record, what they share, and the barrel. */
export function tsRecords(model: Model): OutputFile[] {
  return [...model.records.map(recordFile), runtimeFile(), layoutFile(model), barrel(model)];
}

function recordFile(record: RecordModel): OutputFile {
  const text = [
    banner(record.source.file),
    imports(record),
    layoutConstant(record),
    recordInterface(record),
    cursorClass(record),
  ].join("\n\n");
  return { path: `${FOLDER}/${kebabCase(record.name)}.ts`, text };
}

function imports({ fields }: RecordModel): string {
  const enums = unique(fields.flatMap(({ enumName }) => (enumName ? [enumName] : [])));
  const names = enums.flatMap((name) => [`type ${name}Name`, `${camelCase(name)}Names`]);
  const runtime = unique([
    "NO_BYTES",
    "NO_WORDS",
    "noRecord",
    "noSuchRecord",
    "wordsOf",
    ...fields.flatMap(runtimeNames),
  ]);
  const fromEnums = names.length > 0 ? `import { ${sorted(names)} } from "./enums.js";\n` : "";
  const types = names.length > 0 ? ["type UnknownName"] : [];
  return `${fromEnums}import { ${sorted([...runtime, ...types])} } from "./runtime.js";`;
}

function layoutConstant({ name, bytes, fields }: RecordModel): string {
  return `/** Where the fields of \`${name}\` are, in bytes from the record's start. */
export const ${camelCase(name)}Layout = {
  bytes: ${bytes},
  offsets: {
    ${fields.map((field) => `${field.name}: ${field.offset},`).join("\n")}
  },
} as const;`;
}

function recordInterface(record: RecordModel): string {
  const members = record.fields
    .filter(({ reserved }) => !reserved)
    .map((field) => {
      const type = field.enumName ? `${field.enumName}Name | UnknownName` : "number";
      return `${tsDoc(fieldDoc(field))}\nreadonly ${field.name}: ${type};`;
    });
  const [first = "", ...rest] = itemDoc(record);
  return `${tsDoc([`${first} As a plain object, without its reserved fields.`, ...rest])}
export interface ${record.name}Record {
${members.join("\n")}
}`;
}

/** The runtime is an ordinary source file beside the generator; the engine gets a copy. */
function runtimeFile(): OutputFile {
  const source = readFileSync(new URL("runtime/runtime.ts", import.meta.url), "utf8");
  return {
    path: `${FOLDER}/runtime.ts`,
    text: `${banner("schemas/codegen/runtime/runtime.ts")}\n\n${source}`,
  };
}

function layoutFile(model: Model): OutputFile {
  const text = `${banner("schemas/*.capnp")}

/** Differs between any two sets of record layouts and enums: an engine and a facade that disagree must not talk. */
export const LAYOUT_HASH = ${hex32(layoutHash(model))};`;
  return { path: `${FOLDER}/layout.ts`, text };
}

function barrel(model: Model): OutputFile {
  const records = model.records.map(({ name }) => {
    const names = `${name}Cursor, type ${name}Record, ${camelCase(name)}Layout`;
    return { file: kebabCase(name), line: `export { ${names} } from "./${kebabCase(name)}.js";` };
  });
  const others = [
    { file: "enums", line: 'export * from "./enums.js";' },
    { file: "layout", line: 'export { LAYOUT_HASH } from "./layout.js";' },
    { file: "runtime", line: 'export type { UnknownName } from "./runtime.js";' },
  ];
  const lines = [...records, ...others].sort((left, right) => (left.file < right.file ? -1 : 1));
  const text = `${banner("schemas/*.capnp")}\n\n${lines.map(({ line }) => line).join("\n")}`;
  return { path: `${FOLDER}/index.ts`, text };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** As an import list, in Biome's order: by name whether it is a type or not, numbers by value, capitals first. */
function sorted(names: readonly string[]): string {
  const key = (name: string) => name.replace(/^type /, "");
  return [...names].sort((left, right) => ORDER.compare(key(left), key(right))).join(", ");
}
