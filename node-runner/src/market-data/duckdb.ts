// Records in DuckDB: the tables of every store, in memory, without any extension.

import type { Instrument } from "@cift/engine";
import {
  type ColumnValues,
  CREATE_INSTRUMENTS_SQL,
  columnsOf,
  createTableSql,
  INSERT_INSTRUMENT_SQL,
  TABLES,
  type TableName,
} from "@cift/engine/tables";
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
} from "@duckdb/node-api";

/** Rows that DuckDB takes in one go. */
const CHUNK_ROWS = 2048;

/** A database in memory that is filled with records. */
export class RecordDatabase {
  readonly #connection: DuckDBConnection;
  readonly #tables = new Map<TableName, TableWriter>();

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(): Promise<RecordDatabase> {
    const instance = await DuckDBInstance.create(":memory:", {
      // Nothing is fetched at run time: what is not built in is an error at once, instead of a wait for a server.
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    return new RecordDatabase(await instance.connect());
  }

  /** Makes the table, so that a query that names it finds it, with or without records. */
  async create(table: TableName): Promise<void> {
    await this.#writer(table);
  }

  /** Appends whole records. */
  async append(table: TableName, bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) (await this.#writer(table)).append(bytes);
  }

  /** Writes the instruments: by their numbers in records, with what ticks and lots are worth. */
  async instruments(instruments: readonly Instrument[]): Promise<void> {
    await this.#connection.run(CREATE_INSTRUMENTS_SQL);
    const insert = await this.#connection.prepare(INSERT_INSTRUMENT_SQL);
    for (const { index, symbol, tickSize, lotSize } of instruments) {
      insert.bindUInteger(1, index);
      [symbol, tickSize, lotSize].forEach((text, at) => {
        insert.bindVarchar(at + 2, text);
      });
      await insert.run();
    }
  }

  /** Runs a query; the rows' values are as DuckDB's own conversion to JSON has them, integers of 64 bits as text. */
  async query(
    sql: string,
  ): Promise<{ readonly columns: readonly string[]; readonly rows: readonly unknown[][] }> {
    for (const writer of this.#tables.values()) writer.finish();
    const result = await this.#connection.runAndReadAll(sql);
    return { columns: result.deduplicatedColumnNames(), rows: result.getRowsJson() as unknown[][] };
  }

  close(): void {
    this.#connection.closeSync();
  }

  async #writer(table: TableName): Promise<TableWriter> {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    await this.#connection.run(createTableSql(table));
    const writer = new TableWriter(table, await this.#connection.createAppender(table));
    this.#tables.set(table, writer);
    return writer;
  }
}

/** Appends records of a table by columns: typed arrays are copied whole, no value is touched by itself. */
class TableWriter {
  readonly #table: TableName;
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  #finished = false;

  constructor(table: TableName, appender: DuckDBAppender) {
    this.#table = table;
    this.#appender = appender;
    this.#types = TABLES[table].columns.map((_, index) => appender.columnType(index));
  }

  append(bytes: Uint8Array): void {
    const columns = columnsOf(this.#table, bytes);
    const rows = columns[0]?.values.length ?? 0;
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      const to = Math.min(rows, from + CHUNK_ROWS);
      const chunk = DuckDBDataChunk.create(this.#types, to - from);
      columns.forEach(({ values }, index) => {
        copyInto(chunk, index, values.subarray(from, to));
      });
      this.#appender.appendDataChunk(chunk);
    }
  }

  finish(): void {
    if (!this.#finished) this.#appender.closeSync();
    this.#finished = true;
  }
}

/** The vector of a fixed-size type, whose values are one typed array. */
interface ItemVector {
  readonly items: { set(values: ColumnValues): void; readonly length: number };
  flush(): void;
}

function copyInto(chunk: DuckDBDataChunk, index: number, values: ColumnValues): void {
  // The array is not part of the published types; the tests hold that it is there and what it does.
  const vector = chunk.getColumnVector(index) as unknown as ItemVector;
  vector.items.set(values);
  vector.flush();
}
