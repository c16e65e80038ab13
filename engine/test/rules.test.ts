// Rules, schedule and profiles: how they are read, and that the engine gets them.

import {
  type CiftError,
  DEFAULT_RULES,
  Exchange,
  type InstrumentConfig,
  profileNames,
  type RulesConfig,
  resolveConfig,
  type SessionConfig,
  venueProfile,
} from "@cift/engine";
import { Packr } from "msgpackr";
import { describe, expect, test } from "vitest";
import { isEmbedded, profileFiles } from "../../schemas/profiles/embed.js";
import { encodeConfig } from "../src/config.js";
import { readProfile } from "../src/profiles/profiles.js";
import { Reader } from "../src/strict.js";
import { engines } from "./support/engines.js";
import { errorOf } from "./support/places.js";

function rulesOf(instrument: Partial<InstrumentConfig>) {
  return resolveConfig({ instruments: [{ symbol: "A", ...instrument }] }).instruments[0]!.rules;
}

function problem(config: unknown): string {
  try {
    resolveConfig(config as SessionConfig);
  } catch (error) {
    const { code, plainMessage } = error as CiftError;
    return `${code} ${plainMessage}`;
  }
  return "none";
}

/** One other value for every setting. */
const OTHERS: readonly RulesConfig[] = [
  { unmatchedMarket: "rest" },
  { marketPrice: "reference" },
  { marketToLimit: "rest" },
  { crossing: "reject" },
  { replace: "keepsOnReduce" },
  { selfTrade: "cancelNewest" },
  { selfTrade: "cancelOldest" },
  { selfTrade: "cancelBoth" },
  { selfTrade: "decrement" },
  { selfTradeScope: "group" },
  { allocation: { topOrder: 1 } },
  { allocation: { topOrder: 2 ** 53 - 1 } },
  { allocation: { fifoPercent: 0 } },
  { allocation: { proRata: true } },
  { allocation: { minimum: 2 } },
  { allocation: { rounding: "halfEven" } },
  { allocation: { remainder: "last" } },
  { ticks: [{ from: 0, tick: 5 }] },
  {
    ticks: [
      { from: -(2n ** 63n), tick: 2 ** 32 - 1 },
      { from: 2n ** 63n - 1n, tick: 1 },
    ],
  },
  { lot: 10 },
  { minQuantity: 2 },
  { maxQuantity: 1000 },
  { maxQuantity: 2 ** 40 },
  { auctionTie: "lowest" },
  { staticBand: { ticks: 10 } },
  { staticBand: { ticks: 2 ** 53 - 1 } },
  { staticBand: { basisPoints: 10 } },
  { dynamicBand: { ticks: 10 } },
  { dynamicBand: { basisPoints: 10 } },
  { bandAction: "auction" },
  { bandAction: "pause" },
  { pauseNs: 1 },
  { auctionNs: 2 ** 53 - 1 },
  { initialPhase: "preOpen" },
  { initialPhase: "openingAuction" },
  { initialPhase: "volatilityAuction" },
  { initialPhase: "halt" },
  { initialPhase: "closingAuction" },
  { initialPhase: "closed" },
];

test("what is left out is the profile's, and rules override it", () => {
  expect(rulesOf({})).toBe(DEFAULT_RULES);
  expect(rulesOf({ profile: "generic" })).toBe(DEFAULT_RULES);
  expect(rulesOf({ profile: "liquibook" })).toEqual({
    ...DEFAULT_RULES,
    unmatchedMarket: "rest",
    marketToLimit: "rest",
  });
  const rules = rulesOf({
    profile: "tracebook-pro-rata",
    rules: { allocation: { minimum: 2 }, crossing: "reject" },
  });
  expect(rules.crossing).toBe("reject");
  expect(rules.allocation).toEqual({
    topOrder: 0,
    fifoPercent: 0,
    proRata: true,
    minimum: 2,
    rounding: "halfEven",
    remainder: "last",
  });
});

test("a profile has a tick and a lot, which the instrument may say otherwise", () => {
  const nasdaq = resolveConfig({ instruments: [{ symbol: "A", profile: "nasdaq" }] }).instruments[0]!;
  expect(nasdaq.tickSize).toBe("0.0001");
  expect(nasdaq.rules.ticks).toEqual([
    { from: 0, tick: 1 },
    { from: 10_000, tick: 100 },
  ]);
  // Ticks that are finer than the instrument's ask for nothing.
  expect(rulesOf({ profile: "nasdaq", tickSize: "0.01" }).ticks).toEqual([
    { from: 0, tick: 1 },
    { from: 100, tick: 1 },
  ]);
  expect(rulesOf({ tickSize: "0.3", rules: { ticks: [{ from: "1", tick: "0.9" }] } }).ticks).toEqual([
    { from: 4, tick: 3 },
  ]);
  expect(rulesOf({ profile: "binance" })).toMatchObject({ lot: 1, minQuantity: 1, maxQuantity: 900_000_000 });
});

