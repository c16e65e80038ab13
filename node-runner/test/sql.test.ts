// cift sql: the same numbers by SQL as by the cursors, exactly, of tapes, files and runs.

import { EventCursor, Exchange, MarketByOrderEventCursor } from "@cift/engine";
import { readRecords, TAPE_CURSORS, TAPE_TABLES, type TapeTable } from "@cift/engine/data";
import { columnsOf, TABLES, type TableName } from "@cift/engine/tables";
import { describe, expect, it } from "vitest";
import { RecordDatabase } from "../src/market-data/duckdb.js";
import { cift, documentOf } from "./support/cift.js";
import { verificationData } from "./support/data.js";
import { temporaryFile } from "./support/temporary.js";

const backends = ["wasm", "native"] as const;
interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

async function ask(path: string, query: string, ...more: string[]): Promise<Answer> {
  const run = await cift(["sql", path, query, "--json", ...more]);
  if (run.code !== 0) throw new Error(run.stderr);
  return documentOf(run) as unknown as Answer;
}

const TRADES = [
  "time,symbol,price,size,side",
  "2024-03-01T10:00:00.000Z,ACME,101.25,10,buy",
  "2024-03-01T10:00:00.250Z,INIT,7.5,200,sell",
  "2024-03-01T10:00:01.000Z,ACME,101.50,5,sell",
  "",
].join("\n");

describe.each(backends)("cift sql on %s", (backend) => {
  const on = ["--backend", backend];

  it("asks a file, with prices as decimals by its instruments", async () => {
    const path = temporaryFile("trades.csv", TRADES);
    const query = `select symbol, price * tick_size as price, quantity * lot_size as size, side
      from ticks join instruments using (instrument) order by seq`;
    const { columns, rows } = await ask(path, query, ...on);
    expect(columns).toEqual(["symbol", "price", "size", "side"]);
    expect(rows.map(([symbol, price, size, side]) => [symbol, Number(price), Number(size), side])).toEqual([
      ["ACME", 101.25, 10, "buy"],
      ["INIT", 7.5, 200, "sell"],
      ["ACME", 101.5, 5, "sell"],
    ]);
  });

  it("prints a table for people", async () => {
    const run = await cift([
      "sql",
      temporaryFile("trades.csv", TRADES),
      "select side, count(*) as n from ticks group by side order by n desc",
      ...on,
    ]);
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(/side {2}n\n +sell {2}2\n +buy {2}1\n/);
  });

  it("has every table of a tape, with or without records", async () => {
    const path = temporaryFile("trades.csv", TRADES);
    for (const table of TAPE_TABLES) {
      const { rows } = await ask(path, `select count(*) from ${table}`, ...on);
      expect(rows).toEqual([[table === "ticks" ? "3" : "0"]]);
    }
  }, 60_000);

  it("gives the sums that the cursors give, of a real market", async (context) => {
    const path = verificationData(
      context,
      "databento_mbo",
      "orderbooks_mbo_2024-05-08T00-00-00_2024-05-08T00-00-02.csv.gz",
    );
    let [orders, prices, ids] = [0, 0n, 0n];
    const actions = new Map<string, number>();
    for await (const { batch } of readRecords(path, { backend })) {
      const cursor = new MarketByOrderEventCursor(batch.list("market_by_order"));
      for (let index = 0; index < cursor.length; index++) {
        const { action, price, orderId } = cursor.at(index).toObject();
        orders++;
        prices += BigInt(price);
        ids += BigInt(orderId);
        actions.set(action, (actions.get(action) ?? 0) + 1);
      }
    }
    const sums = await ask(path, "select count(*), sum(price), sum(order_id) from market_by_order", ...on);
    // Sums of integers of 64 bits have 128, and come as texts.
    expect(sums.rows).toEqual([[String(orders), String(prices), String(ids)]]);
    const grouped = await ask(path, "select action, count(*) from market_by_order group by action", ...on);
    expect(new Map(grouped.rows.map(([action, count]) => [action, Number(count)]))).toEqual(actions);
  });
});

