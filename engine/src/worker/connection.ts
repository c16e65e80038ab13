// The tie between a client and its worker: two ports, and the knowledge of when it has ended.
//
// comlink never settles a call whose worker is gone, so every wait goes through here and ends when the worker does.

import { type Remote, releaseProxy, wrap } from "comlink";
import { CiftError } from "../errors.js";
import { LAYOUT_HASH } from "../generated/index.js";
import { watchLifeline } from "./lifeline.js";
import { type Answer, CONNECT, type ConnectMessage, type ControlApi, fromWire } from "./protocol.js";
import { Watchdog } from "./watchdog.js";
import { onWorkerEnd, type WorkerLike } from "./worker-link.js";

/** How long to wait for a better reason. */
const REASON_MS = 100;

/** Connects to a worker, and ends with it. */
export class Connection {
  /** Carries records. */
  readonly data: MessagePort;
  readonly #worker: WorkerLike;
  readonly #isOwner: boolean;
  readonly #control: Remote<ControlApi>;
  readonly #controlPort: MessagePort;
  readonly #watchdog: Watchdog;
  readonly #forgetWorker: () => void;
  readonly #lifeline = `cift/${Date.now()}-${Math.random()}`;
  #dropLifeline: (() => void) | undefined;
  readonly #endings = new Set<(reason: unknown) => void>();
  /** Makes the error of every call after the end. */
  #ended: (() => unknown) | undefined;

  /** An owner's worker ends with the connection. */
  constructor(worker: WorkerLike, isOwner: boolean, timeoutMs: number) {
    this.#worker = worker;
    this.#isOwner = isOwner;
    const silence = () => this.#die(`it did not answer within ${timeoutMs} ms`);
    this.#watchdog = new Watchdog(timeoutMs, silence);
    this.#forgetWorker = onWorkerEnd(worker, (reason, cause) => this.#die(reason, cause));
    const control = new MessageChannel();
    const data = new MessageChannel();
    this.#controlPort = control.port1;
    this.#control = wrap<ControlApi>(control.port1);
    this.data = data.port1;
    for (const port of [control.port1, data.port1]) {
      port.addEventListener("message", () => this.#watchdog.touch());
      port.addEventListener("close", () =>
        setTimeout(() => this.#die("it closed the connection"), REASON_MS),
      );
    }
    const ports = { control: control.port2, data: data.port2 };
    const lifeline = this.#lifeline;
    const message: ConnectMessage = { type: CONNECT, layoutHash: LAYOUT_HASH, lifeline, ...ports };
    worker.postMessage(message, [ports.control, ports.data] as never[]);
    data.port1.start();
  }

  /** The worker holds its lifeline from now on. */
  watchLifeline(): void {
    this.#dropLifeline = watchLifeline(this.#lifeline, () => this.#dieSoon("it was terminated"));
  }

  /** Calls the worker and unpacks its answer. */
  async call<T>(ask: (control: Remote<ControlApi>) => Promise<Answer<T>>): Promise<T> {
    if (this.#ended !== undefined) throw this.#ended();
    const answer = await this.expect(ask(this.#control));
    if (!answer.ok) throw fromWire(answer.error);
    return answer.value;
  }

  /** Waits for what the worker has to do first. Rejects when the connection ends before. */
  expect<T>(promise: Promise<T>): Promise<T> {
    this.#watchdog.begin();
    return this.untilEnd(promise).finally(() => this.#watchdog.end());
  }

  /** Waits for something of this side; meanwhile the worker may be silent. */
  async ownWork(promise: void | Promise<void>): Promise<void> {
    if (promise === undefined) return;
    this.#watchdog.pause();
    try {
      await promise;
    } finally {
      this.#watchdog.resume();
    }
  }

  /** Waits for something. Rejects when the connection ends before. */
  untilEnd<T>(promise: Promise<T>): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended());
    return new Promise<T>((resolve, reject) => {
      this.#endings.add(reject);
      promise.then(resolve, reject).finally(() => this.#endings.delete(reject));
    });
  }

  /** Throws when the connection has ended. */
  check(): void {
    if (this.#ended !== undefined) throw this.#ended();
  }

  /** Ends it. All that waits, and every later call, gets such an error. */
  end(makeError: () => unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = makeError;
    this.#watchdog.close();
    this.#forgetWorker();
    this.#dropLifeline?.();
    // A worker of somebody else's lives on: it is to free the session. Without an answer, as it may be dead.
    if (!this.#isOwner) this.#control.dispose().catch(() => undefined);
    this.#control[releaseProxy]();
    this.data.close();
    if (this.#isOwner) {
      this.#controlPort.close();
      void this.#worker.terminate();
    }
    for (const reject of this.#endings) reject(makeError());
    this.#endings.clear();
  }

  /** A first sign of an end, whose better reason may be on its way. */
  #dieSoon(reason: string): void {
    setTimeout(() => this.#die(reason), REASON_MS);
  }

  #die(reason: string, cause?: unknown): void {
    this.end(
      () =>
        new CiftError("WORKER_DEAD", `the worker is gone: ${reason}`, cause === undefined ? {} : { cause }),
    );
  }
}
