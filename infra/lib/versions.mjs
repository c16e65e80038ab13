// @ts-check
// Versions: read from the files that pin them, compared number by number.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** Used only while crates/wasm does not exist. The command line tool must be of exactly the crate's version. */
const WASM_BINDGEN_FALLBACK = "0.2.130";

/** npm's package of this name downloads a binary and fails without network: built from its crate instead. */
export const WASM_PACK_VERSION = "0.15.1";

/**
 * The first x.y or x.y.z in a text, as numbers: "cargo 1.95.0 (f2d3ce0bd 2026-03-21)" gives [1, 95, 0].
 * @param {string} text
 * @returns {[number, number, number] | undefined}
 */
export function parseVersion(text) {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/**
 * @param {string} version
 * @param {string} least
 * @returns {boolean} whether version is least or newer; false when there is no version in either text
 */
export function isAtLeast(version, least) {
  const a = parseVersion(version);
  const b = parseVersion(least);
  if (!a || !b) return false;
  const different = [0, 1, 2].find((i) => a[i] !== b[i]);
  return different === undefined || (a[different] ?? 0) > (b[different] ?? 0);
}

/**
 * The exact pin of a crate in a Cargo.toml: `name = "=1.2.3"` or `name = { version = "=1.2.3", … }`.
 * @param {string} manifest text of the Cargo.toml
 * @param {string} crate
 * @returns {string | undefined} undefined when the crate is not there or not pinned exactly
 */
export function exactPin(manifest, crate) {
  const line = new RegExp(
    `^\\s*${crate}\\s*=\\s*(?:\\{[^}\\n]*?version\\s*=\\s*)?"=\\s*([0-9][^"\\s]*)"`,
    "m",
  );
  return line.exec(manifest)?.[1];
}

/**
 * @param {string} manifest text of the workspace's Cargo.toml
 * @returns {string | undefined}
 */
export function rustVersionOf(manifest) {
  return /^\s*rust-version\s*=\s*"([^"]+)"/m.exec(manifest)?.[1];
}

/** @param {string} path */
const readIfThere = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);

/**
 * The version of wasm-bindgen that crates/wasm pins, directly or through [workspace.dependencies].
 * @param {string} [base]
 * @returns {string}
 */
export function wasmBindgenVersion(base = root) {
  const crate = readIfThere(join(base, "crates", "wasm", "Cargo.toml"));
  if (crate === undefined) return WASM_BINDGEN_FALLBACK;
  const pin =
    exactPin(crate, "wasm-bindgen") ?? exactPin(readIfThere(join(base, "Cargo.toml")) ?? "", "wasm-bindgen");
  if (pin === undefined) {
    throw new Error('crates/wasm/Cargo.toml must pin wasm-bindgen exactly, as in wasm-bindgen = "=0.2.130"');
  }
  return pin;
}

/**
 * The oldest Rust that the workspace compiles with.
 * @param {string} [base]
 * @returns {string}
 */
export function requiredRust(base = root) {
  return rustVersionOf(readIfThere(join(base, "Cargo.toml")) ?? "") ?? "1.85";
}
