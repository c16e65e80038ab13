// The page's view of the replay: what the worker last said, and the ways to tell it something.

import { batch, createSignal } from "solid-js";
import { factorOf, firstSpeed, nudgedSpeed } from "../features/transport/speed-ladder.ts";
import type { Failure, FromWorker, GoldenResult, SessionInfo, ToWorker } from "../workers/protocol.ts";
import { commandsDigestText, digestText, Snapshot, Status } from "../workers/snapshot.ts";

export type Phase = "loading" | "ready" | "playing" | "paused" | "finished" | "failed";

/** How the run's digest stands to the committed one. */
export type GoldenMark = "none" | "pending" | "equal" | "different";

export interface Loading {
  readonly name: string;
  readonly bytes: number;
  /** Zero: not known. */
  readonly total: number;
}

/** The worker, as far as the page cares. */
export interface ReplayPort {
  send(message: ToWorker, transfer?: Transferable[]): void;
}

export interface ReplayOptions {
  readonly port: ReplayPort;
  /** Calls back when the page is about to be painted. */
  readonly onPaint: (callback: () => void) => void;
  /** Whether a file begins to play as soon as it is there. */
  readonly playsAtOnce: () => boolean;
  /** Given files of which the first is no order flow. */
  readonly onOtherFiles: (files: readonly File[]) => void;
}

const PHASES: Readonly<Record<number, Phase>> = {
  [Status.ready]: "ready",
  [Status.playing]: "playing",
  [Status.paused]: "paused",
  [Status.finished]: "finished",
};

export function createReplay({ port, onPaint, playsAtOnce, onOtherFiles }: ReplayOptions) {
  const [phase, setPhase] = createSignal<Phase>("loading");
  const [loading, setLoading] = createSignal<Loading>({ name: "", bytes: 0, total: 0 });
  const [info, setInfo] = createSignal<SessionInfo>();
  const [failure, setFailure] = createSignal<Failure>();
  const [speed, setSpeedIndex] = createSignal(0);
  // The same object each time with other numbers in it: every frame is news.
  const [frame, setFrame] = createSignal<Snapshot | undefined>(undefined, { equals: false });

  /** The page's own copy, so that the travelling buffer can go back at once. */
  const shown = new Snapshot();
  const shownBytes = new Uint8Array(shown.buffer);
  let session = 0;
  /** What is being opened, if it is the visitor's. */
  let opening: readonly File[] = [];
  let arrived: ArrayBuffer | undefined;
  /** Whether there is a worker that has the buffer, or will get it back. */
  let hasBuffer = false;

  const sendBuffer = (): void => {
    const { buffer } = new Snapshot();
    port.send({ type: "frame", buffer }, [buffer]);
  };

  const begin = (name: string): number => {
    session++;
    if (!hasBuffer) sendBuffer();
    hasBuffer = true;
    batch(() => {
      setPhase("loading");
      setLoading({ name, bytes: 0, total: 0 });
      setInfo(undefined);
      setFailure(undefined);
      setFrame(undefined);
    });
    return session;
  };

  const setSpeed = (index: number): void => {
    setSpeedIndex(index);
    port.send({ type: "speed", factor: factorOf(index) });
  };

  const paint = (): void => {
    const buffer = arrived;
    if (buffer === undefined) return;
    arrived = undefined;
    shownBytes.set(new Uint8Array(buffer));
    port.send({ type: "frame", buffer }, [buffer]);
    // A frame of a file that was closed since, or whose worker gave up.
    if (shown.get("session") !== session || info() === undefined) return;
    batch(() => {
      setPhase(PHASES[shown.get("status")] ?? "ready");
      setFrame(shown);
    });
  };

  const fail = (problem: Failure): void => {
    batch(() => {
      setPhase("failed");
      setInfo(undefined);
      setFrame(undefined);
      setFailure(problem);
    });
  };

  const receive = (message: FromWorker): void => {
    if (message.type === "frame") {
      arrived = message.buffer;
      onPaint(paint);
      return;
    }
    if (message.session !== session) return;
    if (message.type === "failed") {
      fail(message.failure);
    } else if (message.type === "notOrders") {
      onOtherFiles(opening);
    } else if (message.type === "loading") {
      setLoading({ name: loading().name, bytes: message.bytes, total: message.total });
    } else {
      // It goes on loading, to the eye, until the first frame of it is there.
      setInfo(message.info);
      setSpeed(firstSpeed(message.info.lengthNs));
      if (playsAtOnce()) port.send({ type: "play" });
    }
  };

  /** The digest so far; empty while no file is open. */
  const digest = (): string => {
    const snapshot = frame();
    return snapshot === undefined ? "" : digestText(snapshot);
  };

  /**
   * The golden of the run, as far as it is known: that of the sample from the start, that of another file at
   * its end.
   */
  const comparedGolden = (): GoldenResult | undefined => {
    const opened = info();
    const snapshot = frame();
    if (opened === undefined || snapshot === undefined) return undefined;
    if (opened.isSample) return opened.goldens.find(({ name }) => opened.name.startsWith(`${name}.`));
    if (phase() !== "finished") return undefined;
    const messages = commandsDigestText(snapshot);
    return opened.goldens.find(({ commandsDigest }) => commandsDigest === messages);
  };

  const goldenMark = (): GoldenMark => {
    const golden = comparedGolden();
    if (phase() === "finished" && golden !== undefined)
      return golden.digest === digest() ? "equal" : "different";
    return phase() !== "finished" && (info()?.goldens.length ?? 0) > 0 ? "pending" : "none";
  };

  const isOpen = (): boolean => phase() !== "loading" && phase() !== "failed";

  return {
    phase,
    loading,
    info,
    failure,
    frame,
    speed,
    digest,
    comparedGolden,
    goldenMark,
    isOpen,
    receive,
    /** The worker is gone, and the buffer with it. */
    die(problem: Failure): void {
      hasBuffer = false;
      arrived = undefined;
      fail(problem);
    },
    openSample(name: string, url: string): void {
      opening = [];
      port.send({ type: "openSample", session: begin(name), name, url });
    },
    /** Order flow is one file: of several, the first one tells what they are. */
    openFiles(files: readonly File[]): void {
      const [file] = files;
      if (file === undefined) return;
      opening = files;
      port.send({ type: "openFile", session: begin(file.name), file });
    },
    setSpeed,
    nudgeSpeed: (by: number) => setSpeed(nudgedSpeed(speed(), by)),
    togglePlay: () => port.send({ type: "toggle" }),
    step: (count: number) => port.send({ type: "step", count }),
    restart: () => port.send({ type: "restart" }),
    runToEnd: () => port.send({ type: "runToEnd" }),
  };
}

export type ReplayStore = ReturnType<typeof createReplay>;
