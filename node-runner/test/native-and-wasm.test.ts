// The same commands in both backends: every venue's rules and limits that are met, from seeds that no golden has.

import { Exchange, loadBackend, profileNames, resolveConfig, type SessionConfig } from "@cift/engine";
import { expect, it } from "vitest";
import { loadScenario } from "../src/golden/cases.js";
import { recordRun } from "../src/golden/play.js";
import { generate } from "../src/golden/scenario/generators.js";

const COUNT = 6_000;
const SEEDS = [1, 2, 3];

/** Instruments by a venue's rules, and another with bands; few orders and pages, so that there is not always room. */
function sessionOf(profile: (typeof profileNames)[number], seed: number): SessionConfig {
  const bands = { dynamicBand: { ticks: 40 }, bandAction: "auction", auctionNs: 9000 } as const;
  return {
    seed,
    instruments: [
      { symbol: "A", profile },
      { symbol: "B", profile, referencePrice: "10000", rules: bands },
    ],
    limits: seed % 2 === 0 ? { orders: 150, pages: 9 } : { orders: 100_000, pages: 10_000 },
  };
}

/** The session of a golden, with accounts. */
function withAccounts(seed: number): SessionConfig {
  const scenario = loadScenario("mixed-accounts");
  if (scenario.kind !== "generator") throw new Error("mixed-accounts is made by a generator");
  return { ...scenario.config, seed };
}

const sessions = [
  ...profileNames.map((profile) => ({ name: profile, of: (seed: number) => sessionOf(profile, seed) })),
  { name: "accounts", of: withAccounts },
];

const cases = sessions.flatMap(({ name, of }) =>
  SEEDS.flatMap((seed) =>
    ["mixed", "noise"].map((generator) => ({ name, seed, generator, config: of(seed) })),
  ),
);

it.each(cases)(
  "$generator commands give the same in both: $name, seed $seed",
  async ({ config, seed, generator }) => {
    const count = generator === "noise" ? COUNT / 10 : COUNT;
    const commands = generate({ name: generator, seed: 1000 + seed, count }, resolveConfig(config));
    const flow = { config, commands };
    // Cut in two ways, which must not matter either.
    const native = await recordRun(flow, { backend: await loadBackend("native"), batch: 4096 });
    const wasm = await recordRun(flow, { backend: await loadBackend("wasm"), batch: 333 });
    expect(wasm).toEqual(native);
    expect(native.digest.commandCount).toBe(commands.length / 64);
  },
);

it("and so does a session that has been broken off and restored in the other", async () => {
  const config = withAccounts(9);
  const commands = generate({ name: "mixed", seed: 9, count: COUNT }, resolveConfig(config));
  const cut = Math.floor(commands.length / 128) * 64;
  const digests = await Promise.all(
    (["native", "wasm"] as const).map(async (kind) => {
      using first = await Exchange.create(config, { backend: kind });
      submit(first, commands.subarray(0, cut));
      const other = kind === "native" ? "wasm" : "native";
      using second = await Exchange.restore(first.snapshot(), { backend: other });
      submit(second, commands.subarray(cut));
      return second.digest();
    }),
  );
  expect(digests[0]).toEqual(digests[1]);
});

function submit(exchange: Exchange, commands: Uint8Array): void {
  const chunk = new Uint8Array(1 << 18);
  for (let at = 0; at < commands.length; ) {
    at += exchange.submitPart(commands.subarray(at)) * 64;
    while (exchange.drainInto(chunk) > 0);
  }
}
