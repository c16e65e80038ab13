// The figures as tables, for people.

import type { BoundaryRow } from "./boundary.js";
import type { Figures } from "./figures.js";
import type { LatencyFigure } from "./latencies.js";
import { table } from "./table.js";
import type { BoundaryCost, Target } from "./targets.js";

export function rateTable(figures: Figures): string {
  const { flows } = figures;
  const rows = figures.contenders.map((contender) => [
    contender,
    ...flows.map((flow) => {
      const sample = figures.of(flow, contender);
      return sample === undefined
        ? "–"
        : (1000 / sample.nsPerMessage).toFixed(sample.nsPerMessage > 1000 ? 3 : 1);
    }),
  ]);
  return table([["M messages/s", ...flows], ...rows]);
}

export function targetTable(targets: readonly Target[]): string {
  const flows = [...new Set(targets.map(({ flow }) => flow))];
  const names = [...new Set(targets.map(({ name }) => name))];
  const rows = names.map((name) => {
    const ofName = targets.filter((target) => target.name === name);
    const cells = flows.map((flow) => {
      const found = ofName.find((target) => target.flow === flow);
      return found === undefined ? "–" : `${found.value} ${found.reached ? "✓" : "✗"}`;
    });
    return [`${name} (≥ ${ofName[0]?.least})`, ...cells];
  });
  return table([["against the targets", ...flows], ...rows]);
}

export function boundaryTable(rows: readonly BoundaryRow[]): string {
  const names = [...new Set(rows.map(({ name }) => name))];
  const backends = [...new Set(rows.map(({ backend }) => backend))];
  const cell = (name: string, backend: string) => {
    const row = rows.find((one) => one.name === name && one.backend === backend);
    return row === undefined ? "–" : `${row.ns} ± ${row.spreadNs}`;
  };
  return table([
    ["boundary, ns", ...backends],
    ...names.map((name) => [name, ...backends.map((backend) => cell(name, backend))]),
  ]);
}

export function flowBoundaryTable(costs: readonly BoundaryCost[]): string {
  const rows = costs.map(({ flow, backend, call, eventRead }) => [
    `${flow}, ${backend}`,
    `${call}`,
    `${eventRead}`,
  ]);
  return table([["boundary in a flow, ns", "a call", "an event read"], ...rows]);
}

export function latencyTable(latencies: readonly LatencyFigure[]): string {
  const rows = latencies.map(({ flow, backend, p50, p99, p999, max, timer }) => [
    `${flow}, ${backend}`,
    ...[p50, p99, p999, max].map(String),
    `${timer.p50} / ${timer.p99}`,
  ]);
  return table([
    ["latency of a message, ns", "p50", "p99", "p99.9", "max", "timer alone p50 / p99"],
    ...rows,
  ]);
}
