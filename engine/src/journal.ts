// What is recorded of a session: every command, with checkpoints of the digest, as bytes that show their own damage.

import { JOURNAL_WORDS } from "./backend.js";
import { CiftError } from "./errors.js";
import { INSPECT, inspected } from "./inspect.js";
import { Reader } from "./strict.js";

/** What was cut off the end of a journal that a session was made from. */
export interface TornTail {
  /** How many bytes: as many as the journal is too long. */
  readonly bytes: number;
  /** What is wrong with them: they end too early, are zeros, have no good head, or not the body of their head. */
  readonly cause: "incomplete" | "zeros" | "head" | "body";
}

/** Where a journal is. */
export interface JournalState {
  /** Whether commands are recorded now. */
  readonly isRecording: boolean;
  /** The last command in it. */
  readonly seq: number;
  /** How many bytes it has, those that were taken and those that wait. */
  readonly bytes: number;
  /** How many bytes wait to be taken. */
  readonly waitingBytes: number;
  /** Of a journal that this session was made from: what was left out at its end. */
  readonly tail?: TornTail;
  /** Of a journal that this session was made from: whether it said that nothing is missing behind its end. */
  readonly wasClosed: boolean;
  /** Of a journal that this session was made from: how many checkpoints were compared with the replay. */
  readonly verifiedCheckpoints: number;
}

/** How a journal begins. */
export interface JournalOptions {
  /** Tells apart journals of one configuration and seed: 64 bits. Default: drawn at random; it is in no digest. */
  readonly number?: bigint;
}

/** What a journal needs of its exchange. */
export interface JournalPort {
  /** Begins recording. */
  journalStart(low: number, high: number): void;
  /** The bytes since they were last taken. */
  journalTake(): Uint8Array;
  /** Puts the present state into it. */
  journalSnapshot(): void;
  /** Ends it. */
  journalClose(): void;
  /** Writes its words. */
  journalStateInto(target: Uint32Array): void;
}

const CAUSES = [undefined, "incomplete", "zeros", "head", "body"] as const;

/**
 * Records a session. Nothing is written anywhere: take the bytes to where they are safe, one after another. `Exchange.recover`
 * goes on from them, `Exchange.replay` does all of it again.
 */
export class Journal {
  readonly #port: JournalPort;
  readonly #words = new Uint32Array(JOURNAL_WORDS);

  constructor(port: JournalPort) {
    this.#port = port;
  }

  /** Begins a journal here; of a session that had commands, with a snapshot. Throws `JOURNAL_STATE` where there is one. */
  start(options: JournalOptions = {}): void {
    const read = new Reader("INVALID_ARGUMENT", "options");
    const { number } = read.object(options, ["number"]);
    const [low, high] =
      number === undefined ? crypto.getRandomValues(new Uint32Array(2)) : halves(read, number);
    this.#port.journalStart(low ?? 0, high ?? 0);
  }

  /** The bytes since they were last taken, maybe none. They are the caller's now. */
  take(): Uint8Array {
    return this.#port.journalTake();
  }

  /** Puts the present state into the journal: a recovery begins at the last one. */
  snapshot(): void {
    this.#port.journalSnapshot();
  }

  /** Ends the journal with the word that nothing is missing behind. Take its last bytes. */
  close(): void {
    this.#port.journalClose();
  }

  /** Where it is; nothing where none was ever started or read. */
  state(): JournalState | undefined {
    try {
      this.#port.journalStateInto(this.#words);
    } catch (error) {
      if (error instanceof CiftError && error.code === "JOURNAL_STATE") return undefined;
      throw error;
    }
    const word = (at: number) => (this.#words[2 * at + 1] ?? 0) * 2 ** 32 + (this.#words[2 * at] ?? 0);
    const cause = CAUSES[word(5)];
    return {
      isRecording: word(0) === 1,
      seq: word(1),
      bytes: word(2),
      waitingBytes: word(3),
      ...(cause === undefined ? {} : { tail: { bytes: word(4), cause } }),
      wasClosed: word(6) === 1,
      verifiedCheckpoints: word(7),
    };
  }

  [INSPECT](_depth: number, options: object, inspect?: (value: unknown, options: object) => string): string {
    return inspected("Journal", this.state() ?? { isRecording: false }, options, inspect);
  }
}

function halves(read: Reader, number: unknown): [number, number] {
  const bits = typeof number === "bigint" ? BigInt.asUintN(64, number) : undefined;
  if (bits === undefined || bits !== number)
    return read.at("number").fail("must be a bigint from 0 to 2^64 - 1");
  return [Number(bits & 0xffff_ffffn), Number(bits >> 32n)];
}
