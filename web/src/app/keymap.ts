// From key presses to commands. Page-wide, but never while somebody types, and never in the way of a control
// that has a use for the key itself.

/**
 * A key with its modifiers, as "Space", "Shift+ArrowRight", "Mod+o", "?". Mod is ⌘ on Apple machines, Ctrl
 * elsewhere.
 */
export type Chord = string;

export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

export function chordOf(press: KeyPress): Chord {
  const key = press.code === "Space" ? "Space" : press.key;
  // Which characters need Shift depends on the keyboard: "?" is "?" everywhere.
  const isCharacter = [...key].length === 1;
  const parts = [
    press.ctrlKey || press.metaKey ? "Mod" : "",
    press.altKey ? "Alt" : "",
    press.shiftKey && !isCharacter ? "Shift" : "",
    isCharacter ? key.toLowerCase() : key,
  ];
  return parts.filter((part) => part !== "").join("+");
}

/** What a focused control does with keys. */
export interface Focus {
  readonly tag: string;
  /** Of an input. */
  readonly type: string;
  readonly isEditable: boolean;
  /** Whether it has the focus because it was clicked: then the keys are still the page's. */
  readonly isClicked: boolean;
}

const TEXT_TAGS = ["TEXTAREA", "SELECT"];
const SLIDER_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"];

/** Whether the focused control keeps a key for itself. */
export function keepsKey(focus: Focus, chord: Chord): boolean {
  if (focus.isEditable || TEXT_TAGS.includes(focus.tag)) return true;
  if (focus.tag === "INPUT") {
    if (focus.type === "range") return SLIDER_KEYS.includes(chord) && !focus.isClicked;
    return (
      !["checkbox", "radio", "button", "file"].includes(focus.type) || chord === "Space" || isArrow(chord)
    );
  }
  // Space presses the button that was reached by keyboard; after a click with the mouse, Space plays.
  if (focus.tag === "BUTTON" || focus.tag === "SUMMARY") return chord === "Space" && !focus.isClicked;
  return false;
}

const isArrow = (chord: Chord): boolean => chord.startsWith("Arrow");

export function focusOf(target: EventTarget | null, isClicked: boolean): Focus {
  if (!(target instanceof HTMLElement)) return { tag: "", type: "", isEditable: false, isClicked };
  return {
    tag: target.tagName,
    type: target instanceof HTMLInputElement ? target.type : "",
    isEditable: target.isContentEditable,
    isClicked,
  };
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
};

/** The chord's keys, as they are printed on them. */
export function keyCaps(chord: Chord, isApple: boolean): readonly string[] {
  return chord.split("+").map((part) => {
    if (part === "Mod") return isApple ? "⌘" : "Ctrl";
    return NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

/** The chord as aria-keyshortcuts wants it. */
export function ariaShortcut(chord: Chord, isApple: boolean): string {
  return chord.replace("Mod", isApple ? "Meta" : "Control");
}
