#!/usr/bin/env node
// The cift command: runs the compiled program, and builds it first where nobody has.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const program = new URL("../dist/main.js", import.meta.url);

if (!existsSync(program)) {
  const build = fileURLToPath(new URL("../../infra/build.mjs", import.meta.url));
  console.error("cift: this clone is not built yet: running node infra/build.mjs wasm native ts");
  // The build's output is not the command's: it goes to stderr.
  const { status } = spawnSync(
    process.execPath,
    [build, "wasm", "data-wasm", "native", "data-native", "ts"],
    {
      stdio: ["ignore", 2, 2],
    },
  );
  if (!existsSync(program)) {
    console.error(
      `cift: the build failed (exit code ${status}), see above; npm start also sets up what it needs`,
    );
    process.exit(1);
  }
}

await import(program.href);
