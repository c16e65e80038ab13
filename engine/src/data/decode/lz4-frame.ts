// LZ4 frames (`lz4_Frame_format.md` of LZ4), which Arrow compresses columns with. Checksums are passed over: what they
// would find, the columns' own checks find, or nobody can.

const MAGIC = 0x184d2204;
const HAS_CHECKSUMS_OF_BLOCKS = 0x10;
const HAS_SIZE = 0x08;
const HAS_DICTIONARY = 0x01;
/** In a block's length: it is stored as it is. */
const STORED = 0x8000_0000;
const LEAST_MATCH = 4;
/** A byte of a match's length stands for as many. */
const MOST_RATIO = 255;
/** Decompresses a frame. Throws where it is none, is damaged, or holds more than `mostBytes`. */
export function decompressLz4Frame(frame: Uint8Array, mostBytes: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error("no frame of LZ4");
  const flags = view.getUint8(4);
  const expected = (flags & HAS_SIZE) === 0 ? 0 : Number(view.getBigUint64(6, true));
  const output = new Output(Math.min(expected, frame.length * MOST_RATIO), mostBytes);
  // Magic, flags, size of blocks, what the flags say, and a checksum.
  let at = 6 + ((flags & HAS_SIZE) === 0 ? 0 : 8) + ((flags & HAS_DICTIONARY) === 0 ? 0 : 4) + 1;
  for (;;) {
    const word = view.getUint32(at, true);
    at += 4;
    if (word === 0) return output.bytes();
    const length = word & ~STORED;
    if (at + length > frame.length) throw new Error("a frame of LZ4 is cut off");
    const block = frame.subarray(at, at + length);
    if (word >>> 31 === 1) output.append(block);
    else decompressBlock(block, output);
    at += length + ((flags & HAS_CHECKSUMS_OF_BLOCKS) === 0 ? 0 : 4);
  }
}

/** Blocks may point back into those before them, so all write behind each other. */
function decompressBlock(block: Uint8Array, output: Output): void {
  let at = 0;
  const more = (first: number) => {
    let length = first;
    if (first < 15) return length;
    for (let byte = 255; byte === 255; length += byte) byte = block[at++] ?? 0;
    return length;
  };
  while (at < block.length) {
    const token = block[at++] ?? 0;
    const literals = more(token >> 4);
    if (at + literals > block.length) throw new Error("a block of LZ4 is cut off");
    output.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence has no match.
    if (at === block.length) return;
    const back = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    output.repeat(back, more(token & 15) + LEAST_MATCH);
  }
}

/** Bytes that grow. */
class Output {
  readonly #mostBytes: number;
  #bytes: Uint8Array;
  #length = 0;

  /** @param expected how many they will be, about */
  constructor(expected: number, mostBytes: number) {
    this.#bytes = new Uint8Array(Math.min(expected, mostBytes));
    this.#mostBytes = mostBytes;
  }

  append(part: Uint8Array): void {
    this.#makeRoom(part.length);
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  /** What stands so far back, once more; it may reach into what it writes. */
  repeat(back: number, count: number): void {
    if (back === 0 || back > this.#length) throw new Error("a block of LZ4 points before its beginning");
    this.#makeRoom(count);
    for (let done = 0; done < count; ) {
      const step = Math.min(back + done, count - done);
      this.#bytes.copyWithin(this.#length + done, this.#length - back, this.#length - back + step);
      done += step;
    }
    this.#length += count;
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #makeRoom(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    if (needed > this.#mostBytes) throw new Error(`a frame of LZ4 has more than ${this.#mostBytes} bytes`);
    const grown = new Uint8Array(
      Math.min(this.#mostBytes, Math.max(needed, 2 * this.#bytes.length, 1 << 16)),
    );
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
