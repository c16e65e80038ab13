// The QuantCup challenge: a feed worked out by hand, the challenge's unit cases, and its recorded executions.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type BackendKind, type EventCursor, EventKind, Exchange, Side } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { pauseForSignals } from "../src/conform/pause.js";
import { readQuantcupExecutions } from "../src/conform/quantcup/executions.js";
import { readQuantcupFeed } from "../src/conform/quantcup/feed.js";
import { Names } from "../src/conform/quantcup/names.js";
import { playQuantcup, type QuantcupRun } from "../src/conform/quantcup/play.js";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile } from "./support/temporary.js";

const feed = [
  "symbol,trader,side,price,size",
  "SYM,ANN,1,102,50", // event 1, order 1
  "SYM,BOB,1,101,30", // 2
  "SYM,ANN,1,101,40", // 3
  "SYM,CAT,0,0,9", // event 4 cancels order 9, which is nobody's
  "SYM,CAT,0,101,45", // event 5, order 4: takes 30 of 2, 15 of 3
  "SYM,CAT,0,0,3", // event 6 cancels order 3, whose owner is another
  "SYM,BOB,0,103,60", // event 7, order 5: takes 50 of 1, rests with 10
  "SYM,BOB,1,103,10", // event 8, order 6: an owner may trade with itself
];
const executions = [
  "event,taker_order_id,taker_trader,taker_side,maker_order_id,maker_trader,maker_price,size",
  "5,4,CAT,0,2,BOB,101,30",
  "5,4,CAT,0,3,ANN,101,15",
  "7,5,BOB,0,1,ANN,102,50",
  "8,6,BOB,1,5,BOB,103,10",
];

function input(name: string, lines: readonly string[]) {
  return { name, bytes: new TextEncoder().encode(`${lines.join("\n")}\n`) };
}

async function play(feedLines: readonly string[], executionLines: readonly string[]): Promise<QuantcupRun> {
  const traders = new Names();
  const read = readQuantcupFeed(input("feed", feedLines), traders, new Names());
  const expected = readQuantcupExecutions(input("exec", executionLines), traders);
  return playQuantcup(read, expected, traders, { backend: "wasm", pause: pauseForSignals });
}

function tampered(lines: readonly string[], line: number, ...texts: string[]): string[] {
  return [...lines.slice(0, line), ...texts, ...lines.slice(line + 1)];
}

describe("playQuantcup", () => {
  it("finds a right feed equal", async () => {
    await expect(play(feed, executions)).resolves.toMatchObject({
      compared: 4,
      different: 0,
      refused: 0,
      idleCancels: 1,
      first: undefined,
    });
  });

  it("names what is different, missing and too many, and keeps its place", async () => {
    const other = await play(feed, tampered(executions, 2, "5,4,CAT,0,3,ANN,101,14"));
    expect(other).toMatchObject({
      different: 1,
      first: {
        where: "exec:3",
        expected: "event 5: bid order 4 (CAT) takes 14 at 101 from order 3 (ANN)",
        got: "event 5: bid order 4 (CAT) takes 15 at 101 from order 3 (ANN)",
      },
    });
    await expect(play(feed, tampered(executions, 2))).resolves.toMatchObject({
      different: 1,
      first: { where: "exec", expected: "no more executions of this event" },
    });
    const missing = tampered(executions, 4, "8,6,BOB,1,5,BOB,103,10", "9,7,BOB,1,5,BOB,103,10");
    await expect(play(feed, missing)).resolves.toMatchObject({
      compared: 5,
      different: 1,
      first: { where: "exec:6", got: "no such execution" },
    });
  });

  it("compares every column", async () => {
    const row = "5,4,CAT,0,2,BOB,101,30".split(",");
    for (const [column, other] of ["4", "5", "ANN", "1", "1", "CAT", "100", "29"].entries()) {
      const text = row.map((field, index) => (index === column ? other : field)).join(",");
      expect((await play(feed, tampered(executions, 1, text))).different).toBeGreaterThan(0);
    }
  });

  it("says where a file is not what it should be", async () => {
    await expect(play(tampered(feed, 2, "SYM,BOB,2,101,30"), executions)).rejects.toThrow(
      "feed:3:9: side: expected 0 (bid) or 1 (ask), got '2'",
    );
    await expect(play(tampered(feed, 2, "SYM,BOB,1,101,0"), executions)).rejects.toThrow(
      "size: expected an integer",
    );
    await expect(play(feed, tampered(executions, 4, "4,6,BOB,1,5,BOB,103,10"))).rejects.toThrow(
      "exec:5:1: event: event 4 follows 7",
    );
    await expect(play(feed.slice(0, 1), executions)).rejects.toThrow("feed: has no events");
  });
});

