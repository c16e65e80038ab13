import { describe, expect, it } from "vitest";
import {
  bytesText,
  changeText,
  countText,
  elapsedText,
  priceText,
  rateText,
  timeOfDayText,
} from "../src/app/format.ts";
import { priceSpan, timeSpan } from "../src/features/chart/chart-range.ts";
import { axisTimeText } from "../src/features/chart/time-labels.ts";
import { ratioText } from "../src/features/transport/ratio-text.ts";

describe("numbers as text", () => {
  it("writes prices from ticks without a rounding error", () => {
    const cents = { digits: 2, step: 1 };
    expect(priceText(579_425, cents)).toBe("5,794.25");
    expect(priceText(5, cents)).toBe("0.05");
    expect(priceText(-5, cents)).toBe("−0.05");
    expect(priceText(0, cents)).toBe("0.00");
    expect(priceText(2 ** 53 - 1, { digits: 4, step: 1 })).toBe("900,719,925,474.0991");
    expect(priceText(3, { digits: 2, step: 25 })).toBe("0.75");
    expect(priceText(-33_412, { digits: 0, step: 1 })).toBe("−33,412");
    expect(priceText(Number.NaN, cents)).toBe("–");
  });

  it("writes changes with their sign", () => {
    const whole = { digits: 0, step: 1 };
    expect(changeText(12, whole)).toBe("+12");
    expect(changeText(-1234, whole)).toBe("−1,234");
    expect(changeText(0, whole)).toBe("0");
    expect(changeText(Number.NaN, whole)).toBe("–");
  });

  it("gives measured figures no more digits than they deserve", () => {
    expect([0.5, 12.4, 998.6, 12_345, 24_123_456].map(rateText)).toEqual([
      "0.5",
      "12",
      "999",
      "12,300",
      "24.1 M",
    ]);
    expect(rateText(Number.NaN)).toBe("–");
    expect([1, 9.984, 12.3, Number.NaN].map(ratioText)).toEqual(["1.00 : 1", "9.98 : 1", "12 : 1", "– : 1"]);
    expect(countText(1_204_331)).toBe("1,204,331");
    expect([12, 4_200, 1_400_000].map(bytesText)).toEqual(["12 B", "4 kB", "1.4 MB"]);
  });

  it("writes times of day and times since the start", () => {
    expect(timeOfDayText(34_200_015_105_074)).toBe("09:30:00.015");
    expect(elapsedText(0)).toBe("0:00.000");
    expect(elapsedText(12_345e6)).toBe("0:12.345");
    expect(elapsedText(3_732_345e6)).toBe("1:02:12.345");
  });
});

describe("the chart's axes", () => {
  it("labels times as finely as their distance needs", () => {
    expect([0.5, 1, 1.5].map((s) => axisTimeText(s, 0.5, false))).toEqual(["0.5 s", "1.0 s", "1.5 s"]);
    expect(axisTimeText(0.1 + 0.2, 0.1, false)).toBe("0.3 s");
    expect(axisTimeText(15, 5, false)).toBe("15 s");
    expect(axisTimeText(90, 30, false)).toBe("1:30");
    expect(axisTimeText(3690, 30, false)).toBe("1:01:30");
    expect(axisTimeText(34_200.5, 0.5, true)).toBe("09:30:00.5");
    expect(axisTimeText(34_200, 1, true)).toBe("09:30:00");
    expect(axisTimeText(34_200, 1800, true)).toBe("09:30");
  });

  it("doubles the view of time when the line has filled it, and ends with the run", () => {
    expect(timeSpan(0, 64)).toBe(1);
    expect(timeSpan(1, 64)).toBe(1);
    expect(timeSpan(1.01, 64)).toBe(2);
    expect(timeSpan(31, 64)).toBe(32);
    expect(timeSpan(33, 64)).toBe(64);
    expect(timeSpan(64, 64)).toBe(64);
    expect(timeSpan(0, 0)).toBeGreaterThan(0);
  });

  it("keeps room around the prices, and never shows one tick as a crash", () => {
    const [from, to] = priceSpan(100, 101);
    expect(to - from).toBeGreaterThanOrEqual(8);
    expect(from).toBeLessThan(100);
    expect(to).toBeGreaterThan(101);
    expect(priceSpan(0, 1000)).toEqual([-100, 1100]);
  });
});
