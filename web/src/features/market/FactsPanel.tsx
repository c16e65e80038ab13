// All that was counted while the file was read.

import { For, type JSX, Show } from "solid-js";
import { countText, NOTHING } from "../../app/format.ts";
import type { MarketInfo } from "../../workers/market/protocol.ts";
import { clockText, durationText, momentText, tableText } from "./market-text.ts";

const DAY_NS = 86_400e9;

export function FactsPanel(props: { readonly info: MarketInfo }) {
  const info = () => props.info;
  /** The day goes without saying where there is but one. */
  const gapTime = (ns: number): string =>
    info().lastNs - info().firstNs > DAY_NS
      ? momentText(info().clock, ns, 0)
      : clockText(info().clock, ns, info().lastNs - info().firstNs < 1e9 ? 9 : 3);
  const only = () => (info().instruments.length === 1 ? info().instruments[0] : undefined);
  const hasSpan = () => !Number.isNaN(info().firstNs);
  return (
    <section class="panel facts" aria-labelledby="facts-title">
      <header class="panel-head">
        <h2 id="facts-title">What is in it</h2>
        <p class="panel-note">{clockWords(info())}</p>
      </header>
      <section class="facts-scroll" tabindex="0" aria-label="What is in it, in full">
        <dl class="facts-list">
          {/* Of several there is a list. */}
          <Show when={only()}>
            {(instrument) => (
              <Fact name="Instrument">
                <b data-part="only-instrument">{instrument().symbol}</b>
                <span>
                  <small>tick</small> {instrument().tickSize} <small>lot</small> {instrument().lotSize}
                </span>
              </Fact>
            )}
          </Show>
          <Fact name="Records">
            <For each={info().counts} fallback="none">
              {([table, count]) => (
                <span data-part={`count-${table}`}>
                  {countText(count)} <small>{tableText(table)}</small>
                </span>
              )}
            </For>
          </Fact>
          <Show when={hasSpan()}>
            <Fact name="From">
              <span data-part="market-first">{momentText(info().clock, info().firstNs)}</span>
            </Fact>
            <Fact name="To">
              <span data-part="market-last">{momentText(info().clock, info().lastNs)}</span>
            </Fact>
          </Show>
          <Fact name="Longest gaps">
            <For each={info().gaps} fallback={NOTHING}>
              {({ fromNs, toNs }) => (
                <span>
                  {durationText(toNs - fromNs)} <small>after {gapTime(fromNs)}</small>
                </span>
              )}
            </For>
          </Fact>
          <Fact name="Crossed, locked">
            <span>
              <b data-bad={info().crossed > 0}>{countText(info().crossed)}</b> crossed
              <Show when={info().firstCrossedSeq !== null}>
                {" "}
                <small>first at record {countText(info().firstCrossedSeq ?? 0)}</small>
              </Show>
            </span>
            <span>
              <b data-part="market-locked">{countText(info().locked)}</b> locked
            </span>
          </Fact>
          <Fact name="Out of order">
            <span>
              {countText(info().backwards)} <small>earlier than the record before</small>
            </span>
          </Fact>
          <Fact name="Left out">
            <span data-part="market-skipped" data-bad={info().skipped > 0}>
              {countText(info().skipped)}
            </span>
            <Show when={info().firstSkipped}>{(first) => <small>{first()}</small>}</Show>
          </Fact>
          <Show when={info().inputs.length > 1 || info().inputs[0] !== info().name}>
            <Fact name="Read">
              <For each={info().inputs}>{(input) => <span class="facts-input">{input}</span>}</For>
            </Fact>
          </Show>
        </dl>
      </section>
    </section>
  );
}

/** LOBSTER's times are put on the day that was given for them as they are. */
function clockWords({ clock, format }: MarketInfo): string {
  if (!clock.dated) return "times of an unnamed day";
  return format === "lobster" ? "times of the exchange" : "times in UTC";
}

function Fact(props: { readonly name: string; readonly children: JSX.Element }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
