// The page-wide listener for keys. Returns what takes it away again.

import type { Command } from "./commands.ts";
import { chordOf, focusOf, keepsKey } from "./keymap.ts";

/** Keys whose repetition means something when they are held down. */
const REPEATABLE = ["stepOne", "stepMany", "faster", "slower"];

export function listenForKeys(commands: readonly Command[], isSheetOpen: () => boolean): () => void {
  const byChord = new Map(commands.flatMap((command) => command.keys.map((chord) => [chord, command] as const)));
  const onKey = (event: KeyboardEvent): void => {
    const chord = chordOf(event);
    const command = byChord.get(chord);
    if (command === undefined || event.defaultPrevented || keepsKey(focusOf(event.target), chord)) return;
    // Behind the open sheet nothing moves.
    if (isSheetOpen() && command.id !== "shortcuts") return;
    event.preventDefault();
    if (event.repeat && !REPEATABLE.includes(command.id)) return;
    if (command.isEnabled()) command.run();
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
