// npm run bench -- [--quick] [--rounds N] [--flow NAME …] [--output FILE]
//
// Plays the same order flow in all the places where the engine runs, beside the calibration probe and
// nodejs-order-book. Contenders take turns, round after round, and each one's best run of all rounds counts: what else
// the machine does hits all of them. Orders are in memory before any clock starts; reports and digests are on everywhere.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stateDir } from "../infra/lib/paths.mjs";
import { type BoundaryRow, measureBoundary } from "./boundary.js";
import { benchJson, root } from "./child.js";
import { ChromiumEngine } from "./chromium/start.js";
import type { Contender } from "./contender.js";
import { Figures } from "./figures.js";
import { type BenchFlow, prepareFlows } from "./flows.js";
import { type LatencyFigure, measureLatencies, medianLatencies } from "./latencies.js";
import { machine } from "./machine.js";
import { chromiumContender, nodeContender, rustContender } from "./ours.js";
import { probeContenders } from "./probe.js";
import { boundaryTable, flowBoundaryTable, latencyTable, rateTable, targetTable } from "./report.js";
import { resultsDocument } from "./results.js";
import type { Sample } from "./sample.js";
import { boundaryCosts, targetsOf } from "./targets.js";

const ROUNDS = 3;
const CHROMIUM_RUNS = 7;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    flow: { type: "string", multiple: true, default: [] },
    output: { type: "string" },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : ROUNDS));
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new RangeError("--rounds is a whole number from 1");

const cache = join(stateDir, "bench");
const flows = await prepareFlows(join(cache, "flows"), options.flow);
const chromium = await ChromiumEngine.start();
try {
  const { figures, latencies, contenders } = await measure(chromium);
  console.error("the boundary");
  const boundary = await measureBoundary();
  report(figures, latencies, boundary);
  // What a quick look gives is not kept.
  const output = options.output ?? (options.quick ? undefined : join(root, "bench", "results.json"));
  if (output !== undefined) {
    const command = `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(" ")}` : ""}`;
    const document = resultsDocument({
      ...{ command, rounds, contenders, figures, latencies, boundary },
      machine: machine(chromium?.version),
    });
    writeFileSync(output, `${JSON.stringify(document, null, 2)}\n`);
    console.log(`\nwritten to ${output}`);
  }
} finally {
  await chromium?.[Symbol.asyncDispose]();
}

async function measure(browser: ChromiumEngine | undefined) {
  const contenders = await makeContenders(browser);
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
  return { figures, latencies: medianLatencies(latencies), contenders };
}

async function makeContenders(browser: ChromiumEngine | undefined): Promise<Contender[]> {
  if (browser === undefined)
    console.log("There is no Chromium: its columns stay empty (infra/bootstrap bench).");
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

function report(
  figures: Figures,
  latencies: readonly LatencyFigure[],
  boundary: readonly BoundaryRow[],
): void {
  const tables = [
    rateTable(figures),
    targetTable(targetsOf(figures)),
    boundaryTable(boundary),
    flowBoundaryTable(boundaryCosts(figures)),
    latencyTable(latencies),
  ];
  console.log(`\n${tables.join("\n\n")}`);
}
