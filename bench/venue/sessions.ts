// The sessions of the flows that `venue write` makes. They are those of crates/testkit (funded.rs, mixed.rs), which the digests prove.

import type { AccountsConfig, SessionConfig } from "@cift/engine";

/** Memory that is set aside when a timed session starts, as in Rust. It is not part of a run's identity. */
const RESERVE = { orders: 1 << 16, pages: 1 << 10 } as const;
/** Of a session with many instruments: room for every book's pages. */
const MANY_RESERVE = { orders: 1 << 16, pages: 1 << 14 } as const;
const MANY = 1000;
const IDLE = 10_000;

const accounts = (instruments: number): AccountsConfig => ({
  currencies: [
    { code: "LOT", scale: 0 },
    { code: "USD", scale: 2 },
  ],
  instruments: Array.from({ length: instruments }, () => ({
    base: "LOT",
    quote: "USD",
    tickValue: 1,
    lotValue: 1,
    initialMarginPpm: 100_000,
  })),
  tiers: [{ maker: { ppm: 100 }, taker: { ppm: 250 } }],
});

const plain = (instruments: number) => Array.from({ length: instruments }, (_, index) => `I${index}`);

/** Two cash accounts on so many instruments. */
export function accountsSession(instruments: number): SessionConfig {
  return { instruments: plain(instruments), accounts: accounts(instruments), reserve: RESERVE };
}

/** One instrument, no accounts. */
export const bareSession: SessionConfig = { instruments: plain(1), reserve: RESERVE };

const withRoom = (instruments: number): SessionConfig => ({
  ...accountsSession(instruments),
  reserve: MANY_RESERVE,
});

/** The same with room for many instruments: one of them, and a thousand. */
export const oneSession: SessionConfig = withRoom(1);
export const manySession: SessionConfig = withRoom(MANY);

/** Nothing is set aside: instruments alone are to be seen, not the room of a session. */
const withoutRoom = (instruments: number): SessionConfig => ({
  ...accountsSession(instruments),
  reserve: { orders: 0, pages: 0 },
});

/** One instrument, and ten thousand more. */
export const smallSession: SessionConfig = withoutRoom(1);
export const idleSession: SessionConfig = withoutRoom(IDLE + 1);

/** Four accounts, and four instruments with different rules. */
export const mixedSession: SessionConfig = {
  instruments: [
    "I0",
    { symbol: "I1", rules: { ticks: [{ from: 0, tick: 5 }] } },
    {
      symbol: "I2",
      rules: { allocation: { fifoPercent: 40, proRata: true, minimum: 2 }, replace: "keepsOnReduce" },
    },
    {
      symbol: "I3",
      rules: {
        unmatchedMarket: "rest",
        marketPrice: "reference",
        marketToLimit: "rest",
        selfTrade: "cancelOldest",
        staticBand: { basisPoints: 5000 },
        dynamicBand: { basisPoints: 100 },
        bandAction: "auction",
        auctionNs: 1_000_000,
      },
      referencePrice: 10_000,
    },
  ],
  accounts: accounts(4),
  reserve: RESERVE,
};
