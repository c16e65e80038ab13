// The Tracebook conformance protocol: recorded conversations, numbers, refusals, and the real host where it is installed.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type BackendKind, loadBackend } from "@cift/engine";
import { describe, expect, it, type TestContext } from "vitest";
import { decimalOf, decimalText, rescaled, roundHalfEven } from "../src/conform/tracebook/decimals.js";
import { serve } from "../src/conform/tracebook/serve.js";
import { TickGrid } from "../src/conform/tracebook/tick-grid.js";

interface Conversation {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly steps: readonly {
    /** As the host writes it. */
    readonly event: string;
    readonly reason: string | null;
    /** How many rest afterwards. */
    readonly orders: number;
    readonly state_hash: string;
    readonly trades: readonly string[];
  }[];
  readonly state: unknown;
}

/** What Tracebook's own engine said to events of ours. */
const recorded = JSON.parse(
  readFileSync(new URL("fixtures/tracebook-conversations.json", import.meta.url), "utf8"),
) as readonly Conversation[];

const program = fileURLToPath(new URL("../bin/cift.mjs", import.meta.url));
const hello = (config: object = {}) =>
  JSON.stringify({ type: "hello", protocol: "tracebook.conformance", protocol_version: 1, config });
const eventFrame = (event: string, at: number) => `{"type":"event","index":${at + 1},"event":${event}}`;

type Answer = Readonly<Record<string, unknown>>;

async function* linesOf(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}

/** The answers to a host's lines. */
async function talk(lines: readonly string[], backend: BackendKind = "wasm"): Promise<Answer[]> {
  const answers: Answer[] = [];
  await serve(linesOf(lines), {
    backend: await loadBackend(backend),
    engine: { name: "test", version: "1", language: "TypeScript" },
    write: (frame) => answers.push(JSON.parse(frame) as Answer),
  });
  return answers;
}

interface Observation {
  readonly outcome: { readonly status: string; readonly reason: string | null };
  readonly trades: readonly Readonly<Record<string, string | number>>[];
  readonly state_hash: string;
  readonly resting_order_count: number;
}

/** The answer in the words of the recording. */
function stepOf({ outcome, trades, state_hash, resting_order_count: orders }: Observation) {
  const text = (trade: Observation["trades"][number]) =>
    `${trade.buy_order_id} buys ${trade.quantity} of ${trade.symbol} from ${trade.sell_order_id} at ${trade.price}`;
  const reason =
    outcome.status === (outcome.reason === null ? "applied" : "rejected") ? outcome.reason : outcome;
  return { reason, orders, state_hash, trades: trades.map(text) };
}

describe("a recorded conversation", () => {
  it.for(
    recorded.flatMap((talked) => (["wasm", "native"] as const).map((backend) => ({ ...talked, backend }))),
  )("of $name is had again, on $backend", async ({ config, steps, state, backend }) => {
    const events = steps.map(({ event }, at) => eventFrame(event, at));
    const end = [
      JSON.stringify({ type: "snapshot", index: steps.length }),
      JSON.stringify({ type: "finish", event_count: steps.length }),
    ];
    const [ready, ...answers] = await talk([hello(config), ...events, ...end], backend);
    const [snapshot, complete] = answers.splice(steps.length);
    expect(ready).toMatchObject({ type: "ready", protocol: "tracebook.conformance", protocol_version: 1 });
    for (const [at, { event, ...step }] of steps.entries()) {
      const answer = answers[at] as unknown as Observation;
      expect([event, stepOf(answer)]).toEqual([event, step]);
    }
    expect(snapshot).toEqual({ type: "snapshot", index: steps.length, state });
    expect(complete).toEqual({ type: "complete", event_count: steps.length });
  });
});

const order = (fields: object) =>
  JSON.stringify({ op: "new", symbol: "A", order_id: 1, side: "BUY", price: 5, quantity: 1, ...fields });

