// Figures of market data: what programs in Rust print, and what was to be reached.

import { expect, it } from "vitest";
import { type DataFigure, dataTargets } from "../data/figure.js";
import { ratesOf } from "../data/rust.js";

it("lines of both programs are read, and the last of several sizes counts", () => {
  const printed = [
    "columns of 4096, per row",
    "  vwap of integer columns                                 0.19 ns    5263.2 M/s",
    "columns of 262144, per row",
    "  vwap of integer columns                                 0.21 ns    4711.2 M/s",
    "  sum of two float columns, in lanes                      0.20 ns    4898.1 M/s",
    "mbo, records of the tape                         59.2 M records/s      3314 MB/s",
    "  abs                 1.8    0.6  acos                3.1    1.9",
  ].join("\n");
  expect([...ratesOf(printed)]).toEqual([
    ["vwap of integer columns", 4711.2],
    ["sum of two float columns, in lanes", 4898.1],
    ["mbo, records of the tape", 59.2],
  ]);
});

it("targets are of what was measured, and can be missed", () => {
  const figure = (what: string, name: string, count: number, seconds: number): DataFigure => {
    return { what, name, backend: "native", count, bytes: 0, seconds };
  };
  const found = dataTargets([
    figure("rebuild-levels", "usdm.gz", 1e6, 0.01),
    figure("seek", "a", 1, 0.06),
    figure("total", "sums", 1e6, 0.001),
    figure("total", "vwap", 1e6, 0.0016),
    figure("rust", "vwap, a price after each trade", 1e6, 0.019),
  ]);
  expect(found.map(({ figure: text, reached }) => [text, reached])).toEqual([
    ["100.0 M/s", true],
    ["60.00 ms", false],
    ["19.00 ns", true],
    ["1.60 times", false],
  ]);
});
