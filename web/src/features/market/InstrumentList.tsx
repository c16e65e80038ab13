// The instruments, busiest first: a list box of which only the rows in sight exist, since a venue has thousands.

import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import { countText } from "../../app/format.ts";
import type { MarketStore } from "../../stores/market.ts";
import type { MarketInfo, MarketInstrument } from "../../workers/market/protocol.ts";
import { chosenByKey, rowsInSight } from "./list-keys.ts";
import { decimalText } from "./market-text.ts";

/** As market.css has it. */
const ROW = 44;
/** From so many on, there is a field to search in. */
const SEARCHED = 12;

export interface InstrumentListProps {
  readonly market: MarketStore;
  readonly info: MarketInfo;
}

export function InstrumentList(props: InstrumentListProps) {
  const [search, setSearch] = createSignal("");
  const [top, setTop] = createSignal(0);
  const [height, setHeight] = createSignal(ROW * 12);
  let scroller: HTMLDivElement | undefined;

  const found = createMemo(() => {
    const text = search().trim().toLowerCase();
    if (text === "") return props.info.instruments;
    return props.info.instruments.filter(({ symbol }) => symbol.toLowerCase().includes(text));
  });
  const place = createMemo(() =>
    found().findIndex(({ number }) => number === props.market.instrument()?.number),
  );
  const sight = createMemo(() => rowsInSight(top(), height(), ROW, found().length));

  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height() / ROW) - 1);
    const next = chosenByKey(event.key, place(), found().length, page);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const instrument = found()[next];
    if (instrument !== undefined) props.market.select(instrument);
  };
  // What is chosen by keyboard comes into sight.
  createEffect(
    on(place, (at) => {
      if (scroller === undefined || at < 0) return;
      if (at * ROW < scroller.scrollTop) scroller.scrollTop = at * ROW;
      else if ((at + 1) * ROW > scroller.scrollTop + scroller.clientHeight)
        scroller.scrollTop = (at + 1) * ROW - scroller.clientHeight;
    }),
  );
  // Another search begins at its first hit.
  createEffect(on(search, () => scroller?.scrollTo({ top: 0 }), { defer: true }));

  return (
    <section class="panel instruments" aria-labelledby="instruments-title">
      <header class="panel-head">
        <h2 id="instruments-title">Instruments</h2>
        <p class="panel-note">busiest first</p>
      </header>
      <Show when={props.info.instruments.length >= SEARCHED}>
        <input
          type="search"
          class="instruments-search"
          placeholder="Symbol"
          aria-label="Search a symbol"
          spellcheck={false}
          value={search()}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      </Show>
      <div
        class="instruments-scroll"
        role="listbox"
        tabIndex={0}
        aria-labelledby="instruments-title"
        aria-activedescendant={place() < 0 ? undefined : `instrument-${found()[place()]?.number}`}
        ref={(element) => {
          scroller = element;
          new ResizeObserver(() => setHeight(element.clientHeight)).observe(element);
        }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKey}
      >
        {/* As high as all rows, so that the scroll bar tells the truth. */}
        <div class="instruments-all" role="presentation" style={{ height: `${found().length * ROW}px` }}>
          <For each={found().slice(sight().first, sight().last)}>
            {(instrument, at) => (
              <Row
                instrument={instrument}
                place={sight().first + at()}
                count={found().length}
                isSelected={instrument.number === props.market.instrument()?.number}
                onSelect={() => props.market.select(instrument)}
              />
            )}
          </For>
        </div>
        <Show when={found().length === 0}>
          <p class="instruments-none">No such symbol</p>
        </Show>
      </div>
    </section>
  );
}

interface RowProps {
  readonly instrument: MarketInstrument;
  readonly place: number;
  readonly count: number;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

function Row(props: RowProps) {
  const price = () => {
    const { close, tick } = props.instrument;
    return Number.isNaN(close) ? "" : decimalText(close, tick);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the focus, and the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the list box points at the active option
    <div
      id={`instrument-${props.instrument.number}`}
      class="instrument"
      role="option"
      aria-selected={props.isSelected}
      aria-setsize={props.count}
      aria-posinset={props.place + 1}
      style={{ top: `${props.place * ROW}px` }}
      onClick={() => props.onSelect()}
    >
      <span class="instrument-symbol" title={props.instrument.symbol}>
        {props.instrument.symbol}
      </span>
      <span class="instrument-price">{price()}</span>
      <small class="instrument-counts">
        {countText(props.instrument.records)} records
        <Show when={props.instrument.trades > 0}>, {countText(props.instrument.trades)} trades</Show>
      </small>
      <small
        class="instrument-tick"
        title={`tick ${props.instrument.tickSize}, lot ${props.instrument.lotSize}`}
      >
        tick {props.instrument.tickSize}
      </small>
    </div>
  );
}
