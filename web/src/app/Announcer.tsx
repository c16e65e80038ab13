// Tells screen readers what changed, and only that: a replay's figures change sixty times a second, its state
// seldom.

import { createEffect, createSignal, on, onCleanup } from "solid-js";
import { bookWords, instrumentWords, marketWords } from "../features/market/market-words.ts";
import { speedWords } from "../features/transport/speed-ladder.ts";
import type { MarketStore } from "../stores/market.ts";
import type { ReplayStore } from "../stores/replay.ts";
import { countText } from "./format.ts";

/** Keys that are held down change the speed faster than anyone can listen. */
const QUIET_MS = 400;

export interface AnnouncerProps {
  readonly replay: ReplayStore;
  readonly market: MarketStore;
}

export function Announcer(props: AnnouncerProps) {
  const [text, setText] = createSignal("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (make: () => string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => setText(make()), QUIET_MS);
  };
  onCleanup(() => clearTimeout(timer));

  const phases = [props.replay.phase, props.replay.goldenMark, props.market.phase] as const;
  createEffect(
    on([...phases], () =>
      say(() => (props.market.phase() === "closed" ? stateWords(props.replay) : marketWords(props.market))),
    ),
  );
  createEffect(
    on(props.replay.speed, (index) => say(() => `Speed: ${speedWords(index)}. ${stateWords(props.replay)}`), {
      defer: true,
    }),
  );
  createEffect(
    on(props.market.instrument, (_, before) => {
      // The first one is told with the file.
      if (before !== undefined) say(() => instrumentWords(props.market));
    }),
  );
  createEffect(
    on(props.market.book, () => {
      if (props.market.bookTime() !== null) say(() => bookWords(props.market));
    }),
  );

  return (
    <p class="sr-only" role="status" aria-live="polite" data-part="announcer">
      {text()}
    </p>
  );
}

function stateWords(replay: ReplayStore): string {
  const position = countText(replay.frame()?.get("position") ?? 0);
  switch (replay.phase()) {
    case "loading":
      return `Loading ${replay.loading().name}.`;
    case "ready":
      return `${replay.info()?.name ?? "The file"} is ready: ${countText(replay.info()?.messages ?? 0)} messages.`;
    case "playing":
      return "Playing.";
    case "paused":
      return `Paused after message ${position}.`;
    case "finished":
      return `Finished after ${position} messages. ${goldenWords(replay)}`;
    case "failed":
      return `${replay.failure()?.title ?? "Failed"}. ${replay.failure()?.problem ?? ""}`;
  }
}

function goldenWords(replay: ReplayStore): string {
  const mark = replay.goldenMark();
  if (mark === "equal") return "The digest equals the golden of the native build.";
  return mark === "different"
    ? "The digest differs from the golden of the native build."
    : "There is no golden for this file.";
}
