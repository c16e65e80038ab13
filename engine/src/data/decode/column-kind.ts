// What the values of a decoded column are.

/** What the values of a column are, once they are read as they are stored. */
export type ColumnKind =
  | { readonly of: "double" | "float" | "whole" | "text" | "boolean" | "date" }
  /** Whole numbers that a sign was not kept for. */
  | { readonly of: "unsigned"; readonly bits: number }
  /** Whole numbers, or bytes of them with the highest first, of units of ten to the power of minus `scale`. */
  | { readonly of: "decimal"; readonly scale: number }
  /** Since 1970 in UTC, or by a clock whose zone the file does not say. */
  | { readonly of: "time"; readonly unit: TimeUnit; readonly isUtc: boolean }
  /** Since midnight. */
  | { readonly of: "clock"; readonly unit: TimeUnit };

export type TimeUnit = "MILLIS" | "MICROS" | "NANOS";

/** A column that is read. */
export interface PlannedColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}
