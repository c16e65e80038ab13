// The blocks of a guide: files, commands and programs, in the order of the document. They work in one folder.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { play, WELL } from "../../../engine/test/support/programs.js";
import { cift } from "./cift.js";

/** A block of a document, between fences. */
export interface Block {
  /** The heading above it. */
  readonly heading: string;
  /** The line of the document where it begins. */
  readonly line: number;
  /** What it is: `console`, `ts`, or another language. */
  readonly language: string;
  /** Behind the language: the name of a file, whose content the block is. */
  readonly file: string;
  readonly text: string;
}

/** All blocks of a Markdown document. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map((found) => {
    const before = markdown.slice(0, found.index);
    const headings = [...before.matchAll(/^#+ (.*)$/gm)];
    const [, language = "", file = "", text = ""] = found;
    return { heading: headings.at(-1)?.[1] ?? "", line: before.split("\n").length, language, file, text };
  });
}

/** The names of files that a block makes. */
export function madeBy({ language, file, text }: Block): string[] {
  if (file !== "") return [file];
  const pattern = language === "ts" ? /writeFileSync\("([^"]+)"/g : /(?:-o |--output |\bto ')([^\s']+)/g;
  return [...text.matchAll(pattern)].map((found) => found[1] ?? "");
}

/** Where a document is played. */
export interface Place {
  /** The folder of all its files. */
  readonly folder: string;
  /** What DATA stands for. */
  readonly data: string;
}

/** Plays a block; throws where it is not as the document says. */
export async function playBlock(block: Block, place: Place): Promise<void> {
  if (block.file !== "") return playFile(block, place);
  if (block.language === "ts") return playProgram(block, place);
  for (const session of sessionsOf(block.text)) await playCommand(session, place);
}

/** A block with a file's name is the file: it is written, unless a command made it, and then it has to be that. */
function playFile({ file, text }: Block, { folder }: Place): void {
  const path = join(folder, file);
  if (!existsSync(path)) writeFileSync(path, text);
  else compare(file, readFileSync(path, "utf8"), text);
}

async function playProgram({ text }: Block, { folder, data }: Place): Promise<void> {
  const played = await play(text.replaceAll("DATA/", `${data}/`), { cwd: folder });
  const isWell = played.code === WELL.code && played.stderr === "" && played.missing.length === 0;
  if (!isWell) throw new Error([played.stderr, ...played.missing].join("\n"));
}

/** A command and what it prints. */
interface Session {
  readonly command: string;
  readonly output: string;
}

function sessionsOf(text: string): Session[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((session) => {
      const joined = session.replaceAll("\\\n", "");
      const end = joined.indexOf("\n");
      return { command: joined.slice(0, end), output: joined.slice(end + 1) };
    });
}

async function playCommand({ command, output }: Session, { folder, data }: Place): Promise<void> {
  const [name, ...args] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? (bare ?? "").replace(/^DATA\//, `${data}/`),
  );
  if (name !== "cift") throw new Error(`only cift is played here: ${command}`);
  const run = await cift(args, { cwd: folder });
  // Notes and errors stand before what is printed at the end.
  compare(command, `${run.stderr}${run.stdout}`.replaceAll(`${data}/`, "DATA/"), output);
  const isMeantToFail = /^cift: |✗ not equal/m.test(output);
  if ((run.code === 0) === isMeantToFail) throw new Error(`${command}: exit code ${run.code}`);
}

/** Equal text, where `…` stands for anything within a line, and on a line of its own for any lines. */
function compare(what: string, found: string, expected: string): void {
  const source = expected
    .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
    .replace(/^ *…\n/gm, "(?:.*\\n)*?")
    .replaceAll("…", ".*");
  if (new RegExp(`^${source}$`, "u").test(found)) return;
  throw new Error(`${what}\n--- the document says\n${expected}\n--- it is\n${found}`);
}
