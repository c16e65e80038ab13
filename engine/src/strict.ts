// Reads objects that people write: every key is known and every value has its type, or the error says what to write.

import { CiftError, type CiftErrorCode } from "./errors.js";

/** Throws for something of an object, naming its path. */
export class Reader {
  readonly #code: CiftErrorCode;
  readonly #path: string;

  constructor(code: CiftErrorCode, path: string) {
    this.#code = code;
    this.#path = path;
  }

  /** The reader of a part. */
  at(key: string | number): Reader {
    const part = typeof key === "number" ? `[${key}]` : key;
    const dot = this.#path === "" || typeof key === "number" ? "" : ".";
    return new Reader(this.#code, `${this.#path}${dot}${part}`);
  }

  fail(problem: string): never {
    const path = this.#path;
    throw new CiftError(this.#code, `${path}: ${problem}`, { detail: { path, problem } });
  }

  /** An object that has no other keys than these, and those that do not matter. */
  object<Key extends string>(
    value: unknown,
    keys: readonly Key[],
    ignored: readonly string[] = [],
  ): Readonly<Partial<Record<Key, unknown>>> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.fail(`must be an object, not ${show(value)}`);
    }
    for (const key of Object.keys(value)) {
      if (!(keys as readonly string[]).includes(key) && !ignored.includes(key))
        this.at(key).fail(unknownKey(key, keys));
    }
    return value as Partial<Record<Key, unknown>>;
  }

  integer(value: unknown, min: number, max: number): number {
    if (Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number;
    return this.fail(`must be an integer from ${bound(min)} to ${bound(max)}, not ${show(value)}`);
  }

  string(value: unknown): string {
    return typeof value === "string" ? value : this.fail(`must be a string, not ${show(value)}`);
  }

  boolean(value: unknown): boolean {
    return typeof value === "boolean" ? value : this.fail(`must be true or false, not ${show(value)}`);
  }

  /** One of some names. */
  oneOf<Name extends string>(value: unknown, names: readonly Name[]): Name {
    if ((names as readonly unknown[]).includes(value)) return value as Name;
    const hint = typeof value === "string" ? didYouMean(value, names) : "";
    return this.fail(`must be one of ${names.join(", ")}, not ${show(value)}${hint}`);
  }
}

function bound(value: number): string {
  return value === Number.MAX_SAFE_INTEGER ? "2^53 - 1" : String(value);
}

/** A value in an error message: short, and strings in quotes. */
export function show(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  if (typeof value !== "object") return typeof value === "string" ? quote(value) : String(value);
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : "an object";
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function unknownKey(key: string, keys: readonly string[]): string {
  return `is not known${didYouMean(key, keys)}; known are ${keys.join(", ")}`;
}

/** " (did you mean …?)" where one of the names is near enough. */
export function didYouMean(word: string, names: readonly string[]): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best === undefined ? "" : ` (did you mean ${quote(best)}?)`;
}

/** How many characters to insert, remove or replace (Levenshtein). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 40) return 40;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
