import { describe, expect, it } from "vitest";
import { chosenByKey, rowsInSight } from "../src/features/market/list-keys.ts";
import {
  clockText,
  dateText,
  decimalText,
  durationText,
  middleText,
  momentText,
  quantityText,
  volumeText,
} from "../src/features/market/market-text.ts";
import { AXIS_STEPS, axisSplits, axisText } from "../src/features/market/time-axis.ts";
import { stepScale } from "../src/workers/market/summary.ts";

const DAY = 86_400;

describe("decimals", () => {
  it("have every digit of the tick, whatever the number", () => {
    expect(decimalText(579_425, stepScale("0.01"))).toBe("5,794.25");
    expect(decimalText(113_070, stepScale("0.005"))).toBe("565.350");
    expect(decimalText(-3, stepScale("0.25"))).toBe("−0.75");
    expect(decimalText(7, stepScale("10"))).toBe("70");
    expect(decimalText(2 ** 53 - 1, stepScale("0.000000005"))).toBe("45,035,996.273704955");
    expect(decimalText(Number.NaN, stepScale("0.01"))).toBe("–");
  });

  it("of quantities end with a digit that says something; sums are rounded", () => {
    expect(quantityText(200_000_000, stepScale("0.00000001"))).toBe("2");
    expect(quantityText(150, stepScale("0.01"))).toBe("1.5");
    expect(quantityText(100, stepScale("1"))).toBe("100");
    expect(volumeText(123_456_789_012, stepScale("0.00001"))).toBe("1,234,567.89");
    expect(volumeText(706_125, stepScale("1"))).toBe("706,125");
  });

  it("of a middle may be half a tick", () => {
    expect(middleText(20_856.5, stepScale("0.25"))).toBe("5,214.125");
    expect(middleText(20_857, stepScale("0.25"))).toBe("5,214.25");
    expect(middleText(-0.5, stepScale("1"))).toBe("−0.5");
  });
});

describe("times", () => {
  const dated = { epochNs: "1715126400000000000", dated: true };
  const undated = { epochNs: "0", dated: false };

  it("are those of the source, to the nanosecond", () => {
    expect(momentText(dated, 907_338_959)).toBe("2024-05-08 00:00:00.907338959");
    expect(clockText(dated, 907_338_959, 3)).toBe("00:00:00.907");
    expect(momentText(undated, 34_200_015_105_074)).toBe("09:30:00.015105074");
    expect(dateText(undated, 0)).toBe("");
    expect(momentText({ epochNs: "-441849600000000000", dated: true }, 2_678_400e9)).toBe(
      "1956-02-01 00:00:00",
    );
    expect(clockText(dated, Number.NaN)).toBe("–");
  });

  it("of a length are short", () => {
    expect(durationText(250)).toBe("250 ns");
    expect(durationText(1834)).toBe("1.834 µs");
    expect(durationText(1.5e9)).toBe("1.5 s");
    expect(durationText(23_399.3e9)).toBe("6 h 29 min");
    expect(durationText(3712 * DAY * 1e9)).toBe("3,712 d");
  });

  it("of the axis are as long as their distance needs", () => {
    expect(axisText(undated, 34_200, 1800)).toBe("09:30");
    expect(axisText(undated, 34_200.25, 0.05)).toBe("30:00.25");
    expect(axisText(undated, 46_800.000431, 1e-6)).toBe("00.000431");
    expect(axisText(dated, 3600, 1800)).toBe("01:00");
    expect(axisText(dated, DAY, 21_600)).toBe("May 9");
    expect(axisText(dated, 10, 5)).toBe("00:00:10");
    expect(axisText(undated, 2 * DAY, DAY)).toBe("day 3");
  });

  it("of the axis are firsts of months and years over a long time", () => {
    const clock = { epochNs: "946684800000000000", dated: true };
    const year = 365 * DAY;
    const years = axisSplits(clock, 100 * DAY, 10 * year, 2 * year);
    expect(years.map((seconds) => axisText(clock, seconds, 2 * year))).toEqual([
      "2002",
      "2004",
      "2006",
      "2008",
    ]);
    const quarter = 90 * DAY;
    const quarters = axisSplits(clock, 10 * DAY, 400 * DAY, quarter);
    expect(quarters.map((seconds) => axisText(clock, seconds, quarter))).toEqual([
      "Apr",
      "Jul",
      "Oct",
      "2001",
    ]);
    expect(axisSplits(clock, 0.95, 1.2, 0.1)).toEqual(
      [10 * 0.1, 11 * 0.1, 12 * 0.1].filter((at) => at <= 1.2),
    );
    expect([...AXIS_STEPS]).toEqual([...AXIS_STEPS].sort((one, other) => one - other));
  });
});

describe("a long list", () => {
  it("makes the rows in sight, and some around them", () => {
    expect(rowsInSight(0, 440, 44, 8000)).toEqual({ first: 0, last: 14 });
    expect(rowsInSight(44_000, 440, 44, 8000)).toEqual({ first: 996, last: 1014 });
    expect(rowsInSight(44_000, 440, 44, 3)).toEqual({ first: 3, last: 3 });
  });

  it("is walked through by keys", () => {
    expect(chosenByKey("ArrowDown", 0, 5, 3)).toBe(1);
    expect(chosenByKey("ArrowDown", 4, 5, 3)).toBe(4);
    expect(chosenByKey("ArrowUp", 0, 5, 3)).toBe(0);
    expect(chosenByKey("PageDown", 1, 5, 3)).toBe(4);
    expect(chosenByKey("Home", 3, 5, 3)).toBe(0);
    expect(chosenByKey("End", -1, 5, 3)).toBe(4);
    expect(chosenByKey("ArrowDown", -1, 0, 3)).toBeUndefined();
    expect(chosenByKey("a", 1, 5, 3)).toBeUndefined();
  });
});
