/**
 * Market data: reads other people's formats and `.cift` tapes, converts them, says what is in them, and computes what
 * strategies, charts and tables want to know. Natively in Node, in WebAssembly everywhere.
 *
 * @packageDocumentation
 */

export type { BackendChoice, BackendKind } from "../backend.js";
export { CiftError, type CiftErrorCode, type CiftErrorDetail } from "../errors.js";
export type { DataBackend, JobHandle, ViewBackend, ViewHandle, Wide } from "./backend.js";
export { CHECK_KINDS, type CheckCount, type CheckKind, type CheckReport, check } from "./check.js";
export {
  type Conversion,
  type ConvertOptions,
  convert,
  type FinerScaleOptions,
  finerScale,
  type WriteOutput,
  withFinerScales,
} from "./convert.js";
export {
  DATA_FORMATS,
  type DataFormat,
  type ImportOptions,
  type SessionInstrument,
} from "./import-options.js";
export {
  type BytesInput,
  type DataInput,
  type DecodedForm,
  type DecodedFormat,
  type OpenInput,
  opfsInput,
  type PathInput,
  type ReadableInput,
  type SyncAccessHandle,
} from "./input.js";
export {
  type Inspection,
  type InspectOptions,
  type InstrumentInspection,
  inspect,
  type PriceBucket,
  type RawRecord,
  type ShownBook,
  type ShownLevel,
  type TapeGap,
} from "./inspect.js";
export type { JobOptions, JobProgress } from "./job.js";
export { loadData } from "./load.js";
export {
  type BookOddities,
  type LastTrade,
  MarketView,
  marketView,
  type QueuePlace,
  type ViewSource,
} from "./market-view.js";
export type { MarketViewOptions } from "./market-view-options.js";
export { type DataInstrument, type DataMetadata, TAPE_TABLES, type TapeTable } from "./metadata.js";
export {
  type Preview,
  type PreviewOptions,
  preview,
  type TableColumn,
  type TablePreview,
} from "./preview.js";
export { type ReadBatch, type ReadOptions, readRecords } from "./read.js";
export { recordObject, TAPE_CURSORS, type TapeCursor } from "./records.js";
export { type SessionData, sessionData } from "./session.js";
export { RECORD_BYTES, TapeBatch, type TapeRun } from "./tape-batch.js";
export type { ViewField } from "./view-row.js";
export {
  type BarMeasureColumn,
  type BarMeasureOptions,
  type BarMeasuresResult,
  type BarRule,
  type BarsResult,
  barMeasures,
  bars,
  type IndicatorInfo,
  type IndicatorResult,
  indicator,
  indicators,
  type MeasureColumn,
  type MeasureOptions,
  type MeasuresResult,
  measures,
  sum,
  vwap,
} from "./views.js";
