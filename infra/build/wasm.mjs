// @ts-check
// crates/wasm and crates/data-wasm to engine/wasm: wasm-pack, then wasm-opt.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { filesUnder } from "../lib/hash.mjs";
import { nodeBin, root } from "../lib/paths.mjs";
import { runLogged } from "../lib/process.mjs";
import { SetupError } from "../lib/setup-error.mjs";
import { readStamp, writeStamp } from "../lib/stamp.mjs";
import { WASM_PACK_VERSION, wasmBindgenVersion } from "../lib/versions.mjs";
import { isToolThere, toolProgram, wasmTools } from "../setup/cargo-tool.mjs";
import { thisSystem } from "../setup/system.mjs";
import { findWasmCompiler, wasmLinker } from "../setup/wasm-target.mjs";
import { crateInputs, requireCrate } from "./crates.mjs";
import { replaceFile } from "./replace-file.mjs";

const SETTINGS = {
  RUSTFLAGS: "-Ctarget-feature=+simd128",
  // Stripping takes away the section by which wasm-bindgen sees the features that are on; wasm-opt strips later.
  CARGO_PROFILE_RELEASE_STRIP: "none",
};

/** The features that rustc's output uses; wasm-opt refuses what it was not told of. */
export const WASM_FEATURES = [
  "--enable-simd",
  "--enable-bulk-memory",
  "--enable-nontrapping-float-to-int",
  "--enable-sign-ext",
  "--enable-mutable-globals",
  "--enable-reference-types",
  "--enable-multivalue",
];

const WASM_OPT_FLAGS = ["-O3", ...WASM_FEATURES];

/** What is made of a module. @param {string} name */
const outputsOf = (name) => [`${name}.js`, `${name}.d.ts`, `${name}_bg.wasm`, `${name}_bg.wasm.d.ts`];

const outputFolder = join(root, "engine", "wasm");
/** Apart from the native one: another compiler, and none of them waits for the other's lock. */
const targetFolder = join(root, "target", "wasm");

/** Compiler and tools, or the error that says how to get them. */
function findTools() {
  const system = thisSystem();
  const compiler = findWasmCompiler(system);
  const tools = wasmTools(wasmBindgenVersion(), WASM_PACK_VERSION);
  const missing = tools.filter((tool) => !isToolThere(tool)).map((tool) => `${tool.program} ${tool.version}`);
  if (compiler === undefined) missing.unshift("a Rust compiler with the wasm target");
  if (!existsSync(nodeBin("wasm-opt"))) missing.push("wasm-opt");
  if (compiler === undefined || missing.length > 0) {
    throw new SetupError(`missing: ${missing.join(", ")}`, ["infra/bootstrap start"]);
  }
  return { compiler, linker: wasmLinker(system, compiler), tools };
}

/**
 * @param {ReturnType<typeof findTools>} found
 * @returns {NodeJS.ProcessEnv}
 */
function buildEnvironment({ compiler, linker, tools }) {
  // wasm-pack takes cargo and wasm-bindgen from the PATH.
  const path = [
    ...tools.map((tool) => dirname(toolProgram(tool))),
    dirname(compiler.cargo),
    process.env.PATH ?? "",
  ];
  return {
    ...process.env,
    PATH: path.join(delimiter),
    RUSTC: compiler.rustc,
    CARGO: compiler.cargo,
    ...SETTINGS,
    CARGO_TARGET_DIR: targetFolder,
    ...(linker === undefined ? {} : { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker }),
  };
}

/**
 * After the standard library was built anew, cargo's old results name one that is gone ("can't find crate").
 * @param {string} library
 */
function dropFolderOfOtherLibrary(library) {
  const stamp = join(targetFolder, "cift-library.json");
  const last = /** @type {{ library?: string } | undefined} */ (readStamp(stamp));
  if (last?.library === library) return;
  rmSync(targetFolder, { recursive: true, force: true });
  writeStamp(stamp, { library });
}

/** @param {string} file */
function sizes(file) {
  const module = readFileSync(join(outputFolder, file));
  const kib = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  return `${file} ${kib(module.length)}, ${kib(gzipSync(module, { level: 9 }).length)} gzip`;
}

/**
 * The part that makes a module of a crate.
 * @param {string} part
 * @param {string} crate its folder
 * @param {string} name of the module
 * @returns {import("./part.mjs").Part}
 */
function modulePart(part, crate, name) {
  return {
    name: part,
    inputs() {
      requireCrate(crate);
      return crateInputs(crate);
    },
    options() {
      const { compiler, tools } = findTools();
      return [
        SETTINGS,
        WASM_OPT_FLAGS,
        compiler.version,
        compiler.library,
        tools.map((tool) => tool.version),
      ];
    },
    outputs: () => outputsOf(name).flatMap((file) => filesUnder(join(outputFolder, file))),
    async make() {
      await makeModule(crate, name);
      return sizes(`${name}_bg.wasm`);
    },
  };
}

/**
 * @param {string} crate
 * @param {string} name
 */
async function makeModule(crate, name) {
  const found = findTools();
  dropFolderOfOtherLibrary(found.compiler.library);
  const packed = join(targetFolder, "pkg", name);
  // --no-opt, --no-pack: wasm-opt is ours below, and the package around the module is @cift/engine.
  const options = ["--target", "web", "--release", "--mode", "no-install", "--no-opt", "--no-pack"];
  const args = ["build", join(root, "crates", crate), ...options, "--out-dir", packed, "--out-name", name];
  const wasmPack = found.tools.find((tool) => tool.program === "wasm-pack");
  if (wasmPack === undefined) throw new Error("wasm-pack is not among the tools");
  await runLogged(`wasm-pack-${crate}`, toolProgram(wasmPack), args, { env: buildEnvironment(found) });
  const optimised = join(packed, "optimised.wasm");
  const module = join(packed, `${name}_bg.wasm`);
  await runLogged(`wasm-opt-${crate}`, nodeBin("wasm-opt"), [...WASM_OPT_FLAGS, module, "-o", optimised]);
  for (const file of outputsOf(name)) {
    replaceFile(file.endsWith("_bg.wasm") ? optimised : join(packed, file), join(outputFolder, file));
  }
}

/** The engine. */
export const wasmPart = modulePart("wasm", "wasm", "cift_wasm");
/** Market data: apart from the engine, so that a page loads what it uses. */
export const dataWasmPart = modulePart("data-wasm", "data-wasm", "cift_data");
