// The two backends: whether they load, and whether they and the facade are of one build.

import { type BackendKind, type EngineBackend, LAYOUT_HASH, loadBackend } from "@cift/engine";
import type { Check } from "./check.js";

/** A function whose one instruction is of the SIMD proposal: `v128.const`, dropped. */
const SIMD_MODULE = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x17, 0x01, 0x15, 0x00, 0xfd, 0x0c, ...new Uint8Array(16), 0x1a, 0x0b],
);

export function simdCheck(): Check {
  const ok = WebAssembly.validate(SIMD_MODULE);
  const detail = ok ? "supported" : "this runtime has no SIMD: use a newer Node";
  return { name: "WebAssembly SIMD", state: ok ? "ok" : "missing", detail, needed: true };
}

export async function engineChecks(): Promise<Check[]> {
  const wasm = await tryBackend("wasm");
  const native = await tryBackend("native");
  const loaded = [wasm, native].flatMap((one) => (one.backend === undefined ? [] : [one.backend]));
  return [backendCheck("wasm", wasm, true), backendCheck("native", native, false), agreement(loaded)];
}

interface Attempt {
  readonly backend?: EngineBackend;
  readonly problem?: string;
}

async function tryBackend(kind: BackendKind): Promise<Attempt> {
  try {
    return { backend: await loadBackend(kind) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function backendCheck(kind: BackendKind, { backend, problem }: Attempt, needed: boolean): Check {
  const name = `${kind} backend`;
  if (backend === undefined)
    return { name, needed, state: "missing", detail: `${problem} (node infra/build.mjs)` };
  return { name, needed, state: "ok", detail: versionsOf(backend) };
}

function agreement(backends: readonly EngineBackend[]): Check {
  const name = "one build";
  const all = new Set([layoutText(LAYOUT_HASH), ...backends.map(({ layoutHash }) => layoutText(layoutHash))]);
  const versions = new Set(backends.map(versionsOf));
  if (all.size === 1 && versions.size <= 1) {
    return { name, needed: true, state: "ok", detail: `facade and backends have layout ${[...all].join()}` };
  }
  const detail = `facade and backends differ: ${[...all, ...versions].join(" / ")} (node infra/build.mjs)`;
  return { name, needed: true, state: "wrong", detail };
}

function versionsOf({ abiVersion, semanticsVersion, layoutHash }: EngineBackend): string {
  return `ABI ${abiVersion}, semantics ${semanticsVersion}, layout ${layoutText(layoutHash)}`;
}

function layoutText(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, "0");
}
