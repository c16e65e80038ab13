// @ts-check
// Builds the standard library of the wasm target for Debian's compiler, from the sources that Debian ships, offline.
// Debian has no package of it for this compiler.

import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { capture, runLogged } from "../lib/process.mjs";
import { writeStamp } from "../lib/stamp.mjs";
import { parseVersion } from "../lib/versions.mjs";
import { DEBIAN_CARGO, DEBIAN_RUSTC, STD_STAMP, WASM_TARGET } from "./wasm-target.mjs";

const CRATE = "cift_wasm_std";

/** @returns {Promise<string>} what was done */
export async function buildWasmStd() {
  const rustc = capture(DEBIAN_RUSTC, ["-vV"]);
  const libraries = capture(DEBIAN_RUSTC, ["--print", "target-libdir", "--target", WASM_TARGET]);
  if (rustc === undefined || libraries === undefined) throw new Error(`${DEBIAN_RUSTC} does not run`);
  const version = (parseVersion(rustc) ?? []).join(".");
  const work = mkdtempSync(join(tmpdir(), "cift-wasm-std-"));
  try {
    mkdirSync(join(work, "src"));
    mkdirSync(join(work, ".cargo"));
    writeFileSync(join(work, "src", "lib.rs"), "extern crate std;\n");
    writeFileSync(
      join(work, "Cargo.toml"),
      `[package]\nname = "${CRATE}"\nversion = "0.0.0"\nedition = "2021"\n\n[profile.release]\npanic = "abort"\n\n[workspace]\n`,
    );
    writeFileSync(
      join(work, ".cargo", "config.toml"),
      `[source.crates-io]\nreplace-with = "debian"\n\n[source.debian]\ndirectory = "/usr/src/rustc-${version}/library/vendor"\n`,
    );
    const args = [
      "build",
      "--release",
      "--offline",
      "-Z",
      "build-std=std,panic_abort",
      "--target",
      WASM_TARGET,
    ];
    await runLogged("wasm-std", DEBIAN_CARGO, args, {
      cwd: work,
      env: {
        ...process.env,
        RUSTC: DEBIAN_RUSTC,
        RUSTC_BOOTSTRAP: "1", // -Z options, with a stable compiler
        RUSTFLAGS: "-Cembed-bitcode=yes", // without it the fat LTO of our crates finds no bitcode in the library
        CARGO_TARGET_DIR: join(work, "target"),
      },
    });
    install(join(work, "target", WASM_TARGET, "release", "deps"), libraries, rustc);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return `built the standard library for Debian's rustc ${version}`;
}

/**
 * Puts the libraries in place as one folder, so that no build ever sees half of them.
 * @param {string} from
 * @param {string} to
 * @param {string} rustc
 */
function install(from, to, rustc) {
  const staged = `${to}.${process.pid}`;
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  for (const name of readdirSync(from)) {
    if (/^lib.*\.rlib$/.test(name) && !name.startsWith(`lib${CRATE}`))
      copyFileSync(join(from, name), join(staged, name));
  }
  writeStamp(join(staged, STD_STAMP), { rustc });
  mkdirSync(dirname(to), { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(staged, to);
}
