// The page's view of a file of market data: what its reader last said, and which instrument is looked at, when.

import type { ImportOptions } from "@cift/engine/data";
import { batch, createSignal } from "solid-js";
import type {
  BookView,
  FromMarket,
  ImportFailure,
  MarketInfo,
  MarketInstrument,
  PriceSeries,
  ToMarket,
} from "../workers/market/protocol.ts";
import { createImportForm } from "./import-form.ts";
import type { Loading } from "./replay.ts";

/** `closed`: something else is shown. */
export type MarketPhase = "closed" | "loading" | "open" | "failed";

export interface MarketPort {
  send(message: ToMarket): void;
}

export function createMarket(port: MarketPort) {
  const [phase, setPhase] = createSignal<MarketPhase>("closed");
  const [loading, setLoading] = createSignal<Loading>({ name: "", bytes: 0, total: 0 });
  const [info, setInfo] = createSignal<MarketInfo>();
  const [failure, setFailure] = createSignal<ImportFailure>();
  const [instrument, setInstrument] = createSignal<MarketInstrument>();
  const [series, setSeries] = createSignal<PriceSeries>();
  const [book, setBook] = createSignal<BookView>();
  /** The time whose book is wanted; `null` for the end. */
  const [bookTime, setBookTime] = createSignal<number | null>(null);
  /** How much has been read for the book that is wanted; 1 when it is there, or there is none. */
  const [bookShare, setBookShare] = createSignal(1);

  let session = 0;
  let request = 0;
  let files: readonly File[] = [];

  const importForm = createImportForm({
    preview: (options, asked) => port.send({ type: "preview", session, request: asked, files, options }),
    open: (options) => read(options),
  });

  const ask = ({ number }: MarketInstrument, atNs: number | null): void => {
    request++;
    setBookShare(info()?.hasBook === true ? 0 : 1);
    port.send({ type: "select", session, request, instrument: number, atNs });
  };

  const forget = (): void => {
    setInfo(undefined);
    setFailure(undefined);
    setInstrument(undefined);
    setSeries(undefined);
    setBook(undefined);
    setBookTime(null);
    setBookShare(1);
  };

  const begin = (): void => {
    session++;
    batch(() => {
      forget();
      setPhase("loading");
      const name = files.map((file) => file.name).join(", ");
      setLoading({ name, bytes: 0, total: files.reduce((sum, { size }) => sum + size, 0) });
    });
  };

  const read = (options: ImportOptions): void => {
    begin();
    port.send({ type: "open", session, files, options });
  };

  const change = (others: readonly File[]): void => {
    files = others;
    importForm.forget();
  };

  const select = (chosen: MarketInstrument): void => {
    batch(() => {
      setInstrument(chosen);
      setSeries(undefined);
      setBook(undefined);
      setBookTime(null);
      ask(chosen, null);
    });
  };

  const fail = (problem: ImportFailure): void => {
    batch(() => {
      forget();
      setPhase("failed");
      setFailure(problem);
      importForm.failed(problem.fault);
    });
  };

  const showOpened = (opened: MarketInfo): void => {
    batch(() => {
      setInfo(opened);
      setPhase("open");
      importForm.opened(opened);
      const [busiest] = opened.instruments;
      if (busiest !== undefined) select(busiest);
    });
  };

  const receive = (message: FromMarket): void => {
    if (message.session !== session) return;
    switch (message.type) {
      case "loading":
        setLoading({ name: loading().name, bytes: message.bytes, total: message.total });
        return;
      case "opened":
        showOpened(message.info);
        return;
      case "failed":
        fail(message.failure);
        return;
      case "preview":
        importForm.receive(message);
        return;
    }
    if (message.request !== request) return;
    if (message.type === "series") setSeries(message.series);
    else if (message.type === "bookProgress") setBookShare(message.share);
    else
      batch(() => {
        setBook(message.book);
        setBookShare(1);
      });
  };

  return {
    phase,
    loading,
    info,
    failure,
    series,
    book,
    bookTime,
    bookShare,
    /** The instrument that is looked at. */
    instrument,
    importForm,
    select,
    /** Looks at the book at another time; `null` for the end. */
    seek(atNs: number | null): void {
      const chosen = instrument();
      if (chosen === undefined) return;
      setBookTime(atNs);
      ask(chosen, atNs);
    },
    receive,
    /** The worker is gone. */
    die: fail,
    open(opened: readonly File[]): void {
      change(opened);
      read({});
    },
    /** Another file was dropped, and it is not known yet whether it is one of these. */
    expect(expected: readonly File[]): void {
      change(expected);
      begin();
      port.send({ type: "close" });
    },
    /** Something else is shown; a file that is being read is not read on. */
    close(): void {
      if (phase() === "closed") return;
      session++;
      batch(() => {
        forget();
        change([]);
        setPhase("closed");
      });
      port.send({ type: "close" });
    },
  };
}

export type MarketStore = ReturnType<typeof createMarket>;
