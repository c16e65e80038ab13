// A button of a command of the table: its title, its keys, and whether it can be pressed come from there.

import { type JSX, Show } from "solid-js";
import type { Command } from "./commands.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { ariaShortcut, keyCaps } from "./keymap.ts";
import { isApple } from "./platform.ts";

export interface CommandButtonProps {
  readonly command: Command;
  readonly icon?: IconName;
  /** Instead of the command's own title, where it depends on the state. */
  readonly title?: string;
  readonly class?: string;
  /** What is written on it; without it the title is for ears and tooltips only. */
  readonly children?: JSX.Element;
}

export function CommandButton(props: CommandButtonProps) {
  const title = () => props.title ?? props.command.title;
  const keys = () => props.command.keys[0];
  const hint = () => {
    const chord = keys();
    return chord === undefined ? title() : `${title()} (${keyCaps(chord, isApple).join(" ")})`;
  };
  const shortcut = () => {
    const chord = keys();
    return chord === undefined ? undefined : ariaShortcut(chord, isApple);
  };
  return (
    <button
      type="button"
      class={`button ${props.class ?? ""}`}
      title={hint()}
      aria-label={props.children === undefined ? title() : undefined}
      aria-keyshortcuts={shortcut()}
      // Not `disabled`, which would throw the focus away just when a run finishes.
      aria-disabled={!props.command.isEnabled()}
      data-command={props.command.id}
      onClick={() => props.command.isEnabled() && props.command.run()}
    >
      <Show when={props.icon}>{(name) => <Icon name={name()} />}</Show>
      {props.children}
    </button>
  );
}
