// From a scenario to what can be played: a session and its records.

import { type ResolvedConfig, resolveConfig, type SessionConfig } from "@cift/engine";
import { flash1Config, lobsterConfig, lobsterSymbol } from "../../conform/session-configs.js";
import { DataError } from "../../inputs/data-error.js";
import { type Flash1Orders, readFlash1Orders } from "../../inputs/flash1-orders.js";
import type { Input } from "../../inputs/input.js";
import { readLobsterOps } from "../../inputs/lobster-ops.js";
import { encodeCommands } from "./commands.js";
import { generate } from "./generators.js";
import type { FlowFile, Scenario } from "./scenario.js";

/** A scenario that can be played. */
export interface ScenarioFlow {
  readonly config: SessionConfig;
  /** `Command` records, and `OrderTerms` before those that have them. */
  readonly commands: Uint8Array;
  /** The orders of a flash1 file, whose report stream is checked too. */
  readonly flash1?: Flash1Orders;
}

/** The session and records of a scenario. One of a file is given the file's bytes, unpacked. */
export function scenarioFlow(scenario: Scenario, input?: Input): ScenarioFlow {
  if (scenario.kind === "file") {
    if (input === undefined) throw new DataError(scenario.file.path, "has to be read first");
    return fileFlow(scenario.file, input);
  }
  const config = checkedConfig(scenario.name, scenario.config);
  return {
    config: scenario.config,
    commands:
      scenario.kind === "generator"
        ? generate(scenario.generator, config)
        : encodeCommands(
            scenario.commands,
            config.instruments.map(({ symbol }) => symbol),
            scenario.name,
          ),
  };
}

function fileFlow({ format, path }: FlowFile, input: Input): ScenarioFlow {
  if (format === "lobster-ops")
    return { config: lobsterConfig(lobsterSymbol(path)), commands: readLobsterOps(input).commands };
  const flash1 = readFlash1Orders(input);
  return { config: flash1Config, commands: flash1.commands, flash1 };
}

function checkedConfig(name: string, config: SessionConfig): ResolvedConfig {
  try {
    return resolveConfig(config);
  } catch (error) {
    throw new DataError(name, error instanceof Error ? error.message : String(error));
  }
}
