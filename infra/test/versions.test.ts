import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  exactPin,
  isAtLeast,
  parseVersion,
  requiredRust,
  rustVersionOf,
  wasmBindgenVersion,
} from "../lib/versions.mjs";
import { temporaryFolder } from "./temporary.js";

describe("versions", () => {
  it("are found in what programs print", () => {
    expect(parseVersion("cargo 1.95.0 (f2d3ce0bd 2026-03-21)")).toEqual([1, 95, 0]);
    expect(parseVersion("v20.20.2")).toEqual([20, 20, 2]);
    expect(parseVersion(">=20.19")).toEqual([20, 19, 0]);
    expect(parseVersion("no version here")).toBeUndefined();
  });

  it("are compared as numbers, not as text", () => {
    expect(isAtLeast("rustc 1.100.0", "1.88")).toBe(true);
    expect(isAtLeast("rustc 1.88.0", "1.88")).toBe(true);
    expect(isAtLeast("rustc 1.9.9", "1.88")).toBe(false);
    expect(isAtLeast("v20.9.0", ">=20.19")).toBe(false);
    expect(isAtLeast("v22.0.0", ">=20.19")).toBe(true);
    expect(isAtLeast("2.0.0", "1.99.9")).toBe(true);
  });

  it("are not taken for new enough when there is none", () => {
    expect(isAtLeast("", "1.88")).toBe(false);
  });
});

describe("the pin of a crate", () => {
  it("is read from both forms", () => {
    expect(exactPin('[dependencies]\nwasm-bindgen = "=0.2.130"\n', "wasm-bindgen")).toBe("0.2.130");
    expect(exactPin('wasm-bindgen = { features = ["std"], version = "=0.2.131" }', "wasm-bindgen")).toBe(
      "0.2.131",
    );
  });

  it("is not a version that may move, a comment, or another crate's", () => {
    expect(exactPin('wasm-bindgen = "0.2.130"', "wasm-bindgen")).toBeUndefined();
    expect(exactPin('# wasm-bindgen = "=0.2.130"', "wasm-bindgen")).toBeUndefined();
    expect(exactPin('wasm-bindgen-futures = "=0.4.50"', "wasm-bindgen")).toBeUndefined();
  });

  it("comes from crates/wasm, or from the workspace it inherits from", () => {
    const base = temporaryFolder();
    expect(wasmBindgenVersion(base)).toMatch(/^0\.2\.\d+$/);

    mkdirSync(join(base, "crates", "wasm"), { recursive: true });
    const crate = join(base, "crates", "wasm", "Cargo.toml");
    writeFileSync(crate, "[dependencies]\nwasm-bindgen.workspace = true\n");
    writeFileSync(join(base, "Cargo.toml"), '[workspace.dependencies]\nwasm-bindgen = "=9.8.7"\n');
    expect(wasmBindgenVersion(base)).toBe("9.8.7");

    writeFileSync(crate, '[dependencies]\nwasm-bindgen = "=9.8.6"\n');
    expect(wasmBindgenVersion(base)).toBe("9.8.6");
  });

  it("is demanded: a tool of another version than the crate's cannot work", () => {
    const base = temporaryFolder();
    mkdirSync(join(base, "crates", "wasm"), { recursive: true });
    writeFileSync(join(base, "crates", "wasm", "Cargo.toml"), '[dependencies]\nwasm-bindgen = "0.2"\n');
    expect(() => wasmBindgenVersion(base)).toThrow(/must pin wasm-bindgen exactly/);
  });
});

describe("the oldest Rust", () => {
  it("is the workspace's rust-version", () => {
    expect(rustVersionOf('[workspace.package]\nedition = "2024"\nrust-version = "1.88"\n')).toBe("1.88");
    const base = temporaryFolder();
    writeFileSync(join(base, "Cargo.toml"), '[workspace.package]\nrust-version = "1.90"\n');
    expect(requiredRust(base)).toBe("1.90");
  });
});
