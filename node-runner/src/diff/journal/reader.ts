// Reads a journal of schemas/journal.md from a file: all that is checked there is checked here, by another author.

import { DataError } from "../../inputs/data-error.js";
import type { ByteFile } from "../byte-file.js";
import { crc32c } from "./crc32c.js";
import {
  type BlockHead,
  BlockKind,
  chainValue,
  FILE_HEAD_BYTES,
  type FileHead,
  hex,
  journalIdentity,
  LINE,
  padded,
  readBlockHead,
  readFileHead,
  wordsOf,
} from "./head.js";

const MAX_CONFIG = 2 ** 20;
const MAX_COMMANDS = 4096 * LINE;
const MAX_SNAPSHOT = 2 ** 28;
const SCAN_BYTES = 1 << 20;

/** What a run had come to after a command. */
export interface JournalCheckpoint {
  readonly seq: number;
  readonly events: number;
  /** Of the events so far (rule D2). */
  readonly eventsDigest: string;
  /** Of the whole run so far (rule D3). */
  readonly digest: string;
}

/** A block of the file. */
interface Block {
  readonly kind: number;
  /** Where its body begins. */
  readonly at: number;
  readonly bytes: number;
  readonly seq: number;
}

export interface Journal {
  readonly head: FileHead;
  /** In MessagePack. */
  readonly config: Uint8Array;
  readonly commands: number;
  readonly lastSeq: number;
  readonly checkpoints: readonly JournalCheckpoint[];
  /** The bodies of commands. */
  readonly blocks: readonly Block[];
  /** A snapshot before all commands, where the journal goes on from another one. */
  readonly snapshot: Block | undefined;
  /** What is wrong with the end of the file; undefined where nothing is. */
  readonly torn: string | undefined;
}

/**
 * Reads and checks the whole file. Throws a `DataError` where it is damaged.
 *
 * @param accept throws where the reader has no use for such a journal; nothing more is read then
 */
export async function readJournal(file: ByteFile, accept: (head: FileHead) => void): Promise<Journal> {
  const headBytes = await file.read(0, FILE_HEAD_BYTES);
  const head = readFileHead(headBytes);
  if (head === undefined) throw new DataError(file.path, "has a damaged header", { byte: 0 });
  if (head.version !== 1)
    throw new DataError(file.path, `is of version ${head.version} of the journal's format`);
  accept(head);
  if (head.configBytes > MAX_CONFIG) throw new DataError(file.path, "has a configuration that is too large");
  const filled = await file.read(FILE_HEAD_BYTES, padded(head.configBytes));
  if (filled.length < padded(head.configBytes) || crc32c(filled) !== head.configCrc)
    throw new DataError(file.path, "has a damaged configuration", { byte: FILE_HEAD_BYTES });
  const walk = new Walk(file, head, journalIdentity(headBytes, filled), FILE_HEAD_BYTES + filled.length);
  const torn = await walk.toEnd();
  return { head, config: filled.slice(0, head.configBytes), ...walk.result, torn };
}

/** Goes from block to block. */
class Walk {
  readonly #file: ByteFile;
  readonly #journal: string;
  readonly #checkpoints: JournalCheckpoint[] = [];
  readonly #blocks: Block[] = [];
  #snapshot: Block | undefined;
  #chain: string;
  #at: number;
  #number = 0;
  #seq: number;
  #commands = 0;

  constructor(file: ByteFile, head: FileHead, journal: string, at: number) {
    this.#file = file;
    this.#journal = journal;
    this.#chain = journal;
    this.#at = at;
    this.#seq = head.baseSeq;
  }

  get result(): Pick<Journal, "commands" | "lastSeq" | "checkpoints" | "blocks" | "snapshot"> {
    return {
      commands: this.#commands,
      lastSeq: this.#seq,
      checkpoints: this.#checkpoints,
      blocks: this.#blocks,
      snapshot: this.#snapshot,
    };
  }

  /** What is torn off, if anything is. */
  async toEnd(): Promise<string | undefined> {
    while (this.#at < this.#file.size) {
      const problem = await this.#step();
      if (problem === undefined) continue;
      const later = await this.#laterBlock();
      if (later !== undefined) this.#damaged(`${problem}, and block ${later.number} is behind it`);
      return `${problem}: ${this.#file.size - this.#at} bytes from byte ${this.#at} on, after command ${this.#seq}`;
    }
    return undefined;
  }

