import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../lib/paths.mjs";
import { crateDirection, packageDirection } from "../tidy/directions.mjs";
import { stalePlaces } from "../tidy/documents.mjs";
import { determinism, fileLength, lineLength, oneJob, unfinished, wordSizedState } from "../tidy/rules.mjs";
import { listFiles, readSources } from "../tidy/sources.mjs";

const files = listFiles(root);
const sources = readSources(root);

function source(path: string, text: string) {
  return { path, text, lines: text.split("\n") };
}

describe("the repository is tidy", () => {
  it("has sources to look at", () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it.each([
    ["lines are short", lineLength],
    ["files are short", fileLength],
    ["nothing is unfinished", unfinished],
    ["the deterministic crates have no float, clock, hash order or randomness", determinism],
    ["their state has no usize", wordSizedState],
    ["every crate and package begins with its one job", oneJob],
    ["packages import one way", packageDirection],
  ])("%s", (_, rule) => {
    expect(sources.flatMap((each) => rule(each))).toEqual([]);
  });

  it("crates depend one way", () => {
    const manifests = files.filter((path) => /^crates\/[^/]+\/Cargo\.toml$/.test(path));
    const problems = manifests.flatMap((path) =>
      crateDirection(path.split("/")[1] ?? "", readFileSync(join(root, path), "utf8")),
    );
    expect(manifests.length).toBeGreaterThan(7);
    expect(problems).toEqual([]);
  });

  it("documents name files that are there", () => {
    const documents = files.filter((path) => path.endsWith(".md"));
    const problems = documents.flatMap((path) =>
      stalePlaces(path, readFileSync(join(root, path), "utf8"), files),
    );
    expect(problems).toEqual([]);
  });
});

describe("the rules find what they are for", () => {
  const engine = (text: string) => source("crates/engine/src/x.rs", text);

  it("in the deterministic crates", () => {
    expect(determinism(engine("let x: f64 = 1.0;"))).toHaveLength(1);
    expect(determinism(engine("use std::collections::HashMap;"))).toHaveLength(1);
    expect(determinism(engine("let now = Instant::now();"))).toHaveLength(1);
    expect(determinism(engine("let x = rand::random();"))).toHaveLength(1);
    expect(determinism(engine("// an f64 in a comment"))).toEqual([]);
    expect(determinism(engine("#[cfg(test)]\nmod tests { let x: f64 = 1.0; }"))).toEqual([]);
    expect(determinism(source("crates/host/src/x.rs", "let x: f64 = 1.0;"))).toEqual([]);
  });

  it("in state", () => {
    expect(wordSizedState(engine("pub struct State {\n    pub(crate) at: Vec<usize>,\n}"))).toHaveLength(1);
    expect(wordSizedState(engine("struct State {\n    at: u32,\n}\nfn f(at: usize) {}"))).toEqual([]);
  });

  it("in any file", () => {
    expect(lineLength(source("a.ts", "x".repeat(141)))).toHaveLength(1);
    expect(fileLength(source("a.ts", "\n".repeat(500)))).toHaveLength(1);
    expect(unfinished(source("a.ts", `// TO${"DO"}: later`))).toHaveLength(1);
    expect(oneJob(source("crates/book/src/lib.rs", "mod a;"))).toHaveLength(1);
  });

  it("in dependencies", () => {
    const manifest =
      "[dependencies]\ncift-host.workspace = true\nserde = '1'\n[dev-dependencies]\nproptest = '1'\n";
    expect(crateDirection("engine", manifest)).toEqual([
      "crates/engine/Cargo.toml: engine must not depend on host",
      "crates/engine/Cargo.toml: serde is not of the workspace",
    ]);
    expect(crateDirection("unheard-of", "")).toHaveLength(1);
    expect(packageDirection(source("engine/src/a.ts", 'import x from "@cift/web";'))).toHaveLength(1);
    expect(
      packageDirection(source("web/src/a.ts", 'import x from "../../engine/src/index.js";')),
    ).toHaveLength(1);
    expect(packageDirection(source("web/src/a.ts", 'import x from "@cift/engine";'))).toEqual([]);
  });

  it("in documents", () => {
    expect(stalePlaces("a.md", "see `crates/nowhere/src` and `infra/*.mjs`", ["infra/a.mjs"])).toEqual([
      "a.md:1: crates/nowhere/src is not there",
    ]);
  });
});
