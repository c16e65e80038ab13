// The whole page takes a file: dropped on it, or picked.

import { createSignal, type JSX, onCleanup, onMount, Show } from "solid-js";

export interface DropZoneProps {
  readonly onFile: (file: File) => void;
  /** Given the file input, which commands click. */
  readonly inputRef: (input: HTMLInputElement) => void;
  readonly children: JSX.Element;
}

export function DropZone(props: DropZoneProps) {
  const [isOver, setOver] = createSignal(false);

  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
  const onDragOver = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
    setOver(true);
  };
  const onDragLeave = (event: DragEvent): void => {
    // Between elements of the page the drag "leaves" as well; out of the window there is nothing it enters.
    if (event.relatedTarget === null) setOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    // Or the browser would open the file instead of the page.
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) props.onFile(file);
  };

  onMount(() => {
    window.addEventListener("dragover", onDragOver);
    window.addEventListener("dragleave", onDragLeave);
    window.addEventListener("drop", onDrop);
  });
  onCleanup(() => {
    window.removeEventListener("dragover", onDragOver);
    window.removeEventListener("dragleave", onDragLeave);
    window.removeEventListener("drop", onDrop);
  });

  const onPick = (input: HTMLInputElement): void => {
    const file = input.files?.[0];
    if (file !== undefined) props.onFile(file);
    // So that the same file can be picked again after it was mended.
    input.value = "";
  };

  return (
    <>
      {props.children}
      <input
        ref={(element) => props.inputRef(element)}
        type="file"
        class="file-input"
        accept=".bin,.csv,.gz"
        aria-label="File of orders"
        tabindex="-1"
        hidden
        onChange={(event) => onPick(event.currentTarget)}
      />
      <Show when={isOver()}>
        <div class="drop" aria-hidden="true">
          <p class="drop-title">Drop a file of orders</p>
          <p class="drop-text">flash1 .bin or LOBSTER ops .csv, plain or .gz. It stays on this machine.</p>
        </div>
      </Show>
    </>
  );
}
