// The three files of a LOBSTER day.

import type { LobsterDay } from "../conform/lobster-conform.js";
import { lobsterSymbol } from "../conform/session-configs.js";
import { readInput } from "./input.js";
import { readLobsterFills } from "./lobster-fills.js";
import { readLobsterOps } from "./lobster-ops.js";
import { LobsterOrderbook } from "./lobster-orderbook.js";

/** What names a day; each file as `readInput` takes it. */
export interface LobsterFiles {
  readonly ops: string;
  readonly fills: string;
  readonly orderbook: string;
  readonly levels: number;
}

export async function readLobsterDay({ ops, fills, orderbook, levels }: LobsterFiles): Promise<LobsterDay> {
  return {
    symbol: lobsterSymbol(ops),
    ops: readLobsterOps(await readInput(ops)),
    fills: readLobsterFills(await readInput(fills)),
    orderbook: new LobsterOrderbook(await readInput(orderbook), levels),
    levels,
  };
}
