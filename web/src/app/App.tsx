// The page: what stands where.

import { createEffect, createSignal, onCleanup } from "solid-js";
import { PricePanel } from "../features/chart/PricePanel.tsx";
import { DropZone } from "../features/drop/DropZone.tsx";
import { LadderPanel } from "../features/ladder/LadderPanel.tsx";
import { SessionBar } from "../features/session/SessionBar.tsx";
import { StatePanel } from "../features/session/StatePanel.tsx";
import { TapePanel } from "../features/tape/TapePanel.tsx";
import { Transport } from "../features/transport/Transport.tsx";
import { createReplay } from "../stores/replay.ts";
import { createTheme } from "../stores/theme.ts";
import { Announcer } from "./Announcer.tsx";
import { createCommands } from "./commands.ts";
import { Header } from "./Header.tsx";
import { listenForKeys } from "./key-listener.ts";
import { startReplayWorker } from "./replay-worker.ts";
import { ShortcutSheet } from "./ShortcutSheet.tsx";
import { SAMPLE_NAME, SAMPLE_URL } from "./sample.ts";

export function App() {
  const theme = createTheme();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const worker = startReplayWorker();
  const replay = createReplay({
    port: worker,
    onPaint: (callback) => requestAnimationFrame(callback),
    playsAtOnce: () => !calm.matches,
  });
  worker.listen(replay.receive, replay.die);

  const [isSheetOpen, setSheetOpen] = createSignal(false);
  let filePicker: HTMLInputElement | undefined;
  const openSample = () => replay.openSample(SAMPLE_NAME, SAMPLE_URL);
  const commands = createCommands({
    replay,
    openSample,
    pickFile: () => filePicker?.click(),
    toggleSheet: () => setSheetOpen(!isSheetOpen()),
  });
  onCleanup(listenForKeys(commands.list, isSheetOpen));
  openSample();

  // For tests, and for whoever looks: the page's state stands on its root element.
  createEffect(() => {
    const page = document.documentElement;
    page.setAttribute("data-state", replay.phase());
    page.setAttribute("data-digest", replay.digest());
    page.setAttribute("data-golden", replay.goldenMark());
  });

  return (
    <DropZone onFile={replay.openFile} inputRef={(input) => (filePicker = input)}>
      <div class="page">
        <Header replay={replay} theme={theme} commands={commands} />
        <main class="page-main" aria-busy={replay.phase() === "loading"}>
          <SessionBar replay={replay} />
          <div class="panels">
            <LadderPanel replay={replay} />
            <PricePanel replay={replay} theme={theme} />
            <TapePanel replay={replay} />
            <StatePanel replay={replay} commands={commands} />
          </div>
        </main>
        <Transport replay={replay} commands={commands} />
      </div>
      <ShortcutSheet commands={commands.list} isOpen={isSheetOpen()} onClose={() => setSheetOpen(false)} />
      <Announcer replay={replay} />
    </DropZone>
  );
}
