// How one field is read and written. All accessors go through `#words` and `#bytes`, two views of the same memory; a
// view's answer is undefined before the first `next()` and after the memory has gone, and `noRecord` says so.

import { fieldDoc } from "./docs.js";
import type { FieldModel, NumberType, RecordModel } from "./model.js";
import { camelCase } from "./names.js";
import { tsDoc } from "./ts-doc.js";

const TWO_32 = "4294967296";

const CHECKS: Record<NumberType, string> = {
  u8: "checkU8",
  u16: "checkU16",
  u32: "checkU32",
  u64: "checkU64",
  i64: "checkI64",
};

/** The field's getters and setters. */
export function fieldAccessors(record: RecordModel, field: FieldModel): string {
  const wide = field.bytes === 8 ? [bigAccessors(record, field)] : [];
  const named = field.enumName ? [nameGetter(field, field.enumName)] : [];
  return [numberAccessors(record, field), ...named, ...wide].join("\n\n");
}

/** What `fieldAccessors` uses of `runtime.ts`. */
export function runtimeNames(field: FieldModel): string[] {
  const wide = field.type === "i64" ? ["readI64", "checkBigI64"] : ["readU64", "checkBigU64"];
  return [
    CHECKS[field.type],
    ...(field.enumName ? ["unknownName"] : []),
    ...(field.bytes === 8 ? [...wide, "highWord"] : []),
  ];
}

function isSigned(field: FieldModel): boolean {
  return field.type === "i64";
}

function numberAccessors(record: RecordModel, field: FieldModel): string {
  return `${tsDoc(fieldDoc(field))}
get ${field.name}(): number {
  return ${read(field)};
}

set ${field.name}(value: number) {
  ${write(record, field)}
}`;
}

// Loads stand in parentheses for any place; the formatter takes away those that are not needed.

function byteAt(offset: number): string {
  return `(this.#bytes[${plus("this.#word * 4", offset)}] ?? noRecord())`;
}

function wordAt(offset: number): string {
  return `(this.#words[${plus("this.#word", offset / 4)}] ?? noRecord())`;
}

function plus(base: string, amount: number): string {
  return amount === 0 ? base : `${base} + ${amount}`;
}

function read(field: FieldModel): string {
  const { offset, type } = field;
  if (type === "u8") return byteAt(offset);
  if (type === "u16") return `${byteAt(offset)} | (${byteAt(offset + 1)} << 8)`;
  if (type === "u32") return wordAt(offset);
  const high = isSigned(field) ? `(${wordAt(offset + 4)} | 0)` : wordAt(offset + 4);
  return `${high} * ${TWO_32} + ${wordAt(offset)}`;
}

function write(record: RecordModel, field: FieldModel): string {
  const { offset, type } = field;
  const checked = `${CHECKS[type]}(value, "${record.name}.${field.name}")`;
  if (type === "u8") return `this.#bytes[${plus("this.#place() * 4", offset)}] = ${checked};`;
  if (type === "u32") return `this.#words[${plus("this.#place()", offset / 4)}] = ${checked};`;
  if (type === "u16") {
    return `const at = ${plus("this.#place() * 4", offset)};
      this.#bytes[at] = ${checked};
      this.#bytes[at + 1] = value >>> 8;`;
  }
  return `const at = ${plus("this.#place()", offset / 4)};
    this.#words[at] = ${checked};
    this.#words[at + 1] = highWord(value);`;
}

function nameGetter(field: FieldModel, enumName: string): string {
  return `/** The name of \`${field.name}\`, or "unknown(7)" where \`${enumName}\` has no such number. */
get ${field.name}Name(): ${enumName}Name | UnknownName {
  const value = this.${field.name};
  return ${camelCase(enumName)}Names[value] ?? unknownName(value);
}`;
}

function bigAccessors(record: RecordModel, field: FieldModel): string {
  const suffix = isSigned(field) ? "I64" : "U64";
  return `/** \`${field.name}\`, exact over all 64 bits. */
get ${field.name}Big(): bigint {
  return read${suffix}(${wordAt(field.offset)}, ${wordAt(field.offset + 4)});
}

set ${field.name}Big(value: bigint) {
  const at = ${plus("this.#place()", field.offset / 4)};
  const bits = checkBig${suffix}(value, "${record.name}.${field.name}");
  this.#words[at] = Number(bits & 0xffffffffn);
  this.#words[at + 1] = Number(bits >> 32n);
}`;
}
