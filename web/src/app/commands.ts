// Everything that can be done, once: buttons, keys and the sheet of shortcuts all read this table.

import type { ReplayStore } from "../stores/replay.ts";
import type { Chord } from "./keymap.ts";

export interface Command {
  readonly id: CommandId;
  readonly title: string;
  readonly keys: readonly Chord[];
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
  | "shortcuts";

export interface CommandTable {
  readonly list: readonly Command[];
  readonly of: (id: CommandId) => Command;
}

export interface CommandContext {
  readonly replay: ReplayStore;
  readonly openSample: () => void;
  readonly pickFile: () => void;
  readonly toggleSheet: () => void;
}

/** Messages of the long step. */
export const LONG_STEP = 100;

export function createCommands({ replay, openSample, pickFile, toggleSheet }: CommandContext): CommandTable {
  const always = () => true;
  const canGoOn = () => replay.isOpen() && replay.phase() !== "finished";
  const list: readonly Command[] = [
    {
      id: "togglePlay",
      title: "Play or pause",
      keys: ["Space"],
      isEnabled: replay.isOpen,
      run: replay.togglePlay,
    },
    {
      id: "stepOne",
      title: "Step one message",
      keys: ["ArrowRight"],
      isEnabled: canGoOn,
      run: () => replay.step(1),
    },
    {
      id: "stepMany",
      title: `Step ${LONG_STEP} messages`,
      keys: ["Shift+ArrowRight"],
      isEnabled: canGoOn,
      run: () => replay.step(LONG_STEP),
    },
    {
      id: "faster",
      title: "Faster",
      keys: ["ArrowUp"],
      isEnabled: replay.isOpen,
      run: () => replay.nudgeSpeed(1),
    },
    {
      id: "slower",
      title: "Slower",
      keys: ["ArrowDown"],
      isEnabled: replay.isOpen,
      run: () => replay.nudgeSpeed(-1),
    },
    {
      id: "restart",
      title: "Back to the start",
      keys: ["Home"],
      isEnabled: replay.isOpen,
      run: replay.restart,
    },
    {
      id: "runToEnd",
      title: "Run to the end at full speed",
      keys: ["End"],
      isEnabled: canGoOn,
      run: replay.runToEnd,
    },
    { id: "openFile", title: "Open a file of orders", keys: ["Mod+o"], isEnabled: always, run: pickFile },
    { id: "openSample", title: "Open the bundled sample", keys: [], isEnabled: always, run: openSample },
    { id: "shortcuts", title: "Show the shortcuts", keys: ["?"], isEnabled: always, run: toggleSheet },
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
