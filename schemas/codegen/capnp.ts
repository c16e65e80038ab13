import { runTool } from "./tool.js";

/** The compiler's own rendering of a schema, in which every field's bits stand in a trailing comment. */
export function compile(root: string, file: string): string {
  const install = "apt-get install capnproto, brew install capnp";
  return runTool("capnp", ["compile", "-ocapnp", file], { cwd: root, install });
}
