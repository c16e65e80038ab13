// A session of the engine as market data: what a venue's feed would have told of it.

import type { Instrument } from "../instrument.js";
import type { ImportOptions, SessionInstrument } from "./import-options.js";
import type { BytesInput } from "./input.js";

/** What `inspect`, `readRecords`, `bars`, `measures` and `convert` take for a session. */
export interface SessionData {
  /** Its commands and its events. */
  readonly input: readonly [BytesInput, BytesInput];
  /** Options to give along. */
  readonly options: Pick<ImportOptions, "session">;
}

/**
 * A session as market data. `commands` are all of its commands from its beginning and `events` all that they caused, as
 * records. Updates of displayed orders, trades and quotes come out, as a feed would have sent them.
 */
export function sessionData(
  exchange: { readonly instruments: readonly Instrument[] },
  commands: Uint8Array,
  events: Uint8Array,
): SessionData {
  const input = [
    { name: "commands", bytes: commands },
    { name: "events", bytes: events },
  ] as const;
  return { input, options: { session: sessionInstruments(exchange) } };
}

/** What has to be known of an exchange's instruments to follow it. */
export function sessionInstruments(exchange: {
  readonly instruments: readonly Instrument[];
}): readonly SessionInstrument[] {
  return exchange.instruments.map(({ symbol, tickSize, lotSize, rules }) => ({
    symbol,
    tickSize,
    lotSize,
    keepsOnReduce: rules.replace === "keepsOnReduce",
    initialPhase: rules.initialPhase,
  }));
}
