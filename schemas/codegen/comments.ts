// The compiler drops comments, so they and the line numbers come from the source itself. A comment belongs to the
// declaration right below it; a blank line between the two detaches it.

import type { Doc } from "./model.js";

export interface Declaration {
  readonly doc: Doc;
  readonly line: number;
}

/** Declarations by their dotted path: `Command`, `Command.kind`, `Side.buy`. */
export type Declarations = ReadonlyMap<string, Declaration>;

const BLOCK = /^(?:struct|enum|interface|union|group)\b\s*(\w*)/;
const GROUP = /^(\w+)\s*:\s*(?:group|union)\b/;
const MEMBER = /^(\w+)\s*@\d+/;

export function parseComments(text: string): Declarations {
  const scanner = new Scanner();
  text.split("\n").forEach((line, index) => {
    scanner.line(line.trim(), index + 1);
  });
  return scanner.declarations;
}

class Scanner {
  readonly declarations = new Map<string, Declaration>();
  readonly #path: string[] = [];
  #comment: string[] = [];
  #statement = "";
  /** Where the statement began, and the comment above it. */
  #start: Declaration = { doc: [], line: 0 };

  line(line: string, number: number): void {
    if (line === "") this.#comment = [];
    else if (line.startsWith("#")) this.#comment.push(line.slice(1).trim());
    else for (const part of codeOf(line).split(/([{};])/)) this.#part(part.trim(), number);
  }

  #part(part: string, number: number): void {
    if (part === "{") this.#open();
    else if (part === "}") this.#path.pop();
    else if (part === ";") this.#declare(MEMBER.exec(this.#statement)?.[1]);
    else if (part !== "") this.#continue(part, number);
  }

  #continue(part: string, number: number): void {
    if (this.#statement === "") this.#start = { doc: paragraphs(this.#comment), line: number };
    this.#statement = `${this.#statement} ${part}`.trim();
    this.#comment = [];
  }

  #open(): void {
    const name = (GROUP.exec(this.#statement) ?? BLOCK.exec(this.#statement))?.[1] ?? "";
    this.#declare(name);
    this.#path.push(name);
  }

  #declare(name: string | undefined): void {
    if (name !== undefined) this.declarations.set([...this.#path, name].join("."), this.#start);
    this.#statement = "";
  }
}

/** The line without string literals, whose text could look like code, and without a trailing comment. */
function codeOf(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/#.*$/, "");
}

function paragraphs(lines: readonly string[]): Doc {
  return lines
    .join("\n")
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s*\n\s*/g, " ").trim())
    .filter((paragraph) => paragraph !== "");
}
