// A controller with a clock that a test turns by hand, the real engine, and a page that paints when it is
// told to.

import { Exchange, loadBackend } from "@cift/engine";
import { Controller } from "../../src/workers/controller.ts";
import { goldensOf } from "../../src/workers/goldens.ts";
import type { FromWorker, SessionInfo, ToWorker } from "../../src/workers/protocol.ts";
import type { Venue } from "../../src/workers/replay.ts";
import { digestText, Snapshot, Status, type StatusCode } from "../../src/workers/snapshot.ts";
import { streamOf } from "./streams.ts";

const PATIENCE_MS = 20_000;

export interface MachineOptions {
  /** What a look at the clock costs: how long the engine seems to take. */
  readonly clockStepMs?: number;
  /** Puts something between the replay and its engine. */
  readonly wrap?: (venue: Venue) => Venue;
}

export async function createMachine({ clockStepMs = 0, wrap = (venue) => venue }: MachineOptions = {}) {
  const backend = await loadBackend("wasm");
  const messages: FromWorker[] = [];
  let nowMs = 0;
  let wake: { readonly atMs: number; readonly callback: () => void } | undefined;
  let page: Snapshot | undefined;
  let frames = 0;
  let buffersAway = 0;
  const files = new Map<string, Uint8Array>();

  const controller = new Controller({
    post(message) {
      messages.push(message);
      if (message.type !== "frame") return;
      page = new Snapshot(message.buffer);
      frames++;
      buffersAway--;
    },
    now: () => (nowMs += clockStepMs),
    wake(afterMs, callback) {
      wake = { atMs: nowMs + afterMs, callback };
    },
    fetch(url) {
      const bytes = files.get(url);
      if (bytes === undefined)
        return Promise.reject(new Error(`${url} cannot be loaded: the server answers 404`));
      return Promise.resolve({ stream: streamOf(bytes), total: bytes.length });
    },
    openVenue: async (config) => wrap(await Exchange.create(config, { backend })),
    goldens: (format, length) => Promise.resolve(goldensOf(format, length, backend.semanticsVersion)),
  });

  const settle = async (until: () => boolean): Promise<void> => {
    const endMs = performance.now() + PATIENCE_MS;
    while (!until()) {
      if (performance.now() > endMs) throw new Error("the controller does not come to an end");
      await new Promise((done) => setImmediate(done));
    }
  };

  const machine = {
    messages,
    get frames() {
      return frames;
    },
    get page() {
      if (page === undefined) throw new Error("nothing was painted yet");
      return page;
    },
    get status() {
      return machine.page.get("status") as StatusCode;
    },
    get digest() {
      return digestText(machine.page);
    },
    send: (message: ToWorker) => controller.receive(message),
    /** Gives the controller the buffer, as the page does after every painting. */
    paint() {
      if (buffersAway > 0) return;
      buffersAway++;
      controller.receive({ type: "frame", buffer: page?.buffer ?? new Snapshot().buffer });
    },
    /** Lets time go by, painting every 16 ms. */
    async pass(ms: number) {
      const endMs = nowMs + ms;
      while (nowMs < endMs) {
        const next = wake;
        if (next !== undefined && next.atMs <= nowMs) {
          wake = undefined;
          next.callback();
        } else {
          nowMs = Math.min(endMs, next?.atMs ?? endMs);
        }
        machine.paint();
      }
      await new Promise((done) => setImmediate(done));
      machine.paint();
    },
    /** Sends a message and waits until it was worked off. */
    async ask(message: ToWorker) {
      controller.receive(message);
      for (let turns = 0; turns < 20; turns++) await new Promise((done) => setImmediate(done));
      machine.paint();
    },
    async open(name: string, bytes: Uint8Array, session = 1): Promise<SessionInfo> {
      files.set(name, bytes);
      controller.receive({ type: "openSample", session, url: name, name });
      const answer = () =>
        messages.find((message) => message.type === "opened" && message.session === session);
      const failed = () =>
        messages.some((message) => message.type === "failed" && message.session === session);
      await settle(() => answer() !== undefined || failed());
      const opened = answer();
      if (opened?.type !== "opened") throw new Error("the file was not opened");
      machine.paint();
      return opened.info;
    },
    openOnly(name: string, bytes: Uint8Array, session: number) {
      files.set(name, bytes);
      controller.receive({ type: "openSample", session, url: name, name });
    },
    settle,
    async finish() {
      for (let turns = 0; machine.status !== Status.finished; turns++) {
        if (turns > 100_000) throw new Error("the run does not end");
        await machine.pass(100);
      }
    },
  };
  return machine;
}
