// Commands as objects, field by field, and objects in Node's console.

import { inspect } from "node:util";
import {
  BOTH_SIDES,
  CommandBatch,
  CommandCursor,
  CommandFlag,
  type CommandInput,
  EVERY,
  Exchange,
  OrderTermsCursor,
  SELF_TRADE_SHIFT,
} from "@cift/engine";
import { describe, expect, test } from "vitest";

/** What a command is as a record, without what is zero. */
function recordOf(command: CommandInput) {
  const record = new CommandCursor(new CommandBatch().add(command).bytes).at(0).toObject();
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== 0));
}

test.each<[CommandInput, object]>([
  [
    { kind: "new", postOnly: true, reprice: true, allOrNone: true, reduceOnly: true, hidden: true },
    { flags: 0b11111 },
  ],
  [
    { kind: "new", byAmount: true, capped: true, held: true, fundsAt: true, param: -5 },
    { flags: 0b1011100000 },
  ],
  [
    { kind: "new", selfTrade: "decrement", flags: 1 },
    { flags: (5 << SELF_TRADE_SHIFT) | CommandFlag.postOnly },
  ],
  [
    { kind: "massCancel", side: "both", instrument: EVERY, account: EVERY },
    { instrument: EVERY, account: EVERY },
  ],
  [{ kind: "phase", phase: "halt" }, { orderType: expect.anything() }],
  [{ kind: "limit", scope: "venue", limitKind: "dailyLoss", quantity: 7 }, { quantity: 7 }],
  [{ kind: "kill", scope: "group", on: true, account: 3 }, { account: 3 }],
  [{ kind: "heartbeat", param: 2 ** 52 }, { param: 2 ** 52 }],
])("%j", (command, expected) => {
  expect(recordOf(command)).toMatchObject({ kind: command.kind, ...expected });
});

test("numbers that share a byte are what the engine expects", () => {
  const first = (command: CommandInput) => [...new CommandBatch().add(command).bytes.subarray(0, 4)];
  expect(first({ kind: "massCancel", side: "both" })).toEqual([7, BOTH_SIDES, 0, 0]);
  expect(first({ kind: "phase", phase: "closed" })).toEqual([10, 0, 6, 0]);
  expect(first({ kind: "account", accountKind: "margin" })).toEqual([15, 0, 1, 0]);
  expect(first({ kind: "limit", limitKind: "dailyLoss", scope: "venue" })).toEqual([17, 0, 14, 3]);
  expect(first({ kind: "kill", scope: "instrument", on: true })).toEqual([18, 0, 1, 2]);
  expect(first({ kind: "permit", on: false })).toEqual([19, 0, 0, 0]);
});

describe("terms", () => {
  test("come before their order, with its time and the number before", () => {
    const batch = new CommandBatch(1).add({
      kind: "new",
      orderId: 5,
      timeNs: 9,
      seq: 7,
      terms: {
        trigger: "trailing",
        triggerSource: "mid",
        trailUnit: "basisPoints",
        link: "bracket",
        offset: -(2n ** 63n),
        displayQuantity: 1,
        displayHighQuantity: 2,
        minimumQuantity: 3,
        linkedOrderId: 4,
      },
    });
    expect(batch).toHaveLength(2);
    expect(new OrderTermsCursor(batch.bytes).at(0).toObject()).toEqual({
      kind: "terms",
      trigger: "trailing",
      triggerSource: "mid",
      trailUnit: "basisPoints",
      peg: "none",
      link: "bracket",
      seq: 6,
      timeNs: 9,
      offset: -(2 ** 63),
      displayQuantity: 1,
      displayHighQuantity: 2,
      minimumQuantity: 3,
      linkedOrderId: 4,
    });
    expect(new CommandCursor(batch.bytes).at(1)).toMatchObject({
      seq: 7,
      timeNs: 9,
      flags: CommandFlag.terms,
    });
  });

  test("that do not fit add nothing", () => {
    const batch = new CommandBatch().add({ kind: "cancel" });
    expect(() => batch.add({ kind: "new", terms: { displayQuantity: -1 } })).toThrow(RangeError);
    expect(() => batch.add({ kind: "new", quantity: -1, terms: { peg: "bid" } })).toThrow(RangeError);
    expect(batch).toHaveLength(1);
  });

  test("are written in place", () => {
    const batch = new CommandBatch(1);
    const terms = batch.appendTerms();
    terms.displayQuantity = 8;
    batch.append().flags = CommandFlag.terms;
    expect(batch.appendTerms()).toBe(terms);
    expect(new OrderTermsCursor(batch.bytes).at(0)).toMatchObject({ kindName: "terms", displayQuantity: 8 });
    expect(new CommandCursor(batch.bytes).at(1).flags).toBe(CommandFlag.terms);
  });
});

test("an exchange in the console says where it is", async () => {
  const exchange = await Exchange.create({
    instruments: [{ symbol: "ACME", tickSize: "0.01" }],
    accounts: { currencies: ["USD"] },
  });
  exchange.clock(77);
  expect(inspect(exchange)).toMatch(
    /^Exchange \((native|wasm)\) \{\n {2}instruments: \[ 'ACME' \],\n {2}seq: 1,\n {2}timeNs: 77,/,
  );
  expect(inspect({ exchange }, { depth: 0 })).toContain("exchange: Exchange (");
  expect(inspect(exchange.market())).toMatch(/^Market \{[^}]*phase: 'continuous'/);
  expect(inspect(exchange.accounts)).toBe("Accounts { currencies: [ 'USD' ] }");
  expect(inspect(exchange.risk)).toContain("check");
  expect(inspect(exchange.book())).toBe("OrderBook ACME");
  exchange.dispose();
  expect(inspect(exchange)).toBe("Exchange (disposed of)");
  expect(() => exchange.market()).toThrow("DISPOSED");
});

test("a book in the console is a ladder", async () => {
  using exchange = await Exchange.create({
    instruments: [{ symbol: "ACME", tickSize: "0.01", lotSize: "0.1" }],
  });
  for (const price of [98, 99]) exchange.submit({ side: "buy", price, quantity: 5 });
  exchange.submit({ side: "sell", price: 101, quantity: 5 });
  expect(inspect(exchange.book()).split("\n")).toEqual([
    "OrderBook ACME",
    "  ask 1.01 × 0.5 (1)",
    "  bid 0.99 × 0.5 (1)",
    "  bid 0.98 × 0.5 (1)",
  ]);
});
