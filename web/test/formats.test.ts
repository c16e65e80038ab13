import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { CommandCursor, type CommandRecord } from "@cift/engine";
import { describe, expect, it } from "vitest";
import type { CommandTape } from "../src/workers/command-tape.ts";
import { MAX_MESSAGES } from "../src/workers/formats/format.ts";
import { InputError } from "../src/workers/formats/input-error.ts";
import { NotOrders, type Orders, readOrders } from "../src/workers/formats/read-orders.ts";
import { type Flash1Record, flash1File } from "./support/flash1-file.ts";
import { streamOf } from "./support/streams.ts";

const HEADER = "seq,time_ns,op,order_id,side,price,size,ob_row";
const sample = readFileSync(new URL("../../examples/data/flash1-normal-20k.bin.gz", import.meta.url));

const read = (bytes: Uint8Array, chunkBytes?: number): Promise<Orders> =>
  readOrders(streamOf(bytes, chunkBytes), {
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });

const text = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join("\n"));

async function problemOf(bytes: Uint8Array, chunkBytes?: number): Promise<InputError> {
  const error: unknown = await read(bytes, chunkBytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof InputError) return error;
  throw new Error("the file was read, or failed in another way", { cause: error });
}

function commands(tape: CommandTape): CommandRecord[] {
  const records: CommandRecord[] = [];
  for (let from = 0; from < tape.length; ) {
    const cursor = new CommandCursor(tape.slice(from, tape.length));
    while (cursor.next()) records.push(cursor.toObject());
    from += cursor.length;
  }
  return records;
}

describe("flash1", () => {
  const records: readonly Flash1Record[] = [
    { type: 0, side: 0, quantity: 16, orderId: 15_145n, price: 33_597n },
    { type: 0, side: 1, immediate: 1, quantity: 2 ** 32 - 1, orderId: 2n ** 53n - 1n, price: -5n },
    { type: 2, side: 1, quantity: 9, orderId: 7n, price: 2n ** 53n - 1n },
    { type: 1, side: 1, quantity: 8, orderId: 7n, price: 34_315n },
  ];

  it("makes the commands of all kinds of messages", async () => {
    const orders = await read(flash1File(records));
    expect(orders).toMatchObject({ format: "flash1", hasTimes: false });
    const base = { orderType: "limit", instrument: 0, seq: 0, timeNs: 0, account: 0, flags: 0, param: 0 };
    expect(commands(orders.tape)).toEqual([
      { ...base, kind: "new", side: "buy", timeInForce: "gtc", orderId: 15_145, price: 33_597, quantity: 16 },
      {
        ...base,
        kind: "new",
        side: "sell",
        timeInForce: "ioc",
        orderId: 2 ** 53 - 1,
        price: -5,
        quantity: 2 ** 32 - 1,
      },
      {
        ...base,
        kind: "replace",
        side: "sell",
        timeInForce: "gtc",
        orderId: 7,
        price: 2 ** 53 - 1,
        quantity: 9,
      },
      { ...base, kind: "cancel", side: "sell", timeInForce: "gtc", orderId: 7, price: 34_315, quantity: 8 },
    ]);
  });

  it("does not care where its chunks are cut", async () => {
    const whole = commands((await read(flash1File(records))).tape);
    for (let chunkBytes = 1; chunkBytes < 130; chunkBytes++) {
      expect(commands((await read(flash1File(records), chunkBytes)).tape)).toEqual(whole);
    }
  });

  it("reads the bundled sample, packed and unpacked, and more than one block of commands", async () => {
    const packed = await read(sample, 10_007);
    expect(packed.tape.length).toBe(20_000);
    expect(packed.tape.slice(0, 20_000).length).toBe(64 * 16_384);
    expect(packed.tape.slice(16_384, 20_000).length).toBe(64 * (20_000 - 16_384));
    expect(commands(packed.tape)[19_999]?.kind).toMatch(/new|cancel|replace/);
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    ["a wrong version", flash1File(records, 4, 3), "Byte 8", /version 3/],
    ["no messages", flash1File([]), "Byte 12", /no messages/],
    ["too many messages", flash1File(records, MAX_MESSAGES + 1), "", /more than 8,388,608/],
    ["a header that is cut off", flash1File([]).slice(0, 12), "", /12 bytes/],
    [
      "a record that is cut off",
      flash1File(records).slice(0, 100),
      "Byte 100",
      /announces 4 messages, 176 bytes/,
    ],
    ["missing records", flash1File(records, 5), "Byte 176", /announces 5/],
    ["records that nobody announced", flash1File(records, 2), "Byte 96", /goes on after the 2/],
    ["an unknown type", flash1File([...records, { type: 3 }]), "Byte 176", /type is 3/],
    ["an unknown side", flash1File([{ type: 0, side: 2 }]), "Byte 17", /side is 2/],
    ["an unknown mark", flash1File([{ type: 0, immediate: 9 }]), "Byte 18", /mark is 9/],
    ["an order id that is too large", flash1File([{ type: 0, orderId: 2n ** 53n }]), "Byte 32", /order id/],
    ["a price that is too large", flash1File([{ type: 0, price: 2n ** 53n }]), "Byte 40", /price/],
    ["a price that is too small", flash1File([{ type: 0, price: -(2n ** 53n) - 1n }]), "Byte 40", /price/],
    [
      "sequences that do not grow",
      flash1File([
        { type: 0, sequence: 5 },
        { type: 0, sequence: 5 },
      ]),
      "Byte 64",
      /sequence 5 follows 5/,
    ],
  ])("names the place of %s", async (_, bytes, where, problem) => {
    for (const chunkBytes of [1, 1000]) {
      const error = await problemOf(bytes, chunkBytes);
      expect(error.where).toBe(where);
      expect(error.problem).toMatch(problem);
      expect(error.advice).not.toBe("");
    }
  });
});

