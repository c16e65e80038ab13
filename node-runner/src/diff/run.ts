// A run as `cift diff` sees it: its events in order, and digests at some places where it has them.

/** The digest of the first `events` events. */
export interface Checkpoint {
  readonly events: number;
  readonly digest: string;
}

export interface Run extends AsyncDisposable {
  readonly path: string;
  readonly kind: "events" | "golden" | "journal";
  /** How many events there are; undefined where that is not known before they are played. */
  readonly events: number | undefined;
  /** By rising number of events. */
  readonly checkpoints: readonly Checkpoint[];
  /** What is to be said of it beside the comparison: a torn tail. */
  readonly note: string | undefined;
  /**
   * The events behind the first `from`, whole records at a time; each part is valid until the next is asked for. Undefined
   * where only digests are known.
   */
  readonly read: ((from: number) => AsyncGenerator<Uint8Array, void, undefined>) | undefined;
  /** What identifies the run's input and its events, once all events were read. */
  readonly digest: () => string | undefined;
}
