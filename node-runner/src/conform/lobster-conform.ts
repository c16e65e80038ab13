// Plays a LOBSTER day as an order stream, and compares every fill and every book row with what the market did.

import { CommandCursor, Exchange, type RunDigest } from "@cift/engine";
import { DataError } from "../inputs/data-error.js";
import type { LobsterFills } from "../inputs/lobster-fills.js";
import type { LobsterOps } from "../inputs/lobster-ops.js";
import type { LobsterOrderbook } from "../inputs/lobster-orderbook.js";
import { type Difference, Differences } from "./difference.js";
import { LobsterFillCheck } from "./lobster-fill-check.js";
import { LobsterRowCheck } from "./lobster-row-check.js";
import type { PlayOptions } from "./play-options.js";
import { lobsterConfig } from "./session-configs.js";

/** Ops between two pauses. */
const SLICE = 1 << 13;

export interface LobsterDay {
  readonly symbol: string;
  readonly ops: LobsterOps;
  readonly fills: LobsterFills;
  readonly orderbook: LobsterOrderbook;
  /** How many levels of each row are compared. */
  readonly levels: number;
}

/** How many were looked at, and how many of them were not equal. */
export interface Comparison {
  readonly compared: number;
  readonly different: number;
}

export interface LobsterRun {
  readonly ops: number;
  readonly commands: number;
  readonly fills: Comparison;
  readonly rows: Comparison;
  /** Ops that the engine rejected; each is a difference. */
  readonly rejections: number;
  readonly differences: number;
  readonly first: Difference | undefined;
  readonly digest: RunDigest;
}

export async function playLobster(day: LobsterDay, options: PlayOptions): Promise<LobsterRun> {
  const { ops } = day;
  using exchange = await Exchange.create(lobsterConfig(day.symbol), { backend: options.backend });
  const book = exchange.book();
  const differences = new Differences();
  const fills = new LobsterFillCheck(ops, day.fills, differences);
  const rows = new LobsterRowCheck(ops, day.orderbook, day.levels, differences);
  let submitted = 0;
  for (let op = 0; op < ops.count; op++) {
    if (op % SLICE === SLICE - 1) {
      options.onProgress?.(op / ops.count);
      await options.pause();
    }
    const row = ops.row[op] ?? -1;
    // Ops without a row wait for the next one that has one: a batch of them is as good as one at a time.
    if (row < 0 && op + 1 < ops.count) continue;
    const due = ops.commandsUntil[op] ?? 0;
    if (due > submitted) {
      const batch = ops.commands.subarray(submitted * CommandCursor.bytes, due * CommandCursor.bytes);
      exchange.submitBatch(batch, (events) => fills.add(events));
      submitted = due;
    }
    fills.finishOp(op);
    if (row >= 0) {
      checkRowNumber(day, op);
      rows.check(op, book);
    }
  }
  fills.finish();
  return {
    ops: ops.count,
    commands: ops.commands.length / CommandCursor.bytes,
    fills: { compared: fills.compared, different: fills.different },
    rows: { compared: rows.compared, different: rows.different },
    rejections: fills.rejections,
    differences: differences.count,
    first: differences.first,
    digest: exchange.digest(),
  };
}

function checkRowNumber({ ops, orderbook }: LobsterDay, op: number): void {
  const row = ops.row[op] ?? -1;
  if (row < orderbook.rows) return;
  const problem = `ob_row: there is no row ${row}, the order book ${orderbook.name} has ${orderbook.rows}`;
  // The header is line 1.
  throw new DataError(ops.name, problem, { line: op + 2 });
}
