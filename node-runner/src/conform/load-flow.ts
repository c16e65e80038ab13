// Files of order flow, for the sessions of their formats.

import { type Flash1Orders, readFlash1Orders } from "../inputs/flash1-orders.js";
import { readInput } from "../inputs/input.js";
import { readLobsterOps } from "../inputs/lobster-ops.js";
import type { Flow } from "./flow.js";
import { flash1Config, lobsterConfig, lobsterSymbol } from "./session-configs.js";

export type FlowFormat = "flash1" | "lobster-ops";

/** A flow, and the order file that it was read from where there is one. */
export interface LoadedFlow extends Flow {
  readonly flash1?: Flash1Orders;
}

/** Reads the commands of a file, for the session of its format. */
export async function loadFlow(format: FlowFormat, file: string): Promise<LoadedFlow> {
  const input = await readInput(file);
  if (format === "lobster-ops") {
    return { config: lobsterConfig(lobsterSymbol(file)), commands: readLobsterOps(input).commands };
  }
  const orders = readFlash1Orders(input);
  return { config: flash1Config, commands: orders.commands, flash1: orders };
}
