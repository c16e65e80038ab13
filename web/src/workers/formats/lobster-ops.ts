// A LOBSTER day as an order stream: CSV with the columns seq,time_ns,op,order_id,side,price,size,ob_row.
//
// op: S resting order that the day begins with, A new limit order, C reduce, D delete, I aggressive order
// that never rests, T hidden execution, which no book shows and no engine is told. Prices are dollars × 10⁴.
//
// Read as bytes, without a string for each line: a day has hundreds of thousands of them.

import { CommandKind, Side, TimeInForce } from "@cift/engine";
import { type CommandTape, CommandWord } from "../command-tape.ts";
import { checkRoom, type Parser } from "./format.ts";
import { grouped, InputError } from "./input-error.ts";

const HEADER = "seq,time_ns,op,order_id,side,price,size,ob_row";
const MAX_LINE_BYTES = 1024;
const TWO_32 = 2 ** 32;

const LF = 10;
const CR = 13;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

const COLUMNS = `A line is ${HEADER}, as in 12,34200015105074,A,15818974,1,5794000,496,-1.`;

/** Whether a file that begins with these bytes is one. */
export function looksLikeLobsterOps(head: Uint8Array): boolean {
  return new TextDecoder().decode(head.subarray(0, HEADER.length)) === HEADER;
}

export class LobsterOpsParser implements Parser {
  readonly format = "lobster-ops";
  readonly hasTimes = true;

  readonly #tape: CommandTape;
  /** The line that a chunk's end has cut in two. */
  #partial: Uint8Array = new Uint8Array(0);
  #line = 0;
  #lastTime = 0;
  /** What is being read, and how far. */
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #lineEnd = 0;

  constructor(tape: CommandTape) {
    this.#tape = tape;
  }

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.#partial.length > 0) {
      bytes = new Uint8Array(this.#partial.length + chunk.length);
      bytes.set(this.#partial);
      bytes.set(chunk, this.#partial.length);
    }
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      this.#readLine(bytes, start, end);
      start = end + 1;
    }
    if (bytes.length - start > MAX_LINE_BYTES) {
      this.#line++;
      throw this.#error(`the line is longer than ${grouped(MAX_LINE_BYTES)} bytes`);
    }
    this.#partial = bytes.slice(start);
  }

  end(): void {
    if (this.#partial.length > 0) this.#readLine(this.#partial, 0, this.#partial.length);
    if (this.#tape.length === 0) throw new InputError("", "the file holds no orders", "Open another file.");
  }

  #readLine(bytes: Uint8Array, start: number, end: number): void {
    this.#line++;
    const last = end > start && bytes[end - 1] === CR ? end - 1 : end;
    if (this.#line === 1) {
      if (new TextDecoder().decode(bytes.subarray(start, last)) !== HEADER) {
        throw this.#error("the columns have other names");
      }
      return;
    }
    if (last === start) return;
    this.#bytes = bytes;
    this.#at = start;
    this.#lineEnd = last;
    this.#order();
  }

  #order(): void {
    this.#integer("seq", 0);
    const timeNs = this.#integer("time_ns", 0);
    const op = this.#letter();
    const orderId = this.#integer("order_id", 0);
    const side = this.#integer("side", -1);
    const price = this.#integer("price", -Number.MAX_SAFE_INTEGER);
    const size = this.#integer("size", 0);
    this.#integer("ob_row", -1);
    if (this.#at <= this.#lineEnd) throw this.#error("the line has more than eight columns");
    if (side !== 1 && side !== -1) throw this.#error(`side is ${side}, not 1 (buy) or -1 (sell)`);
    if (timeNs < this.#lastTime) {
      throw this.#error(`time_ns is ${timeNs}, before ${this.#lastTime} of an earlier line`);
    }
    this.#lastTime = timeNs;
    if (op === "T") return;

    const kind = kindOf(op);
    if (kind === undefined) throw this.#error(`op is "${op}", not one of S, A, C, D, I, T`);
    checkRoom(this.#tape.length + 1);
    const words = this.#tape.append();
    const at = this.#tape.recordStart(this.#tape.length - 1);
    words[at + CommandWord.head] = kind;
    put(words, at + CommandWord.timeNs, timeNs);
    put(words, at + CommandWord.orderId, orderId);
    if (kind === CommandKind.cancel) return;
    put(words, at + CommandWord.quantity, size);
    if (kind === CommandKind.reduce) return;
    put(words, at + CommandWord.price, price);
    const bit = side === 1 ? Side.buy : Side.sell;
    const timeInForce = op === "I" ? TimeInForce.ioc : TimeInForce.gtc;
    words[at + CommandWord.head] = kind | (bit << 8) | (timeInForce << 24);
  }

  /** The next column: an integer that JavaScript holds exactly. */
  #integer(column: string, least: number): number {
    const bytes = this.#bytes;
    let at = this.#at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    const firstDigit = at;
    let value = 0;
    for (; at < this.#lineEnd; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) break;
      value = value * 10 + (byte - ZERO);
    }
    if (negative) value = -value;
    const isWhole = at > firstDigit && (at === this.#lineEnd || bytes[at] === COMMA);
    if (!isWhole || !Number.isSafeInteger(value) || value < least) {
      const problem = least === 0 ? "not a whole number of zero or more" : "not a whole number";
      throw this.#error(`${column} is "${this.#column()}", ${problem}`);
    }
    this.#at = at + 1;
    return value;
  }

  #letter(): string {
    const text = this.#column();
    this.#at += text.length + 1;
    return text;
  }

  /** The text of the column that begins here. */
  #column(): string {
    let end = this.#at;
    while (end < this.#lineEnd && this.#bytes[end] !== COMMA) end++;
    const text = new TextDecoder().decode(this.#bytes.subarray(this.#at, end));
    return text.length > 40 ? `${text.slice(0, 40)}…` : text;
  }

  #error(problem: string): InputError {
    return new InputError(`Line ${grouped(this.#line)}`, problem, COLUMNS);
  }
}

function kindOf(op: string): number | undefined {
  if (op === "A" || op === "S" || op === "I") return CommandKind.new;
  if (op === "D") return CommandKind.cancel;
  return op === "C" ? CommandKind.reduce : undefined;
}

/** A safe integer of either sign, as the 64 bits of a record's field. */
function put(words: Uint32Array, at: number, value: number): void {
  words[at] = value;
  words[at + 1] = Math.floor(value / TWO_32);
}
