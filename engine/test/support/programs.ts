// The programs of a document: they run, and print what their comments say.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { type RunOptions, runScript } from "./children.js";

/** A program in a document. */
export interface Program {
  /** The heading above it. */
  readonly heading: string;
  readonly text: string;
}

/** The TypeScript programs of a Markdown file. */
export async function programsOf(file: URL): Promise<Program[]> {
  const markdown = await readFile(file, "utf8");
  return [...markdown.matchAll(/```ts\n(.*?)```/gs)].map((found) => {
    const headings = [...markdown.slice(0, found.index).matchAll(/^#+ (.*)$/gm)];
    return { heading: headings.at(-1)?.[1] ?? "", text: found[1] ?? "" };
  });
}

/** What the comments behind `console.log(…)` say: the text, up to a comma or colon that explains it. */
function promised(program: string): string[] {
  return [...program.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map((found) => found[1] ?? "");
}

/** How a program of a document went. */
export interface Played {
  readonly code: number | null;
  readonly stderr: string;
  /** What it promised to print and did not, with all that it printed. */
  readonly missing: readonly string[];
}

/** What a program imports is of the build that is tested, wherever the program runs. */
function withAddresses(program: string): string {
  const found = createRequire(import.meta.url);
  return program.replaceAll(/from "([^".:]+)"/g, (_, name: string) => {
    return `from ${JSON.stringify(pathToFileURL(found.resolve(name)).href)}`;
  });
}

/** Runs a program in a process of its own, and looks for what it promises to print. */
export async function play(program: string, options: RunOptions = {}): Promise<Played> {
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const { code, stdout, stderr } = await runScript(withAddresses(outputText), options);
  const lines = stdout.split("\n").map((line) => line.trim());
  const isPrinted = (promise: string) =>
    lines.some(
      (line) => line === promise || [",", ":"].some((mark) => promise.startsWith(`${line}${mark}`)),
    ) || stdout.replace(/\s+/g, " ").includes(promise);
  const missing = promised(program).filter((promise) => !isPrinted(promise));
  return { code, stderr, missing: missing.length === 0 ? [] : [...missing, stdout] };
}

/** A program that went well. */
export const WELL: Played = { code: 0, stderr: "", missing: [] };
