// The engine itself against Cap'n Proto's tool: it reads what capnp encoded, and capnp decodes what it wrote.

import { spawnSync } from "node:child_process";
import { decodeBatch, EventCursor, Exchange, encodeBatch } from "@cift/engine";
import { describe, expect, test } from "vitest";
import { NO_CAPNP, REPOSITORY } from "./repository.js";

/** A sell rests at a negative price, a buy takes a part of it, the rest is cancelled; the last is refused. */
const COMMANDS = `(records = [
  (kind = 1, side = 1, timeNs = 5, orderId = 71, price = -3, quantity = 10, account = 4),
  (kind = 1, side = 0, timeNs = 6, orderId = 72, price = -3, quantity = 4, account = 9),
  (kind = 4, timeNs = 7, orderId = 71, account = 4),
  (kind = 4, timeNs = 8, orderId = 71, account = 4)
])`;

/** The fields that most events leave at zero. */
const NOTHING = {
  ...{ flags: 0, reason: 0, instrument: 0, counterOrderId: 0 },
  ...{ price: 0, quantity: 0, counterAccount: 0 },
};

/** What `capnp decode` prints, as objects. */
function recordsIn(text: string): Record<string, number>[] {
  const bodies = text.match(/\([^()]*\)/g) ?? [];
  return bodies.map((body) =>
    Object.fromEntries(
      [...body.matchAll(/(\w+) = (-?\d+)/g)].map(([, name, value]) => [name, Number(value)]),
    ),
  );
}

function capnp(command: "encode" | "decode", type: string, input: Uint8Array | string): Buffer {
  const args = [command, "schemas/trading.capnp", type];
  const result = spawnSync("capnp", args, { cwd: REPOSITORY, input });
  if (result.status !== 0) throw new Error(`capnp ${command}: ${result.stderr.toString()}`);
  return result.stdout;
}

describe.each(["wasm", "native"] as const)("the %s engine", (backend) => {
  test("reads a batch that capnp encoded, and writes one that capnp decodes", async ({ skip }) => {
    skip(NO_CAPNP !== undefined, NO_CAPNP);
    using exchange = await Exchange.create({ instruments: ["ACME"] }, { backend });
    exchange.submitBatch(decodeBatch(capnp("encode", "CommandBatch", COMMANDS), 64));
    const events = new Uint8Array(exchange.waitingEvents * EventCursor.bytes);
    expect(exchange.drainInto(events)).toBe(5);
    const decoded = capnp("decode", "EventBatch", encodeBatch(events, EventCursor.bytes)).toString();
    expect(recordsIn(decoded)).toEqual([
      { ...NOTHING, kind: 1, side: 1, seq: 1, timeNs: 5, orderId: 71, price: -3, quantity: 10, account: 4 },
      { ...NOTHING, kind: 1, side: 0, seq: 2, timeNs: 6, orderId: 72, price: -3, quantity: 4, account: 9 },
      {
        ...{ kind: 2, side: 0, flags: 1, reason: 0, instrument: 0, seq: 2, timeNs: 6, orderId: 72 },
        ...{ counterOrderId: 71, price: -3, quantity: 4, account: 9, counterAccount: 4 },
      },
      {
        ...{ ...NOTHING, kind: 3, side: 1, reason: 13, seq: 3, timeNs: 7, orderId: 71 },
        ...{ price: -3, quantity: 6, account: 4 },
      },
      { ...NOTHING, kind: 6, side: 0, flags: 4, reason: 11, seq: 4, timeNs: 8, orderId: 71, account: 4 },
    ]);
  });
});
