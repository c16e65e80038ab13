// Ticks and lots as decimals: exact both ways.

import { type CiftError, Instrument } from "@cift/engine";
import fc from "fast-check";
import { expect, test } from "vitest";

const cents = new Instrument(0, { symbol: "ACME", tickSize: "0.01", lotSize: "0.001" });
const quarters = new Instrument(1, { symbol: "ES", tickSize: "0.25", lotSize: "5" });

test.each([
  [cents, "101.25", 10125],
  [cents, "0", 0],
  [cents, "-0.01", -1],
  [cents, "7", 700],
  [cents, "7.10", 710],
  [quarters, "4500.75", 18003],
  [quarters, "-0.25", -1],
])("%s %s is %i ticks", (instrument, text, ticks) => {
  expect(instrument.parsePrice(text)).toBe(ticks);
});

test.each([
  [cents, 10125, "101.25"],
  [cents, 0, "0.00"],
  [cents, -1, "-0.01"],
  [cents, 5n, "0.05"],
  [quarters, 18003, "4500.75"],
  [quarters, 2n ** 63n - 1n, "2305843009213693951.75"],
])("%s: %i ticks are %s", (instrument, ticks, text) => {
  expect(instrument.formatPrice(ticks)).toBe(text);
});

test("quantities are lots", () => {
  expect(cents.parseQuantity("0.5")).toBe(500);
  expect(cents.formatQuantity(500)).toBe("0.500");
  expect(quarters.parseQuantity("10")).toBe(2);
  expect(quarters.formatQuantity(2)).toBe("10");
});

test.each<[() => unknown, string]>([
  [() => cents.parsePrice("101.255"), "the nearest are 101.25 and 101.26"],
  [() => cents.parsePrice("-101.255"), "the nearest are -101.26 and -101.25"],
  [() => quarters.parsePrice("0.1"), "the nearest are 0.00 and 0.25"],
  [() => quarters.parseQuantity("7"), "the nearest are 5 and 10"],
  [() => cents.parsePrice("1e3"), "write a decimal"],
  [() => cents.parsePrice(" 1"), "write a decimal"],
  [() => cents.parsePrice(""), "write a decimal"],
  [() => cents.parsePrice("90071992547409.92"), "beyond 2^53 - 1"],
  [() => cents.parseQuantity("-1"), "cannot be negative"],
])("%s is refused: %s", (call, message) => {
  expect(call).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" } satisfies Partial<CiftError>));
  expect(call).toThrow(message);
});

test("a price of more than 53 bits has its own reader", () => {
  expect(cents.parsePriceBig("92233720368547758.07")).toBe(2n ** 63n - 1n);
});

test("what is written reads back as it was", () => {
  const step = fc
    .record({ digits: fc.integer({ min: 1, max: 10 ** 9 }), scale: fc.integer({ min: 0, max: 12 }) })
    .map(({ digits, scale }) => {
      const text = String(digits).padStart(scale + 1, "0");
      return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
    });
  fc.assert(
    fc.property(step, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (tickSize, ticks) => {
      const instrument = new Instrument(0, { symbol: "X", tickSize, lotSize: "1" });
      expect(instrument.parsePriceBig(instrument.formatPrice(ticks))).toBe(ticks);
    }),
  );
});
