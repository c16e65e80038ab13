import { fieldDoc, itemDoc } from "./docs.js";
import { hex32, layoutHash } from "./hash.js";
import type { Model, RecordModel } from "./model.js";
import { snakeCase } from "./names.js";
import { banner, type OutputFile } from "./output.js";
import { rustDoc } from "./rust-enums.js";

/** The records as structs that lie over the bytes. */
export function rustRecords(model: Model): OutputFile {
  const hash = hex32(layoutHash(model)).replace(/^0x(.{4})/, "0x$1_");
  const head = `${banner("the records of schemas/*.capnp")}

use core::mem::offset_of;

/// Differs between any two sets of record layouts and enums: an engine and a facade that disagree must not talk.
pub const LAYOUT_HASH: u32 = ${hash};`;
  const text = [head, ...model.records.map(rustRecord)].join("\n\n");
  return { path: "crates/wire/src/generated.rs", text };
}

function rustRecord({ name, bytes, fields, ...record }: RecordModel): string {
  const members = fields.map(
    (field) => `${rustDoc(fieldDoc(field))}\npub ${snakeCase(field.name)}: ${field.type},`,
  );
  const offsets = fields.map(
    (field) => `assert!(offset_of!(${name}, ${snakeCase(field.name)}) == ${field.offset});`,
  );
  return `
${rustDoc(itemDoc({ name, bytes, fields, ...record }))}
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ${name} {
${members.join("\n")}
}

const _: () = {
  assert!(size_of::<${name}>() == ${bytes});
  assert!(align_of::<${name}>() == 8);
  ${offsets.join("\n")}
};

// SAFETY: \`repr(C)\`, integers only, and the asserts above place every field: the fields' sizes add up to the
// struct's, so it has no padding, and every bit pattern is a value.
unsafe impl crate::Record for ${name} {}`.trim();
}
