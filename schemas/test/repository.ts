import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** Why a test of the real compiler cannot run here; undefined where it can. */
export const NO_CAPNP = spawnSync("capnp", ["--version"]).error
  ? "`capnp` is not installed, so the layouts cannot be compared with Cap'n Proto's own"
  : undefined;

/** Why a test of the whole generator cannot run here; undefined where it can. */
export const NO_GENERATOR =
  NO_CAPNP ??
  (spawnSync("rustfmt", ["--version"]).error
    ? "`rustfmt` is not installed, so generated Rust cannot be compared"
    : undefined);

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cift-schemas-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** Copies files and folders of the repository to the same places below another root. */
export function copyTo(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(REPOSITORY, path), join(root, path), { recursive: true });
  }
}
