// The keys, on `?`. A native dialog: it keeps the focus, and Esc or a click beside it closes it.

import { createEffect, For } from "solid-js";
import type { Command } from "./commands.ts";
import { Icon } from "./Icon.tsx";
import { keyCaps } from "./keymap.ts";
import { isApple } from "./platform.ts";

export interface ShortcutSheetProps {
  readonly commands: readonly Command[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ShortcutSheet(props: ShortcutSheetProps) {
  let dialog: HTMLDialogElement | undefined;
  createEffect(() => {
    if (props.isOpen) dialog?.showModal();
    else dialog?.close();
  });
  const rows = () => props.commands.filter((command) => command.keys.length > 0 && command.isThere());
  return (
    <dialog
      class="sheet"
      aria-labelledby="sheet-title"
      ref={(element) => {
        dialog = element;
        element.setAttribute("closedby", "any");
      }}
      onClose={() => props.onClose()}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <h2 id="sheet-title">Keyboard</h2>
          <button
            type="button"
            class="button button-quiet"
            aria-label="Close"
            onClick={() => props.onClose()}
          >
            <Icon name="cross" />
          </button>
        </header>
        <dl class="sheet-list">
          <For each={rows()}>
            {(command) => (
              <div>
                <dt>{command.title}</dt>
                <dd>
                  <For each={keyCaps(command.keys[0] ?? "", isApple)}>{(cap) => <kbd>{cap}</kbd>}</For>
                </dd>
              </div>
            )}
          </For>
        </dl>
        <p class="sheet-note">Not while you type, and a slider that has the focus keeps the arrow keys.</p>
      </div>
    </dialog>
  );
}
