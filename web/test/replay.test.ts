// The replay with the real engine: whatever the pace, the result is the golden's.

import { existsSync, readFileSync } from "node:fs";
import { CiftError } from "@cift/engine";
import { beforeEach, describe, expect, it } from "vitest";
import { SPEEDS } from "../src/features/transport/speed-ladder.ts";
import { commandsDigestText, LEVEL_FIELDS, LevelField, Status } from "../src/workers/snapshot.ts";
import { TRADE_FIELDS, TradeField } from "../src/workers/trade-ring.ts";
import { flash1File } from "./support/flash1-file.ts";
import { createMachine } from "./support/machine.ts";

const root = new URL("../../", import.meta.url);
const name = "flash1-normal-20k.bin.gz";
const sample = readFileSync(new URL(`examples/data/${name}`, root));
const golden = JSON.parse(readFileSync(new URL("schemas/golden/flash1-normal-20k.json", root), "utf8")) as {
  readonly digest: string;
  readonly commandsDigest: string;
  readonly events: number;
};

type Machine = Awaited<ReturnType<typeof createMachine>>;
let machine: Machine;

beforeEach(async () => {
  machine = await createMachine();
});

const GOLDEN = {
  digest: golden.digest,
  commandsDigest: golden.commandsDigest,
  events: golden.events,
  messages: 20_000,
};

const result = (): typeof GOLDEN => ({
  digest: machine.digest,
  commandsDigest: commandsDigestText(machine.page),
  events: machine.page.get("events"),
  messages: machine.page.get("position"),
});

describe("a file", () => {
  it("is described when it is open", async () => {
    const info = await machine.open(name, sample);
    expect(info).toMatchObject({
      name,
      isSample: true,
      format: "flash1",
      messages: 20_000,
      hasTimes: false,
      lengthNs: 20e9,
      priceDigits: 0,
      priceStep: 1,
      backend: "wasm",
    });
    expect(info.goldens).toContainEqual({
      name: "flash1-normal-20k",
      digest: golden.digest,
      commandsDigest: golden.commandsDigest,
    });
    expect(machine.status).toBe(Status.ready);
    expect(machine.page.get("position")).toBe(0);
    expect(machine.messages.filter(({ type }) => type === "loading").length).toBeGreaterThan(0);
  });

  it("that cannot be read says why, and the next one opens all the same", async () => {
    await expect(machine.open("bad", flash1File([{ type: 7 }]), 1)).rejects.toThrow();
    expect(machine.messages.at(-1)).toMatchObject({
      type: "failed",
      session: 1,
      failure: { where: "Byte 16", problem: "the message's type is 7, not 0, 1 or 2" },
    });
    await machine.open(name, sample, 2);
    await machine.ask({ type: "runToEnd" });
    await machine.finish();
    expect(result()).toEqual(GOLDEN);
  });

  it("that is no order flow is left to others, and the next one opens all the same", async () => {
    await machine.open(name, sample, 1);
    machine.openOnly("market.csv", new TextEncoder().encode("time,price\n1,2\n"), 2);
    await machine.settle(() => machine.messages.some(({ type }) => type === "notOrders"));
    expect(machine.messages.at(-1)).toEqual({ type: "notOrders", session: 2 });
    await machine.open(name, sample, 3);
    await machine.ask({ type: "runToEnd" });
    await machine.finish();
    expect(result()).toEqual(GOLDEN);
  });

  it("that the server has not got says so", async () => {
    machine.send({ type: "openSample", session: 1, url: "nowhere", name: "nowhere" });
    await machine.settle(() => machine.messages.some(({ type }) => type === "failed"));
    expect(machine.messages.at(-1)).toMatchObject({
      failure: { problem: expect.stringMatching(/404/) as string },
    });
  });

  it("gives way to the one that is opened while it is read", async () => {
    machine.openOnly("first", sample, 1);
    machine.openOnly("second", sample, 2);
    await machine.settle(() => machine.messages.some(({ type }) => type === "opened"));
    expect(machine.messages.filter(({ type }) => type === "opened")).toMatchObject([{ session: 2 }]);
    expect(machine.messages.some(({ type }) => type === "failed")).toBe(false);
  });
});

