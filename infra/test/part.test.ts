import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildPart } from "../build/part.mjs";
import { filesUnder, hashInputs } from "../lib/hash.mjs";
import { temporaryFolder } from "./temporary.js";

/** A part that copies `in.txt` to `out.txt` and counts how often it did. */
function copying() {
  const base = temporaryFolder();
  const source = join(base, "in.txt");
  const result = join(base, "out.txt");
  writeFileSync(source, "one");
  const state = { made: 0, options: "-O3", stale: [] as boolean[], during: () => {} };
  const part = {
    name: "copy",
    inputs: () => [source],
    options: () => state.options,
    outputs: () => filesUnder(result),
    make({ outputsAreStale }: { outputsAreStale: boolean }) {
      state.made += 1;
      state.stale.push(outputsAreStale);
      const content = readFileSync(source, "utf8");
      state.during();
      writeFileSync(result, content);
      return Promise.resolve(`copy of ${content}`);
    },
  };
  const build = () => buildPart(part, { base, stamps: join(base, "stamps") });
  return { base, source, result, state, part, build };
}

describe("a part of the build", () => {
  it("is made once", async () => {
    const { build, state } = copying();
    expect(await build()).toBe("copy of one");
    expect(await build()).toBe("unchanged: copy of one");
    expect(state.made).toBe(1);
  });

  it("is made again when an input changed", async () => {
    const { build, source, result } = copying();
    await build();
    writeFileSync(source, "two");
    expect(await build()).toBe("copy of two");
    expect(readFileSync(result, "utf8")).toBe("two");
  });

  it("is made again when a flag or a compiler changed", async () => {
    const { build, state } = copying();
    await build();
    state.options = "-O4";
    await build();
    expect(state.made).toBe(2);
  });

  it("is made again when its output was removed or written over, and is told so", async () => {
    const { build, result, state } = copying();
    await build();
    rmSync(result);
    await build();
    writeFileSync(result, "somebody else's");
    await build();
    expect(readFileSync(result, "utf8")).toBe("one");
    expect(state.made).toBe(3);
    expect(state.stale).toEqual([true, true, true]);
  });

  it("knows that its outputs are its own when only an input changed", async () => {
    const { build, source, state } = copying();
    await build();
    writeFileSync(source, "two");
    await build();
    expect(state.stale).toEqual([true, false]);
  });

  it("is made again when an input was edited while it was being made", async () => {
    const { build, source, state } = copying();
    state.during = () => writeFileSync(source, "edited");
    await build();
    state.during = () => {};
    expect(await build()).toBe("copy of edited");
  });

  it("is made again after it failed, with the same inputs too", async () => {
    const { build, state } = copying();
    await build();
    state.options = "broken";
    state.during = () => {
      throw new Error("no compiler");
    };
    await expect(build()).rejects.toThrow("no compiler");
    await expect(build()).rejects.toThrow("no compiler");
    state.during = () => {};
    expect(await build()).toBe("copy of one");
  });

  it("is skipped with the reason, and leaves no stamp", async () => {
    const { base, part } = copying();
    const stamps = join(base, "stamps");
    expect(await buildPart({ ...part, skip: () => "not there yet" }, { base, stamps })).toBe(
      "skipped: not there yet",
    );
    expect(existsSync(stamps)).toBe(false);
  });
});

describe("the hash of inputs", () => {
  it("is the same in another folder, and does not depend on the order of the files", () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    for (const base of [here, there]) {
      mkdirSync(join(base, "src"));
      writeFileSync(join(base, "src", "a"), "1");
      writeFileSync(join(base, "src", "b"), "2");
    }
    const files = filesUnder(here);
    expect(hashInputs(here, files)).toBe(hashInputs(there, filesUnder(there)));
    expect(hashInputs(here, [...files].reverse())).toBe(hashInputs(here, files));
  });

  it("differs when a file is renamed, and when content moves from one file to the next", () => {
    const base = temporaryFolder();
    const [a, b, c] = ["a", "b", "c"].map((name) => join(base, name)) as [string, string, string];
    writeFileSync(a, "xy");
    writeFileSync(b, "z");
    const before = hashInputs(base, [a, b]);
    writeFileSync(a, "x");
    writeFileSync(b, "yz");
    expect(hashInputs(base, [a, b])).not.toBe(before);
    writeFileSync(a, "xy");
    writeFileSync(c, "z");
    expect(hashInputs(base, [a, c])).not.toBe(before);
  });

  it("leaves out what it is told to, at any depth", () => {
    const base = temporaryFolder();
    mkdirSync(join(base, "book", "tests"), { recursive: true });
    writeFileSync(join(base, "book", "tests", "t.rs"), "");
    writeFileSync(join(base, "book", "lib.rs"), "");
    expect(filesUnder(base, (name) => name === "tests")).toEqual([join(base, "book", "lib.rs")]);
    expect(filesUnder(join(base, "nowhere"))).toEqual([]);
  });
});
