// Import options: what the form says, what the reader makes of it, and what is said beside a field.

import { DATA_FORMATS, preview } from "@cift/engine/data";
import { describe, expect, it } from "vitest";
import {
  chosenRole,
  columnReference,
  draftOptions,
  EMPTY_DRAFT,
  tapeTime,
  withoutRoles,
  withRole,
} from "../src/features/market/import/import-draft.ts";
import { foundText } from "../src/features/market/import/import-found.ts";
import { CHOICES, COLUMN_ROLES, layoutOf, roleGroups } from "../src/features/market/import/import-layout.ts";
import { marketWords } from "../src/features/market/market-words.ts";
import { createMarket } from "../src/stores/market.ts";
import type { ToMarket } from "../src/workers/market/protocol.ts";
import { createMarketMachine, textFile } from "./support/market-machine.ts";

const OWN = textFile("own.csv", "when;px;n", "01.03.2024 09:30:00;1010,5;3", "01.03.2024 09:30:01;1010,25;1");
const MAP = { time: "when", price: "px", size: "n" };
const BROKEN = textFile(
  "broken.csv",
  "time,price,size",
  "2024-03-01 14:30:00,101.25,300",
  "2024-03-01 14:30:01,abc,100",
  "2024-03-01 14:30:02,101.50,200",
);

describe("a draft", () => {
  const DATED = { epochNs: String(Date.UTC(2024, 4, 8) * 1e6), dated: true };

  it("says nothing of what is left empty", () => {
    expect(draftOptions(EMPTY_DRAFT, undefined)).toEqual({ options: {}, faults: {} });
    expect(draftOptions({ ...EMPTY_DRAFT, tick: "  ", symbols: " " }, undefined)).toEqual({
      options: {},
      faults: {},
    });
  });

  it("says options as the facade takes them", () => {
    const draft = {
      ...EMPTY_DRAFT,
      ...{ format: "csv", tick: " 0.25 ", lenient: true, symbols: "BRK A", header: "no", delimiter: "tab" },
      ...{ decimals: "2", columns: MAP, fromNs: "13:30", toNs: "2024-05-09 00:00:01.5" },
    };
    expect(draftOptions(draft, DATED).options).toEqual({
      ...{ format: "csv", tick: "0.25", lenient: true, symbols: ["BRK A"], header: false, delimiter: "tab" },
      ...{ decimals: 2, columns: MAP, fromNs: 48_600e9, toNs: 86_401.5e9 },
    });
    expect(draftOptions({ ...EMPTY_DRAFT, symbols: "AAPL, MSFT" }, undefined).options).toEqual({
      symbols: ["AAPL", "MSFT"],
    });
    expect(draftOptions({ ...EMPTY_DRAFT, delimiter: " " }, undefined).options).toEqual({
      delimiter: " ",
    });
  });

  it("names the field that is no number and no time", () => {
    const { options, faults } = draftOptions({ ...EMPTY_DRAFT, decimals: "x", toNs: "noon" }, DATED);
    expect(options).toEqual({});
    expect(faults.decimals).toMatch(/"x" is not a whole number/);
    expect(faults.toNs).toMatch(/"noon" is not a time/);
  });

  it.each([
    ["9:30", 34_200e9],
    ["09:30:00.000000001", 34_200e9 + 1],
    ["2024-05-08", 0],
    ["2024-05-10 00:00", 2 * 86_400e9],
  ])("reads the time %s", (text, ns) => {
    expect(tapeTime(text, DATED)).toBe(ns);
  });

  it("refuses a date where none is known, and times that are none", () => {
    expect(tapeTime("2024-05-08 10:00", undefined)).toMatch(/not known yet/);
    expect(tapeTime("2024-05-08 10:00", { epochNs: "0", dated: false })).toMatch(/no date/);
    expect(tapeTime("2024-05-07 10:00", DATED)).toMatch(/before the file/);
    expect(tapeTime("2024-13-07", DATED)).toMatch(/is not a date/);
    for (const text of ["25:00", "10:61", "10", "", "10:00:00.1234567891"])
      expect(tapeTime(text, DATED), text).toEqual(expect.any(String));
  });
});

