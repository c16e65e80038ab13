// A run's digest and a session's state, from the words that the engine writes.

/** What identifies a run: the same configuration and commands give the same digest everywhere. */
export interface RunDigest {
  /** The run's: of all that follow. 16 hexadecimal digits, as the others. */
  readonly value: string;
  /** Of the configuration's identity, the seed and the commands. */
  readonly commands: string;
  /** Of the events. */
  readonly events: string;
  /** How many commands there were. */
  readonly commandCount: number;
  /** How many events there were. */
  readonly eventCount: number;
}

/** Where a session is. */
export interface SessionState {
  /** The last command's number; zero before the first. */
  readonly seq: number;
  /** The last command's time. */
  readonly timeNs: number;
  /** Orders that rest in all books. */
  readonly liveOrders: number;
  /** Pages of 64 neighbouring prices that hold orders. */
  readonly pricePages: number;
}

/** Reads the words of `EngineBackend.digestInto`. */
export function readDigest(words: Uint32Array): RunDigest {
  return {
    value: hex(words, 0),
    commands: hex(words, 2),
    events: hex(words, 4),
    commandCount: number(words, 6),
    eventCount: number(words, 8),
  };
}

/** Reads the words of `EngineBackend.stateInto`. */
export function readState(words: Uint32Array): SessionState {
  return {
    seq: number(words, 0),
    timeNs: number(words, 2),
    liveOrders: number(words, 4),
    pricePages: number(words, 6),
  };
}

/** Counts and times stay below 2^53. */
function number(words: Uint32Array, at: number): number {
  return (words[at + 1] ?? 0) * 2 ** 32 + (words[at] ?? 0);
}

function hex(words: Uint32Array, at: number): string {
  const digits = (word: number | undefined) => (word ?? 0).toString(16).padStart(8, "0");
  return digits(words[at + 1]) + digits(words[at]);
}
