// Name, what is open, and what concerns the whole page: open a file, theme, keys.

import { For, Show } from "solid-js";
import { THEMES, type Theme, type ThemeStore } from "../stores/theme.ts";
import { CommandButton } from "./CommandButton.tsx";
import type { CommandTable } from "./commands.ts";
import { Icon } from "./Icon.tsx";

export interface HeaderProps {
  readonly isSample: boolean;
  readonly theme: ThemeStore;
  readonly commands: CommandTable;
}

const THEME_TITLES: Readonly<Record<Theme, string>> = {
  system: "Theme of the system",
  light: "Light theme",
  dark: "Dark theme",
};

export function Header(props: HeaderProps) {
  return (
    <header class="header">
      <h1 class="brand">
        <svg class="brand-mark" viewBox="0 0 20 20" aria-hidden="true">
          <path class="brand-bid" d="M1 2h6v4H1zm0 6h9v4H1zm0 6h4v4H1z" />
          <path class="brand-ask" d="M14 2h5v4h-5zm-3 6h8v4h-8zm3 6h5v4h-5z" />
        </svg>
        <span>
          CIFT <span class="brand-second">Markets</span>
        </span>
      </h1>
      <div class="header-actions">
        <Show when={!props.isSample}>
          <CommandButton command={props.commands.of("openSample")} class="button-quiet">
            Sample
          </CommandButton>
        </Show>
        <CommandButton command={props.commands.of("openFile")} icon="open" class="button-framed">
          <span class="button-text">Open file</span>
        </CommandButton>
        <fieldset class="themes">
          <legend class="sr-only">Theme</legend>
          <For each={THEMES}>
            {(theme) => (
              <label class="theme" title={THEME_TITLES[theme]}>
                <input
                  type="radio"
                  name="theme"
                  class="sr-only"
                  value={theme}
                  checked={props.theme.theme() === theme}
                  onChange={() => props.theme.choose(theme)}
                />
                <Icon name={theme} />
                <span class="sr-only">{THEME_TITLES[theme]}</span>
              </label>
            )}
          </For>
        </fieldset>
        <CommandButton command={props.commands.of("shortcuts")} icon="keyboard" class="button-quiet" />
      </div>
    </header>
  );
}
