// The venue through the facade: `node --import tsx bench/venue/facade.ts BACKEND FOLDER RUNS BASE FLOW…`. A program of its
// own.
//
// The folder has the flows that `venue write` made; the base is the flow of which more than the cost of accounts is measured. Prints
// figures and the digests of the flows.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type BackendKind,
  CommandWriter,
  Exchange,
  loadBackend,
  type OrderRequest,
  type SessionConfig,
} from "@cift/engine";
import { countOf, Plays, type VenueFlow } from "./plays.js";
import { LeastQuantiles, timed } from "./race.js";
import { accountsSession, manySession, mixedSession, oneSession } from "./sessions.js";

/** Commands after which a journal's bytes are taken. */
const GROUP = 1024;
const QUESTIONS = 20_000;
const TIMER_SAMPLES = 200_000;

const [kind, folder, runs, base, ...flows] = process.argv.slice(2) as [
  BackendKind,
  string,
  string,
  string,
  ...string[],
];
const backend = await loadBackend(kind);
const plays = new Plays(backend, Number(runs));

function load(name: string, config: SessionConfig): VenueFlow {
  const read = (part: string) => new Uint8Array(readFileSync(join(folder, `${name}.${part}`)));
  return { name, config, opening: read("opening"), commands: read("commands") };
}

/** A run in groups, with what is done after each, in milliseconds. */
function inGroups(exchange: Exchange, { commands }: VenueFlow, after?: () => void): number {
  const bytes = GROUP * CommandWriter.bytes;
  return timed(() => {
    for (let at = 0; at < commands.length; at += bytes) {
      exchange.submitBatch(commands.subarray(at, at + bytes));
      after?.();
    }
  });
}

/** What the journal adds: when its bytes are taken after every group, and when they stay where they are. */
async function journalAppend(flow: VenueFlow): Promise<void> {
  let events = 0;
  const recorded = async (after?: (exchange: Exchange) => void) => {
    using exchange = await plays.opened(flow);
    exchange.journal.start({ number: 1n });
    return inGroups(exchange, flow, () => after?.(exchange));
  };
  const best = await plays.bestNs([
    {
      name: "without",
      async run() {
        using exchange = await plays.opened(flow);
        const before = exchange.digest().eventCount;
        const milliseconds = inGroups(exchange, flow);
        events = exchange.digest().eventCount - before;
        return milliseconds;
      },
    },
    { name: "kept", run: () => recorded() },
    { name: "taken", run: () => recorded((exchange) => exchange.journal.take()) },
  ]);
  for (const name of ["kept", "taken"]) {
    const [added, of] = [best(name) - best("without"), `${flow.name}, ${name}`];
    plays.put("journal-append", of, "ns an event", added / events);
    plays.put("journal-append", of, "ns a command", added / countOf(flow));
    plays.put("journal-on-ratio", of, "times", best(name) / best("without"));
  }
}

async function replay(flow: VenueFlow): Promise<void> {
  using exchange = await Exchange.create(flow.config, { backend });
  exchange.journal.start({ number: 1n });
  exchange.submitBatch(flow.opening);
  exchange.submitBatch(flow.commands);
  exchange.journal.close();
  const bytes = exchange.journal.take();
  const { value, eventCount } = exchange.digest();
  const best = await plays.bestNs([
    {
      name: "replay",
      async run() {
        const start = performance.now();
        using again = await Exchange.replay(bytes, { backend });
        const milliseconds = performance.now() - start;
        if (again.digest().value !== value) throw new Error(`${flow.name}: the replay has another digest`);
        return milliseconds;
      },
    },
  ]);
  plays.put("replay", flow.name, "M events/s", (eventCount / best("replay")) * 1e3);
}

async function instruments(): Promise<void> {
  const [one, many] = [load(`${base}-accounts`, oneSession), load(`${base}-instruments`, manySession)];
  const best = await plays.bestNs([
    { name: "1", run: () => plays.batch(one) },
    { name: "1000", run: () => plays.batch(many) },
  ]);
  const of = `${base} with accounts, batches`;
  plays.put("instruments 1", of, "ns a message", best("1") / countOf(one));
  plays.put("instruments 1000", of, "ns a message", best("1000") / countOf(many));
  plays.put("instruments-ratio", of, "times", best("1000") / best("1"));
}

