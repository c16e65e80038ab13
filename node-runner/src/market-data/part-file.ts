// A file that is there when it is whole: it is written under another name, and takes its own at the end.

import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

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
    return new PartFile(await open(part, "wx"), part);
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) at += (await this.#file.write(bytes, at)).bytesWritten;
  }

  /** Gives it the name; a file of that name is replaced. */
  async commit(path: string): Promise<void> {
    await this.#file.close();
    await rename(this.#path, path);
  }

  /** Removes it, written or not. */
  async remove(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#path, { force: true });
  }
}
