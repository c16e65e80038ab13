// Enough of XML to know that a document is well-formed, and to look into it.

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands in it before its first child. */
  text: string;
}

const TOKEN = /<\?xml [^?]*\?>|<(\/?)([\w-]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([\w-]+)="([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#10": "\n" };

/** The elements of a document, in order. Throws where it is not well-formed. */
export function elementsOf(xml: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  let end = 0;
  for (const match of xml.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, closing, name, attributes = "", alone, text] = match;
    const parent = open.at(-1);
    if (text !== undefined) {
      if (parent === undefined && text.trim() !== "")
        throw new Error(`text outside of the document: ${text}`);
      if (parent !== undefined) parent.text += unescaped(text);
    } else if (closing === "/") {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`</${name}> ends <${last?.name}>`);
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(([, key, value]) => [
        key ?? "",
        unescaped(value ?? ""),
      ]);
      const element = { name, attributes: Object.fromEntries(pairs) as Record<string, string>, text: "" };
      elements.push(element);
      if (alone !== "/") open.push(element);
    }
  }
  if (end !== xml.length) throw new Error(`no XML: ${xml.slice(end, end + 60)}`);
  if (open.length > 0) throw new Error(`<${open.at(-1)?.name}> does not end`);
  return elements;
}

function unescaped(text: string): string {
  return text.replace(/&([^;]*);|&/g, (all, name: string | undefined) => {
    const character = ENTITIES[name ?? ""];
    if (character === undefined) throw new Error(`no entity: ${all}`);
    return character;
  });
}
