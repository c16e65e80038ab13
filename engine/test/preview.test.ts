// What files are taken for before they are read: the same from both modules.

import { type PreviewOptions, preview } from "@cift/engine/data";
import { describe, expect, test } from "vitest";

const kinds = ["wasm", "native"] as const;
const file = (text: string, name = "own.csv") => ({ name, bytes: new TextEncoder().encode(text) });
const OWN = file("when;px;n\n01.03.2024 09:30:00;1010,5;3\n01.03.2024 09:30:01;1010,25;1\n");

describe.each(kinds)("a preview by %s", (backend) => {
  const look = (input: Parameters<typeof preview>[0], options: PreviewOptions = {}) =>
    preview(input, { ...options, backend });

  test("tells the columns, what they are taken for, and what is missing", async () => {
    const { format, table } = await look(OWN, { rows: 1 });
    expect(format).toBe("csv");
    expect(table).toEqual({
      delimiter: ";",
      header: true,
      columns: [
        { name: "when", roles: [] },
        { name: "px", roles: ["price"] },
        { name: "n", roles: [] },
      ],
      rows: [["01.03.2024 09:30:00", "1010,5", "3"]],
      kind: null,
      timeFormat: null,
      problem: {
        column: "",
        reason: "no column for the time",
        advice: "say --column time=NAME; the file has: when, px, n",
      },
    });
  });

  test("takes what is said, and does not read what comes later", async () => {
    const said = { columns: { time: "when", price: "px" }, delimiter: ";" } as const;
    const { table } = await look(OWN, said);
    expect(table).toMatchObject({ kind: "ticks", timeFormat: "dmy", problem: null });
    expect(table?.columns[0]).toEqual({ name: "when", roles: ["time"] });
    const rows = Array.from({ length: 9_000 }, (_, at) => `${1_700_000_000 + at},1.5`);
    const late = await look(file(["time,price", ...rows, "x,y"].join("\n")));
    expect(late.table).toMatchObject({ kind: "ticks", problem: null });
    expect(late.table?.rows).toHaveLength(5);
  });

  test("of a format of somebody else's is its name", async () => {
    const message = "34200.015105074,1,16085616,100,5859100,1\n".repeat(3);
    expect(await look(file(message, "messages.csv"))).toEqual({ format: "lobster", table: null });
    const { table } = await look(file(message, "messages.csv"), { format: "csv" });
    expect(table?.columns).toHaveLength(6);
  });

  test("refuses options that are none, and what is in no format", async () => {
    await expect(look(OWN, { tick: "x" })).rejects.toThrow(/import\.tick: "x" is not a positive decimal/);
    await expect(look(file("\u0001 nothing"))).rejects.toMatchObject({ code: "DATA_INVALID" });
    expect((await look(file("\n\n"), { format: "csv" })).table).toBeNull();
  });
});
