// The lines of a feature file: what each of them is, before anything is made of them.

export type FeatureLine =
  | { readonly what: "heading"; readonly keyword: Heading; readonly text: string; readonly line: number }
  | { readonly what: "step"; readonly keyword: StepWord; readonly text: string; readonly line: number }
  | { readonly what: "row"; readonly cells: readonly string[]; readonly line: number }
  | { readonly what: "tags"; readonly tags: readonly string[]; readonly line: number }
  | { readonly what: "doc"; readonly text: string; readonly line: number }
  | { readonly what: "text"; readonly text: string; readonly line: number };

export type Heading = "feature" | "rule" | "background" | "scenario" | "outline" | "examples";
export type StepWord = "given" | "when" | "then" | "and";

const HEADINGS: readonly (readonly [RegExp, Heading])[] = [
  [/^(?:feature|business need|ability)\s*:/i, "feature"],
  [/^rule\s*:/i, "rule"],
  [/^background\s*:/i, "background"],
  [/^scenario\s+(?:outline|template)\s*:/i, "outline"],
  [/^(?:scenario|example)\s*:/i, "scenario"],
  [/^(?:examples|scenarios)\s*:/i, "examples"],
];

const STEP = /^(given|when|then|and|but)(?:\s+|$)|^\*\s+/i;
const DOC_FENCE = /^("""|```)/;

/** The lines of a text that say something, in order. Comments and empty lines are gone. */
export function featureLines(text: string): FeatureLine[] {
  const lines: FeatureLine[] = [];
  const source = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  for (let at = 0; at < source.length; at++) {
    const line = at + 1;
    const content = trim(source[at] ?? "");
    const fence = DOC_FENCE.exec(content)?.[1];
    if (fence !== undefined) {
      const end = endOfDoc(source, at + 1, fence);
      lines.push({ what: "doc", text: source.slice(at + 1, end).join("\n"), line });
      at = end;
      continue;
    }
    if (content !== "" && !content.startsWith("#")) lines.push(lineOf(content, line));
  }
  return lines;
}

/** A step's keyword and sentence, if a text is one. */
export function stepOf(text: string): { keyword: StepWord; text: string } | undefined {
  const match = STEP.exec(text);
  if (match === null) return undefined;
  const word = match[1]?.toLowerCase();
  const keyword = word === "given" || word === "when" || word === "then" ? word : "and";
  return { keyword, text: trim(text.slice(match[0].length)) };
}

function lineOf(content: string, line: number): FeatureLine {
  if (content.startsWith("|")) return { what: "row", cells: cellsOf(content), line };
  if (content.startsWith("@")) return { what: "tags", tags: tagsOf(content), line };
  for (const [pattern, keyword] of HEADINGS) {
    const match = pattern.exec(content);
    if (match !== null) return { what: "heading", keyword, text: trim(content.slice(match[0].length)), line };
  }
  const step = stepOf(content);
  return step === undefined ? { what: "text", text: content, line } : { what: "step", ...step, line };
}

function tagsOf(content: string): string[] {
  return content
    .replace(/\s#.*$/, "")
    .split(/\s+/)
    .filter((tag) => tag.startsWith("@"));
}

/** The cells between the bars. `\|` is a bar, `\n` a line break, `\\` a backslash. What follows the last bar is no cell. */
function cellsOf(content: string): string[] {
  const cells: string[] = [];
  let cell = "";
  for (let at = 1; at < content.length; at++) {
    const character = content[at] as string;
    if (character === "\\" && at + 1 < content.length) {
      const next = content[++at] as string;
      cell += next === "n" ? "\n" : next === "|" || next === "\\" ? next : `\\${next}`;
    } else if (character === "|") {
      cells.push(trim(cell));
      cell = "";
    } else {
      cell += character;
    }
  }
  const last = trim(cell);
  // A row whose last bar was forgotten still has its cell; a comment behind the last bar is none.
  if (last !== "" && !last.startsWith("#")) cells.push(last);
  return cells;
}

function endOfDoc(source: readonly string[], from: number, fence: string): number {
  const end = source.findIndex((line, index) => index >= from && trim(line) === fence);
  return end < 0 ? source.length : end;
}

/** Without the space around it, of which Unicode knows many kinds. */
function trim(text: string): string {
  return text.replace(/^[\s\u200B]+|[\s\u200B]+$/g, "");
}
