// The reader's mind: inspects files, and reads the book of an instrument when it is asked for. Knows no browser, so that
// tests drive it. What is wanted no more is not read on.

import type { BackendChoice } from "@cift/engine/data";
import {
  type ImportOptions,
  type Inspection,
  inspect,
  type MarketView,
  marketView,
  preview,
  readRecords,
  withFinerScales,
} from "@cift/engine/data";
import { explain } from "./failure.ts";
import { MiddleSeries } from "./middle-series.ts";
import { faultOf } from "./option-fault.ts";
import type { FromMarket, MarketInfo, ToMarket } from "./protocol.ts";
import { inspectedBook, inspectedSeries, summarize } from "./summary.ts";
import { applyUntil, viewedBook } from "./viewed-book.ts";

export interface MarketHost {
  post(message: FromMarket): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Lets waiting messages be read. */
  pause(): Promise<void>;
  readonly backend: BackendChoice;
}

/** Columns of the chart; the inspection makes half as many at least. */
const COLUMNS = 240;
/** Fewer columns with a price than these are replaced by the middle of the book, where there is one. */
const SPARSE = 24;
const EDGES = 8;
const TAPE_MAGIC = "CIFTTAPE";
const LEVELS = 10;
/** Each time a price turns out to be between two ticks, the file is read again with finer ones. */
const MOST_READS = 5;
/** How long records are read before the worker looks at its messages. */
const TURN_MS = 40;
const PROGRESS_MS = 100;
/** Of a table that is shown before it is read. */
const PREVIEW_ROWS = 4;

interface Opened {
  readonly session: number;
  readonly files: readonly File[];
  readonly options: ImportOptions;
  readonly found: Inspection;
  readonly info: MarketInfo;
}

type Open = Extract<ToMarket, { readonly type: "open" }>;
type Select = Extract<ToMarket, { readonly type: "select" }>;
type LookAt = Extract<ToMarket, { readonly type: "preview" }>;

export class MarketController {
  readonly #host: MarketHost;
  #opened: Opened | undefined;
  /** Of the files that were opened last. */
  #names: readonly string[] = [];
  #opening = new AbortController();
  #selecting = new AbortController();
  /** The end of what was begun last, for tests. */
  #work: Promise<void> = Promise.resolve();

  constructor(host: MarketHost) {
    this.#host = host;
  }

  /** Resolves when nothing is being read any more. */
  get idle(): Promise<void> {
    return this.#work;
  }

