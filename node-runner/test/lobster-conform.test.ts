// A day worked out by hand, and what is said when one thing in it is different.

import { describe, expect, it } from "vitest";
import { type LobsterRun, playLobster } from "../src/conform/lobster-conform.js";
import { pauseForSignals } from "../src/conform/pause.js";
import { readLobsterFills } from "../src/inputs/lobster-fills.js";
import { readLobsterOps } from "../src/inputs/lobster-ops.js";
import { LobsterOrderbook } from "../src/inputs/lobster-orderbook.js";
import { type SmallDay, smallDay, tampered } from "./support/small-day.js";

function play(day: SmallDay, levels = 2): Promise<LobsterRun> {
  const input = (name: keyof SmallDay) => ({
    name,
    bytes: new TextEncoder().encode(`${day[name].join("\n")}\n`),
  });
  const files = {
    symbol: "TEST",
    ops: readLobsterOps(input("ops")),
    fills: readLobsterFills(input("fills")),
    orderbook: new LobsterOrderbook(input("orderbook"), levels),
    levels,
  };
  return playLobster(files, { backend: "wasm", pause: pauseForSignals });
}

describe("playLobster", () => {
  it("finds a right day equal", async () => {
    await expect(play(smallDay)).resolves.toMatchObject({
      ops: 8,
      commands: 7,
      fills: { compared: 2, different: 0 },
      rows: { compared: 6, different: 0 },
      rejections: 0,
      differences: 0,
      first: undefined,
    });
  });

  it("compares the top of a deeper file", async () => {
    await expect(play(smallDay, 1)).resolves.toMatchObject({ rows: { compared: 6, different: 0 } });
  });

  it("names a fill that is different", async () => {
    await expect(play(tampered("fills", 2, "4,1,1000,3"))).resolves.toMatchObject({
      fills: { compared: 2, different: 1 },
      differences: 1,
      first: {
        what: "fill",
        seq: 4,
        op: "aggressive order",
        where: "fills:3",
        expected: "3 at 1000 from order 1",
        got: "2 at 1000 from order 1",
      },
    });
  });

  it("names a fill that is missing, and one that is too many, and does not lose its place", async () => {
    const [header = "", ...fills] = smallDay.fills;
    await expect(play({ ...smallDay, fills: [header, "3,8,1050,3", ...fills] })).resolves.toMatchObject({
      differences: 1,
      first: {
        seq: 3,
        op: "limit order",
        where: "fills:2",
        expected: "3 at 1050 from order 8",
        got: "no trade",
      },
    });
    await expect(play({ ...smallDay, fills: [header, ...fills.slice(0, 1)] })).resolves.toMatchObject({
      differences: 1,
      first: { seq: 4, where: "fills", expected: "no more fills of this op", got: "2 at 1000 from order 1" },
    });
    await expect(play({ ...smallDay, fills: [header, ...fills, "99,1,1000,1"] })).resolves.toMatchObject({
      differences: 1,
      first: { seq: 99, op: "no op", where: "fills:4", got: "no op of this seq" },
    });
  });

  it("names row, level and field of a book that is different", async () => {
    await expect(play(tampered("orderbook", 1, "1100,5,1050,3,1200,7,1000,11"))).resolves.toMatchObject({
      rows: { compared: 6, different: 1 },
      first: {
        what: "row",
        seq: 3,
        op: "limit order",
        where: "row 1 (orderbook:2), level 2, bid_sz2",
        expected: "11",
        got: "10",
      },
    });
  });

  it("names the first thing that an op changes when it is not the day's", async () => {
    await expect(play(tampered("ops", 4, "3,200,A,4,1,1049,3,1"))).resolves.toMatchObject({
      first: {
        what: "row",
        seq: 3,
        where: "row 1 (orderbook:2), level 1, bid_px1",
        expected: "1050",
        got: "1049",
      },
    });
  });

  it("takes an op on an order that is not there as a difference with its reason", async () => {
    await expect(play(tampered("ops", 6, "5,400,C,33,-1,1200,2,3"))).resolves.toMatchObject({
      rejections: 1,
      first: { what: "rejection", seq: 5, op: "reduction", got: "rejected: unknownOrder (order 33)" },
    });
  });

  it("says when the ops name a row that the order book has not", async () => {
    await expect(play(tampered("ops", 7, "6,500,T,0,0,1075,1,40"))).rejects.toThrow(
      "ops:8: ob_row: there is no row 40, the order book orderbook has 6",
    );
  });
});
