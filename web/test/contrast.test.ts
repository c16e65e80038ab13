// WCAG contrasts of the tokens, in both themes: 4.5 for text, 3 for what carries meaning without being text.

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../src/app/tokens.css", import.meta.url), "utf8");
const tokens = new Map(
  [...css.matchAll(/--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }] as const,
  ),
);

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT: readonly (readonly [text: string, ground: string])[] = [
  ["text", "ground"],
  ["text", "panel"],
  ["text", "raised"],
  ["text", "buy-bar"],
  ["text", "sell-bar"],
  ["text", "good-ground"],
  ["text", "bad-ground"],
  ["muted", "ground"],
  ["muted", "panel"],
  ["muted", "raised"],
  ["muted", "good-ground"],
  ["muted", "bad-ground"],
  ["buy", "panel"],
  ["sell", "panel"],
  ["good", "good-ground"],
  ["bad", "bad-ground"],
  ["bad", "panel"],
  ["on-accent", "accent"],
];

const SHAPES: readonly (readonly [shape: string, ground: string])[] = [
  ["control-line", "panel"],
  ["accent", "panel"],
  ["accent", "line"],
  ["focus", "panel"],
  ["focus", "ground"],
  ["chart-line", "panel"],
  ["good", "panel"],
];

function ratio(first: string, second: string, theme: "light" | "dark"): number {
  const [one, other] = [tokens.get(first), tokens.get(second)];
  if (one === undefined || other === undefined) throw new Error(`no token ${first} or ${second}`);
  return contrast(one[theme], other[theme]);
}

describe.each(["light", "dark"] as const)("contrasts in the %s theme", (theme) => {
  it.each(TEXT)("text %s on %s", (text, ground) => {
    expect(ratio(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(SHAPES)("%s on %s", (shape, ground) => {
    expect(ratio(shape, ground, theme)).toBeGreaterThanOrEqual(3);
  });
});

it("computes contrasts as the standard does", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});
