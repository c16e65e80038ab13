// A figure of market data, and the targets that some of them have.

import type { BackendKind } from "@cift/engine";

/** What was timed, on what, where. */
export interface DataFigure {
  /**
   * `import`, `tape-write`, `tape-read`, `seek`, `rebuild-levels`, `rebuild-orders`, `view`, `view-tick`, `indicator`, `total`
   * (a sum of two columns, or their VWAP), and `rust` (a line of a program in Rust).
   */
  readonly what: string;
  /** The file, or the indicator. */
  readonly name: string;
  readonly backend: BackendKind;
  /** Records, updates or values; of a seek 1. */
  readonly count: number;
  /** Of the input, as it is on the disk. */
  readonly bytes: number;
  /** The best run's. */
  readonly seconds: number;
}

export interface DataTarget {
  readonly target: string;
  readonly figure: string;
  readonly reached: boolean;
}

/** What was to be reached; nothing where it was not measured. */
type Goal = (figures: readonly DataFigure[]) => DataTarget | undefined;

const millions = ({ count, seconds }: DataFigure) => count / seconds / 1e6;
const nanoseconds = ({ count, seconds }: DataFigure) => (seconds / count) * 1e9;

function find(figures: readonly DataFigure[], what: string, name: RegExp, backend: BackendKind) {
  return figures.find((each) => each.what === what && each.backend === backend && name.test(each.name));
}

function atLeast(what: string, name: RegExp, backend: BackendKind, least: number, target: string): Goal {
  return (figures) => {
    const found = find(figures, what, name, backend);
    if (found === undefined) return undefined;
    const rate = millions(found);
    return { target, figure: `${rate.toFixed(1)} M/s`, reached: rate >= least };
  };
}

/** All of it together. */
function within(what: string, name: RegExp, backend: BackendKind, seconds: number, target: string): Goal {
  return (figures) => {
    const found = find(figures, what, name, backend);
    if (found === undefined) return undefined;
    return { target, figure: `${(found.seconds * 1000).toFixed(2)} ms`, reached: found.seconds <= seconds };
  };
}

/** Each of them. */
function eachWithin(what: string, name: RegExp, backend: BackendKind, mostNs: number, target: string): Goal {
  return (figures) => {
    const found = find(figures, what, name, backend);
    if (found === undefined) return undefined;
    const each = nanoseconds(found);
    return { target, figure: `${each.toFixed(2)} ns`, reached: each <= mostNs };
  };
}

/** How many times as long one takes as the other. */
function timesAtMost(
  what: string,
  [name, other]: readonly [RegExp, RegExp],
  backend: BackendKind,
  most: number,
  target: string,
): Goal {
  return (figures) => {
    const [one, base] = [name, other].map((each) => find(figures, what, each, backend));
    if (one === undefined || base === undefined) return undefined;
    const times = nanoseconds(one) / nanoseconds(base);
    return { target, figure: `${times.toFixed(2)} times`, reached: times <= most };
  };
}

const LOBSTER_DAY = /LOBSTER.*_10/;
const COLUMNS = [/^vwap$/, /^sums$/] as const;

const GOALS: readonly Goal[] = [
  atLeast("rebuild-levels", /usdm/, "native", 60, "level book rebuilt, native: at least 60 M updates/s"),
  atLeast("rebuild-levels", /usdm/, "wasm", 40, "level book rebuilt, WASM: at least 40 M updates/s"),
  atLeast("rebuild-orders", LOBSTER_DAY, "native", 20, "order book rebuilt, native: at least 20 M events/s"),
  atLeast("rebuild-orders", LOBSTER_DAY, "wasm", 12, "order book rebuilt, WASM: at least 12 M events/s"),
  within("import", LOBSTER_DAY, "native", 1, "a LOBSTER day imported, native: under 1 s"),
  within("seek", /./, "native", 0.05, "seek to a time, native: under 50 ms"),
  atLeast("rust", /^mbo, records of the tape$/, "native", 15, "DBN decoded, Rust: at least 15 M records/s"),
  eachWithin(
    "rust",
    /^vwap, a price after/,
    "native",
    20,
    "VWAP and its price by the trade, Rust: at most 20 ns",
  ),
  timesAtMost(
    "rust",
    [/^vwap of integer/, /^plain sum of two integer/],
    "native",
    1.5,
    "VWAP of integer columns, Rust: at most 1.5 times a plain sum",
  ),
  timesAtMost(
    "rust",
    [/^vwap of float columns$/, /^sum of two float columns/],
    "native",
    1.5,
    "VWAP of float columns, Rust: at most 1.5 times a sum in lanes",
  ),
  timesAtMost("total", COLUMNS, "native", 1.5, "VWAP of columns, native: at most 1.5 times their sums"),
  timesAtMost("total", COLUMNS, "wasm", 1.5, "VWAP of columns, WASM: at most 1.5 times their sums"),
];

/** What was to be reached, as far as it was measured. */
export function dataTargets(figures: readonly DataFigure[]): DataTarget[] {
  return GOALS.flatMap((goal) => goal(figures) ?? []);
}

/** Rows for a table: what, on what, where, how fast. */
export function dataRows(figures: readonly DataFigure[]): string[][] {
  const head = ["what", "on", "where", "M/s", "ns", "MB/s", "ms"];
  const rows = figures.map((figure) => [
    figure.what,
    figure.name,
    figure.backend,
    figure.count > 1 ? millions(figure).toFixed(2) : "",
    figure.count > 1 ? nanoseconds(figure).toFixed(1) : "",
    figure.bytes > 0 ? (figure.bytes / figure.seconds / 1e6).toFixed(0) : "",
    figure.what === "rust" ? "" : (figure.seconds * 1000).toFixed(2),
  ]);
  return [head, ...rows];
}
