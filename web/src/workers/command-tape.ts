// The commands of a file, as the engine takes them: 64-byte records, in blocks of one mebibyte, so that a
// long file needs no single long allocation and grows without copying.

import { commandLayout } from "@cift/engine";

const BLOCK_RECORDS = 1 << 14;
const RECORD_BYTES = commandLayout.bytes;
const RECORD_WORDS = RECORD_BYTES / 4;
const TIME_WORD = commandLayout.offsets.timeNs / 4;
const TWO_32 = 2 ** 32;

/** Words of a record, for writers that copy 64-bit fields half by half. */
export const CommandWord = {
  head: 0,
  instrument: commandLayout.offsets.instrument / 4,
  timeNs: TIME_WORD,
  orderId: commandLayout.offsets.orderId / 4,
  price: commandLayout.offsets.price / 4,
  quantity: commandLayout.offsets.quantity / 4,
} as const;

export class CommandTape {
  readonly #blocks: Uint8Array[] = [];
  readonly #words: Uint32Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /**
   * Adds a zeroed record. Returns the block that it is in, as words; it begins at `recordStart(length - 1)`.
   */
  append(): Uint32Array {
    const at = this.#length % BLOCK_RECORDS;
    if (at === 0) {
      const block = new Uint8Array(BLOCK_RECORDS * RECORD_BYTES);
      this.#blocks.push(block);
      this.#words.push(new Uint32Array(block.buffer));
    }
    this.#length++;
    return this.#wordsOf(this.#length - 1);
  }

  /** Where a record begins in its block, in words. */
  recordStart(index: number): number {
    return (index % BLOCK_RECORDS) * RECORD_WORDS;
  }

  /** Records from `from` on, at most up to `to`, but only those of one block: ask again for the rest. */
  slice(from: number, to: number): Uint8Array {
    const block = this.#blocks[Math.floor(from / BLOCK_RECORDS)];
    if (block === undefined || to <= from) return new Uint8Array(0);
    const start = from % BLOCK_RECORDS;
    const end = Math.min(start + Math.min(to, this.#length) - from, BLOCK_RECORDS);
    return block.subarray(start * RECORD_BYTES, end * RECORD_BYTES);
  }

  timeNs(index: number): number {
    const words = this.#wordsOf(index);
    const at = this.recordStart(index) + TIME_WORD;
    return (words[at + 1] ?? 0) * TWO_32 + (words[at] ?? 0);
  }

  #wordsOf(index: number): Uint32Array {
    const words = this.#words[Math.floor(index / BLOCK_RECORDS)];
    if (words === undefined || index >= this.#length) throw new RangeError(`there is no command ${index}`);
    return words;
  }
}
