// One instrument's market, as it is at the moment of asking.

import { MarketStateCursor, type PhaseName, type SideName } from "./generated/index.js";
import { INSPECT, inspected } from "./inspect.js";
import type { Instrument } from "./instrument.js";

/** An auction's price as it would be now. */
export interface Indication {
  /** In ticks. */
  readonly price: number;
  /** What would trade, in lots. */
  readonly quantity: number;
  /** What would not find a counter-order. */
  readonly surplus?: { readonly side: SideName; readonly quantity: number };
}

/** An instrument's market. Prices in ticks; what is not there is left out. */
export interface MarketView {
  /** The instrument's. */
  readonly symbol: string;
  /** What may be done now. */
  readonly phase: PhaseName;
  /** The last trade's price. */
  readonly lastPrice?: number;
  /** As it was set last. */
  readonly referencePrice?: number;
  /** In a call phase, where orders cross. */
  readonly indicative?: Indication;
  /** The static band. */
  readonly band?: { readonly lowest: number; readonly highest: number };
  /** When the phase ends by itself. */
  readonly phaseEndsAt?: number;
  /** Orders outside the book. */
  readonly waitingOrders: number;
  /** Orders in the book. */
  readonly restingOrders: number;
}

/** Bits of `MarketState.flags`. */
const HAS_LAST = 1;
const HAS_REFERENCE = 2;
const HAS_INDICATION = 4;
const SURPLUS_BUYS = 8;
const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

/** A view of a market: every question is asked anew, so it is never stale and remembers nothing. */
export class Market {
  /** Whose market it is. */
  readonly instrument: Instrument;
  readonly #query: (instrument: number, target: Uint8Array) => void;
  readonly #record = new Uint8Array(MarketStateCursor.bytes);
  readonly #cursor = new MarketStateCursor(this.#record).at(0);

  constructor(instrument: Instrument, query: (instrument: number, target: Uint8Array) => void) {
    this.instrument = instrument;
    this.#query = query;
  }

  /** What may be done now. */
  get phase(): PhaseName {
    return this.state().phase;
  }

  /** The last trade's price, in ticks; nothing before the first trade. */
  get lastPrice(): number | undefined {
    return this.state().lastPrice;
  }

  /** The reference price, in ticks, if there is one. */
  get referencePrice(): number | undefined {
    return this.state().referencePrice;
  }

  /** An auction's price as it would be now; nothing where nothing crosses, or outside a call phase. */
  get indicative(): Indication | undefined {
    return this.state().indicative;
  }

  /** The lowest and the highest price that an order may have, in ticks; nothing where any may be. */
  get band(): MarketView["band"] {
    return this.state().band;
  }

  /** All about it at once. */
  state(): MarketView {
    return viewOf(this.instrument.symbol, this.read());
  }

  /** The record itself: a cursor in memory of this market that the next question overwrites. */
  read(): MarketStateCursor {
    this.#query(this.instrument.index, this.#record);
    return this.#cursor;
  }

  [INSPECT](_depth: number, options: object, inspect?: (value: unknown, options: object) => string): string {
    return inspected("Market", this.state(), options, inspect);
  }
}

function viewOf(symbol: string, state: MarketStateCursor): MarketView {
  const has = (bit: number) => (state.flags & bit) !== 0;
  const hasBand = state.lowestPriceBig !== LEAST || state.highestPriceBig !== GREATEST;
  return {
    symbol,
    phase: state.phaseName as PhaseName,
    ...(has(HAS_LAST) ? { lastPrice: state.lastPrice } : {}),
    ...(has(HAS_REFERENCE) ? { referencePrice: state.referencePrice } : {}),
    ...(has(HAS_INDICATION) ? { indicative: indicationOf(state, has(SURPLUS_BUYS)) } : {}),
    ...(hasBand ? { band: { lowest: state.lowestPrice, highest: state.highestPrice } } : {}),
    ...(state.phaseEndNs === 0 ? {} : { phaseEndsAt: state.phaseEndNs }),
    waitingOrders: state.waitingOrders,
    restingOrders: state.restingOrders,
  };
}

function indicationOf(state: MarketStateCursor, isBuy: boolean): Indication {
  const { indicativePrice: price, indicativeQuantity: quantity, surplusQuantity } = state;
  if (surplusQuantity === 0) return { price, quantity };
  return { price, quantity, surplus: { side: isBuy ? "buy" : "sell", quantity: surplusQuantity } };
}
