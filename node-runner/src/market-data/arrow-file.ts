// Records as an Arrow file or stream, a batch at a time.

import { arrowBatch, arrowSchema, type TableName } from "@cift/engine/tables";
import {
  AsyncByteQueue,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  type RecordBatchWriter,
  Schema,
} from "apache-arrow";
import type { PartFile } from "./part-file.js";
import type { TableWriter } from "./table-files.js";

/** What Arrow has written and nobody has taken: its own queue gives it to readers only, whenever they come. */
class Outbox extends AsyncByteQueue<Uint8Array> {
  readonly #pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.#pieces.push(piece);
  }

  take(): Uint8Array[] {
    return this.#pieces.splice(0);
  }
}

/** An Arrow file's schema is at both of its ends; the one at the end, which readers take, has the metadata. */
class FileWriter extends RecordBatchFileWriter {
  metadata: ReadonlyMap<string, string> = new Map();

  protected override _writeFooter(schema: Schema): this {
    return super._writeFooter(new Schema(schema.fields, new Map(this.metadata)));
  }
}

/**
 * Writes records of a table as an Arrow file, which can be read at any place, or as an Arrow stream. A stream has its schema
 * in front only, when the metadata are not known yet: they are those of a last batch, which has no rows.
 */
export class ArrowFileWriter implements TableWriter {
  readonly #table: TableName;
  readonly #file: PartFile;
  readonly #outbox = new Outbox();
  readonly #arrow: RecordBatchWriter;

  constructor(table: TableName, file: PartFile, form: "file" | "stream") {
    this.#table = table;
    this.#file = file;
    this.#arrow = form === "file" ? new FileWriter() : new RecordBatchStreamWriter();
    this.#arrow.reset(this.#outbox, arrowSchema(table));
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#arrow.write(arrowBatch(this.#table, bytes));
    await this.#drain();
  }

  async finish(metadata: ReadonlyMap<string, string>): Promise<void> {
    if (this.#arrow instanceof FileWriter) this.#arrow.metadata = metadata;
    else this.#arrow.write(emptyBatch(this.#table, metadata));
    this.#arrow.finish();
    await this.#drain();
  }

  async #drain(): Promise<void> {
    for (const piece of this.#outbox.take()) await this.#file.append(piece);
  }
}

function emptyBatch(table: TableName, metadata: ReadonlyMap<string, string>): RecordBatch {
  const { schema, data } = arrowBatch(table, new Uint8Array());
  return new RecordBatch(schema, data, new Map(metadata));
}
