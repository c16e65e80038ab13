// The parts that goldens are made of: the hash of the second author, the chain, the text of events, scenarios, generators.

import {
  EventCursor,
  EventKind,
  Exchange,
  loadBackend,
  Phase,
  Reason,
  resolveConfig,
  Side,
} from "@cift/engine";
import { describe, expect, it } from "vitest";
import { EventChain, LINK_EVENTS } from "../src/golden/event-chain.js";
import { eventFields, eventTag, eventText } from "../src/golden/event-text.js";
import { canonicalJson, commandsHash, configHash } from "../src/golden/input-hash.js";
import { recordRun } from "../src/golden/play.js";
import { encodeCommands } from "../src/golden/scenario/commands.js";
import { scenarioFlow } from "../src/golden/scenario/flow.js";
import { generate, generatorNames } from "../src/golden/scenario/generators.js";
import { Random } from "../src/golden/scenario/random.js";
import { readScenario } from "../src/golden/scenario/scenario.js";
import { magicWord, Xxh3 } from "../src/golden/xxh3.js";

describe("XXH3 in TypeScript", () => {
  it("gives the engine's digest of the event stream, wherever the stream is cut", async () => {
    const config = resolveConfig({ instruments: ["ACME"] });
    const commands = generate({ name: "plain", seed: 1, count: 4000 }, config);
    const backend = await loadBackend("wasm");
    using exchange = await Exchange.create({ instruments: ["ACME"], eventBuffer: 2 ** 16 }, { backend });
    exchange.submitBatch(commands);
    const events = new Uint8Array(exchange.waitingEvents * 64);
    exchange.drainInto(events);
    const words = new Uint32Array(events.buffer);
    const header = [magicWord("CIFTEVT1"), BigInt(backend.semanticsVersion)];
    for (const cut of [1, 3, 16, 17, 64, 1000, words.length / 16]) {
      const hash = new Xxh3(header);
      for (let at = 0; at < words.length; at += cut * 16)
        hash.update(words, at, Math.min(at + cut * 16, words.length));
      expect(hash.digest()).toBe(exchange.digest().events);
    }
  });

  it("is what xxhsum -H3 prints", () => {
    // printf 'CIFTTEST' and 248 zeros; then 64 and 1024 bytes of 0, 1, 2, … 255, 0, …
    const bytes = Uint8Array.from({ length: 1024 }, (_, index) => index);
    const hash = new Xxh3([magicWord("CIFTTEST")]);
    const digests = [hash.digest()];
    hash.update(new Uint32Array(bytes.buffer, 0, 16));
    digests.push(hash.digest());
    hash.update(new Uint32Array(bytes.buffer));
    digests.push(hash.digest());
    expect(digests).toEqual(XXHSUM);
  });
});

/** Made with the reference implementation, xxhsum 0.8.1. */
const XXHSUM = ["e058c8e10e20e2a7", "d505cc007ef73459", "a0e6d03291da4538"];

describe("the chain", () => {
  it("has a link after every 4,096th event, and the digest of all at its end", async () => {
    const config = resolveConfig({ instruments: ["ACME"] });
    const flow = { config, commands: generate({ name: "plain", seed: 2, count: 9000 }, config) };
    const chains: (readonly string[])[] = [];
    for (const batch of [1, 7, 4096]) {
      const { chain, digest } = await recordRun(flow, { backend: await loadBackend("wasm"), batch });
      chains.push(chain);
      expect(chain.length).toBe(Math.floor(digest.eventCount / LINK_EVENTS));
    }
    expect(chains[1]).toEqual(chains[0]);
    expect(chains[2]).toEqual(chains[0]);
  });

  it("differs from the first different event on", () => {
    const links = [0, 5000].map((changed) => {
      const chain = new EventChain(2);
      for (let event = 1; event <= 3 * LINK_EVENTS; event++) {
        const words = new Uint32Array(16).fill(event);
        if (event === changed) words[0] = 0;
        chain.update(words, 1);
      }
      return chain.links;
    });
    expect(links[1]?.map((link, index) => link === links[0]?.[index])).toEqual([true, false, false]);
  });
});

describe("an event's line", () => {
  const event = new EventCursor(new Uint8Array(EventCursor.bytes)).at(0);
  const text = (set: () => void) => {
    const records = new Uint8Array(EventCursor.bytes);
    event.attach(records).at(0);
    set();
    return eventText(records, 0);
  };

  it("has what is not zero, and says what flags mean", () => {
    expect(
      text(() => {
        event.kind = EventKind.trade;
        event.side = Side.sell;
        event.flags = 7;
        event.seq = 12;
        event.orderId = 5;
        event.priceBig = -(2n ** 63n);
        event.quantityBig = 2n ** 64n - 1n;
      }),
    ).toBe(
      "#12 trade sell flags=takerDone+makerDone+auction orderId=5 price=-9223372036854775808 quantity=18446744073709551615",
    );
    expect(
      text(() => {
        event.kind = EventKind.rejected;
        event.reason = Reason.invalidTick;
        event.flags = 1;
      }),
    ).toBe("#0 rejected buy invalidTick flags=new");
    expect(
      text(() => {
        event.kind = EventKind.phaseChanged;
        event.reason = Reason.scheduled;
        event.side = Phase.halt;
      }),
    ).toBe("#0 phaseChanged halt scheduled flags=continuous");
  });

  it("can be of records that no engine wrote", () => {
    const records = new Uint8Array(64).fill(255);
    expect(eventText(records, 0)).toContain("unknown(255)");
    expect(eventTag(eventFields(records, 0))).toBe("unknown(255) unknown(255)");
  });
});

