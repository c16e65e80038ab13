import { CommandCursor } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { readLobsterFills } from "../src/inputs/lobster-fills.js";
import { opName, readLobsterOps } from "../src/inputs/lobster-ops.js";
import { fieldName, LobsterOrderbook } from "../src/inputs/lobster-orderbook.js";
import { smallDay, tampered } from "./support/small-day.js";

const input = (lines: readonly string[], end = "\n") => ({
  name: "day.csv",
  bytes: new TextEncoder().encode(lines.join(end) + end),
});

describe("readLobsterOps", () => {
  it("turns ops into commands, and hidden executions into none", () => {
    const ops = readLobsterOps(input(smallDay.ops));
    expect(ops.count).toBe(8);
    const commands = new CommandCursor(ops.commands);
    const kinds: string[] = [];
    while (commands.next())
      kinds.push(`${commands.kindName} ${commands.timeInForceName} ${commands.orderId}`);
    expect(kinds).toEqual([
      ...["new gtc 1", "new gtc 2", "new gtc 3", "new gtc 4", "new ioc 90", "reduce gtc 3", "cancel gtc 2"],
    ]);
    expect([...ops.opOfCommand]).toEqual([0, 1, 2, 3, 4, 5, 7]);
    expect([...ops.commandsUntil]).toEqual([1, 2, 3, 4, 5, 6, 6, 7]);
    expect(commands.at(4).toObject()).toMatchObject({ side: "sell", price: 1000, quantity: 5, timeNs: 300 });
    expect(opName(ops, 6)).toBe("hidden execution");
  });

  it("reads Windows' line ends and a last line without one", () => {
    expect(readLobsterOps(input(smallDay.ops, "\r\n")).commands).toEqual(
      readLobsterOps(input(smallDay.ops)).commands,
    );
    const bytes = new TextEncoder().encode(smallDay.ops.join("\n"));
    expect(readLobsterOps({ name: "day.csv", bytes }).count).toBe(8);
  });

  it("takes any integer as a price", () => {
    const ops = [smallDay.ops[0] ?? "", "0,1,A,1,1,-9007199254740991,1,-1", "1,1,A,2,1,0,1,-1"];
    const commands = new CommandCursor(readLobsterOps(input(ops)).commands);
    expect([commands.at(0).price, commands.at(1).price]).toEqual([-9007199254740991, 0]);
  });

  it.each([
    [1, "0,100,S,1,1,10x0,10,-1", "day.csv:2:13: price: expected an integer, got '10x0'"],
    [
      1,
      "0,100,S,1,1,9007199254740993,10,-1",
      "day.csv:2:13: price: expected an integer, got '9007199254740993'",
    ],
    [2, "1,100,X,2,-1,1100,5,-1", "day.csv:3:7: op: expected one of S, A, C, D, I, T, got 'X'"],
    [3, "2,99,S,3,-1,1200,7,0", "day.csv:4:3: time_ns: 99 is before the op above, which is of 100"],
    [3, "1,100,S,3,-1,1200,7,0", "day.csv:4:1: seq: 1 follows 1: the ops' numbers have to grow"],
    [4, "3,200,A,4,0,1050,3,1", "day.csv:5:11: side: expected 1 (buy) or -1 (sell), got '0'"],
    [4, "3,200,A,4,1,1050,-3,1", "day.csv:5:18: size: expected an integer from 0, got '-3'"],
    [5, "4,300,I,90,-1,1000,5,", "day.csv:6:22: ob_row: expected an integer from -1, got ''"],
    [6, "5,400,C,3,-1,1200,2", "day.csv:7: the row has 7 fields, expected 8"],
    [6, "", "day.csv:7: the row has 1 fields, expected 8"],
    [0, "seq,time,op", "day.csv:1: expected the header 'seq,time_ns,op,"],
  ])("names file, line and column: row %i '%s'", (line, text, message) => {
    expect(() => readLobsterOps(input(tampered("ops", line, text).ops))).toThrow(message);
  });

  it("refuses a file without ops", () => {
    expect(() => readLobsterOps(input(smallDay.ops.slice(0, 1)))).toThrow("day.csv: has no ops");
  });
});

describe("readLobsterFills", () => {
  it("reads fills, also none", () => {
    const fills = readLobsterFills(input(smallDay.fills));
    expect([fills.count, fills.seq[0], fills.maker[1], fills.price[1], fills.size[0]]).toEqual([
      2, 4, 1, 1000, 3,
    ]);
    expect(readLobsterFills(input(smallDay.fills.slice(0, 1))).count).toBe(0);
  });

  it("names file, line and column", () => {
    const lines = tampered("fills", 2, "4,one,1000,2").fills;
    expect(() => readLobsterFills(input(lines))).toThrow(
      "day.csv:3:3: maker_order_id: expected an integer from 0",
    );
  });
});

describe("LobsterOrderbook", () => {
  it("reads rows in any order, and only as many levels as are asked for", () => {
    const book = new LobsterOrderbook(input(smallDay.orderbook), 1);
    expect([book.rows, book.levels]).toEqual([6, 2]);
    const row = new Float64Array(4);
    book.read(5, row);
    expect([...row]).toEqual([1200, 5, 1000, 8]);
    book.read(0, row);
    expect([...row]).toEqual([1100, 5, 1000, 10]);
  });

  it("names fields as LOBSTER's manual does", () => {
    expect([0, 3, 4, 39].map(fieldName)).toEqual(["ask_px1", "bid_sz1", "ask_px2", "bid_sz10"]);
  });

  it("names file, line and column", () => {
    const open = (line: number, text: string, levels = 2) => {
      const book = new LobsterOrderbook(input(tampered("orderbook", line, text).orderbook), levels);
      book.read(line, new Float64Array(8));
    };
    expect(() => open(1, "1100,5,1050,3,1200,7,1e3,10")).toThrow(
      "day.csv:2:22: bid_px2: expected an integer, got '1e3'",
    );
    expect(() => open(1, "1100,5,1050,3,1200,7")).toThrow("day.csv:2: the row has 6 fields, expected 8");
    expect(() => open(0, "1100,5,1050")).toThrow(
      "day.csv:1: the row has 3 fields, expected 4 for each level",
    );
    expect(() => open(1, "1,1,1,1,1,1,1,1", 3)).toThrow("has 2 levels, and 3 are to be compared");
    expect(() => new LobsterOrderbook({ name: "day.csv", bytes: new Uint8Array(0) }, 1)).toThrow(
      "has no rows",
    );
  });
});
