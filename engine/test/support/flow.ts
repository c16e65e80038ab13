// Random order flow: reproducible, with trades, changes and mistakes of participants in it.

import { CommandBatch, type CommandInput } from "@cift/engine";

/** A small generator (mulberry32): the same seed gives the same numbers everywhere. */
export function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const TIMES_IN_FORCE = ["gtc", "gtc", "gtc", "gtc", "ioc", "fok"] as const;

function newOrder(next: (below: number) => number, orderId: number): CommandInput {
  const isMarket = next(20) === 0;
  const common = {
    kind: "new",
    orderId,
    instrument: next(3),
    account: next(4),
    side: next(2) === 0 ? "buy" : "sell",
    quantity: next(50),
  } as const;
  if (isMarket) return { ...common, orderType: "market" };
  const timeInForce = TIMES_IN_FORCE[next(TIMES_IN_FORCE.length)] ?? "gtc";
  return { ...common, price: 1000 + next(40) - 20, timeInForce, postOnly: next(10) === 0 };
}

function change(next: (below: number) => number, highest: number): CommandInput {
  const target = { orderId: next(highest + 2), instrument: next(3), account: next(4) };
  switch (next(3)) {
    case 0:
      return { kind: "cancel", ...target };
    case 1:
      return { kind: "reduce", ...target, quantity: next(20) };
    default:
      return { kind: "replace", ...target, price: 1000 + next(40) - 20, quantity: next(50) };
  }
}

/** Commands for a session of two instruments: the third does not exist, and other things go wrong too. */
export function randomFlow(seed: number, count: number): CommandBatch {
  const next = random(seed);
  const batch = new CommandBatch(count);
  let timeNs = 0;
  for (let index = 0; index < count; index++) {
    timeNs += next(1000);
    const command = next(10) < 6 ? newOrder(next, index) : change(next, index);
    batch.add({ ...command, timeNs });
  }
  return batch;
}

/** The configuration that the flow is for. */
export const FLOW_CONFIG = {
  seed: 42,
  instruments: [{ symbol: "ACME", tickSize: "0.01" }, "GLOBEX"],
} as const;

/** A flow of one trade and one rest for each pair of commands: how many events it causes is easy to say. */
export function pairs(count: number): CommandBatch {
  const batch = new CommandBatch(2 * count);
  for (let index = 0; index < count; index++) {
    batch.add({ kind: "new", orderId: 2 * index, side: "sell", price: 100, quantity: 1 });
    batch.add({ kind: "new", orderId: 2 * index + 1, side: "buy", price: 100, quantity: 1 });
  }
  return batch;
}

/** Events of one pair: two accepted, one trade. */
export const EVENTS_PER_PAIR = 3;
