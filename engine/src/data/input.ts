// Where a job's bytes come from.

import type { DataMetadata, TapeTable } from "./metadata.js";

/** Bytes that can be read at any place, synchronously. */
export interface ReadableInput {
  /** What a person calls it: the name of a file. Formats are told apart by it and by the first bytes. */
  readonly name: string;
  /** How many bytes it has. */
  readonly size: number;
  /** Reads at `offset` into the front of `target`; returns how many bytes, zero at the end. */
  readAt(offset: number, target: Uint8Array): number;
  /** Nothing more will be read. */
  close?(): void;
}

/** Bytes in memory, with a name. */
export interface BytesInput {
  /** What a person calls it: the name of a file. */
  readonly name: string;
  /** All of it. */
  readonly bytes: Uint8Array;
}

/**
 * An input of a job: the path of a file (in Node), a file of a page (in a worker; on a page's own thread it is read into
 * memory first), bytes, or something to read from.
 */
export type DataInput = string | File | BytesInput | ReadableInput;

/** The path of a file, which the native addon opens itself. */
export interface PathInput {
  /** The path. */
  readonly path: string;
  /** What a person calls it. Default: the path. */
  readonly name?: string;
}

/** The formats that JavaScript decodes, as the module of market data cannot. */
export type DecodedFormat = "parquet" | "arrow";

/** What a file was decoded into before the module reads it: columns of any table, or records of one of a tape. */
export type DecodedForm = { readonly format: DecodedFormat } & (
  | { readonly form: "columns" }
  | { readonly form: "records"; readonly table: TapeTable; readonly metadata: DataMetadata }
);

/** An input as backends take it. */
export type OpenInput = (BytesInput | ReadableInput | PathInput) & {
  /** What its bytes are, when they are not the file as it is. */
  readonly decoded?: DecodedForm;
};

/** Files of pages are read in place where the platform can, and into memory elsewhere. */
export async function openInput(input: DataInput): Promise<OpenInput> {
  if (typeof input === "string") return { path: input };
  if (typeof File === "undefined" || !(input instanceof File)) return input as BytesInput | ReadableInput;
  // Only workers have it: a page must not wait.
  if (!readsBlobs()) {
    return { name: input.name, bytes: new Uint8Array(await input.arrayBuffer()) };
  }
  return blobInput(input.name, input);
}

/** Whether blobs can be read synchronously here: in a page's worker. */
export function readsBlobs(): boolean {
  return typeof FileReaderSync !== "undefined";
}

/** A blob, read in place. */
export function blobInput(name: string, blob: Blob): ReadableInput {
  const reader = new FileReaderSync();
  return {
    name,
    size: blob.size,
    readAt(offset, target) {
      const part = reader.readAsArrayBuffer(blob.slice(offset, offset + target.length));
      target.set(new Uint8Array(part));
      return part.byteLength;
    },
  };
}

/** What a worker reads a file of the origin's own file system with: `await handle.createSyncAccessHandle()`. */
export interface SyncAccessHandle {
  /** Bytes of the file. */
  getSize(): number;
  /** Reads at a place; returns how many bytes. */
  read(target: Uint8Array, options: { readonly at: number }): number;
  /** Lets go of the file. */
  close(): void;
}

/** A file of the origin private file system (OPFS), read in place. It is closed when it has been read. */
export function opfsInput(name: string, handle: SyncAccessHandle): ReadableInput {
  return {
    name,
    size: handle.getSize(),
    readAt: (offset, target) => handle.read(target, { at: offset }),
    close: () => handle.close(),
  };
}

/** Browsers' workers have it; the types that pages share with Node have not. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