describe("the result is the golden's", () => {
  it.each([1, 5, 200, 10_000, Number.POSITIVE_INFINITY])("at speed %d", async (factor) => {
    await machine.open(name, sample);
    await machine.ask({ type: "speed", factor });
    await machine.ask({ type: "play" });
    await machine.finish();
    expect(result()).toEqual(GOLDEN);
  });

  it("on a machine that is too slow for the speed", async () => {
    machine = await createMachine({ clockStepMs: 3 });
    await machine.open(name, sample);
    await machine.ask({ type: "speed", factor: 10_000 });
    await machine.ask({ type: "play" });
    await machine.finish();
    expect(result()).toEqual(GOLDEN);
  });

  it("with pauses, steps and another speed every moment", async () => {
    await machine.open(name, sample);
    await machine.ask({ type: "step", count: 1 });
    expect(machine.page.get("position")).toBe(1);
    await machine.ask({ type: "step", count: 100 });
    expect(machine.page.get("position")).toBe(101);
    for (let turn = 0; machine.status !== Status.finished && turn < 2000; turn++) {
      await machine.ask({ type: "speed", factor: SPEEDS[turn % 9] ?? 1 });
      await machine.ask({ type: "play" });
      await machine.pass(7);
      if (machine.status === Status.playing) await machine.ask({ type: "toggle" });
      await machine.ask({ type: "step", count: (turn % 5) + 1 });
    }
    expect(machine.status).toBe(Status.finished);
    expect(result()).toEqual(GOLDEN);
  });

  it("after a start over in the middle, and when it is played again at the end", async () => {
    await machine.open(name, sample);
    await machine.ask({ type: "play" });
    await machine.pass(3000);
    const middle = machine.digest;
    expect(middle).not.toBe(golden.digest);
    await machine.ask({ type: "restart" });
    expect(machine.page.get("position")).toBeLessThan(100);
    await machine.ask({ type: "runToEnd" });
    await machine.finish();
    expect(result()).toEqual(GOLDEN);
    await machine.ask({ type: "play" });
    expect(machine.page.get("position")).toBeLessThan(20_000);
    await machine.ask({ type: "runToEnd" });
    await machine.finish();
    expect(result()).toEqual(GOLDEN);
  });
});

describe("the pace", () => {
  it("is a message a millisecond at speed 1, and stands still in a pause", async () => {
    await machine.open(name, sample);
    await machine.ask({ type: "play" });
    await machine.pass(2000);
    expect(machine.page.get("position")).toBeGreaterThan(1980);
    expect(machine.page.get("position")).toBeLessThanOrEqual(2001);
    expect(machine.page.get("clockRate")).toBeCloseTo(1, 1);
    expect(machine.page.get("messageRate")).toBeCloseTo(1000, -2);
    await machine.ask({ type: "toggle" });
    const at = machine.page.get("position");
    await machine.pass(5000);
    expect(machine.page.get("position")).toBe(at);
    expect(machine.status).toBe(Status.paused);
    await machine.ask({ type: "speed", factor: 5 });
    await machine.ask({ type: "play" });
    await machine.pass(1000);
    expect(machine.page.get("position")).toBeGreaterThan(at + 4900);
  });

  it("sends no snapshot that nobody asked for, and none that shows nothing new", async () => {
    await machine.open(name, sample);
    await machine.ask({ type: "play" });
    await machine.pass(160);
    const frames = machine.frames;
    expect(frames).toBeGreaterThan(5);
    await machine.ask({ type: "toggle" });
    const paused = machine.frames;
    await machine.pass(1000);
    expect(machine.frames).toBe(paused);
  });
});

