// The records of a tape or of a file, batch by batch.

import type { BackendChoice } from "../backend.js";
import type { JobHandle } from "./backend.js";
import { type ImportOptions, importRequest } from "./import-options.js";
import type { DataInput } from "./input.js";
import { inputsOf } from "./inspect.js";
import { type JobProgress, TURN_MS } from "./job.js";
import { loadData } from "./load.js";
import type { DataMetadata } from "./metadata.js";
import { openInputs } from "./open-inputs.js";
import { blocksOf, revisionOf, type TapeBatch } from "./tape-batch.js";

/** What `readRecords` takes. */
export interface ReadOptions extends ImportOptions {
  /** Which module does it. Default: `auto`. */
  readonly backend?: BackendChoice;
  /** Told with every batch. */
  readonly onProgress?: (progress: JobProgress) => void;
}

/** Records in order, with what the source has said about them by now. */
export interface ReadBatch {
  /** What the source has said about itself by now: instruments may join while it is read. The same object until then. */
  readonly metadata: DataMetadata;
  /** The records. They stay as they are. */
  readonly batch: TapeBatch;
  /** What did not read by now and was left out. */
  readonly skipped: number;
  /** The first of it, in words. */
  readonly firstSkipped: string | null;
}

type ReadReport = Omit<ReadBatch, "batch">;

/**
 * Reads the records of a tape or of a file of any known format, some thousands at a time, whatever its length.
 * Throws `DATA_INVALID`.
 */
export async function* readRecords(
  input: DataInput | readonly DataInput[],
  options: ReadOptions = {},
): AsyncGenerator<ReadBatch> {
  const backend = await loadData(options.backend);
  const opened = await openInputs(inputsOf(input), options);
  let handle: JobHandle | undefined;
  try {
    handle = backend.open({ verb: "records", import: importRequest(options) }, opened.inputs);
    let report: ReadReport | undefined;
    let revision = 0;
    let turn = performance.now();
    for (let more = true; more; ) {
      more = backend.step(handle);
      const output = backend.takeOutput(handle);
      if (output.length === 0) continue;
      // Mostly nothing is new: the report, with all instruments, is read when it is another one.
      if (report === undefined || revision !== revisionOf(output)) {
        report = backend.report(handle) as ReadReport;
        revision = revisionOf(output);
      }
      const { read, total } = backend.progress(handle);
      // Half of the work was the decoding.
      options.onProgress?.({ read: opened.isDecoded ? (total + read) / 2 : read, total });
      for (const batch of blocksOf(output)) yield { ...report, batch };
      if (performance.now() - turn < TURN_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      turn = performance.now();
    }
  } finally {
    if (handle !== undefined) backend.close(handle);
    opened.remove();
  }
}