describe("LOBSTER ops", () => {
  const lines = [
    HEADER,
    "0,34200015105074,S,15818974,1,5794000,496,-1",
    "1,34200015105074,A,2,-1,5795000,10,0",
    "2,34200015105080,T,0,-1,5795100,1,1",
    "3,34200015105080,I,9000000001,-1,5794000,300,2",
    "4,34200015105081,C,2,-1,5795000,4,3",
    "5,57599871751084,D,2,-1,5795000,6,-1",
  ];

  it("makes the commands of all ops, and none of hidden executions", async () => {
    const orders = await read(text(lines));
    expect(orders).toMatchObject({ format: "lobster-ops", hasTimes: true });
    const base = { orderType: "limit", instrument: 0, seq: 0, account: 0, flags: 0, param: 0 };
    const order = { ...base, kind: "new", timeInForce: "gtc" };
    const change = { ...base, side: "buy", timeInForce: "gtc", price: 0 };
    expect(commands(orders.tape)).toEqual([
      {
        ...order,
        side: "buy",
        timeNs: 34_200_015_105_074,
        orderId: 15_818_974,
        price: 5_794_000,
        quantity: 496,
      },
      { ...order, side: "sell", timeNs: 34_200_015_105_074, orderId: 2, price: 5_795_000, quantity: 10 },
      {
        ...order,
        side: "sell",
        timeInForce: "ioc",
        timeNs: 34_200_015_105_080,
        orderId: 9_000_000_001,
        price: 5_794_000,
        quantity: 300,
      },
      { ...change, kind: "reduce", timeNs: 34_200_015_105_081, orderId: 2, quantity: 4 },
      { ...change, kind: "cancel", timeNs: 57_599_871_751_084, orderId: 2, quantity: 0 },
    ]);
  });

  it("reads the same with Windows' line ends, a line end at the end, gzip, and any cuts", async () => {
    const whole = commands((await read(text(lines))).tape);
    const windows = new TextEncoder().encode(`${lines.join("\r\n")}\r\n`);
    expect(commands((await read(windows)).tape)).toEqual(whole);
    expect(commands((await read(text([...lines, ""]))).tape)).toEqual(whole);
    expect(commands((await read(gzipSync(windows), 7)).tape)).toEqual(whole);
    for (let chunkBytes = 1; chunkBytes < 90; chunkBytes++) {
      expect(commands((await read(windows, chunkBytes)).tape)).toEqual(whole);
    }
  });

  it("keeps negative prices, of both halves of a number", async () => {
    const orders = await read(text([HEADER, "0,0,A,1,1,-1,1,-1", "1,0,A,2,1,-9007199254740991,1,-1"]));
    expect(commands(orders.tape).map(({ price }) => price)).toEqual([-1, -9_007_199_254_740_991]);
  });

  it.each<[string, string, RegExp]>([
    ["a word for a number", "0,soon,A,1,1,1,1,-1", /time_ns is "soon", not a whole number/],
    ["a fraction", "0,0,A,1,1,1.5,1,-1", /price is "1.5"/],
    [
      "a number that is no integer of JavaScript",
      "0,0,A,9007199254740992,1,1,1,-1",
      /order_id is "9007199254740992"/,
    ],
    ["an empty column", "0,0,A,1,1,,1,-1", /price is ""/],
    ["missing columns", "0,0,A,1,1", /price is ""/],
    ["more columns", "0,0,A,1,1,1,1,-1,7", /more than eight/],
    ["a side of neither", "0,0,A,1,0,1,1,-1", /side is 0/],
    ["an unknown op", "0,34200015105074,X,1,1,1,1,-1", /op is "X"/],
    ["a negative size", "0,0,A,1,1,1,-4,-1", /size is "-4", not a whole number of zero or more/],
    ["a line without end", `0,0,A,1,1,1,1,${"9".repeat(2000)}`, /longer than 1,024|ob_row/],
  ])("names the line of %s", async (_, line, problem) => {
    const error = await problemOf(text([...lines.slice(0, 3), line]), 1500);
    expect(error.where).toBe("Line 4");
    expect(error.problem).toMatch(problem);
    expect(error.advice).toContain(HEADER);
  });

  it("refuses a time that goes back, other columns, and nothing", async () => {
    expect((await problemOf(text([...lines, "6,5,D,2,1,1,1,-1"]))).message).toMatch(
      /^Line 8: time_ns is 5, before 5/,
    );
    expect((await problemOf(text([`${HEADER},more`]))).message).toMatch(/^Line 1: the columns/);
    expect((await problemOf(text([HEADER]))).message).toMatch(/no orders/);
  });
});

