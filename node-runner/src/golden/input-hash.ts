// What a run was given, apart from what the engine makes of it: a golden whose input is the same must have the same result.

import type { ResolvedConfig } from "@cift/engine";
import { magicWord, Xxh3 } from "./xxh3.js";

/** The hash of what decides a session's results: its configuration less what is only about memory. */
export function configHash({ seed, instruments, schedule, accounts, limits }: ResolvedConfig): string {
  const text = canonicalJson({ seed, instruments, schedule, accounts, limits });
  return hashBytes("CIFTGLDC", new TextEncoder().encode(text));
}

/** The hash of the records that were given to it. */
export function commandsHash(commands: Uint8Array): string {
  return hashBytes("CIFTGLDR", commands);
}

/** One text for one value: keys in order, nothing that is undefined, big integers as numbers. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(",")}}`;
}

/** XXH3-64 over a header with the length, and the bytes filled up with zeros. */
function hashBytes(magic: string, bytes: Uint8Array): string {
  const hash = new Xxh3([magicWord(magic), BigInt(bytes.length)]);
  const whole = Math.ceil(bytes.length / 64) * 64;
  const filled = new Uint8Array(whole);
  filled.set(bytes);
  hash.update(new Uint32Array(filled.buffer));
  return hash.digest();
}
