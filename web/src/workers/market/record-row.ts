// A record of a tape as a row for people: its time and place, and what it says, prices and quantities as decimals.

import { Instrument } from "@cift/engine";
import { type DataMetadata, type RawRecord, recordObject } from "@cift/engine/data";
import type { RecordRow } from "./protocol.ts";

/** Fields whose values are prices or quantities of the instrument, or times. */
const PRICES = /price$|^(open|high|low|close)$/i;
const QUANTITIES = /quantity$|volume$/i;
/** Fields that have a column of their own, and those that say nothing to people. */
const UNSAID =
  /^(seq|timeNs|closeTimeNs|closeSeq|instrument|receivedNs|openSeq|openTimeNs|auctionTimeNs|notional(Low|High)|sideUnknown|flags)$/;
/** Prices of sides and bars that can be zero and still mean something. */
const SAID_AT_ZERO = /^(price|open|high|low|close)$/;

export function recordRow(raw: RawRecord, metadata: DataMetadata): RecordRow {
  const values = recordObject(raw);
  const number = Number(values.instrument ?? 0);
  const found = metadata.instruments[number];
  const instrument = found === undefined ? undefined : new Instrument(number, found);
  const sideIsUnknown = values.sideUnknown === 1;
  /** Of the whole book, not of a side or a price. */
  const isWhole = values.action === "clear" || values.action === "none";
  const fields = Object.entries(values)
    .filter(([name, value]) => !UNSAID.test(name) && (value !== 0 || SAID_AT_ZERO.test(name)))
    .filter(([name]) => name !== "side" || !(sideIsUnknown || isWhole))
    .filter(([name, value]) => name !== "price" || value !== 0 || !isWhole)
    .map(([name, value]) => [wordsOf(name), valueText(name, value, instrument)] as const);
  return {
    seq: Number(values.seq ?? values.closeSeq ?? 0),
    timeNs: Number(values.timeNs ?? values.closeTimeNs ?? 0),
    table: raw.table,
    symbol: found?.symbol ?? `#${number}`,
    fields,
  };
}

/** "bidPrice" as "bid price". */
const wordsOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function valueText(name: string, value: unknown, instrument: Instrument | undefined): string {
  if (instrument !== undefined && typeof value === "number" && Number.isSafeInteger(value)) {
    if (PRICES.test(name)) return instrument.formatPrice(value);
    if (QUANTITIES.test(name)) return instrument.formatQuantity(value);
  }
  return String(value);
}
