/** One growing array of the bytes of many chunks. */
export class ByteCollector {
  #memory = new Uint8Array(1 << 20);
  #length = 0;

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#memory.subarray(0, this.#length);
  }

  add(chunk: Uint8Array): void {
    const length = this.#length + chunk.byteLength;
    if (length > this.#memory.byteLength) this.#grow(length);
    this.#memory.set(chunk, this.#length);
    this.#length = length;
  }

  #grow(least: number): void {
    const memory = new Uint8Array(Math.max(least, this.#memory.byteLength * 2));
    memory.set(this.bytes);
    this.#memory = memory;
  }
}
