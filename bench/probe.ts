// The calibration probe (../shared/probe): a throw-away ladder that shows what a machine can do. Compiled here.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WASM_FEATURES } from "../infra/build/wasm.mjs";
import { thisSystem } from "../infra/setup/system.mjs";
import { findWasmCompiler, wasmLinker } from "../infra/setup/wasm-target.mjs";
import { output, root } from "./child.js";
import type { ChromiumEngine } from "./chromium/start.js";
import type { Contender } from "./contender.js";
import type { Sample } from "./sample.js";

const folder = join(root, "..", "shared", "probe");
const COMMON = [
  "--edition",
  "2021",
  "-C",
  "opt-level=3",
  "-C",
  "codegen-units=1",
  "-C",
  "overflow-checks=on",
];
/** As its README says, with the features that the engine is built for. */
const WASM_OPT = ["-O4", ...WASM_FEATURES];

/** The probe, native and in WebAssembly; none where its folder is absent. */
export async function probeContenders(
  cache: string,
  chromium: ChromiumEngine | undefined,
): Promise<Contender[]> {
  if (!existsSync(folder)) {
    console.log(`The probe is not here (${folder}): its columns stay empty.`);
    return [];
  }
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "probe.rs")))
    .digest("hex")
    .slice(0, 16);
  const target = join(cache, `probe-${hash}`);
  mkdirSync(target, { recursive: true });
  const native = await buildNative(join(target, "probe"));
  const wasm = await buildWasm(target);
  return [
    contender("probe-native", "the probe, native", (file) => output(native, [file])),
    contender("probe-wasm", "the probe, WebAssembly in Node", (file) =>
      output(process.execPath, [join(folder, "run.mjs"), wasm, file]),
    ),
    ...(chromium === undefined ? [] : [chromiumProbe(chromium, readFileSync(wasm))]),
  ];
}

async function buildNative(program: string): Promise<string> {
  if (!existsSync(program)) {
    await output("rustc", [...COMMON, "-C", "panic=abort", "-o", program, join(folder, "probe.rs")]);
  }
  return program;
}

async function buildWasm(target: string): Promise<string> {
  const optimised = join(target, "probe.o.wasm");
  if (existsSync(optimised)) return optimised;
  const system = thisSystem();
  const compiler = findWasmCompiler(system);
  if (compiler === undefined)
    throw new Error("there is no Rust compiler with the wasm target: infra/bootstrap bench");
  const linker = wasmLinker(system, compiler);
  const module = join(target, "probe.wasm");
  await output(compiler.rustc, [
    ...COMMON,
    ...["--target", "wasm32-unknown-unknown", "--crate-type", "cdylib"],
    ...(linker === undefined ? [] : ["-C", `linker=${linker}`]),
    ...["-o", module, join(folder, "probe.rs")],
  ]);
  await output(join(root, "node_modules", ".bin", "wasm-opt"), [...WASM_OPT, module, "-o", optimised]);
  return optimised;
}

function contender(id: string, what: string, play: (file: string) => Promise<string>): Contender {
  return {
    id,
    what,
    // It reads flash1 files only.
    run: async (flow) =>
      flow.format === "flash1" ? samplesOf(await play(flow.file), id, flow.name, messagesIn(flow.file)) : [],
  };
}

function chromiumProbe(chromium: ChromiumEngine, bytes: Uint8Array): Contender {
  const module = chromium.addInput("probe.wasm", bytes);
  return {
    id: "probe-chromium",
    what: "the probe, WebAssembly in a worker of Chromium",
    async run({ name, format, file }) {
      if (format !== "flash1") return [];
      const input = chromium.addInput(name, readFileSync(file));
      const ways = await chromium.perform({ kind: "probe", module, input });
      const messages = messagesIn(file);
      return Object.entries(ways).map(([way, nsPerMessage]) => ({
        flow: name,
        contender: `probe-chromium ${way}`,
        messages,
        nsPerMessage,
      }));
    },
  };
}

/** Lines like `native touch      47.20 M msg/s  21.2 ns 0123456789abcdef`. */
function samplesOf(text: string, id: string, flow: string, messages: number): Sample[] {
  return [...text.matchAll(/^\w+ +(.+?) +[\d.]+ M msg\/s +([\d.]+) ns/gm)].map(([, way = "", ns = ""]) => ({
    flow,
    contender: `${id} ${way}`,
    messages,
    nsPerMessage: Number(ns),
  }));
}

function messagesIn(file: string): number {
  return readFileSync(file).readUInt32LE(12);
}