describe("serve", () => {
  it("hashes the state as compact JSON with sorted keys", async () => {
    const [, observation] = await talk([hello(), eventFrame(order({ owner: -5, quantity: 1e-7 }), 0)]);
    const state =
      '{"books":[{"asks":[],"bids":[{"order_id":1,"order_type":"LIMIT","owner":-5,"price":"5",' +
      '"remaining_quantity":"0.0000001"}],"symbol":"A"}]}';
    expect(observation?.state_hash).toBe(createHash("sha256").update(state).digest("hex"));
  });

  it("keeps ids and owners of 64 bits", async () => {
    const [, , snapshot] = await talk([
      hello(),
      eventFrame(
        '{"op":"new","symbol":"A","order_id":9223372036854775807,"side":"SELL","price":1,"quantity":1,"owner":-9223372036854775808}',
        0,
      ),
      '{"type":"snapshot","index":1}',
    ]);
    // JSON.parse rounds both the same way, and to nothing else.
    expect(JSON.stringify(snapshot)).toContain(
      '"order_id":9223372036854776000,"order_type":"LIMIT","owner":-9223372036854776000',
    );
  });

  it("makes lots coarser as quantities grow, and says so where that shows", async () => {
    const events = [
      order({ quantity: 0.000000000001 * 3 }),
      order({ order_id: 2, quantity: 4321.5 }),
      order({ order_id: 3, quantity: 5000 }),
      order({ order_id: 4, quantity: 0.25, price: 4 }),
      order({ order_id: 5, quantity: 4e15 }),
    ];
    const [, ...answers] = await talk([hello({ quantity_decimal_places: 12 }), ...events.map(eventFrame)]);
    expect(answers.map(({ type }) => type)).toEqual(["observation", "observation", "error"]);
    expect(answers[2]).toMatchObject({ code: "UNSUPPORTED_QUANTITY" });
    const [, ...coarse] = await talk([hello({ quantity_decimal_places: 0 }), ...events.map(eventFrame)]);
    expect(coarse.map(({ type }) => type).slice(0, 5)).toEqual(Array(5).fill("observation"));
    const [, ...beyond] = await talk([hello(), eventFrame(order({ quantity: 2 ** 53 }), 0)]);
    expect(beyond).toMatchObject([{ type: "error", code: "UNSUPPORTED_QUANTITY" }]);
    const [, ...price] = await talk([hello(), eventFrame(order({ price: 1e15 }), 0)]);
    expect(price).toMatchObject([{ type: "error", code: "UNSUPPORTED_PRICE" }]);
  });

  it("shares out large levels where that is exact, and says so where it would be seen not to be", async () => {
    const makers = [1, 2, 3].map((id) => order({ order_id: id, side: "SELL", quantity: 7000 }));
    const takers = [order({ order_id: 4, quantity: 3 }), order({ order_id: 5, quantity: 1 })];
    const [, ...answers] = await talk([
      hello({ matching_algorithm: "pro_rata" }),
      ...[...makers, ...takers].map(eventFrame),
    ]);
    expect(answers[3]).toMatchObject({ trades: Array(3).fill({ quantity: "1" }) });
    expect(answers[4]).toMatchObject({ type: "error", code: "UNSUPPORTED_QUANTITY" });
  });

  it.each([
    [["{"], "not JSON"],
    [["[]"], "a protocol message must be an object"],
    [[eventFrame(order({}), 0)], "first message must be hello"],
    [[hello().replace("1,", "2,")], "protocol_version must be 1"],
    [[hello({ matching_algorithm: "lifo" })], "matching_algorithm must be"],
    [[hello({ self_trade_policy: "BOTH" })], "self_trade_policy must be"],
    [[hello({ tick_size: "0" })], "tick_size must be"],
    [[hello({ quantity_decimal_places: 19 })], "quantity_decimal_places must be"],
    [[hello(), hello()], "hello came twice"],
    [[hello(), '{"type":"bye"}'], 'unsupported protocol message type: "bye"'],
    [[hello(), eventFrame(order({}), 1)], "event indexes must be contiguous"],
    [[hello(), eventFrame(order({ side: "LEFT" }), 0)], "side must be"],
    [[hello(), eventFrame(order({ order_type: "GTC" }), 0)], "order_type must be"],
    [[hello(), eventFrame(order({ price: null }), 0)], "price is required"],
    [[hello(), eventFrame(order({ order_id: 1.5 }), 0)], "order_id must be an integer"],
    [[hello(), eventFrame(order({ order_id: 0 }), 0)], "order_id must be positive"],
    [[hello(), eventFrame(order({ op: "halt" }), 0)], "op must be one of"],
    [[hello(), eventFrame(order({ op: "reduce", quantity: 0 }), 0)], "reduce requires a positive quantity"],
    [[hello(), '{"type":"snapshot","index":3}'], "snapshot index does not match"],
    [[hello(), '{"type":"finish","event_count":3}'], "finish event_count does not match"],
    [[hello()], "protocol ended before finish"],
  ])("ends with an error frame after %j", async (lines, message) => {
    const answers = await talk(lines);
    expect(answers.at(-1)).toMatchObject({ type: "error", code: "PROTOCOL_ERROR" });
    expect(answers.at(-1)?.message).toContain(message);
  });
});

