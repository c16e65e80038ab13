// Configurations: strict, with errors that say what to write.

import { type CiftError, DEFAULT_RULES, Exchange, resolveConfig, type SessionConfig } from "@cift/engine";
import fc from "fast-check";
import { unpack } from "msgpackr";
import { describe, expect, test } from "vitest";
import { encodeConfig } from "../src/config.js";
import { didYouMean } from "../src/strict.js";

function problem(config: unknown): string {
  try {
    resolveConfig(config as SessionConfig);
  } catch (error) {
    const { code, plainMessage } = error as CiftError;
    return `${code} ${plainMessage}`;
  }
  return "none";
}

test("what is left out has its default", () => {
  expect(resolveConfig({ instruments: ["ACME", { symbol: "GLOBEX", tickSize: "0.25" }] })).toEqual({
    seed: 0,
    instruments: [
      { symbol: "ACME", profile: "generic", tickSize: "1", lotSize: "1", rules: DEFAULT_RULES },
      { symbol: "GLOBEX", profile: "generic", tickSize: "0.25", lotSize: "1", rules: DEFAULT_RULES },
    ],
    schedule: [],
    limits: { orders: 2 ** 22, pages: 2 ** 18 },
    reserve: { orders: 4096, pages: 64 },
    eventBuffer: 4096,
  });
});

test("the reserve is cut down to the limits", () => {
  const config = resolveConfig({
    instruments: ["A"],
    limits: { orders: 10, pages: 2 },
    reserve: { orders: 100 },
  });
  expect(config.reserve).toEqual({ orders: 10, pages: 2 });
});

test.each<[string, unknown, RegExp]>([
  ["nothing", undefined, /configuration: must be an object/],
  ["a list", [], /must be an object, not an array/],
  ["no instruments", {}, /instruments: must be a list of symbols/],
  ["an empty list", { instruments: [] }, /at least one/],
  [
    "a misspelt key",
    { instruments: ["A"], sede: 1 },
    /sede: is not known \(did you mean "seed"\?\); known are seed,/,
  ],
  ["a key far from all", { instruments: ["A"], banana: 1 }, /banana: is not known; known are/],
  [
    "a misspelt key inside",
    { instruments: [{ symbol: "A", ticksize: "1" }] },
    /instruments\[0\]\.ticksize: .*"tickSize"/,
  ],
  [
    "a number as text",
    { instruments: ["A"], seed: "1" },
    /seed: must be an integer from 0 to 2\^53 - 1, not "1"/,
  ],
  ["a bigint", { instruments: ["A"], seed: 1n }, /seed: .*not 1n/],
  ["a fraction", { instruments: ["A"], seed: 0.5 }, /seed/],
  ["a seed beyond 2^53", { instruments: ["A"], seed: 2 ** 53 }, /seed/],
  ["a negative seed", { instruments: ["A"], seed: -1 }, /seed/],
  ["NaN", { instruments: ["A"], seed: Number.NaN }, /seed: .*not NaN/],
  ["a symbol that is a number", { instruments: [7] }, /instruments\[0\]: must be an object, not 7/],
  ["an empty symbol", { instruments: [""] }, /instruments\[0\]\.symbol: must have 1 to 40 bytes/],
  ["a long symbol", { instruments: ["é".repeat(21)] }, /has 42/],
  ["a symbol with a space", { instruments: ["A B"] }, /no spaces/],
  ["a symbol with a control character", { instruments: ["A\u0007"] }, /control/],
  ["half a character", { instruments: ["\ud800"] }, /control/],
  [
    "a symbol twice",
    { instruments: ["A", "B", "A"] },
    /instruments\[2\]\.symbol: "A" is instruments\[0\] already/,
  ],
  [
    "a tick that is a number",
    { instruments: [{ symbol: "A", tickSize: 0.01 }] },
    /tickSize: must be a string, not 0\.01/,
  ],
  [
    "a tick that is none",
    { instruments: [{ symbol: "A", tickSize: "1e-2" }] },
    /tickSize: .*positive decimal/,
  ],
  ["a tick of nothing", { instruments: [{ symbol: "A", tickSize: "0.00" }] }, /tickSize: must be above zero/],
  ["a negative tick", { instruments: [{ symbol: "A", tickSize: "-1" }] }, /tickSize: .*positive decimal/],
  [
    "a fine lot",
    { instruments: [{ symbol: "A", lotSize: `0.${"0".repeat(18)}1` }] },
    /lotSize: must have at most 18/,
  ],
  ["a large lot", { instruments: [{ symbol: "A", lotSize: "9007199254740992" }] }, /lotSize: .*15 digits/],
  ["no orders", { instruments: ["A"], limits: { orders: 0 } }, /limits\.orders: must be an integer from 1/],
  ["too many pages", { instruments: ["A"], limits: { pages: 2 ** 25 + 1 } }, /limits\.pages/],
  ["no event buffer", { instruments: ["A"], eventBuffer: 0 }, /eventBuffer: must be an integer from 1/],
  ["null", { instruments: ["A"], limits: null }, /limits: must be an object, not null/],
])("is refused: %s", (_name, config, message) => {
  expect(problem(config)).toMatch(/^CONFIG_INVALID /);
  expect(problem(config)).toMatch(message);
});

describe("what the facade accepts, the engine accepts", () => {
  test.each<[string, SessionConfig]>([
    ["the largest of everything small", { seed: 2 ** 53 - 1, instruments: ["A"], eventBuffer: 1 }],
    [
      "the smallest limits",
      { instruments: ["A"], limits: { orders: 1, pages: 1 }, reserve: { orders: 0, pages: 0 } },
    ],
    ["the largest limits", { instruments: ["A"], limits: { orders: 2 ** 30, pages: 2 ** 25 } }],
    ["a fine tick", { instruments: [{ symbol: "A", tickSize: "0.000000000000000001" }] }],
    ["a large tick", { instruments: [{ symbol: "A", tickSize: "9007199254740991" }] }],
    ["the longest symbol", { instruments: ["é".repeat(20)] }],
    ["zeros", { instruments: [{ symbol: "A", tickSize: "00.0100" }] }],
  ])("%s", async (_name, config) => {
    for (const backend of ["wasm", "native"] as const) (await Exchange.create(config, { backend })).dispose();
  });
});

test("numbers reach MessagePack as integers, whatever their size", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (seed) => {
      const bytes = encodeConfig(resolveConfig({ instruments: ["A"], seed }));
      // 0xcb starts a float.
      const at = bytes.indexOf("seed".charCodeAt(0)) + 4;
      expect(bytes[at]).not.toBe(0xcb);
      expect(BigInt((unpack(bytes) as { seed: number | bigint }).seed)).toBe(BigInt(seed));
    }),
    { examples: [[2 ** 32 - 1], [2 ** 32], [2 ** 53 - 1]] },
  );
});

test("trailing zeros make no other session", async () => {
  const digests = await Promise.all(
    ["0.01", "0.0100"].map(async (tickSize) => {
      using exchange = await Exchange.create({ instruments: [{ symbol: "A", tickSize }] });
      return exchange.digest().value;
    }),
  );
  expect(digests[0]).toBe(digests[1]);
});

test.each([
  ["prize", ["price", "quantity"], ' (did you mean "price"?)'],
  ["PRICE", ["price"], ' (did you mean "price"?)'],
  ["q", ["quantity"], ""],
  ["", ["a"], ' (did you mean "a"?)'],
  ["something", ["else", "entirely"], ""],
])("a near name is offered: %j", (word, names, expected) => {
  expect(didYouMean(word, names)).toBe(expected);
});
