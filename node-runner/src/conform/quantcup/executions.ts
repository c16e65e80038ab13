// The executions that a QuantCup feed has to give, in order.

import { CsvReader } from "../../inputs/csv.js";
import type { Input } from "../../inputs/input.js";
import { countLines } from "../../inputs/lines.js";
import { readSide } from "./feed.js";
import type { Names } from "./names.js";

const COLUMNS = [
  "event",
  "taker_order_id",
  "taker_trader",
  "taker_side",
  "maker_order_id",
  "maker_trader",
  "maker_price",
  "size",
] as const;

/** One execution. Traders are account numbers, the side is one of `Side`. */
export interface Execution {
  /** The feed's row, from 1. */
  readonly event: number;
  readonly taker: number;
  readonly takerTrader: number;
  readonly takerSide: number;
  readonly maker: number;
  readonly makerTrader: number;
  readonly price: number;
  readonly size: number;
}

const FIELDS = Object.keys({
  event: 0,
  taker: 0,
  takerTrader: 0,
  takerSide: 0,
  maker: 0,
  makerTrader: 0,
  price: 0,
  size: 0,
} satisfies Execution) as (keyof Execution)[];

/** The executions as columns. */
export interface Executions {
  readonly name: string;
  readonly count: number;
  readonly columns: Readonly<Record<keyof Execution, Float64Array>>;
}

export function readQuantcupExecutions(input: Input, traders: Names): Executions {
  const csv = new CsvReader(input, COLUMNS, { header: true });
  const most = countLines(input.bytes);
  const columns = Object.fromEntries(FIELDS.map((field) => [field, new Float64Array(most)])) as Record<
    keyof Execution,
    Float64Array
  >;
  let count = 0;
  for (; csv.next(); count++) {
    columns.event[count] = readEvent(csv, count === 0 ? 0 : (columns.event[count - 1] ?? 0));
    columns.taker[count] = csv.integer(1, 1);
    columns.takerTrader[count] = traders.number(csv.text(2));
    columns.takerSide[count] = readSide(csv, 3);
    columns.maker[count] = csv.integer(4, 1);
    columns.makerTrader[count] = traders.number(csv.text(5));
    columns.price[count] = csv.integer(6, 1);
    columns.size[count] = csv.integer(7, 1);
  }
  return { name: input.name, count, columns };
}

/** The execution in a row, or nothing. */
export function executionAt({ columns, count }: Executions, row: number): Execution | undefined {
  if (row >= count) return undefined;
  return Object.fromEntries(FIELDS.map((field) => [field, columns[field][row] ?? 0])) as unknown as Execution;
}

export function areEqual({ columns }: Executions, row: number, execution: Execution): boolean {
  return FIELDS.every((field) => columns[field][row] === execution[field]);
}

export function executionText(execution: Execution, traders: Names): string {
  const { event, taker, takerTrader, takerSide, maker, makerTrader, price, size } = execution;
  const side = takerSide === 0 ? "bid" : "ask";
  const order = (id: number, trader: number) => `order ${id} (${traders.name(trader)})`;
  return `event ${event}: ${side} ${order(taker, takerTrader)} takes ${size} at ${price} from ${order(maker, makerTrader)}`;
}

function readEvent(csv: CsvReader, last: number): number {
  const event = csv.integer(0, 1);
  return event >= last
    ? event
    : csv.fail(0, `event ${event} follows ${last}: executions come by rising event`);
}
