// Feature files of Euronext's rules: sentences of many kinds, and what is compared.

import { describe, expect, it } from "vitest";
import { playEuronext } from "../src/conform/euronext/conform.js";
import type { CaseResult } from "../src/conform/gherkin/case-result.js";
import { parseFeature } from "../src/conform/gherkin/parse.js";

async function play(...steps: string[]): Promise<CaseResult | undefined> {
  const text = `Feature: F\nScenario: s\n${steps.join("\n")}`;
  const feature = parseFeature({ name: "x.feature", bytes: new TextEncoder().encode(text) });
  return (await playEuronext([feature], "wasm"))[0];
}
const passed = { name: "s", status: "passed" };
const failed = (where: string, expected: string, got: string) => ({
  status: "failed",
  difference: expect.objectContaining({ where, expected, got }),
});

const auction = [
  "Given that the reference price is 10",
  "And the following orders submitted to the book:",
  "| Bid Broker | Bid OrderId | Bid Quantity | Bid Price | Ask Price | Ask Quantity | Ask OrderId | Ask Broker |",
  "| A          | 1           | 50           | MTL       | 10,2      | 80           | 3           | C          |",
  "| B          | 2           | 50           | 10.2      |           |              |             |            |",
];

describe("auctions", () => {
  it("collect orders where a scenario ends with one, and compare trades and the book", async () => {
    expect(
      await play(
        ...auction,
        "Then no trades are generated",
        "And the indicative price is 10.2",
        "And the indicative volume is 80",
        "And the surplus is 20 on the buy side",
        "When the class auction is completed",
        "Then the auction price was 10.20",
        "And the following trades are generated:",
        "| Price | Quantity | Selling broker | Buying BROKER |",
        "| 10.2  | 50       | C              | A             |",
        "| 10.2  | 30       | C              | B             |",
        "And the book looks like:",
        "| Bid Broker | Bid Quantity | Bid Price | Ask Price | Ask Quantity |",
        "| B          | 20           | 10.2      |           |              |",
        'And "Sell" order book is empty',
        "And remaining buy order book depth is 1",
        "And the best bid is 10.2",
        "And the last traded price is 10.2",
      ),
    ).toEqual(passed);
  });

  it("name the first trade that is another", async () => {
    const header = "| Buying broker | Selling broker | Quantity | Price |";
    const check = (...rows: string[]) =>
      play(
        ...auction,
        "When class auction completes",
        "Then the following trades are generated:",
        header,
        ...rows,
      );
    const trade = "A buys 50 of C at 10.20";
    expect(await check("| A | C | 50 | 10.1 |")).toMatchObject(
      failed("x.feature:11", "A buys 50 of C at 10.10", trade),
    );
    expect(await check("| A | C | 50 | 10.2 |")).toMatchObject(
      failed("x.feature:9", "no more trades", "B buys 30 of C at 10.20"),
    );
    expect(await play(...auction, "When auction ends", "Then no trade happens")).toMatchObject(
      failed("x.feature:9", "none", trade),
    );
  });
});

describe("continuous trading", () => {
  it("takes orders told one by one, and cancels and changes them", async () => {
    expect(
      await play(
        "Given the market is in continuous trading mode",
        'And the Limit sell order from broker "A" for 10 shares at 10.0 price',
        'And the limit sell order from broker "B" for 10 shares at 10.1',
        'When broker "A" cancels the order',
        'And broker "B" changes the price of the order to 10.3 and the quantity to 7',
        'And the MO buy order from broker "C" for 9 shares',
        "Then the following trade is generated:",
        "| Buying broker | Selling broker | Quantity | Price |",
        "| C             | B              | 7        | 10.3  |",
        'And the "Buy" order book should look like:',
        "| Broker | Side | Quantity | Order Type  | Price |",
        "| C      | Buy  | 2        | MarketOrder |       |",
      ),
    ).toEqual(passed);
  });

  it("has stop orders, icebergs and pegged orders", async () => {
    expect(
      await play(
        "Given the following orders are submitted in this order:",
        "| Broker | Side | Quantity | Order Type | Price | Stop Price | Displayed Quantity |",
        "| A      | Buy  | 100      | Iceberg    | 10    |            | 30                 |",
        "| B      | Buy  | 10       | Peg        | 10.5  |            |                    |",
        "| C      | Sell | 5        | Stop       |       | 10         |                    |",
        "| D      | Sell | 40       | Limit      | 10    |            |                    |",
        "Then the following trades are generated:",
        "| Buying broker | Selling broker | Quantity | Price |",
        "| A             | D              | 30       | 10    |",
        "| B             | D              | 10       | 10    |",
        "| A             | C              | 5        | 10    |",
        "And the buy order book looks like:",
        "| Broker | Quantity | Displayed Quantity | Price |",
        "| A      | 65       | 25                 | 10    |",
      ),
    ).toEqual(passed);
  });
});

describe("what cannot be", () => {
  it("is a difference where the engine refuses a change, and unclear where no order can have it", async () => {
    const filled = [
      'Given the Limit sell order from broker "A" for 5 shares at 10.0 price',
      'And the MO buy order from broker "B" for 5 shares',
      'When broker "A" cancels the order',
    ];
    expect(await play(...filled)).toMatchObject(failed("x.feature:5", "done", "refused: unknownOrder"));
    const table = ["| Broker | Side | Quantity | Price |", "| A | Buy | -5 | 10 |"];
    expect(await play("Given the following orders are submitted:", ...table)).toMatchObject({
      status: "unclear",
      reason: expect.stringContaining("Command.quantity must be an integer from 0"),
    });
  });
});

describe("what is not understood", () => {
  it.each([
    [["Given the sun shines"], "no meaning for the step 'the sun shines'"],
    [["Given the buy order from broker A"], "an order without a quantity"],
    [["Then the following trades are generated:"], "has no table of trades"],
    [
      [
        "Given the following orders are submitted:",
        "| Broker | Side | Quantity | Price |",
        "| A | Buy | x | 10 |",
      ],
      "'x' is no whole number",
    ],
    [["Given the buy order from broker A for 5 shares at 10"], "the scenario compares nothing"],
  ])("is said: %j", async (steps, reason) => {
    expect(await play(...steps)).toMatchObject({
      status: "unclear",
      reason: expect.stringContaining(reason),
    });
  });

  it("is no failure where the file itself leaves it out", async () => {
    const text = "Feature: F\n@ignore\nScenario: s\nGiven the sun shines";
    const feature = parseFeature({ name: "x.feature", bytes: new TextEncoder().encode(text) });
    expect(await playEuronext([feature], "wasm")).toEqual([
      { name: "s", status: "excluded", reason: "the file marks it @ignore" },
    ]);
  });
});
