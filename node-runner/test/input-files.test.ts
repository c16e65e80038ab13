// What the arguments of inspect, convert, sql and conform may be beside files, and what is said of the rest.

import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cift, documentOf } from "./support/cift.js";
import { temporaryFile, temporaryFolder } from "./support/temporary.js";

const day = (number: number) =>
  `time,symbol,price,size\n2024-03-0${number} 10:00:00,ACME,${number}.5,1\n2024-03-0${number} 11:00:00,ACME,${number}.25,2\n`;

/** A folder of three parts, whose names are in order by their numbers only, and things that are no part. */
function folderOfParts(): string {
  const folder = temporaryFolder();
  for (const [name, number] of [
    ["part-10.csv", 3],
    ["part-2.csv", 2],
    ["part-1.csv", 1],
  ] as const)
    writeFileSync(join(folder, name), day(number));
  writeFileSync(join(folder, ".hidden"), "no data");
  mkdirSync(join(folder, "more"));
  return folder;
}

const opens = (run: { stdout: string }) => JSON.parse(run.stdout).instruments[0].open as number;

describe("inputs", () => {
  it("may be a folder or a pattern, in the order of the numbers in the names", async () => {
    const folder = folderOfParts();
    for (const input of [folder, join(folder, "part-*.csv"), join(folder, "part-*")]) {
      const run = await cift(["inspect", input, "--json", "--tick", "0.25"]);
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(documentOf(run)).toMatchObject({ total: 6, backwards: 0, skipped: 0 });
      expect(documentOf(run).metadata).toMatchObject({
        inputs: ["part-1.csv", "part-2.csv", "part-10.csv"].map((name) => join(folder, name)),
      });
      expect(opens(run)).toBe(6);
    }
    const one = await cift(["inspect", join(folder, "part-?.csv"), "--json"]);
    expect(documentOf(one)).toMatchObject({ total: 4 });
    const sql = await cift(["sql", folder, "select count(*) from ticks", "--json"]);
    expect(documentOf(sql)).toMatchObject({ rows: [["6"]] });
  });

  it("that are none are errors that say so", { timeout: 120_000 }, async () => {
    const empty = temporaryFile("empty.csv", "");
    const folder = temporaryFolder();
    const inputs = [
      { args: [join(folder, "gone.csv")], code: 5, text: "gone.csv: is not there" },
      { args: [empty], code: 5, text: "empty.csv: is empty" },
      { args: [folder], code: 5, text: "is a folder without files" },
      { args: [join(folder, "*.csv")], code: 5, text: "*.csv: matches no file" },
      { args: ["-"], code: 2, text: "not from a pipe" },
      { args: ["/dev/stdin"], code: 2, text: "not from a pipe" },
      { args: [temporaryFile("a.csv", day(1)), temporaryFile("b.bin", "nothing")], code: 5, text: "b.bin" },
    ];
    for (const { args, code, text } of inputs) {
      const output = join(temporaryFolder(), "out.cift");
      const runs = [
        ["inspect", ...args],
        ["convert", ...args, "-o", output],
        ["conform", "mbo", ...args],
      ];
      if (args.length === 1) runs.push(["sql", ...args, "select 1"]);
      const ended = await Promise.all(runs.map((command) => cift(command)));
      for (const [index, run] of ended.entries()) {
        expect([runs[index], run.code]).toEqual([runs[index], code]);
        expect(run.stderr).toContain(text);
        expect(run.stdout).toBe("");
      }
      expect(readdirSync(join(output, ".."))).toEqual([]);
    }
  });

  it("that may not be read are errors", async ({ skip }) => {
    if (process.getuid?.() === 0) skip("root may read everything");
    const path = temporaryFile("secret.csv", day(1));
    chmodSync(path, 0);
    const run = await cift(["inspect", path]);
    expect(run.code).toBe(5);
    expect(run.stderr).toContain("may not be read");
  });
});

