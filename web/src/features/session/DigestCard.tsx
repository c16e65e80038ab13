// The run's digest, always in sight, and below it the golden that it has to equal, digit under digit.

import { createSignal, For, onCleanup } from "solid-js";
import { Icon, type IconName } from "../../app/Icon.tsx";
import type { GoldenMark, ReplayStore } from "../../stores/replay.ts";

const GROUP = 4;
const DIGITS = 16;
const COPIED_MS = 2000;

export function DigestCard(props: { readonly replay: ReplayStore }) {
  const mark = () => props.replay.goldenMark();
  return (
    <div class="digest" data-mark={mark()}>
      <div class="digest-line">
        <span class="digest-label">Digest</span>
        <Digits text={props.replay.digest()} part="digest" />
        <CopyButton text={props.replay.digest} />
      </div>
      <div class="digest-line digest-golden">
        <span class="digest-label">Golden</span>
        <Digits text={props.replay.comparedGolden()?.digest ?? ""} part="golden" />
      </div>
      <p class="digest-verdict" data-part="verdict">
        <Verdict mark={mark()} replay={props.replay} />
      </p>
    </div>
  );
}

/** Groups of four by distance, not by spaces: what is selected and copied is the digest itself. */
function Digits(props: { readonly text: string; readonly part: string }) {
  const groups = () => {
    const text = props.text === "" ? "·".repeat(DIGITS) : props.text;
    return Array.from({ length: DIGITS / GROUP }, (_, group) =>
      text.slice(group * GROUP, (group + 1) * GROUP),
    );
  };
  return (
    <code class="digits" data-part={props.part} data-empty={props.text === ""}>
      <For each={[0, 1, 2, 3]}>{(group) => <span>{groups()[group]}</span>}</For>
    </code>
  );
}

/** Always one, so that the words do not move when the verdict comes. */
const ICONS: Readonly<Record<GoldenMark, IconName>> = {
  equal: "check",
  different: "cross",
  pending: "ring",
  none: "ring",
};

function Verdict(props: { readonly mark: GoldenMark; readonly replay: ReplayStore }) {
  const text = (): string => {
    switch (props.mark) {
      case "equal":
        return "Equals the native build’s golden";
      case "different":
        return "Differs from the native build’s golden";
      case "pending":
        return "Compared with the golden at the end";
      case "none":
        return props.replay.isOpen() ? "No golden for this file" : "No run yet";
    }
  };
  return (
    <>
      <Icon name={ICONS[props.mark]} class="digest-icon" />
      <span>{text()}</span>
    </>
  );
}

function CopyButton(props: { readonly text: () => string }) {
  const [said, setSaid] = createSignal("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const copy = async (): Promise<void> => {
    const text = props.text();
    if (text === "") return;
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      // Not every address may write to the clipboard (plain http on a network); selecting always works.
      const digits = document.querySelector('[data-part="digest"]');
      if (digits !== null) getSelection()?.selectAllChildren(digits);
      setSaid("Selected: copy with the keyboard");
    }
    clearTimeout(timer);
    timer = setTimeout(() => setSaid(""), COPIED_MS);
  };
  return (
    <>
      <button
        type="button"
        class="button button-quiet digest-copy"
        aria-label="Copy the digest"
        title="Copy the digest"
        aria-disabled={props.text() === ""}
        data-copied={said() !== ""}
        onClick={() => void copy()}
      >
        <Icon name={said() === "" ? "copy" : "check"} />
      </button>
      <span class="sr-only" role="status">
        {said()}
      </span>
    </>
  );
}
