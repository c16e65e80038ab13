// The price of the trades over the run, with the figures that belong to it.

import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
  untrack,
} from "solid-js";
import { changeText, countText, elapsedText, priceText, timeOfDayText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import type { ThemeStore } from "../../stores/theme.ts";
import { CHART_POINTS, type Counter } from "../../workers/snapshot.ts";
import { priceScale } from "../session/price-scale.ts";
import { readChartColours } from "./chart-colours.ts";
import { timeSpan } from "./chart-range.ts";
import { type ChartPoint, createPriceChart, type PriceChart, type PriceLine } from "./price-chart.ts";
import { axisTimeText } from "./time-labels.ts";

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
    return at === undefined
      ? "mean and range of the trades"
      : `${clockText(props.replay, at.seconds)}  ${price(Math.round(at.price))}`;
  };

  return (
    <section class="panel price" aria-labelledby="price-title">
      <header class="panel-head price-head">
        <h2 id="price-title">Price</h2>
        <p class="panel-note price-point" data-reading={point() !== undefined}>
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

/** A time of the axis, in full. */
function clockText(replay: ReplayStore, seconds: number): string {
  const text = replay.info()?.hasTimes === true ? timeOfDayText : elapsedText;
  return text(seconds * NS_PER_S);
}

interface PlotProps extends PricePanelProps {
  readonly onPoint: (point: ChartPoint | undefined) => void;
}

function Plot(props: PlotProps) {
  let target: HTMLDivElement | undefined;
  // One more than the snapshot has: the last price holds up to now.
  const points = (): Float64Array => new Float64Array(CHART_POINTS + 1);
  const line: PriceLine = {
    time: points(),
    low: points(),
    high: points(),
    mean: points(),
    count: 0,
    step: 0,
    from: 0,
    span: 1,
  };

  const fill = (): void => {
    const info = props.replay.info();
    const frame = props.replay.frame();
    const clock = (frame?.get("clockNs") ?? 0) / NS_PER_S;
    line.from = (info?.startNs ?? 0) / NS_PER_S;
    line.span = timeSpan(clock, (info?.lengthNs ?? NS_PER_S) / NS_PER_S);
    line.step = (frame?.get("chartStepNs") ?? 0) / NS_PER_S;
    line.count = 0;
    const count = frame?.get("chartCount") ?? 0;
    if (frame === undefined || count === 0) return;
    const { chart } = frame;
    for (let at = 0; at < count; at++) line.time[at] = line.from + (chart.time[at] ?? 0) / NS_PER_S;
    line.low.set(chart.low.subarray(0, count));
    line.high.set(chart.high.subarray(0, count));
    line.mean.set(chart.mean.subarray(0, count));
    const last = frame.get("lastPrice");
    line.time[count] = Math.max(line.from + clock, line.time[count - 1] ?? 0);
    line.low[count] = last;
    line.high[count] = last;
    line.mean[count] = last;
    line.count = count + 1;
  };

  const text = () => {
    const info = props.replay.info();
    const scale = priceScale(info);
    const isTimeOfDay = info?.hasTimes === true;
    return {
      price: (ticks: number) => priceText(ticks, scale),
      time: (seconds: number, step: number) => axisTimeText(seconds, step, isTimeOfDay),
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
      fill();
      chart.draw(line);
    });
    createEffect(on(text, (next) => chart.setText(next), { defer: true }));
    createEffect(on(props.theme.shown, () => chart.setColours(readChartColours(element)), { defer: true }));
  });

  return <div class="price-canvas" ref={(element) => (target = element)} aria-hidden="true" />;
}
