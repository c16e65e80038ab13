import { wrap } from "./docs.js";
import type { Doc } from "./model.js";

/** As a documentation comment. */
export function tsDoc(doc: Doc): string {
  const lines = wrap(doc, 100).map((line) => line.replaceAll("*/", "*\\/"));
  if (lines.length === 1) return `/** ${lines[0]} */`;
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"].join("\n");
}
