// A file of market data: what is in it, its instruments, the chosen one's prices and book, and records as they are.

import { type JSX, Match, Show, Switch } from "solid-js";
import type { CommandTable } from "../../app/commands.ts";
import { countText } from "../../app/format.ts";
import type { MarketStore } from "../../stores/market.ts";
import type { ThemeStore } from "../../stores/theme.ts";
import type { MarketInfo } from "../../workers/market/protocol.ts";
import { FailureCard, LoadingCard } from "../session/cards.tsx";
import { DepthPanel } from "./DepthPanel.tsx";
import { FactsPanel } from "./FactsPanel.tsx";
import { InstrumentList } from "./InstrumentList.tsx";
import { ImportButton } from "./import/ImportButton.tsx";
import { ImportPanel } from "./import/ImportPanel.tsx";
import { durationText, formatText } from "./market-text.ts";
import { RecordsPanel } from "./RecordsPanel.tsx";
import { SeriesPanel } from "./SeriesPanel.tsx";

export interface MarketViewProps {
  readonly market: MarketStore;
  readonly theme: ThemeStore;
  readonly commands: CommandTable;
}

export function MarketView(props: MarketViewProps) {
  return (
    <main class="page-main market" aria-busy={props.market.phase() === "loading"}>
      <Show when={props.market.info()} fallback={<States {...props} />}>
        {(info) => (
          <>
            <MarketBar {...props} info={info()} />
            <Show when={props.market.importForm.isOpen()}>
              <ImportPanel form={props.market.importForm} />
            </Show>
            <div
              class="market-panels"
              data-instruments={info().instruments.length > 1 ? "many" : "one"}
              data-book={info().hasBook}
            >
              <Show when={info().instruments.length > 1}>
                <InstrumentList market={props.market} info={info()} />
              </Show>
              <SeriesPanel market={props.market} info={info()} theme={props.theme} />
              <Show when={info().hasBook}>
                <DepthPanel market={props.market} info={info()} />
              </Show>
              <FactsPanel info={info()} />
              <RecordsPanel info={info()} />
            </div>
          </>
        )}
      </Show>
    </main>
  );
}

function States(props: MarketViewProps) {
  return (
    <div class="market-states">
      <Switch>
        <Match when={props.market.phase() === "loading"}>
          <LoadingCard loading={props.market.loading()} />
        </Match>
        <Match when={props.market.failure()}>
          {(failure) => (
            <div class="market-failed">
              <FailureCard
                failure={failure()}
                commands={props.commands}
                action={
                  <ImportButton form={props.market.importForm} command={props.commands.of("importOptions")} />
                }
              />
              <Show when={props.market.importForm.isOpen()}>
                <ImportPanel form={props.market.importForm} />
              </Show>
            </div>
          )}
        </Match>
      </Switch>
    </div>
  );
}

/** Whether the format's name says the venue already. */
const saysVenue = ({ format, venue }: MarketInfo): boolean =>
  formatText(format).toLowerCase().startsWith(venue.toLowerCase());

/** The file, and the figures that one looks for first. */
function MarketBar(props: MarketViewProps & { readonly info: MarketInfo }) {
  const trades = () => props.info.instruments.reduce((sum, each) => sum + each.trades, 0);
  const gap = () => {
    const [longest] = props.info.gaps;
    return longest === undefined ? Number.NaN : longest.toNs - longest.fromNs;
  };
  return (
    <section class="session market-bar" aria-label="File">
      <div class="source">
        <p class="source-name" title={props.info.name}>
          {props.info.name}
        </p>
        <p class="source-facts">
          <span data-part="market-format">
            {props.info.isTape ? "CIFT tape, from " : ""}
            {formatText(props.info.format)}
          </span>
          <Show when={!saysVenue(props.info)}>
            <span data-part="market-venue">{props.info.venue}</span>
          </Show>
        </p>
      </div>
      <div class="market-import">
        <ImportButton form={props.market.importForm} command={props.commands.of("importOptions")} />
      </div>
      <dl class="stats">
        <Stat name="Records" part="market-records">
          {countText(props.info.total)}
        </Stat>
        <Stat name="Instruments" part="market-instruments">
          {countText(props.info.instruments.length)}
        </Stat>
        <Stat name="Trades" part="market-trades">
          {countText(trades())}
        </Stat>
        <Stat name="Time span" part="market-span">
          {durationText(props.info.lastNs - props.info.firstNs)}
        </Stat>
        <Stat name="Longest gap" part="market-gap">
          {durationText(gap())}
        </Stat>
        <Stat name="Crossed" part="market-crossed" isBad={props.info.crossed > 0}>
          {countText(props.info.crossed)}
        </Stat>
      </dl>
      <Show when={props.info.skipped > 0}>
        <p class="market-skipped" data-part="market-left-out">
          <b>{countText(props.info.skipped)} left out</b>
          <Show when={props.info.firstSkipped}>
            {(first) => <span>{props.info.skipped === 1 ? `: ${first()}` : `; the first: ${first()}`}</span>}
          </Show>
        </p>
      </Show>
    </section>
  );
}

interface StatProps {
  readonly name: string;
  readonly part: string;
  readonly isBad?: boolean;
  readonly children: JSX.Element;
}

function Stat(props: StatProps) {
  return (
    <div class="stat">
      <dt>{props.name}</dt>
      <dd data-part={props.part} data-bad={props.isBad}>
        {props.children}
      </dd>
    </div>
  );
}
