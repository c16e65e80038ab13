// Records in DuckDB-WASM: the tables of every store, in memory, without a network.

import type { Instrument } from "@cift/engine";
import {
  arrowStream,
  CREATE_INSTRUMENTS_SQL,
  createTableSql,
  INSERT_INSTRUMENT_SQL,
  type TableName,
} from "@cift/engine/tables";
import { AsyncDuckDB, type AsyncDuckDBConnection, VoidLogger } from "@duckdb/duckdb-wasm";
import workerUrl from "@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url";
import moduleUrl from "@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url";
import { cellReader, type SqlValue } from "./values.ts";

/** What a query gives. */
export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/**
 * A database that is filled with records and asked by SQL. It is large (34 MB, 8 compressed), so import this module when
 * the first query is asked, and not before.
 */
export class SqlDatabase {
  readonly #database: AsyncDuckDB;
  readonly #connection: AsyncDuckDBConnection;
  readonly #tables = new Set<TableName>();

  private constructor(database: AsyncDuckDB, connection: AsyncDuckDBConnection) {
    this.#database = database;
    this.#connection = connection;
  }

  static async open(): Promise<SqlDatabase> {
    const database = new AsyncDuckDB(new VoidLogger(), new Worker(workerUrl));
    try {
      await database.instantiate(new URL(moduleUrl, document.baseURI).href);
      await database.open({
        path: ":memory:",
        query: { castBigIntToDouble: false, castDecimalToDouble: false },
      });
      const connection = await database.connect();
      // Nothing is fetched at run time: what is not built in is an error at once, instead of a wait for a server.
      await connection.query("set autoinstall_known_extensions = false");
      await connection.query("set autoload_known_extensions = false");
      return new SqlDatabase(database, connection);
    } catch (error) {
      await database.terminate();
      throw error;
    }
  }

  /** Makes the table, so that a query that names it finds it, with or without records. */
  async create(table: TableName): Promise<void> {
    if (this.#tables.has(table)) return;
    this.#tables.add(table);
    await this.#connection.query(createTableSql(table));
  }

  /** Appends whole records. */
  async append(table: TableName, bytes: Uint8Array): Promise<void> {
    await this.create(table);
    if (bytes.length === 0) return;
    const part = `${table}_part`;
    await this.#connection.insertArrowFromIPCStream(arrowStream(table, [bytes]), { name: part });
    await this.#connection.query(`insert into ${table} select * from ${part}`);
    await this.#connection.query(`drop table ${part}`);
  }

  /** Writes the instruments: by their numbers in records, with what ticks and lots are worth. */
  async instruments(instruments: readonly Instrument[]): Promise<void> {
    await this.#connection.query(CREATE_INSTRUMENTS_SQL);
    const insert = await this.#connection.prepare(INSERT_INSTRUMENT_SQL);
    for (const { index, symbol, tickSize, lotSize } of instruments)
      await insert.query(index, symbol, tickSize, lotSize);
    await insert.close();
  }

  /** Runs a query. Throws an `Error` with DuckDB's words. */
  async query(sql: string): Promise<SqlResult> {
    const table = await this.#connection.query(sql);
    const columns = table.schema.fields.map(({ name }) => name);
    const cells = table.schema.fields.map(({ type }, index) => cellReader(type, table.getChildAt(index)));
    const rows = Array.from({ length: table.numRows }, (_, row) => cells.map((cell) => cell(row)));
    return { columns, rows };
  }

  /** Ends its worker. */
  async close(): Promise<void> {
    await this.#connection.close();
    await this.#database.terminate();
  }
}
