// What the page and its worker say to each other. Numbers that change with every frame travel as a snapshot.

import type { Format } from "./formats/format.ts";
import type { Snapshot } from "./snapshot.ts";

/** A committed result. */
export interface GoldenResult {
  readonly name: string;
  /** What the run's digest has to be. */
  readonly digest: string;
  /** Which session and messages it is of. */
  readonly commandsDigest: string;
}

/** What was opened. */
export interface SessionInfo {
  readonly name: string;
  readonly isSample: boolean;
  readonly format: Format;
  readonly messages: number;
  /** Whether the file has times; where it has none, every message takes `UNTIMED_STEP_NS`. */
  readonly hasTimes: boolean;
  /** The time of the first message, in nanoseconds; zero without times. */
  readonly startNs: number;
  /** Length of the replay's clock. */
  readonly lengthNs: number;
  /** Digits behind the point of a price, and what one tick is worth in units of the last of them. */
  readonly priceDigits: number;
  readonly priceStep: number;
  readonly backend: string;
  /** Those that may be of this file. Which one is, the digest of its messages tells at the end of the run. */
  readonly goldens: readonly GoldenResult[];
}

export interface Failure {
  readonly title: string;
  /** "Line 12"; empty where there is no place to name. */
  readonly where: string;
  readonly problem: string;
  readonly advice: string;
}

export type ToWorker =
  | { readonly type: "openSample"; readonly session: number; readonly url: string; readonly name: string }
  | { readonly type: "openFile"; readonly session: number; readonly file: File }
  /** The speed's factor; Infinity for as fast as it goes. */
  | { readonly type: "speed"; readonly factor: number }
  /**
   * `toggle` plays or pauses: the worker knows better than a frame that is on its way whether it is playing.
   */
  | { readonly type: "play" | "toggle" | "restart" | "runToEnd" }
  | { readonly type: "step"; readonly count: number }
  /** Fill this and send it when something has changed. */
  | { readonly type: "frame"; readonly buffer: Snapshot["buffer"] };

export type FromWorker =
  | { readonly type: "loading"; readonly session: number; readonly bytes: number; readonly total: number }
  | { readonly type: "opened"; readonly session: number; readonly info: SessionInfo }
  | { readonly type: "failed"; readonly session: number; readonly failure: Failure }
  /** It is no order flow: the reader of market data may know it. */
  | { readonly type: "notOrders"; readonly session: number }
  | { readonly type: "frame"; readonly buffer: Snapshot["buffer"] };
