import type { BackendChoice, EngineBackend } from "@cift/engine";
import type { Pause } from "./pause.js";

/** How order flow is played. */
export interface PlayOptions {
  readonly backend: BackendChoice | EngineBackend;
  readonly pause: Pause;
  /** Gets how far it is, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}