describe("cift conform quantcup", () => {
  it("ends with 0, 2, 3 or 5", async () => {
    const file = (lines: readonly string[]) => temporaryFile("quantcup.csv", `${lines.join("\n")}\n`);
    const args = ["conform", "quantcup", "--feed", file(feed), "--exec"];
    const right = await cift([...args, file(executions), "--json"]);
    expect(right).toMatchObject({ code: 0, stderr: "" });
    expect(documentOf(right)).toMatchObject({ equal: true, executions: { compared: 4, different: 0 } });
    const wrong = await cift([...args, file(tampered(executions, 4, "8,6,BOB,1,5,BOB,103,9"))]);
    expect(wrong).toMatchObject({ code: 3, stderr: "" });
    expect(wrong.stdout).toContain(
      "    expected  event 8: ask order 6 (BOB) takes 9 at 103 from order 5 (BOB)\n",
    );
    await expect(cift([...args, file(["a,b"])])).resolves.toMatchObject({ code: 5, stdout: "" });
    await expect(cift(args.slice(0, 4))).resolves.toMatchObject({ code: 2, stdout: "" });
  });

  it.for<BackendKind>(["wasm", "native"])(
    "finds the recorded executions equal on %s",
    async (backend, context) => {
      const folder = verificationData(context, "quantcup");
      const files = ["--feed", join(folder, "score_feed_first5000.csv")];
      files.push("--exec", join(folder, "expected_executions_first5000.csv"));
      const run = await cift(["conform", "quantcup", ...files, "--backend", backend, "--json"]);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(documentOf(run)).toMatchObject({ events: 5000, executions: { compared: 2280, different: 0 } });
    },
  );
});

interface UnitOrder {
  readonly trader: string;
  readonly side: number;
  readonly price: number;
  readonly size: number;
}

interface UnitCase {
  readonly n: number;
  readonly orders: readonly UnitOrder[];
  /** Order ids. */
  readonly cancels: readonly number[];
  readonly orders2: readonly UnitOrder[];
  /** In pairs of the two parties, in either order. */
  readonly execs: readonly UnitOrder[];
}

describe("the challenge's unit cases", () => {
  it("give their executions", async (context) => {
    const path = verificationData(context, "quantcup", "tests14.json");
    const { tests } = JSON.parse(readFileSync(path, "utf8")) as { tests: readonly UnitCase[] };
    expect(tests).toHaveLength(14);
    for (const test of tests) {
      const row = ({ trader, side, price, size }: UnitOrder) => `SYM,${trader},${side},${price},${size}`;
      const cancels = test.cancels.map((id) => `SYM,MAX,0,0,${id}`);
      const rows = [...test.orders.map(row), ...cancels, ...test.orders2.map(row)];
      expect([test.n, await pairsOf([feed[0] ?? "", ...rows])]).toEqual([test.n, pairs(test.execs)]);
    }
  });
});

/** Two executions a trade, sorted, because either may come first. */
function pairs(execs: readonly UnitOrder[]): string[][] {
  const text = ({ trader, side, price, size }: UnitOrder) => `${trader} ${side} ${price} ${size}`;
  return execs.flatMap((_, index) =>
    index % 2 === 0
      ? [
          execs
            .slice(index, index + 2)
            .map(text)
            .sort(),
        ]
      : [],
  );
}

async function pairsOf(lines: readonly string[]): Promise<string[][]> {
  const traders = new Names();
  const { commands } = readQuantcupFeed(input("feed", lines), traders, new Names());
  using exchange = await Exchange.create({ instruments: ["SYM"] }, { backend: "wasm" });
  const execs: UnitOrder[] = [];
  exchange.submitBatch(commands, (events: EventCursor) => {
    while (events.next()) {
      if (events.kind !== EventKind.trade) continue;
      const { side, price, quantity: size } = events;
      execs.push({ trader: traders.name(events.account), side, price, size });
      const other = side === Side.buy ? Side.sell : Side.buy;
      execs.push({ trader: traders.name(events.counterAccount), side: other, price, size });
    }
  });
  return pairs(execs);
}
