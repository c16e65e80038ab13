// Everything that can be done, once: buttons, keys and the sheet of shortcuts all read this table.

import type { MarketStore } from "../stores/market.ts";
import type { ReplayStore } from "../stores/replay.ts";
import type { Chord } from "./keymap.ts";

export interface Command {
  readonly id: CommandId;
  readonly title: string;
  readonly keys: readonly Chord[];
  /** Whether it has a meaning in what is shown: keys of others are the browser's. */
  readonly isThere: () => boolean;
  /** Whether it can be done now. */
  readonly isEnabled: () => boolean;
  readonly run: () => void;
}

export type CommandId =
  | "togglePlay"
  | "stepOne"
  | "stepMany"
  | "faster"
  | "slower"
  | "restart"
  | "runToEnd"
  | "openFile"
  | "openSample"
  | "importOptions"
  | "shortcuts";

export interface CommandTable {
  readonly list: readonly Command[];
  readonly of: (id: CommandId) => Command;
}

export interface CommandContext {
  readonly replay: ReplayStore;
  readonly market: MarketStore;
  /** Whether the replay is what is shown. */
  readonly showsReplay: () => boolean;
  readonly openSample: () => void;
  readonly pickFile: () => void;
  readonly toggleSheet: () => void;
}

/** Messages of the long step. */
export const LONG_STEP = 100;

export function createCommands(context: CommandContext): CommandTable {
  const { replay, market, openSample, pickFile, toggleSheet } = context;
  const isThere = context.showsReplay;
  const always = () => true;
  const canGoOn = () => replay.isOpen() && replay.phase() !== "finished";
  const list: readonly Command[] = [
    {
      id: "togglePlay",
      title: "Play or pause",
      keys: ["Space"],
      isThere,
      isEnabled: replay.isOpen,
      run: replay.togglePlay,
    },
    {
      id: "stepOne",
      title: "Step one message",
      keys: ["ArrowRight"],
      isThere,
      isEnabled: canGoOn,
      run: () => replay.step(1),
    },
    {
      id: "stepMany",
      title: `Step ${LONG_STEP} messages`,
      keys: ["Shift+ArrowRight"],
      isThere,
      isEnabled: canGoOn,
      run: () => replay.step(LONG_STEP),
    },
    {
      id: "faster",
      title: "Faster",
      keys: ["ArrowUp"],
      isThere,
      isEnabled: replay.isOpen,
      run: () => replay.nudgeSpeed(1),
    },
    {
      id: "slower",
      title: "Slower",
      keys: ["ArrowDown"],
      isThere,
      isEnabled: replay.isOpen,
      run: () => replay.nudgeSpeed(-1),
    },
    {
      id: "restart",
      title: "Back to the start",
      keys: ["Home"],
      isThere,
      isEnabled: replay.isOpen,
      run: replay.restart,
    },
    {
      id: "runToEnd",
      title: "Run to the end at full speed",
      keys: ["End"],
      isThere,
      isEnabled: canGoOn,
      run: replay.runToEnd,
    },
    {
      id: "openFile",
      title: "Open a file of orders or market data",
      keys: ["Mod+o"],
      isThere: always,
      isEnabled: always,
      run: pickFile,
    },
    {
      id: "openSample",
      title: "Open the bundled sample",
      keys: [],
      isThere: always,
      isEnabled: always,
      run: openSample,
    },
    {
      id: "importOptions",
      title: "Import options",
      keys: ["i"],
      isThere: () => market.phase() === "open" || market.phase() === "failed",
      isEnabled: always,
      run: market.importForm.toggle,
    },
    {
      id: "shortcuts",
      title: "Show the shortcuts",
      keys: ["?"],
      isThere: always,
      isEnabled: always,
      run: toggleSheet,
    },
  ];
  const byId = new Map(list.map((command) => [command.id, command]));
  return {
    list,
    of(id) {
      const command = byId.get(id);
      if (command === undefined) throw new Error(`there is no command ${id}`);
      return command;
    },
  };
}
