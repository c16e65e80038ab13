// Order files and report streams of the flash1 benchmark, without its data.

import { CommandCursor } from "@cift/engine";
import { describe, expect, it } from "vitest";
import { playFlash1 } from "../src/conform/flash1-conform.js";
import { pauseForSignals } from "../src/conform/pause.js";
import { readFlash1Orders } from "../src/inputs/flash1-orders.js";
import { flash1File, type Message } from "./support/flash1-file.js";

const [NEW, CANCEL, MODIFY] = [0, 1, 2];
const [BUY, SELL] = [0, 1];

const read = (messages: readonly Message[]) =>
  readFlash1Orders({ name: "orders.bin", bytes: flash1File(messages) });

async function reportsOf(messages: readonly Message[]): Promise<string[]> {
  let text = "";
  await playFlash1(read(messages), {
    backend: "wasm",
    onReports: (chunk) => (text += new TextDecoder().decode(chunk)),
    pause: pauseForSignals,
  });
  return text.split("\n");
}

describe("readFlash1Orders", () => {
  it("makes a command of every message", () => {
    const orders = read([
      { type: NEW, side: SELL, quantity: 7, orderId: 0, price: -5 },
      { type: NEW, side: BUY, ioc: 1, quantity: 4_000_000_000, orderId: 2 ** 53 - 2, price: 2 ** 53 - 1 },
      { type: CANCEL, orderId: 0 },
      { type: MODIFY, quantity: 3, orderId: 2 ** 40, price: -(2 ** 53) + 1, sequence: 900 },
    ]);
    const commands = new CommandCursor(orders.commands);
    const common = { account: 0, flags: 0, param: 0, instrument: 0, seq: 0, timeNs: 0, orderType: "limit" };
    expect(commands.at(0).toObject()).toEqual({
      ...common,
      ...{ kind: "new", side: "sell", timeInForce: "gtc", orderId: 0, price: -5, quantity: 7 },
    });
    expect(commands.at(1).toObject()).toMatchObject({
      timeInForce: "ioc",
      quantity: 4e9,
      orderId: 2 ** 53 - 2,
    });
    expect(commands.at(1).price).toBe(2 ** 53 - 1);
    expect(commands.at(2).kindName).toBe("cancel");
    expect(commands.at(3).toObject()).toMatchObject({
      kind: "replace",
      orderId: 2 ** 40,
      price: -(2 ** 53) + 1,
    });
    expect([...orders.sequences]).toEqual([0, 1, 2, 900]);
  });

  it("reads records wherever they are in memory", () => {
    const bytes = flash1File([{ type: CANCEL, orderId: 77 }]);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const orders = readFlash1Orders({ name: "orders.bin", bytes: shifted.subarray(1) });
    expect(new CommandCursor(orders.commands).at(0).orderId).toBe(77);
  });

  it.each<[string, Message, string]>([
    ["a type", { type: 3, orderId: 1 }, "orders.bin at byte 56: record 1: type 3 is none of 0, 1, 2"],
    ["a side", { type: NEW, side: 2, orderId: 1 }, "record 1: side 2 is neither"],
    ["an ioc", { type: NEW, ioc: 9, orderId: 1 }, "record 1: ioc 9 is neither"],
    ["an id", { type: NEW, orderId: 2 ** 53 }, "record 1: the order id is 2^53 or above"],
    ["a price", { type: NEW, orderId: 1, price: 2 ** 53 }, "record 1: the price is not between"],
    ["a sequence", { type: NEW, orderId: 1, sequence: 0 }, "record 1: sequence 0 follows 0"],
  ])("names the record and its byte: %s", (_, message, problem) => {
    expect(() => read([{ type: CANCEL, orderId: 0 }, message])).toThrow(problem);
  });

  it("refuses what is no order file, or not a whole one", () => {
    const bytes = flash1File([{ type: CANCEL, orderId: 0 }]);
    const open = (content: Uint8Array) => readFlash1Orders({ name: "orders.bin", bytes: content });
    expect(() => open(new TextEncoder().encode("seq,time"))).toThrow("it is not a flash1 order file");
    expect(() => open(flash1File([]))).toThrow("has no records");
    expect(() => open(bytes.subarray(0, 10))).toThrow("ends inside its header");
    expect(() => open(bytes.subarray(0, 50))).toThrow("1 records, which makes 56 bytes, but there are 50");
    const newer = bytes.slice();
    newer[8] = 2;
    expect(() => open(newer)).toThrow("has version 2 of the format, expected 1");
  });
});

describe("the report stream", () => {
  it("has a line for every report, sorted by sequence and type", async () => {
    const lines = await reportsOf([
      { type: NEW, side: SELL, quantity: 5, orderId: 0, price: 100 },
      { type: NEW, side: SELL, quantity: 5, orderId: 1, price: 101 },
      { type: NEW, side: BUY, quantity: 3, orderId: 2, price: 90 },
      // Trades, and the rest of it is modified: the trades come first.
      { type: MODIFY, side: BUY, quantity: 9, orderId: 2, price: 101, sequence: 10 },
      { type: NEW, side: BUY, ioc: 1, quantity: 4, orderId: 3, price: 101, sequence: 11 },
      { type: CANCEL, side: SELL, orderId: 0, sequence: 12 },
      { type: MODIFY, side: SELL, quantity: 1, orderId: 0, price: 1, sequence: 13 },
      { type: NEW, side: SELL, quantity: 2, orderId: 0, price: -7, sequence: 14 },
      { type: CANCEL, side: SELL, orderId: 0, sequence: 15 },
    ]);
    expect(lines).toEqual([
      "0,0,1,0,100,5",
      "0,1,1,1,101,5",
      "0,2,0,2,90,3",
      "1,10,100,5,0,2",
      "1,10,101,4,1,2",
      "3,10,0,2,101,9",
      "0,11,0,3,101,4",
      "1,11,101,1,1,3",
      "2,11,0,3,101",
      "4,12,0",
      "5,13,0",
      "0,14,1,0,-7,2",
      "2,15,1,0,-7",
    ]);
  });

  it("counts new orders that were refused, for which it has no line", async () => {
    const orders = read([
      { type: NEW, side: BUY, quantity: 5, orderId: 0, price: 100 },
      { type: NEW, side: BUY, quantity: 5, orderId: 0, price: 100 },
    ]);
    const options = { backend: "wasm", onReports: () => undefined, pause: pauseForSignals } as const;
    const run = await playFlash1(orders, options);
    expect([run.reports, run.refusedOrders]).toEqual([1, 1]);
  });
});
