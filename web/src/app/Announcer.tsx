// Tells screen readers what changed, and only that: a replay's figures change sixty times a second, its state
// seldom.

import { createEffect, createSignal, on, onCleanup } from "solid-js";
import { speedWords } from "../features/transport/speed-ladder.ts";
import type { ReplayStore } from "../stores/replay.ts";
import { countText } from "./format.ts";

/** Keys that are held down change the speed faster than anyone can listen. */
const QUIET_MS = 400;

export function Announcer(props: { readonly replay: ReplayStore }) {
  const [text, setText] = createSignal("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (make: () => string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => setText(make()), QUIET_MS);
  };
  onCleanup(() => clearTimeout(timer));

  createEffect(on([props.replay.phase, props.replay.goldenMark], () => say(() => stateWords(props.replay))));
  createEffect(
    on(props.replay.speed, (index) => say(() => `Speed: ${speedWords(index)}. ${stateWords(props.replay)}`), {
      defer: true,
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
