import { itemDoc, valueDoc, wrap } from "./docs.js";
import type { Doc, EnumModel, Model } from "./model.js";
import { pascalCase } from "./names.js";
import { banner, type OutputFile } from "./output.js";

/** The enums, for the crates that decide with them. */
export function rustEnums(model: Model): OutputFile {
  const text = [banner("the enums of schemas/*.capnp"), ...model.enums.map(rustEnum)].join("\n\n");
  return { path: "crates/types/src/generated.rs", text };
}

function rustEnum(model: EnumModel): string {
  const variants = model.values.map(({ name, value }) => ({ name, value, variant: pascalCase(name) }));
  return `
${rustDoc(itemDoc(model))}
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ${model.name} {
${model.values.map((value) => `${rustDoc(valueDoc(value))}\n${pascalCase(value.name)} = ${value.value},`).join("\n")}
}

impl ${model.name} {
  /// Every value, in the order of their numbers.
  pub const ALL: &[Self] = &[${variants.map(({ variant }) => `Self::${variant}`).join(", ")}];

  /// The value of this number, if there is one.
  pub const fn from_u8(v: u8) -> Option<Self> {
    match v {
      ${variants.map(({ variant, value }) => `${value} => Some(Self::${variant}),`).join("\n")}
      _ => None,
    }
  }

  /// The schema's name of the value.
  pub const fn name(self) -> &'static str {
    match self {
      ${variants.map(({ variant, name }) => `Self::${variant} => "${name}",`).join("\n")}
    }
  }
}`.trim();
}

/** As `///` lines that leave room for indentation. */
export function rustDoc(doc: Doc): string {
  return wrap(doc, 100)
    .map((line) => `/// ${line}`.trimEnd())
    .join("\n");
}
