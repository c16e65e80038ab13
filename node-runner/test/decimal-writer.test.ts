import { describe, expect, it } from "vitest";
import { DecimalWriter } from "../src/conform/decimal-writer.js";

function written(values: readonly number[], chunkBytes: number): string {
  let text = "";
  const writer = new DecimalWriter((chunk) => (text += new TextDecoder().decode(chunk)), chunkBytes);
  for (const value of values) {
    writer.reserve(1);
    writer.integer(value);
    writer.byte(10);
  }
  writer.flush();
  return text;
}

describe("DecimalWriter", () => {
  it("writes integers as String does", () => {
    const values = [0, 9, 10, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32, 1e15, Number.MAX_SAFE_INTEGER];
    for (let power = 1; power < 1e16; power *= 10) values.push(power - 1, power, power + 1);
    const all = [...values, ...values.map((value) => 0 - value)].filter(Number.isSafeInteger);
    expect(written(all, 1 << 12)).toBe(all.map((value) => `${value}\n`).join(""));
  });

  it("cuts chunks between numbers", () => {
    const values = Array.from({ length: 500 }, (_, index) => index * 7919);
    expect(written(values, 64)).toBe(written(values, 1 << 16));
  });
});
