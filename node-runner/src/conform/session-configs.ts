// The sessions that verification data is played in. They are part of a run's identity: a golden's digest is of exactly
// these settings.

import type { SessionConfig } from "@cift/engine";
import { inputTitle } from "../inputs/input-path.js";

/** The engine's own benchmark (`crates/testkit`) plays flash1 files on an instrument of this name: one digest. */
export const flash1Config: SessionConfig = { instruments: ["I0"] };

/** LOBSTER's prices are dollars times 10^4, and any of them is allowed: a tick is what the file counts. */
export function lobsterConfig(symbol: string): SessionConfig {
  return { instruments: [{ symbol, tickSize: "0.0001" }] };
}

/** The instrument that LOBSTER's files name first: `GOOG` of `GOOG_10_ops.csv.gz`. */
export function lobsterSymbol(spec: string): string {
  return /^([A-Za-z][A-Za-z0-9.-]*)_/.exec(inputTitle(spec))?.[1] ?? "LOBSTER";
}
