// npm run bench -- [--only book|venue|data] [--quick] [--rounds N] [--flow NAME …] [--output FILE]
//
// The book: plays the same order flow in all the places where the engine runs, beside the calibration probe and nodejs-order-book. The
// venue: accounts and risk, all kinds of orders, the journal, snapshots, many instruments. The data: importers, tapes, books. Contenders
// take turns, round after round, and each one's best run of all rounds counts: what else the machine does hits all of them. Orders are in
// memory before any clock starts; reports and digests are on everywhere.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stateDir } from "../infra/lib/paths.mjs";
import { bookReport, measureBook } from "./book.js";
import { root } from "./child.js";
import { ChromiumEngine } from "./chromium/start.js";
import { dataRows, dataTargets } from "./data/figure.js";
import { measureData } from "./data/measure.js";
import { prepareFlows } from "./flows.js";
import { machine } from "./machine.js";
import { bookDocument } from "./results.js";
import { table } from "./table.js";
import type { VenueFigure } from "./venue/figure.js";
import { measureVenue } from "./venue/measure.js";
import { writeVenueReadme } from "./venue/readme.js";
import { venueTable, venueTargetRows } from "./venue/report.js";
import { venueDocument } from "./venue/results.js";
import { ofRounds } from "./venue/rounds.js";

const ROUNDS = 3;
/** One of the venue takes minutes. */
const VENUE_ROUNDS = 2;
const VENUE_RUNS = 5;
const QUICK_RUNS = 2;
const DATA_RUNS = 7;
const DATA_NOTES = [
  "Inputs are bytes in memory; the best of all runs. import: unpacking, reading, ticks and lots found, summed up by inspect.",
  "tape-write: a conversion less the import; MB are the tape's. tape-read: as import, of the tape. seek: to the middle, first batch.",
  "rebuild: ten passes over records in memory, books new each time. indicator: 200,000 rows, through the facade.",
  "total: a million rows, with the columns' way into the module. rust: lines of the examples speed (market-data) and dbn_speed (import).",
];
const RESULTS = join(root, "bench", "results.json");

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    flow: { type: "string", multiple: true, default: [] },
    output: { type: "string" },
  },
});
const { only, quick } = options;
if (only !== undefined && !["book", "venue", "data"].includes(only))
  throw new RangeError("--only is book, venue or data");
const roundsOf = (otherwise: number) => Number(options.rounds ?? (quick ? 1 : otherwise));
for (const rounds of [roundsOf(ROUNDS), roundsOf(VENUE_ROUNDS)]) {
  if (!Number.isSafeInteger(rounds) || rounds < 1) throw new RangeError("--rounds is a whole number from 1");
}
// What a quick look gives is not kept.
const output = options.output ?? (quick ? undefined : RESULTS);
const command = `npm run bench${process.argv.length > 2 ? ` -- ${process.argv.slice(2).join(" ")}` : ""}`;

const cache = join(stateDir, "bench");
const flows = await prepareFlows(join(cache, "flows"), options.flow);
const chromium = await ChromiumEngine.start();
if (chromium === undefined)
  console.log("There is no Chromium: its columns stay empty (infra/bootstrap bench).");
const on = machine(chromium?.version);
try {
  if (only === undefined || only === "book") await runBook();
  if (only === undefined || only === "venue") await runVenue();
  if (only === undefined || only === "data") await runData();
} finally {
  await chromium?.[Symbol.asyncDispose]();
}

async function runBook(): Promise<void> {
  const rounds = roundsOf(ROUNDS);
  const found = await measureBook({ flows, rounds, browser: chromium, cache });
  console.log(`\n${bookReport(found)}`);
  keep(bookDocument({ command, rounds, machine: on, ...found }));
}

async function runVenue(): Promise<void> {
  // The flow that most is measured of comes first.
  const orders = flows
    .filter(({ format }) => format === "flash1")
    .sort((a, b) => Number(b.name === "normal") - Number(a.name === "normal"));
  const [base, ...others] = orders;
  if (base === undefined) return;
  const rounds = roundsOf(VENUE_ROUNDS);
  const runs = quick ? QUICK_RUNS : VENUE_RUNS;
  const all: VenueFigure[][] = [];
  for (let round = 0; round < rounds; round++) {
    console.error(`the venue: round ${round + 1} of ${rounds}`);
    all.push(await measureVenue({ folder: join(cache, "venue"), flows: [base, ...others], runs, chromium }));
  }
  const document = venueDocument({ command, rounds, machine: on, figures: ofRounds(all) });
  console.log(`\n${venueTable(document.figures)}\n\n${table(venueTargetRows(document.targets))}`);
  keep({ venue: document });
  if (output === RESULTS) writeVenueReadme(document);
}

async function runData(): Promise<void> {
  const runs = quick ? QUICK_RUNS : DATA_RUNS;
  const figures = await measureData(runs);
  if (figures.length === 0) return;
  const targets = dataTargets(figures);
  const rows = targets.map(({ target, figure, reached }) => [target, figure, reached ? "met" : "missed"]);
  console.log(`\n${table(dataRows(figures))}\n\n${table(rows)}`);
  keep({ data: { command, runs, machine: on, notes: DATA_NOTES, targets, figures } });
}

/** Puts parts of the document in place of what was there; other parts stay. */
function keep(parts: object): void {
  if (output === undefined) return;
  const before = existsSync(output) ? (JSON.parse(readFileSync(output, "utf8")) as object) : {};
  writeFileSync(output, `${JSON.stringify({ ...before, ...parts }, null, 2)}\n`);
  console.log(`\nwritten to ${output}`);
}
