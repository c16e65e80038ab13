// A figure of market data, and the targets that some of them have.

import type { BackendKind } from "@cift/engine";

/** What was timed, on what, where. */
export interface DataFigure {
  /** `import`, `tape-write`, `tape-read`, `seek`, `rebuild-levels`, `rebuild-orders`, `view`, `view-tick`, `indicator`. */
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

interface Goal {
  readonly what: string;
  readonly name: RegExp;
  readonly backend: BackendKind;
  readonly target: string;
  readonly figure: (figure: DataFigure) => string;
  readonly reached: (figure: DataFigure) => boolean;
}

const millions = ({ count, seconds }: DataFigure) => count / seconds / 1e6;
const rate = (figure: DataFigure) => `${millions(figure).toFixed(1)} M/s`;
const milliseconds = ({ seconds }: DataFigure) => `${(seconds * 1000).toFixed(2)} ms`;

function atLeast(what: string, name: RegExp, backend: BackendKind, least: number, text: string): Goal {
  return { what, name, backend, target: text, figure: rate, reached: (figure) => millions(figure) >= least };
}

function atMost(what: string, name: RegExp, backend: BackendKind, most: number, text: string): Goal {
  return {
    what,
    name,
    backend,
    target: text,
    figure: milliseconds,
    reached: ({ seconds }) => seconds <= most,
  };
}

const GOALS: readonly Goal[] = [
  atLeast("rebuild-levels", /usdm/, "native", 60, "level book rebuilt, native: at least 60 M updates/s"),
  atLeast("rebuild-levels", /usdm/, "wasm", 40, "level book rebuilt, WASM: at least 40 M updates/s"),
  atLeast(
    "rebuild-orders",
    /LOBSTER.*_10/,
    "native",
    20,
    "order book rebuilt, native: at least 20 M events/s",
  ),
  atLeast("rebuild-orders", /LOBSTER.*_10/, "wasm", 12, "order book rebuilt, WASM: at least 12 M events/s"),
  atMost("import", /LOBSTER.*_10/, "native", 1, "a LOBSTER day imported, native: under 1 s"),
  atMost("seek", /./, "native", 0.05, "seek to a time, native: under 50 ms"),
];

/** What was to be reached, as far as it was measured. */
export function dataTargets(figures: readonly DataFigure[]): DataTarget[] {
  return GOALS.flatMap(({ what, name, backend, target, figure, reached }) => {
    const found = figures.find(
      (each) => each.what === what && each.backend === backend && name.test(each.name),
    );
    return found === undefined ? [] : [{ target, figure: figure(found), reached: reached(found) }];
  });
}

/** Rows for a table: what, on what, where, how fast. */
export function dataRows(figures: readonly DataFigure[]): string[][] {
  const head = ["what", "on", "where", "M/s", "ns", "MB/s", "ms"];
  const rows = figures.map((figure) => [
    figure.what,
    figure.name,
    figure.backend,
    figure.count > 1 ? millions(figure).toFixed(2) : "",
    figure.count > 1 ? ((figure.seconds / figure.count) * 1e9).toFixed(1) : "",
    figure.bytes > 0 ? (figure.bytes / figure.seconds / 1e6).toFixed(0) : "",
    (figure.seconds * 1000).toFixed(2),
  ]);
  return [head, ...rows];
}
