// What has no binding of its own, timed in Rust: averages by the trade and by columns, and the decoding of DBN.

import { output } from "../child.js";
import { cargoProgram } from "../rust.js";
import type { DataFigure } from "./figure.js";

/** Lines that are kept; of several sizes, the last one that the program prints. */
const LINES = [
  "vwap, running",
  "vwap, a price after each trade",
  "vwap of the last 1000 trades",
  "plain sum of two integer columns",
  "vwap of integer columns",
  "sum of two float columns, in lanes",
  "vwap of float columns",
  "mbo, fields of each record",
  "mbo, records of the tape",
] as const;

export type RustLine = (typeof LINES)[number];

/** Of each line a figure; takes a minute. */
export async function rustFigures(): Promise<DataFigure[]> {
  const speed = await cargoProgram({ package: "cift-market-data", example: "speed" });
  const decoding = await cargoProgram({ package: "cift-import", example: "dbn_speed" });
  const printed = `${await output(speed, ["-", "averages"])}${await output(decoding, [])}`;
  const found = ratesOf(printed);
  return LINES.map((name) => {
    const millions = found.get(name);
    if (millions === undefined) throw new Error(`the programs in Rust do not print "${name}" any more`);
    return { what: "rust", name, backend: "native", count: 1e6, bytes: 0, seconds: 1 / millions };
  });
}

/** Millions a second, by what the line says before its figures. */
export function ratesOf(printed: string): Map<string, number> {
  const lines = printed.matchAll(/^ *(\S.*?) {2,}.*?([\d.]+) M(?: records)?\/s/gm);
  return new Map(Array.from(lines, ([, name = "", rate]) => [name, Number(rate)]));
}
