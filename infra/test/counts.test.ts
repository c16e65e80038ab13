import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { nodeBin, root, stateDir } from "../lib/paths.mjs";
import { cargoCounts } from "../suites/cargo-counts.mjs";
import { closingLine, exitCode, FAILED, PASSED, skippedBecause, sum } from "../suites/counts.mjs";
import { chooseSuites, runSuites } from "../test.mjs";

const CARGO_OUTPUT = `
     Running unittests src/lib.rs (target/debug/deps/cift_book-0a1b)

running 3 tests
test ladder::finds_the_best ... ok
test ladder::huge_book ... ignored, takes an hour
test ladder::no_reason ... ignored

test result: ok. 1 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/oracle.rs (target/debug/deps/oracle-2c3d)

running 12 tests
test prints ... a line of output that says test result: nothing
test cancels ... FAILED
test trades ... FAILED

failures:

---- cancels stdout ----
thread 'cancels' panicked at crates/book/tests/oracle.rs:12:5:
assertion failed: left

---- crates/book/src/lib.rs - trades (line 3) stdout ----
Error: "no trade"


failures:
    cancels
    trades

test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s

   Doc-tests cift_book
test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
`;

describe("cargo's counts", () => {
  it("are added up over all test programs, with the reasons of what was ignored", () => {
    expect(cargoCounts(CARGO_OUTPUT, 101)).toEqual({
      passed: 15,
      failed: 2,
      skipped: 2,
      skips: ["ladder::huge_book: takes an hour", "ladder::no_reason: ignored, no reason given"],
      failures: [
        "cancels: thread 'cancels' panicked at crates/book/tests/oracle.rs:12:5:\nassertion failed: left",
        'crates/book/src/lib.rs - trades (line 3): Error: "no trade"',
      ],
    });
  });

  it("are the same when the output is coloured", () => {
    const coloured = CARGO_OUTPUT.replaceAll("ok. ", "\x1b[32mok\x1b[0m. ");
    expect(cargoCounts(coloured, 101)).toEqual(cargoCounts(CARGO_OUTPUT, 101));
  });

  it("have a failure when it did not compile, or when a test program died without a closing line", () => {
    const broken = "error[E0425]: cannot find value `x`\n  --> crates/book/src/lib.rs:7:9\n";
    expect(cargoCounts(broken, 101)).toMatchObject({
      passed: 0,
      failed: 1,
      failures: ["error[E0425]: cannot find value `x`\n  --> crates/book/src/lib.rs:7:9"],
    });
    const died =
      "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured\nerror: test failed (signal: 6, SIGABRT)";
    expect(cargoCounts(died, 101)).toMatchObject({ passed: 3, failed: 1 });
  });
});

describe("the sum", () => {
  it("adds everything and closes with one line", () => {
    const counts = sum([
      PASSED,
      PASSED,
      FAILED,
      skippedBecause("no browser"),
      cargoCounts(CARGO_OUTPUT, 101),
    ]);
    expect(closingLine(counts)).toBe("17 passed, 3 failed, 3 skipped");
    expect(counts.skips).toContain("no browser");
  });

  it("is green only when something ran and nothing failed", () => {
    expect(exitCode(sum([PASSED, skippedBecause("no browser")]))).toBe(0);
    expect(exitCode(sum([PASSED, FAILED]))).toBe(1);
    expect(exitCode(sum([]))).toBe(1);
    expect(exitCode(skippedBecause("everything"))).toBe(1);
  });
});

describe("the suites", () => {
  const suite = (name: string, run: () => Promise<typeof PASSED>) => ({ name, needsBuild: false, run });

  it("all run, also after one that broke", async () => {
    vi.spyOn(console, "log").mockReturnValue();
    const said = vi.spyOn(console, "error").mockReturnValue();
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const { counts, lines } = await runSuites([
      suite("first", () => Promise.reject(new Error("spawn nothing ENOENT"))),
      suite("second", () => Promise.resolve(PASSED)),
      suite("third", () => Promise.resolve(skippedBecause("cargo clippy is not installed"))),
      suite("fourth", () => Promise.resolve({ ...FAILED, failures: ["a > b\nexpected 1 to be 2"] })),
    ]);
    expect(closingLine(counts)).toBe("1 passed, 2 failed, 1 skipped");
    expect(said).toHaveBeenCalledWith("spawn nothing ENOENT");
    expect(lines).toHaveLength(6);
    expect(lines[3]).toContain("cargo clippy is not installed");
    expect(lines[5]).toBe("      failed: a > b\n        expected 1 to be 2");
  });

  it("are chosen by name, and a name that is none is refused with the names there are", () => {
    const all = [suite("fmt", () => Promise.resolve(PASSED)), suite("unit", () => Promise.resolve(PASSED))];
    expect(chooseSuites(all, []).map((one) => one.name)).toEqual(["fmt", "unit"]);
    expect(chooseSuites(all, ["unit"]).map((one) => one.name)).toEqual(["unit"]);
    expect(() => chooseSuites(all, ["unti"])).toThrow(/no suite 'unti'[\s\S]*fmt, unit/);
  });

  it("close with the line and a failure when the program is called wrongly", () => {
    const result = spawnSync(process.execPath, [join(root, "infra", "test.mjs"), "nonsense"], {
      encoding: "utf8",
    });
    expect(result.status).toBe(1);
    expect(result.stdout.trimEnd().split("\n").at(-1)).toBe("0 passed, 1 failed, 0 skipped");
    expect(result.stderr).toContain("there is no suite 'nonsense'");
  });
});

describe("vitest's counts", () => {
  it("have skips with their reasons, files that do not load, and errors outside of tests", () => {
    // In the repository, so that the files of the run find vitest.
    mkdirSync(stateDir, { recursive: true });
    const folder = mkdtempSync(join(stateDir, "vitest-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = (name: string, text: string) => writeFileSync(join(folder, name), text);
    file("vitest.config.mjs", "export default {};\n");
    file(
      "mixed.test.mjs",
      `import { describe, expect, it } from "vitest";
       describe("book", () => {
         it("passes", () => expect(1).toBe(1));
         it("fails", () => expect(1).toBe(2));
         it("has no browser", (context) => context.skip("no chromium here"));
         it.todo("is to be written");
       });`,
    );
    file("unloadable.test.mjs", 'import "./nothing.mjs";\n');
    file(
      "rejecting.test.mjs",
      `import { it } from "vitest";
       it("leaves a promise behind", async () => {
         void Promise.reject(new Error("nobody waits for this"));
         await new Promise((resolve) => setTimeout(resolve, 20));
       });`,
    );
    const path = join(folder, "counts.json");
    const reporter = join(root, "infra", "suites", "vitest-counts.mjs");
    spawnSync(nodeBin("vitest"), ["run", "--root", folder, `--reporter=${reporter}`], {
      env: { ...process.env, CIFT_VITEST_COUNTS: path },
      stdio: "ignore",
    });
    const { failures, ...counts } = JSON.parse(readFileSync(path, "utf8"));
    expect(counts).toEqual({
      passed: 2,
      failed: 3,
      skipped: 2,
      skips: ["book > has no browser: no chromium here", "book > is to be written: no reason given"],
    });
    expect(failures).toHaveLength(3);
    const all = failures.join("\n");
    expect(all).toMatch(/mixed\.test\.mjs > book > fails\n.*expected 1 to be 2.*\nat .*mixed\.test\.mjs:4/);
    expect(all).toMatch(/unloadable\.test\.mjs\n.*nothing\.mjs/);
    expect(all).toMatch(/outside of all tests\nnobody waits for this/);
  });
});
