// Market data, natively and in WebAssembly: importers, tapes, books, indicators. Inputs are in memory before a clock starts.

import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { BackendKind } from "@cift/engine";
import { convert, type DataBackend, indicator, loadData, sum, vwap } from "@cift/engine/data";
import { dataFolder } from "../../node-runner/src/repository.js";
import { best, bestOf } from "./best.js";
import type { DataFigure } from "./figure.js";
import { rustFigures } from "./rust.js";
import { viewFigures } from "./views.js";

/** What is imported, from the folder of the verification data. */
const FILES = [
  "lobster/zips/LOBSTER_SampleFile_GOOG_2012-06-21_10.zip",
  "binance_hft/raw/usdm_btcusdt_20240808.gz",
  "binance_hft/raw/spot_ethusdt_20240808.gz",
  "bitstamp_l3/raw/orders.csv.xz",
  "databento_mbo/orderbooks_mbo_2024-05-08T00-00-00_2024-05-08T00-00-02.csv.gz",
  "bars/btc-perp-20211231-20220201_1m.csv.gz",
] as const;

const INDICATORS: readonly (readonly [string, readonly number[], number])[] = [
  ["sma", [20], 1],
  ["ema", [20], 1],
  ["rsi", [14], 1],
  ["macd", [12, 26, 9], 1],
  ["bbands", [20, 2], 1],
  ["atr", [14], 3],
];
const INDICATOR_ROWS = 200_000;
const TOTAL_ROWS = 1_000_000;
/** A pass is milliseconds: several in a run, as a session's later books are not its first. */
const PASSES = 10;
const BACKENDS: readonly BackendKind[] = ["native", "wasm"];

/** The best of so many runs each; nothing where the verification data is not there. */
export async function measureData(runs: number): Promise<DataFigure[]> {
  const folder = dataFolder();
  if (folder === undefined) {
    console.log(
      "There is no verification data beside this clone (CIFT_DATA names another place): no figures of market data.",
    );
    return [];
  }
  const figures: DataFigure[] = [];
  for (const backend of BACKENDS) {
    const data = await loadData(backend);
    for (const file of FILES) figures.push(...(await fileFigures(data, join(folder, file), runs)));
    for (const [name, options, inputs] of INDICATORS)
      figures.push(await indicatorFigure(backend, name, options, inputs, runs));
    figures.push(...(await totalFigures(backend, runs)));
  }
  return [...figures, ...(await rustFigures())];
}

async function fileFigures(data: DataBackend, path: string, runs: number): Promise<DataFigure[]> {
  const name = basename(path);
  const input = { name, bytes: new Uint8Array(readFileSync(path)) };
  const figure = (what: string, count: number, seconds: number, bytes = 0): DataFigure => ({
    what,
    name,
    backend: data.kind,
    count,
    bytes,
    seconds,
  });
  const read = best(runs, () => drained(data, input));
  const written = await tapeOf(data, input, runs);
  const tape = { name: `${name}.cift`, bytes: written.bytes };
  const reread = best(runs, () => drained(data, tape));
  const seek = best(runs, () => firstAfter(data, tape, Math.floor(written.lastNs / 2)));
  const size = statSync(path).size;
  return [
    figure("import", read.value, read.seconds, size),
    figure("tape-write", read.value, Math.max(written.seconds - read.seconds, 1e-9), written.bytes.length),
    figure("tape-read", reread.value, reread.seconds, written.bytes.length),
    figure("seek", 1, seek.seconds),
    ...rebuilds(data, tape, runs, figure),
    ...(await viewFigures(data.kind, tape, runs, figure)),
  ];
}

/** Reads all records and forgets them; returns how many. */
function drained(data: DataBackend, input: { name: string; bytes: Uint8Array }): number {
  const handle = data.open({ verb: "inspect", import: {}, edges: 0, buckets: 2 }, [input]);
  while (data.step(handle));
  const { total } = data.report(handle) as { total: number };
  data.close(handle);
  return total;
}

async function tapeOf(data: DataBackend, input: { name: string; bytes: Uint8Array }, runs: number) {
  let pieces: Uint8Array[] = [];
  const seconds = await bestOf(runs, () => {
    pieces = [];
    return convert(input, (output) => void pieces.push(output), { to: "cift", backend: data.kind });
  });
  const bytes = new Uint8Array(Buffer.concat(pieces));
  const handle = data.open({ verb: "inspect", import: {} }, [{ name: "x.cift", bytes }]);
  while (data.step(handle));
  const { lastTimeNs } = data.report(handle) as { lastTimeNs: number | null };
  data.close(handle);
  return { bytes, seconds, lastNs: lastTimeNs ?? 0 };
}

function firstAfter(data: DataBackend, input: { name: string; bytes: Uint8Array }, fromNs: number): number {
  const handle = data.open({ verb: "records", import: { fromNs } }, [input]);
  data.step(handle);
  const { length } = data.takeOutput(handle);
  data.close(handle);
  return length;
}

function rebuilds(
  data: DataBackend,
  input: { name: string; bytes: Uint8Array },
  runs: number,
  figure: (what: string, count: number, seconds: number) => DataFigure,
): DataFigure[] {
  const handle = data.open({ verb: "rebuild", import: {} }, [input]);
  const { seconds } = best(runs, () => {
    for (let pass = 0; pass < PASSES; pass++) data.step(handle);
  });
  const { levelUpdates, orderUpdates } = data.report(handle) as {
    levelUpdates: number;
    orderUpdates: number;
  };
  data.close(handle);
  const counts = [
    ["rebuild-levels", levelUpdates],
    ["rebuild-orders", orderUpdates],
  ] as const;
  return counts.flatMap(([what, count]) => (count === 0 ? [] : [figure(what, count * PASSES, seconds)]));
}

async function indicatorFigure(
  backend: BackendKind,
  name: string,
  options: readonly number[],
  inputs: number,
  runs: number,
): Promise<DataFigure> {
  // A walk that is the same every time; the values are of no matter.
  const column = (shift: number) =>
    Float64Array.from({ length: INDICATOR_ROWS }, (_, row) => 100 + shift + ((row * 7919) % 104_729) / 1e4);
  const columns = Array.from({ length: inputs }, (_, at) => column(at === 0 ? 1 : 1 - at));
  const seconds = await bestOf(runs, () => indicator(name, options, columns, { backend }));
  return { what: "indicator", name, backend, count: INDICATOR_ROWS, bytes: 0, seconds };
}

/** Two columns summed up, and their VWAP, each with the columns' way into the module: the same bytes. */
async function totalFigures(backend: BackendKind, runs: number): Promise<DataFigure[]> {
  const prices = Float64Array.from({ length: TOTAL_ROWS }, (_, row) => 100 + (row % 977) / 100);
  const quantities = Float64Array.from({ length: TOTAL_ROWS }, (_, row) => 1 + (row % 13));
  const figure = (name: string, seconds: number): DataFigure => {
    return { what: "total", name, backend, count: TOTAL_ROWS, bytes: 16 * TOTAL_ROWS, seconds };
  };
  const sums = async () => (await sum(prices, { backend })) + (await sum(quantities, { backend }));
  return [
    figure("sums", await bestOf(runs, sums)),
    figure("vwap", await bestOf(runs, () => vwap(prices, quantities, { backend }))),
  ];
}
