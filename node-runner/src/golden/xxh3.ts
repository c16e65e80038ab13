// XXH3-64 over streams of 64-byte records, in plain arithmetic on numbers: a second author of the engine's digests
// (rule D2), which runs in every browser. `crates/wire/src/xxh3.rs` is the engine's; `xxhsum -H3` gives the same.
//
// Only the long form (above 240 bytes) with seed 0 and the default secret is here: a stream begins with 256 bytes of header.

const SECRET = bytesOf(
  "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221" +
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8" +
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb" +
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e",
);

const TWO_32 = 2 ** 32;
const MASK = (1n << 64n) - 1n;
const PRIME_32_1 = 0x9e3779b1;
const PRIME_64_1 = 0x9e3779b185ebca87n;
const AVALANCHE = 0x165667919e3779f9n;
/** What the eight lanes begin with. */
const START = [
  0xc2b2ae3dn,
  PRIME_64_1,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x85ebca77n,
  0x27d4eb2f165667c5n,
  0x9e3779b1n,
];

/** Stripes between two scrambles. */
const BLOCK = 16;
/** 32-bit words of a stripe: of a record. */
const STRIPE = 16;

/** The secret of each stripe of a block, then that of the scramble, in 32-bit words. */
const STRIPE_SECRETS = new Uint32Array((BLOCK + 1) * STRIPE);
for (let stripe = 0; stripe < BLOCK; stripe++) STRIPE_SECRETS.set(secretWords(8 * stripe), stripe * STRIPE);
STRIPE_SECRETS.set(secretWords(192 - 64), BLOCK * STRIPE);
const LAST_SECRET = secretWords(192 - 64 - 7);
const MERGE_SECRET = secretWords(11);

/** A running hash. */
export class Xxh3 {
  readonly #low = new Uint32Array(8);
  readonly #high = new Uint32Array(8);
  /** The newest stripe: the last one is hashed otherwise, so it waits for the next. */
  readonly #last = new Uint32Array(STRIPE);
  #stripes = 0;

  /** Begins with a header of 64-bit words, filled up with zeros to 256 bytes. */
  constructor(header: readonly bigint[]) {
    for (const [lane, value] of START.entries()) this.#set(lane, value);
    const words = new Uint32Array(4 * STRIPE);
    for (const [index, value] of header.entries()) {
      words[2 * index] = Number(value & 0xffffffffn);
      words[2 * index + 1] = Number(value >> 32n);
    }
    this.update(words);
  }

  /** Reads whole stripes of 16 words. */
  update(words: Uint32Array, from = 0, to: number = words.length): void {
    if (from >= to) return;
    if (this.#stripes > 0) this.#absorb(this.#last, 0);
    this.#stripes += 1;
    for (let at = from; at < to - STRIPE; at += STRIPE) {
      this.#absorb(words, at);
      this.#stripes += 1;
    }
    this.#last.set(words.subarray(to - STRIPE, to));
  }

  /** The hash of what was read, in 16 hexadecimal digits. The stream can go on afterwards. */
  digest(): string {
    const lanes = Array.from({ length: 8 }, (_, lane) => this.#get(lane));
    for (let lane = 0; lane < 8; lane++) {
      const data = wordAt(this.#last, lane);
      const keyed = data ^ wordAt(LAST_SECRET, lane);
      lanes[lane ^ 1] = ((lanes[lane ^ 1] ?? 0n) + data) & MASK;
      lanes[lane] = ((lanes[lane] ?? 0n) + (keyed & 0xffffffffn) * (keyed >> 32n)) & MASK;
    }
    let hash = (BigInt(this.#stripes * 64) * PRIME_64_1) & MASK;
    for (let pair = 0; pair < 8; pair += 2) {
      const product =
        ((lanes[pair] ?? 0n) ^ wordAt(MERGE_SECRET, pair)) *
        ((lanes[pair + 1] ?? 0n) ^ wordAt(MERGE_SECRET, pair + 1));
      hash = (hash + ((product & MASK) ^ (product >> 64n))) & MASK;
    }
    hash ^= hash >> 37n;
    hash = (hash * AVALANCHE) & MASK;
    hash ^= hash >> 32n;
    return hash.toString(16).padStart(16, "0");
  }

  /** Hashes a stripe into the lanes: the one that was counted last. */
  #absorb(data: Uint32Array, at: number): void {
    const [low, high] = [this.#low, this.#high];
    const position = (this.#stripes - 1) % BLOCK;
    const secret = position * STRIPE;
    for (let lane = 0; lane < 8; lane++) {
      const word = 2 * lane;
      const a = ((data[at + word] ?? 0) ^ (STRIPE_SECRETS[secret + word] ?? 0)) >>> 0;
      const b = ((data[at + word + 1] ?? 0) ^ (STRIPE_SECRETS[secret + word + 1] ?? 0)) >>> 0;
      // The product's low half is exact; the high half is what the rounded product has above it.
      const productLow = Math.imul(a, b) >>> 0;
      const productHigh = Math.round((a * b - productLow) / TWO_32);
      const neighbour = at + (word ^ 2);
      const sum = (low[lane] ?? 0) + (data[neighbour] ?? 0) + productLow;
      const carry = Math.floor(sum / TWO_32);
      low[lane] = sum - carry * TWO_32;
      high[lane] = (high[lane] ?? 0) + (data[neighbour + 1] ?? 0) + productHigh + carry;
    }
    if (position === BLOCK - 1) this.#scramble();
  }

  #scramble(): void {
    const [low, high] = [this.#low, this.#high];
    for (let lane = 0; lane < 8; lane++) {
      const [l, h] = [low[lane] ?? 0, high[lane] ?? 0];
      const secret = BLOCK * STRIPE + 2 * lane;
      const a = (l ^ (h >>> 15) ^ (STRIPE_SECRETS[secret] ?? 0)) >>> 0;
      const b = (h ^ (STRIPE_SECRETS[secret + 1] ?? 0)) >>> 0;
      const productLow = Math.imul(a, PRIME_32_1) >>> 0;
      low[lane] = productLow;
      high[lane] = Math.round((a * PRIME_32_1 - productLow) / TWO_32) + (Math.imul(b, PRIME_32_1) >>> 0);
    }
  }

  #get(lane: number): bigint {
    return (BigInt(this.#high[lane] ?? 0) << 32n) | BigInt(this.#low[lane] ?? 0);
  }

  #set(lane: number, value: bigint): void {
    this.#low[lane] = Number(value & 0xffffffffn);
    this.#high[lane] = Number(value >> 32n);
  }
}

/** Eight ASCII characters as the 64-bit word that a header begins with. */
export function magicWord(text: string): bigint {
  return [...text].reduceRight((word, character) => (word << 8n) | BigInt(character.charCodeAt(0)), 0n);
}

function wordAt(words: Uint32Array, index: number): bigint {
  return (BigInt(words[2 * index + 1] ?? 0) << 32n) | BigInt(words[2 * index] ?? 0);
}

function secretWords(at: number): Uint32Array {
  return new Uint32Array(SECRET.slice(at, at + 64).buffer);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}
