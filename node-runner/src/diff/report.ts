// What `cift diff` found, for people and for programs.

import { grouped } from "../cli/numbers.js";
import type { Json } from "../cli/outcome.js";
import type { Paint } from "../cli/paint.js";
import { eventLine } from "../golden/event-text.js";
import type { EventDifference, Fields, Stretch } from "./compare.js";

/** The fields that two events have otherwise. */
export function fieldDifferences(a: Fields, b: Fields): { name: string; a: string; b: string }[] {
  return Object.keys(a).flatMap((name) => {
    const [mine, yours] = [a[name] ?? "", b[name] ?? ""];
    return mine === yours ? [] : [{ name, a: mine, b: yours }];
  });
}

export function differenceText(difference: EventDifference, paint: Paint): string[] {
  const { event, before, a, b } = difference;
  const [mine, yours] = [a.events[0], b.events[0]];
  const fields = mine === undefined || yours === undefined ? [] : fieldDifferences(mine, yours);
  return [
    paint.bold(`first different event: ${grouped(event)}`),
    "",
    ...stretchLines(before, "   ").map(paint.dim),
    ...stretchLines(a, " A ").map(paint.red),
    ...stretchLines(b, " B ").map(paint.green),
    "",
    ...fields.map(({ name, a: was, b: is }) => `  ${name.padEnd(14)} A ${was}   B ${is}`),
  ];
}

function stretchLines({ number, events }: Stretch, mark: string): string[] {
  if (events.length === 0) return mark.trim() === "" ? [] : [`${mark}${" ".repeat(14)}(no more events)`];
  return events.map((event, index) => `${mark}${grouped(number + index).padStart(13)} ${eventLine(event)}`);
}

export function differenceDocument(difference: EventDifference | undefined): Json {
  if (difference === undefined) return null;
  const { event, before, a, b } = difference;
  const [mine, yours] = [a.events[0], b.events[0]];
  const fields = mine === undefined || yours === undefined ? [] : fieldDifferences(mine, yours);
  return {
    event,
    fields: Object.fromEntries(fields.map(({ name, a: was, b: is }) => [name, { a: was, b: is }])),
    before: [...before.events],
    a: [...a.events],
    b: [...b.events],
  };
}