describe("other files", () => {
  it.each<[string, readonly number[] | string]>([
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd, 0]],
    ["zip", [0x50, 0x4b, 0x03, 0x04, 0]],
    ["another CSV", "34200.017459617,5,0,1,2238200,-1\n"],
    ["noise", [0, 1, 2, 3]],
  ])("are left to the reader of market data: %s", async (_, content) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : Uint8Array.from(content);
    await expect(read(bytes)).rejects.toBeInstanceOf(NotOrders);
    await expect(read(gzipSync(bytes))).rejects.toBeInstanceOf(NotOrders);
  });

  it("are given up at their first bytes, whatever their length", async () => {
    let pieces = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pieces++;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const options = { onProgress: () => undefined, signal: new AbortController().signal };
    await expect(readOrders(endless, options)).rejects.toBeInstanceOf(NotOrders);
    expect(pieces).toBeLessThan(10);
  });

  it("says that a file is empty", async () => {
    const error = await problemOf(new Uint8Array(0));
    expect(error.problem).toMatch(/empty/);
    expect(error.advice).not.toBe("");
  });

  it("says that gzip data is cut off or damaged", async () => {
    expect((await problemOf(sample.subarray(0, 90_000))).problem).toMatch(/damaged or cut off|ends here/);
    const damaged = Uint8Array.from(sample);
    damaged.fill(0xaa, 50_000, 50_100);
    expect((await problemOf(damaged)).problem).toBeTypeOf("string");
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const reading = readOrders(streamOf(sample, 100), {
      onProgress: () => stop.abort(),
      signal: stop.signal,
    });
    await expect(reading).rejects.toThrow();
  });
});
