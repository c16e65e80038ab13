// Records as columns and as Arrow tables: the same numbers, under the names of every store.

import { Exchange } from "@cift/engine";
import { arrowBatch, arrowTable, columnsOf, TABLES } from "@cift/engine/tables";
import { tableFromIPC, tableToIPC } from "apache-arrow";
import { expect, test } from "vitest";

async function someEvents(): Promise<{ exchange: Exchange; expected: Record<string, unknown>[] }> {
  const make = async () => {
    const exchange = await Exchange.create({ instruments: [{ symbol: "ACME", tickSize: "0.01" }] });
    exchange.submit({ side: "sell", price: "101.25", quantity: 10 });
    exchange.submit({ side: "buy", price: "101.30", quantity: 15 });
    exchange.submit({ side: "sell", price: -5, quantity: 2 ** 52 });
    return exchange;
  };
  using first = await make();
  return { exchange: await make(), expected: [...first.events()] as unknown as Record<string, unknown>[] };
}

test("the waiting events as an Arrow table, which survives Arrow's own format", async () => {
  const { exchange, expected } = await someEvents();
  const table = tableFromIPC(tableToIPC(await exchange.events().toArrow(), "stream"));
  expect(exchange.waitingEvents).toBe(0);
  expect(table.numRows).toBe(expected.length);
  expect(table.schema.fields.map(({ name }) => name)).toEqual(TABLES.events.columns.map(({ name }) => name));
  expected.forEach((event, index) => {
    const row = table.get(index)?.toJSON() as Record<string, unknown>;
    expect(row.kind).toBe(event.kind);
    expect(row.side).toBe(event.side);
    expect(row.seq).toBe(BigInt(event.seq as number));
    expect(row.price).toBe(BigInt(event.price as number));
    expect(row.quantity).toBe(BigInt(event.quantity as number));
    expect(row.instrument).toBe(event.instrument);
  });
  exchange.dispose();
});

test("columns hold what the cursors read, in pieces as in one", async () => {
  const { exchange } = await someEvents();
  const bytes = exchange.events().toBytes();
  const whole = columnsOf("events", bytes);
  const half = bytes.slice(0, 64);
  const rest = bytes.slice(64);
  for (const [index, column] of whole.entries()) {
    const parts = [half, rest].flatMap((piece) => [...(columnsOf("events", piece)[index]?.values ?? [])]);
    expect(parts).toEqual([...column.values]);
  }
  expect(arrowTable("events", [half, rest]).numRows).toBe(bytes.length / 64);
  expect(arrowBatch("events", new Uint8Array()).numRows).toBe(0);
  expect(() => columnsOf("events", bytes.subarray(1))).toThrow("not whole records of events");
  exchange.dispose();
});