describe("a map of columns", () => {
  const named = (...names: readonly string[]) => names.map((name) => ({ name, roles: [] }));

  it("names columns by their names, and by number where that does not tell which", () => {
    const columns = named("when", "px", "px", "", "a+b", "7");
    expect(columns.map((_, at) => columnReference(columns, at))).toEqual(["when", "2", "3", "4", "5", "6"]);
  });

  it("gives a role to one column, and a symbol to several", () => {
    const map = withRole(withRole({}, "when", "time"), "px", "price");
    expect(map).toEqual({ time: "when", price: "px" });
    expect(withRole(map, "px", "time")).toEqual({ time: "px" });
    expect(withRole(map, "px", "")).toEqual({ time: "when" });
    const symbols = withRole(withRole(map, "base", "symbol"), "quote", "symbol");
    expect(symbols).toEqual({ ...map, symbol: "base+quote" });
    expect(chosenRole(symbols, "quote")).toBe("symbol");
    expect(chosenRole(symbols, "when")).toBe("time");
    expect(chosenRole(symbols, "other")).toBe("");
    expect(withRole(symbols, "base", "bid")).toEqual({ ...map, symbol: "quote", bid: "base" });
    const unread = withoutRoles(withoutRoles(map, "px", ["price"]), "base", ["symbol"]);
    expect(unread).toEqual({ time: "when", price: "", symbol: "" });
    expect(withRole(unread, "n", "size")).toEqual({ ...unread, size: "n" });
    expect(withRole(unread, "px", "price")).toEqual({ ...unread, price: "px" });
    expect(withRole(unread, "base", "symbol")).toEqual({ ...unread, symbol: "base" });
  });

  it("offers the roles that the reader knows, those of the kind", async () => {
    const text = "when,px\n2024-01-02,1\n";
    const input = { name: "own.csv", bytes: new TextEncoder().encode(text) };
    for (const role of new Set(Object.values(COLUMN_ROLES).flat())) {
      const { table } = await preview(input, { columns: { [role]: "px" }, backend: "wasm" });
      expect(table?.problem?.reason ?? "", role).not.toMatch(/no role/);
    }
    const { table } = await preview(input, { columns: { prize: "px" }, backend: "wasm" });
    expect(table?.problem?.reason).toMatch(/no role/);
    expect(roleGroups("bars").map(([group]) => group)).toEqual(["any", "bars"]);
    expect(roleGroups(null)).toHaveLength(4);
  });
});

describe("the fields", () => {
  it("are all there for every format, none twice, and choices are what the reader takes", async () => {
    for (const format of [...DATA_FORMATS, ""]) {
      const { main, more } = layoutOf(format);
      const fields = [...main, ...more];
      expect(new Set(fields).size, format).toBe(fields.length);
      expect(fields, format).toContain("format");
      expect(fields, format).toContain("fromNs");
    }
    expect(layoutOf("lobster").main).toContain("date");
    expect(layoutOf("binance").main).not.toContain("timeZone");
    expect(CHOICES.format?.map(({ value }) => value)).toEqual([...DATA_FORMATS]);
    const input = { name: "own.csv", bytes: new TextEncoder().encode("time,price\n2024-01-02,1\n") };
    for (const { value } of CHOICES.timeFormat ?? [])
      await preview(input, { timeFormat: value, backend: "wasm" });
    await expect(preview(input, { timeFormat: "noon", backend: "wasm" })).rejects.toThrow(/timeFormat/);
  });
});

describe("the reader", () => {
  it("names the option that would help, and reads with it", async () => {
    const machine = createMarketMachine();
    await machine.open(1, OWN);
    const [failed] = machine.told("failed");
    expect(failed?.failure).toMatchObject({
      problem: "No column for the time",
      advice: "Choose the column of the time; the file has: when, px, n.",
      fault: { field: "columns", text: "no column for the time" },
    });
    await machine.preview({}, OWN);
    expect(machine.told("preview")[0]?.preview).toMatchObject({
      format: "csv",
      table: {
        delimiter: ";",
        header: true,
        kind: null,
        columns: [
          { name: "when", roles: [] },
          { name: "px", roles: ["price"] },
          { name: "n", roles: [] },
        ],
      },
    });
    await machine.preview({ columns: MAP }, OWN);
    expect(machine.told("preview").at(-1)).toMatchObject({
      preview: { table: { kind: "ticks", timeFormat: "dmy", problem: null } },
    });
    await machine.openWith(2, { columns: MAP, symbols: ["ACME"], timeZone: "+01:00" }, OWN);
    const info = machine.told("opened")[0]?.info;
    expect(info).toMatchObject({ total: 2, instruments: [{ symbol: "ACME", tickSize: "0.01", volume: 4 }] });
    expect(info?.firstNs).toBe(8.5 * 3600e9);
  });

  it("leaves out what does not read, and counts it, when it is told to", async () => {
    const machine = createMarketMachine();
    await machine.open(1, BROKEN);
    expect(machine.told("failed")[0]?.failure).toMatchObject({
      where: "Line 3, price",
      fault: { field: "lenient", text: 'line 3: "abc" is not a number' },
    });
    await machine.openWith(2, { lenient: true }, BROKEN);
    expect(machine.told("opened")[0]?.info).toMatchObject({
      total: 2,
      skipped: 1,
      firstSkipped: 'broken.csv, line 3, price: "abc" is not a number',
    });
  });

  it("says of a tick that it is none, and of another that prices are no multiples of it", async () => {
    const machine = createMarketMachine();
    await machine.open(1, OWN);
    await machine.preview({ tick: "x" }, OWN);
    expect(machine.told("preview")[0]).toMatchObject({
      fault: { field: "tick", text: '"x" is not a positive decimal like 0.25' },
    });
    expect(machine.told("preview")[0]?.preview).toBeUndefined();
    await machine.openWith(2, { columns: MAP, tick: "0.5" }, OWN);
    expect(machine.told("failed").at(-1)?.failure.fault).toMatchObject({ field: "tick" });
    expect(machine.told("failed").at(-1)?.failure.fault?.text).toMatch(
      /no multiple of tick 0.5; tick 0.01 would do/,
    );
    await machine.openWith(3, { columns: MAP, tick: "x" }, OWN);
    expect(machine.told("failed").at(-1)?.failure).toMatchObject({
      problem: '"x" is not a positive decimal like 0.25',
      fault: { field: "tick" },
    });
  });

  it("reads only a part of the time, and the book of that part", async () => {
    const machine = createMarketMachine();
    await machine.openWith(1, { columns: MAP, fromNs: 34_201e9 }, OWN);
    expect(machine.told("opened")[0]?.info).toMatchObject({ total: 1, firstNs: 34_201e9 });
  });

  it("asks for the format of what it does not know", async () => {
    const machine = createMarketMachine();
    await machine.open(1, textFile("own.txt", "\u0001 nothing"));
    expect(machine.told("failed")[0]?.failure.fault).toEqual({
      field: "format",
      text: "no format that is known here",
    });
  });
});

