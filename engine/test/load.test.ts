// Which backend is loaded, and what is said when the wanted one is not there.

import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExchangeClient, LAYOUT_HASH, loadBackend } from "@cift/engine";
import { expect, onTestFinished, test } from "vitest";
import { runScript } from "./support/children.js";
import { errorOf } from "./support/places.js";

const MISSING = "/nowhere/cift.node";
const WASM = new URL("../wasm/cift_wasm_bg.wasm", import.meta.url);

test("auto takes native where it loads", async () => {
  expect((await loadBackend()).kind).toBe("native");
  expect((await loadBackend("auto")).kind).toBe("native");
});

test("auto takes WebAssembly where native does not load, and says so once per process", async () => {
  const { code, stdout, stderr } = await runScript(`
    import { Exchange, ExchangeClient, loadBackend } from ENGINE;
    const load = { native: "${MISSING}" };
    const kinds = [];
    for (let i = 0; i < 2; i++) {
      kinds.push((await loadBackend("auto", load)).kind);
      const exchange = await Exchange.create({ instruments: ["A"] }, { load });
      const client = await ExchangeClient.create({ instruments: ["A"] }, { load });
      kinds.push(exchange.backend, client.backend);
      exchange.dispose();
      await client.dispose();
    }
    console.log(kinds.join());
  `);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "wasm,wasm,wasm,wasm,wasm,wasm\n" });
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toContain(
    "@cift/engine: using WebAssembly, because BACKEND_UNAVAILABLE: the native backend does not load",
  );
  expect(stderr).toContain(MISSING);
});

test("two workers of a process say it once, too", async () => {
  const { stderr } = await runScript(`
    import { ExchangeClient } from ENGINE;
    const load = { native: "${MISSING}" };
    const clients = await Promise.all([1, 2].map(() => ExchangeClient.create({ instruments: ["A"] }, { load })));
    for (const client of clients) await client.dispose();
  `);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});

test("who wants to hear of it is told instead", async () => {
  const heard: string[] = [];
  const load = { native: MISSING, onFallback: (message: string) => heard.push(message) };
  expect((await loadBackend("auto", load)).kind).toBe("wasm");
  const client = await ExchangeClient.create({ instruments: ["A"] }, { load });
  onTestFinished(() => client.dispose());
  expect(heard).toHaveLength(2);
  expect(heard[0]).toBe(heard[1]);
});

test("native that is asked for by name is not replaced", async () => {
  const error = await errorOf(() => loadBackend("native", { native: MISSING }), "BACKEND_UNAVAILABLE");
  expect(error.message).toContain(MISSING);
  expect(error.cause).toBeInstanceOf(Error);
});

test.each(["wasm", "native"])("CIFT_BACKEND=%s decides where nobody else does", async (wanted) => {
  const { stdout, stderr } = await runScript(
    `
    import { Exchange, loadBackend } from ENGINE;
    const kinds = [(await loadBackend()).kind, (await loadBackend("auto")).kind, (await loadBackend("wasm")).kind];
    const exchange = await Exchange.create({ instruments: ["A"] });
    console.log([...kinds, exchange.backend].join());
    exchange.dispose();
  `,
    { env: { CIFT_BACKEND: wanted } },
  );
  expect({ stdout, stderr }).toEqual({ stdout: `${wanted},${wanted},wasm,${wanted}\n`, stderr: "" });
});

test("CIFT_BACKEND reaches workers", async () => {
  const { stdout } = await runScript(
    `
    import { ExchangeClient } from ENGINE;
    const client = await ExchangeClient.create({ instruments: ["A"] });
    console.log(client.backend);
    await client.dispose();
  `,
    { env: { CIFT_BACKEND: "wasm" } },
  );
  expect(stdout).toBe("wasm\n");
});

test("a choice that there is not is an error", async () => {
  await errorOf(() => loadBackend("fast" as "auto"), "INVALID_ARGUMENT");
  const { stdout } = await runScript(
    `
    import { loadBackend } from ENGINE;
    await loadBackend().catch((error) => console.log(error.message));
  `,
    { env: { CIFT_BACKEND: "fast" } },
  );
  expect(stdout).toBe('INVALID_ARGUMENT: CIFT_BACKEND must be one of auto, wasm, native, not "fast"\n');
});

test("a module may come as bytes, compiled, by address or as a response", async () => {
  const bytes = await readFile(WASM);
  const response = new Response(bytes, { headers: { "Content-Type": "application/wasm" } });
  const plain = new Response(bytes);
  for (const wasm of [
    bytes,
    await WebAssembly.compile(bytes),
    WASM,
    WASM.href,
    WASM.pathname,
    response,
    plain,
  ]) {
    expect((await loadBackend("wasm", { wasm })).layoutHash).toBe(LAYOUT_HASH);
  }
});

test("a module that is not there, or none, is an error", async () => {
  for (const wasm of ["/nowhere/x.wasm", new Uint8Array(8), new Response("gone", { status: 404 })]) {
    await errorOf(() => loadBackend("wasm", { wasm }), "BACKEND_UNAVAILABLE");
  }
});

test("a module of other layouts is refused", async () => {
  const bytes = await readFile(WASM);
  const [ours, other] = [signedLeb(LAYOUT_HASH | 0), signedLeb((LAYOUT_HASH ^ 1) | 0)];
  const patched = Buffer.from(bytes);
  let count = 0;
  // It stands where it is asked for, and where snapshots are checked.
  for (let at = patched.indexOf(ours); at !== -1; at = patched.indexOf(ours)) {
    patched.set(other, at);
    count += 1;
  }
  expect(count).toBeGreaterThan(0);
  const error = await errorOf(() => loadBackend("wasm", { wasm: patched }), "ABI_MISMATCH");
  expect(error.detail).toMatchObject({
    layoutHash: (LAYOUT_HASH ^ 1) >>> 0,
    expectedLayoutHash: LAYOUT_HASH,
  });
});

/** A number as WebAssembly's constants have it. */
function signedLeb(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return Buffer.from(bytes);
  }
}

test("a module that asks for more than is known is refused", async () => {
  // (module (import "env" "clock" (func)))
  const wasm = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
    ...[0x02, 0x0d, 0x01, 0x03, ...Buffer.from("env"), 0x05, ...Buffer.from("clock"), 0x00, 0x00],
  ]);
  const error = await errorOf(() => loadBackend("wasm", { wasm }), "ABI_MISMATCH");
  expect(error.message).toContain("env clock");
});

test("an addon of another version is refused, and auto goes round it", async () => {
  const path = join(tmpdir(), `cift-other-${process.pid}.cjs`);
  onTestFinished(() => rm(path));
  await writeFile(
    path,
    `module.exports = { abiVersion: () => 99, layoutHash: () => ${LAYOUT_HASH}, semanticsVersion: () => 1 };`,
  );
  const error = await errorOf(() => loadBackend("native", { native: path }), "ABI_MISMATCH");
  expect(error.detail).toMatchObject({ abiVersion: 99, expectedAbiVersion: 1 });
  const heard: string[] = [];
  const backend = await loadBackend("auto", { native: path, onFallback: (message) => heard.push(message) });
  expect(backend.kind).toBe("wasm");
  expect(heard[0]).toContain("ABI_MISMATCH: the native addon was built for version 99");
});
