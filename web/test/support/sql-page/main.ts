// A page that asks a session's events and a file's records by SQL, and counts the same in JavaScript.

import { EventCursor, Exchange, Instrument } from "@cift/engine";
import { inspect, readRecords } from "@cift/engine/data";
import { SqlDatabase, type SqlResult } from "../../../src/sql/database.ts";

/** What the test reads: BigInts do not cross as they are. */
export interface SqlOutcome {
  readonly events: { readonly counted: Record<string, number>; readonly asked: SqlResult };
  readonly largest: SqlResult;
  readonly ticks: SqlResult;
  /** Of a file of Parquet that the page got. */
  readonly parquet: SqlResult;
  /** How many records a worker finds in one that it keeps beside its memory, and what the page's own thread says to it. */
  readonly large: { readonly worker: number | string; readonly page: string };
  readonly refused: readonly string[];
  readonly milliseconds: number;
}

/** Large enough that doubles do not hold it. */
const LARGE = 2 ** 52;

/** The events in pieces: no more than so many may wait. */
async function eventPieces(): Promise<Uint8Array[]> {
  const exchange = await Exchange.create({ instruments: [{ symbol: "ACME", tickSize: "0.01" }] });
  const pieces: Uint8Array[] = [];
  for (let order = 1; order <= 5000; order++) {
    if (order % 500 === 0) pieces.push(exchange.events().toBytes());
    const side = order % 2 === 0 ? "buy" : "sell";
    exchange.submit({ side, price: 10_000 + ((order * 7919) % 41) - 20, quantity: 1 + (order % 9) });
  }
  exchange.submit({ side: "sell", price: 20_000, quantity: LARGE });
  return [...pieces, exchange.events().toBytes()];
}

function count(pieces: readonly Uint8Array[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const bytes of pieces) {
    const cursor = new EventCursor(bytes);
    for (let index = 0; index < cursor.length; index++) {
      const { kind } = cursor.at(index).toObject();
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  return counts;
}

async function askTicks(database: SqlDatabase): Promise<SqlResult> {
  const rows = Array.from({ length: 1000 }, (_, at) => `${1709287200000 + at},${(at + 1) / 4},${at + 1}`);
  const bytes = new TextEncoder().encode(["timestamp,price,size", ...rows].join("\n"));
  let instruments: readonly Instrument[] = [];
  for await (const { metadata, batch } of readRecords({ name: "ACME.csv", bytes })) {
    await database.append("ticks", batch.list("ticks"));
    instruments = metadata.instruments.map((each, index) => new Instrument(index, each));
  }
  await database.instruments(instruments);
  return database.query(
    `select symbol, count(*), sum(quantity), max(price * tick_size), min(time_ns), sum(price * quantity)
    from ticks join instruments using (instrument) group by symbol`,
  );
}

async function askParquet(database: SqlDatabase): Promise<SqlResult> {
  const file = new File([await (await fetch("./bars.parquet")).blob()], "bars.parquet");
  for await (const { batch } of readRecords(file)) await database.append("bars", batch.list("bars"));
  return database.query("select count(*), min(close), max(close), sum(volume) from bars");
}

/** The worker reads blobs where they are; the page's own thread has its memory and nothing else. */
async function readLarge(): Promise<SqlOutcome["large"]> {
  const file = new File([await (await fetch("./ticks.parquet")).blob()], "ticks.parquet");
  const worker = new Worker(new URL("./reader.ts", import.meta.url), { type: "module" });
  const answer = new Promise<number | string>((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage(file);
  const total = await answer;
  worker.terminate();
  return { worker: total, page: await refusal(inspect(file)) };
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "it went",
    (error: Error) => error.message,
  );

async function ask(): Promise<SqlOutcome> {
  const pieces = await eventPieces();
  const start = performance.now();
  const database = await SqlDatabase.open();
  const milliseconds = performance.now() - start;
  for (const bytes of pieces) await database.append("events", bytes);
  const asked = await database.query(
    "select kind, count(*) from events group by kind order by kind::varchar",
  );
  const largest = await database.query(
    "select max(quantity), max(quantity) * 8 + 1, sum(quantity), -sum(price), null, true, 0.5::double from events where kind = 'accepted'",
  );
  const ticks = await askTicks(database);
  const parquet = await askParquet(database);
  const refused = [
    await refusal(database.query("select * from nowhere")),
    await refusal(database.query("select json_extract('{}', '$.a')")),
    await refusal(database.query("copy (select 1) to 'a.parquet' (format parquet)")),
  ];
  const large = await readLarge();
  await database.close();
  return { events: { counted: count(pieces), asked }, largest, ticks, parquet, large, refused, milliseconds };
}

/** BigInts as texts with an n. */
const printable = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value);

function leave(result: unknown): void {
  document.documentElement.dataset.result = JSON.stringify(result, printable);
}

ask().then(leave, (error: Error) => leave({ error: error.stack ?? error.message }));
