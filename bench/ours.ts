// The engine in all its places.

import type { BackendKind } from "@cift/engine";
import type { Path } from "../node-runner/src/conform/time-runs.js";
import { readInput } from "../node-runner/src/inputs/input.js";
import { ciftJson, output } from "./child.js";
import type { ChromiumEngine } from "./chromium/start.js";
import type { Contender } from "./contender.js";
import { testkitProgram } from "./rust.js";

/** The engine without any binding: `crates/testkit`, which plays flash1 files only. */
export async function rustContender(): Promise<Contender> {
  const program = await testkitProgram("flash1");
  return {
    id: "rust",
    what: "native, in Rust, batches of 1024",
    async run(flow) {
      if (flow.format !== "flash1") return [];
      const line = JSON.parse(await output(program, [flow.file])) as RustLine;
      const { messages, events, ns_per_message: nsPerMessage, digest } = line;
      return [{ flow: flow.name, contender: "rust", messages, nsPerMessage, digest, events }];
    },
  };
}

interface RustLine {
  readonly messages: number;
  readonly events: number;
  readonly ns_per_message: number;
  readonly digest: string;
}

const flags: Readonly<Record<Path, readonly string[]>> = {
  batch: [],
  "batch-read": ["--read"],
  "per-call": ["--per-call"],
};

/** The facade in Node: the command that anybody can run. */
export function nodeContender(backend: BackendKind, path: Path): Contender {
  const id = `${backend}-${path}`;
  return {
    id,
    what: `${backend} from Node, ${path}`,
    async run(flow) {
      const found = await ciftJson(["bench", flow.format, flow.file, "--backend", backend, ...flags[path]]);
      const { messages, events, ns_per_message: nsPerMessage, digest } = found as unknown as RustLine;
      return [{ flow: flow.name, contender: id, messages, nsPerMessage, digest, events }];
    },
  };
}

/** The facade in a worker of Chromium. */
export function chromiumContender(engine: ChromiumEngine, path: Path, runs: number): Contender {
  const id = `chromium-${path}`;
  return {
    id,
    what: `WebAssembly in a worker of Chromium ${engine.version}, ${path}`,
    async run({ name, format, file }) {
      const input = engine.addInput(name, (await readInput(file)).bytes);
      const result = await engine.perform({ kind: "time", format, input, path, runs });
      const { digest, events, messages = 0, nsPerMessage = [] } = result;
      return [
        { flow: name, contender: id, messages, nsPerMessage: Math.min(...nsPerMessage), digest, events },
      ];
    },
  };
}
