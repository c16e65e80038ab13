import { describe, expect, it } from "vitest";
import { grouped, rate } from "../src/cli/numbers.js";
import { paintFor, wantsColour } from "../src/cli/paint.js";
import { noProgress, progressOn } from "../src/cli/progress.js";

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
