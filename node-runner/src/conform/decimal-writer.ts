const ZERO = 48;
const MINUS = 45;
/** Integers up to here are divided with integer instructions. */
const MAX_INT = 0x7fffffff;
/** A sign and the digits of 2^53. */
const MAX_LENGTH = 17;

/** Writes lines of decimal integers into chunks of bytes, without a string for any of them. */
export class DecimalWriter {
  readonly #sink: (chunk: Uint8Array) => void;
  readonly #chunk: Uint8Array;
  #at = 0;

  /** @param sink gets the bytes; a chunk is valid until it returns */
  constructor(sink: (chunk: Uint8Array) => void, chunkBytes = 1 << 18) {
    this.#sink = sink;
    this.#chunk = new Uint8Array(chunkBytes);
  }

  /** Makes room for this many integers with a character behind each, so that they come one after another. */
  reserve(integers: number): void {
    if (this.#at + integers * (MAX_LENGTH + 1) > this.#chunk.length) this.flush();
  }

  byte(code: number): void {
    this.#chunk[this.#at++] = code;
  }

  integer(value: number): void {
    let rest = value;
    if (rest < 0) {
      this.#chunk[this.#at++] = MINUS;
      rest = -rest;
    }
    const end = this.#at + digitsOf(rest);
    let at = end;
    while (rest > MAX_INT) {
      const tenth = Math.floor(rest / 10);
      this.#chunk[--at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    let small = rest | 0;
    while (at > this.#at) {
      const tenth = (small / 10) | 0;
      this.#chunk[--at] = ZERO + small - tenth * 10;
      small = tenth;
    }
    this.#at = end;
  }

  /** Hands over what waits. */
  flush(): void {
    if (this.#at > 0) this.#sink(this.#chunk.subarray(0, this.#at));
    this.#at = 0;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  return digits;
}
