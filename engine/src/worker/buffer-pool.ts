// Buffers of one side. They travel to the other side and come back; who finds none waits.

import { BUFFER_BYTES, BUFFER_COUNT } from "./protocol.js";

/** A fixed number of buffers, made when first needed. */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  readonly #waiting: {
    readonly resolve: (buffer: ArrayBuffer) => void;
    readonly reject: (reason: unknown) => void;
  }[] = [];
  #made = 0;
  #closed: { readonly reason: unknown } | undefined;

  /** A buffer, as soon as there is one. Its contents are of no meaning. */
  take(): Promise<ArrayBuffer> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed.reason);
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#made < BUFFER_COUNT) {
      this.#made += 1;
      return Promise.resolve(new ArrayBuffer(BUFFER_BYTES));
    }
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Gives a buffer back. */
  put(buffer: ArrayBuffer): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(buffer);
    else next.resolve(buffer);
  }

  /** The buffers will not come back: ends all waiting, now and later. */
  close(reason: unknown): void {
    this.#closed = { reason };
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }
}
