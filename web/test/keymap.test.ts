import { describe, expect, it } from "vitest";
import { ariaShortcut, chordOf, type Focus, type KeyPress, keepsKey, keyCaps } from "../src/app/keymap.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: key === " " ? "Space" : key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

const focus = (tag: string, more: Partial<Focus> = {}): Focus => ({
  tag,
  type: "",
  isEditable: false,
  isClicked: false,
  ...more,
});

describe("chords", () => {
  it("name the key and its modifiers", () => {
    expect(chordOf(press(" "))).toBe("Space");
    expect(chordOf(press("ArrowRight"))).toBe("ArrowRight");
    expect(chordOf(press("ArrowRight", { shiftKey: true }))).toBe("Shift+ArrowRight");
    expect(chordOf(press("o", { ctrlKey: true }))).toBe("Mod+o");
    expect(chordOf(press("O", { metaKey: true }))).toBe("Mod+o");
    expect(chordOf(press("ArrowUp", { altKey: true }))).toBe("Alt+ArrowUp");
  });

  it("do not ask which keyboard has the character", () => {
    expect(chordOf(press("?", { shiftKey: true }))).toBe("?");
    expect(chordOf(press("?"))).toBe("?");
  });

  it("are written as keys, and as assistive technology wants them", () => {
    expect(keyCaps("Shift+ArrowRight", false)).toEqual(["Shift", "→"]);
    expect(keyCaps("Mod+o", false)).toEqual(["Ctrl", "O"]);
    expect(keyCaps("Mod+o", true)).toEqual(["⌘", "O"]);
    expect(ariaShortcut("Mod+o", false)).toBe("Control+o");
    expect(ariaShortcut("Mod+o", true)).toBe("Meta+o");
  });
});

describe("what a focused control keeps for itself", () => {
  it("keeps everything where somebody types", () => {
    for (const control of [
      focus("TEXTAREA"),
      focus("SELECT"),
      focus("INPUT", { type: "text" }),
      focus("INPUT", { type: "search" }),
      focus("DIV", { isEditable: true }),
    ]) {
      for (const chord of ["Space", "?", "ArrowRight", "End"]) expect(keepsKey(control, chord)).toBe(true);
    }
  });

  it("leaves a slider its arrows and gives Space away", () => {
    const slider = focus("INPUT", { type: "range" });
    expect(["ArrowUp", "ArrowLeft", "Home", "End"].every((chord) => keepsKey(slider, chord))).toBe(true);
    expect(keepsKey(focus("INPUT", { type: "range", isClicked: true }), "Home")).toBe(false);
    expect(keepsKey(slider, "Space")).toBe(false);
    expect(keepsKey(slider, "?")).toBe(false);
  });

  it("leaves radio buttons their arrows", () => {
    const radio = focus("INPUT", { type: "radio" });
    expect(keepsKey(radio, "ArrowRight")).toBe(true);
    expect(keepsKey(radio, "Space")).toBe(true);
    expect(keepsKey(radio, "End")).toBe(false);
  });

  it("lets Space press a button that was reached by keyboard, and play after a click", () => {
    expect(keepsKey(focus("BUTTON"), "Space")).toBe(true);
    expect(keepsKey(focus("BUTTON", { isClicked: true }), "Space")).toBe(false);
    expect(keepsKey(focus("BUTTON"), "ArrowRight")).toBe(false);
    expect(keepsKey(focus("BODY"), "Space")).toBe(false);
  });
});
