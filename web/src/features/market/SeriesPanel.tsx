// The chosen instrument's prices over time, with the figures that belong to them.

import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, onMount, Show } from "solid-js";
import { NOTHING } from "../../app/format.ts";
import type { MarketStore } from "../../stores/market.ts";
import type { ThemeStore } from "../../stores/theme.ts";
import type { MarketInfo, PriceSeries } from "../../workers/market/protocol.ts";
import { readChartColours } from "../chart/chart-colours.ts";
import { clockText, decimalText, kindText, middleText, momentText, volumeText } from "./market-text.ts";
import { chartWords } from "./market-words.ts";
import { type Columns, createSeriesChart, EMPTY } from "./series-chart.ts";
import { seriesColumns } from "./series-columns.ts";
import { axisSplits, axisText } from "./time-axis.ts";

const NS_PER_S = 1e9;
const ONE = { digits: 0, step: 1 };

export interface SeriesPanelProps {
  readonly market: MarketStore;
  readonly info: MarketInfo;
  readonly theme: ThemeStore;
}

export function SeriesPanel(props: SeriesPanelProps) {
  const each = () => props.market.instrument();
  const series = () => props.market.series();
  const tick = () => each()?.tick ?? ONE;
  const price = (ticks: number | undefined): string =>
    ticks === undefined ? NOTHING : decimalText(ticks, tick());
  const [column, setColumn] = createSignal<number>();

  const shown = createMemo(() => shownPrices(series()));
  /** Of trades where there are any; else of what is drawn. */
  const last = () => (Number.isNaN(each()?.close ?? Number.NaN) ? shown().last : (each()?.close ?? 0));
  const low = () => (Number.isNaN(each()?.low ?? Number.NaN) ? shown().low : (each()?.low ?? 0));
  const high = () => (Number.isNaN(each()?.high ?? Number.NaN) ? shown().high : (each()?.high ?? 0));
  const middle = (ticks: number): string => (Number.isNaN(ticks) ? NOTHING : middleText(ticks, tick()));

  const note = () => {
    const drawn = series();
    if (drawn === undefined) return "";
    const at = column();
    const close = at === undefined ? undefined : drawn.close[at];
    if (at === undefined || close === undefined) return kindText(drawn.kind);
    const time = momentText(props.info.clock, drawn.startNs + at * drawn.widthNs, 3);
    return Number.isNaN(close) ? `${time}  ${NOTHING}` : `${time}  ${middle(close)}`;
  };
  const emptyText = () => {
    if (series() !== undefined) return "";
    return props.market.bookShare() < 1 ? "Reading …" : "No prices to draw";
  };

  return (
    <section class="panel series" aria-labelledby="series-title">
      <header class="panel-head price-head">
        <h2 id="series-title" class="series-title" data-part="series-title">
          {each()?.symbol ?? "Price"}
        </h2>
        <p class="panel-note price-point" data-reading={column() !== undefined}>
          {note()}
        </p>
      </header>
      <div class="price-figures">
        <p class="price-last">
          <span class="sr-only">Last price </span>
          <span data-part="series-last">{middle(last())}</span>
        </p>
        <dl class="price-facts">
          <Fact name="Open">{price(each()?.open)}</Fact>
          <Fact name="High">{middle(high())}</Fact>
          <Fact name="Low">{middle(low())}</Fact>
          <Fact name="Volume">{volumeText(each()?.volume || Number.NaN, each()?.lot ?? ONE)}</Fact>
        </dl>
      </div>
      <div class="price-plot">
        <Plot {...props} onColumn={setColumn} />
        <Show when={emptyText() !== ""}>
          <p class="panel-empty">{emptyText()}</p>
        </Show>
      </div>
      <p class="sr-only">{chartWords(props.market)}</p>
    </section>
  );
}

function Fact(props: { readonly name: string; readonly children: JSX.Element }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function shownPrices(series: PriceSeries | undefined) {
  let [low, high, last] = [Number.NaN, Number.NaN, Number.NaN];
  series?.close.forEach((close, at) => {
    if (Number.isNaN(close)) return;
    last = close;
    const [least, most] = [series.low[at] ?? close, series.high[at] ?? close];
    if (!(low <= least)) low = least;
    if (!(high >= most)) high = most;
  });
  return { low, high, last };
}

interface PlotProps extends SeriesPanelProps {
  readonly onColumn: (column: number | undefined) => void;
}

function Plot(props: PlotProps) {
  let target: HTMLDivElement | undefined;
  const columns = createMemo((): Columns => {
    const series = props.market.series();
    return series === undefined ? EMPTY : seriesColumns(series, props.info.lastNs);
  });
  const text = createMemo(() => {
    const { clock } = props.info;
    const isEmpty = columns() === EMPTY;
    const scale = props.market.instrument()?.tick ?? ONE;
    return {
      price: (ticks: number) => middleText(ticks, scale),
      splits: (from: number, to: number, step: number) => axisSplits(clock, from, to, step),
      time: (seconds: number, step: number) => (isEmpty ? "" : axisText(clock, seconds, step)),
    };
  });

  onMount(() => {
    const element = target;
    if (element === undefined) return;
    const chart = createSeriesChart(element, readChartColours(element), {
      onPoint: props.onColumn,
      onPick: (seconds) => {
        if (props.info.hasBook && props.market.book() !== undefined) props.market.seek(seconds * NS_PER_S);
      },
    });
    const observer = new ResizeObserver(() => chart.resize(element.clientWidth, element.clientHeight));
    observer.observe(element);
    onCleanup(() => {
      observer.disconnect();
      chart.destroy();
    });
    createEffect(() => chart.draw(columns(), text()));
    createEffect(() => {
      const time = props.market.bookTime();
      chart.mark(time === null ? undefined : time / NS_PER_S);
    });
    createEffect(on(props.theme.shown, () => chart.setColours(readChartColours(element)), { defer: true }));
  });

  return (
    <div
      class="price-canvas"
      data-picks={props.info.hasBook}
      title={props.info.hasBook ? `Click for the book at a time; now ${bookTimeText(props)}` : undefined}
      ref={(element) => (target = element)}
      aria-hidden="true"
    />
  );
}

function bookTimeText({ market, info }: PlotProps): string {
  const time = market.bookTime();
  return time === null ? "at the end" : clockText(info.clock, time, 3);
}