  /** Passes a block, or says why none that is whole stands here. */
  async #step(): Promise<string | undefined> {
    const headBytes = await this.#file.read(this.#at, LINE);
    if (headBytes.length < LINE) return "the last block is cut off";
    const head = readBlockHead(headBytes);
    if (head === undefined) return "there is no block's head";
    if (head.journal !== this.#journal) this.#damaged("a block of another journal");
    if (head.number !== this.#number + 1)
      this.#damaged(`block ${head.number} stands where ${this.#number + 1} should`);
    this.#checkLength(head);
    const body = await this.#file.read(this.#at + LINE, padded(head.bodyBytes));
    if (body.length < padded(head.bodyBytes)) return "the last block is cut off";
    if (crc32c(body) !== head.bodyCrc) return "a block's body is not the one that was written";
    if (chainValue(this.#chain, headBytes, body) !== head.chain) this.#damaged("the chain is broken");
    if (body.subarray(head.bodyBytes).some((byte) => byte !== 0))
      this.#damaged("a block's filling is not zero");
    this.#take(head, body);
    this.#chain = head.chain;
    this.#number = head.number;
    this.#at += LINE + padded(head.bodyBytes);
    return undefined;
  }

  #checkLength({ kind, bodyBytes }: BlockHead): void {
    const most = [undefined, MAX_COMMANDS, LINE, MAX_SNAPSHOT, 0][kind];
    if (most === undefined) this.#damaged(`a block of kind ${kind}, which this version does not know`);
    const isWhole = kind === BlockKind.snapshot || bodyBytes % LINE === 0;
    const isLess = kind <= BlockKind.checkpoint && bodyBytes < LINE;
    if (bodyBytes > (most ?? 0) || isLess || !isWhole) this.#damaged(`a block of ${bodyBytes} bytes`);
  }

  #take(head: BlockHead, body: Uint8Array): void {
    const block: Block = { kind: head.kind, at: this.#at + LINE, bytes: head.bodyBytes, seq: head.seq };
    if (head.kind === BlockKind.commands) this.#takeCommands(block, body);
    else if (head.kind === BlockKind.checkpoint) this.#takeCheckpoint(block, body);
    else if (head.seq > this.#seq) this.#damaged(`a block of command ${head.seq}, which is not there yet`);
    if (head.kind === BlockKind.snapshot && this.#blocks.length === 0) this.#snapshot = block;
  }

  #takeCommands(block: Block, body: Uint8Array): void {
    const count = block.bytes / LINE;
    const view = new DataView(body.buffer, body.byteOffset);
    for (let i = 0; i < count; i++) {
      const expected = this.#seq + 1 + i;
      const low = view.getUint32(i * LINE + 8, true);
      const found = view.getUint32(i * LINE + 12, true) * 2 ** 32 + low;
      if (found !== expected) this.#damaged(`command ${found} stands where ${expected} should`);
    }
    if (block.seq !== this.#seq + 1) this.#damaged(`a block of command ${block.seq}`);
    this.#seq += count;
    this.#commands += count;
    this.#blocks.push(block);
  }

  #takeCheckpoint(block: Block, body: Uint8Array): void {
    const [seq = 0n, , , eventsDigest = 0n, events = 0n, digest = 0n] = wordsOf(body);
    const before = this.#checkpoints.at(-1)?.seq ?? 0;
    if (Number(seq) !== block.seq || block.seq > this.#seq || block.seq < before)
      this.#damaged(`a checkpoint of command ${seq}`);
    this.#checkpoints.push({
      seq: block.seq,
      events: Number(events),
      eventsDigest: hex(eventsDigest),
      digest: hex(digest),
    });
  }

  /** A good block of this journal behind the place, at any byte, that was not written while this place still was. */
  async #laterBlock(): Promise<BlockHead | undefined> {
    for (let from = this.#at + 1; from + LINE <= this.#file.size; from += SCAN_BYTES) {
      const bytes = await this.#file.read(from, SCAN_BYTES + LINE - 1);
      for (let at = bytes.indexOf(0x43); at !== -1; at = bytes.indexOf(0x43, at + 1)) {
        const head = readBlockHead(bytes.subarray(at));
        if (head?.journal !== this.#journal) continue;
        if (head.durable === undefined || head.durable > this.#at) return head;
      }
    }
    return undefined;
  }

  #damaged(problem: string): never {
    const advice = `the first missing command is ${this.#seq + 1}`;
    throw new DataError(this.#file.path, `is damaged: ${problem}`, { byte: this.#at }, advice);
  }
}
