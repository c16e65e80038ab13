// The worker's mind: opens files, keeps the replay going at its pace, and fills snapshots when the page has
// sent one. Knows no browser, so that tests drive it with a clock of their own.

import { CiftError, type SessionConfig } from "@cift/engine";
import type { Format } from "./formats/format.ts";
import { InputError } from "./formats/input-error.ts";
import { NotOrders, type Orders, readOrders } from "./formats/read-orders.ts";
import { Pacer } from "./pacer.ts";
import type { Failure, FromWorker, GoldenResult, SessionInfo, ToWorker } from "./protocol.ts";
import { RateMeter } from "./rate-meter.ts";
import { Replay, type Venue } from "./replay.ts";
import { sessionConfig, tickSize } from "./session-config.ts";
import { Snapshot, Status, type StatusCode } from "./snapshot.ts";

export interface Host {
  post(message: FromWorker, transfer: readonly Transferable[]): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /**
   * Calls back after so many milliseconds, zero for as soon as waiting messages have been read. Replaces an
   * earlier one.
   */
  wake(afterMs: number, callback: () => void): void;
  /** The bytes of an address, and how many there will be (zero: unknown). */
  fetch(url: string): Promise<{ readonly stream: ReadableStream<Uint8Array>; readonly total: number }>;
  openVenue(config: SessionConfig): Promise<Venue>;
  /** The committed results of files of this format and length. */
  goldens(format: Format, messages: number): Promise<readonly GoldenResult[]>;
}

/** How long the engine runs before the worker looks at its messages. */
const SLICE_MS = 8;
/** Messages between two looks at the clock. */
const SLICE_MESSAGES = 4096;
/** The clock moves on the screen even when no message is due. */
const FRAME_MS = 15;
const PROGRESS_MS = 100;

export class Controller {
  readonly #host: Host;
  readonly #pacer = new Pacer();
  readonly #messageMeter = new RateMeter();
  readonly #clockMeter = new RateMeter();
  #queue: Promise<void> = Promise.resolve();
  #opening: AbortController | undefined;

  #session = 0;
  #replay: Replay | undefined;
  #status: StatusCode = Status.ready;
  #factor = 1;
  /** Runs at full speed, whatever the chosen one, until the end or a pause. */
  #runsToEnd = false;
  #clockNs = 0;
  /** Of the run so far: time spent playing, and messages sent while playing. */
  #playedMs = 0;
  #playedMessages = 0;
  /** When it began to play; NaN while it does not. */
  #playingSinceMs = Number.NaN;

  #page: Snapshot | undefined;
  #isDirty = false;

