// Plays a flash1 order file and gives its report stream.

import { CommandCursor, Exchange, type RunDigest } from "@cift/engine";
import type { Flash1Orders } from "../inputs/flash1-orders.js";
import { Flash1Reports } from "./flash1-reports.js";
import type { PlayOptions } from "./play-options.js";
import { flash1Config } from "./session-configs.js";

/** Commands between two pauses. */
const SLICE = 1 << 16;

export interface Flash1Run {
  readonly messages: number;
  readonly trades: number;
  readonly reports: number;
  /** New orders that the engine rejected: the report stream cannot say that. */
  readonly refusedOrders: number;
  readonly digest: RunDigest;
}

export interface Flash1Options extends PlayOptions {
  /** Gets the bytes of the report stream; a chunk is valid until it returns. */
  readonly onReports: (chunk: Uint8Array) => void;
}

export async function playFlash1(orders: Flash1Orders, options: Flash1Options): Promise<Flash1Run> {
  using exchange = await Exchange.create(flash1Config, { backend: options.backend });
  const reports = new Flash1Reports(orders.sequences, options.onReports);
  for (let from = 0; from < orders.count; from += SLICE) {
    const slice = orders.commands.subarray(from * CommandCursor.bytes, (from + SLICE) * CommandCursor.bytes);
    exchange.submitBatch(slice, (events) => reports.add(events));
    options.onProgress?.(from / orders.count);
    await options.pause();
  }
  reports.finish();
  const { trades, lines, refusedOrders } = reports;
  return { messages: orders.count, trades, reports: lines, refusedOrders, digest: exchange.digest() };
}
