/** One figure of the venue: what it is, of what, where it was measured, and its value. */
export interface VenueFigure {
  readonly figure: string;
  /** The flow, the way, or the question. */
  readonly of: string;
  readonly place: Place;
  readonly unit: string;
  readonly value: number;
}

/** Where: in Rust; through the facade in Node, natively and in WebAssembly; in a worker of Chromium. */
export const PLACES = ["rust", "native", "wasm", "chromium"] as const;
export type Place = (typeof PLACES)[number];

/** As a program prints it, which knows nothing of places. */
export type PrintedFigure = Omit<VenueFigure, "place">;

/** A run's digest, by flow. All places have to give the same. */
export type FlowDigests = Readonly<Record<string, string>>;

/** What a program, or a worker, gives. */
export interface Measured {
  readonly figures: readonly PrintedFigure[];
  readonly digests: FlowDigests;
}
