/**
 * The CIFT engine: an exchange that runs in browsers and in Node, in this thread or in a worker.
 *
 * @packageDocumentation
 */

export { Accounts, type AccountsPort, type BalanceView, type PositionView } from "./accounts.js";
export type { BackendChoice, BackendKind, EngineBackend, Handle } from "./backend.js";
export { type LoadOptions, loadBackend } from "./backends/load.js";
export type { WasmSource } from "./backends/wasm-module.js";
export { BATCH_HEADER_BYTES, BatchError, decodeBatch, encodeBatch, writeBatchHeader } from "./batch.js";
export { CommandBatch, type CommandInput, type TermsInput } from "./command-batch.js";
export {
  BOTH_SIDES,
  CLEAR_LIMIT,
  CommandFlag,
  EVERY,
  PRICE_RANGE,
  SELF_TRADE_SHIFT,
} from "./command-flags.js";
export type {
  BracketResult,
  CommandResult,
  MassCancelResult,
  MassQuoteResult,
  OcoResult,
  QuoteResult,
} from "./command-result.js";
export { CommandWriter } from "./command-writer.js";
export {
  type Capacity,
  type InstrumentConfig,
  type ResolvedConfig,
  type ResolvedInstrument,
  type ResolvedScheduleEntry,
  resolveConfig,
  type ScheduleEntry,
  type SessionConfig,
} from "./config.js";
export type {
  AccountsConfig,
  CurrencyConfig,
  Fee,
  FeeTier,
  InstrumentMoneyConfig,
  ResolvedAccounts,
  ResolvedMoney,
} from "./config-accounts.js";
export { Currency } from "./currency.js";
export type { RunDigest, SessionState } from "./digest.js";
export { CiftError, type CiftErrorCode, type CiftErrorDetail, type CiftErrorOptions } from "./errors.js";
export { type BatchResult, type EventReader, Exchange, type ExchangeOptions } from "./exchange.js";
export * from "./generated/index.js";
export { Instrument } from "./instrument.js";
export {
  Journal,
  type JournalOptions,
  type JournalPort,
  type JournalState,
  type TornTail,
} from "./journal.js";
export { type Indication, Market, type MarketView } from "./market.js";
export { type BookQueries, type DepthRow, OrderBook, type OrderView, type PriceLevel } from "./order-book.js";
export type { OrderResult, OrderStatus, Party, TradeView } from "./order-result.js";
export { type ProfileName, profileNames, type VenueProfile, venueProfile } from "./profiles/profiles.js";
export type {
  AccountRequest,
  LimitName,
  LimitRequest,
  PermitRequest,
  SubjectRequest,
  TransferRequest,
} from "./requests/admin.js";
export type { OrderTarget, Replacement } from "./requests/change.js";
export type { MoneyInput, PriceInput, QuantityInput, RequestContext, Timed } from "./requests/inputs.js";
export type { BracketRequest, ExitRequest } from "./requests/linked.js";
export type { MassCancelRequest, QuoteOptions, QuoteRequest, QuoteSide } from "./requests/mass.js";
export type { DisplayInput, OrderRequest, PegInput, TrailingInput } from "./requests/order.js";
export type { ConnectionOptions, HeartbeatOptions, MarketOptions } from "./requests/venue.js";
export { type Breach, Risk, type RiskAnswer, type RiskPort } from "./risk.js";
export {
  type Allocation,
  type BandWidth,
  DEFAULT_RULES,
  type Rules,
  type RulesConfig,
  type TickBand,
  type TickBandConfig,
} from "./rules.js";
export { type EventQueue, WaitingEvents } from "./waiting-events.js";
export type { AsyncEventReader } from "./worker/batch-sender.js";
export {
  type BatchOptions,
  type ClientBook,
  type ClientMarket,
  ExchangeClient,
  type ExchangeClientOptions,
} from "./worker/client.js";
export type { ClientAccounts, ClientJournal, ClientRisk, Promised } from "./worker/verbs.js";
export type { WorkerLike } from "./worker/worker-link.js";
