// The four ways to run an exchange, behind one face.

import { Worker } from "node:worker_threads";
import {
  type AsyncEventReader,
  type BackendKind,
  CiftError,
  type CiftErrorCode,
  Exchange,
  ExchangeClient,
  type SessionConfig,
} from "@cift/engine";
import { onTestFinished } from "vitest";

/** What a test asks for. */
export interface PlaceOptions {
  readonly onOverflow?: (...args: Parameters<AsyncEventReader>) => void;
}

/** Either of both; all results are awaited. */
export type AnyExchange = Exchange | ExchangeClient;

/** A way to run an exchange. */
export interface Place {
  readonly name: string;
  readonly backend: BackendKind;
  readonly isWorker: boolean;
  /** A new exchange, which the test's end disposes of. */
  create(config: SessionConfig, options?: PlaceOptions): Promise<AnyExchange>;
}

const BACKENDS = ["wasm", "native"] as const satisfies BackendKind[];

export const places: readonly Place[] = BACKENDS.flatMap((backend): Place[] => [
  {
    name: `${backend} in process`,
    backend,
    isWorker: false,
    create: (config, options) => kept(Exchange.create(config, { backend, ...options })),
  },
  {
    name: `${backend} in a worker`,
    backend,
    isWorker: true,
    create: (config, options) =>
      kept(ExchangeClient.create(config, { backend, worker: sharedWorker(), ...options })),
  },
]);

let shared: Worker | undefined;

/** One thread for all tests of a file: to start one for each takes most of their time. */
function sharedWorker(): Worker {
  if (shared === undefined) {
    shared = new Worker(new URL("./worker-program.mjs", import.meta.url));
    shared.unref();
  }
  return shared;
}

async function kept<T extends AnyExchange>(making: Promise<T>): Promise<T> {
  const exchange = await making;
  onTestFinished(async () => {
    await exchange.dispose();
  });
  return exchange;
}

/** The error that a call throws or rejects with, if it is one of ours and has this code. */
export async function errorOf(call: () => unknown, code: CiftErrorCode): Promise<CiftError> {
  try {
    await call();
  } catch (error) {
    if (error instanceof CiftError && error.code === code) return error;
    throw new Error(`threw another error than ${code}: ${error}`, { cause: error });
  }
  throw new Error(`threw nothing, not ${code}`);
}
