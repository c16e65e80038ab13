// The book: the matching of plain orders, beside the calibration probe and nodejs-order-book.

import { type BoundaryRow, measureBoundary } from "./boundary.js";
import { benchJson } from "./child.js";
import type { ChromiumEngine } from "./chromium/start.js";
import type { Contender } from "./contender.js";
import { Figures } from "./figures.js";
import type { BenchFlow } from "./flows.js";
import { type LatencyFigure, measureLatencies, medianLatencies } from "./latencies.js";
import { chromiumContender, nodeContender, rustContender } from "./ours.js";
import { probeContenders } from "./probe.js";
import { boundaryTable, flowBoundaryTable, latencyTable, rateTable, targetTable } from "./report.js";
import type { Sample } from "./sample.js";
import { boundaryCosts, targetsOf } from "./targets.js";

const CHROMIUM_RUNS = 7;

export interface BookOptions {
  readonly flows: readonly BenchFlow[];
  readonly rounds: number;
  readonly browser: ChromiumEngine | undefined;
  /** Where the probe is compiled. */
  readonly cache: string;
}

export interface BookFigures {
  readonly contenders: readonly Contender[];
  readonly figures: Figures;
  readonly latencies: readonly LatencyFigure[];
  readonly boundary: readonly BoundaryRow[];
}

export async function measureBook({ flows, rounds, browser, cache }: BookOptions): Promise<BookFigures> {
  const contenders = await makeContenders(cache, browser);
  const figures = new Figures();
  const latencies: LatencyFigure[][] = [];
  for (let round = 0; round < rounds; round++) {
    for (const flow of flows) {
      console.error(`round ${round + 1} of ${rounds}: ${flow.name}`);
      for (const contender of rotated(contenders, round)) {
        for (const sample of await contender.run(flow)) figures.add(sample);
      }
      // It takes seconds for what ours does in milliseconds: once is enough.
      if (round === 0) figures.add(await rivalSample(flow));
    }
    latencies.push(await measureLatencies(flows));
  }
  console.error("the boundary");
  const boundary = await measureBoundary();
  return { contenders, figures, latencies: medianLatencies(latencies), boundary };
}

async function makeContenders(cache: string, browser: ChromiumEngine | undefined): Promise<Contender[]> {
  return [
    await rustContender(),
    nodeContender("native", "batch"),
    nodeContender("native", "batch-read"),
    nodeContender("native", "per-call"),
    nodeContender("wasm", "batch"),
    nodeContender("wasm", "batch-read"),
    nodeContender("wasm", "per-call"),
    ...(browser === undefined
      ? []
      : [
          chromiumContender(browser, "batch", CHROMIUM_RUNS),
          chromiumContender(browser, "per-call", CHROMIUM_RUNS),
        ]),
    ...(await probeContenders(cache, browser)),
  ];
}

/** Every round begins with another one, so that nobody always follows the same neighbour. */
function rotated(contenders: readonly Contender[], round: number): readonly Contender[] {
  const first = (round * 4) % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}

async function rivalSample({ name, format, file }: BenchFlow): Promise<Sample> {
  const found = await benchJson<Omit<Sample, "flow" | "contender">>("rival.ts", [format, file]);
  return { flow: name, contender: "nodejs-order-book", ...found };
}

export function bookReport({ figures, latencies, boundary }: BookFigures): string {
  const tables = [
    rateTable(figures),
    targetTable(targetsOf(figures)),
    boundaryTable(boundary),
    flowBoundaryTable(boundaryCosts(figures)),
    latencyTable(latencies),
  ];
  return tables.join("\n\n");
}
