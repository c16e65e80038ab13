// Over the panels, when there is no running market to see: loading, ready, failed.

import { Match, Show, Switch } from "solid-js";
import { CommandButton } from "../../app/CommandButton.tsx";
import type { CommandTable } from "../../app/commands.ts";
import { bytesText, countText } from "../../app/format.ts";
import type { ReplayStore } from "../../stores/replay.ts";
import type { Failure } from "../../workers/protocol.ts";

export interface StatePanelProps {
  readonly replay: ReplayStore;
  readonly commands: CommandTable;
}

export function StatePanel(props: StatePanelProps) {
  return (
    <Switch>
      <Match when={props.replay.phase() === "loading"}>
        <LoadingCard replay={props.replay} />
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

function LoadingCard(props: { readonly replay: ReplayStore }) {
  const loading = () => props.replay.loading();
  const share = () => (loading().total > 0 ? loading().bytes / loading().total : undefined);
  return (
    <div class="state">
      <div class="card">
        <h2 class="card-title">Loading</h2>
        <p class="card-text card-file">{loading().name}</p>
        <progress class="meter" aria-label="Loaded" max={1} value={share() ?? 0} />
        <p class="card-text">
          {bytesText(loading().bytes)}
          <Show when={loading().total > 0}> of {bytesText(loading().total)}</Show>
        </p>
      </div>
    </div>
  );
}

function FailureCard(props: { readonly failure: Failure; readonly commands: CommandTable }) {
  return (
    <div class="state">
      <div class="card card-failed" role="alert">
        <h2 class="card-title">{props.failure.title}</h2>
        <p class="card-text card-problem">
          <Show when={props.failure.where !== ""}>
            <strong data-part="failure-where">{props.failure.where}: </strong>
          </Show>
          <span data-part="failure-problem">{props.failure.problem}</span>.
        </p>
        <p class="card-text">{props.failure.advice}</p>
        <div class="card-actions">
          <CommandButton command={props.commands.of("openFile")} icon="open" class="button-primary">
            Open another file
          </CommandButton>
          <CommandButton command={props.commands.of("openSample")} class="button-framed">
            Back to the sample
          </CommandButton>
        </div>
      </div>
    </div>
  );
}
