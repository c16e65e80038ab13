import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "./capnp.js";
import { type Declarations, parseComments } from "./comments.js";
import { type Layout, parseLayout } from "./layout.js";
import type { Source } from "./schema-error.js";

/** One schema: what the compiler made of it, and what its author said. */
export interface SchemaFile {
  readonly file: string;
  readonly layout: Layout;
  readonly declarations: Declarations;
}

/** All schemas of `root`, in the order of their names. */
export function readSchemas(root: string): SchemaFile[] {
  const names = readdirSync(join(root, "schemas")).filter((name) => name.endsWith(".capnp"));
  return names.sort().map((name) => {
    const file = `schemas/${name}`;
    const declarations = parseComments(readFileSync(join(root, file), "utf8"));
    return { file, layout: parseLayout(compile(root, file)), declarations };
  });
}

export function sourceOf(schema: SchemaFile, path: string): Source {
  return { file: schema.file, line: schema.declarations.get(path)?.line ?? 1 };
}
