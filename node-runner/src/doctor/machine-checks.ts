// What the machine has: Node, and what tests and demonstrations use.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Environment } from "../environment.js";
import { sampleCase, sourceFile } from "../golden/cases.js";
import { dataFolder } from "../repository.js";
import { type Check, present } from "./check.js";

/** `engines.node` of package.json. */
const LEAST_NODE = [20, 19] as const;

export function nodeCheck(): Check {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  const here = `${process.version}, ${process.platform} ${process.arch}`;
  const detail = ok ? here : `${here}: at least ${LEAST_NODE.join(".")} is needed`;
  return { name: "Node", state: ok ? "ok" : "wrong", detail, needed: true };
}

export function toolChecks(env: Environment = process.env): Check[] {
  const chromium = env.CIFT_CHROMIUM ?? which(["chromium", "chromium-browser", "google-chrome"], env);
  const capnp = which(["capnp"], env);
  return [
    present("Chromium", false, chromium, "the browser tests need it: infra/bootstrap test"),
    present(
      "capnp",
      false,
      capnp && versionOf(capnp),
      "schemas and their tests need it: infra/bootstrap test",
    ),
  ];
}

export function dataChecks(): Check[] {
  const advice =
    "the checks against real markets are skipped: put it beside the clone, or name it in CIFT_DATA";
  return [
    present(
      "bundled sample",
      true,
      sourceFile(sampleCase.source),
      "examples/data of the clone is not complete",
    ),
    present("verification data", false, dataFolder(), advice),
  ];
}

function which(names: readonly string[], env: Environment): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

function versionOf(program: string): string {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8", timeout: 5000 });
  return `${program}${stdout ? ` (${stdout.trim()})` : ""}`;
}
