// What went wrong with a file of market data, as the page shows its errors.

import { CiftError } from "@cift/engine/data";
import { grouped } from "../formats/input-error.ts";
import { faultOf, pageAdvice } from "./option-fault.ts";
import type { ImportFailure } from "./protocol.ts";

export function explain(error: unknown, files: readonly string[]): ImportFailure {
  if (error instanceof CiftError && (error.code === "DATA_INVALID" || error.code === "INVALID_ARGUMENT")) {
    const { detail } = error;
    const where = placeOf(detail ?? {}, files);
    const fault = faultOf(error);
    const reason = sentence(String(detail?.reason ?? fault?.text ?? error.message));
    return {
      title: "This file cannot be read",
      where,
      problem: where === "" ? capital(reason.replace(/^(?=(is|has|holds|ends) )/, "the file ")) : reason,
      advice: adviceOf(String(detail?.advice ?? ""), fault?.field === "lenient"),
      ...(fault && { fault }),
    };
  }
  return {
    title: "The reader of market data stopped",
    where: "",
    problem: sentence(error instanceof Error ? error.message : String(error)),
    advice: "Open the file again, or reload the page. If it happens again, report it with this text.",
  };
}

/** "Line 12, price", and of several files, or of an archive's members, which one. */
function placeOf(detail: NonNullable<CiftError["detail"]>, files: readonly string[]): string {
  const { line, byte, column } = detail;
  const input = String(detail.input ?? "");
  const isKnown = input === "" || (files.length === 1 && input === files[0]);
  const place =
    typeof line === "number"
      ? [`line ${grouped(line)}`]
      : typeof byte === "number"
        ? [`byte ${grouped(byte)}`]
        : [];
  const parts = [...(isKnown ? [] : [input]), ...place, ...(column ? [String(column)] : [])];
  return isKnown ? capital(parts.join(", ")) : parts.join(", ");
}

/** The advice, in the words of the page's own form. */
function adviceOf(advice: string, canBeLeftOut: boolean): string {
  if (advice !== "") return `${capital(sentence(pageAdvice(advice)))}.`;
  return canBeLeftOut
    ? "Check the file, or leave out what does not read: an import option."
    : "Check the file, or open another one.";
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The page sets the full stop. */
const sentence = (text: string): string => text.trim().replace(/\.$/, "");
