// Feature files as they come: tidy ones and others.

import { describe, expect, it } from "vitest";
import {
  CaseExcluded,
  CaseMismatch,
  type CaseResult,
  CaseUnclear,
} from "../src/conform/gherkin/case-result.js";
import { parseFeature } from "../src/conform/gherkin/parse.js";
import { plainDecimal, tickSizeFor, wholeNumber } from "../src/conform/gherkin/quantities.js";
import { playFeature, StepBook } from "../src/conform/gherkin/steps.js";
import { Table } from "../src/conform/gherkin/table.js";

const read = (text: string) => parseFeature({ name: "x.feature", bytes: new TextEncoder().encode(text) });

describe("parseFeature", () => {
  it("reads features, backgrounds, scenarios, steps, tables and tags", () => {
    const feature = read(`# language: en
@all
Feature: Things
  What they are for.
  Given is a word that a description may begin with.

  Background:
    Given a book

  @one @two # why
  Scenario: first
    When an order comes
      | a | b |
      | 1 |   |
    # | not | here |
    And another
    Then it is there
    But * not twice
    * and nothing else`);
    expect(feature.name).toBe("Things");
    const [scenario] = feature.scenarios;
    expect(scenario).toMatchObject({ name: "first", tags: ["@all", "@one", "@two"], line: 11 });
    expect(scenario?.steps.map(({ kind, text }) => [kind, text])).toEqual([
      ["given", "a book"],
      ["when", "an order comes"],
      ["when", "another"],
      ["then", "it is there"],
      ["then", "* not twice"],
      ["then", "and nothing else"],
    ]);
    expect(scenario?.steps[1]?.table).toEqual({
      rows: [
        ["a", "b"],
        ["1", ""],
      ],
      lines: [13, 14],
    });
  });

  it("does not mind odd spaces, line ends, a mark of byte order, or a background's step behind its colon", () => {
    const text =
      "\uFEFFfeature :  F\r\n\r\n\tBackground: Given a phase\r\n\tSCENARIO: s\u00A0\r\n\t\tgiven\tx  \r\n   |a|  b|\r\n\t| 1 |2 |";
    const [scenario] = read(text).scenarios;
    expect(scenario?.name).toBe("s");
    expect(scenario?.steps.map(({ text: sentence }) => sentence)).toEqual(["a phase", "x"]);
    expect(scenario?.steps[1]?.table?.rows).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
  });

  it("reads cells with bars in them, a row without its last bar, and doc strings", () => {
    const [scenario] = read(`Feature: F
  Scenario: s
    Given a table
      | a \\| b | c\\\\d | e\\nf
      | 1 | 2 | 3 | # a remark
    And a text
      """
      # no remark
      | no table |
      """`).scenarios;
    expect(scenario?.steps[0]?.table?.rows).toEqual([
      ["a | b", "c\\d", "e\nf"],
      ["1", "2", "3"],
    ]);
    expect(scenario?.steps[1]?.docString).toContain("# no remark");
  });

  it("makes a scenario of every row of an outline's examples", () => {
    const { scenarios } = read(`Feature: F
  Scenario Outline: of <Who>
    Given <who> has < amount > and <unknown>
      | <who> | x |
    Examples: some
      | who | amount |
      | A   | 1      |
    @more
    Scenarios:
      | amount | who |
      | 2      | B   |
  Scenario Template: two
    Given <a>
    Examples:
      | a |
      | 1 |
      | 2 |`);
    expect(scenarios.map(({ name, tags }) => [name, tags])).toEqual([
      ["of A", []],
      ["of B", ["@more"]],
      ["two (a 1)", []],
      ["two (a 2)", []],
    ]);
    expect(scenarios[1]?.steps[0]).toMatchObject({
      text: "B has 2 and <unknown>",
      table: { rows: [["B", "x"]] },
    });
  });

  it("keeps a rule's background to the rule", () => {
    const { scenarios } = read(`Feature: F
  Background:
    Given one
  Rule: R
    Background:
      Given two
    Example: a
      Then x
  Rule: S
    Example: b
      Then y`);
    const texts = scenarios.map(({ steps }) => steps.map(({ text }) => text));
    expect(texts).toEqual([
      ["one", "two", "x"],
      ["one", "y"],
    ]);
  });

  it.each([
    ["no feature at all", "it is no feature file"],
    ["Feature: F\nScenario: s\nGiven x\nWenn y", "x.feature:4: 'Wenn y' is no step"],
    ["Feature: F\nScenario: s\n| a |", "x.feature:3: a row of a table that belongs to no step"],
    ["Feature: F\nExamples:\n| a |", "x.feature:2: examples without a scenario outline"],
    ["Feature: F\nScenario Outline: s\nGiven <a>\nExamples:\n|a|\n|1|2|", "x.feature:6: the row has 2 cells"],
  ])("names the line of what is wrong: %j", (text, problem) => {
    expect(() => read(text)).toThrow(problem);
  });
});

