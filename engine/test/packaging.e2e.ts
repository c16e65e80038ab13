// The package as others get it: packed, installed from the tarball, and used from Node, TypeScript, Vite and Chromium.

import { readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build, createServer, type InlineConfig, preview } from "vite";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { chromiumPath, resultOf, startChromium } from "./support/chromium.js";
import { type Consumer, ENGINE_FOLDER, installConsumer, tool } from "./support/consumer.js";

let consumer: Consumer;
/** What every way to run it comes to. */
let expected: { readonly digest: string; readonly trades: number };

beforeAll(async () => {
  consumer = await installConsumer();
  // The plain script imports compiled TypeScript of the project.
  await consumer.run(process.execPath, [
    tool("typescript/bin/tsc"),
    ...["-p", "tsconfig.node.json", "--noEmit", "false", "--rootDir", "src", "--outDir", "compiled"],
  ]);
});

afterAll(() => consumer?.remove());

test("the tarball has what is needed, and nothing else", async () => {
  const files = (await readdir(consumer.installed, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(consumer.installed.length + 1));
  expect(files).toEqual(
    expect.arrayContaining([
      "README.md",
      "LICENSE-APACHE",
      "LICENSE-MIT",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/worker.js",
      "wasm/cift_wasm_bg.wasm",
      "wasm/cift_wasm.d.ts",
      `native/cift.${process.platform}-${process.arch}.node`,
    ]),
  );
  expect(
    files.filter((file) => !/^(dist|wasm|native)\/|^(package\.json|README\.md|LICENSE-\w+)$/.test(file)),
  ).toEqual([]);
  expect(files.filter((file) => /tsbuildinfo|\.test\.|(?<!\.d)\.ts$/.test(file))).toEqual([]);
});

test.each(["LICENSE-APACHE", "LICENSE-MIT"])("%s is the repository's", async (name) => {
  const [ours, theirs] = await Promise.all(
    [join(ENGINE_FOLDER, name), join(ENGINE_FOLDER, "..", name)].map((path) => readFile(path, "utf8")),
  );
  expect(ours).toBe(theirs);
});

describe("Node", () => {
  test("runs it in a script, in a client's worker and in a thread of one's own", async () => {
    const { stdout, stderr } = await consumer.run(process.execPath, ["node-main.mjs"]);
    const outcomes = JSON.parse(stdout) as { readonly here: typeof expected };
    expected = { digest: outcomes.here.digest, trades: outcomes.here.trades };
    expect(expected.trades).toBeGreaterThan(1000);
    expect(outcomes).toEqual({
      here: { backend: "native", ...expected },
      client: { backend: "native", ...expected },
      ownThread: { backend: "native", ...expected },
      wasm: { backend: "wasm", ...expected },
    });
    expect(stderr).toBe("");
  });

  test("runs it without the addon, and says so", async () => {
    const native = join(consumer.installed, "native");
    await rename(native, `${native}-away`);
    onTestFinished(() => rename(`${native}-away`, native));
    const { stdout, stderr } = await consumer.run(process.execPath, ["node-main.mjs"]);
    const outcomes = JSON.parse(stdout) as Record<string, unknown>;
    for (const outcome of Object.values(outcomes)) expect(outcome).toEqual({ backend: "wasm", ...expected });
    // The thread of one's own is started before this one has said it, and shares nothing with it.
    expect(new Set(stderr.trim().split("\n")).size).toBe(1);
    expect(stderr).toContain("@cift/engine: using WebAssembly, because BACKEND_UNAVAILABLE");
  });
});

describe("TypeScript", () => {
  test.each([
    ["a browser's project, whose check skips nothing", "tsconfig.json"],
    ["a project of Node", "tsconfig.node.json"],
  ])("checks %s", async (_name, project) => {
    const { stdout } = await consumer.run(process.execPath, [tool("typescript/bin/tsc"), "-p", project]);
    expect(stdout).toBe("");
  });
});

describe.skipIf(chromiumPath === undefined)("Chromium (skipped where none is installed)", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  function config(): InlineConfig {
    return {
      root: consumer.folder,
      configFile: false,
      logLevel: "error",
      cacheDir: join(consumer.folder, ".vite"),
      worker: { format: "es" },
      build: { target: "es2022", outDir: join(consumer.folder, "dist"), emptyOutDir: true },
      server: { port: 0, host: "127.0.0.1" },
      preview: { port: 0, host: "127.0.0.1" },
    };
  }

  function outcomes() {
    const wasm = { backend: "wasm", ...expected };
    const dead = (reason: string) => Array(2).fill(`WORKER_DEAD: the worker is gone: ${reason}`);
    return {
      page: wasm,
      client: wasm,
      ownWorker: wasm,
      servingWorker: wasm,
      twice: [wasm, wasm],
      terminated: dead("it was terminated"),
      thrown: dead("it threw: Uncaught Error: thrown on purpose"),
      missing: "WORKER_DEAD: the worker is gone: its program does not load",
      native: "BACKEND_UNAVAILABLE: the native backend does not load: native addons run in Node only",
      types: "1.5",
    };
  }
  test("runs it from Vite's development server", async () => {
    const server = await createServer(config());
    onTestFinished(() => server.close());
    await server.listen();
    const { result, complaints } = await resultOf(browser, server.resolvedUrls?.local[0] ?? "");
    expect(result).toEqual(outcomes());
    expect(complaints.filter((text) => !/thrown on purpose|nowhere/.test(text))).toEqual([]);
  });

  test("runs it from what Vite built", async () => {
    await build(config());
    const assets = await readdir(join(consumer.folder, "dist", "assets"));
    expect(assets.filter((name) => name.endsWith(".wasm"))).toHaveLength(1);
    const server = await preview(config());
    onTestFinished(() => server.close());
    const { result, complaints } = await resultOf(browser, server.resolvedUrls?.local[0] ?? "");
    expect(result).toEqual(outcomes());
    expect(complaints.filter((text) => !/thrown on purpose|nowhere/.test(text))).toEqual([]);
  });
});
