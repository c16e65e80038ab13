// Time and sales: the last trades, newest on top. Who took liquidity shows by shape and by colour.

import { createEffect, createMemo, For, Show } from "solid-js";
import { elapsedText, timeOfDayText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import { TAPE_ROWS } from "../../workers/snapshot.ts";
import { priceScale } from "../session/price-scale.ts";
import { TapePainter } from "./tape-painter.ts";

const ROWS = Array.from({ length: TAPE_ROWS }, (_, row) => row);

export function TapePanel(props: { readonly replay: ReplayStore }) {
  const painter = new TapePainter();
  const scale = createMemo(() => priceScale(props.replay.info()));
  const timeText = () => (props.replay.info()?.hasTimes === true ? timeOfDayText : elapsedText);
  createEffect(() => {
    const snapshot = props.replay.frame();
    if (snapshot === undefined) painter.clear();
    else painter.paint(snapshot, scale(), timeText());
  });
  const isEmpty = () => (props.replay.frame()?.get("trades") ?? 0) === 0;

  return (
    <section class="panel tape" aria-labelledby="tape-title">
      <header class="panel-head">
        <h2 id="tape-title">Trades</h2>
        <p class="panel-note tape-legend">
          taker <span data-side="buy">▲ buys</span> <span data-side="sell">▼ sells</span>
        </p>
      </header>
      <div class="tape-window">
        <div class="tape-rows">
          <table class="tape-table">
            <caption class="sr-only">The last trades, newest first</caption>
            <thead>
              <tr>
                <th scope="col" class="tape-time">
                  Time
                </th>
                <th scope="col">
                  <span class="sr-only">Taker</span>
                </th>
                <th scope="col">Price</th>
                <th scope="col">Size</th>
              </tr>
            </thead>
            <tbody>
              <For each={ROWS}>{() => <TradeRow painter={painter} />}</For>
            </tbody>
          </table>
        </div>
        <Show when={isEmpty()}>
          <p class="panel-empty">No trades yet</p>
        </Show>
      </div>
    </section>
  );
}

function TradeRow(props: { readonly painter: TapePainter }) {
  const time = (<td class="tape-time" />) as HTMLElement;
  const mark = (<span aria-hidden="true" />) as HTMLElement;
  const side = (<span class="sr-only" />) as HTMLElement;
  const price = (<td class="tape-price" />) as HTMLElement;
  const quantity = (<td />) as HTMLElement;
  const row = (
    <tr class="tape-row">
      {time}
      <td class="tape-mark">
        {mark}
        {side}
      </td>
      {price}
      {quantity}
    </tr>
  ) as HTMLElement;
  props.painter.add({ row, time, mark, side, price, quantity });
  return row;
}
