// Over the panels, when there is no running market to see: loading, ready, failed.

import { Match, Show, Switch } from "solid-js";
import { CommandButton } from "../../app/CommandButton.tsx";
import type { CommandTable } from "../../app/commands.ts";
import { countText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import { FailureCard, LoadingCard } from "./cards.tsx";

export interface StatePanelProps {
  readonly replay: ReplayStore;
  readonly commands: CommandTable;
}

export function StatePanel(props: StatePanelProps) {
  return (
    <Switch>
      <Match when={props.replay.phase() === "loading"}>
        <LoadingCard loading={props.replay.loading()} />
      </Match>
      <Match when={props.replay.phase() === "failed" && props.replay.failure()}>
        {(failure) => <FailureCard failure={failure()} commands={props.commands} />}
      </Match>
      <Match when={props.replay.phase() === "ready" && props.replay.info()}>
        {(info) => (
          <div class="state">
            <div class="card">
              <h2 class="card-title">Ready</h2>
              <p class="card-text">
                {countText(info().messages)} messages will go through the matching engine in this page.
                <Show when={info().isSample}>
                  {" "}
                  At the end, the digest of all that happened is compared with the native build’s.
                </Show>
              </p>
              <div class="card-actions">
                <CommandButton
                  command={props.commands.of("togglePlay")}
                  icon="play"
                  title="Play"
                  class="button-primary"
                >
                  Play
                </CommandButton>
              </div>
            </div>
          </div>
        )}
      </Match>
    </Switch>
  );
}
