// @ts-check
// Programs that come from the system's package manager. With apt and as root they are installed; anybody else is told how.

import { chromiumPath } from "../lib/chromium.mjs";
import { runLogged } from "../lib/process.mjs";
import { SetupError } from "../lib/setup-error.mjs";

/** @typedef {import("./system.mjs").System} System */

/**
 * @typedef {object} SystemPackage
 * @property {string} what in words
 * @property {(system: System) => boolean} isThere a cheap look: no program is started
 * @property {Partial<Record<NonNullable<System["packages"]>, readonly string[]>>} names packages by package manager
 */

/** Where Debian's WebKitGTK keeps its browser, by architecture. */
const WEBKIT_FOLDERS = ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1`);

/** @satisfies {Record<string, SystemPackage>} */
export const systemPackages = {
  cc: {
    what: "a C compiler (Rust links with it)",
    isThere: (system) => system.command("cc") !== undefined,
    names: { apt: ["gcc", "libc6-dev"], brew: ["gcc"], dnf: ["gcc"], pacman: ["gcc"] },
  },
  chromium: {
    what: "Chromium (end-to-end tests)",
    isThere: (system) => chromiumPath(system.command, system.exists, system.env) !== undefined,
    names: { apt: ["chromium"], brew: ["chromium"], dnf: ["chromium"], pacman: ["chromium"] },
  },
  // Firefox and WebKitGTK run the goldens as well. Debian has both; elsewhere these tests are skipped with the reason.
  firefox: {
    what: "Firefox (goldens in a second browser)",
    isThere: (system) => system.packages !== "apt" || system.command("firefox-esr") !== undefined,
    names: { apt: ["firefox-esr"] },
  },
  webkit: {
    what: "WebKitGTK's MiniBrowser (goldens in a third browser)",
    isThere: (system) =>
      system.packages !== "apt" || WEBKIT_FOLDERS.some((folder) => system.exists(`${folder}/MiniBrowser`)),
    names: { apt: ["libwebkit2gtk-4.1-0"] },
  },
  screen: {
    what: "Xvfb (a screen for WebKitGTK)",
    isThere: (system) => system.packages !== "apt" || system.command("Xvfb") !== undefined,
    names: { apt: ["xvfb"] },
  },
  capnp: {
    what: "capnp (Cap'n Proto compiler)",
    isThere: (system) => system.command("capnp") !== undefined,
    names: { apt: ["capnproto"], brew: ["capnp"], dnf: ["capnproto"], pacman: ["capnproto"] },
  },
  fonts: {
    what: "DejaVu fonts (a browser without fonts draws no text)",
    // A bare Debian has no fonts at all; other systems have some, and the tests compare no pixels of text.
    isThere: (system) =>
      system.packages !== "apt" || system.exists("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    names: { apt: ["fonts-dejavu-core"] },
  },
  xz: {
    what: "xz (test data is compressed with it)",
    isThere: (system) => system.command("xz") !== undefined,
    names: { apt: ["xz-utils"], brew: ["xz"], dnf: ["xz"], pacman: ["xz"] },
  },
  rust: {
    what: "Rust",
    isThere: (system) => system.command("cargo") !== undefined && system.command("rustc") !== undefined,
    // The -web packages are the ones that Debian keeps new enough (it builds its browsers with them).
    names: { apt: ["rustc-web", "cargo-web"], dnf: ["rustup"], pacman: ["rustup"], brew: ["rustup"] },
  },
  rustSource: {
    what: "Debian's Rust with the sources of its standard library",
    // Asked for only where the library is built: compiler and sources must be of one version, and apt sees to that.
    isThere: () => false,
    names: { apt: ["rustc-web", "cargo-web", "rust-web-src"] },
  },
  rustChecks: {
    what: "rustfmt and clippy",
    isThere: (system) =>
      system.command("cargo-fmt") !== undefined && system.command("cargo-clippy") !== undefined,
    names: { apt: ["rustfmt-web", "rust-web-clippy"] },
  },
};

/**
 * The linker for WebAssembly that goes with a compiler without one.
 * @param {string} llvm version of the compiler's LLVM, like "22"
 * @returns {SystemPackage}
 */
export const linkerPackage = (llvm) => ({
  what: "a linker for WebAssembly (wasm-ld)",
  isThere: () => false, // Asked for only where none was found.
  names: { apt: [`lld-${llvm}`], brew: ["lld"], dnf: ["lld"], pacman: ["lld"] },
});

const installCommand = {
  apt: "sudo apt-get install -y",
  brew: "brew install",
  dnf: "sudo dnf install",
  pacman: "sudo pacman -S",
};

/**
 * The commands that get these packages on this system.
 * @param {System} system
 * @param {readonly SystemPackage[]} missing
 * @returns {string[]}
 */
export function howToInstall(system, missing) {
  const manager = system.packages;
  if (manager === undefined) return ["install it with your system's package manager"];
  const names = [...new Set(missing.flatMap((one) => one.names[manager] ?? []))];
  if (names.length === 0) return ["install it with your system's package manager"];
  return [
    ...(manager === "apt" ? ["sudo apt-get update"] : []),
    `${installCommand[manager]} ${names.join(" ")}`,
  ];
}

/**
 * Installs what is missing, in one go (apt works on one thing at a time anyway).
 * @param {System} system
 * @param {readonly SystemPackage[]} wanted
 * @returns {Promise<string>} what was done
 */
export async function ensureSystemPackages(system, wanted) {
  const missing = wanted.filter((one) => !one.isThere(system));
  if (missing.length === 0) return "present";
  if (system.packages !== "apt" || !system.root) {
    throw new SetupError(
      `missing: ${missing.map((one) => one.what).join(", ")}`,
      howToInstall(system, missing),
    );
  }
  const names = [...new Set(missing.flatMap((one) => one.names.apt ?? []))];
  const env = { ...system.env, DEBIAN_FRONTEND: "noninteractive" };
  // Another apt may be at work (unattended upgrades): wait for it instead of failing.
  const patient = ["-o", "DPkg::Lock::Timeout=300"];
  await runLogged("apt-update", "apt-get", ["update", ...patient], { env });
  // --no-remove: rather fail than take a package away that somebody else put there.
  const options = ["install", "-y", "--no-install-recommends", "--no-remove", ...patient];
  await runLogged("apt-install", "apt-get", [...options, ...names], { env });
  return `installed ${names.join(" ")} with apt`;
}
