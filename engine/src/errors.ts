// The errors that the facade throws. What a market participant does wrong is no error: it is a rejection event.

/** Stable codes; new ones may come, old ones stay. */
export type CiftErrorCode =
  /** The configuration is not valid. `detail` has the setting's path. */
  | "CONFIG_INVALID"
  /** The engine knows no such session. */
  | "HANDLE_INVALID"
  /** A buffer does not hold whole records, or is not one. */
  | "BUFFER_INVALID"
  /** A command carries a sequence number that is not the next. `consumed` commands before it were applied. */
  | "SEQUENCE_MISMATCH"
  /** A command's time is before the last one's, or 2^53 and above. `consumed` commands before it were applied. */
  | "TIME_INVALID"
  /** The session has no such instrument. */
  | "INSTRUMENT_UNKNOWN"
  /** The session was made without accounts. */
  | "ACCOUNTS_MISSING"
  /** The bytes are no snapshot, or a damaged one. */
  | "SNAPSHOT_INVALID"
  /** A snapshot or a journal is of another version of the format, the rules or the records. */
  | "VERSION_MISMATCH"
  /** The bytes are no journal, or one that cannot be replayed. */
  | "JOURNAL_INVALID"
  /** Commands within the journal are lost. */
  | "JOURNAL_DAMAGED"
  /** The replay of a journal came to another state than the journal says. */
  | "JOURNAL_DIVERGED"
  /** The session records no journal, or records one already. */
  | "JOURNAL_STATE"
  /** The engine broke an invariant of its own. The session is dead; `detail` says what it was doing. */
  | "ENGINE_PANIC"
  /** An input of market data is not what it should be. `detail` has its name, line or byte, column, reason, advice. */
  | "DATA_INVALID"
  /** The object was disposed of. */
  | "DISPOSED"
  /** Events are being delivered: the engine cannot be changed before the callback has returned. */
  | "BUSY"
  /** The wanted backend cannot be loaded here. */
  | "BACKEND_UNAVAILABLE"
  /** Engine and facade are of different builds. */
  | "ABI_MISMATCH"
  /** The worker ended, or does not answer. */
  | "WORKER_DEAD"
  /** An argument is not what the function takes. */
  | "INVALID_ARGUMENT";

/** What else is known about an error, for programs. Plain data: it survives a worker's boundary. */
export type CiftErrorDetail = Readonly<Record<string, string | number>>;

/** More about an error. */
export interface CiftErrorOptions {
  /** See `CiftError.detail`. */
  readonly detail?: CiftErrorDetail;
  /** See `CiftError.consumed`. */
  readonly consumed?: number;
  /** The error behind it. */
  readonly cause?: unknown;
}

/** Misuse of the API, a backend that cannot be had, or a broken engine; `code` says which. */
export class CiftError extends Error {
  override readonly name = "CiftError";
  /** Which error it is: programs branch on it, the message is for people. */
  readonly code: CiftErrorCode;
  /** What else is known. */
  readonly detail: CiftErrorDetail | undefined;
  /** Of a batch that stopped: how many of its commands were applied. */
  readonly consumed: number | undefined;

  constructor(code: CiftErrorCode, message: string, options: CiftErrorOptions = {}) {
    super(`${code}: ${message}`, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.detail = options.detail;
    this.consumed = options.consumed;
  }

  /** The message without the code in front. */
  get plainMessage(): string {
    return this.message.slice(this.code.length + 2);
  }

  /** The same error, of a larger batch. */
  withConsumed(consumed: number): CiftError {
    const { detail, cause } = this;
    const options = {
      consumed,
      ...(cause === undefined ? {} : { cause }),
      ...(detail === undefined ? {} : { detail }),
    };
    return new CiftError(this.code, this.plainMessage, options);
  }
}

/** The engine's error numbers, as `crates/host/src/error.rs` has them. */
const HOST_CODES = {
  1: "CONFIG_INVALID",
  2: "HANDLE_INVALID",
  3: "BUFFER_INVALID",
  4: "SEQUENCE_MISMATCH",
  5: "TIME_INVALID",
  6: "INSTRUMENT_UNKNOWN",
  7: "ENGINE_PANIC",
  8: "INVALID_ARGUMENT",
  9: "ACCOUNTS_MISSING",
  10: "SNAPSHOT_INVALID",
  11: "VERSION_MISMATCH",
  12: "JOURNAL_INVALID",
  13: "JOURNAL_DAMAGED",
  14: "JOURNAL_DIVERGED",
  15: "JOURNAL_STATE",
} as const satisfies Readonly<Record<number, CiftErrorCode>>;

function isHostCode(number: number): number is keyof typeof HOST_CODES {
  return number in HOST_CODES;
}

const decoder = new TextDecoder();

/** Reads an error as the engine writes it: its number in two bytes, then the message. */
export function decodeHostError(bytes: Uint8Array, consumed?: number): CiftError {
  const number = (bytes[0] ?? 0) + (bytes[1] ?? 0) * 256;
  const message = decoder.decode(bytes.subarray(2));
  const options = consumed === undefined ? {} : { consumed };
  // The hash of the layouts does not cover the errors, so this can be an engine that knows more of them.
  if (!isHostCode(number)) {
    return new CiftError("ABI_MISMATCH", `the engine reports error ${number}: ${message}`, options);
  }
  const detail = number === 7 ? autopsyDetail(message) : undefined;
  return new CiftError(HOST_CODES[number], message, detail === undefined ? options : { ...options, detail });
}

/** What a panic's message names: with the seed and the commands up to there, it happens again. */
export function autopsyDetail(message: string): CiftErrorDetail | undefined {
  const found = /seed (\d+), sequence (\d+), digest ([0-9a-f]{16})/.exec(message);
  if (found === null) return undefined;
  return { seed: Number(found[1]), sequence: Number(found[2]), digest: found[3] ?? "" };
}
