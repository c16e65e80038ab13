// The table of targets in bench/README.md, which is made from the results.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../child.js";
import { venueTargetRows } from "./report.js";
import type { VenueDocument } from "./results.js";

const FILE = join(root, "bench", "README.md");
const BEGIN = "<!-- the venue: made by npm run bench, from results.json -->";
const END = "<!-- the venue: end -->";

/** Writes the table anew. */
export function writeVenueReadme(document: VenueDocument): void {
  writeFileSync(FILE, withVenue(readFileSync(FILE, "utf8"), document));
}

/** The text with the document's table between the marks. */
export function withVenue(text: string, document: VenueDocument): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${FILE} has no place for the venue's table`);
  return `${before}${BEGIN}\n\n${section(document)}\n${END}${after}`;
}

function section({ command, rounds, machine, targets }: VenueDocument): string {
  const [head = [], ...rows] = venueTargetRows(targets);
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  const missed = targets.filter(({ reached }) => !reached).length;
  const of = `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`;
  return [
    `\`${command}\`, ${rounds} rounds, on ${of}: ${targets.length - missed} of ${targets.length} met.`,
    "",
    ...lines,
    "",
  ].join("\n");
}
