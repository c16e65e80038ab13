// The programs of crates/testkit: the engine without any binding.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { thisSystem } from "../infra/setup/system.mjs";
import { output, root } from "./child.js";

/** How it is compiled: for figures, or as cargo's tests are, which have compiled most of it already. */
export type RustProfile = "release" | "test";

/** Compiles a program and gives its path. */
export async function testkitProgram(name: string, profile: RustProfile = "release"): Promise<string> {
  const cargo = thisSystem().command("cargo") ?? "cargo";
  await output(cargo, ["build", "--quiet", "--profile", profile, "-p", "cift-testkit", "--bin", name]);
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const program = join(target, profile === "test" ? "debug" : profile, name);
  if (!existsSync(program)) throw new Error(`cargo did not make ${program}`);
  return program;
}
