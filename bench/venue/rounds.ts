// One value for each figure, of several rounds.

import type { VenueFigure } from "./figure.js";

/**
 * The best of each time and rate; the median of ratios and differences, which a run that had luck without the journal, or without accounts,
 * would spoil; of memory the most.
 */
export function ofRounds(rounds: readonly (readonly VenueFigure[])[]): VenueFigure[] {
  return (rounds[0] ?? []).map((first) => {
    const values = rounds.flatMap((round) => round.find((it) => isSame(it, first))?.value ?? []);
    return { ...first, value: chosen(first, values) };
  });
}

function isSame(a: VenueFigure, b: VenueFigure): boolean {
  return a.figure === b.figure && a.of === b.of && a.unit === b.unit && a.place === b.place;
}

function chosen({ figure, unit }: VenueFigure, values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  if (unit === "times" || figure === "journal-append") return sorted[sorted.length >> 1] ?? Number.NaN;
  const most = unit.endsWith("/s") || unit === "MiB";
  return sorted.at(most ? -1 : 0) ?? Number.NaN;
}
