// The calibration probe in this browser, as ../shared/probe/run.mjs times it in Node.

import type { ProbeResult } from "./task.js";

interface Probe {
  readonly memory: WebAssembly.Memory;
  alloc(bytes: number): number;
  init(digest: number): void;
  go(from: number, to: number, ahead: number): bigint;
}

const RUNS = 7;
const PER_CALL_RUNS = 3;
/** Where an order file has the number of its records. */
const COUNT_AT = 12;

export async function timeProbe(module: Uint8Array<ArrayBuffer>, orders: Uint8Array): Promise<ProbeResult> {
  const { instance } = await WebAssembly.instantiate(module, {});
  const probe = instance.exports as unknown as Probe;
  const count = new DataView(orders.buffer, orders.byteOffset).getUint32(COUNT_AT, true);
  const place = probe.alloc(orders.length);
  new Uint8Array(probe.memory.buffer, place, orders.length).set(orders);
  const best = (runs: number, play: () => void) => {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < runs; run++) {
      probe.init(1);
      const start = performance.now();
      play();
      least = Math.min(least, performance.now() - start);
    }
    return (least * 1e6) / count;
  };
  return {
    plain: best(RUNS, () => probe.go(0, count, 0)),
    touch: best(RUNS, () => probe.go(0, count, 1)),
    "one call a message": best(PER_CALL_RUNS, () => {
      for (let at = 0; at < count; at++) probe.go(at, at + 1, 0);
    }),
  };
}
