// A record of a tape as a line of text, and as plain data.

import { Instrument } from "@cift/engine";
import { type DataMetadata, type RawRecord, recordObject } from "@cift/engine/data";
import { snakeKey } from "../cli/snake-case.js";
import { timeText } from "./tape-time.js";

/** Fields whose values are prices or quantities of the instrument. */
const PRICES = /price$|^(open|high|low|close)$/i;
const QUANTITIES = /quantity$|volume$/i;
/** Fields that the line begins with, and those that say nothing to people. */
const HEAD = new Set([
  "seq",
  "timeNs",
  "closeTimeNs",
  "closeSeq",
  "instrument",
  "receivedNs",
  "openSeq",
  "openTimeNs",
]);

/** `09:30:00.004  market_by_order  add buy 100 @ 585.33 …` */
export function recordLine(raw: RawRecord, metadata: DataMetadata): string {
  const fields = recordObject(raw);
  const instrument = instrumentOf(metadata, Number(fields.instrument ?? 0));
  const time = timeText(metadata, Number(fields.timeNs ?? fields.closeTimeNs ?? 0));
  const rest = Object.entries(fields)
    .filter(([name, value]) => !HEAD.has(name) && value !== 0 && value !== null)
    .map(([name, value]) => `${snakeKey(name)} ${valueText(name, value, instrument)}`);
  return `${time}  ${raw.table}  ${instrument?.symbol ?? ""}  ${rest.join("  ")}`;
}

function valueText(name: string, value: string | number, instrument: Instrument | undefined): string {
  if (instrument !== undefined && typeof value === "number" && Number.isSafeInteger(value)) {
    if (PRICES.test(name)) return instrument.formatPrice(value);
    if (QUANTITIES.test(name)) return instrument.formatQuantity(value);
  }
  return String(value);
}

/** The instrument of a tape, with its ticks and lots as decimals. */
export function instrumentOf(metadata: DataMetadata, index: number): Instrument | undefined {
  const found = metadata.instruments[index];
  return found === undefined ? undefined : new Instrument(index, found);
}
