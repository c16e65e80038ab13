/**
 * The CIFT engine: an exchange that runs in browsers and in Node, in this thread or in a worker.
 *
 * @packageDocumentation
 */

export type { BackendChoice, BackendKind, EngineBackend, Handle } from "./backend.js";
export { type LoadOptions, loadBackend } from "./backends/load.js";
export type { WasmSource } from "./backends/wasm-module.js";
export { BATCH_HEADER_BYTES, BatchError, decodeBatch, encodeBatch, writeBatchHeader } from "./batch.js";
export { CommandBatch, type CommandInput } from "./command-batch.js";
export { CommandWriter } from "./command-writer.js";
export {
  type Capacity,
  type InstrumentConfig,
  type ResolvedConfig,
  resolveConfig,
  type SessionConfig,
} from "./config.js";
export type { RunDigest, SessionState } from "./digest.js";
export { CiftError, type CiftErrorCode, type CiftErrorDetail } from "./errors.js";
export { type BatchResult, type EventReader, Exchange, type ExchangeOptions } from "./exchange.js";
export * from "./generated/index.js";
export { Instrument } from "./instrument.js";
export { type DepthRow, OrderBook, type OrderView, type PriceLevel } from "./order-book.js";
export type { OrderRequest, OrderTarget, PriceInput, QuantityInput, Replacement } from "./order-request.js";
export type { OrderResult, OrderStatus, Party, TradeView } from "./order-result.js";
export type { AsyncEventReader } from "./worker/batch-sender.js";
export {
  type BatchOptions,
  type ClientBook,
  ExchangeClient,
  type ExchangeClientOptions,
} from "./worker/client.js";
export type { WorkerLike } from "./worker/worker-link.js";
