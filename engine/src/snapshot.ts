// What the facade reads of snapshots and journals itself. The engine checks all of it: these bytes were restored before.

/** Where a configuration stands in the bytes, as `crates/host/src/snapshot.rs` and `schemas/journal.md` have it. */
interface Place {
  readonly start: number;
  readonly length: number;
}

const IN_SNAPSHOT: Place = { start: 256, length: 24 };
const IN_JOURNAL: Place = { start: 128, length: 12 };

/** The MessagePack configuration of the session that a snapshot is of. */
export function configInSnapshot(snapshot: Uint8Array): Uint8Array {
  return configAt(snapshot, IN_SNAPSHOT);
}

/** The MessagePack configuration of the session that a journal is of. */
export function configInJournal(journal: Uint8Array): Uint8Array {
  return configAt(journal, IN_JOURNAL);
}

function configAt(bytes: Uint8Array, { start, length }: Place): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return bytes.subarray(start, start + view.getUint32(length, true));
}
