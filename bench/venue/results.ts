// The venue's part of bench/results.json.

import type { Machine } from "../machine.js";
import type { VenueFigure } from "./figure.js";
import { type VenueTarget, venueTargets } from "./targets.js";

const NOTES = [
  "Ways that are compared take turns in one process; the best run of all rounds counts; the median ratio or difference; the most memory.",
  "Places: crates/testkit (rust), the facade in Node (native, wasm), the facade in a worker of Chromium. One digest a flow, or it stops.",
  "accounts: a flash1 flow whose orders are shared between two cash accounts; without: the same ids in a session without accounts.",
  "accounts, typical: order quantity and value, position, open orders of the account, collar; fees of 100 and 250 ppm. None is refused.",
  "accounts / first issue: against ns a message of results.json at commit 44353bc, on the same kind of machine only.",
  "mixed: 500,000 commands of all kinds, four instruments, about 2,400 live orders, two cash and two margin accounts, typical limits.",
  "risk, latency: each call between two looks at the clock, not subtracted; the least quantile of all runs; the timer is given alone.",
  "latency: submitRecord through the facade, one command a call.",
  "journal-append in Rust: groups of 1,024 commands, a checkpoint every 4,096 events, in memory. Events are the flow's.",
  "journal-append in Node: a run with the journal less one without. taken: its bytes every 1,024 commands, each a new array; kept: not.",
  "replay: reading the journal, applying, and comparing every checkpoint's digest.",
  "instruments: the same messages on one, and on 1,000, each order's at random. single: one call a message, nothing to look ahead to.",
  "idle: growth by 10,000 more instruments with accounts: of the resident memory, and of the module's linear memory.",
  "Allocations are counted, not timed: crates/testkit/tests/allocations.",
];

export interface VenueRun {
  readonly command: string;
  readonly rounds: number;
  readonly machine: Machine;
  readonly figures: readonly VenueFigure[];
}

export interface VenueDocument extends VenueRun {
  readonly notes: readonly string[];
  readonly targets: readonly VenueTarget[];
}

export function venueDocument(run: VenueRun): VenueDocument {
  const { command, rounds, machine, figures } = run;
  return { command, rounds, machine, notes: NOTES, targets: venueTargets(figures, machine), figures };
}
