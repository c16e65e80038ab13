import { describe, expect, it } from "vitest";
import { grouped, rate } from "../src/cli/numbers.js";
import { paintFor, wantsColour } from "../src/cli/paint.js";
import { noProgress, progressOn } from "../src/cli/progress.js";
import { dataProgress } from "../src/market-data/work.js";

/** A stream that keeps what is written to it. */
function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { stream, written };
}

describe("progress", () => {
  it("is one line on a terminal, and leaves nothing behind", () => {
    const { stream, written } = fakeStream(true);
    const progress = progressOn(stream, {});
    progress.show("reading");
    progress.show("too soon to be seen", 0.5);
    progress.clear();
    progress.show("playing", 0.999);
    progress.clear();
    const clear = "\r\u001b[2K";
    expect(written).toEqual([`${clear}reading`, clear, `${clear}playing 99 %`, clear]);
  });

  it("is silent in a pipe and in CI", () => {
    expect(progressOn(fakeStream(false).stream, {})).toBe(noProgress);
    expect(progressOn(fakeStream(true).stream, { CI: "true" })).toBe(noProgress);
  });
});

describe("progress of market data", () => {
  it("says how fast it is and how long it will take", async () => {
    const shown: string[] = [];
    const progress = {
      show: (what: string, done?: number) => shown.push(`${what} ${done}`),
      clear: () => undefined,
    };
    const show = dataProgress({ progress, paint: paintFor(false), note: () => undefined }, "reading");
    show({ read: 0, total: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    show({ read: 1_000_000, total: 1_000_000_000 });
    show({ read: 1_000_000_000, total: 1_000_000_000 });
    expect(shown[0]).toBe("reading at 0 MB/s undefined");
    expect(shown[1]).toMatch(/^reading at \d+ MB\/s, \d+( min \d+)? s left 0\.001$/);
    expect(shown[2]).toMatch(/^reading at \d+ MB\/s 1$/);
  });
});

describe("colours", () => {
  it.each([
    [true, true, {}, true],
    [true, false, {}, false],
    [false, true, { FORCE_COLOR: "1" }, false],
    [true, true, { NO_COLOR: "1" }, false],
    [true, true, { NO_COLOR: "" }, true],
    [true, false, { FORCE_COLOR: "1" }, true],
    [true, true, { FORCE_COLOR: "0" }, false],
    [true, true, { TERM: "dumb" }, false],
  ])("flag %s, terminal %s, %j: %s", (flag, terminal, env, wanted) => {
    expect(wantsColour(flag, terminal, env)).toBe(wanted);
  });

  it("can be told apart from the text", () => {
    expect(paintFor(true).green("ok")).toBe("\u001b[32mok\u001b[39m");
    expect(paintFor(false).green("ok")).toBe("ok");
  });
});

describe("numbers", () => {
  it("are the same on every machine", () => {
    expect([0, 999, 1000, 1996097].map(grouped)).toEqual(["0", "999", "1,000", "1,996,097"]);
    expect([26_400_000, 950_000, 1234].map(rate)).toEqual(["26.4 M/s", "950.0 k/s", "1234 /s"]);
  });
});
