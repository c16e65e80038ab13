// Tables and lists of exchange-core's scenarios: money, books, settings in brackets.

import type { SideName } from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";
import type { RawTable } from "../gherkin/model.js";
import { requireWhole, wholeNumber } from "../gherkin/quantities.js";
import { plainName } from "../gherkin/table.js";
import { currencyNamed } from "./symbols.js";
import type { Level } from "./world.js";

/** `type: GTC, symbol: ETH_XBT`: names in one spelling, with what follows the colon. */
export function settings(text: string): ReadonlyMap<string, string> {
  const found = text.matchAll(
    /(?<name>(?:reserve[ _]?(?:bid[ _]?)?|last[ _]?|order[ _]?)?[\p{L}_]+)\s*[:=]\s*"?(?<value>[\p{L}\p{N}_/.-]*[\p{L}\p{N}])"?/giu,
  );
  return new Map([...found].map(({ groups }) => [plainName(groups?.name ?? ""), groups?.value ?? ""]));
}

export interface Amount {
  readonly currency: string;
  readonly amount: number;
  readonly line: number;
}

/** Rows of a currency and an amount; a header may stand before them. */
export function amounts(table: RawTable | undefined): Amount[] {
  const rows = (table?.rows ?? []).map((cells, at) => ({ cells, line: table?.lines[at] ?? 0 }));
  return rows.flatMap(({ cells, line }, at) => {
    const amount = cells.map(wholeNumber).find((number) => number !== undefined);
    const currency = cells.find((cell) => /^[A-Za-z]{3}$/.test(cell));
    if (amount !== undefined && currency !== undefined)
      return [{ currency: currencyNamed(currency), amount, line }];
    if (at === 0 && amount === undefined) return [];
    throw new CaseUnclear(`line ${line}: expected a currency and an amount`);
  });
}

export interface BookRow extends Level {
  readonly side: SideName;
  readonly line: number;
}

/** Rows of bid size, price, ask size; a header may say another order. */
export function bookRows(table: RawTable): BookRow[] {
  const header = table.rows[0]?.map(plainName) ?? [];
  const isHeader = header.includes("price");
  const column = (name: string, usual: number) =>
    isHeader ? header.findIndex((cell) => cell.startsWith(name)) : usual;
  const [bid, price, ask] = [column("bid", 0), column("price", 1), column("ask", 2)];
  return table.rows.flatMap((cells, at) => {
    if (isHeader && at === 0) return [];
    const line = table.lines[at] ?? 0;
    const number = (index: number) => {
      const cell = cells[index] ?? "";
      return /^[-\u2013]?$/.test(cell) ? undefined : requireWhole(cell, `line ${line}`);
    };
    const level = number(price);
    if (level === undefined) throw new CaseUnclear(`line ${line}: the row of the book has no price`);
    const sides: readonly (readonly [SideName, number | undefined])[] = [
      ["buy", number(bid)],
      ["sell", number(ask)],
    ];
    return sides.flatMap(([side, quantity]) => (quantity ? [{ side, price: level, quantity, line }] : []));
  });
}
