// Programs in Rust: what is measured without any binding.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { thisSystem } from "../infra/setup/system.mjs";
import { output, root } from "./child.js";

/** How it is compiled: for figures, or as cargo's tests are, which have compiled most of it already. */
export type RustProfile = "release" | "test";

/** A program of one of the crates. */
export interface CargoProgram {
  readonly package: string;
  readonly bin?: string;
  readonly example?: string;
  readonly profile?: RustProfile;
}

/** Compiles a program of crates/testkit and gives its path. */
export function testkitProgram(bin: string, profile: RustProfile = "release"): Promise<string> {
  return cargoProgram({ package: "cift-testkit", bin, profile });
}

/** Compiles a program and gives its path. */
export async function cargoProgram(program: CargoProgram): Promise<string> {
  const { bin, example, profile = "release" } = program;
  const cargo = thisSystem().command("cargo") ?? "cargo";
  const which = bin === undefined ? ["--example", example ?? ""] : ["--bin", bin];
  await output(cargo, ["build", "--quiet", "--profile", profile, "-p", program.package, ...which]);
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const folder = join(target, profile === "test" ? "debug" : profile);
  const path = bin === undefined ? join(folder, "examples", example ?? "") : join(folder, bin);
  if (!existsSync(path)) throw new Error(`cargo did not make ${path}`);
  return path;
}
