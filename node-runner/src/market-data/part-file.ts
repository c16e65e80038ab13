// A file that is there when it is whole: it is written under another name, and takes its own at the end.

import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../cli/usage-error.js";

/** What is removed when the program ends before they are whole: Ctrl-C ends it anywhere. */
const parts = new Set<string>();
process.on("exit", () => {
  for (const path of parts) rmSync(path, { force: true });
});

/** A file under a temporary name, in the folder of the name that it will have: a rename does not cross file systems. */
export class PartFile {
  readonly #file: FileHandle;
  readonly #path: string;

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  static async create(path: string): Promise<PartFile> {
    const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
    parts.add(part);
    return new PartFile(await opened(path, part), part);
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) at += (await this.#file.write(bytes, at)).bytesWritten;
  }

  /** Gives it the name; a file of that name is replaced. */
  async commit(path: string): Promise<void> {
    await this.#file.close();
    await rename(this.#path, path);
    parts.delete(this.#path);
  }

  /** Removes it, written or not. */
  async remove(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#path, { force: true });
    parts.delete(this.#path);
  }
}

async function opened(path: string, part: string): Promise<FileHandle> {
  try {
    return await open(part, "wx");
  } catch (error) {
    parts.delete(part);
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new UsageError(`-o ${path}: ${REASONS[code] ?? message}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "the folder is not there",
  ENOTDIR: "its folder is a file",
  EACCES: "nothing may be written there",
  EROFS: "nothing may be written there",
};