describe("a scenario", () => {
  const config = { instruments: ["ACME", "ZETA"] };
  const read = (given: object) => readScenario("case", JSON.stringify({ title: "T", ...given }));

  it("is commands, a generator or a file, and nothing else", () => {
    expect(read({ config, commands: [] }).kind).toBe("commands");
    expect(read({ config, generator: { name: "mixed", seed: 1, count: 5 } }).kind).toBe("generator");
    expect(read({ file: { format: "flash1", folder: "repository", path: "x" } }).kind).toBe("file");
    const wrong: [object, string][] = [
      [{ config }, "must have one of commands, generator and file"],
      [{ config, commands: [], generator: {} }, "must have one of commands, generator and file"],
      [{ commands: [] }, "must have a config, unless it is a file's: then the format says"],
      [{ config, commands: {} }, "has commands that are no list"],
      [{ config, generator: { name: "nosuch", seed: 1, count: 1 } }, "has a generator that is not"],
      [{ file: { format: "flash2" } }, "names no file of flow"],
      [{ config, comands: [] }, "has 'comands', known are"],
    ];
    for (const [given, problem] of wrong) expect(() => read(given)).toThrow(problem);
    expect(() => readScenario("case", "{")).toThrow("case.json: is no JSON");
    expect(() => readScenario("case", '{"config":{}}')).toThrow("has no title");
  });

  it("says where a command is wrong", () => {
    const encode = (command: object) => encodeCommands([{ kind: "clock" }, command], ["ACME"], "case");
    expect(() => encode({ kind: "new", quantty: 5 })).toThrow("case: commands[1]: has 'quantty', known are");
    expect(() => encode({ kind: "new", terms: { peek: 5 } })).toThrow("commands[1]: has 'peek', known are");
    expect(() => encode({ kind: "nwe" })).toThrow("commands[1]: Command.kind must be an integer");
    expect(() => encode({ instrument: "NOSUCH" })).toThrow("commands[1]: there is no instrument 'NOSUCH'");
    expect(() => scenarioFlow(read({ config: { instruments: [] }, commands: [] }))).toThrow("case: ");
  });

  it("takes symbols, big numbers as strings, numbers for names, and the time of the command before", () => {
    const bytes = encodeCommands(
      [
        { kind: "new", timeNs: 9, side: 7, orderType: 9, timeInForce: 8, orderId: "18446744073709551615" },
        {
          side: "sell",
          instrument: "ZETA",
          price: "-9223372036854775808",
          orderId: 4,
          times: 2,
          quantity: 3,
        },
        { kind: 200, param: -5 },
      ],
      ["ACME", "ZETA"],
      "case",
    );
    const view = new DataView(bytes.buffer);
    expect([...bytes.subarray(0, 4)]).toEqual([1, 7, 9, 8]);
    expect(view.getBigUint64(24, true)).toBe(2n ** 64n - 1n);
    expect([...bytes.subarray(64, 69)]).toEqual([1, 1, 0, 0, 1]);
    expect(view.getBigInt64(64 + 32, true)).toBe(-(2n ** 63n));
    expect([view.getUint32(64 + 24, true), view.getUint32(128 + 24, true)]).toEqual([4, 5]);
    expect(bytes[192]).toBe(200);
    expect(view.getBigInt64(192 + 56, true)).toBe(-5n);
    expect([0, 64, 128, 192].map((at) => view.getUint32(at + 16, true))).toEqual([9, 9, 9, 9]);
  });
});

describe("generators", () => {
  const config = resolveConfig({ instruments: ["ACME", "ZETA"] });

  it.each(generatorNames)("%s gives the same for a seed, and other records for another", (name) => {
    const make = (seed: number) => commandsHash(generate({ name, seed, count: 500 }, config));
    expect(make(1)).toBe(make(1));
    expect(make(1)).not.toBe(make(2));
  });

  it("draw from sfc32", () => {
    const random = new Random(2 ** 40 + 5);
    expect(Array.from({ length: 4 }, () => random.next())).toEqual(SFC32);
    for (let i = 0; i < 1000; i++) {
      const draw = random.between(-3, 4);
      expect(draw >= -3 && draw <= 4 && Number.isInteger(draw)).toBe(true);
    }
  });
});

const SFC32 = [768542553, 687031625, 3318425858, 2118367875];

describe("the hash of an input", () => {
  it("is of what a value says, not of how it is written", () => {
    expect(canonicalJson({ b: [1, { d: undefined, c: 2n }], a: "x" })).toBe('{"a":"x","b":[1,{"c":2}]}');
    const hash = (instruments: readonly (string | { symbol: string; tickSize?: string })[]) =>
      configHash(resolveConfig({ instruments }));
    expect(hash(["ACME"])).toBe(hash([{ symbol: "ACME", tickSize: "1" }]));
    expect(hash(["ACME"])).not.toBe(hash([{ symbol: "ACME", tickSize: "2" }]));
    // What is only about memory changes nothing.
    const reserved = resolveConfig({ instruments: ["ACME"], reserve: { orders: 7 }, eventBuffer: 1 });
    expect(configHash(reserved)).toBe(hash(["ACME"]));
  });
});
