// The book of the chosen instrument, at the end of the file or at a chosen time.

import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import { countText } from "../../app/format.ts";
import type { MarketStore } from "../../stores/market.ts";
import type { BookLevel, BookView, MarketInfo } from "../../workers/market/protocol.ts";
import { clockText, decimalText, middleText, momentText, quantityText, volumeText } from "./market-text.ts";

const ROWS = Array.from({ length: 10 }, (_, row) => row);
const ONE = { digits: 0, step: 1 };
/** Positions of the slider: finer than a pixel. */
const STEPS = 1000;

export interface DepthPanelProps {
  readonly market: MarketStore;
  readonly info: MarketInfo;
}

export function DepthPanel(props: DepthPanelProps) {
  const book = () => props.market.book();
  const most = createMemo(() =>
    Math.max(1, ...[...(book()?.bids ?? []), ...(book()?.asks ?? [])].map(({ quantity }) => quantity)),
  );
  const note = () => {
    const time = props.market.bookTime();
    if (props.market.bookShare() < 1) return `reading … ${Math.floor(props.market.bookShare() * 100)} %`;
    return time === null ? "at the end" : `at ${clockText(props.info.clock, time, 3)}`;
  };
  return (
    <section class="panel depth" aria-labelledby="depth-title" aria-busy={props.market.bookShare() < 1}>
      <header class="panel-head">
        <h2 id="depth-title">Depth</h2>
        <p class="panel-note depth-note" data-part="depth-note">
          {note()}
        </p>
      </header>
      <table class="depth-table" data-stale={props.market.bookShare() < 1}>
        <caption class="sr-only">The book: bids on the left, offers on the right, best prices on top</caption>
        <thead>
          <tr>
            <th scope="col">Bid size</th>
            <th scope="col">Bid</th>
            <th scope="col">Ask</th>
            <th scope="col">Ask size</th>
          </tr>
        </thead>
        <tbody>
          <For each={ROWS}>
            {(row) => (
              <tr class="depth-row" data-level={row}>
                <Size side="bid" level={book()?.bids[row]} most={most()} market={props.market} />
                <td class="depth-bid">{priceOf(book()?.bids[row], props.market)}</td>
                <td class="depth-ask">{priceOf(book()?.asks[row], props.market)}</td>
                <Size side="ask" level={book()?.asks[row]} most={most()} market={props.market} />
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <p class="depth-foot">
        <Touch market={props.market} />
      </p>
      <TimeSlider {...props} />
    </section>
  );
}

const priceOf = (level: BookLevel | undefined, market: MarketStore): string =>
  level === undefined ? "" : decimalText(level.price, market.instrument()?.tick ?? ONE);

interface SizeProps {
  readonly side: "bid" | "ask";
  readonly level: BookLevel | undefined;
  readonly most: number;
  readonly market: MarketStore;
}

function Size(props: SizeProps) {
  const lot = () => props.market.instrument()?.lot ?? ONE;
  const inFull = ({ quantity, orders }: BookLevel): string =>
    quantityText(quantity, lot()) + (orders > 0 ? `, ${countText(orders)} orders` : "");
  return (
    <td class="depth-size" data-side={props.side}>
      <Show when={props.level}>
        {(level) => (
          <>
            <span
              class="depth-bar"
              aria-hidden="true"
              style={{ width: `${(level().quantity / props.most) * 100}%` }}
            />
            <span class="depth-quantity" title={inFull(level())}>
              {volumeText(level().quantity, lot(), 11)}
            </span>
          </>
        )}
      </Show>
    </td>
  );
}

const levelsText = ({ bidLevels, askLevels }: BookView): string =>
  Number.isNaN(bidLevels) ? "" : `: ${countText(bidLevels)} + ${countText(askLevels)} levels`;

/** Spread and middle, and how deep the book is. */
function Touch(props: { readonly market: MarketStore }) {
  const tick = () => props.market.instrument()?.tick ?? ONE;
  const touch = () => {
    const [bid] = props.market.book()?.bids ?? [];
    const [ask] = props.market.book()?.asks ?? [];
    return bid === undefined || ask === undefined ? undefined : { bid: bid.price, ask: ask.price };
  };
  return (
    <Show when={props.market.book()} fallback={<span>&nbsp;</span>}>
      {(book) => (
        <>
          <Show when={touch()}>
            {(best) => (
              <>
                <span>
                  Mid <output>{middleText((best().bid + best().ask) / 2, tick())}</output>
                </span>
                <span>
                  Spread <output>{decimalText(best().ask - best().bid, tick())}</output>
                </span>
              </>
            )}
          </Show>
          <span class="depth-source">
            {book().source === "nothing" ? "empty" : `from ${book().source}${levelsText(book())}`}
          </span>
        </>
      )}
    </Show>
  );
}

function TimeSlider(props: DepthPanelProps) {
  const [draft, setDraft] = createSignal(STEPS);
  const span = () => props.info.lastNs - props.info.firstNs;
  const timeOf = (position: number): number => props.info.firstNs + (span() * position) / STEPS;
  const positionOf = (time: number | null): number =>
    time === null ? STEPS : Math.round(((time - props.info.firstNs) / Math.max(1, span())) * STEPS);
  // Another instrument, and a click on the chart, move it.
  createEffect(on(props.market.bookTime, (time) => setDraft(positionOf(time))));
  const label = () => {
    const time = props.market.bookTime();
    if (draft() === STEPS) return "the end";
    // A click is more exact than the slider.
    const isThere = time !== null && positionOf(time) === draft();
    return momentText(props.info.clock, isThere ? time : timeOf(draft()), 3);
  };
  return (
    <div class="depth-time">
      <label for="book-time">
        Book at <output for="book-time">{label()}</output>
      </label>
      <input
        id="book-time"
        type="range"
        min={0}
        max={STEPS}
        // Until the first book is there, it and the prices are still being read.
        disabled={props.market.book() === undefined || span() <= 0}
        value={draft()}
        aria-valuetext={label()}
        onInput={(event) => setDraft(event.currentTarget.valueAsNumber)}
        onChange={(event) => {
          const position = event.currentTarget.valueAsNumber;
          props.market.seek(position === STEPS ? null : timeOf(position));
        }}
      />
    </div>
  );
}