describe("Table", () => {
  const table = (rows: string[][]) => new Table({ rows, lines: rows.map((_, at) => at + 1) });

  it("finds columns in any spelling, and none where there is none", () => {
    const [row] = table([
      ["Bid OrderId", "PRICE"],
      ["7", "10"],
    ]).rows;
    expect([row?.cell("bid order-id"), row?.cell("Limit", "Price"), row?.cell("Side")]).toEqual([
      "7",
      "10",
      "",
    ]);
  });

  it("refuses two columns of one name and rows that are too long", () => {
    expect(() => table([["a", "A"]])).toThrow("two columns");
    expect(() => table([["a"], ["1", "2"]])).toThrow("line 2: the row has 2 cells");
    expect(() => table([["a", "zzz"]]).requireKnown(["A"])).toThrow("'zzz' means nothing here");
  });
});

describe("numbers", () => {
  it("are read as people write them", () => {
    expect(["10,15", "1,234.5", "\u20AC 7", "10.", ".5", '"9.9"', "x", ""].map(plainDecimal)).toEqual([
      "10.15",
      "1234.5",
      "7",
      "10",
      ".5",
      "9.9",
      undefined,
      undefined,
    ]);
    expect(["1,000", "12", "-3", "5.0", "5.5", "a"].map(wholeNumber)).toEqual([
      1000,
      12,
      -3,
      5,
      undefined,
      undefined,
    ]);
    expect([tickSizeFor(["10", "10.1"]), tickSizeFor(["0.12345", "1.500000"])]).toEqual(["0.01", "0.00001"]);
  });
});

describe("playFeature", () => {
  interface World extends Disposable {
    checks: number;
  }
  const steps = new StepBook<World>()
    .on(/\bequal (?<one>\d+) (?<other>\d+)/, (world, { one, other }) => {
      world.checks++;
      if (one !== other) throw new CaseMismatch("number", `${one}`, `${other}`);
    })
    .on(/^nothing like that/, () => {
      throw new CaseExcluded("there is nothing like that");
    })
    .on(/^odd/, () => {
      throw new CaseUnclear("odd");
    })
    .on(/^do/, () => undefined);
  const play = (text: string): Promise<CaseResult[]> =>
    playFeature(read(`Feature: F\nScenario: s\n${text}`), {
      steps,
      begin: async () => ({ checks: 0, [Symbol.dispose]: () => undefined }),
    });

  it.each<[string, Partial<CaseResult>]>([
    ["Then EQUAL 1 1:", { status: "passed" }],
    ["Given nothing like that\nThen equal 1 2", { status: "excluded", reason: "there is nothing like that" }],
    ["Given do it", { status: "unclear", reason: "x.feature:2: the scenario compares nothing" }],
    ["Given odd", { status: "unclear", reason: "x.feature:3: odd" }],
    ["Given who knows", { status: "unclear", reason: "x.feature:3: no meaning for the step 'who knows'" }],
  ])("says what became of %j", async (text, result) => {
    expect(await play(text)).toEqual([{ name: "s", ...result }]);
  });

  it("names step, line, what was expected and what came of a difference", async () => {
    const difference = { where: "x.feature:4", what: "number ('equal 1 2')", expected: "1", got: "2" };
    expect(await play("Then equal 1 1\nAnd equal 1 2")).toEqual([
      { name: "s", status: "failed", difference },
    ]);
  });
});
