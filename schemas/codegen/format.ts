// Rust goes through the repository's own rustfmt settings, so that `cargo fmt` changes nothing. The repository's Biome
// leaves generated folders out, so TypeScript and JSON are formatted in a folder of their own, in the same style.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OutputFile } from "./output.js";
import { runTool } from "./tool.js";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

const BIOME = { root: true, formatter: { indentStyle: "space", indentWidth: 2, lineWidth: 110 } };

/** The files as the formatters print them, in the same order. */
export function format(files: readonly OutputFile[]): OutputFile[] {
  const folder = mkdtempSync(join(tmpdir(), "cift-codegen-"));
  try {
    return formatIn(folder, files);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function formatIn(folder: string, files: readonly OutputFile[]): OutputFile[] {
  const isRust = ({ path }: OutputFile) => path.endsWith(".rs");
  writeFileSync(join(folder, "biome.json"), JSON.stringify(BIOME));
  for (const { path, text } of files.filter((file) => !isRust(file))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  biome(folder);
  return files.map((file) => {
    const text = isRust(file) ? rustfmt(file) : readFileSync(join(folder, file.path), "utf8");
    return { path: file.path, text };
  });
}

function rustfmt({ text }: OutputFile): string {
  const install = "rustup component add rustfmt";
  return runTool("rustfmt", ["--edition", "2024", "--emit", "stdout"], {
    cwd: REPOSITORY,
    input: text,
    install,
  });
}

function biome(folder: string): void {
  const command = join(REPOSITORY, "node_modules/.bin/biome");
  runTool(command, ["format", "--write", "."], { cwd: folder, install: "npm ci" });
}
