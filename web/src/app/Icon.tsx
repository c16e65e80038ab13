// The page's few icons, drawn here: sixteen units square, in the colour of the text around them.

const PATHS = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M3.5 2.5h3v11h-3zm6 0h3v11h-3z",
  stepOne: "M3 2.5v11l7-5.5zm8 0h2.2v11H11z",
  stepMany: "M1.5 2.5v11l6-5.5zm6 0v11l6-5.5zm6 0h1.7v11h-1.7z",
  restart: "M3 2.5h2.2v11H3zm10 0v11L5.8 8z",
  runToEnd: "M1.5 2.5v11l5.8-5.5zm5.8 0v11L13 8zm5.7 0h1.8v11H13z",
  replay:
    "M8 2.2a5.8 5.8 0 1 1-5.6 7.3l1.9-.5A3.8 3.8 0 1 0 8 4.2c-1.1 0-2 .4-2.7 1.1L7 7H2V2l1.9 1.9A5.8 5.8 0 0 1 8 2.2z",
  slower: "M3 7h10v2H3z",
  faster: "M7 3h2v4h4v2H9v4H7V9H3V7h4z",
  open: "M1.5 3h5l1.6 2h6.4v8.5h-13zm1.6 1.6v7.3h9.8V6.6H7.3l-1.6-2z",
  keyboard:
    "M1 3.5h14v9H1zm1.6 1.6v5.8h10.8V5.1zm1.2 1h1.5v1.5H3.8zm2.4 0h1.5v1.5H6.2zm2.4 0h1.5v1.5H8.6zm2.4 0h1.4v1.5H11zM4.5 8.7h7v1.4h-7z",
  system: "M1.5 2.5h13v9h-5V13H12v1.4H4V13h2.5v-1.5h-5zM3 4v6h10V4z",
  light:
    "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM7.2 1h1.6v2.4H7.2zm0 11.6h1.6V15H7.2zM1 7.2h2.4v1.6H1zm11.6 0H15v1.6h-2.4z",
  dark: "M6.3 1.6a6.5 6.5 0 1 0 8.1 8.1A5.4 5.4 0 0 1 6.3 1.6z",
  copy: "M5 1.5h9v10h-2.2v3H2v-10h3zm1.6 1.6v1.4h5.2v5.4h.6V3.1zM3.6 6.1v6.8h6.6V6.1z",
  check: "M6.4 12.9 1.8 8.3l1.6-1.6 3 3 6.2-6.2 1.6 1.6z",
  ring: "M8 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zm0 1.4a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.2z",
  cross: "m3.4 1.9 4.6 4.6 4.6-4.6 1.5 1.5L9.5 8l4.6 4.6-1.5 1.5L8 9.5l-4.6 4.6-1.5-1.5L6.5 8 1.9 3.4z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={`icon ${props.class ?? ""}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[props.name]} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}
