// Times of a tape as people read them.

import type { DataMetadata } from "@cift/engine/data";

const NS_PER_MS = 1_000_000n;
const DAY_MS = 86_400_000n;

/** `2024-05-08 13:30:00.004000123`, or the time alone where the tape has no date. */
export function timeText(metadata: Pick<DataMetadata, "epochNs" | "dated">, timeNs: number | bigint): string {
  const absolute = BigInt(metadata.epochNs) + BigInt(timeNs);
  const ms = absolute >= 0n ? absolute / NS_PER_MS : -((-absolute + NS_PER_MS - 1n) / NS_PER_MS);
  const below = (absolute - ms * NS_PER_MS).toString().padStart(6, "0");
  const iso = new Date(Number(metadata.dated ? ms : ((ms % DAY_MS) + DAY_MS) % DAY_MS)).toISOString();
  const fraction = `${iso.slice(20, 23)}${below}`.replace(/0+$/, "");
  const time = `${iso.slice(11, 19)}${fraction === "" ? "" : `.${fraction}`}`;
  return metadata.dated ? `${iso.slice(0, 10)} ${time}` : time;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400e9, "d"],
  [3_600e9, "h"],
  [60e9, "min"],
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "us"],
];

/** `6 h 29 min`, `1.5 s`, `250 ns`. */
export function durationText(ns: number): string {
  const at = UNITS.findIndex(([size]) => ns >= size);
  const unit = UNITS[at];
  if (unit === undefined) return `${ns} ns`;
  const [size, name] = unit;
  const next = UNITS[at + 1];
  if (size < 60e9 || next === undefined) return `${Number((ns / size).toPrecision(4))} ${name}`;
  const rest = Math.floor((ns % size) / next[0]);
  return `${Math.floor(ns / size)} ${name}${rest === 0 ? "" : ` ${rest} ${next[1]}`}`;
}
