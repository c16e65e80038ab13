// Records into files of columns, one a table: `out.parquet` of one table, `out.ticks.parquet` and so on of several.

import { parse } from "node:path";
import type { DataMetadata } from "@cift/engine/data";
import { TABLES, type TableName } from "@cift/engine/tables";
import { ArrowFileWriter } from "./arrow-file.js";
import { ParquetFileWriter } from "./parquet-file.js";
import { PartFile } from "./part-file.js";

/** The formats of columns. Arrow's stream is written where the path ends with `.arrows`. */
export type TableFormat = "arrow" | "parquet";

/** Writes one table in one format. */
export interface TableWriter {
  /** Writes whole records: as many as come in one go stand together in the file. */
  append(bytes: Uint8Array): Promise<void>;
  /** Writes what stands behind the last record. */
  finish(metadata: ReadonlyMap<string, string>): Promise<void>;
}

/** A file that was written. */
export interface WrittenTable {
  readonly table: TableName;
  readonly path: string;
  readonly records: number;
}

/** The files of one conversion. */
export interface TableFiles {
  /** Appends whole records of a table. The bytes may be reused afterwards. */
  append(table: TableName, bytes: Uint8Array): Promise<void>;
  /** Gives the files their names, and says which they are. Without any record there is none. */
  finish(metadata: DataMetadata): Promise<readonly WrittenTable[]>;
  /** Removes what was written. Does nothing after `finish`. */
  abort(): Promise<void>;
}

/** Under which files have what the source says about itself, as JSON. */
const METADATA_KEY = "cift";

/** Records of a row group or batch: few enough for the memory, enough for readers to skip whole groups. */
const GROUP_RECORDS = 65_536;

/** Starts writing. Nothing is at `path`, or beside it, before `finish` has ended. */
export function openTableFiles(path: string, format: TableFormat): TableFiles {
  const tables = new Map<TableName, TableFile>();
  return {
    async append(table, bytes) {
      let file = tables.get(table);
      if (bytes.length === 0) return;
      if (file === undefined) {
        file = await TableFile.create(table, path, format);
        tables.set(table, file);
      }
      await file.append(bytes);
    },
    async finish(metadata) {
      const files = [...tables.values()];
      for (const file of files) await file.finish(metadataTexts(file.table, metadata));
      const written: WrittenTable[] = [];
      for (const file of files) written.push(await file.commit(files.length === 1));
      tables.clear();
      return written;
    },
    async abort() {
      for (const file of tables.values()) await file.remove();
      tables.clear();
    },
  };
}

/** `out.parquet` of ticks among others: `out.ticks.parquet`. */
export function tablePath(path: string, table: TableName): string {
  const { ext } = parse(path);
  return `${path.slice(0, path.length - ext.length)}.${table}${ext}`;
}

/** What makes the numbers prices and times: ticks and lots of each instrument, and what time zero is. */
function metadataTexts(table: TableName, metadata: DataMetadata): Map<string, string> {
  const { epochNs, dated, venue, format, inputs, instruments } = metadata;
  return new Map([
    [METADATA_KEY, JSON.stringify({ table, epochNs, dated, venue, format, inputs, instruments })],
  ]);
}

/** Collects the records of a table until they are a group. */
class TableFile {
  readonly table: TableName;
  readonly #path: string;
  readonly #file: PartFile;
  readonly #writer: TableWriter;
  readonly #group: Uint8Array;
  #used = 0;
  #records = 0;

  private constructor(table: TableName, path: string, file: PartFile, writer: TableWriter) {
    this.table = table;
    this.#path = path;
    this.#file = file;
    this.#writer = writer;
    this.#group = new Uint8Array(GROUP_RECORDS * TABLES[table].bytes);
  }

  static async create(table: TableName, path: string, format: TableFormat): Promise<TableFile> {
    const file = await PartFile.create(path);
    const form = path.endsWith(".arrows") ? "stream" : "file";
    const writer =
      format === "parquet" ? new ParquetFileWriter(table, file) : new ArrowFileWriter(table, file, form);
    return new TableFile(table, path, file, writer);
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#records += bytes.length / TABLES[this.table].bytes;
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + this.#group.length - this.#used);
      this.#group.set(part, this.#used);
      this.#used += part.length;
      at += part.length;
      if (this.#used === this.#group.length) await this.#writeGroup();
    }
  }

  async #writeGroup(): Promise<void> {
    await this.#writer.append(this.#group.subarray(0, this.#used));
    this.#used = 0;
  }

  async finish(metadata: ReadonlyMap<string, string>): Promise<void> {
    if (this.#used > 0) await this.#writeGroup();
    await this.#writer.finish(metadata);
  }

  async commit(isOnly: boolean): Promise<WrittenTable> {
    const path = isOnly ? this.#path : tablePath(this.#path, this.table);
    await this.#file.commit(path);
    return { table: this.table, path, records: this.#records };
  }

  remove(): Promise<void> {
    return this.#file.remove();
  }
}
