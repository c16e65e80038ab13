// Generates code and table lists from schemas/*.capnp.
//
//   tsx schemas/codegen/main.ts [--check] [--root DIR]
//
// --check writes nothing and exits 1 when a generated file differs from what the schemas say. Exits 2 when a schema
// cannot be generated from, or a program is missing.

import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { findDrift, write } from "./disk.js";
import { generate } from "./generate.js";
import { SchemaError } from "./schema-error.js";
import { ToolMissing } from "./tool.js";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

function main(): number {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, root: { type: "string" } } });
  const root = resolve(values.root ?? REPOSITORY);
  const files = generate(root);
  if (values.check) return check(root, files);
  const written = write(root, files);
  for (const path of written) console.log(`generated ${path}`);
  console.log(`${files.length} generated files, ${written.length} of them changed`);
  return 0;
}

function check(root: string, files: ReturnType<typeof generate>): number {
  const drift = findDrift(root, files);
  for (const { path, hint } of drift) console.error(`${path}: ${hint}`);
  if (drift.length === 0) console.log(`${files.length} generated files are what the schemas say`);
  else console.error(`${drift.length} generated files differ from the schemas: run \`npm run generate\``);
  return drift.length === 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof SchemaError || error instanceof ToolMissing)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
