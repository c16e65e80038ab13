// The fills that a LOBSTER order stream has to give, in match order: seq,maker_order_id,price,size.

import { CsvReader } from "./csv.js";
import type { Input } from "./input.js";
import { countLines } from "./lines.js";

const COLUMNS = ["seq", "maker_order_id", "price", "size"] as const;

/** The fills as columns. */
export interface LobsterFills {
  readonly name: string;
  readonly count: number;
  /** Of the op that took liquidity. */
  readonly seq: Float64Array;
  readonly maker: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
}

/** Reads the fills; throws a `DataError` with line and column for what is not one. */
export function readLobsterFills(input: Input): LobsterFills {
  const csv = new CsvReader(input, COLUMNS, { header: true });
  const most = countLines(input.bytes);
  const [seq, maker, price, size] = [0, 1, 2, 3].map(() => new Float64Array(most)) as Columns;
  let count = 0;
  for (; csv.next(); count++) {
    seq[count] = csv.integer(0, 0);
    maker[count] = csv.integer(1, 0);
    price[count] = csv.integer(2);
    size[count] = csv.integer(3, 0);
  }
  return { name: input.name, count, seq, maker, price, size };
}

type Columns = [Float64Array, Float64Array, Float64Array, Float64Array];
