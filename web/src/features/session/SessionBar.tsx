// What is open, how far it is, and the digest with its mark.

import { type JSX, Show } from "solid-js";
import { countText, NOTHING, rateText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import type { Format } from "../../workers/formats/format.ts";
import type { SessionInfo } from "../../workers/protocol.ts";
import type { Counter } from "../../workers/snapshot.ts";
import { DigestCard } from "./DigestCard.tsx";

const FORMATS: Readonly<Record<Format, string>> = {
  flash1: "flash1 orders",
  "lobster-ops": "LOBSTER order stream",
};

export function SessionBar(props: { readonly replay: ReplayStore }) {
  const counter = (name: Counter): number => props.replay.frame()?.get(name) ?? Number.NaN;
  const isFinished = () => props.replay.phase() === "finished";
  return (
    <section class="session" aria-label="Session">
      <div class="source">
        <p class="source-name" title={props.replay.info()?.name}>
          {props.replay.info()?.name ?? (props.replay.loading().name || NOTHING)}
        </p>
        <p class="source-facts">
          <Show
            when={props.replay.info()}
            fallback={props.replay.phase() === "failed" ? "not opened" : "loading …"}
          >
            {(info) => <SourceFacts info={info()} />}
          </Show>
        </p>
      </div>
      <dl class="stats">
        <Stat name="Messages" part="messages">
          {countText(counter("position"))}
        </Stat>
        <Stat name={isFinished() ? "Messages/s, run" : "Messages/s"} part="message-rate">
          {rateText(counter("messageRate"))}
        </Stat>
        <Stat name="Events" part="events">
          {countText(counter("events"))}
        </Stat>
        <Stat name="Trades" part="trades">
          {countText(counter("trades"))}
        </Stat>
        <Stat name="Rejected" part="rejects">
          {countText(counter("rejects"))}
        </Stat>
        <Stat name="Resting" part="resting">
          {countText(counter("liveOrders"))}
        </Stat>
      </dl>
      <DigestCard replay={props.replay} />
    </section>
  );
}

function SourceFacts(props: { readonly info: SessionInfo }) {
  return (
    <>
      <span>{props.info.isSample ? "Bundled sample" : FORMATS[props.info.format]}</span>
      <span>{countText(props.info.messages)} messages</span>
      <span>{props.info.hasTimes ? "recorded times" : "no times: 1 message = 1 ms"}</span>
      <span>engine: {props.info.backend === "wasm" ? "WebAssembly" : props.info.backend}</span>
    </>
  );
}

function Stat(props: { readonly name: string; readonly part: string; readonly children: JSX.Element }) {
  return (
    <div class="stat">
      <dt>{props.name}</dt>
      <dd data-part={props.part}>{props.children}</dd>
    </div>
  );
}
