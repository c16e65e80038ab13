// The whole page takes files: dropped on it, or picked. Of what kind they are, their readers find out.

import { createSignal, type JSX, onCleanup, onMount, Show } from "solid-js";

export interface DropZoneProps {
  /** Given the files, one at least. */
  readonly onFiles: (files: readonly File[]) => void;
  /** Given the file input, which commands click. */
  readonly inputRef: (input: HTMLInputElement) => void;
  readonly children: JSX.Element;
}

export function DropZone(props: DropZoneProps) {
  const [isOver, setOver] = createSignal(false);

  const take = (files: FileList | null | undefined): void => {
    if (files !== null && files !== undefined && files.length > 0) props.onFiles([...files]);
  };
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
    take(event.dataTransfer?.files);
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
    take(input.files);
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
        multiple
        aria-label="File of orders or market data"
        tabindex="-1"
        hidden
        onChange={(event) => onPick(event.currentTarget)}
      />
      <Show when={isOver()}>
        <div class="drop" aria-hidden="true">
          <p class="drop-title">Drop a file of orders or market data</p>
          <p class="drop-text">
            Order flow is replayed: flash1, LOBSTER ops. Market data is shown: .cift tapes, LOBSTER, DBN and
            Databento CSV, Binance, Bitstamp, Tardis, Bybit, ITCH, tables as CSV or Parquet; plain, gzip,
            zstd, xz or zip.
          </p>
          <p class="drop-text">It stays on this machine.</p>
        </div>
      </Show>
    </>
  );
}
