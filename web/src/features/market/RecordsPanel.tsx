// The first and the last records as they are, with prices and quantities as decimals.

import { For, Show } from "solid-js";
import { countText } from "../../app/format.ts";
import type { Clock, MarketInfo, RecordRow } from "../../workers/market/protocol.ts";
import { clockText, dateText, momentText, recordText } from "./market-text.ts";

const DAY_NS = 86_400e9;

export function RecordsPanel(props: { readonly info: MarketInfo }) {
  const hasMany = () => props.info.instruments.length > 1;
  const hasDays = () => props.info.lastNs - props.info.firstNs > DAY_NS;
  return (
    <section class="panel records" aria-labelledby="records-title">
      <header class="panel-head">
        <h2 id="records-title">Records</h2>
        <p class="panel-note">the first and the last ones</p>
      </header>
      <section class="records-scroll" tabindex="0" aria-label="First and last records">
        <table class="records-table">
          <caption class="sr-only">The first and the last records</caption>
          <thead>
            <tr>
              <th scope="col">Record</th>
              <th scope="col">Time</th>
              <th scope="col">Kind</th>
              <Show when={hasMany()}>
                <th scope="col">Instrument</th>
              </Show>
              <th scope="col">What it says</th>
            </tr>
          </thead>
          <Rows
            name="first"
            rows={props.info.first}
            hasMany={hasMany()}
            hasDays={hasDays()}
            clock={props.info.clock}
          />
          <Rows
            name="last"
            rows={props.info.last}
            hasMany={hasMany()}
            hasDays={hasDays()}
            clock={props.info.clock}
          />
        </table>
        <Show when={props.info.total === 0}>
          <p class="records-none">There are no records in this file.</p>
        </Show>
      </section>
    </section>
  );
}

interface RowsProps {
  readonly name: string;
  readonly rows: readonly RecordRow[];
  /** Whether it has to be said whose they are. */
  readonly hasMany: boolean;
  /** Whether the time alone does not tell when. */
  readonly hasDays: boolean;
  readonly clock: Clock;
}

function Rows(props: RowsProps) {
  return (
    <tbody data-part={`records-${props.name}`}>
      <For each={props.rows}>
        {(row) => (
          <tr>
            <td>{countText(row.seq)}</td>
            <td class="records-time" title={dateText(props.clock, row.timeNs)}>
              {timeOf(row, props.clock, props.hasDays)}
            </td>
            <td class="records-kind">{recordText(row.table)}</td>
            <Show when={props.hasMany}>
              <td>{row.symbol}</td>
            </Show>
            <td class="records-fields">
              <For each={row.fields}>
                {([name, value]) => (
                  <span data-side={name === "side" ? value : undefined}>
                    <small>{name}</small> {value}
                  </span>
                )}
              </For>
            </td>
          </tr>
        )}
      </For>
    </tbody>
  );
}

function timeOf(row: RecordRow, clock: Clock, hasDays: boolean): string {
  const date = dateText(clock, row.timeNs);
  // A bar that ends at midnight is a day's or more: its date says all.
  if (row.table === "bars" && row.timeNs % DAY_NS === 0 && date !== "") return date;
  return hasDays ? momentText(clock, row.timeNs) : clockText(clock, row.timeNs);
}
