// The options of an import that the form has fields for, and what they are called there. An error speaks of an option by
// the same name.

import type { ImportOptions } from "@cift/engine/data";

export const FIELD_LABELS = {
  format: "Format",
  tick: "Tick",
  lot: "Lot",
  lenient: "Leave out what does not read",
  date: "Date",
  symbols: "Symbols",
  kind: "A row is",
  columns: "Columns",
  timeFormat: "Time format",
  timeZone: "Time zone",
  header: "Header",
  delimiter: "Delimiter",
  interval: "Bars last",
  decimals: "Decimals",
  order: "Order",
  fromNs: "From",
  toNs: "To",
} as const satisfies Partial<Record<keyof ImportOptions, string>>;

/** An option that the form has a field for. */
export type ImportField = keyof typeof FIELD_LABELS;

/** An option that is wrong or missing, and what is to be said beside its field. */
export interface OptionFault {
  readonly field: ImportField;
  readonly text: string;
}
