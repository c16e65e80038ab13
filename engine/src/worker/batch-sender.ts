// The client's data plane: commands out, events in, in buffers that travel and come back.

import { RECORD_BYTES } from "../backend.js";
import { CiftError } from "../errors.js";
import type { BatchResult } from "../exchange.js";
import { EventCursor } from "../generated/index.js";
import { BufferPool } from "./buffer-pool.js";
import type { Connection } from "./connection.js";
import { BUFFER_BYTES, type ClientMessage, fromWire, type WorkerMessage } from "./protocol.js";

/**
 * Reads events where they are: the cursor stands before the first. It is good until the function returns, or until its
 * promise settles; until then no further events come, and after some buffers the engine waits.
 */
export type AsyncEventReader = (events: EventCursor) => void | Promise<void>;

type Commands = Extract<ClientMessage, { type: "commands" }>;
type Events = Extract<WorkerMessage, { type: "events" }>;
type CommandsDone = Extract<WorkerMessage, { type: "commandsDone" }>;

/** A batch on its way. */
interface Request {
  readonly onEvents: AsyncEventReader | undefined;
  readonly resolve: (result: BatchResult) => void;
  readonly reject: (reason: unknown) => void;
  /** Buffers that have not come back. */
  pending: number;
  /** All were sent. */
  isSent: boolean;
  consumed: number;
  events: number;
  /** Why it fails, once all buffers are back. */
  failure: { readonly reason: unknown } | undefined;
}

/** Sends batches. The worker takes them in the order in which they were sent. */
export class BatchSender {
  readonly #connection: Connection;
  readonly #onOverflow: AsyncEventReader | undefined;
  readonly #pool = new BufferPool();
  readonly #requests = new Map<number, Request>();
  readonly #inbox: WorkerMessage[] = [];
  readonly #cursor = new EventCursor();
  readonly #idle: (() => void)[] = [];
  #isReading = false;
  #lastRequest = 0;
  #dropped = 0;

  constructor(connection: Connection, onOverflow: AsyncEventReader | undefined) {
    this.#connection = connection;
    this.#onOverflow = onOverflow;
    connection.data.addEventListener("message", ({ data }: MessageEvent<WorkerMessage>) => {
      this.#inbox.push(data);
      if (!this.#isReading) void this.#read();
    });
  }

  /** Events that nobody read. */
  get dropped(): number {
    return this.#dropped;
  }

  /** When no batch is on its way. */
  idle(): Promise<void> {
    if (this.#requests.size === 0) return Promise.resolve();
    return this.#connection.untilEnd(new Promise((resolve) => this.#idle.push(resolve)));
  }

  /**
   * Sends a batch. `sent` is when all of it is on its way and the next may follow; `done` is its result. An aborted batch
   * stops where it is, and `done` rejects with the signal's reason when the worker has finished what it got.
   */
  send(bytes: Uint8Array, onEvents: AsyncEventReader | undefined, signal: AbortSignal | undefined) {
    this.#lastRequest += 1;
    const id = this.#lastRequest;
    const done = new Promise<BatchResult>((resolve, reject) => {
      this.#requests.set(id, { onEvents, resolve, reject, ...NEW_REQUEST });
    });
    return { sent: this.#sendAll(id, bytes, signal), done: this.#connection.expect(done) };
  }

  async #sendAll(id: number, bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    const request = this.#requests.get(id) as Request;
    let at = 0;
    do {
      if (signal?.aborted) request.failure ??= { reason: signal.reason };
      if (request.failure !== undefined) break;
      const buffer = await this.#connection.untilEnd(this.#pool.take());
      const part = bytes.subarray(at, at + BUFFER_BYTES);
      new Uint8Array(buffer).set(part);
      at += part.byteLength;
      request.pending += 1;
      const records = part.byteLength / RECORD_BYTES;
      this.#post({
        type: "commands",
        request: id,
        buffer,
        records,
        wantsEvents: request.onEvents !== undefined,
      });
    } while (at < bytes.byteLength);
    request.isSent = true;
    this.#settle(id, request);
  }

  #post(message: Commands | { readonly type: "eventsRead"; readonly buffer: ArrayBuffer }): void {
    this.#connection.data.postMessage(message, [message.buffer]);
  }

  /** Takes the worker's messages in order; a reader may take its time. */
  async #read(): Promise<void> {
    this.#isReading = true;
    for (let message = this.#inbox.shift(); message !== undefined; message = this.#inbox.shift()) {
      if (message.type === "events") await this.#takeEvents(message);
      else this.#takeDone(message);
    }
    this.#isReading = false;
  }

  async #takeEvents({ request: id, buffer, records }: Events): Promise<void> {
    const request = this.#requests.get(id);
    const onEvents = id === 0 ? this.#onOverflow : request?.onEvents;
    try {
      if (request?.failure === undefined) {
        const events = this.#cursor.attach(new Uint8Array(buffer, 0, records * RECORD_BYTES));
        await this.#connection.ownWork(onEvents?.(events));
      }
    } catch (reason) {
      // It does not get more of them. Without a request there is nobody to tell but the host.
      if (request === undefined) reportError(reason);
      else request.failure = { reason };
    }
    this.#cursor.attach(NO_EVENTS);
    // The connection may have ended meanwhile; posting to a closed port does nothing.
    this.#post({ type: "eventsRead", buffer });
  }

  #takeDone({ request: id, buffer, consumed, events, dropped, error }: CommandsDone): void {
    this.#pool.put(buffer);
    this.#dropped = dropped;
    const request = this.#requests.get(id);
    if (request === undefined) return;
    request.pending -= 1;
    request.events += events;
    request.consumed += consumed;
    if (error !== undefined) request.failure ??= { reason: ofWholeBatch(fromWire(error), request.consumed) };
    this.#settle(id, request);
  }

  #settle(id: number, request: Request): void {
    if (!request.isSent || request.pending > 0) return;
    this.#requests.delete(id);
    const { failure, consumed, events } = request;
    if (failure === undefined) request.resolve({ consumed, events });
    else request.reject(failure.reason);
    if (this.#requests.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }
}

const NEW_REQUEST = { pending: 0, isSent: false, consumed: 0, events: 0, failure: undefined };
const NO_EVENTS = new Uint8Array(0);

/** An error's `consumed` counts from the start of the batch, not of the buffer. */
function ofWholeBatch(error: Error, consumed: number): Error {
  return error instanceof CiftError && error.consumed !== undefined ? error.withConsumed(consumed) : error;
}

/** As if nobody had caught it: an overflow has no promise to reject. */
function reportError(reason: unknown): void {
  queueMicrotask(() => {
    throw reason;
  });
}
