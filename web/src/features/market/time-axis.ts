// The time axis of a market: from nanoseconds to decades, in UTC or in times of a day without a name. Times are seconds
// after the tape's time zero.

import type { Clock } from "../../workers/market/protocol.ts";

const DAY = 86_400;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

const below = Array.from({ length: 9 }, (_, at) => [1, 2, 5].map((n) => n * 10 ** (at - 9))).flat();

/** Distances of labels, in seconds. */
export const AXIS_STEPS: readonly number[] = [
  ...below,
  ...[1, 2, 5, 10, 15, 30],
  ...[60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200],
  ...[1, 2, 5, 10].map((days) => days * DAY),
  ...[1, 2, 3, 6].map((months) => months * MONTH),
  ...[1, 2, 5, 10, 20, 50, 100].map((years) => years * YEAR),
];

const epochSeconds = (clock: Clock): number => Number(BigInt(clock.epochNs) / 1_000_000_000n);

/** The times that are labelled: multiples of the step; the firsts of months where it is a month or more. */
export function axisSplits(clock: Clock, from: number, to: number, step: number): number[] {
  if (step >= MONTH && clock.dated) return monthSplits(clock, from, to, Math.round(step / MONTH));
  const splits: number[] = [];
  // Of an index, not by adding up: a hundred small errors make one that is seen.
  for (let at = Math.ceil(from / step); at * step <= to; at++) splits.push(at * step);
  return splits;
}

function monthSplits(clock: Clock, from: number, to: number, months: number): number[] {
  const zero = epochSeconds(clock);
  // A year has twelve months and a bit, so its multiples are rounded here.
  const stride = months >= 12 ? 12 * Math.round((months * MONTH) / YEAR) : months;
  const first = new Date((zero + from) * 1000);
  const start = first.getUTCFullYear() * 12 + first.getUTCMonth();
  const splits: number[] = [];
  for (let month = Math.floor(start / stride) * stride; ; month += stride) {
    const time = Date.UTC(Math.floor(month / 12), month % 12) / 1000 - zero;
    if (time > to) return splits;
    if (time >= from) splits.push(time);
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A label whose neighbours are `step` seconds away: no longer than it needs to be. */
export function axisText(clock: Clock, seconds: number, step: number): string {
  const zero = clock.dated ? epochSeconds(clock) : 0;
  const whole = Math.floor(seconds + 1e-10);
  const date = new Date((zero + whole) * 1000);
  const iso = date.toISOString();
  if (clock.dated && step >= YEAR) return iso.slice(0, 4);
  if (clock.dated && step >= MONTH) {
    const month = MONTHS[date.getUTCMonth()] ?? "";
    return month === "Jan" ? iso.slice(0, 4) : month;
  }
  const isMidnight = iso.slice(11, 19) === "00:00:00" && Math.abs(seconds - whole) < 1e-9;
  if (clock.dated && (step >= DAY || (isMidnight && step >= 60)))
    return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}`;
  if (!clock.dated && step >= DAY) return `day ${Math.floor(whole / DAY) + 1}`;
  if (step >= 60) return iso.slice(11, 16);
  if (step >= 1) return iso.slice(11, 19);
  const digits = Math.min(9, Math.ceil(-Math.log10(step) - 1e-9));
  const fraction = Math.round((seconds - whole) * 10 ** digits);
  // Seconds alone where the distance is so short that the hour goes without saying.
  return `${iso.slice(digits > 3 ? 17 : 14, 19)}.${String(fraction).padStart(digits, "0")}`;
}
