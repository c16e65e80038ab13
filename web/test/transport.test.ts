import { describe, expect, it } from "vitest";
import {
  factorOf,
  firstSpeed,
  nudgedSpeed,
  SPEEDS,
  speedText,
  speedWords,
} from "../src/features/transport/speed-ladder.ts";
import { Pacer } from "../src/workers/pacer.ts";
import { RateMeter } from "../src/workers/rate-meter.ts";

describe("the ladder of speeds", () => {
  it("goes 1, 2, 5, 10 … 10,000, max", () => {
    expect(SPEEDS.slice(0, 4)).toEqual([1, 2, 5, 10]);
    expect(SPEEDS.at(-2)).toBe(10_000);
    expect(SPEEDS.at(-1)).toBe(Number.POSITIVE_INFINITY);
    for (const [index, factor] of SPEEDS.entries()) {
      if (index > 0) expect(factor / (SPEEDS[index - 1] ?? 1)).toBeGreaterThanOrEqual(2);
    }
  });

  it("holds at its ends", () => {
    expect(nudgedSpeed(0, -1)).toBe(0);
    expect(nudgedSpeed(3, 1)).toBe(4);
    expect(nudgedSpeed(SPEEDS.length - 1, 1)).toBe(SPEEDS.length - 1);
  });

  it("has a name for eyes and one for ears", () => {
    expect(speedText(9)).toBe("1,000×");
    expect(speedText(SPEEDS.length - 1)).toBe("max");
    expect(speedWords(9)).toBe("1,000 times");
    expect(speedWords(SPEEDS.length - 1)).toBe("as fast as possible");
  });

  it("begins at the slowest speed that shows a file in two minutes", () => {
    expect(factorOf(firstSpeed(20e9))).toBe(1);
    expect(factorOf(firstSpeed(23_400e9))).toBe(200);
    expect(factorOf(firstSpeed(1e18))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("the pacer", () => {
  it("maps wall time to the replay's clock", () => {
    const pacer = new Pacer();
    pacer.start(5e9, 1000, 10);
    expect(pacer.clockNs(1000)).toBe(5e9);
    expect(pacer.clockNs(1100)).toBe(6e9);
    expect(pacer.waitMs(7e9, 1100)).toBe(100);
  });

  it("is endlessly ahead at full speed", () => {
    const pacer = new Pacer();
    pacer.start(0, 0, Number.POSITIVE_INFINITY);
    expect(pacer.clockNs(0)).toBe(Number.POSITIVE_INFINITY);
    pacer.settle(1e9, 5);
    expect(pacer.clockNs(5)).toBe(Number.POSITIVE_INFINITY);
  });

  it("forgives a short lag and forgets a long one", () => {
    const pacer = new Pacer();
    pacer.start(0, 0, 1);
    pacer.settle(0, 200);
    expect(pacer.clockNs(200)).toBe(200e6);
    pacer.settle(0, 10_000);
    expect(pacer.clockNs(10_000)).toBe(0);
  });
});

describe("the rate meter", () => {
  it("says nothing before it has measured long enough, then the rate of the window", () => {
    const meter = new RateMeter();
    meter.sample(0, 0);
    meter.sample(50, 50);
    expect(meter.perSecond).toBeNaN();
    meter.sample(100, 100);
    expect(meter.perSecond).toBe(1000);
    meter.sample(400, 1000);
    expect(meter.perSecond).toBe(1000);
    meter.sample(600, 1100);
    expect(meter.perSecond).toBe(2000);
    meter.reset();
    expect(meter.perSecond).toBeNaN();
  });
});
