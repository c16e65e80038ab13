// A file whose bytes are read where they are wanted; or bytes that are in memory already, because they were compressed.

import { type FileHandle, open } from "node:fs/promises";
import { DataError } from "../inputs/data-error.js";
import { readInput } from "../inputs/input.js";

export class ByteFile implements AsyncDisposable {
  readonly path: string;
  readonly size: number;
  readonly #handle: FileHandle | undefined;
  readonly #bytes: Uint8Array | undefined;

  private constructor(path: string, size: number, handle: FileHandle | undefined, bytes?: Uint8Array) {
    this.path = path;
    this.size = size;
    this.#handle = handle;
    this.#bytes = bytes;
  }

  /** Opens a file; one that is compressed is unpacked into memory. */
  static async open(path: string): Promise<ByteFile> {
    const handle = await openFile(path);
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) throw new DataError(path, "is a folder, expected a file");
      const file = new ByteFile(path, stat.size, handle);
      const [first, second] = await file.read(0, 2);
      // gzip and xz: other formats that are read here begin otherwise.
      const isPacked = (first === 0x1f && second === 0x8b) || (first === 0xfd && second === 0x37);
      if (!isPacked) return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
    await handle.close();
    const { bytes } = await readInput(path);
    return new ByteFile(path, bytes.length, undefined, bytes);
  }

  /** The bytes from `at` on, fewer at the end. They are a copy, or not to be changed. */
  async read(at: number, length: number): Promise<Uint8Array> {
    const count = Math.max(0, Math.min(length, this.size - at));
    if (this.#bytes !== undefined) return this.#bytes.slice(at, at + count);
    const target = new Uint8Array(count);
    return target.subarray(0, await this.readInto(target, at));
  }

  /** Fills the target from `at` on, and returns how many bytes there were. */
  async readInto(target: Uint8Array, at: number): Promise<number> {
    if (this.#bytes !== undefined) {
      const part = this.#bytes.subarray(at, at + target.length);
      target.set(part);
      return part.length;
    }
    let done = 0;
    while (done < target.length) {
      const result = await this.#handle?.read(target, done, target.length - done, at + done);
      if (result === undefined || result.bytesRead === 0) break;
      done += result.bytesRead;
    }
    return done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DataError(path, code === "ENOENT" ? "there is no such file" : `cannot be read: ${message}`);
  }
}
