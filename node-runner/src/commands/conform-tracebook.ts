// cift conform tracebook: the engine as a candidate of the Tracebook conformance protocol, on stdin and stdout.

import { createInterface } from "node:readline";
import { type BackendChoice, loadBackend } from "@cift/engine";
import type { Context } from "../cli/context.js";
import { ExitCode } from "../cli/exit-code.js";
import type { Outcome } from "../cli/outcome.js";
import { serve } from "../conform/tracebook/serve.js";
import { engineVersion } from "../version.js";

export interface ConformTracebookOptions {
  readonly backend: BackendChoice;
}

/** Answers one host. Stdout has the protocol's frames and nothing else, so the outcome has no lines. */
export async function conformTracebook(
  options: ConformTracebookOptions,
  { note }: Context,
): Promise<Outcome> {
  const backend = await loadBackend(options.backend);
  const engine = { name: `cift-${backend.kind}`, version: engineVersion(), language: "Rust and TypeScript" };
  const { events, error } = await serve(createInterface({ input: process.stdin }), {
    backend,
    engine,
    write: (frame) => process.stdout.write(`${frame}\n`),
  });
  // The host keeps its end open, and would wait for this process as this process would for the host.
  process.stdin.destroy();
  if (error !== undefined) note(`cift: after ${events} events: ${error.message}`);
  return {
    code: error === undefined ? ExitCode.ok : ExitCode.data,
    document: { events, error: error?.message ?? null },
    lines: [],
    printed: true,
  };
}
