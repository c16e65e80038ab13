// Play, pause, step, speed, and where the run is: the dock at the foot of the page.

import { CommandButton } from "../../app/CommandButton.tsx";
import type { CommandTable } from "../../app/commands.ts";
import { LONG_STEP } from "../../app/commands.ts";
import { countText, elapsedText, NOTHING, timeOfDayText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import { ratioText } from "./ratio-text.ts";
import { SPEEDS, speedText, speedWords } from "./speed-ladder.ts";

export interface TransportProps {
  readonly replay: ReplayStore;
  readonly commands: CommandTable;
}

const PLAY = {
  loading: { title: "Play", icon: "play" },
  ready: { title: "Play", icon: "play" },
  paused: { title: "Play", icon: "play" },
  playing: { title: "Pause", icon: "pause" },
  finished: { title: "Play again from the start", icon: "replay" },
  failed: { title: "Play", icon: "play" },
} as const;

const STATES = {
  loading: "Loading",
  ready: "Ready",
  playing: "Playing",
  paused: "Paused",
  finished: "Finished",
  failed: "Failed",
} as const;

export function Transport(props: TransportProps) {
  const play = () => PLAY[props.replay.phase()];
  return (
    <section class="transport" aria-label="Replay">
      <div class="transport-buttons">
        <CommandButton command={props.commands.of("restart")} icon="restart" />
        <CommandButton
          command={props.commands.of("togglePlay")}
          icon={play().icon}
          title={play().title}
          class="button-play"
        />
        <CommandButton command={props.commands.of("stepOne")} icon="stepOne" />
        <CommandButton command={props.commands.of("stepMany")} icon="stepMany" class="button-labelled">
          <span aria-hidden="true">{LONG_STEP}</span>
          <span class="sr-only">Step {LONG_STEP} messages</span>
        </CommandButton>
        <CommandButton command={props.commands.of("runToEnd")} icon="runToEnd" />
      </div>
      <Position replay={props.replay} />
      <Speed replay={props.replay} commands={props.commands} />
    </section>
  );
}

function Position(props: { readonly replay: ReplayStore }) {
  const total = () => props.replay.info()?.messages ?? 0;
  const done = () => props.replay.frame()?.get("position") ?? 0;
  const share = () => (total() > 0 ? done() / total() : 0);
  const percent = () => Math.floor(share() * 100);
  const clock = (ns: number): string => {
    const info = props.replay.info();
    if (info === undefined) return NOTHING;
    return info.hasTimes ? timeOfDayText(info.startNs + ns) : elapsedText(ns);
  };
  return (
    <div class="position">
      <p class="position-line">
        <span class="position-state" data-state={props.replay.phase()} data-part="state">
          {STATES[props.replay.phase()]}
        </span>
        <span class="position-clock">
          <span data-part="clock">{clock(props.replay.frame()?.get("clockNs") ?? 0)}</span>
          <span class="position-of"> / {clock(props.replay.info()?.lengthNs ?? 0)}</span>
        </span>
        <span class="position-messages">
          <span class="position-done" style={{ "min-width": `${countText(total()).length}ch` }}>
            {props.replay.isOpen() ? countText(done()) : NOTHING}
          </span>
          {" / "}
          {props.replay.isOpen() ? countText(total()) : NOTHING}
        </span>
      </p>
      <div
        class="bar"
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent()}
      >
        <div class="bar-fill" style={{ transform: `scaleX(${share()})` }} />
      </div>
    </div>
  );
}

function Speed(props: TransportProps) {
  const clockRate = () => props.replay.frame()?.get("clockRate") ?? Number.NaN;
  return (
    <div class="speed">
      <CommandButton command={props.commands.of("slower")} icon="slower" class="button-small" />
      <div class="speed-dial">
        <p class="speed-line">
          <label for="speed">Speed</label>
          <output for="speed" class="speed-value" data-part="speed">
            {speedText(props.replay.speed())}
          </output>
          <span
            class="speed-measured"
            title="How much of the replay’s clock went by in a second of wall time, measured"
          >
            sim : wall <span class="speed-ratio">{ratioText(clockRate())}</span>
          </span>
        </p>
        <input
          id="speed"
          class="slider"
          type="range"
          min={0}
          max={SPEEDS.length - 1}
          step={1}
          value={props.replay.speed()}
          aria-valuetext={speedWords(props.replay.speed())}
          onInput={(event) => props.replay.setSpeed(event.currentTarget.valueAsNumber)}
        />
      </div>
      <CommandButton command={props.commands.of("faster")} icon="faster" class="button-small" />
    </div>
  );
}
