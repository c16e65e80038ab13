// The README's programs run, and print what their comments say.

import { readFile } from "node:fs/promises";
import ts from "typescript";
import { expect, test } from "vitest";
import { runScript } from "./support/children.js";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
const programs = [...readme.matchAll(/```ts\n(.*?)```/gs)].map((found) => found[1] ?? "");

/** What the comments behind `console.log(…)` say: the text, up to a comma that explains it. */
function promised(program: string): string[] {
  return [...program.matchAll(/console\.log\(.*\);? \/\/ (.*)$/gm)].map((found) => found[1] ?? "");
}

test("there are programs", () => {
  expect(programs.length).toBeGreaterThanOrEqual(6);
});

test.each(programs.map((program, index) => [index, program] as const))(
  "program %i",
  async (_index, program) => {
    const { outputText } = ts.transpileModule(program, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    });
    const { code, stdout, stderr } = await runScript(outputText.replaceAll('"@cift/engine"', "ENGINE"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const printed = stdout.split("\n").map((line) => line.trim());
    for (const promise of promised(program)) {
      const found = printed.some((line) => line === promise || promise.startsWith(`${line},`));
      expect(
        found || stdout.replace(/\s+/g, " ").includes(promise),
        `printed is:\n${stdout}\npromised: ${promise}`,
      ).toBe(true);
    }
  },
);
