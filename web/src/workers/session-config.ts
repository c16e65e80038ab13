// The sessions that files are replayed in. They are part of a run's identity, so they are those of the
// command line (node-runner/src/conform/session-configs.ts): the same file gives the same digest here and
// there.

import type { SessionConfig } from "@cift/engine";
import type { Format } from "./formats/format.ts";

/** What one tick of a file's prices is worth. LOBSTER counts dollars × 10⁴. */
export function tickSize(format: Format): string {
  return format === "lobster-ops" ? "0.0001" : "1";
}

export function sessionConfig(format: Format, fileName: string): SessionConfig {
  if (format === "flash1") return { instruments: ["I0"] };
  // LOBSTER's files name the instrument first: GOOG_10_ops.csv.gz.
  const symbol = /^([A-Za-z][A-Za-z0-9.-]*)_/.exec(fileName)?.[1] ?? "LOBSTER";
  return { instruments: [{ symbol, tickSize: tickSize(format) }] };
}
