import type { Doc, EnumModel, EnumValue, FieldModel, RecordModel } from "./model.js";
import { words } from "./names.js";

/** What all records mean by these names, where the schema adds nothing: see the conventions in `trading.capnp`. */
const CONVENTIONS: ReadonlyMap<string, string> = new Map([
  ["instrument", "The instrument's position in the session's configuration."],
  ["seq", "Position in the session's total order."],
  ["timeNs", "Nanoseconds since the session's start."],
  ["account", "The account's number."],
  ["orderId", "The participant's own id of the order."],
]);

/** What a field's documentation says: the schema's comment, then the enum or the unit. */
export function fieldDoc(field: FieldModel): Doc {
  if (field.reserved && field.doc.length === 0) return ["Reserved: zero."];
  if (field.doc.length === 0) return [bareFieldDoc(field)];
  const extra = field.enumName ? ` One of \`${field.enumName}\`.` : field.unit ? ` In ${field.unit}.` : "";
  return [...field.doc.slice(0, -1), (field.doc.at(-1) ?? "") + extra];
}

function bareFieldDoc(field: FieldModel): string {
  const convention = CONVENTIONS.get(field.name);
  if (convention) return convention;
  if (field.enumName) return `One of \`${field.enumName}\`.`;
  if (!field.unit) return `${words(field.name)}.`;
  return `${words(field.name).replace(/ ns$/, "")}, in ${field.unit}.`;
}

export function valueDoc(value: EnumValue): Doc {
  return value.doc.length === 0 ? [`${words(value.name)}.`] : value.doc;
}

export function itemDoc(item: EnumModel | RecordModel): Doc {
  return item.doc.length === 0 ? [`${words(item.name)}.`] : item.doc;
}

/** The documentation as lines of at most `width` characters, an empty line between paragraphs. */
export function wrap(doc: Doc, width: number): string[] {
  return doc.flatMap((paragraph, at) => [...(at === 0 ? [] : [""]), ...wrapParagraph(paragraph, width)]);
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
