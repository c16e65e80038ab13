// The venue's figures as tables, for people.

import { table } from "../table.js";
import { PLACES, type VenueFigure } from "./figure.js";
import type { VenueTarget } from "./targets.js";

/** A row for each figure, a column for each place. */
export function venueTable(figures: readonly VenueFigure[]): string {
  const key = ({ figure, of, unit }: VenueFigure) => `${figure}: ${of}, ${unit}`;
  const rows = [...new Set(figures.map(key))].map((name) => {
    const cells = PLACES.map((place) => {
      const found = figures.find((it) => key(it) === name && it.place === place);
      return found === undefined ? "–" : `${found.value}`;
    });
    return [name, ...cells];
  });
  return table([["the venue", ...PLACES], ...rows]);
}

/** A row for each target, a column for each place; the first row is the head. */
export function venueTargetRows(targets: readonly VenueTarget[]): string[][] {
  const names = [...new Set(targets.map(({ name }) => name))];
  const rows = names.map((name) => {
    const all = targets.filter((target) => target.name === name);
    const cells = PLACES.map((place) => {
      const found = all.find((target) => target.place === place);
      return found === undefined ? "–" : `${found.value} ${found.reached ? "met" : "missed"}`;
    });
    const [first] = all;
    return [name, first?.most === undefined ? `≥ ${first?.least}` : `≤ ${first.most}`, ...cells];
  });
  return [["the venue's targets", "wanted", ...PLACES], ...rows];
}
