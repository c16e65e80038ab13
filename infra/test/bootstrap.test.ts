import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { needsOf, packagesFor } from "../bootstrap.mjs";
import { chromiumPath } from "../lib/chromium.mjs";
import { root } from "../lib/paths.mjs";
import { SetupError } from "../lib/setup-error.mjs";
import { isInstalled } from "../setup/node-packages.mjs";
import { findRust, requireRust } from "../setup/rust.mjs";
import type { System } from "../setup/system.mjs";
import {
  ensureSystemPackages,
  howToInstall,
  linkerPackage,
  systemPackages,
} from "../setup/system-packages.mjs";
import { noWasmRoute, wasmRoutes } from "../setup/wasm-target.mjs";

/** A machine with nothing on it but what is named. */
function machine(has: { commands?: string[]; paths?: string[] } & Partial<System> = {}): System {
  const { commands = [], paths = [], ...rest } = has;
  return {
    platform: "linux",
    packages: "apt",
    root: false,
    env: {},
    command: (name) => (commands.includes(name) ? `/fake/${name}` : undefined),
    exists: (path) => paths.includes(path),
    ...rest,
  };
}

/** The error that a promise or a function ends with. */
async function setupError(work: () => unknown): Promise<SetupError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("the route to the wasm target", () => {
  it("is rustup's where rustup may download, with Debian's in reserve where apt may be used", () => {
    expect(wasmRoutes(machine({ commands: ["rustup"] })).routes).toEqual(["rustup"]);
    expect(wasmRoutes(machine({ commands: ["rustup"], root: true })).routes).toEqual(["rustup", "debian"]);
  });

  it("is Debian's where rustup is told not to download: that is respected", () => {
    const { routes, why } = wasmRoutes(
      machine({ commands: ["rustup"], root: true, env: { RUSTUP_AUTO_INSTALL: "0" } }),
    );
    expect(routes).toEqual(["debian"]);
    expect(why).toContain("RUSTUP_AUTO_INSTALL=0");
  });

  it("does not exist without root or without apt, and then says what to type", () => {
    const closed = { commands: ["rustup"], env: { RUSTUP_AUTO_INSTALL: "0" } };
    const debian = machine(closed);
    expect(wasmRoutes(debian).routes).toEqual([]);
    const message = noWasmRoute(debian, "why not").message;
    expect(message).toContain("missing: Rust's wasm32-unknown-unknown target (why not)");
    expect(message).toContain("rustup target add wasm32-unknown-unknown");
    expect(message).toContain("sudo infra/bootstrap start");

    const mac = machine({ ...closed, platform: "darwin", packages: "brew", root: true });
    expect(wasmRoutes(mac).routes).toEqual([]);
    expect(noWasmRoute(mac, "").message).not.toContain("sudo");
  });
});

describe("system packages", () => {
  const { capnp, chromium, xz } = systemPackages;

  it("are left alone when they are there", async () => {
    const all = machine({ commands: ["capnp", "chromium", "xz"] });
    expect(await ensureSystemPackages(all, [capnp, chromium, xz])).toBe("present");
  });

  it("are named with the exact commands of a Debian user who is not root", async () => {
    const error = await setupError(() =>
      ensureSystemPackages(machine({ commands: ["xz"] }), [capnp, chromium, xz]),
    );
    expect(error.what).toBe("missing: capnp (Cap'n Proto compiler), Chromium (end-to-end tests)");
    expect(error.how).toEqual(["sudo apt-get update", "sudo apt-get install -y capnproto chromium"]);
  });

  it("are named in the words of other systems", () => {
    expect(howToInstall(machine({ packages: "brew" }), [capnp])).toEqual(["brew install capnp"]);
    expect(howToInstall(machine({ packages: "dnf" }), [capnp])).toEqual(["sudo dnf install capnproto"]);
    expect(howToInstall(machine({ packages: undefined }), [capnp])[0]).toContain("package manager");
    expect(howToInstall(machine(), [linkerPackage("22")])).toContain("sudo apt-get install -y lld-22");
  });

  it("count a browser of another name, and one that CIFT_CHROMIUM names", () => {
    expect(chromium.isThere(machine())).toBe(false);
    expect(chromium.isThere(machine({ commands: ["google-chrome"] }))).toBe(true);
    expect(chromium.isThere(machine({ env: { CIFT_CHROMIUM: "/opt/chromium" } }))).toBe(true);
    expect(chromiumPath(() => "/usr/bin/found", undefined, { CIFT_CHROMIUM: "/opt/named" })).toBe(
      "/opt/named",
    );
  });
});

