// How much frames of Zstandard can hold at most (RFC 8878, section 3.1.1), read from the heads of their blocks: who
// decompresses them takes the memory that they claim.

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const IS_SINGLE_SEGMENT = 0x20;
const HAS_CHECKSUM = 0x04;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const MOST_OF_BLOCK = 128 * 1024;
const BlockType = { raw: 0, run: 1, compressed: 2 } as const;

/** The most bytes that come out of frames. Throws where they are none, are cut off, or claim more than their blocks hold. */
export function zstdBound(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let bound = 0;
  for (let at = 0; at < bytes.length; ) {
    need(bytes, at + 8);
    if ((view.getUint32(at, true) & ~0xf) >>> 0 === SKIPPABLE) {
      at += 8 + view.getUint32(at + 4, true);
      need(bytes, at);
      continue;
    }
    if (view.getUint32(at, true) !== MAGIC) throw new Error("no frame of zstd");
    const { claimed, end } = frameHead(bytes, view, at + 4);
    const blocks = frameBlocks(bytes, end);
    if (claimed > blocks.bound)
      throw new Error(`a frame of zstd claims ${claimed} bytes, which it does not have`);
    bound += blocks.bound;
    at = blocks.end + ((view.getUint8(at + 4) & HAS_CHECKSUM) === 0 ? 0 : 4);
  }
  return bound;
}

function frameHead(bytes: Uint8Array, view: DataView, at: number): { claimed: number; end: number } {
  const flags = view.getUint8(at);
  const isSingle = (flags & IS_SINGLE_SEGMENT) !== 0;
  const sizeAt = at + 1 + (isSingle ? 0 : 1) + (DICTIONARY_BYTES[flags & 3] ?? 0);
  const sizeBytes = flags >> 6 === 0 && isSingle ? 1 : (SIZE_BYTES[flags >> 6] ?? 0);
  need(bytes, sizeAt + sizeBytes);
  let claimed = sizeBytes === 2 ? 256 : 0;
  for (let byte = 0; byte < sizeBytes; byte++) claimed += view.getUint8(sizeAt + byte) * 256 ** byte;
  return { claimed, end: sizeAt + sizeBytes };
}

function frameBlocks(bytes: Uint8Array, from: number): { bound: number; end: number } {
  let bound = 0;
  let at = from;
  for (let isLast = false; !isLast; ) {
    need(bytes, at + 3);
    const head = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    const type = (head >> 1) & 3;
    const size = head >> 3;
    if (type > BlockType.compressed) throw new Error("a block of zstd is of no kind there is");
    isLast = (head & 1) === 1;
    bound += type === BlockType.compressed ? MOST_OF_BLOCK : size;
    at += 3 + (type === BlockType.run ? 1 : size);
    need(bytes, at);
  }
  return { bound, end: at };
}

function need(bytes: Uint8Array, end: number): void {
  if (end > bytes.length) throw new Error("a frame of zstd is cut off");
}