describe("the form", () => {
  /** A page whose worker answers when it is told to. */
  function createPage() {
    const machine = createMarketMachine();
    const sent: ToMarket[] = [];
    const market = createMarket({
      send(message) {
        sent.push(message);
        machine.send(message);
      },
    });
    return {
      sent,
      market,
      form: market.importForm,
      /** Until the worker has answered, and what that made the page ask. */
      async settle() {
        for (let asked = -1; asked < sent.length; ) {
          asked = sent.length;
          await machine.idle();
          for (const message of machine.messages.splice(0)) market.receive(message);
        }
      },
    };
  }

  it("opens where an option helps, shows the columns, and reads the same file again", async () => {
    const { market, form, sent, settle } = createPage();
    market.open([OWN]);
    await settle();
    expect([market.phase(), form.isOpen(), form.wanted()]).toEqual(["failed", true, "columns"]);
    expect(form.preview()?.table?.columns.map(({ name }) => name)).toEqual(["when", "px", "n"]);
    form.change({ columns: MAP });
    await settle();
    expect(form.preview()?.table?.kind).toBe("ticks");
    expect(form.faults()).toEqual({});
    form.apply();
    await settle();
    expect([market.phase(), form.isOpen(), form.takeFocus(), form.takeFocus()]).toEqual([
      "open",
      false,
      true,
      false,
    ]);
    expect(sent.filter(({ type }) => type === "open")).toHaveLength(2);
    expect(foundText("tick", form.found(), form.preview())).toBe("0.01");
    expect(foundText("kind", form.found(), form.preview())).toBe("a trade");
    expect(foundText("fromNs", form.found(), form.preview())).toBe("09:30:00");
    expect(form.applied().columns).toEqual(MAP);
    // Other files are read without.
    market.open([BROKEN]);
    expect([form.applied(), form.draft(), form.found()]).toEqual([EMPTY_DRAFT, EMPTY_DRAFT, undefined]);
  });

  it("keeps what is shown while an option is none, and says so at the field", async () => {
    const { market, form, settle } = createPage();
    market.open([BROKEN]);
    await settle();
    expect(form.wanted()).toBe("lenient");
    form.change({ lenient: true });
    form.apply();
    await settle();
    expect(marketWords(market)).toMatch(/2 records of 1 instrument. 1 left out\./);
    form.toggle();
    form.change({ tick: "x" });
    form.apply();
    await settle();
    expect(market.phase()).toBe("open");
    expect([form.wanted(), form.faults().tick]).toEqual(["tick", '"x" is not a positive decimal like 0.25']);
    form.change({ decimals: "many", tick: "" });
    form.apply();
    await settle();
    expect([market.phase(), form.wanted()]).toEqual(["open", "decimals"]);
    form.change({ decimals: "", tick: "0.5" });
    form.apply();
    await settle();
    expect([market.phase(), form.isOpen(), form.wanted()]).toEqual(["failed", true, "tick"]);
    expect(form.faults().tick).toMatch(/no multiple of tick 0.5/);
    expect(foundText("tick", form.found(), form.preview())).toBe("0.01");
    form.reset();
    form.change({ lenient: true });
    form.apply();
    await settle();
    expect(market.phase()).toBe("open");
  });

  it("forgets the map when other columns are made of the file", async () => {
    const { market, form, settle } = createPage();
    market.open([OWN]);
    await settle();
    form.change({ columns: MAP });
    form.change({ delimiter: "," });
    await settle();
    expect(form.draft().columns).toEqual({});
    expect(form.preview()?.table?.delimiter).toBe(",");
  });
});
