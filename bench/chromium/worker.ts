// The engine in a web worker: fetches an input, reads it, and plays it, with the modules that the command line uses.

import { Exchange, loadBackend } from "@cift/engine";
import { playFlash1 } from "../../node-runner/src/conform/flash1-conform.js";
import type { Flow } from "../../node-runner/src/conform/flow.js";
import { flash1Config, lobsterConfig } from "../../node-runner/src/conform/session-configs.js";
import { timeRuns } from "../../node-runner/src/conform/time-runs.js";
import { readFlash1Orders } from "../../node-runner/src/inputs/flash1-orders.js";
import { readLobsterOps } from "../../node-runner/src/inputs/lobster-ops.js";
import type { Measured } from "../venue/figure.js";
import { Plays } from "../venue/plays.js";
import { accountsSession, mixedSession } from "../venue/sessions.js";
import { ByteCollector } from "./byte-collector.js";
import type { Answer, AnyResult, Task, TaskResult } from "./task.js";
import { timeProbe } from "./time-probe.js";

/** Nothing waits for this worker while it runs. */
const noPause = () => Promise.resolve();

addEventListener("message", (event: MessageEvent<Task>) => {
  perform(event.data).then(
    (result) => postMessage({ result } satisfies Answer),
    (error: unknown) =>
      postMessage({ error: String(error instanceof Error ? error.stack : error) } satisfies Answer),
  );
});

async function perform(task: Task): Promise<AnyResult> {
  if (task.kind === "venue") return playVenue(task);
  const input = { name: task.input, bytes: await fetchBytes(task.input) };
  switch (task.kind) {
    case "flash1":
      return hashReports(input);
    case "lobster-ops": {
      using exchange = await Exchange.create(lobsterConfig(task.symbol));
      exchange.submitBatch(readLobsterOps(input).commands);
      const { value, eventCount } = exchange.digest();
      return { digest: value, events: eventCount };
    }
    case "probe":
      return timeProbe(await fetchBytes(task.module), input.bytes);
    case "time": {
      const flow: Flow =
        task.format === "flash1"
          ? { config: flash1Config, commands: readFlash1Orders(input).commands }
          : { config: lobsterConfig("GOOG"), commands: readLobsterOps(input).commands };
      const { path, runs } = task;
      const timing = await timeRuns(flow, { backend: await loadBackend("wasm"), path, runs, pause: noPause });
      const { messages, nsPerMessage, digest } = timing;
      return { digest: digest.value, events: digest.eventCount, messages, nsPerMessage };
    }
  }
}

async function playVenue({
  name,
  runs,
  ...inputs
}: Extract<Task, { readonly kind: "venue" }>): Promise<Measured> {
  const [opening, commands] = [await fetchBytes(inputs.opening), await fetchBytes(inputs.commands)];
  const plays = new Plays(await loadBackend("wasm"), runs);
  if (name === "mixed") await plays.mixed({ name, config: mixedSession, opening, commands });
  else
    await plays.accounts(name, { name: `${name}-accounts`, config: accountsSession(1), opening, commands });
  const { figures, digests } = plays;
  return { figures, digests };
}

async function hashReports(input: {
  readonly name: string;
  readonly bytes: Uint8Array;
}): Promise<TaskResult> {
  // The browser's SHA-256 takes a whole text, not one in parts.
  const reports = new ByteCollector();
  const run = await playFlash1(readFlash1Orders(input), {
    backend: "wasm",
    onReports: (chunk) => reports.add(chunk),
    pause: noPause,
  });
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", reports.bytes));
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { digest: run.digest.value, events: run.digest.eventCount, sha256 };
}

async function fetchBytes(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
