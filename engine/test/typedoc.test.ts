// The reference of the facade is made by typedoc, and nothing in it is missing or a dead link. That every export has
// a comment is held by `api.test.ts`.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

test("typedoc has no warning", { timeout: 120_000 }, async () => {
  const typedoc = join(root, "node_modules", ".bin", "typedoc");
  const { stdout, stderr } = await promisify(execFile)(typedoc, ["--emit", "none"], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(`${stdout}${stderr}`).not.toMatch(/warning|error/i);
});
