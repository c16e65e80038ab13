// Flows through the facade, in Node and in browsers: without accounts and with them, and the mixed one.

import { CommandWriter, type EngineBackend, Exchange, type SessionConfig } from "@cift/engine";
import type { Measured, PrintedFigure } from "./figure.js";
import { race, timed, type Way } from "./race.js";
import { bareSession } from "./sessions.js";

/** A flow of records with the session that it is for. */
export interface VenueFlow {
  readonly name: string;
  readonly config: SessionConfig;
  /** Commands before the clock starts: accounts, money, limits. */
  readonly opening: Uint8Array;
  readonly commands: Uint8Array;
}

export const countOf = ({ commands }: VenueFlow) => commands.length / CommandWriter.bytes;

/** Plays flows on a backend, and collects figures and digests. */
export class Plays implements Measured {
  readonly figures: PrintedFigure[] = [];
  readonly digests: Record<string, string> = {};
  readonly backend: EngineBackend;
  readonly runs: number;

  constructor(backend: EngineBackend, runs: number) {
    this.backend = backend;
    this.runs = runs;
  }

  put(figure: string, of: string, unit: string, value: number): void {
    this.figures.push({ figure, of, unit, value: Math.round(value * 100) / 100 });
  }

  async opened({ config, opening }: VenueFlow): Promise<Exchange> {
    const exchange = await Exchange.create(config, { backend: this.backend });
    exchange.submitBatch(opening);
    return exchange;
  }

  /** A run with all commands at once, in milliseconds. */
  async batch(flow: VenueFlow): Promise<number> {
    using exchange = await this.opened(flow);
    const milliseconds = timed(() => exchange.submitBatch(flow.commands));
    this.digests[flow.name] = exchange.digest().value;
    return milliseconds;
  }

  /** The best run of each way, in nanoseconds. */
  async bestNs(ways: readonly Way[]): Promise<(name: string) => number> {
    const best = await race(this.runs, ways);
    return (name) => (best.get(name) ?? Number.NaN) * 1e6;
  }

  /** The same flow without accounts, and with them and the usual limits. */
  async accounts(base: string, flow: VenueFlow): Promise<void> {
    const bare = { ...flow, name: `${base}-bare`, config: bareSession, opening: new Uint8Array(0) };
    const best = await this.bestNs([
      { name: "without", run: () => this.batch(bare) },
      { name: "typical", run: () => this.batch(flow) },
    ]);
    for (const name of ["without", "typical"])
      this.put("accounts", `${base} ${name}`, "ns a message", best(name) / countOf(flow));
    this.put("accounts-ratio", `${base} typical`, "times", best("typical") / best("without"));
  }

  async mixed(flow: VenueFlow): Promise<void> {
    const best = await this.bestNs([{ name: "batches", run: () => this.batch(flow) }]);
    this.put("mixed", "batches", "ns a command", best("batches") / countOf(flow));
  }
}
