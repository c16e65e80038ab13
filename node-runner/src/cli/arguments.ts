// Options and arguments that several commands have.

import { InvalidArgumentError, Option } from "commander";

/** `--backend`, for `loadBackend`. */
export function backendOption(): Option {
  return new Option("--backend <kind>", "where the engine runs; auto: native where it loads, else wasm")
    .choices(["auto", "wasm", "native"])
    .default("auto");
}

/** Reads a whole number from 1. */
export function positiveInteger(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It has to be a whole number from 1.");
}

/** Reads a whole number from 0. */
export function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It has to be a whole number from 0.");
}

/** Reads a SHA-256 in hexadecimal. */
export function sha256Text(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("It has to be a SHA-256: 64 hexadecimal digits.");
}
