// Feature files of exchange-core: orders, what they do to books and balances, and what is refused.

import { describe, expect, it } from "vitest";
import { playExchangeCore } from "../src/conform/exchange-core/conform.js";
import type { CaseResult } from "../src/conform/gherkin/case-result.js";
import { parseFeature } from "../src/conform/gherkin/parse.js";

const background = [
  "Feature: F",
  "Background:",
  "Given New client Ann has a balance:",
  "| ETH | 10000000 |",
  "| USD | 1000 |",
  "And New client Bob has a balance:",
  "| currency | balance  |",
  "| XBT      | 10000000 |",
  "Scenario: s",
];

async function play(...steps: string[]): Promise<CaseResult | undefined> {
  const text = [...background, ...steps].join("\n");
  const feature = parseFeature({ name: "x.feature", bytes: new TextEncoder().encode(text) });
  return (await playExchangeCore([feature], "wasm"))[0];
}
const passed = { name: "s", status: "passed" };

describe("exchange-core", () => {
  it("sets aside at the reserve price, and gives back what a better price leaves", async () => {
    expect(
      await play(
        "When A client Bob places a BID order 1 at 1000@5 (type: GTC, symbol: ETH_XBT, reservePrice: 1200)",
        "Then A balance of a client Bob:",
        "| XBT | 9940000 |",
        "And An ETH_XBT order book is:",
        "| ask | price | bid |",
        "|     | 1000  | 5   |",
        "And A client Bob orders:",
        "| id | price | size | filled | reservePrice | side |",
        "| 1  | 1000  | 5    | 0      | 1200         | BID  |",
        "When A client Ann places an ASK order 2 at 990@3 (type: IOC, symbol: ETH_XBT)",
        "Then The order 1 is partially matched. LastPx: 1000, LastQty: 3",
        "And The order 2 is fully matched. LastPx: 1000, LastQty: 3",
        "And A balance of a client Bob:",
        "| XBT | 9946000 |",
        "| ETH | 300000  |",
        "And A balance of a client Ann:",
        "| ETH | 9700000 |",
        "| XBT | 30000   |",
        "When A client Bob moves a price to 1100 of the order 1",
        "Then No trade events",
        "When A client Bob cancels the remaining size 2 of the order 1",
        "Then A client Bob does not have active orders",
        "And the ETH_XBT order book is empty",
        "And A balance of a client Bob:",
        "| XBT | 9970000 |",
      ),
    ).toEqual(passed);
  });

  it("refuses what a client cannot pay, and moves above the reserve price", async () => {
    expect(
      await play(
        "When A client Ann could not place a BID order 1 at 1000@5 (type: GTC, symbol: ETH_XBT, reservePrice: 1000) due to RISK_NSF",
        "And A client Bob places a BID order 2 at 1000@5 (type: GTC, symbol: ETH_XBT, reservePrice: 1000)",
        "And A client Bob could not move a price to 1001 of the order 2 due to MATCHING_MOVE_FAILED_PRICE_OVER_RISK_LIMIT",
        "Then An ETH_XBT order book is:",
        "| 5 | 1000 | |",
      ),
    ).toEqual(passed);
    expect(
      await play(
        "When A client Ann places a BID order 1 at 1000@5 (type: GTC, symbol: ETH_XBT, reservePrice: 1000)",
      ),
    ).toMatchObject({
      status: "failed",
      difference: { where: "x.feature:10", expected: "done", got: "refused: insufficientFunds" },
    });
  });

  it("knows reduces, and orders by budget", async () => {
    expect(
      await play(
        "When A client Ann places an ASK order 1 at 100@5 (type: GTC, symbol: ETH_XBT)",
        "And A client Ann places an ASK order 2 at 110@5 (type: GTC, symbol: ETH_XBT)",
        "And A client Ann reduces the order 1 by 1",
        "And A client Bob places a BID order 3 at 609@6 (type: FOK_BUDGET, symbol: ETH_XBT)",
        "Then No trade events",
        "When A client Bob places a BID order 4 at 620@6 (type: FOK_BUDGET, symbol: ETH_XBT)",
        "Then The order 1 is fully matched. LastPx: 100, LastQty: 4",
        "And The order 4 is fully matched. LastPx: 110, LastQty: 2",
        "When A client Bob places a BID order 5 at 250@6 (type: IOC_BUDGET, symbol: ETH_XBT)",
        "Then The order 2 is partially matched. LastPx: 110, LastQty: 2",
        "And An ETH_XBT order book is:",
        "| | 110 | 1 |",
      ),
    ).toEqual(passed);
  });

  it("lets clients be short of a future, whose balance changes by gains only", async () => {
    expect(
      await play(
        "Given New client Eve has a balance:",
        "| USD | 1000 |",
        "When A client Ann places an ASK order 1 at 50@2 (type: GTC, symbol: EUR_USD)",
        "And A client Eve places a BID order 2 at 50@2 (type: GTC, symbol: EUR_USD)",
        "Then A balance of a client Ann:",
        "| USD | 1000 |",
        "When A client Eve places a BID order 3 at 40@1 (type: GTC, symbol: EUR_USD)",
        "And A client Ann places a BID order 4 at 45@1 (type: GTC, symbol: EUR_USD)",
        "And A client Eve places an ASK order 5 at 45@1 (type: GTC, symbol: EUR_USD)",
        "Then A balance of a client Ann:",
        "| USD | 1005 |",
        "And A balance of a client Eve:",
        "| USD | 995 |",
      ),
    ).toEqual(passed);
  });

  it.each([
    [
      ["Then A balance of a client Ann:", "| ETH | 1 |"],
      "ETH of Ann ('A balance of a client Ann:')",
      "1",
      "10000000",
    ],
    [
      ["Then An ETH_XBT order book is:", "| 5 | 1000 | |"],
      "bid level 1 ('An ETH_XBT order book is:')",
      "5 at 1000",
      "no more levels",
    ],
  ])("says what is not equal: %j", async (steps, what, expected, got) => {
    expect(await play(...steps)).toMatchObject({ status: "failed", difference: { what, expected, got } });
  });

  it.each([
    [
      "When A client Zoe places an ASK order 1 at 100@5 (type: GTC, symbol: ETH_XBT)",
      "unclear",
      "there is no client Zoe",
    ],
    [
      "When A client Ann places an ASK order 1 at 100@5 (type: GTC, symbol: XBT_LTC)",
      "excluded",
      "the symbol XBT_LTC",
    ],
    [
      "When A client Ann places an ASK order 1 at 100@5 (type: GTC, symbol: ETH_XBT, odd: 1)",
      "unclear",
      "'odd' means",
    ],
    ["When the sun shines", "unclear", "no meaning for the step"],
  ])("says why %j is not compared", async (step, status, reason) => {
    expect(await play(step)).toMatchObject({ status, reason: expect.stringContaining(reason) });
  });
});
