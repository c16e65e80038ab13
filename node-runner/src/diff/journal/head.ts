// The heads of a journal and of its blocks, as schemas/journal.md has them.

import { magicWord, Xxh3 } from "../../golden/xxh3.js";
import { crc32c } from "./crc32c.js";

export const LINE = 64;
export const FILE_HEAD_BYTES = 128;
const FILE_MAGIC = magicWord("CIFTJRNL");
const BLOCK_MAGIC = magicWord("CIFTBLCK");
const CHAIN_MAGIC = magicWord("CIFTCHN1");
const MASK_32 = 0xffffffffn;
/** What the writer says where it does not know what is on disk. */
const UNKNOWN = (1n << 64n) - 1n;

export const BlockKind = { commands: 1, checkpoint: 2, snapshot: 3, close: 4 } as const;

export interface FileHead {
  readonly version: number;
  readonly configBytes: number;
  readonly semanticsVersion: number;
  readonly layoutHash: number;
  /** The last command before this journal. */
  readonly baseSeq: number;
  readonly configCrc: number;
}

export interface BlockHead {
  readonly kind: number;
  readonly bodyBytes: number;
  readonly number: number;
  readonly seq: number;
  /** Identity of the journal, as its hash is written. */
  readonly journal: string;
  /** Bytes known to be on disk when the block was made; undefined where it does not say. */
  readonly durable: number | undefined;
  readonly chain: string;
  readonly bodyCrc: number;
}

export function isJournal(bytes: Uint8Array): boolean {
  return bytes.length >= 8 && wordsOf(bytes.subarray(0, 8))[0] === FILE_MAGIC;
}

/** The head in the first 128 bytes, or undefined where it is not one as it was written. */
export function readFileHead(bytes: Uint8Array): FileHead | undefined {
  const words = checked(bytes, FILE_MAGIC, FILE_HEAD_BYTES);
  if (words === undefined) return undefined;
  const word = (index: number) => words[index] ?? 0n;
  return {
    version: low(word(1)),
    configBytes: high(word(1)),
    semanticsVersion: low(word(2)),
    layoutHash: high(word(2)),
    baseSeq: Number(word(6)),
    configCrc: low(word(15)),
  };
}

/** The head in the first 64 bytes, or undefined. */
export function readBlockHead(bytes: Uint8Array): BlockHead | undefined {
  const words = checked(bytes, BLOCK_MAGIC, LINE);
  if (words === undefined) return undefined;
  const word = (index: number) => words[index] ?? 0n;
  return {
    kind: low(word(1)),
    bodyBytes: high(word(1)),
    number: Number(word(2)),
    seq: Number(word(3)),
    journal: hex(word(4)),
    durable: word(5) === UNKNOWN ? undefined : Number(word(5)),
    chain: hex(word(6)),
    bodyCrc: low(word(7)),
  };
}

/** The hash that tells a journal from others: of its head and its configuration with its filling. */
export function journalIdentity(head: Uint8Array, config: Uint8Array): string {
  const hash = new Xxh3([...wordsOf(head)]);
  hash.update(lines(config));
  return hash.digest();
}

/** The chain value of a block. */
export function chainValue(before: string, head: Uint8Array, body: Uint8Array): string {
  const hash = new Xxh3([CHAIN_MAGIC, BigInt(`0x${before}`)]);
  hash.update(lines(body));
  const covered = new Uint8Array(LINE);
  covered.set(head.subarray(0, 48));
  hash.update(lines(covered));
  return hash.digest();
}

/** Bytes with the zeros that fill the last line. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}

function lines(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}

function checked(bytes: Uint8Array, magic: bigint, length: number): readonly bigint[] | undefined {
  if (bytes.length < length) return undefined;
  const head = bytes.subarray(0, length);
  const words = wordsOf(head);
  const isWhole = words[0] === magic && high(words.at(-1) ?? 0n) === crc32c(head.subarray(0, length - 4));
  return isWhole ? words : undefined;
}

export function wordsOf(bytes: Uint8Array): readonly bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, i) => view.getBigUint64(8 * i, true));
}

const low = (word: bigint) => Number(word & MASK_32);
const high = (word: bigint) => Number(word >> 32n);
export const hex = (word: bigint) => word.toString(16).padStart(16, "0");
