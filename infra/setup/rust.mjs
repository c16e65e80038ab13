// @ts-check
// The Rust that builds the native parts and the tools: the one on the PATH, if it is new enough.

import { capture } from "../lib/process.mjs";
import { SetupError } from "../lib/setup-error.mjs";
import { isAtLeast } from "../lib/versions.mjs";

/** @typedef {import("./system.mjs").System} System */

/**
 * @typedef {object} Rust
 * @property {string} cargo path of the program
 * @property {string} rustc path of the program
 * @property {string} version what rustc says of itself, like "rustc 1.95.0 (59807616e 2026-04-14)"
 */

/**
 * @param {System} system
 * @param {(command: string, args: readonly string[]) => string | undefined} [ask]
 * @returns {Rust | undefined} undefined also when the programs are there and do not run (rustup without a toolchain)
 */
export function findRust(system, ask = capture) {
  const cargo = system.command("cargo");
  const rustc = system.command("rustc");
  if (cargo === undefined || rustc === undefined) return undefined;
  const version = ask(rustc, ["--version"]);
  return version === undefined ? undefined : { cargo, rustc, version };
}

/**
 * How a person gets a Rust that is new enough.
 * @param {System} system
 * @param {string} least
 * @returns {string[]}
 */
export function howToGetRust(system, least) {
  if (system.command("rustup") !== undefined) return ["rustup update stable", "rustup default stable"];
  if (system.packages === "apt") {
    return [
      "sudo apt-get update",
      "sudo apt-get install -y rustc-web cargo-web rust-web-src",
      "or rustup: https://rustup.rs",
    ];
  }
  if (system.packages === "brew") return ["brew install rustup", "rustup default stable"];
  if (system.packages === "pacman") return ["sudo pacman -S rustup", "rustup default stable"];
  if (system.packages === "dnf") return ["sudo dnf install rustup", "rustup-init -y"];
  return [`Rust ${least} or newer, with rustup: https://rustup.rs`];
}

/**
 * @param {System} system
 * @param {Rust | undefined} rust
 * @param {string} least
 * @returns {Rust} the same, known to be new enough
 */
export function requireRust(system, rust, least) {
  if (rust === undefined)
    throw new SetupError("missing: Rust (cargo and rustc)", howToGetRust(system, least));
  if (!isAtLeast(rust.version, least)) {
    throw new SetupError(
      `${rust.version} (${rust.rustc}) is too old: ${least} or newer is needed`,
      howToGetRust(system, least),
    );
  }
  return rust;
}
