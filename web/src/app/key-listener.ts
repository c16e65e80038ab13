// The page-wide listener for keys. Returns what takes it away again.

import type { Command } from "./commands.ts";
import { chordOf, focusOf, keepsKey } from "./keymap.ts";

/** Keys whose repetition means something when they are held down. */
const REPEATABLE = ["stepOne", "stepMany", "faster", "slower"];

export function listenForKeys(commands: readonly Command[], isSheetOpen: () => boolean): () => void {
  const byChord = new Map(
    commands.flatMap((command) => command.keys.map((chord) => [chord, command] as const)),
  );
  // Not `:focus-visible`: that becomes true with the very key press that asks for it.
  let clicked: Element | null = null;
  const onFocus = (): void => {
    clicked = null;
  };
  const onClick = (event: MouseEvent): void => {
    // A press of a key clicks too, without a count.
    clicked = event.detail > 0 ? document.activeElement : null;
  };
  const onKey = (event: KeyboardEvent): void => {
    const chord = chordOf(event);
    const command = byChord.get(chord);
    if (command === undefined || !command.isThere() || event.defaultPrevented) return;
    if (keepsKey(focusOf(event.target, clicked === event.target), chord)) return;
    // Behind the open sheet nothing moves.
    if (isSheetOpen() && command.id !== "shortcuts") return;
    event.preventDefault();
    if (event.repeat && !REPEATABLE.includes(command.id)) return;
    if (command.isEnabled()) command.run();
  };
  const ending = new AbortController();
  const { signal } = ending;
  window.addEventListener("keydown", onKey, { signal });
  window.addEventListener("focusin", onFocus, { signal });
  window.addEventListener("click", onClick, { signal });
  return () => ending.abort();
}
