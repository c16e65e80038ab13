// The README's programs, and those of docs/venue.md, run and print what their comments say.

import { describe, expect, test } from "vitest";
import { play, programsOf, WELL } from "./support/programs.js";

const readme = await programsOf(new URL("../README.md", import.meta.url));
const [start, ...venue] = await programsOf(new URL("../../docs/venue.md", import.meta.url));

describe("README.md", () => {
  test("has programs", () => {
    expect(readme.length).toBeGreaterThanOrEqual(6);
  });

  test.each(readme.map((program, index) => [index, program] as const))(
    "program %i",
    async (_index, { text }) => {
      expect(await play(text)).toEqual(WELL);
    },
  );
});

describe("docs/venue.md", () => {
  test("has programs", async () => {
    expect(venue.length).toBeGreaterThanOrEqual(25);
    expect(await play(start?.text ?? "")).toEqual(WELL);
  });

  test.each(venue.map((program, index) => [program.heading, index, program] as const))(
    "%s (%i)",
    async (_heading, _index, { text }) => {
      // What imports nothing goes on from the first program.
      expect(await play(text.includes("import ") ? text : `${start?.text}\n${text}`)).toEqual(WELL);
    },
  );
});
