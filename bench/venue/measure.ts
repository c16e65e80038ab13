// The venue with all that surrounds the book, in all places, once.

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { output, root } from "../child.js";
import type { ChromiumEngine } from "../chromium/start.js";
import { type RustProfile, testkitProgram } from "../rust.js";
import type { FlowDigests, Measured, Place, PrintedFigure, VenueFigure } from "./figure.js";

/** An order file, without its ending: the name is the flow's. */
export interface OrderFile {
  readonly name: string;
  readonly file: string;
}

export interface VenueOptions {
  /** Where the flows are put while they are needed. */
  readonly folder: string;
  /** flash1. More than the cost of accounts is measured of the first. */
  readonly flows: readonly [OrderFile, ...OrderFile[]];
  /** How often each way is run. */
  readonly runs: number;
  readonly profile?: RustProfile;
  /** Commands of the mixed flow; as many as crates/testkit says where it is left out. */
  readonly mixedCommands?: number;
  readonly chromium?: ChromiumEngine | undefined;
}

type Program = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;

/** Measures of Rust that are about one flow, or none. */
const OF_ONE_FLOW = ["mixed", "risk", "journal", "snapshot", "instruments", "idle"];
/** A run of the risk check takes milliseconds: more of them, so that quantiles are of the check and not of what else happened. */
const RISK_RUNS_TIMES = 10;

/** Throws when two places give different digests for a flow. */
export async function measureVenue(options: VenueOptions): Promise<VenueFigure[]> {
  const { folder, flows, runs, chromium } = options;
  const files = flows.map(({ file }) => file);
  const [base] = flows;
  const venue = await rustProgram(options);
  const collected = new Collected();
  mkdirSync(folder, { recursive: true });
  try {
    say("flows");
    collected.check("rust", JSON.parse(await venue(["write", folder, ...files])) as FlowDigests);
    say("accounts in Rust");
    collected.put("rust", lines(await venue(["accounts", ...files])));
    for (const what of OF_ONE_FLOW) {
      say(`${what} in Rust`);
      const times = what === "risk" ? RISK_RUNS_TIMES : 1;
      collected.put("rust", lines(await venue([what, base.file], { RUNS: `${runs * times}` })));
    }
    for (const place of ["native", "wasm"] as const) {
      say(`${place} in Node`);
      const args = [place, folder, `${runs}`, base.name, ...flows.map(({ name }) => name)];
      collected.add(place, await inNode("facade.ts", args));
      collected.add(place, await inNode("idle.ts", [place], ["--expose-gc", "--max-semi-space-size=1"]));
    }
    if (chromium !== undefined) {
      for (const { name } of [...flows, { name: "mixed" }]) {
        say(`${name} in Chromium`);
        collected.add("chromium", await inChromium(chromium, folder, name, runs));
      }
    }
  } finally {
    // Hundreds of MiB.
    rmSync(folder, { recursive: true, force: true });
  }
  return collected.figures;
}

function say(what: string): void {
  console.error(`the venue: ${what}`);
}

async function rustProgram({ runs, profile, mixedCommands }: VenueOptions): Promise<Program> {
  const file = await testkitProgram("venue", profile);
  const settings = mixedCommands === undefined ? {} : { COMMANDS: `${mixedCommands}` };
  return (args, env = {}) => {
    const all = Object.entries({ RUNS: `${runs}`, ...settings, ...env });
    return output("env", [...all.map(([name, value]) => `${name}=${value}`), file, ...args]);
  };
}

function lines(text: string): PrintedFigure[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as PrintedFigure);
}

async function inNode(
  program: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<Measured> {
  const file = join(root, "bench", "venue", program);
  return JSON.parse(await output(process.execPath, [...flags, "--import", "tsx", file, ...args])) as Measured;
}

async function inChromium(chromium: ChromiumEngine, folder: string, name: string, runs: number) {
  const flow = name === "mixed" ? name : `${name}-accounts`;
  const input = (part: string) => {
    const file = `${flow}.${part}`;
    return chromium.addInput(file, readFileSync(join(folder, file)));
  };
  const inputs = { opening: input("opening"), commands: input("commands") };
  try {
    return await chromium.perform({ kind: "venue", name, ...inputs, runs });
  } finally {
    for (const part of ["opening", "commands"]) chromium.removeInput(`${flow}.${part}`);
  }
}

/** Figures with their places, and one digest for each flow, or no figure is worth anything. */
class Collected {
  readonly figures: VenueFigure[] = [];
  readonly #first = new Map<string, readonly [Place, string]>();

  add(place: Place, { figures, digests }: Measured): void {
    this.check(place, digests);
    this.put(place, figures);
  }

  put(place: Place, figures: readonly PrintedFigure[]): void {
    this.figures.push(...figures.map((figure) => ({ ...figure, place })));
  }

  check(place: Place, digests: FlowDigests): void {
    for (const [flow, digest] of Object.entries(digests)) {
      const [first, expected] = this.#first.get(flow) ?? [place, digest];
      if (digest !== expected)
        throw new Error(`${flow}: the digests differ: ${first} ${expected}, ${place} ${digest}`);
      this.#first.set(flow, [first, expected]);
    }
  }
}
