// What ten thousand idle instruments take: `node --expose-gc --max-semi-space-size=1 --import tsx bench/venue/idle.ts BACKEND`. A program
// of its own, in which nothing else has had memory, and whose heap does not grow by what is only passing through.

import { type BackendKind, Exchange, loadBackend } from "@cift/engine";
import type { Measured, PrintedFigure } from "./figure.js";
import { linearMemoryBytes } from "./linear-memory.js";
import { idleSession, smallSession } from "./sessions.js";

const MIB = 2 ** 20;

const kind = process.argv[2] as BackendKind;
const backend = await loadBackend(kind);

function residentBytes(): number {
  // The collection that gives memory back; Node's types do not know it.
  (globalThis.gc as ((options: object) => void) | undefined)?.({
    ...{ type: "major", execution: "sync", flavor: "last-resort" },
  });
  return process.memoryUsage().rss;
}

function figure(of: string, bytes: number): PrintedFigure {
  return {
    figure: "idle",
    of: `10,000 instruments, ${of}`,
    unit: "MiB",
    value: Math.round((100 * bytes) / MIB) / 100,
  };
}

using _small = await Exchange.create(smallSession, { backend });
const before = { resident: residentBytes(), linear: linearMemoryBytes() };
using _idle = await Exchange.create(idleSession, { backend });
const figures = [figure("resident", residentBytes() - before.resident)];
if (kind === "wasm") {
  if (before.linear === 0) throw new Error("the module's memory was not seen");
  figures.push(figure("linear memory", linearMemoryBytes() - before.linear));
}
console.log(JSON.stringify({ figures, digests: {} } satisfies Measured));
