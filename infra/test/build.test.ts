import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crateFolders } from "../build/crates.mjs";
import { libraryName } from "../build/native.mjs";
import { replaceFile } from "../build/replace-file.mjs";
import { withoutEnding } from "../build/ts.mjs";
import { root } from "../lib/paths.mjs";
import { run, runLogged, shortened, which } from "../lib/process.mjs";
import { readStamp, writeStamp } from "../lib/stamp.mjs";
import { temporaryFolder } from "./temporary.js";

describe("the build", () => {
  it("refuses a part that does not exist and names those that do", () => {
    const result = spawnSync(process.execPath, [join(root, "infra", "build.mjs"), "wams"], {
      encoding: "utf8",
    });
    expect(result.status).toBe(2);
    expect(result.stderr).toContain("no part 'wams'; parts: wasm, data-wasm, native, data-native, ts, web");
  });

  it("leaves a file that is open as it was when it puts a new one in its place", () => {
    const folder = temporaryFolder();
    const [made, placed] = [join(folder, "made"), join(folder, "native", "cift.node")];
    writeFileSync(made, "old");
    replaceFile(made, placed);
    const held = openSync(placed, "r");
    writeFileSync(made, "new");
    replaceFile(made, placed);
    const buffer = Buffer.alloc(3);
    readSync(held, buffer, 0, 3, 0);
    closeSync(held);
    expect([buffer.toString(), readFileSync(placed, "utf8")]).toEqual(["old", "new"]);
  });

  it("knows what cargo calls the library, and what tsc makes of a source", () => {
    const platforms = ["linux", "darwin", "win32"] as const;
    expect(platforms.map((platform) => libraryName(platform, "napi"))).toEqual([
      "libcift_napi.so",
      "libcift_napi.dylib",
      "cift_napi.dll",
    ]);
    for (const file of ["a/b.ts", "a/b.js", "a/b.d.ts", "a/b.js.map", "a/b.d.ts.map"]) {
      expect(withoutEnding(file)).toBe("a/b");
    }
  });
});

it("is made again for the crates that a binding is made of, and for no others", () => {
  expect([...crateFolders("wasm")].sort()).toEqual([
    "book",
    "engine",
    "host",
    "journal",
    "risk",
    "types",
    "wasm",
    "wire",
  ]);
  expect(crateFolders("data-wasm")).toContain("import");
  expect(crateFolders("data-wasm")).not.toContain("engine");
});

describe("programs", () => {
  it("that fail show the beginning and the end of what they printed, and where the rest is", async () => {
    const program = 'for (let i = 0; i < 100; i++) console.log("line " + i); process.exit(3)';
    const failure = await runLogged("test-failing", process.execPath, ["-e", program]).catch(
      (error) => error,
    );
    const message: string = failure.message;
    expect(message).toContain("failed with exit code 3");
    expect(message).toContain(join(".cift", "log", "test-failing.log"));
    expect(message).toContain(":\nline 0\n");
    expect(message).toMatch(/line 11\n… 48 lines more …\nline 60\n/);
    expect(message.endsWith("line 99")).toBe(true);
  });

  it("that print little show all of it", () => {
    const lines = Array.from({ length: 53 }, (_, i) => `line ${i}`).join("\n");
    expect(shortened(lines)).toBe(lines);
    expect(shortened(`${lines}\none more`)).toContain("… 2 lines more …");
  });

  it("that do not exist are an error, and those that a signal ends have not succeeded", async () => {
    await expect(runLogged("test-missing", "/nowhere/cargo", [])).rejects.toThrow(/ENOENT/);
    expect(await run(process.execPath, ["-e", 'process.kill(process.pid, "SIGKILL")'])).toBe(128);
  });

  it("are found on the PATH as the shell finds them: the first one that can be run", () => {
    const folder = temporaryFolder();
    const [first, second] = [join(folder, "first"), join(folder, "second")];
    mkdirSync(join(first, "tool-folder"), { recursive: true });
    mkdirSync(second);
    writeFileSync(join(first, "tool"), "", { mode: 0o644 });
    writeFileSync(join(second, "tool"), "", { mode: 0o755 });
    const path = `${first}:${second}`;
    expect(which("tool", path)).toBe(join(second, "tool"));
    expect(which("tool-folder", path)).toBeUndefined();
    expect(which("nothing", path)).toBeUndefined();
  });
});

describe("a stamp", () => {
  it("that was cut off counts as none", () => {
    const path = join(temporaryFolder(), "deep", "stamp.json");
    expect(readStamp(path)).toBeUndefined();
    writeStamp(path, { inputs: "abc" });
    expect(readStamp(path)).toEqual({ inputs: "abc" });
    writeFileSync(path, '{ "inputs": "a');
    expect(readStamp(path)).toBeUndefined();
  });
});
