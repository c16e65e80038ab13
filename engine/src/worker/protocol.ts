// What client and worker say to each other. Calls go over comlink on one port, records over another in pooled buffers.
//
//   client                                          worker
//     │ connect { control, data } ─────────────────▶ │   once, with both ports
//     │ commands { buffer } ───────────────────────▶ │
//     │ ◀──────────────────────────── events { buffer }   any number, each given back:
//     │ eventsRead { buffer } ─────────────────────▶ │
//     │ ◀──────────────────── commandsDone { buffer }  │   the commands' buffer comes back
//
// A side that has no buffer left waits: the pools are the back-pressure.

import type { BackendChoice, BackendKind } from "../backend.js";
import type { ResolvedConfig } from "../config.js";
import { CiftError, type CiftErrorCode, type CiftErrorDetail } from "../errors.js";
import type { BatchResult } from "../exchange.js";
import type { SideName } from "../generated/index.js";
import type { MarketView } from "../market.js";
import type { DepthRow, OrderView } from "../order-book.js";
import type { Part } from "./verbs.js";

/** Bytes of a buffer that travels. */
export const BUFFER_BYTES = 64 * 1024;
/** Buffers that each side owns. */
export const BUFFER_COUNT = 8;

/** The first message to a worker. */
export interface ConnectMessage {
  readonly type: typeof CONNECT;
  readonly layoutHash: number;
  /** The name of the lock that the worker is to hold. */
  readonly lifeline: string;
  readonly control: MessagePort;
  readonly data: MessagePort;
}

/** Tells our messages from others that a worker may get. */
export const CONNECT = "cift/connect";

/** From the client, on the data port. */
export type ClientMessage =
  | {
      readonly type: "commands";
      readonly request: number;
      readonly buffer: ArrayBuffer;
      readonly records: number;
      readonly wantsEvents: boolean;
    }
  | { readonly type: "eventsRead"; readonly buffer: ArrayBuffer };

/** From the worker, on the data port. */
export type WorkerMessage =
  | {
      readonly type: "events";
      /** Zero: the buffer overflowed, and no request wanted them. */
      readonly request: number;
      readonly buffer: ArrayBuffer;
      readonly records: number;
    }
  | ({
      readonly type: "commandsDone";
      readonly request: number;
      readonly buffer: ArrayBuffer;
      readonly dropped: number;
      readonly error?: WireError;
    } & BatchResult);

/** A session's configuration, or the bytes that it goes on from. */
export type Origin =
  | { readonly kind: "config"; readonly config: ResolvedConfig }
  | { readonly kind: "restore" | "replay" | "recover"; readonly bytes: Uint8Array };

/** What a session in the worker is made from. */
export interface CreateRequest {
  readonly from: Origin;
  readonly backend: BackendChoice;
  readonly wasm?: string | BufferSource | WebAssembly.Module;
  readonly native?: string;
  /** Whether events that nobody reads are to be sent. */
  readonly sendsOverflow: boolean;
}

/** What came of it. */
export interface Created {
  /** Whether the worker holds the lock. */
  readonly holdsLifeline: boolean;
  readonly config: ResolvedConfig;
  readonly backend: BackendKind;
  /** What the worker would have said on its console. */
  readonly notices: readonly string[];
}

/** The calls on the control port. Each answers with a value or an error, because comlink keeps an error's text only. */
export interface ControlApi {
  create(request: CreateRequest): Promise<Answer<Created>>;
  depth(symbol: string, levels: number): Answer<DepthRow[]>;
  order(symbol: string, account: number, id: number): Answer<OrderView | undefined>;
  orders(symbol: string, side: SideName, most: number): Answer<OrderView[]>;
  market(symbol: string): Answer<MarketView>;
  /** Any of the calls in `verbs.ts`. */
  perform(part: Part, verb: string, args: readonly unknown[]): Answer<unknown>;
  dispose(): Answer<undefined>;
}

/** A value, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: WireError };

/** An error on its way. */
export interface WireError {
  /** Missing: it was no `CiftError`. */
  readonly code?: CiftErrorCode;
  readonly message: string;
  readonly detail?: CiftErrorDetail;
  readonly consumed?: number;
}

/** Packs an error. */
export function toWire(error: unknown): WireError {
  if (!(error instanceof CiftError))
    return { message: error instanceof Error ? error.message : String(error) };
  const { code, detail, consumed } = error;
  return {
    code,
    message: error.plainMessage,
    ...(detail === undefined ? {} : { detail }),
    ...(consumed === undefined ? {} : { consumed }),
  };
}

/** Unpacks an error, as if it had been thrown here. */
export function fromWire({ code, message, detail, consumed }: WireError): Error {
  if (code === undefined) return new Error(message);
  return new CiftError(code, message, {
    ...(detail === undefined ? {} : { detail }),
    ...(consumed === undefined ? {} : { consumed }),
  });
}