describe("an engine that breaks", () => {
  it("ends the run with its reason, and the next file is replayed by another one", async () => {
    let isBroken = true;
    const panic = (): never => {
      throw new CiftError("ENGINE_PANIC", "an internal invariant broke (seed 0, sequence 3, digest 00ff)");
    };
    machine = await createMachine({
      wrap: (venue) =>
        isBroken
          ? {
              backend: venue.backend,
              submitBatch: panic,
              book: () => venue.book(),
              digest: () => venue.digest(),
              state: () => venue.state(),
              dispose: panic,
            }
          : venue,
    });
    await machine.open(name, sample);
    await machine.ask({ type: "play" });
    await machine.pass(100);
    expect(machine.messages.at(-1)).toMatchObject({
      type: "failed",
      failure: { title: "The engine stopped", problem: expect.stringContaining("sequence 3") as string },
    });
    isBroken = false;
    await machine.open(name, sample, 2);
    await machine.ask({ type: "runToEnd" });
    await machine.finish();
    expect(result()).toEqual(GOLDEN);
  });
});

describe("what is shown", () => {
  it("is the book, the trades and the price of a run that can be followed by hand", async () => {
    await machine.open(
      "hand.bin",
      flash1File([
        { type: 0, side: 0, quantity: 10, orderId: 1n, price: 100n },
        { type: 0, side: 0, quantity: 5, orderId: 2n, price: 99n },
        { type: 0, side: 1, quantity: 7, orderId: 3n, price: 103n },
        { type: 0, side: 1, quantity: 4, orderId: 4n, price: 100n },
        { type: 0, side: 0, quantity: 3, orderId: 5n, price: 103n, immediate: 1 },
        { type: 1, orderId: 77n },
      ]),
    );
    await machine.ask({ type: "step", count: 100 });
    const { page } = machine;
    expect(machine.status).toBe(Status.finished);
    const level = (at: number) => [...page.depth.subarray(at * LEVEL_FIELDS, (at + 1) * LEVEL_FIELDS)];
    expect(page.get("levelCount")).toBe(2);
    expect(level(0)).toEqual([100, 6, 1, 103, 4, 1]);
    expect(level(1).slice(0, 3)).toEqual([99, 5, 1]);
    expect(level(1)[LevelField.askQuantity]).toBe(0);
    const trade = (at: number) => [...page.tape.subarray(at * TRADE_FIELDS, (at + 1) * TRADE_FIELDS)];
    expect(page.get("tapeCount")).toBe(2);
    expect(trade(0)).toEqual([5, 4e6, 0, 103, 3]);
    expect(trade(1)).toEqual([4, 3e6, 1, 100, 4]);
    expect(trade(0)[TradeField.side]).toBe(0);
    expect(
      ["firstPrice", "lastPrice", "highPrice", "lowPrice", "volume"].map((it) => page.get(it as "volume")),
    ).toEqual([100, 103, 103, 100, 7]);
    expect(page.get("chartCount")).toBe(2);
    expect([...page.chart.time.subarray(0, 2)]).toEqual([3e6, 4e6]);
    expect([...page.chart.mean.subarray(0, 2)]).toEqual([100, 103]);
    expect(page.get("rejects")).toBe(1);
    expect(page.get("liveOrders")).toBe(3);
  });
});

const goog = new URL("../shared/data/lobster/GOOG_10_ops.csv.gz", root);
const lobsterGolden = new URL("schemas/golden/lobster-goog-2012-06-21.json", root);

describe("a real day", () => {
  it("LOBSTER's GOOG gives the native build's golden", async (context) => {
    if (!existsSync(goog)) context.skip("needs the verification data in ../shared/data");
    const day = JSON.parse(readFileSync(lobsterGolden, "utf8")) as typeof golden;
    const info = await machine.open("GOOG_10_ops.csv.gz", readFileSync(goog));
    expect(info).toMatchObject({ format: "lobster-ops", hasTimes: true, priceDigits: 4, priceStep: 1 });
    await machine.ask({ type: "speed", factor: 200 });
    await machine.ask({ type: "play" });
    await machine.pass(5000);
    expect(machine.page.get("clockRate")).toBeCloseTo(200, -1);
    await machine.ask({ type: "runToEnd" });
    await machine.finish();
    expect(machine.digest).toBe(day.digest);
    expect(info.goldens.map(({ digest }) => digest)).toContain(day.digest);
  });
});
