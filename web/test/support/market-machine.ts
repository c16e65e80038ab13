// A reader of market data as the worker has it, with the real module, and a page that keeps what it is told.

import type { ImportOptions } from "@cift/engine/data";
import { MarketController } from "../../src/workers/market/controller.ts";
import type { FromMarket, ToMarket } from "../../src/workers/market/protocol.ts";

export type Told<Type extends FromMarket["type"]> = Extract<FromMarket, { readonly type: Type }>;

export function createMarketMachine() {
  const messages: FromMarket[] = [];
  let pauses = 0;
  let nowMs = 0;
  const controller = new MarketController({
    post: (message) => messages.push(message),
    // Every look at the clock takes so long that the reader pauses behind every batch.
    now: () => (nowMs += 50),
    pause: () => {
      pauses++;
      return new Promise((resolve) => setImmediate(resolve));
    },
    backend: "wasm",
  });
  const told = <Type extends FromMarket["type"]>(type: Type): Told<Type>[] =>
    messages.filter((message): message is Told<Type> => message.type === type);
  return {
    messages,
    told,
    get pauses() {
      return pauses;
    },
    send: (message: ToMarket) => controller.receive(message),
    /** Until nothing is read any more. */
    idle: () => controller.idle,
    async open(session: number, ...files: readonly File[]) {
      controller.receive({ type: "open", session, files });
      await controller.idle;
    },
    async openWith(session: number, options: ImportOptions, ...files: readonly File[]) {
      controller.receive({ type: "open", session, files, options });
      await controller.idle;
    },
    async preview(options: ImportOptions, ...files: readonly File[]) {
      controller.receive({ type: "preview", session: 1, request: 1, files, options });
      await controller.idle;
    },
    async select(session: number, instrument: number, atNs: number | null = null, request = 1) {
      controller.receive({ type: "select", session, request, instrument, atNs });
      await controller.idle;
    },
  };
}

export const textFile = (name: string, ...lines: readonly string[]): File =>
  new File([lines.map((line) => `${line}\n`).join("")], name);
