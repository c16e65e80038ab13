// What was found out where nothing was said, as a field shows it.

import type { Preview } from "@cift/engine/data";
import type { MarketInfo, MarketInstrument } from "../../../workers/market/protocol.ts";
import { clockText, dateText, formatText, momentText } from "../market-text.ts";
import type { TextField } from "./import-draft.ts";
import { CHOICES } from "./import-layout.ts";

const DAY_NS = 86_400e9;

/** Empty where nothing is known. */
export function foundText(
  field: TextField,
  info: MarketInfo | undefined,
  preview: Preview | undefined,
): string {
  const table = preview?.table;
  switch (field) {
    case "format":
      return preview === undefined ? "" : formatText(preview.format);
    case "tick":
      return common(info, ({ tickSize }) => tickSize);
    case "lot":
      return common(info, ({ lotSize }) => lotSize);
    case "symbols":
      return common(info, ({ symbol }) => symbol);
    case "date":
      return info === undefined ? "" : dateText(info.clock, info.firstNs);
    case "kind":
    case "timeFormat":
      return CHOICES[field]?.find(({ value }) => value === table?.[field])?.text ?? "";
    case "header":
      return CHOICES.header?.find(({ value }) => value === (table?.header ? "yes" : "no"))?.text ?? "";
    case "delimiter":
      return table?.delimiter ?? "";
    case "timeZone":
      return table === undefined || table === null ? "" : "UTC";
    case "fromNs":
      return info === undefined ? "" : timeText(info, info.firstNs);
    case "toNs":
      return info === undefined ? "" : timeText(info, info.lastNs);
    default:
      return "";
  }
}

/** What all instruments share. */
function common(info: MarketInfo | undefined, of: (instrument: MarketInstrument) => string): string {
  const [first = "", ...others] = new Set(info?.instruments.map(of));
  return others.length === 0 ? first : "";
}

/** As it may be written: a time alone is one of the first day. */
const timeText = ({ clock, lastNs }: MarketInfo, ns: number): string =>
  lastNs >= DAY_NS ? momentText(clock, ns, 0) : clockText(clock, ns, 0);
