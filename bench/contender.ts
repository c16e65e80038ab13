import type { BenchFlow } from "./flows.js";
import type { Sample } from "./sample.js";

/** Something that plays order flow and says how long it took. */
export interface Contender {
  readonly id: string;
  readonly what: string;
  /** Nothing, for a flow that it cannot play. */
  readonly run: (flow: BenchFlow) => Promise<readonly Sample[]>;
}
