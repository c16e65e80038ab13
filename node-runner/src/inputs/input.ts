// Reads what a command line names: a file, compressed or not, or a member of a zip archive.

import { readFile, stat } from "node:fs/promises";
import { DataError } from "./data-error.js";
import { gunzip, isGzip } from "./gzip.js";
import { splitInputPath } from "./input-path.js";
import { plainBytes } from "./plain-bytes.js";
import { isXz, unxz } from "./xz.js";
import { isZip, readMember } from "./zip-member.js";

/** The bytes of an input, and what messages call it. */
export interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The bytes of an input, decompressed. What is compressed and how is seen from the first bytes, so a name may lie.
 * Throws a `DataError` for what cannot be read.
 */
export async function readInput(spec: string): Promise<Input> {
  const { path, member } = splitInputPath(spec);
  const file = await readWhole(path);
  if (member !== undefined) return unpack({ name: spec, bytes: readMember(path, file, member) });
  if (isZip(file)) {
    throw new DataError(
      path,
      "is a zip archive; one of its members has to be named",
      {},
      `write ${path}:MEMBER`,
    );
  }
  return unpack({ name: spec, bytes: file });
}

async function unpack(input: Input): Promise<Input> {
  if (isGzip(input.bytes)) return { name: input.name, bytes: gunzip(input) };
  if (isXz(input.bytes)) return { name: input.name, bytes: await unxz(input) };
  return input;
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).isDirectory()) throw new DataError(path, "is a folder, expected a file");
    return plainBytes(await readFile(path));
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(path, readProblem(error));
  }
}

function readProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES") return "may not be read by this user";
  return `cannot be read: ${message}`;
}
