// Plays a golden's flow and says what its golden has to be.

import { createHash } from "node:crypto";
import { type EngineBackend, Exchange, type ResolvedConfig, type SessionConfig } from "@cift/engine";
import { playFlash1 } from "../conform/flash1-conform.js";
import type { LoadedFlow } from "../conform/load-flow.js";
import { pauseForSignals } from "../conform/pause.js";
import type { GoldenCase } from "./cases.js";
import type { Golden } from "./golden.js";

export async function computeGolden(
  one: GoldenCase,
  flow: LoadedFlow,
  backend: EngineBackend,
): Promise<Golden> {
  using exchange = await Exchange.create(flow.config, { backend });
  exchange.submitBatch(flow.commands);
  const digest = exchange.digest();
  return {
    name: one.name,
    source: one.source,
    semanticsVersion: backend.semanticsVersion,
    config: identityOf(exchange.config),
    commands: digest.commandCount,
    events: digest.eventCount,
    digest: digest.value,
    commandsDigest: digest.commands,
    eventsDigest: digest.events,
    ...(flow.flash1 === undefined ? {} : { reportsSha256: await reportsSha256(flow.flash1, backend) }),
  };
}

/** The settings that are part of a run's identity. */
function identityOf({ seed, instruments, limits }: ResolvedConfig): SessionConfig {
  return { seed, instruments, limits };
}

async function reportsSha256(
  orders: NonNullable<LoadedFlow["flash1"]>,
  backend: EngineBackend,
): Promise<string> {
  const hash = createHash("sha256");
  await playFlash1(orders, { backend, onReports: (chunk) => hash.update(chunk), pause: pauseForSignals });
  return hash.digest("hex");
}
