// The worker's side: one session for each client that connects.

import { expose } from "comlink";
import { platform } from "#platform";
import { RECORD_BYTES } from "../backend.js";
import { CiftError } from "../errors.js";
import { Exchange } from "../exchange.js";
import { LAYOUT_HASH } from "../generated/index.js";
import { BufferPool } from "./buffer-pool.js";
import { holdLifeline, type Lifeline } from "./lifeline.js";
import {
  type Answer,
  type ClientMessage,
  CONNECT,
  type ConnectMessage,
  type ControlApi,
  type Created,
  type CreateRequest,
  toWire,
  type WorkerMessage,
} from "./protocol.js";
import { callVerb } from "./verbs.js";

/** Serves every client that connects to this worker. */
export function serveClients(): void {
  platform.onParentMessage((message) => {
    if (isConnect(message)) new Connection(message);
  });
}

function isConnect(message: unknown): message is ConnectMessage {
  return typeof message === "object" && message !== null && "type" in message && message.type === CONNECT;
}

type Commands = Extract<ClientMessage, { type: "commands" }>;

/** A client and its session. */
class Connection {
  readonly #data: MessagePort;
  readonly #pool = new BufferPool();
  readonly #queue: Commands[] = [];
  #isWorking = false;
  #isEnded = false;
  #exchange: Exchange | undefined;
  #sendsOverflow = false;
  #lifeline: Lifeline | undefined;
  /** The request whose commands are skipped, because one before them was not taken. */
  #failed = 0;

  constructor(message: ConnectMessage) {
    const { control, data } = message;
    this.#data = data;
    data.addEventListener("message", ({ data: received }: MessageEvent<ClientMessage>) =>
      this.#receive(received),
    );
    data.addEventListener("close", () => this.#end());
    data.start();
    expose(this.#controlApi(message), control);
  }

  #controlApi(message: ConnectMessage): ControlApi {
    const session = () => this.#session();
    return {
      create: (request) => answerLater(() => this.#create(request, message)),
      depth: (symbol, levels) => answer(() => session().book(symbol).depth(levels)),
      order: (symbol, account, id) => answer(() => session().book(symbol).order({ account, id })),
      orders: (symbol, side, most) => answer(() => session().book(symbol).orders(side, most)),
      market: (symbol) => answer(() => session().market(symbol).state()),
      perform: (part, verb, args) => answer(() => callVerb(session(), part, verb, args)),
      dispose: () => answer(() => this.#end()),
    };
  }

  async #create(request: CreateRequest, { layoutHash, lifeline }: ConnectMessage): Promise<Created> {
    if (layoutHash !== LAYOUT_HASH) {
      throw new CiftError("ABI_MISMATCH", "the worker's program and the page's are of different builds");
    }
    const { from, backend, wasm, native, sendsOverflow } = request;
    const notices: string[] = [];
    const load = {
      ...(wasm === undefined ? {} : { wasm }),
      ...(native === undefined ? {} : { native }),
      onFallback: (message: string) => notices.push(message),
    };
    const options = { backend, load };
    const exchange = await (from.kind === "config"
      ? Exchange.create(from.config, options)
      : Exchange[from.kind](from.bytes, options));
    this.#exchange = exchange;
    this.#sendsOverflow = sendsOverflow;
    this.#lifeline = await holdLifeline(lifeline);
    // The client did not wait.
    if (this.#isEnded) this.#end();
    const { config } = exchange;
    return { backend: exchange.backend, config, notices, holdsLifeline: this.#lifeline !== undefined };
  }

  #session(): Exchange {
    if (this.#exchange === undefined) throw new CiftError("DISPOSED", "there is no session");
    return this.#exchange;
  }

  #receive(message: ClientMessage): void {
    if (message.type === "eventsRead") {
      this.#pool.put(message.buffer);
      return;
    }
    this.#queue.push(message);
    if (!this.#isWorking) void this.#work();
  }

  /** Works off the queue, one message after the other. */
  async #work(): Promise<void> {
    this.#isWorking = true;
    for (let message = this.#queue.shift(); message !== undefined; message = this.#queue.shift()) {
      await this.#apply(message);
    }
    this.#isWorking = false;
  }

  async #apply({ request, buffer, records, wantsEvents }: Commands): Promise<void> {
    const done = { type: "commandsDone", request, buffer } as const;
    if (request === this.#failed) {
      this.#send({ ...done, consumed: 0, events: 0, dropped: this.#exchange?.droppedEvents ?? 0 });
      return;
    }
    const progress = { consumed: 0 };
    const before = this.#eventCount();
    try {
      await this.#submit(request, new Uint8Array(buffer, 0, records * RECORD_BYTES), wantsEvents, progress);
      this.#send({ ...done, consumed: records, ...this.#counts(before) });
    } catch (error) {
      this.#failed = request;
      const consumed = progress.consumed + (error instanceof CiftError ? (error.consumed ?? 0) : 0);
      // Events of the commands that were applied still go to who wants them.
      if (wantsEvents) await this.#sendEvents(request).catch(() => undefined);
      this.#send({ ...done, consumed, ...this.#counts(before), error: toWire(error) });
    }
  }

  async #submit(
    request: number,
    commands: Uint8Array,
    wantsEvents: boolean,
    progress: { consumed: number },
  ): Promise<void> {
    const exchange = this.#session();
    if (!wantsEvents && !this.#sendsOverflow) {
      exchange.submitBatch(commands);
      return;
    }
    const records = commands.byteLength / RECORD_BYTES;
    do {
      progress.consumed += exchange.submitPart(commands.subarray(progress.consumed * RECORD_BYTES));
      if (wantsEvents) await this.#sendEvents(request);
      else if (progress.consumed < records) await this.#sendEvents(0);
    } while (progress.consumed < records);
  }

  /** Sends all waiting events, as far as buffers come back. */
  async #sendEvents(request: number): Promise<void> {
    while (this.#session().waitingEvents > 0) {
      const buffer = await this.#pool.take();
      const records = this.#session().drainInto(new Uint8Array(buffer));
      this.#send({ type: "events", request, buffer, records });
    }
  }

  #send(message: WorkerMessage): void {
    this.#data.postMessage(message, [message.buffer]);
  }

  #eventCount(): number {
    try {
      return this.#session().digest().eventCount;
    } catch {
      // It is dead or disposed of, which the call after this one says.
      return 0;
    }
  }

  #counts(before: number): { readonly events: number; readonly dropped: number } {
    return {
      events: Math.max(0, this.#eventCount() - before),
      dropped: this.#exchange?.droppedEvents ?? 0,
    };
  }

  #end(): undefined {
    this.#isEnded = true;
    this.#pool.close(new CiftError("DISPOSED", "the client is gone"));
    this.#queue.length = 0;
    this.#exchange?.dispose();
    this.#exchange = undefined;
    this.#lifeline?.release();
  }
}

function answer<T>(call: () => T): Answer<T> {
  try {
    return { ok: true, value: call() };
  } catch (error) {
    return { ok: false, error: toWire(error) };
  }
}

async function answerLater<T>(call: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    return { ok: false, error: toWire(error) };
  }
}