test("a configuration that was resolved is one again", () => {
  const config: SessionConfig = {
    seed: 2 ** 40,
    instruments: [
      "A",
      ...OTHERS.map((rules, index) => ({ symbol: `S${index}`, rules, referencePrice: "7" })),
    ],
    schedule: [
      { timeNs: 5, phase: "openingAuction" },
      { timeNs: 5, phase: "continuous", instrument: "S1" },
      { timeNs: 2 ** 53 - 1, phase: "closed", instrument: 0 },
    ],
  };
  const resolved = resolveConfig(config);
  expect(resolved.schedule[1]).toEqual({ timeNs: 5, phase: "continuous", instrument: 2 });
  expect(resolveConfig(resolved)).toEqual(resolved);
  expect(resolveConfig(structuredClone(resolved))).toEqual(resolved);
});

test.each<[string, object, RegExp]>([
  ["a misspelt rule", { rules: { crosing: "match" } }, /rules\.crosing: .*did you mean "crossing"/],
  [
    "a misspelt name",
    { rules: { crossing: "mach" } },
    /rules\.crossing: must be one of .*did you mean "match"/,
  ],
  ["a misspelt share", { rules: { allocation: { topOder: 1 } } }, /rules\.allocation\.topOder: .*"topOrder"/],
  ["too many per cent", { rules: { allocation: { fifoPercent: 101 } } }, /fifoPercent: .*from 0 to 100/],
  ["a half share", { rules: { allocation: { minimum: 0.5 } } }, /minimum: must be an integer/],
  ["a tick of nothing", { rules: { ticks: [{ from: 0, tick: 0 }] } }, /ticks\[0\]\.tick: .*from 1/],
  [
    "a tick between ticks",
    { rules: { ticks: [{ from: 0, tick: "1.5" }] } },
    /tick: "1\.5" is not a multiple/,
  ],
  ["a tick that is no decimal", { rules: { ticks: [{ from: 0, tick: "1e3" }] } }, /positive decimal/],
  [
    "bands upside down",
    {
      rules: {
        ticks: [
          { from: 5, tick: 1 },
          { from: 5, tick: 2 },
        ],
      },
    },
    /ticks\[1\]\.from: must be above the band before it/,
  ],
  ["no lot", { rules: { lot: 0 } }, /rules\.lot: .*from 1/],
  [
    "more than the most",
    { rules: { minQuantity: 9, maxQuantity: 8 } },
    /minQuantity: must be at most maxQuantity, 8/,
  ],
  [
    "two widths",
    { rules: { staticBand: { ticks: 1, basisPoints: 1 } } },
    /staticBand: must be null, \{ ticks/,
  ],
  ["no width", { rules: { dynamicBand: {} } }, /dynamicBand: must be null/],
  ["a negative width", { rules: { dynamicBand: { ticks: -1 } } }, /dynamicBand\.ticks: .*from 0/],
  ["a phase that is none", { rules: { initialPhase: "closing" } }, /initialPhase: must be one of continuous/],
  [
    "a profile that is none",
    { profile: "nasdak" },
    /profile: there is no profile "nasdak" \(did you mean "nasdaq"/,
  ],
  ["a profile that is a method", { profile: "toString" }, /there is no profile "toString"/],
  ["a reference between ticks", { referencePrice: "0.5" }, /referencePrice: "0\.5" is between two ticks/],
  ["a reference that is a float", { referencePrice: 0.5 }, /referencePrice: must be a whole number of ticks/],
  ["a reference beyond 64 bits", { referencePrice: 2n ** 63n }, /referencePrice/],
])("%s", (_name, instrument, expected) => {
  expect(problem({ instruments: [{ symbol: "A", ...instrument }] })).toMatch(expected);
  expect(problem({ instruments: [{ symbol: "A", ...instrument }] })).toMatch(
    /^CONFIG_INVALID instruments\[0\]\./,
  );
});

test.each<[string, unknown, RegExp]>([
  ["no list", {}, /schedule: must be a list/],
  ["no phase", [{ timeNs: 0 }], /schedule\[0\]\.phase: must be one of/],
  ["no time", [{ phase: "halt" }], /schedule\[0\]\.timeNs: must be an integer/],
  [
    "back in time",
    [
      { timeNs: 5, phase: "halt" },
      { timeNs: 4, phase: "closed" },
    ],
    /schedule\[1\]\.timeNs: must be an integer from 5/,
  ],
  ["a symbol that is none", [{ timeNs: 0, phase: "halt", instrument: "B" }], /there is no instrument "B"/],
  ["a number that is none", [{ timeNs: 0, phase: "halt", instrument: 1 }], /instrument: .*from 0 to 0/],
  ["a misspelt key", [{ timeNs: 0, phase: "halt", symbol: "A" }], /schedule\[0\]\.symbol: is not known/],
])("a schedule with %s", (_name, schedule, expected) => {
  expect(problem({ instruments: ["A"], schedule })).toMatch(expected);
});

describe.each(engines)("%s", (_kind, load) => {
  /** The digest of the commands, before any: it has the configuration's identity in it. */
  async function identity(config: SessionConfig): Promise<string> {
    using exchange = await Exchange.create(config, { backend: await load() });
    return exchange.digest().commands;
  }

  test("every setting reaches the engine", async () => {
    const seen = new Map([[await identity({ instruments: ["A"] }), "nothing"]]);
    const other = async (name: string, config: SessionConfig) => {
      const digest = await identity(config);
      expect(seen.get(digest), name).toBeUndefined();
      seen.set(digest, name);
    };
    for (const rules of OTHERS)
      await other(JSON.stringify(Object.keys(rules)), { instruments: [{ symbol: "A", rules }] });
    for (const referencePrice of [0, 1, -1, 2n ** 63n - 1n])
      await other(`reference ${referencePrice}`, { instruments: [{ symbol: "A", referencePrice }] });
    for (const schedule of [
      [{ timeNs: 0, phase: "continuous" }],
      [{ timeNs: 0, phase: "halt" }],
      [{ timeNs: 2 ** 53 - 1, phase: "halt" }],
      [{ timeNs: 0, phase: "halt", instrument: "A" }],
    ] as const)
      await other(JSON.stringify(schedule), { instruments: ["A"], schedule });
  });

  test.each(profileNames)("the profile %s is one of the engine", async (profile) => {
    await identity({ instruments: [{ symbol: "A", profile }] });
  });

  test.each<[object, RegExp]>([
    [{ crosing: "match" }, /instruments\[0\]\.rules.*unknown field `crosing`/],
    [{ crossing: "mach" }, /unknown variant `mach`, expected `match` or `reject`/],
    [{ allocation: { fifoPercent: 101 } }, /rules\.allocation\.fifoPercent: must be 0 to 100/],
    [{ ticks: [{ from: 1.5, tick: 1 }] }, /ticks\[0\]\.from/],
    [{ staticBand: { miles: 1 } }, /unknown variant `miles`/],
    [{ lot: 0 }, /rules\.lot: must be 1 to/],
  ])("is strict itself: %j", async (rules, expected) => {
    const backend = await load();
    const config = { instruments: [{ symbol: "A", rules }] };
    const error = await errorOf(
      () => backend.create(new Packr({ useRecords: false }).pack(config)),
      "CONFIG_INVALID",
    );
    expect(error.message).toMatch(expected);
  });

  test("a thousand instruments of a profile are a small configuration", async () => {
    const instruments = Array.from({ length: 1000 }, (_, index) => ({ symbol: `S${index}` }));
    expect(encodeConfig(resolveConfig({ instruments })).byteLength).toBeLessThan(50_000);
  });
});

describe("the profiles", () => {
  test("are embedded as the files say (else: tsx schemas/profiles/embed.ts)", () => {
    expect(isEmbedded()).toBe(true);
    expect(profileFiles().map(({ name }) => name)).toEqual([...profileNames]);
  });

  test.each(profileFiles())("$name is a profile", ({ name, value }) => {
    expect(readProfile(new Reader("CONFIG_INVALID", name), value)).toMatchObject({ name });
    expect(venueProfile(name as "generic")).toEqual(value);
  });

  test("are those of the venues and of the conformance sets", () => {
    expect(profileNames).toEqual(
      expect.arrayContaining([
        ...["generic", "nasdaq", "cme", "xetra", "binance"],
        ...["quantcup", "kraken-trade", "kraken-reject", "liquibook", "exchange-core", "euronext"],
        ...["tracebook-fifo", "tracebook-pro-rata", "flash1", "lobster"],
      ]),
    );
  });

  test.each<[string, object, RegExp]>([
    ["a key too many", { speed: 1 }, /speed: is not known/],
    ["a name with a space", { name: "a b" }, /name: must be words/],
    ["no sentence", { description: "what" }, /description: must be a sentence/],
    ["no notes", { notes: [] }, /notes: must be a list/],
    ["a note that is none", { notes: [1] }, /notes\[0\]: must be a string/],
    ["a tick that is none", { tickSize: "0" }, /tickSize: must be above zero/],
    ["no rules", { rules: undefined }, /rules: is missing/],
    ["a rule that is none", { rules: { lots: 1 } }, /rules\.lots: is not known/],
  ])("are read strictly: %s", (_name, change, expected) => {
    const good = { name: "a", description: "A profile.", notes: ["A note."], rules: {} };
    const read = (value: object) => readProfile(new Reader("CONFIG_INVALID", "profile"), value);
    expect(read(good)).toEqual(good);
    expect(() => read({ ...good, ...change })).toThrow(expected);
  });
});
