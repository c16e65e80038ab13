// Dark, light, or as the system has it. The choice is kept; public/theme.js applies it before the first
// paint.

import { createSignal } from "solid-js";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "cift.theme";

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === value) ?? "system";
  } catch {
    // Storage can be forbidden: then the choice lasts as long as the page.
    return "system";
  }
}

export function createTheme() {
  const [theme, setTheme] = createSignal(stored());
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const [isSystemDark, setSystemDark] = createSignal(systemIsDark.matches);
  systemIsDark.addEventListener("change", () => setSystemDark(systemIsDark.matches));

  return {
    theme,
    /** What is seen. */
    shown: (): "light" | "dark" => {
      const chosen = theme();
      if (chosen !== "system") return chosen;
      return isSystemDark() ? "dark" : "light";
    },
    choose(next: Theme): void {
      setTheme(next);
      if (next === "system") document.documentElement.removeAttribute("data-theme");
      else document.documentElement.setAttribute("data-theme", next);
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // As above.
      }
    },
  };
}

export type ThemeStore = ReturnType<typeof createTheme>;
