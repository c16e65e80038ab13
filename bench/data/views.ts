// Market views: a tape in memory, applied batch by batch, and record by record with a look at the middle behind each.

import type { BackendKind } from "@cift/engine";
import { type BytesInput, type MarketView, marketView, readRecords, type TapeBatch } from "@cift/engine/data";
import { best } from "./best.js";
import type { DataFigure } from "./figure.js";

/** Of the instrument 0. `figure` makes a figure of what was timed, a count and seconds. */
export async function viewFigures(
  backend: BackendKind,
  tape: BytesInput,
  runs: number,
  figure: (what: string, count: number, seconds: number) => DataFigure,
): Promise<DataFigure[]> {
  const batches: TapeBatch[] = [];
  for await (const { batch } of readRecords(tape, { backend })) batches.push(batch);
  const views = await Promise.all(
    Array.from({ length: 2 * runs }, () => marketView({ backend, windowNs: 60e9 })),
  );
  const fresh = (): MarketView => views.pop() as MarketView;
  const whole = best(runs, () => {
    using view = fresh();
    for (const batch of batches) view.apply(batch);
    return view.get("records");
  });
  const ticks = best(runs, () => {
    using view = fresh();
    let known = 0;
    for (const batch of batches) {
      for (let at = 0; at < batch.length; at++) {
        view.apply(batch, at, at + 1);
        if (!Number.isNaN(view.mid)) known++;
      }
    }
    return known;
  });
  const count = batches.reduce((sum, { length }) => sum + length, 0);
  // A tape without a book has nothing to look at.
  if (ticks.value === 0) return [];
  return [figure("view", count, whole.seconds), figure("view-tick", count, ticks.seconds)];
}
