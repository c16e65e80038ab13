// Opens and closes the form of import options, and says which of them are set.

import { onMount, Show } from "solid-js";
import type { Command } from "../../../app/commands.ts";
import { ariaShortcut, keyCaps } from "../../../app/keymap.ts";
import { isApple } from "../../../app/platform.ts";
import type { ImportForm } from "../../../stores/import-form.ts";
import { FIELD_LABELS, type ImportField } from "../../../workers/market/import-fields.ts";
import { draftOptions } from "./import-draft.ts";

export interface ImportButtonProps {
  readonly form: ImportForm;
  readonly command: Command;
}

/** Its id: the focus goes back to it. */
export const IMPORT_BUTTON = "import-button";

export function ImportButton(props: ImportButtonProps) {
  const set = () => Object.keys(draftOptions(props.form.applied(), props.form.found()?.clock).options);
  const names = () => set().map((field) => FIELD_LABELS[field as ImportField]);
  const what = () => (set().length === 0 ? "How the file is read" : `Set: ${names().join(", ")}`);
  const key = () => props.command.keys[0] ?? "";
  let button: HTMLButtonElement | undefined;
  onMount(() => props.form.takeFocus() && button?.focus());
  return (
    <button
      ref={button}
      id={IMPORT_BUTTON}
      type="button"
      class="button button-framed import-button"
      aria-expanded={props.form.isOpen()}
      aria-controls={props.form.isOpen() ? "import-options" : undefined}
      title={`${what()} (${keyCaps(key(), isApple).join(" ")})`}
      aria-keyshortcuts={ariaShortcut(key(), isApple)}
      onClick={() => props.command.run()}
    >
      Import options
      <Show when={set().length > 0}>
        <span class="import-count" data-part="import-set">
          {set().length} set
        </span>
      </Show>
    </button>
  );
}
