// Adds a command that a case tells to a batch.

import type { CommandBatch, CommandInput } from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";

/** Adds a command. What no record can hold is no order: a quantity below zero, a price of more than 64 bits. */
export function addCommand(batch: CommandBatch, command: CommandInput): void {
  try {
    batch.add(command);
  } catch (error) {
    if (error instanceof RangeError) throw new CaseUnclear(error.message);
    throw error;
  }
}
