// What a session was given, as text that a test in Rust reads without any of this: `crates/host/tests/goldens`.

import { type EngineBackend, Exchange } from "@cift/engine";
import type { ScenarioFlow } from "./scenario/flow.js";

const WORDS = 8;

/** A line with the configuration, as the engine gets it (MessagePack), and a line of hexadecimal words for each record. */
export async function commandText(flow: ScenarioFlow, backend: EngineBackend): Promise<string> {
  const config = Array.from(await configBytes(flow, backend), (byte) => byte.toString(16).padStart(2, "0"));
  return `${[config.join(""), ...recordLines(flow.commands)].join("\n")}\n`;
}

function* recordLines(records: Uint8Array): Generator<string> {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  for (let at = 0; at < records.length; at += WORDS * 8) {
    const words = Array.from({ length: WORDS }, (_, word) => view.getBigUint64(at + word * 8, true));
    yield words.map((word) => word.toString(16)).join(" ");
  }
}

/** What the backend is given when a session begins. */
async function configBytes({ config }: ScenarioFlow, backend: EngineBackend): Promise<Uint8Array> {
  let given = new Uint8Array();
  const listener = new Proxy(backend, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      return (...values: unknown[]): unknown => {
        if (key === "create") given = Uint8Array.from(values[0] as Uint8Array);
        return Reflect.apply(value, target, values);
      };
    },
  });
  (await Exchange.create(config, { backend: listener })).dispose();
  return given;
}