/** Every command by itself, between two looks at the clock. */
async function latency(flow: VenueFlow): Promise<void> {
  const least = new LeastQuantiles(countOf(flow));
  for (let run = 0; run <= plays.runs; run++) {
    using exchange = await plays.opened(flow);
    const command = new CommandWriter(flow.commands);
    for (let index = 0; command.next(); index++) {
      const start = performance.now();
      exchange.submitRecord(command);
      least.samples[index] = (performance.now() - start) * 1e6;
    }
    // The first warms up.
    if (run > 0) least.take();
  }
  for (const name of ["p50", "p99", "p999"] as const)
    plays.put(`latency ${name}`, flow.name, "ns", least.of(name));
}

function timer(): void {
  const least = new LeastQuantiles(TIMER_SAMPLES);
  for (let turn = 0; turn < 2; turn++) {
    for (let index = 0; index < TIMER_SAMPLES; index++) {
      const start = performance.now();
      least.samples[index] = (performance.now() - start) * 1e6;
    }
    if (turn > 0) least.take();
  }
  for (const name of ["p50", "p95", "p99", "p999"] as const)
    plays.put(`latency ${name}`, "the timer alone", "ns", least.of(name));
}

/** The question whether an order would pass, as applications ask it. */
async function question(flow: VenueFlow): Promise<void> {
  using exchange = await plays.opened(flow);
  exchange.submitBatch(flow.commands.subarray(0, GROUP * CommandWriter.bytes));
  const price = exchange.book().bestBid?.price;
  if (price === undefined) throw new Error("the flow has no bid to begin with");
  const order = (index: number): OrderRequest => ({
    account: 1 + (index % 2),
    side: index % 4 < 2 ? "buy" : "sell",
    price,
    quantity: 1 + (index % 50),
  });
  const least = new LeastQuantiles(QUESTIONS);
  for (let run = 0; run <= plays.runs; run++) {
    for (let index = 0; index < QUESTIONS; index++) {
      const asked = order(index);
      const start = performance.now();
      const { pass } = exchange.risk.check(asked);
      least.samples[index] = (performance.now() - start) * 1e6;
      if (!pass) throw new Error("an order of the question would not pass");
    }
    if (run > 0) least.take();
  }
  for (const name of ["p50", "p95"] as const)
    plays.put(`risk ${name}`, "exchange.risk.check", "ns", least.of(name));
}

async function snapshot(flow: VenueFlow): Promise<void> {
  using exchange = await plays.opened(flow);
  exchange.submitBatch(flow.commands);
  const bytes = exchange.snapshot();
  const { value } = exchange.digest();
  const best = await plays.bestNs([
    { name: "save", run: async () => timed(() => exchange.snapshot()) },
    {
      name: "load",
      async run() {
        const start = performance.now();
        using again = await Exchange.restore(bytes, { backend });
        const milliseconds = performance.now() - start;
        if (again.digest().value !== value) throw new Error("another session was restored");
        return milliseconds;
      },
    },
  ]);
  plays.put("snapshot", flow.name, "live orders", exchange.state().liveOrders);
  plays.put("snapshot", flow.name, "bytes", bytes.length);
  plays.put("snapshot-save", flow.name, "ms", best("save") / 1e6);
  plays.put("snapshot-load", flow.name, "ms", best("load") / 1e6);
}

if (backend.kind !== kind) throw new Error(`${kind} was asked for, ${backend.kind} came`);
timer();
for (const name of flows) await plays.accounts(name, load(`${name}-accounts`, accountsSession(1)));
const mixed = load("mixed", mixedSession);
await plays.mixed(mixed);
await instruments();
const flow = load(`${base}-accounts`, accountsSession(1));
await question(flow);
// Of the mixed flow the journal is a few hundredths: the difference of two runs would be of other things.
await journalAppend(flow);
for (const each of [flow, mixed]) {
  await latency(each);
  await replay(each);
  await snapshot(each);
}
const { figures, digests } = plays;
console.log(JSON.stringify({ figures, digests }));
