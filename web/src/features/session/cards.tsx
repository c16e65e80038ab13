// What is said over the panels while a file is read, and when it could not be.

import { type JSX, Show } from "solid-js";
import { CommandButton } from "../../app/CommandButton.tsx";
import type { CommandTable } from "../../app/commands.ts";
import { bytesText } from "../../app/format.ts";
import type { Loading } from "../../stores/replay.ts";
import type { Failure } from "../../workers/protocol.ts";

export function LoadingCard(props: { readonly loading: Loading }) {
  const loading = () => props.loading;
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

export interface FailureCardProps {
  readonly failure: Failure;
  readonly commands: CommandTable;
  /** What else can be done. */
  readonly action?: JSX.Element;
}

export function FailureCard(props: FailureCardProps) {
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
          {props.action}
        </div>
      </div>
    </div>
  );
}