describe("the database", () => {
  it.each(Object.keys(TABLES) as TableName[])(
    "has every value of %s as it is, up to 64 bits",
    async (table) => {
      const { bytes: size, columns } = TABLES[table];
      // More than a chunk of DuckDB's.
      const bytes = new Uint8Array(3000 * size).map((_, at) => (at * 2654435761) >>> 13);
      for (const { type, offset } of columns) {
        if (typeof type !== "object") continue;
        for (let at = offset; at < bytes.length; at += size) bytes[at] = (bytes[at] ?? 0) % type.enum.length;
      }
      const database = await RecordDatabase.open();
      try {
        await database.append(table, bytes.subarray(0, 1000 * size));
        await database.append(table, bytes.slice(1000 * size));
        const { rows, columns: names } = await database.query(`select * from ${table}`);
        expect(names).toEqual(columns.map(({ name }) => name));
        const lists = columnsOf(table, bytes);
        rows.forEach((row, index) => {
          const expected = lists.map(({ type, values }) => {
            const value = values[index] ?? 0;
            return typeof type === "object" ? type.enum[Number(value)] : String(value);
          });
          expect(row.map(String)).toEqual(expected);
        });
        expect(rows.length).toBe(3000);
        const Cursor = TAPE_CURSORS[table as TapeTable];
        // The engine's own tables have cursors that their own tests hold.
        if (Cursor !== undefined) {
          const seq = names.findIndex((name) => /^(seq|close_seq)$/.test(name));
          const record = new Cursor(bytes).at(2999) as { seq?: number; closeSeq?: number };
          expect(Number(rows[2999]?.[seq])).toBe(record.seq ?? record.closeSeq);
        }
      } finally {
        database.close();
      }
    },
  );

  it("fetches nothing: what is not built in is an error at once", async () => {
    const database = await RecordDatabase.open();
    try {
      await expect(database.query("select st_point(1, 2)")).rejects.toThrow(/spatial|st_point/i);
      const loaded =
        "select current_setting('autoinstall_known_extensions'), current_setting('autoload_known_extensions')";
      expect((await database.query(loaded)).rows).toEqual([[false, false]]);
    } finally {
      database.close();
    }
  });
});

describe("cift sql", () => {
  it("asks a run, by its journal and by its events", async () => {
    const exchange = await Exchange.create({ instruments: [{ symbol: "ACME", tickSize: "0.01" }] });
    exchange.journal.start({ number: 1n });
    const pieces: Uint8Array[] = [];
    for (let order = 1; order <= 4000; order++) {
      if (order % 500 === 0) pieces.push(exchange.events().toBytes());
      const side = order % 2 === 0 ? "buy" : "sell";
      exchange.submit({ side, price: 10_000 + ((order * 7919) % 41) - 20, quantity: 1 + (order % 9) });
    }
    pieces.push(exchange.events().toBytes());
    expect(exchange.droppedEvents).toBe(0);
    const events = new Uint8Array(Buffer.concat(pieces));
    exchange.journal.close();
    const journal = temporaryFile("run.journal", exchange.journal.take());
    exchange.dispose();
    const counts = new Map<string, number>();
    const cursor = new EventCursor(events);
    for (let index = 0; index < cursor.length; index++) {
      const { kind } = cursor.at(index).toObject();
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    expect(counts.get("trade")).toBeGreaterThan(1000);
    for (const path of [journal, temporaryFile("run.events", events)]) {
      const { rows } = await ask(path, "select kind, count(*) from events group by kind");
      expect(new Map(rows.map(([kind, count]) => [kind, Number(count)]))).toEqual(counts);
    }
  });

  it("says what is wrong with a query or an input", async () => {
    const path = temporaryFile("trades.csv", TRADES);
    const wrong = await cift(["sql", path, "select nothing from ticks"]);
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toMatch(/nothing/);
    const spoiled = await cift(["sql", temporaryFile("b.csv", TRADES.replace("7.5", "seven")), "select 1"]);
    expect(spoiled.code).toBe(5);
    expect(spoiled.stderr).toMatch(/b\.csv, line 3, price/);
    const missing = await cift(["sql", `${path}.not`, "select 1"]);
    expect(missing.code).toBe(5);
  });
});