describe("Rust", () => {
  const commands = ["cargo", "rustc"];

  it("counts only when it runs: rustup's programs are there without a toolchain too", () => {
    expect(findRust(machine({ commands: ["cargo"] }), () => "rustc 1.95.0")).toBeUndefined();
    expect(findRust(machine({ commands }), () => undefined)).toBeUndefined();
    expect(findRust(machine({ commands }), () => "rustc 1.95.0")).toEqual({
      cargo: "/fake/cargo",
      rustc: "/fake/rustc",
      version: "rustc 1.95.0",
    });
  });

  it("that is too old or missing is refused with the way to a new one", async () => {
    const old = { cargo: "/fake/cargo", rustc: "/fake/rustc", version: "rustc 1.63.0" };
    const rustup = machine({ commands: [...commands, "rustup"] });
    const tooOld = await setupError(() => requireRust(rustup, old, "1.88"));
    expect(tooOld.what).toBe("rustc 1.63.0 (/fake/rustc) is too old: 1.88 or newer is needed");
    expect(tooOld.how).toContain("rustup update stable");

    const none = await setupError(() => requireRust(machine(), undefined, "1.88"));
    expect(none.what).toBe("missing: Rust (cargo and rustc)");
    expect(none.how.join("\n")).toContain("apt-get install -y rustc-web cargo-web");
    expect(requireRust(rustup, { ...old, version: "rustc 1.88.0" }, "1.88").version).toBe("rustc 1.88.0");
  });

  it("comes from Debian's packages where there is none and apt may be used, with its checks for the tests", () => {
    const names = (system: System, profile: string) =>
      packagesFor(system, needsOf([profile])).flatMap((one) => one.names.apt ?? []);
    expect(names(machine({ root: true }), "start")).toEqual(["gcc", "libc6-dev", "rustc-web", "cargo-web"]);
    expect(names(machine({ root: true }), "test")).toContain("rust-web-clippy");
    expect(names(machine({ root: true }), "generate")).toEqual(["capnproto"]);
    expect(names(machine(), "start")).not.toContain("rustc-web");
    // rustup's and Debian's compiler refuse to share a machine by package; a rustup without toolchain is the user's to mend.
    expect(names(machine({ root: true, commands: ["rustup"] }), "start")).not.toContain("rustc-web");
  });
});

describe("profiles", () => {
  it("add up, each package once", () => {
    const { rust, packages } = needsOf(["generate", "test"]);
    expect(rust).toBe(true);
    expect(new Set(packages).size).toBe(packages.length);
    expect(packages).toContain(systemPackages.chromium);
    expect(needsOf(["generate"]).rust).toBe(false);
  });

  it("that do not exist are refused with those that do, and a failing exit code", () => {
    const result = spawnSync(join(root, "infra", "bootstrap"), ["tset"], { encoding: "utf8" });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain("there is no profile 'tset'");
    expect(result.stderr).toContain("start, test, generate, bench");
  });
});

describe("node_modules", () => {
  const locked = {
    packages: {
      "": {},
      engine: { version: "0.1.0" },
      "node_modules/@cift/engine": { link: true },
      "node_modules/vite": { version: "8.3.8" },
      "node_modules/fsevents": { version: "2.3.3", optional: true },
    },
  };
  const installed = (packages: Record<string, { version?: string; link?: boolean }>) => ({ packages });
  const good = {
    engine: { version: "0.1.0" },
    "node_modules/@cift/engine": { link: true },
    "node_modules/vite": { version: "8.3.8" },
  };

  it("are good without the packages of other platforms", () => {
    expect(isInstalled(locked, installed(good))).toBe(true);
  });

  it("are not good with a package missing, of another version, or left over", () => {
    const { "node_modules/vite": vite, ...without } = good;
    expect(isInstalled(locked, installed(without))).toBe(false);
    expect(isInstalled(locked, installed({ ...without, "node_modules/vite": { version: "8.3.7" } }))).toBe(
      false,
    );
    expect(isInstalled(locked, installed({ ...good, "node_modules/left-pad": vite }))).toBe(false);
    expect(isInstalled(locked, undefined)).toBe(false);
    expect(isInstalled({}, installed(good))).toBe(false);
  });
});
