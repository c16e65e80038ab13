import { itemDoc, valueDoc } from "./docs.js";
import type { EnumModel, Model } from "./model.js";
import { camelCase } from "./names.js";
import { banner, type OutputFile } from "./output.js";
import { tsDoc } from "./ts-doc.js";

/** The enums as constant objects, with their names as a type and as a list. */
export function tsEnums(model: Model): OutputFile {
  const text = [banner("the enums of schemas/*.capnp"), ...model.enums.map(tsEnum)].join("\n\n");
  return { path: "engine/src/generated/enums.ts", text };
}

function tsEnum(model: EnumModel): string {
  const { name, values } = model;
  return `
${tsDoc(itemDoc(model))}
export const ${name} = {
${values.map((value) => `${tsDoc(valueDoc(value))}\n${value.name}: ${value.value},`).join("\n")}
} as const;

export type ${name}Name = keyof typeof ${name};

/** Names of \`${name}\` by number. */
export const ${camelCase(name)}Names: readonly ${name}Name[] = [
${values.map((value) => `"${value.name}",`).join("\n")}
];`.trim();
}
