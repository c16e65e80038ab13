// A LOBSTER day of eight ops and two levels, worked out by hand.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./temporary.js";

export const smallDay = {
  ops: [
    "seq,time_ns,op,order_id,side,price,size,ob_row",
    "0,100,S,1,1,1000,10,-1",
    "1,100,S,2,-1,1100,5,-1",
    "2,100,S,3,-1,1200,7,0",
    "3,200,A,4,1,1050,3,1",
    "4,300,I,90,-1,1000,5,2",
    "5,400,C,3,-1,1200,2,3",
    "6,500,T,0,0,1075,1,4",
    "7,600,D,2,-1,1100,5,5",
  ],
  fills: ["seq,maker_order_id,price,size", "4,4,1050,3", "4,1,1000,2"],
  orderbook: [
    "1100,5,1000,10,1200,7,-9999999999,0",
    "1100,5,1050,3,1200,7,1000,10",
    "1100,5,1000,8,1200,7,-9999999999,0",
    "1100,5,1000,8,1200,5,-9999999999,0",
    "1100,5,1000,8,1200,5,-9999999999,0",
    "1200,5,1000,8,9999999999,0,-9999999999,0",
  ],
};

export type SmallDay = typeof smallDay;

/** Writes the day's files and gives the arguments of `cift conform lobster-ops` for them. */
export function writeDay({ ops, fills, orderbook }: SmallDay): string[] {
  const folder = temporaryFolder();
  const file = (name: string, lines: readonly string[]) => {
    const path = join(folder, name);
    writeFileSync(path, `${lines.join("\n")}\n`);
    return path;
  };
  return [
    ...["conform", "lobster-ops", "--levels", "2"],
    ...["--ops", file("TEST_2_ops.csv", ops)],
    ...["--fills", file("TEST_2_fills.csv", fills)],
    ...["--orderbook", file("TEST_orderbook_2.csv", orderbook)],
  ];
}

/** The day with one line of one file put another way. */
export function tampered(file: keyof SmallDay, line: number, text: string): SmallDay {
  return { ...smallDay, [file]: smallDay[file].map((old, index) => (index === line ? text : old)) };
}
