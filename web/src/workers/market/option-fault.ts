// Which option of an import an error is about: errors name those of the command line, the page has a form.

import { CiftError, finerScale } from "@cift/engine/data";
import { grouped } from "../formats/input-error.ts";
import { FIELD_LABELS, type ImportField, type OptionFault } from "./import-fields.ts";

/** Options of the command line. */
const FLAGS: Readonly<Record<string, ImportField>> = {
  format: "format",
  tick: "tick",
  lot: "lot",
  lenient: "lenient",
  date: "date",
  symbol: "symbols",
  kind: "kind",
  column: "columns",
  "time-format": "timeFormat",
  "time-zone": "timeZone",
  "no-header": "header",
  delimiter: "delimiter",
  interval: "interval",
  decimals: "decimals",
  order: "order",
};

/** The option that an error is about, or that its advice names. */
export function faultOf(error: unknown): OptionFault | undefined {
  if (!(error instanceof CiftError)) return undefined;
  const said = /^import\.(\w+): (.*)$/s.exec(error.message.replace(/^[A-Z_]+: /, ""));
  const named = said?.[1] ?? "";
  if (isField(named)) return { field: named, text: said?.[2] ?? "" };
  if (error.code !== "DATA_INVALID") return undefined;
  const reason = String(error.detail?.reason ?? error.message);
  const advice = String(error.detail?.advice ?? "");
  const field = fieldOf(error, reason, advice);
  return field === undefined ? undefined : { field, text: noteOf(field, error, reason, advice) };
}

/** What is said beside the field; the failure says all of it. */
function noteOf(field: ImportField, error: CiftError, reason: string, advice: string): string {
  const line = error.detail?.line;
  if (field === "lenient" && typeof line === "number") return `line ${grouped(line)}: ${reason}`;
  if (field === "tick" || field === "lot") return [reason, advice].filter((text) => text !== "").join("; ");
  return reason.replace(/^is in /, "");
}

const isField = (name: string): name is ImportField => name in FIELD_LABELS;

function fieldOf(error: CiftError, reason: string, advice: string): ImportField | undefined {
  const [scale] = Object.keys(finerScale(error) ?? {});
  if (scale === "tick" || scale === "lot") return scale;
  const unit = /^(tick|lot) \S+ is not possible/.exec(reason)?.[1];
  if (unit === "tick" || unit === "lot") return unit;
  const flag = /--([a-z][a-z-]*)/.exec(advice)?.[1];
  if (flag !== undefined && flag in FLAGS) return FLAGS[flag];
  if (/^has no column |is no role /.test(reason)) return "columns";
  if (/its format/.test(advice)) return "format";
  if (/leniently/.test(advice)) return "lenient";
  // Nothing is said of what to do about a line that does not read: it can be left out.
  return advice === "" && typeof error.detail?.line === "number" ? "lenient" : undefined;
}

/** Advice in the words of the form. */
export function pageAdvice(advice: string): string {
  return advice
    .replace(/say --column (\w+)=[^\s;]+/, "choose the column of the $1")
    .replace(/\bsay --([a-z-]+)/, (said, flag: string) => (flag in FLAGS ? `set ${labelOf(flag)}` : said))
    .replace(/--([a-z][a-z-]*)/g, (said, flag: string) => (flag in FLAGS ? labelOf(flag) : said))
    .replace(/\bsay its format/, "choose its format");
}

const labelOf = (flag: string): string => {
  const field = FLAGS[flag];
  return field === undefined ? flag : `“${FIELD_LABELS[field]}”`;
};
