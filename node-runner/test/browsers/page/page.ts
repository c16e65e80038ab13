// Plays every scenario that the server names, here and in a worker, and posts what came of it.

import { Exchange, ExchangeClient, loadBackend } from "@cift/engine";
import { recordRun } from "../../../src/golden/play.js";
import { type ScenarioFlow, scenarioFlow } from "../../../src/golden/scenario/flow.js";
import { readScenario } from "../../../src/golden/scenario/scenario.js";
import {
  BATCHES,
  batches,
  type PageReport,
  type PageRun,
  type PageScenario,
  SMALL_BATCH_COMMANDS,
} from "../protocol.js";

const worker = new Worker(new URL("./engine-worker.ts", import.meta.url), { type: "module" });

async function main(): Promise<PageReport> {
  const scenarios = (await (await fetch("/scenarios")).json()) as readonly PageScenario[];
  const runs: PageRun[] = [];
  const errors: string[] = [];
  for (const scenario of scenarios) {
    try {
      runs.push(...(await play(scenario)));
    } catch (error) {
      errors.push(`${scenario.name}: ${textOf(error)}`);
    }
    // The server waits as long as it hears something.
    await fetch("/progress", { method: "POST", body: scenario.name });
  }
  return { userAgent: navigator.userAgent, runs, errors };
}

async function play({ name, text, input }: PageScenario): Promise<PageRun[]> {
  const scenario = readScenario(name, text);
  const bytes = input === undefined ? undefined : new Uint8Array(await (await fetch(input)).arrayBuffer());
  const flow = scenarioFlow(scenario, bytes && { name, bytes });
  const runs: PageRun[] = [];
  for (const batch of BATCHES) {
    runs.push(await inPage(name, flow, batch));
    runs.push(await inWorker(name, flow, batch));
  }
  return runs;
}

/** The events are read, and hashed here, at one size of batches; at the others the engine's digest is enough. */
async function inPage(name: string, flow: ScenarioFlow, batch: number): Promise<PageRun> {
  const backend = await loadBackend("auto");
  const head = { name, place: "page", batch, backend: backend.kind } as const;
  if (batch === 7) {
    const { digest, chain } = await recordRun(flow, { backend, batch });
    return { ...head, digest: digest.value, chain };
  }
  const exchange = await Exchange.create(flow.config, { backend });
  // Not `using`: WebKit has no `Symbol.dispose` yet.
  try {
    for (const part of batches(flow.commands, batch, Number.POSITIVE_INFINITY)) exchange.submitBatch(part);
    return { ...head, digest: exchange.digest().value };
  } finally {
    exchange.dispose();
  }
}

async function inWorker(name: string, { config, commands }: ScenarioFlow, batch: number): Promise<PageRun> {
  const client = await ExchangeClient.create(config, { worker });
  try {
    const sent = Array.from(batches(commands, batch, SMALL_BATCH_COMMANDS), (part) =>
      client.submitBatch(part),
    );
    await Promise.all(sent);
    const { value } = await client.digest();
    return { name, place: "worker", batch, backend: client.backend, digest: value };
  } finally {
    await client.dispose();
  }
}

/** Engines disagree on whether the stack says what was thrown. */
function textOf(error: unknown): string {
  return error instanceof Error ? `${error}\n${error.stack}` : String(error);
}

const report = await main().catch((error: unknown): PageReport => {
  return { userAgent: navigator.userAgent, runs: [], errors: [textOf(error)] };
});
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
