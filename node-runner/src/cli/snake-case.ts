// The names in documents for programs: in snake_case, whatever the facade calls them.

import type { Json } from "./outcome.js";

/** A value as a document has it: every key in snake_case. Values of Rust and TypeScript that are no JSON are refused. */
export function snakeCase(value: unknown): Json {
  if (Array.isArray(value)) return value.map(snakeCase);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [snakeKey(key), snakeCase(each)]));
  return value as Json;
}

/** `firstTimeNs`: `first_time_ns`. */
export function snakeKey(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
