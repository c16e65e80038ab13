// The instruments of a session, by number and by symbol.

import type { ResolvedConfig } from "./config.js";
import { CiftError } from "./errors.js";
import { Instrument } from "./instrument.js";
import { didYouMean } from "./strict.js";

/** Symbols that an error message names. */
const NAMED = 10;

/** Finds instruments. */
export class InstrumentList {
  /** By number. */
  readonly all: readonly Instrument[];
  readonly #bySymbol: ReadonlyMap<string, Instrument>;

  constructor(config: ResolvedConfig) {
    this.all = Object.freeze(config.instruments.map((entry, index) => new Instrument(index, entry)));
    this.#bySymbol = new Map(this.all.map((instrument) => [instrument.symbol, instrument]));
  }

  /** The instrument of this name; without one, the only instrument. */
  find(symbol: string | undefined): Instrument {
    const found = symbol === undefined ? this.#only() : this.#bySymbol.get(symbol);
    if (found !== undefined) return found;
    const hint = didYouMean(String(symbol), [...this.#bySymbol.keys()]);
    const message = `there is no instrument ${JSON.stringify(symbol)}${hint}; there are ${this.#names()}`;
    throw new CiftError("INSTRUMENT_UNKNOWN", message);
  }

  /** The instrument of this number. */
  at(index: number): Instrument {
    const found = this.all[index];
    if (found !== undefined) return found;
    throw new CiftError("INSTRUMENT_UNKNOWN", `there is no instrument ${index}; there are ${this.#names()}`);
  }

  #only(): Instrument | undefined {
    if (this.all.length === 1) return this.all[0];
    throw new CiftError(
      "INVALID_ARGUMENT",
      `name one of the ${this.all.length} instruments: ${this.#names()}`,
    );
  }

  #names(): string {
    const symbols = this.all.slice(0, NAMED).map((instrument) => instrument.symbol);
    return symbols.join(", ") + (this.all.length > NAMED ? ", …" : "");
  }
}
