// Commands one after another in one buffer, to be submitted with one call.

import { RECORD_BYTES, RECORD_WORDS } from "./backend.js";
import { CommandWriter } from "./command-writer.js";
import { CiftError } from "./errors.js";
import {
  type CommandCursor,
  CommandKind,
  type CommandKindName,
  OrderType,
  type OrderTypeName,
  Side,
  type SideName,
  TimeInForce,
  type TimeInForceName,
} from "./generated/index.js";

/** A command as an object. Numbers as in the record: instruments by number, prices in ticks, quantities in lots. */
export interface CommandInput {
  readonly kind: Exclude<CommandKindName, "none">;
  readonly orderId: number;
  /** Default 0, the first. */
  readonly instrument?: number;
  /** Default 0. */
  readonly account?: number;
  /** Of a new order. */
  readonly side?: SideName;
  /** Of a new order. Default "limit". */
  readonly orderType?: OrderTypeName;
  /** Of a new order. Default "gtc". */
  readonly timeInForce?: TimeInForceName;
  /** Of a new order: it may not trade at once. */
  readonly postOnly?: boolean;
  /** Of a new order or a replacement. */
  readonly price?: number | bigint;
  /** Of the order (new, replace), or by how much to reduce it (reduce). */
  readonly quantity?: number;
  /** Not before the last command's. Default 0. */
  readonly timeNs?: number;
  /** Default 0: the next. */
  readonly seq?: number;
}

/** Commands to submit at once. Reuse it: `clear()` keeps the memory. */
export class CommandBatch {
  #memory: Uint8Array;
  readonly #cursor: CommandWriter;
  #length = 0;

  /** Sets memory aside for so many commands; it grows when more are added. */
  constructor(capacity = 1024) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new CiftError("INVALID_ARGUMENT", `a batch is for 1 command or more, not ${capacity}`);
    }
    this.#memory = new Uint8Array(capacity * RECORD_BYTES);
    this.#cursor = new CommandWriter(this.#memory);
  }

  /** For how many commands there is memory. */
  get capacity(): number {
    return this.#memory.byteLength / RECORD_BYTES;
  }

  /** How many commands it holds. */
  get length(): number {
    return this.#length;
  }

  /** The commands. The bytes lie in the batch: they change with it. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length * RECORD_BYTES);
  }

  /** Forgets the commands. */
  clear(): this {
    this.#length = 0;
    return this;
  }

  /**
   * Adds an empty command and returns the cursor at it, whose fields then have to be set. It is always the same cursor:
   * nothing is allocated.
   */
  append(): CommandCursor {
    if (this.#length === this.capacity) this.#grow();
    const cursor = this.#cursor.at(this.#length);
    const first = this.#length * RECORD_WORDS;
    cursor.words.fill(0, first, first + RECORD_WORDS);
    this.#length += 1;
    return cursor;
  }

  /** Adds a command. Throws a `RangeError` for what a field cannot hold, and then adds nothing. */
  add(command: CommandInput): this {
    const cursor = this.append();
    try {
      writeCommand(cursor, command);
    } catch (error) {
      this.#length -= 1;
      throw error;
    }
    return this;
  }

  #grow(): void {
    const memory = new Uint8Array(this.#memory.byteLength * 2);
    memory.set(this.#memory);
    this.#memory = memory;
    this.#cursor.attach(memory);
  }
}

/** Writes the fields of a command into an empty record. */
export function writeCommand(record: CommandCursor, command: CommandInput): void {
  record.kind = CommandKind[command.kind];
  record.orderId = command.orderId;
  if (command.instrument !== undefined) record.instrument = command.instrument;
  if (command.account !== undefined) record.account = command.account;
  if (command.side !== undefined) record.side = Side[command.side];
  if (command.orderType !== undefined) record.orderType = OrderType[command.orderType];
  if (command.timeInForce !== undefined) record.timeInForce = TimeInForce[command.timeInForce];
  if (command.postOnly === true) record.flags = POST_ONLY;
  if (typeof command.price === "bigint") record.priceBig = command.price;
  else if (command.price !== undefined) record.price = command.price;
  if (command.quantity !== undefined) record.quantity = command.quantity;
  if (command.timeNs !== undefined) record.timeNs = command.timeNs;
  if (command.seq !== undefined) record.seq = command.seq;
}

/** `CommandFlags`: bit 0 of a command's flags. */
export const POST_ONLY = 1;
