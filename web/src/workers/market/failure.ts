// What went wrong with a file of market data, as the page shows its errors.

import { CiftError } from "@cift/engine/data";
import { grouped } from "../formats/input-error.ts";
import type { Failure } from "../protocol.ts";

export function explain(error: unknown, files: readonly string[]): Failure {
  if (error instanceof CiftError && (error.code === "DATA_INVALID" || error.code === "INVALID_ARGUMENT")) {
    const { detail } = error;
    const where = placeOf(detail ?? {}, files);
    const reason = sentence(String(detail?.reason ?? error.message));
    return {
      title: "This file cannot be read",
      where,
      problem: where === "" ? capital(reason.replace(/^(?=(is|has|holds|ends) )/, "the file ")) : reason,
      advice: adviceOf(String(detail?.advice ?? "")),
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

/** The advice may speak of options, which the command line has and the page has not. */
function adviceOf(advice: string): string {
  if (advice === "") return "Check the file, or open another one.";
  const text = `${capital(sentence(advice))}.`;
  return /--[a-z]|^say /i.test(advice) ? `${text} The command line takes that: npx cift inspect FILE.` : text;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The page sets the full stop. */
const sentence = (text: string): string => text.trim().replace(/\.$/, "");
