// What was decoded, until the module of market data reads it: in memory, and beyond that where the platform has room.

import { dataPlatform } from "#data-platform";
import { CiftError } from "../../errors.js";
import type { OpenInput } from "../input.js";
import { joinBytes } from "../join-bytes.js";
import type { SpoolFile } from "../platform.js";

/** As much is kept in memory. */
const MEMORY_BYTES = 64 * 1024 * 1024;
/** As much where there is nothing but memory: a page's own thread can read nothing else synchronously. */
const MOST_MEMORY_BYTES = 256 * 1024 * 1024;

/** Bytes that are appended, and then read as an input. */
export class Spool {
  readonly #name: string;
  readonly #pieces: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #file: SpoolFile | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  append(piece: Uint8Array<ArrayBuffer>): void {
    this.#size += piece.length;
    this.#pieces.push(piece);
    if (this.#file === undefined && this.#size > MEMORY_BYTES) this.#file = dataPlatform.openSpool();
    if (this.#file !== undefined) for (const each of this.#pieces.splice(0)) this.#file.append(each);
    else if (this.#size > MOST_MEMORY_BYTES) throw this.#tooLarge();
  }

  #tooLarge(): CiftError {
    const reason = `is more than ${MOST_MEMORY_BYTES >> 20} MiB, decoded, too much for a page's own thread`;
    const advice = "read it in a worker";
    return new CiftError("DATA_INVALID", `${this.#name}: ${reason}; ${advice}`, {
      detail: { input: this.#name, reason, advice },
    });
  }

  /** All of it. */
  input(): OpenInput {
    if (this.#file !== undefined) return this.#file.input(this.#name);
    return { name: this.#name, bytes: joinBytes(this.#pieces.splice(0)) };
  }

  remove(): void {
    this.#file?.remove();
  }
}
