// The book around the touch: a table with a fixed number of levels, offers above, bids below, the spread
// between them.

import { createEffect, createMemo, For } from "solid-js";
import { type PriceScale, priceText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import { LEVELS, LevelField } from "../../workers/snapshot.ts";
import { priceScale } from "../session/price-scale.ts";
import { LadderPainter, type LadderSide } from "./ladder-painter.ts";

const BEST_FIRST = Array.from({ length: LEVELS }, (_, level) => level);
const BEST_LAST = [...BEST_FIRST].reverse();

export function LadderPanel(props: { readonly replay: ReplayStore }) {
  const painter = new LadderPainter();
  const scale = createMemo(() => priceScale(props.replay.info()));
  createEffect(() => {
    const snapshot = props.replay.frame();
    if (snapshot === undefined) painter.clear();
    else painter.paint(snapshot, scale());
  });

  return (
    <section class="panel ladder" aria-labelledby="ladder-title">
      <header class="panel-head">
        <h2 id="ladder-title">Depth</h2>
        <p class="panel-note">around the touch</p>
      </header>
      <table class="ladder-table">
        <caption class="sr-only">Order book: offers above, bids below, best prices in the middle</caption>
        <thead>
          <tr>
            <th scope="col" class="ladder-orders">
              Orders
            </th>
            <th scope="col">Bid size</th>
            <th scope="col" class="ladder-price">
              Price
            </th>
            <th scope="col">Ask size</th>
            <th scope="col" class="ladder-orders">
              Orders
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={BEST_LAST}>{(level) => <LevelRow side="ask" level={level} painter={painter} />}</For>
          <SpreadRow replay={props.replay} scale={scale()} />
          <For each={BEST_FIRST}>{(level) => <LevelRow side="bid" level={level} painter={painter} />}</For>
        </tbody>
      </table>
    </section>
  );
}

interface LevelRowProps {
  readonly side: LadderSide;
  readonly level: number;
  readonly painter: LadderPainter;
}

function LevelRow(props: LevelRowProps) {
  const orders = (<td class="ladder-orders" />) as HTMLElement;
  const text = (<span class="ladder-quantity" />) as HTMLElement;
  const bar = (<span class="ladder-bar" aria-hidden="true" />) as HTMLElement;
  const size = (
    <td class="ladder-size">
      {bar}
      {text}
    </td>
  );
  const price = (<th scope="row" class="ladder-price" />) as HTMLElement;
  const isBid = props.side === "bid";
  const row = (
    <tr class="ladder-row" data-side={props.side} data-level={props.level} data-empty="true">
      {isBid ? orders : <td class="ladder-orders" />}
      {isBid ? size : <td />}
      {price}
      {isBid ? <td /> : size}
      {isBid ? <td class="ladder-orders" /> : orders}
    </tr>
  ) as HTMLElement;
  props.painter.add(props.side, props.level, { row, price, quantity: text, orders, bar });
  return row;
}

function SpreadRow(props: { readonly replay: ReplayStore; readonly scale: PriceScale }) {
  const touch = (): { readonly spread: string; readonly mid: string } => {
    const depth = props.replay.frame()?.depth;
    const hasBoth = (depth?.[LevelField.bidQuantity] ?? 0) > 0 && (depth?.[LevelField.askQuantity] ?? 0) > 0;
    const levels = props.replay.frame()?.get("levelCount") ?? 0;
    if (depth === undefined || !hasBoth || levels === 0) return { spread: "–", mid: "–" };
    const bid = depth[LevelField.bidPrice] ?? 0;
    const ask = depth[LevelField.askPrice] ?? 0;
    return { spread: priceText(ask - bid, props.scale), mid: midText(bid + ask, props.scale) };
  };
  return (
    <tr class="ladder-spread">
      <td colspan="5">
        <span class="ladder-spread-line">
          <span>
            Mid <output>{touch().mid}</output>
          </span>
          <span>
            Spread <output>{touch().spread}</output>
          </span>
        </span>
      </td>
    </tr>
  );
}

/** Half a sum of two prices, with the half tick where there is one. */
function midText(sum: number, { digits, step }: PriceScale): string {
  return priceText(sum, { digits: digits + 1, step: step * 5 });
}
