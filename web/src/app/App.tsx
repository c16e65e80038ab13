// The page: what stands where.

import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";
import { PricePanel } from "../features/chart/PricePanel.tsx";
import { DropZone } from "../features/drop/DropZone.tsx";
import { LadderPanel } from "../features/ladder/LadderPanel.tsx";
import { MarketView } from "../features/market/MarketView.tsx";
import { SessionBar } from "../features/session/SessionBar.tsx";
import { StatePanel } from "../features/session/StatePanel.tsx";
import { TapePanel } from "../features/tape/TapePanel.tsx";
import { Transport } from "../features/transport/Transport.tsx";
import { createMarket } from "../stores/market.ts";
import { createReplay } from "../stores/replay.ts";
import { createTheme } from "../stores/theme.ts";
import { Announcer } from "./Announcer.tsx";
import { createCommands } from "./commands.ts";
import { Header } from "./Header.tsx";
import { listenForKeys } from "./key-listener.ts";
import { ShortcutSheet } from "./ShortcutSheet.tsx";
import { SAMPLE_NAME, SAMPLE_URL } from "./sample.ts";
import { marketWorker, replayWorker } from "./workers.ts";

/** The page's state, for tests and for whoever looks. */
const MARKET_STATES = { loading: "loading", open: "market", failed: "failed" } as const;

export function App() {
  const theme = createTheme();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const reader = marketWorker();
  const market = createMarket(reader);
  reader.listen(market.receive, market.die);
  const player = replayWorker();
  const replay = createReplay({
    port: player,
    onPaint: (callback) => requestAnimationFrame(callback),
    playsAtOnce: () => !calm.matches,
    onOtherFiles: market.open,
  });
  player.listen(replay.receive, replay.die);
  const showsReplay = () => market.phase() === "closed";

  const [isSheetOpen, setSheetOpen] = createSignal(false);
  let filePicker: HTMLInputElement | undefined;
  const openSample = (): void => {
    market.close();
    replay.openSample(SAMPLE_NAME, SAMPLE_URL);
  };
  const openFiles = (files: readonly File[]): void => {
    // The view stays until it is known what the file is.
    if (!showsReplay()) market.expect(files);
    replay.openFiles(files);
  };
  // Whatever the replay shows, it shows instead of the market.
  createEffect(
    on([replay.info, replay.phase], ([info, phase]) => {
      if (info !== undefined || phase === "failed") market.close();
    }),
  );
  const commands = createCommands({
    replay,
    market,
    showsReplay,
    openSample,
    pickFile: () => filePicker?.click(),
    toggleSheet: () => setSheetOpen(!isSheetOpen()),
  });
  onCleanup(listenForKeys(commands.list, isSheetOpen));
  openSample();

  createEffect(() => {
    const page = document.documentElement;
    const phase = market.phase();
    page.setAttribute("data-view", phase === "closed" ? "replay" : "market");
    page.setAttribute("data-state", phase === "closed" ? replay.phase() : MARKET_STATES[phase]);
    page.setAttribute("data-digest", replay.digest());
    page.setAttribute("data-golden", replay.goldenMark());
  });

  const isSample = () => showsReplay() && (replay.info()?.isSample === true || replay.phase() === "loading");
  return (
    <DropZone onFiles={openFiles} inputRef={(input) => (filePicker = input)}>
      <div class="page">
        <Header isSample={isSample()} theme={theme} commands={commands} />
        <Show
          when={showsReplay()}
          fallback={<MarketView market={market} theme={theme} commands={commands} />}
        >
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
        </Show>
      </div>
      <ShortcutSheet commands={commands.list} isOpen={isSheetOpen()} onClose={() => setSheetOpen(false)} />
      <Announcer replay={replay} market={market} />
    </DropZone>
  );
}
