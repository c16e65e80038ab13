// The order feed of the QuantCup challenge: symbol,trader,side,price,size. Each row is one command. A price of zero is a
// cancel, and then the size is the order's id; ids count from 1 over limit orders only.

import { CommandCursor, CommandKind, OrderType, Side, TimeInForce } from "@cift/engine";
import { CsvReader } from "../../inputs/csv.js";
import { DataError } from "../../inputs/data-error.js";
import type { Input } from "../../inputs/input.js";
import { countLines } from "../../inputs/lines.js";
import type { Names } from "./names.js";

const COLUMNS = ["symbol", "trader", "side", "price", "size"] as const;
const [SYMBOL, TRADER, SIDE, PRICE, SIZE] = [0, 1, 2, 3, 4] as const;

/** What the feed and the expected executions call a side. */
export const ASK = 1;

export interface QuantcupFeed {
  readonly name: string;
  /** Commands, one a row. The engine numbers them from 1, as the expected executions do. */
  readonly count: number;
  readonly commands: Uint8Array;
  readonly limitOrders: number;
  readonly cancels: number;
  /** By instrument number. */
  readonly symbols: readonly string[];
}

/** Reads a feed; traders become accounts by their number in `traders`. */
export function readQuantcupFeed(input: Input, traders: Names, symbols: Names): QuantcupFeed {
  const csv = new CsvReader(input, COLUMNS, { header: true });
  const most = countLines(input.bytes);
  const commands = new Uint8Array(most * CommandCursor.bytes);
  const command = new CommandCursor(commands);
  const owners = new Owners(most);
  let count = 0;
  for (; csv.next(); count++) {
    command.at(count);
    if (csv.integer(PRICE) === 0) readCancel(csv, command, owners);
    else readOrder(csv, command, owners, traders.number(csv.text(TRADER)), symbols);
  }
  if (count === 0) throw new DataError(input.name, "has no events");
  return {
    name: input.name,
    count,
    commands: commands.subarray(0, count * CommandCursor.bytes),
    limitOrders: owners.orders,
    cancels: count - owners.orders,
    symbols: symbols.all,
  };
}

/** Whose each limit order is: a cancel names the order only, and any trader may send it. */
class Owners {
  readonly #account: Uint32Array;
  readonly #instrument: Uint32Array;
  orders = 0;

  constructor(most: number) {
    this.#account = new Uint32Array(most + 1);
    this.#instrument = new Uint32Array(most + 1);
  }

  /** The new order's id. */
  add(account: number, instrument: number): number {
    const id = ++this.orders;
    this.#account[id] = account;
    this.#instrument[id] = instrument;
    return id;
  }

  /** Of an order that is yet to come: zero. The engine then says that it does not know it. */
  account(id: number): number {
    return this.#account[id] ?? 0;
  }

  instrument(id: number): number {
    return this.#instrument[id] ?? 0;
  }
}

function readCancel(csv: CsvReader, command: CommandCursor, owners: Owners): void {
  const id = csv.integer(SIZE, 0);
  command.kind = CommandKind.cancel;
  command.orderId = id;
  command.account = owners.account(id);
  command.instrument = owners.instrument(id);
}

function readOrder(
  csv: CsvReader,
  command: CommandCursor,
  owners: Owners,
  account: number,
  symbols: Names,
): void {
  const instrument = symbols.number(csv.text(SYMBOL));
  command.kind = CommandKind.new;
  command.orderType = OrderType.limit;
  command.timeInForce = TimeInForce.gtc;
  command.instrument = instrument;
  command.account = account;
  command.orderId = owners.add(account, instrument);
  command.side = readSide(csv, SIDE);
  command.price = csv.integer(PRICE, 1);
  command.quantity = csv.integer(SIZE, 1);
}

/** 0 is a bid, 1 an ask. */
export function readSide(csv: CsvReader, column: number): number {
  const side = csv.integer(column);
  if (side === 0) return Side.buy;
  return side === ASK
    ? Side.sell
    : csv.fail(column, `expected 0 (bid) or 1 (ask), got '${csv.text(column)}'`);
}