describe("numbers", () => {
  it("are texts without exponent and without zeros that say nothing", () => {
    const text = (value: number) => {
      const { digits, scale } = decimalOf(value);
      return decimalText(digits, scale);
    };
    const cases = [0, 1, 1.5, 100, 1e21, 1e-7, 0.1 + 0.2, 123456.75];
    expect(cases.map(text)).toEqual([
      "0",
      "1",
      "1.5",
      "100",
      "1000000000000000000000",
      "0.0000001",
      "0.30000000000000004",
      "123456.75",
    ]);
  });

  it("are rounded to the nearest, a half to the even one", () => {
    expect([0.5, 1.5, 2.5, 2.4999, 3.0001, 2 ** 53].map(roundHalfEven)).toEqual([0, 2, 2, 2, 3, 2 ** 53]);
    expect([25n, 35n, 26n, 24n].map((digits) => rescaled(digits, 1, 0))).toEqual([2n, 4n, 3n, 2n]);
    expect(rescaled(25n, 1, 3)).toBe(2500n);
  });

  it("come to ticks as binary64", () => {
    const cents = new TickGrid(0.01);
    expect([1.015, 100.004, 100.006, 0.004].map((price) => cents.ticks(price))).toEqual([
      101, 10000, 10001, 0,
    ]);
    expect([101, 10000, 0].map((ticks) => cents.text(ticks))).toEqual(["1.01", "100", "0"]);
    expect([cents.isPositive(0), cents.isPositive(1)]).toEqual([false, true]);
    const tiny = new TickGrid(1e-7);
    expect(tiny.text(tiny.ticks(0.00000123))).toBe("0.0000012");
    expect(new TickGrid(2.5).text(3)).toBe("7.5");
  });
});

describe("cift conform tracebook", () => {
  it("has frames only on stdout, ends while the host still holds the line, and says 0 or 5", async () => {
    const right = await converse([hello(), eventFrame(order({}), 0), '{"type":"finish","event_count":1}']);
    expect(right).toMatchObject({ code: 0, stderr: "" });
    expect(right.frames.map(({ type }) => type)).toEqual(["ready", "observation", "complete"]);
    const wrong = await converse([hello(), '{"type":"bye"}']);
    expect(wrong.code).toBe(5);
    expect(wrong.frames.map(({ type }) => type)).toEqual(["ready", "error"]);
    expect(wrong.stderr).toContain("unsupported protocol message type");
  });

  it.for<BackendKind>(["wasm", "native"])(
    "qualifies with the real host, on %s",
    { timeout: 120_000 },
    async (backend, context) => {
      const python = pythonWithTracebook(context);
      const { status, stdout, stderr } = spawnSync(
        python.command,
        ["-c", HOST, process.execPath, program, backend],
        {
          encoding: "utf8",
          env: python.env,
          timeout: 110_000,
        },
      );
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(JSON.parse(stdout)).toEqual({
        v1: [8, 8],
        v2: [9, 9],
        "fifo-full-v1": true,
        "fifo-limit-v1": true,
        "fifo-partial-fill-v1": true,
      });
    },
  );
});

/** Runs the fixed suites and a short campaign of each profile. */
const HOST = `
import json, subprocess, sys, tempfile
from pathlib import Path
from tracebook.conformance import *
# The host ends a process that takes half a second to end; beside other tests that is not long.
wait = subprocess.Popen.wait
subprocess.Popen.wait = lambda self, timeout=None: wait(self, timeout and max(timeout, 20))
node, program, backend = sys.argv[1:]
command = [node, program, "conform", "tracebook", "--backend", backend]
candidate = ExternalProcessAdapterFactory(command, timeout_seconds=20)
found = {}
for version in ("v1", "v2"):
    with tempfile.TemporaryDirectory() as folder:
        suite = copy_bundled_conformance_suite(Path(folder) / version, suite_version=version)
        report = run_conformance_suite(suite, candidate)
        found[version] = [report["conformant_cases"], report["case_count"]]
        for case in report["cases"]:
            if not case["report"]["conformant"]: print(case["report"]["divergence"], file=sys.stderr)
for profile in campaign_profile_names():
    result = run_campaign(candidate, profile=profile, seed=20261123, traces=2, events_per_trace=160)
    found[profile] = result.conformant
    if result.failure: print(result.failure.to_dict(), file=sys.stderr)
print(json.dumps(found))
`;

/** A Python that has tracebook-conformance; `TRACEBOOK_PATH` names a folder with the package. Else the test is skipped. */
function pythonWithTracebook(context: TestContext): {
  readonly command: string;
  readonly env: NodeJS.ProcessEnv;
} {
  const { TRACEBOOK_PATH = "", PYTHONPATH = "" } = process.env;
  const path = [TRACEBOOK_PATH, PYTHONPATH].filter((part) => part !== "").join(":");
  const env = { ...process.env, ...(path === "" ? {} : { PYTHONPATH: path }) };
  const { status } = spawnSync("python3", ["-c", "import tracebook.conformance"], { env });
  if (status === 0) return { command: "python3", env };
  return context.skip(
    "tracebook-conformance is not importable by python3: pip install tracebook-conformance, or TRACEBOOK_PATH",
  );
}

/** Talks to the command as the host does: its input stays open until the command has ended. */
function converse(lines: readonly string[]) {
  const child = spawn(process.execPath, [program, "conform", "tracebook", "--backend", "wasm"]);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk));
  child.stdin.write(`${lines.join("\n")}\n`);
  return new Promise<{ code: number | null; stderr: string; frames: Answer[] }>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const frames = stdout.trimEnd().split("\n");
      resolve({ code, stderr, frames: frames.map((line) => JSON.parse(line) as Answer) });
    });
  });
}
