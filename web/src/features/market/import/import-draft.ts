// What stands in the fields of the form, and the options that it says. Whether a tick is a tick, the module of market data
// says: here is only what has to be turned into a number or a list.

import type { DataFormat, ImportOptions, TableColumn } from "@cift/engine/data";
import type { ImportField } from "../../../workers/market/import-fields.ts";
import type { Clock } from "../../../workers/market/protocol.ts";

/** Fields as they are written; empty: to be found out. */
export interface ImportDraft {
  readonly format: string;
  readonly tick: string;
  readonly lot: string;
  readonly lenient: boolean;
  readonly date: string;
  readonly symbols: string;
  readonly kind: string;
  /** By role, the column's name or number, as `ImportOptions` has it. */
  readonly columns: Readonly<Record<string, string>>;
  readonly timeFormat: string;
  readonly timeZone: string;
  readonly header: string;
  readonly delimiter: string;
  readonly interval: string;
  readonly decimals: string;
  readonly order: string;
  readonly fromNs: string;
  readonly toNs: string;
}

/** The fields of text. */
export type TextField = Exclude<ImportField, "lenient" | "columns">;

export const EMPTY_DRAFT: ImportDraft = {
  format: "",
  tick: "",
  lot: "",
  lenient: false,
  date: "",
  symbols: "",
  kind: "",
  columns: {},
  timeFormat: "",
  timeZone: "",
  header: "",
  delimiter: "",
  interval: "",
  decimals: "",
  order: "",
  fromNs: "",
  toNs: "",
};

/** What to say beside a field. */
export type Faults = Partial<Record<ImportField, string>>;

export interface DraftOptions {
  readonly options: ImportOptions;
  readonly faults: Faults;
}

/** The options of a draft. `clock` is the file's, as far as it is known. */
export function draftOptions(draft: ImportDraft, clock: Clock | undefined): DraftOptions {
  const faults: Faults = {};
  const text = (field: TextField): string | undefined => draft[field].trim() || undefined;
  const read = <T>(field: TextField, parse: (text: string) => T | string): T | undefined => {
    const written = text(field);
    if (written === undefined) return undefined;
    const value = parse(written);
    if (typeof value !== "string") return value;
    faults[field] = value;
    return undefined;
  };
  const header = text("header");
  const all = {
    format: text("format") as DataFormat | undefined,
    tick: text("tick"),
    lot: text("lot"),
    lenient: draft.lenient || undefined,
    date: text("date"),
    symbols: text("symbols") && symbolList(draft.symbols),
    kind: text("kind") as ImportOptions["kind"],
    columns: Object.keys(draft.columns).length > 0 ? draft.columns : undefined,
    timeFormat: text("timeFormat"),
    timeZone: text("timeZone"),
    header: header === undefined ? undefined : header === "yes",
    // A space is trimmed away, and no other field may be one.
    delimiter: draft.delimiter === " " ? " " : text("delimiter"),
    interval: text("interval"),
    decimals: read("decimals", decimalCount),
    order: text("order") as ImportOptions["order"],
    fromNs: read("fromNs", (written) => tapeTime(written, clock)),
    toNs: read("toNs", (written) => tapeTime(written, clock)),
  };
  const isSet = ([, value]: readonly [string, unknown]): boolean =>
    value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  return { options: Object.fromEntries(Object.entries(all).filter(isSet)) as ImportOptions, faults };
}

/** Commas stand between them: a symbol may have a space. */
const symbolList = (text: string): string[] =>
  text
    .split(",")
    .map((symbol) => symbol.trim())
    .filter((symbol) => symbol !== "");

/** More digits than 64 bits hold. */
const MOST_DECIMALS = 18;

function decimalCount(text: string): number | string {
  const count = Number(text);
  const isCount = /^\d+$/.test(text) && count <= MOST_DECIMALS;
  return isCount ? count : `${JSON.stringify(text)} is not a whole number from 0 to ${MOST_DECIMALS}`;
}

const TIME = /^(?:(\d{4}-\d\d-\d\d)(?:[ T]|$))?(?:(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?$/;
const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1e9;

/** Nanoseconds of the tape of "13:30", of its first day, or of "2024-05-08 13:30:00.5"; or why not. */
export function tapeTime(text: string, clock: Clock | undefined): number | string {
  const found = TIME.exec(text);
  if (found === null || text === "")
    return `${JSON.stringify(text)} is not a time like 13:30:00 or 2024-05-08 13:30`;
  const [, date, hours = "0", minutes = "0", seconds = "0", fraction = ""] = found;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59)
    return `${hours}:${minutes} is not a time`;
  const ofDay =
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * NS_PER_S +
    Number(fraction.padEnd(9, "0"));
  if (date === undefined) return ofDay;
  const day = Date.parse(date);
  if (Number.isNaN(day)) return `${date} is not a date`;
  if (clock === undefined) return "the first day is not known yet: say the time of day alone";
  if (!clock.dated) return "the times have no date: say the time of day alone";
  const ns = Number(BigInt(day) * NS_PER_MS - BigInt(clock.epochNs)) + ofDay;
  return ns < 0 ? "that is before the file’s first day" : ns;
}

/** What a column is called in `ImportOptions.columns`: its name, or its number where that does not tell which. */
export function columnReference(columns: readonly TableColumn[], at: number): string {
  const name = columns[at]?.name ?? "";
  const isClear = name !== "" && !name.includes("+") && !/^\d+$/.test(name);
  return isClear && columns.filter((other) => other.name === name).length === 1 ? name : String(at + 1);
}

/** The role that was chosen for a column; empty: none was. */
export function chosenRole(columns: Readonly<Record<string, string>>, reference: string): string {
  const chosen = Object.entries(columns).find(([role, references]) =>
    role === "symbol" ? references.split("+").includes(reference) : references === reference,
  );
  return chosen?.[0] ?? "";
}

/** The map with another role for a column. Whoever had that role loses it; a symbol may be of several columns. */
export function withRole(
  columns: Readonly<Record<string, string>>,
  reference: string,
  role: string,
): Record<string, string> {
  const symbols = (columns.symbol ?? "").split("+").filter((part) => part !== "" && part !== reference);
  const others = Object.entries(columns).filter(([key, value]) => key !== "symbol" && value !== reference);
  if (role === "symbol") symbols.push(reference);
  const keepsSymbol = symbols.length > 0 || columns.symbol === "";
  return {
    ...Object.fromEntries(others),
    ...(keepsSymbol && { symbol: symbols.join("+") }),
    ...(role !== "" && role !== "symbol" && { [role]: reference }),
  };
}

/** The map with a column not read: what it would be, no column is. */
export function withoutRoles(
  columns: Readonly<Record<string, string>>,
  reference: string,
  roles: readonly string[],
): Record<string, string> {
  return { ...withRole(columns, reference, ""), ...Object.fromEntries(roles.map((role) => [role, ""])) };
}
