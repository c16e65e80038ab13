// Tables with a header: columns by name, in any order and spelling.

import { CaseUnclear } from "./case-result.js";
import type { RawTable } from "./model.js";

/** Words in one spelling: `Bid OrderId`, `bid order-id` and `BID ORDER ID` are the same column. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** A row behind a header. */
export class Row {
  readonly line: number;
  readonly #cells: ReadonlyMap<string, string>;

  constructor(line: number, cells: ReadonlyMap<string, string>) {
    this.line = line;
    this.#cells = cells;
  }

  /** The cell of the first of these columns that the table has; empty where it has none. */
  cell(...names: readonly string[]): string {
    for (const name of names) {
      const cell = this.#cells.get(plainName(name));
      if (cell !== undefined) return cell;
    }
    return "";
  }
}

export class Table {
  /** The names of the columns in one spelling. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];

  constructor(raw: RawTable) {
    const [header = [], ...rows] = raw.rows;
    this.columns = header.map(plainName);
    const twice = this.columns.find((name, at) => name !== "" && this.columns.indexOf(name) < at);
    if (twice !== undefined) throw new CaseUnclear(`two columns of the table are called '${twice}'`);
    this.rows = rows.map((cells, index) => this.#row(cells, raw.lines[index + 1] ?? 0));
  }

  /** Whether it has a column of one of these names. */
  has(...names: readonly string[]): boolean {
    return names.some((name) => this.columns.includes(plainName(name)));
  }

  /** Throws where a column is none of these. */
  requireKnown(names: readonly string[]): void {
    const known = new Set(names.map(plainName));
    const unknown = this.columns.find((name) => name !== "" && !known.has(name));
    if (unknown !== undefined) throw new CaseUnclear(`the table's column '${unknown}' means nothing here`);
  }

  #row(cells: readonly string[], line: number): Row {
    if (cells.length > this.columns.length) {
      throw new CaseUnclear(
        `line ${line}: the row has ${cells.length} cells, the header ${this.columns.length}`,
      );
    }
    return new Row(line, new Map(this.columns.map((name, at) => [name, cells[at] ?? ""])));
  }
}
