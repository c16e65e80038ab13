// A day of LOBSTER messages as an order stream that a price-time engine reproduces: seq,time_ns,op,order_id,side,price,
// size,ob_row. `shared/data/README.md` says what the columns mean.

import { CommandCursor, CommandKind, OrderType, Side, TimeInForce } from "@cift/engine";
import { CsvReader } from "./csv.js";
import { DataError } from "./data-error.js";
import type { Input } from "./input.js";
import { countLines } from "./lines.js";

const COLUMNS = ["seq", "time_ns", "op", "order_id", "side", "price", "size", "ob_row"] as const;
const [SEQ, TIME, OP, ORDER_ID, SIDE, PRICE, SIZE, OB_ROW] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** What an op can be, by its letter. */
const opNames: Readonly<Record<string, string>> = {
  S: "seeded order",
  A: "limit order",
  C: "reduction",
  D: "deletion",
  I: "aggressive order",
  T: "hidden execution",
};

/** The ops as columns, and the commands that they are. */
export interface LobsterOps {
  readonly name: string;
  readonly count: number;
  /** The file's own number of each op. */
  readonly seq: Float64Array;
  /** Code of each op's letter. */
  readonly letter: Uint8Array;
  /** The row of the order book file that holds the book after the op; -1: none does. */
  readonly row: Float64Array;
  /** How many commands are due when the op is done. */
  readonly commandsUntil: Int32Array;
  /** The op of each command. */
  readonly opOfCommand: Int32Array;
  /** `Command` records: all ops but hidden executions, which change no book. */
  readonly commands: Uint8Array;
}

const HIDDEN = "T".charCodeAt(0);

/** How each op is said to the engine. */
const verbs = new Map<number, { readonly kind: number; readonly timeInForce: number }>(
  Object.entries({
    S: { kind: CommandKind.new, timeInForce: TimeInForce.gtc },
    A: { kind: CommandKind.new, timeInForce: TimeInForce.gtc },
    I: { kind: CommandKind.new, timeInForce: TimeInForce.ioc },
    C: { kind: CommandKind.reduce, timeInForce: TimeInForce.gtc },
    D: { kind: CommandKind.cancel, timeInForce: TimeInForce.gtc },
  }).map(([letter, verb]) => [letter.charCodeAt(0), verb]),
);

export function isLobsterOps(bytes: Uint8Array): boolean {
  const header = COLUMNS.join(",");
  return new TextDecoder().decode(bytes.subarray(0, header.length)) === header;
}

/** Reads the ops; throws a `DataError` with line and column for what is not one. */
export function readLobsterOps(input: Input): LobsterOps {
  const csv = new CsvReader(input, COLUMNS, { header: true });
  const most = countLines(input.bytes);
  const seq = new Float64Array(most);
  const letter = new Uint8Array(most);
  const row = new Float64Array(most);
  const commandsUntil = new Int32Array(most);
  const opOfCommand = new Int32Array(most);
  const bytes = new Uint8Array(most * CommandCursor.bytes);
  const command = new CommandCursor(bytes);
  let lastTime = 0;
  let count = 0;
  let commands = 0;
  for (; csv.next(); count++) {
    seq[count] = readSeq(csv, count === 0 ? -1 : (seq[count - 1] ?? 0));
    letter[count] = readLetter(csv);
    row[count] = csv.integer(OB_ROW, -1);
    lastTime = readTime(csv, lastTime);
    if (letter[count] !== HIDDEN) {
      command.at(commands).timeNs = lastTime;
      readCommand(csv, command);
      opOfCommand[commands++] = count;
    }
    commandsUntil[count] = commands;
  }
  if (count === 0) throw new DataError(input.name, "has no ops");
  return {
    name: input.name,
    count,
    seq: seq.subarray(0, count),
    letter: letter.subarray(0, count),
    row: row.subarray(0, count),
    commandsUntil: commandsUntil.subarray(0, count),
    opOfCommand: opOfCommand.subarray(0, commands),
    commands: bytes.subarray(0, commands * CommandCursor.bytes),
  };
}

/** What an op is, in words. */
export function opName(ops: LobsterOps, op: number): string {
  return opNames[String.fromCharCode(ops.letter[op] ?? 0)] ?? "no op";
}

function readSeq(csv: CsvReader, last: number): number {
  const seq = csv.integer(SEQ, 0);
  return seq > last ? seq : csv.fail(SEQ, `${seq} follows ${last}: the ops' numbers have to grow`);
}

function readLetter(csv: CsvReader): number {
  const letter = csv.letter(OP);
  if (letter === HIDDEN || verbs.has(letter)) return letter;
  return csv.fail(OP, `expected one of ${Object.keys(opNames).join(", ")}, got '${csv.text(OP)}'`);
}

function readTime(csv: CsvReader, last: number): number {
  const time = csv.integer(TIME, 0);
  return time >= last ? time : csv.fail(TIME, `${time} is before the op above, which is of ${last}`);
}

/** Writes the row's command; one that changes an order needs no more than the order's id. */
function readCommand(csv: CsvReader, command: CommandCursor): void {
  const { kind, timeInForce } = verbs.get(csv.letter(OP)) ?? { kind: CommandKind.none, timeInForce: 0 };
  const side = readSide(csv);
  const price = csv.integer(PRICE);
  const size = csv.integer(SIZE, 0);
  command.kind = kind;
  command.orderId = csv.integer(ORDER_ID, 0);
  if (kind !== CommandKind.cancel) command.quantity = size;
  if (kind !== CommandKind.new) return;
  command.side = side;
  command.orderType = OrderType.limit;
  command.timeInForce = timeInForce;
  command.price = price;
}

function readSide(csv: CsvReader): number {
  const side = csv.integer(SIDE);
  if (side === 1) return Side.buy;
  return side === -1 ? Side.sell : csv.fail(SIDE, `expected 1 (buy) or -1 (sell), got '${csv.text(SIDE)}'`);
}
