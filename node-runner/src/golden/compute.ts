// Plays a scenario and says what its golden has to be.

import { createHash } from "node:crypto";
import { type EngineBackend, resolveConfig } from "@cift/engine";
import { playFlash1 } from "../conform/flash1-conform.js";
import { pauseForSignals } from "../conform/pause.js";
import type { Golden, GoldenSource } from "./golden.js";
import { commandsHash, configHash } from "./input-hash.js";
import { recordRun } from "./play.js";
import type { ScenarioFlow } from "./scenario/flow.js";

/** What is played, and what it is called. */
export interface Subject {
  readonly name: string;
  readonly source: GoldenSource;
  readonly flow: ScenarioFlow;
}

export interface ComputeOptions {
  readonly backend: EngineBackend;
  /** Commands of one call; changes nothing. */
  readonly batch?: number;
}

export async function computeGolden(subject: Subject, { backend, batch }: ComputeOptions): Promise<Golden> {
  const { name, source, flow } = subject;
  const options = batch === undefined ? {} : { batch };
  const { digest, chain, head, tail } = await recordRun(flow, {
    backend,
    ...options,
    pause: pauseForSignals,
  });
  return {
    name,
    source,
    semanticsVersion: backend.semanticsVersion,
    configHash: configHash(resolveConfig(flow.config)),
    commandsHash: commandsHash(flow.commands),
    commands: digest.commandCount,
    events: digest.eventCount,
    digest: digest.value,
    commandsDigest: digest.commands,
    eventsDigest: digest.events,
    ...(flow.flash1 === undefined ? {} : { reportsSha256: await reportsSha256(flow.flash1, backend) }),
    chain,
    head,
    tail,
  };
}

async function reportsSha256(
  orders: NonNullable<ScenarioFlow["flash1"]>,
  backend: EngineBackend,
): Promise<string> {
  const hash = createHash("sha256");
  await playFlash1(orders, { backend, onReports: (chunk) => hash.update(chunk), pause: pauseForSignals });
  return hash.digest("hex");
}