  constructor(host: Host) {
    this.#host = host;
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "frame":
        this.#page = new Snapshot(message.buffer);
        this.#show();
        break;
      case "openFile":
      case "openSample":
        // The one that is being read is not wanted any more, so it must not be waited for.
        this.#opening?.abort();
        this.#opening = new AbortController();
        this.#enqueue(message.session, this.#open(message, this.#opening.signal));
        break;
      default:
        this.#enqueue(this.#session, () => this.#control(message));
    }
  }

  /** One at a time: a restart takes a moment, and what was asked for after it must find it done. */
  #enqueue(session: number, task: () => Promise<void> | void): void {
    this.#queue = this.#queue.then(task).catch((error: unknown) => this.#fail(session, error));
  }

  #open(
    message: Extract<ToWorker, { readonly type: "openFile" | "openSample" }>,
    signal: AbortSignal,
  ): () => Promise<void> {
    return async () => {
      if (signal.aborted) return;
      this.#close();
      this.#session = message.session;
      try {
        const orders = await this.#read(message, signal);
        const name = message.type === "openFile" ? message.file.name : message.name;
        const config = sessionConfig(orders.format, name);
        const goldens = await this.#host.goldens(orders.format, orders.tape.length);
        const replay = await Replay.create(orders, () => this.#host.openVenue(config));
        if (signal.aborted) {
          replay.dispose();
          return;
        }
        this.#replay = replay;
        this.#rewind();
        const info = describe(replay, name, message.type === "openSample", goldens);
        this.#host.post({ type: "opened", session: message.session, info }, []);
        this.#changed();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof NotOrders)) throw error;
        this.#host.post({ type: "notOrders", session: message.session }, []);
      }
    };
  }

  async #read(
    message: Extract<ToWorker, { readonly type: "openFile" | "openSample" }>,
    signal: AbortSignal,
  ): Promise<Orders> {
    const { session } = message;
    const { stream, total } =
      message.type === "openFile"
        ? { stream: message.file.stream(), total: message.file.size }
        : await this.#host.fetch(message.url);
    let toldMs = Number.NEGATIVE_INFINITY;
    const onProgress = (bytes: number): void => {
      const nowMs = this.#host.now();
      if (nowMs - toldMs < PROGRESS_MS && bytes < total) return;
      toldMs = nowMs;
      this.#host.post({ type: "loading", session, bytes, total }, []);
    };
    onProgress(0);
    return readOrders(stream, { onProgress, signal });
  }

  async #control(
    message: Exclude<ToWorker, { readonly session: number } | { readonly type: "frame" }>,
  ): Promise<void> {
    if (message.type === "speed") {
      this.#factor = message.factor;
      if (this.#status === Status.playing && !this.#runsToEnd) this.#startPlaying();
      return;
    }
    const replay = this.#replay;
    if (replay === undefined) return;
    switch (message.type) {
      case "play":
        await this.#play(replay);
        break;
      case "toggle":
        if (this.#status === Status.playing) this.#setStatus(Status.paused);
        else await this.#play(replay);
        break;
      case "runToEnd":
        if (replay.isDone) break;
        this.#runsToEnd = true;
        this.#startPlaying();
        break;
      case "step":
        this.#step(replay, message.count);
        break;
      case "restart": {
        const wasPlaying = this.#status === Status.playing && !this.#runsToEnd;
        await this.#restart(replay);
        if (wasPlaying) this.#startPlaying();
        break;
      }
    }
    this.#changed();
  }

  async #play(replay: Replay): Promise<void> {
    if (replay.isDone) await this.#restart(replay);
    this.#runsToEnd = false;
    this.#startPlaying();
  }

  #step(replay: Replay, count: number): void {
    if (replay.isDone) return;
    replay.advance(replay.position + count);
    this.#clockNs = replay.isDone
      ? replay.clockEnd
      : Math.max(this.#clockNs, replay.clockOf(replay.position - 1));
    this.#setStatus(replay.isDone ? Status.finished : Status.paused);
  }

  async #restart(replay: Replay): Promise<void> {
    await replay.restart();
    this.#rewind();
  }

  #rewind(): void {
    this.#runsToEnd = false;
    this.#setStatus(Status.ready);
    this.#clockNs = 0;
    this.#playedMs = 0;
    this.#playedMessages = 0;
  }

  #startPlaying(): void {
    this.#setStatus(Status.playing);
    this.#pacer.start(
      this.#clockNs,
      this.#host.now(),
      this.#runsToEnd ? Number.POSITIVE_INFINITY : this.#factor,
    );
    this.#host.wake(0, this.#tick);
  }

  #setStatus(status: StatusCode): void {
    const nowMs = this.#host.now();
    if (this.#status === Status.playing) this.#playedMs += nowMs - this.#playingSinceMs;
    this.#playingSinceMs = status === Status.playing ? nowMs : Number.NaN;
    this.#status = status;
    this.#messageMeter.reset();
    this.#clockMeter.reset();
  }

  readonly #tick = (): void => {
    const replay = this.#replay;
    if (replay === undefined || this.#status !== Status.playing) return;
    try {
      this.#slice(replay);
      this.#changed();
    } catch (error) {
      this.#fail(this.#session, error);
    }
  };

  /** Sends what is due, for as long as a slice may take, and says when to go on. */
  #slice(replay: Replay): void {
    const startMs = this.#host.now();
    const startPosition = replay.position;
    const dueNs = this.#pacer.clockNs(startMs);
    this.#meter(startMs);
    let nowMs = startMs;
    let next = replay.dueUntil(dueNs, replay.position + SLICE_MESSAGES);
    while (next > replay.position && nowMs - startMs < SLICE_MS) {
      replay.advance(next);
      nowMs = this.#host.now();
      next = replay.dueUntil(dueNs, replay.position + SLICE_MESSAGES);
    }
    this.#playedMessages += replay.position - startPosition;
    if (replay.isDone) {
      this.#clockNs = replay.clockEnd;
      this.#runsToEnd = false;
      this.#setStatus(Status.finished);
      return;
    }
    const nextNs = replay.clockOf(replay.position);
    this.#clockNs = Math.max(this.#clockNs, Math.min(dueNs, nextNs));
    this.#pacer.settle(this.#clockNs, nowMs);
    const waitMs =
      next > replay.position ? 0 : Math.max(1, Math.min(FRAME_MS, this.#pacer.waitMs(nextNs, nowMs)));
    this.#host.wake(waitMs, this.#tick);
  }

  #meter(nowMs: number): void {
    this.#messageMeter.sample(nowMs, this.#replay?.position ?? 0);
    this.#clockMeter.sample(nowMs, this.#clockNs);
  }

  /** Something that a snapshot shows is different now. */
  #changed(): void {
    this.#isDirty = true;
    this.#show();
  }

  #show(): void {
    const page = this.#page;
    const replay = this.#replay;
    if (page === undefined || replay === undefined || !this.#isDirty) return;
    replay.fill(page);
    const isFinished = this.#status === Status.finished;
    const average = this.#playedMessages / (this.#playedMs / 1000);
    page.set("session", this.#session);
    page.set("status", this.#status);
    page.set("clockNs", this.#clockNs);
    page.set("messageRate", isFinished && this.#playedMs > 0 ? average : this.#messageMeter.perSecond);
    page.set("clockRate", this.#clockMeter.perSecond / 1e9);
    this.#isDirty = false;
    this.#page = undefined;
    this.#host.post({ type: "frame", buffer: page.buffer }, [page.buffer]);
  }

  #close(): void {
    const replay = this.#replay;
    this.#replay = undefined;
    this.#status = Status.ready;
    try {
      replay?.dispose();
    } catch {
      // A session that broke cannot even be ended; why it broke has been told.
    }
  }

  #fail(session: number, error: unknown): void {
    this.#close();
    this.#host.post({ type: "failed", session, failure: explain(error) }, []);
  }
}

function describe(
  replay: Replay,
  name: string,
  isSample: boolean,
  goldens: readonly GoldenResult[],
): SessionInfo {
  const { format, hasTimes, tape } = replay.orders;
  const [whole = "1", fraction = ""] = tickSize(format).split(".");
  return {
    name,
    isSample,
    format,
    messages: replay.length,
    hasTimes,
    startNs: hasTimes ? tape.timeNs(0) : 0,
    lengthNs: replay.clockEnd,
    priceDigits: fraction.length,
    priceStep: Number(whole + fraction),
    backend: replay.backend,
    goldens,
  };
}

function explain(error: unknown): Failure {
  if (error instanceof InputError) {
    const { where, problem, advice } = error;
    const sentence = where === "" ? problem.charAt(0).toUpperCase() + problem.slice(1) : problem;
    return { title: "This file cannot be replayed", where, problem: sentence, advice };
  }
  if (error instanceof CiftError) {
    return {
      title: "The engine stopped",
      where: "",
      problem: error.message,
      advice:
        "Open the file again. If it happens again, report it with this text: the engine is deterministic, so it can be repeated.",
    };
  }
  return {
    title: "The replay stopped",
    where: "",
    problem: error instanceof Error ? error.message : String(error),
    advice: "Reload the page. If it happens again, report it with this text.",
  };
}
