import type { SessionConfig } from "@cift/engine";

/** Commands and the session that they are for: all that a run is made of. */
export interface Flow {
  readonly config: SessionConfig;
  /** `Command` records. */
  readonly commands: Uint8Array;
}