  receive(message: ToMarket): void {
    if (message.type === "select") {
      this.#selecting.abort();
      this.#selecting = new AbortController();
      this.#work = this.#guard(message.session, this.#selecting.signal, (signal) =>
        this.#select(message, signal),
      );
      return;
    }
    if (message.type === "preview") {
      this.#work = this.#preview(message);
      return;
    }
    this.#opening.abort();
    this.#selecting.abort();
    this.#opening = new AbortController();
    this.#opened = undefined;
    if (message.type === "close") return;
    this.#names = message.files.map(({ name }) => name);
    this.#work = this.#guard(message.session, this.#opening.signal, (signal) => this.#open(message, signal));
  }

  async #guard(
    session: number,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    try {
      await work(signal);
    } catch (error) {
      // Of what nobody waits for, the failure is no news; it was stopped by force, most of the time.
      if (signal.aborted) return;
      this.#host.post({ type: "failed", session, failure: explain(error, this.#names) });
    }
  }

  async #open(message: Open, signal: AbortSignal): Promise<void> {
    const { session, files } = message;
    const { found, options } = await this.#inspect(message, signal);
    const head = await files[0]?.slice(0, TAPE_MAGIC.length).text();
    if (signal.aborted) return;
    const info = summarize(found, this.#names.join(", "), head === TAPE_MAGIC);
    this.#opened = { session, files, options, found, info };
    this.#host.post({ type: "opened", session, info });
  }

  /** Beside whatever is read: the first bytes are enough. */
  async #preview({ session, request, files, options }: LookAt): Promise<void> {
    const reply = { type: "preview", session, request } as const;
    try {
      const { backend } = this.#host;
      const found = await preview(files, { ...options, backend, rows: PREVIEW_ROWS });
      this.#host.post({ ...reply, preview: found });
    } catch (error) {
      const fault = faultOf(error);
      this.#host.post({ ...reply, ...(fault && { fault }) });
    }
  }

  async #inspect(
    { session, files, options: given = {} }: Open,
    signal: AbortSignal,
  ): Promise<{ readonly found: Inspection; readonly options: ImportOptions }> {
    const { backend } = this.#host;
    let toldMs = Number.NEGATIVE_INFINITY;
    const onProgress = ({ read, total }: { readonly read: number; readonly total: number }): void => {
      const nowMs = this.#host.now();
      if (signal.aborted || (nowMs - toldMs < PROGRESS_MS && read < total)) return;
      toldMs = nowMs;
      this.#host.post({ type: "loading", session, bytes: read, total });
    };
    onProgress({ read: 0, total: files.reduce((sum, { size }) => sum + size, 0) });
    const work = { backend, signal, onProgress, buckets: COLUMNS, edges: EDGES };
    return withFinerScales(
      given,
      async (options) => ({ found: await inspect(files, { ...options, ...work }), options }),
      { tries: MOST_READS },
    );
  }

  async #select(message: Select, signal: AbortSignal): Promise<void> {
    const opened = this.#opened;
    const { session, request, instrument, atNs } = message;
    if (opened?.session !== session) return;
    const prices = atNs === null ? inspectedSeries(opened.found, instrument) : undefined;
    if (prices !== undefined) this.#host.post({ type: "series", session, request, series: prices });
    if (!opened.info.hasBook) return;
    const { firstNs, lastNs } = opened.info;
    // A handful of trades is no picture of a market whose book is known.
    const isSparse = (prices?.close.filter((price) => !Number.isNaN(price)).length ?? 0) < SPARSE;
    // The inspection knows the book at the end; only what it does not know is read for.
    const known = atNs === null && !isSparse ? inspectedBook(opened.found, instrument) : undefined;
    if (known !== undefined) {
      this.#host.post({ type: "book", session, request, book: known });
      return;
    }
    const middles = atNs === null ? new MiddleSeries(firstNs, lastNs) : undefined;
    const view = await marketView({ backend: this.#host.backend, instrument });
    try {
      await this.#readBook(view, opened, message, middles, signal);
      if (signal.aborted) return;
      const series = middles?.end(view);
      if (series !== undefined) this.#host.post({ type: "series", session, request, series });
      this.#host.post({ type: "book", session, request, book: viewedBook(view, LEVELS) });
    } finally {
      view.close();
    }
  }

  /** Reads the book before the first record that is later than the time, as long as it is wanted. */
  async #readBook(
    view: MarketView,
    { files, options, info }: Opened,
    { session, request, atNs }: Select,
    middles: MiddleSeries | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { backend } = this.#host;
    const endNs = atNs ?? Number.POSITIVE_INFINITY;
    let turnMs = this.#host.now();
    let toldMs = turnMs;
    let records = 0;
    for await (const { batch } of readRecords(files, { ...options, backend })) {
      const goesOn = applyUntil(view, batch, endNs, middles);
      records += batch.length;
      const nowMs = this.#host.now();
      if (nowMs - turnMs >= TURN_MS) {
        await this.#host.pause();
        turnMs = this.#host.now();
        if (nowMs - toldMs >= PROGRESS_MS && !signal.aborted) {
          toldMs = nowMs;
          this.#host.post({ type: "bookProgress", session, request, share: records / info.total });
        }
      }
      if (signal.aborted || !goesOn) return;
    }
  }
}
