// Order files of the flash1 matching-engine benchmark: a header of 16 bytes (magic, version, count), then
// records of 40 bytes, little-endian: type, side, immediate-or-cancel, padding, quantity (u32), sequence,
// order id, price, reserved.

import { CommandKind, TimeInForce } from "@cift/engine";
import { type CommandTape, CommandWord } from "../command-tape.ts";
import { checkRoom, type Parser } from "./format.ts";
import { grouped, InputError } from "./input-error.ts";

const HEADER_BYTES = 16;
const RECORD_BYTES = 40;
const MAGIC = "100_WBEM";
/** High words from here on make a number of 2^53 and above. */
const EXACT_HIGH = 2 ** 21;
const TWO_32 = 2 ** 32;

const KINDS = [CommandKind.new, CommandKind.cancel, CommandKind.replace] as const;
const CUT_OFF = "The file may be cut off: copy or download it again.";
const DAMAGED = "The file is damaged, or is not a flash1 order file: copy or download it again.";

/** Whether a file that begins with these bytes is one. */
export function looksLikeFlash1(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && String.fromCharCode(...head.subarray(0, MAGIC.length)) === MAGIC;
}

export class Flash1Parser implements Parser {
  readonly format = "flash1";
  readonly hasTimes = false;

  readonly #tape: CommandTape;
  /** The record that a chunk's end has cut in two. */
  readonly #partial = new Uint8Array(RECORD_BYTES);
  #partialLength = 0;
  /** Bytes of the file before the next one. */
  #offset = 0;
  /** Messages that the header announces; -1 until it is read. */
  #expected = -1;
  #sequence = -1;

  constructor(tape: CommandTape) {
    this.#tape = tape;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      const size = this.#expected < 0 ? HEADER_BYTES : RECORD_BYTES;
      if (this.#partialLength === 0 && chunk.length - at >= size) {
        this.#read(chunk, at);
        at += size;
        continue;
      }
      const taken = Math.min(size - this.#partialLength, chunk.length - at);
      this.#partial.set(chunk.subarray(at, at + taken), this.#partialLength);
      this.#partialLength += taken;
      at += taken;
      if (this.#partialLength === size) {
        this.#partialLength = 0;
        this.#read(this.#partial, 0);
      }
    }
  }

  end(): void {
    const length = this.#offset + this.#partialLength;
    if (this.#expected < 0) {
      throw new InputError(
        "",
        `the file has ${length} bytes, its header alone takes ${HEADER_BYTES}`,
        CUT_OFF,
      );
    }
    if (this.#tape.length < this.#expected || this.#partialLength > 0) {
      const expected = HEADER_BYTES + this.#expected * RECORD_BYTES;
      throw new InputError(
        `Byte ${grouped(length)}`,
        `the file ends here; its header announces ${grouped(this.#expected)} messages, ${grouped(expected)} bytes`,
        CUT_OFF,
      );
    }
  }

  #read(bytes: Uint8Array, at: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at);
    if (this.#expected < 0) this.#header(view);
    else this.#record(view);
  }

  #header(view: DataView): void {
    const version = view.getUint32(8, true);
    if (version !== 1) {
      throw new InputError("Byte 8", `the file is of version ${version}, this page reads version 1`, DAMAGED);
    }
    this.#expected = view.getUint32(12, true);
    if (this.#expected === 0)
      throw new InputError("Byte 12", "the file holds no messages", "Open another file.");
    checkRoom(this.#expected);
    this.#offset = HEADER_BYTES;
  }

  #record(view: DataView): void {
    if (this.#tape.length === this.#expected) {
      throw this.#error(0, `the file goes on after the ${grouped(this.#expected)} messages of its header`);
    }
    const kind = KINDS[view.getUint8(0)];
    const side = view.getUint8(1);
    const immediate = view.getUint8(2);
    if (kind === undefined) throw this.#error(0, `the message's type is ${view.getUint8(0)}, not 0, 1 or 2`);
    if (side > 1) throw this.#error(1, `the message's side is ${side}, not 0 (buy) or 1 (sell)`);
    if (immediate > 1) throw this.#error(2, `the immediate-or-cancel mark is ${immediate}, not 0 or 1`);

    this.#checkNumbers(view);

    // The same bytes as the command line and the Rust tests make of a record: the digest covers all of them.
    const words = this.#tape.append();
    const at = this.#tape.recordStart(this.#tape.length - 1);
    const timeInForce = immediate === 1 ? TimeInForce.ioc : TimeInForce.gtc;
    words[at + CommandWord.head] = kind | (side << 8) | (timeInForce << 24);
    words[at + CommandWord.orderId] = view.getUint32(16, true);
    words[at + CommandWord.orderId + 1] = view.getUint32(20, true);
    words[at + CommandWord.price] = view.getUint32(24, true);
    words[at + CommandWord.price + 1] = view.getUint32(28, true);
    words[at + CommandWord.quantity] = view.getUint32(4, true);
    this.#offset += RECORD_BYTES;
  }

  /**
   * What lies outside the exact integers of JavaScript is not an order id, price or sequence of any such
   * file.
   */
  #checkNumbers(view: DataView): void {
    const sequence = view.getUint32(12, true) * TWO_32 + view.getUint32(8, true);
    if (sequence <= this.#sequence || sequence > Number.MAX_SAFE_INTEGER) {
      throw this.#error(8, `the sequence ${sequence} follows ${this.#sequence}: sequences have to grow`);
    }
    this.#sequence = sequence;
    if (view.getUint32(20, true) >= EXACT_HIGH) throw this.#error(16, "the order id is 2^53 or above");
    const priceHigh = view.getInt32(28, true);
    if (priceHigh < -EXACT_HIGH || priceHigh >= EXACT_HIGH) {
      throw this.#error(24, "the price is not between -2^53 and 2^53");
    }
  }

  #error(field: number, problem: string): InputError {
    return new InputError(`Byte ${grouped(this.#offset + field)}`, problem, DAMAGED);
  }
}
