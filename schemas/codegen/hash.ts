import type { Model } from "./model.js";

/**
 * A number that differs between any two sets of layouts whose bytes mean different things, so that a facade can refuse
 * an engine that was built from another schema. Comments do not count; names, places, units and enumerants do.
 */
export function layoutHash(model: Model): number {
  return fnv1a(canonicalText(model));
}

function canonicalText(model: Model): string {
  const enums = model.enums.map(
    ({ name, values }) => `enum ${name} ${values.map((value) => `${value.name}=${value.value}`).join(" ")}`,
  );
  const records = model.records.map(({ name, bytes, fields }) => {
    const places = fields.map(
      (field) => `${field.name}:${field.enumName ?? field.type}@${field.offset}[${field.unit ?? ""}]`,
    );
    return `record ${name} ${bytes} ${places.join(" ")}`;
  });
  return [...enums.sort(), ...records.sort()].join("\n");
}

/** FNV-1a, 32 bits, over the text's UTF-8 bytes. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

export function hex32(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}
