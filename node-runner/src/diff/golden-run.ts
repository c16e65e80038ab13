// A run that is a golden: its chain says where to look, and where the engine still gives it, its events are played again.

import { type EngineBackend, Exchange } from "@cift/engine";
import { loadScenario, loadScenarioFlow } from "../golden/cases.js";
import { LINK_EVENTS } from "../golden/event-chain.js";
import { type Golden, parseGolden } from "../golden/golden.js";
import { EngineLies, recordRun } from "../golden/play.js";
import type { ScenarioFlow } from "../golden/scenario/flow.js";
import { DataError } from "../inputs/data-error.js";
import type { Run } from "./run.js";

const CHUNK = 8192;
const RECORD = 64;

export interface GoldenRun extends Run {
  readonly golden: Golden;
}

/** @param scenarios where the scenario of that name is */
export async function goldenRun(
  path: string,
  text: string,
  backend: EngineBackend,
  scenarios: string,
): Promise<GoldenRun> {
  const golden = parseGolden(path, text);
  const flow = await playable(golden, backend, scenarios);
  const links = golden.chain.map((digest, index) => ({ events: (index + 1) * LINK_EVENTS, digest }));
  return {
    path,
    kind: "golden",
    golden,
    events: golden.events,
    checkpoints: links,
    note:
      flow === undefined
        ? `${path}: this engine does not give its run, so only its digests can be compared`
        : undefined,
    read: flow && ((from) => eventsOf(flow, backend, from)),
    digest: () => golden.digest,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The flow of a golden, where playing it gives the golden's digest. */
async function playable(
  golden: Golden,
  backend: EngineBackend,
  scenarios: string,
): Promise<ScenarioFlow | undefined> {
  if (golden.semanticsVersion !== backend.semanticsVersion) return undefined;
  try {
    const flow = await loadScenarioFlow(loadScenario(golden.name, scenarios));
    if (flow === undefined) return undefined;
    const { digest } = await recordRun(flow, { backend });
    return digest.value === golden.digest ? flow : undefined;
  } catch (error) {
    if (error instanceof DataError || error instanceof EngineLies) return undefined;
    throw error;
  }
}

async function* eventsOf(
  { config, commands }: ScenarioFlow,
  backend: EngineBackend,
  from: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  using exchange = await Exchange.create(config, { backend });
  const chunk = new Uint8Array(CHUNK * RECORD);
  let drop = from;
  for (let at = 0; at < commands.length; ) {
    at += exchange.submitPart(commands.subarray(at)) * RECORD;
    for (let count = exchange.drainInto(chunk); count > 0; count = exchange.drainInto(chunk)) {
      const dropped = Math.min(drop, count);
      drop -= dropped;
      if (dropped < count) yield chunk.subarray(dropped * RECORD, count * RECORD);
    }
  }
}