describe("cift convert", () => {
  it("says what is wrong with an output, and leaves what is there", async () => {
    const source = temporaryFile("a.csv", day(1));
    const folder = temporaryFolder();
    for (const [output, text] of [
      [join(folder, "no", "out.cift"), "the folder is not there"],
      [join(source, "out.parquet"), "its folder is a file"],
      [join(folder, "out.txt"), "has to end with one of"],
    ] as const) {
      const run = await cift(["convert", source, "-o", output]);
      expect([output, run.code]).toEqual([output, 2]);
      expect(run.stderr).toContain(text);
    }
    const kept = join(folder, "kept.cift");
    writeFileSync(kept, "as it was");
    const broken = temporaryFile("broken.csv", `${day(1)}2024-03-01 12:00:00,ACME,x,1\n`);
    expect((await cift(["convert", broken, "-o", kept])).code).toBe(5);
    expect(readFileSync(kept, "utf8")).toBe("as it was");
    expect(readdirSync(folder)).toEqual(["kept.cift"]);
  });

  it("leaves nothing behind when it is interrupted", { timeout: 60_000 }, async () => {
    const row = (at: number) => `${new Date(1.7e12 + at).toISOString()},${(at % 97) + 1}.5,1\n`;
    const rows = Array.from({ length: 400_000 }, (_, at) => row(at)).join("");
    const source = temporaryFile("long.csv", `time,price,size\n${rows}`);
    for (const output of ["out.cift", "out.arrow"]) {
      const folder = temporaryFolder();
      // As soon as there is something that could be left behind: the work goes on for half a second from there.
      const run = await cift(["convert", source, "-o", join(folder, output), "--backend", "wasm"], {
        interruptWhen: () => readdirSync(folder).length > 0,
      });
      expect(run.code).toBe(130);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

describe("options", () => {
  it("choose a part by time, of a day or of a date", async () => {
    const tape = join(temporaryFolder(), "a.cift");
    await cift(["convert", folderOfParts(), "-o", tape, "--tick", "0.25"]);
    for (const input of [tape, folderOfParts()]) {
      const total = async (...range: string[]) => {
        const run = await cift(["inspect", input, "--tick", "0.25", ...range, "--json"]);
        return documentOf(run).total;
      };
      expect(await total("--to", "11:00")).toBe(1);
      expect(await total("--from", "10:00:00.000000001")).toBe(5);
      expect(await total("--from", "2024-03-02", "--to", "2024-03-03T10:30:00")).toBe(3);
      expect(await total("--from", "2024-03-09")).toBe(0);
    }
    const run = await cift(["inspect", tape, "--from", "noon"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("--from noon: write it as");
  });

  it("choose a part that begins years after the first record", async () => {
    const years = Array.from({ length: 20 }, (_, year) => `${2000 + year}-06-30,${year + 1},1`);
    const path = temporaryFile("years.csv", ["time,price,size", ...years, ""].join("\n"));
    const run = await cift(["inspect", path, "--from", "2005-01-01", "--to", "2009-06-30", "--json"]);
    expect(documentOf(run).total).toBe(4);
  });

  it("say the order of a table's records", async () => {
    const rows = ["time,price,size", "2024-03-01 11:00:00,2.5,1", "2024-03-01 10:00:00,1.5,1", ""];
    const path = temporaryFile("a.csv", rows.join("\n"));
    const first = async (...args: string[]) =>
      documentOf(await cift(["inspect", path, ...args, "--json"])).first;
    expect(await first()).toMatchObject([{ price: 15 }, { price: 25 }]);
    expect(await first("--order", "time")).toMatchObject([{ price: 15 }, { price: 25 }]);
    expect(await first("--order", "input")).toMatchObject([{ price: 25 }, { price: 15 }]);
  });

  it("take several values with commas or said again, and nothing that stands behind", async () => {
    const rows = ["time,symbol,price,size", ...["A", "B", "C"].map((name) => `2024-03-01,${name},1,1`), ""];
    const path = temporaryFile("three.csv", rows.join("\n"));
    for (const [args, symbols] of [
      [["--symbol", "A", path], ["A"]],
      [
        ["--symbol", "A, C", path],
        ["A", "C"],
      ],
      [
        ["--symbol", "C", "--symbol", "A", path],
        ["A", "C"],
      ],
      [["--column", "price=size", "--column", "size=price", "--symbol", "B", path], ["B"]],
    ] as const) {
      const { metadata } = documentOf(await cift(["inspect", ...args, "--json"]));
      expect(metadata).toMatchObject({ instruments: symbols.map((symbol) => ({ symbol })) });
    }
    const run = await cift(["inspect", path, "--symbol", "A,"]);
    expect([run.code, run.stderr.includes("Write them like AAPL,MSFT.")]).toEqual([2, true]);
  });

  it("are called by their own names where they are wrong", async () => {
    const path = temporaryFile("a.csv", day(1));
    for (const [option, value] of [
      ["--tick", "0"],
      ["--time-format", "odd"],
      ["--time-zone", "here"],
      ["--interval", "soon"],
    ] as const) {
      const run = await cift(["inspect", path, option, value]);
      expect([option, run.code]).toEqual([option, 2]);
      expect(run.stderr).toContain(`cift: ${option}: "${value}" is not`);
    }
  });

  it("take the names of formats with underscores too", async () => {
    const path = temporaryFile(
      "a.csv",
      "ts_event,rtype,publisher_id,instrument_id,action,side,depth,price,size,flags,ts_recv\n",
    );
    for (const format of ["databento_csv", "databento-csv"]) {
      const run = await cift(["inspect", path, "--format", format, "--json"]);
      expect(documentOf(run)).toMatchObject({ metadata: { format: "databento-csv" } });
    }
    const run = await cift(["inspect", temporaryFile("a.txt", "nothing that anybody knows")]);
    expect(run.stderr).toContain("csv, parquet, arrow");
  });
});
