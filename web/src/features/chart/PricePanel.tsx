// The price of the trades over the run, with the figures that belong to it.

import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, onMount, Show, untrack } from "solid-js";
import { changeText, countText, elapsedText, priceText, timeOfDayText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import type { ThemeStore } from "../../stores/theme.ts";
import { CHART_POINTS, type Counter } from "../../workers/snapshot.ts";
import { priceScale } from "../session/price-scale.ts";
import { readChartColours } from "./chart-colours.ts";
import { timeSpan } from "./chart-range.ts";
import { axisTimeText } from "./time-labels.ts";
import { type ChartPoint, createPriceChart, type PriceChart } from "./price-chart.ts";

const NS_PER_S = 1e9;

export interface PricePanelProps {
  readonly replay: ReplayStore;
  readonly theme: ThemeStore;
}

export function PricePanel(props: PricePanelProps) {
  const scale = createMemo(() => priceScale(props.replay.info()));
  const counter = (name: Counter): number => props.replay.frame()?.get(name) ?? Number.NaN;
  const price = (ticks: number): string => priceText(ticks, scale());
  const hasTrades = () => counter("trades") > 0;
  const [point, setPoint] = createSignal<ChartPoint>();

  const pointText = () => {
    const at = point();
    return at === undefined ? "" : `${clockText(props.replay, at.seconds * NS_PER_S)}  ${price(at.price)}`;
  };

  return (
    <section class="panel price" aria-labelledby="price-title">
      <header class="panel-head price-head">
        <h2 id="price-title">Price</h2>
        <p class="panel-note price-point" data-shown={point() !== undefined}>
          {pointText()}
        </p>
      </header>
      <div class="price-figures">
        <p class="price-last">
          <span class="sr-only">Last trade </span>
          <span data-part="last-price">{price(counter("lastPrice"))}</span>
          <small class="price-change">
            {changeText(counter("lastPrice") - counter("firstPrice"), scale())}
            <span class="sr-only"> since the first trade</span>
          </small>
        </p>
        <dl class="price-facts">
          <Fact name="High">{price(counter("highPrice"))}</Fact>
          <Fact name="Low">{price(counter("lowPrice"))}</Fact>
          <Fact name="Volume">{countText(counter("volume"))}</Fact>
        </dl>
      </div>
      <div class="price-plot">
        <Plot replay={props.replay} theme={props.theme} onPoint={setPoint} />
        <Show when={!hasTrades()}>
          <p class="panel-empty">No trades yet</p>
        </Show>
      </div>
      <p class="sr-only">{summary(props.replay, price)}</p>
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

/** The chart in words, for those who cannot see a canvas. Made when the run stands still. */
function summary(replay: ReplayStore, price: (ticks: number) => string): string {
  const phase = replay.phase();
  return untrack(() => {
    const frame = replay.frame();
    if (frame === undefined || phase === "playing" || frame.get("trades") === 0) return "";
    const from = price(frame.get("firstPrice"));
    const to = price(frame.get("lastPrice"));
    const range = `between ${price(frame.get("lowPrice"))} and ${price(frame.get("highPrice"))}`;
    return `Line chart of ${countText(frame.get("trades"))} trades: from ${from} to ${to}, ${range}.`;
  });
}

function clockText(replay: ReplayStore, ns: number): string {
  const info = replay.info();
  return info?.hasTimes === true ? timeOfDayText(info.startNs + ns) : elapsedText(ns);
}

interface PlotProps extends PricePanelProps {
  readonly onPoint: (point: ChartPoint | undefined) => void;
}

function Plot(props: PlotProps) {
  let target: HTMLDivElement | undefined;
  // One more than the snapshot has: the last price holds up to now.
  const points = (): Float64Array => new Float64Array(CHART_POINTS + 1);
  const data = [points(), points(), points(), points()] as const;

  const fill = (): number => {
    const frame = props.replay.frame();
    if (frame === undefined) return 0;
    const count = frame.get("chartCount");
    [frame.chartTime, frame.chartLow, frame.chartHigh, frame.chartClose].forEach((from, index) => {
      data[index]?.set(from.subarray(0, count));
    });
    if (count === 0) return 0;
    const [time, low, high, close] = data;
    const last = close[count - 1] ?? Number.NaN;
    time[count] = Math.max(frame.get("clockNs") / NS_PER_S, time[count - 1] ?? 0);
    low[count] = last;
    high[count] = last;
    close[count] = last;
    return count + 1;
  };

  const text = () => {
    const info = props.replay.info();
    const scale = priceScale(info);
    const startNs = info?.hasTimes === true ? info.startNs : undefined;
    return {
      price: (ticks: number) => priceText(ticks, scale),
      time: (seconds: number, span: number) => axisTimeText(seconds, span, startNs),
    };
  };

  onMount(() => {
    const element = target;
    if (element === undefined) return;
    const chart: PriceChart = createPriceChart(element, text(), readChartColours(element), props.onPoint);
    const observer = new ResizeObserver(() => chart.resize(element.clientWidth, element.clientHeight));
    observer.observe(element);
    onCleanup(() => {
      observer.disconnect();
      chart.destroy();
    });
    createEffect(() => {
      const length = (props.replay.info()?.lengthNs ?? NS_PER_S) / NS_PER_S;
      const clock = (props.replay.frame()?.get("clockNs") ?? 0) / NS_PER_S;
      chart.draw(data, fill(), timeSpan(clock, length));
    });
    createEffect(on(text, (next) => chart.setText(next), { defer: true }));
    createEffect(on(props.theme.shown, () => chart.setColours(readChartColours(element)), { defer: true }));
  });

  return <div class="price-canvas" ref={(element) => (target = element)} aria-hidden="true" />;
}
