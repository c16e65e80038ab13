// The client of a worker: what happens when workers end, hang or are slow, and the order of calls.

import { Worker } from "node:worker_threads";
import {
  CommandBatch,
  type EventCursor,
  Exchange,
  ExchangeClient,
  type ExchangeClientOptions,
} from "@cift/engine";
import { expect, onTestFinished, test, vi } from "vitest";
import { runScript } from "./support/children.js";
import { EVENTS_PER_PAIR, FLOW_CONFIG, pairs, randomFlow } from "./support/flow.js";
import { errorOf } from "./support/places.js";

/** Longer than a worker needs to start on a busy machine. */
const QUIET_MS = 1500;
const ONE = { instruments: ["ACME"] } as const;

async function create(options: ExchangeClientOptions = {}): Promise<ExchangeClient> {
  const client = await ExchangeClient.create(ONE, { backend: "wasm", ...options });
  onTestFinished(() => client.dispose());
  return client;
}

function ownWorker(): Worker {
  const worker = new Worker(new URL("./support/worker-program.mjs", import.meta.url));
  // The client tells of it; without a listener it would end this process.
  worker.on("error", () => undefined);
  onTestFinished(async () => {
    await worker.terminate();
  });
  return worker;
}

/** The errors of calls that are under way when the worker ends, and of those afterwards. */
async function deathsOf(client: ExchangeClient, kill: () => unknown): Promise<string[]> {
  const pending = [client.submitBatch(pairs(100_000)), client.digest(), client.book().depth()];
  const early = pending.map((call) => errorOf(() => call, "WORKER_DEAD"));
  kill();
  const errors = await Promise.all(early);
  for (const call of [
    () => client.state(),
    () => client.submitBatch(pairs(1)),
    () => client.submit({ side: "buy", price: 1, quantity: 1 }),
  ]) {
    errors.push(await errorOf(call, "WORKER_DEAD"));
  }
  return [...new Set(errors.map((error) => error.plainMessage))];
}

test.each([
  ["terminated", (worker: Worker) => worker.terminate(), "the worker is gone: it exited with code 1"],
  [
    "that throws",
    (worker: Worker) => worker.postMessage("throw"),
    "the worker is gone: it threw: thrown on purpose",
  ],
  ["that exits", (worker: Worker) => worker.postMessage("exit"), "the worker is gone: it exited with code 3"],
])("a worker %s rejects everything", async (_name, kill, message) => {
  const worker = ownWorker();
  const client = await create({ worker });
  expect(await deathsOf(client, () => kill(worker))).toEqual([message]);
});

test("a worker that hangs rejects everything after the timeout", async () => {
  const worker = ownWorker();
  const client = await create({ worker, timeoutMs: QUIET_MS });
  const message = `the worker is gone: it did not answer within ${QUIET_MS} ms`;
  expect(await deathsOf(client, () => worker.postMessage("hang"))).toEqual([message]);
});

test("a program that does not load is a dead worker, not a wait for ever", async () => {
  const worker = new Worker("throw new Error('no program')", { eval: true });
  onTestFinished(async () => {
    await worker.terminate();
  });
  const error = await errorOf(() => create({ worker }), "WORKER_DEAD");
  expect(error.message).toContain("no program");
});

test("a program that is another one does not answer", async () => {
  const worker = new Worker("require('node:worker_threads').parentPort.on('message', () => {})", {
    eval: true,
  });
  onTestFinished(async () => {
    await worker.terminate();
  });
  await errorOf(() => create({ worker, timeoutMs: 200 }), "WORKER_DEAD");
});

test("a worker that ended before is dead at once", async () => {
  const worker = ownWorker();
  await worker.terminate();
  await errorOf(() => create({ worker, timeoutMs: Number.POSITIVE_INFINITY }), "WORKER_DEAD");
});

test("waiting is no silence: an idle client outlives its timeout", async () => {
  const client = await create({ timeoutMs: QUIET_MS });
  await new Promise((resolve) => setTimeout(resolve, 3 * QUIET_MS));
  expect((await client.state()).seq).toBe(0);
});

test("a slow reader is no silence either, and holds the engine back", async () => {
  const client = await create({ timeoutMs: QUIET_MS });
  let open = false;
  let read = 0;
  const batch = client.submitBatch(pairs(20_000), async (events: EventCursor) => {
    if (!open) await new Promise((resolve) => setTimeout(resolve, 3 * QUIET_MS));
    open = true;
    read += events.length;
  });
  expect(await batch).toEqual({ consumed: 40_000, events: 20_000 * EVENTS_PER_PAIR });
  expect(read).toBe(20_000 * EVENTS_PER_PAIR);
});

test("calls take effect in the order in which they were made", async () => {
  const client = await create();
  const reference = await Exchange.create(ONE);
  onTestFinished(() => reference.dispose());
  const batches = [1, 2, 3, 4].map((count) => pairs(count * 700));
  const digests: Promise<unknown>[] = [];
  const results: Promise<unknown>[] = [];
  for (const batch of batches) {
    results.push(client.submitBatch(batch));
    digests.push(client.digest());
    results.push(client.submitBatch(batch));
  }
  const expected = batches.map((batch) => {
    reference.submitBatch(batch);
    const digest = reference.digest();
    reference.submitBatch(batch);
    return digest;
  });
  expect(await Promise.all(digests)).toEqual(expected);
  await Promise.all(results);
  expect(await client.digest()).toEqual(reference.digest());
});

test("a batch that fails does not take the next one with it", async () => {
  const client = await create();
  const wrong = new CommandBatch();
  for (let index = 0; index < 5000; index++) {
    wrong.add({
      kind: "new",
      orderId: index,
      side: "buy",
      price: 1,
      quantity: 1,
      seq: index === 2500 ? 1 : 0,
    });
  }
  const first = errorOf(() => client.submitBatch(wrong), "SEQUENCE_MISMATCH");
  const second = client.submitBatch(pairs(1000));
  expect((await first).consumed).toBe(2500);
  expect(await second).toMatchObject({ consumed: 2000 });
  expect((await client.state()).seq).toBe(4500);
});

test("an error of the reader ends its batch only", async () => {
  const client = await create();
  let calls = 0;
  const batch = client.submitBatch(pairs(20_000), () => {
    calls += 1;
    throw new Error("enough");
  });
  await expect(batch).rejects.toThrow("enough");
  expect(calls).toBe(1);
  expect(await client.submitBatch(pairs(1), () => undefined)).toEqual({
    consumed: 2,
    events: EVENTS_PER_PAIR,
  });
});

test("an aborted batch stops where it is, and the client goes on", async () => {
  const client = await create();
  const abort = new AbortController();
  const batch = client.submitBatch(pairs(200_000), () => abort.abort(new Error("changed my mind")), {
    signal: abort.signal,
  });
  await expect(batch).rejects.toThrow("changed my mind");
  const { seq } = await client.state();
  expect(seq).toBeGreaterThan(0);
  expect(seq).toBeLessThan(400_000);
  expect(await client.submitBatch(pairs(1))).toMatchObject({ consumed: 2 });
});

test("an aborted batch was not sent at all", async () => {
  const client = await create();
  const signal = AbortSignal.abort(new Error("never mind"));
  await expect(client.submitBatch(pairs(10), undefined, { signal })).rejects.toThrow("never mind");
  expect((await client.state()).seq).toBe(0);
});

test("a signal ends the client", async () => {
  const abort = new AbortController();
  const client = await create({ signal: abort.signal });
  const pending = client.submitBatch(pairs(100_000));
  abort.abort(new Error("closing"));
  await expect(pending).rejects.toThrow("closing");
  await expect(client.digest()).rejects.toThrow("closing");
  await expect(create({ signal: abort.signal })).rejects.toThrow("closing");
});

test("dispose rejects what is under way", async () => {
  const client = await create();
  const pending = errorOf(() => client.submitBatch(pairs(100_000)), "DISPOSED");
  await client.dispose();
  await pending;
});

test("await using disposes", async () => {
  const kept = await (async () => {
    await using client = await ExchangeClient.create(ONE);
    return client;
  })();
  await errorOf(() => kept.state(), "DISPOSED");
});

test("several clients share a worker of one's own, which outlives them", async () => {
  const worker = ownWorker();
  const flow = randomFlow(9, 20_000);
  const clients = await Promise.all(
    [1, 2, 3].map(() => ExchangeClient.create(FLOW_CONFIG, { worker, backend: "wasm" })),
  );
  await Promise.all(clients.map((client) => client.submitBatch(flow)));
  const digests = await Promise.all(clients.map((client) => client.digest()));
  expect(new Set(digests.map((digest) => digest.value)).size).toBe(1);
  for (const client of clients) await client.dispose();
  const next = await create({ worker });
  expect((await next.state()).seq).toBe(0);
});

test("sessions of disposed clients are freed in a worker that lives on", async () => {
  const worker = ownWorker();
  const small = { instruments: ["A"], eventBuffer: 1, reserve: { orders: 0, pages: 0 } };
  // More than a worker can have at once.
  for (let round = 0; round < 43; round++) {
    const clients = await Promise.all(
      Array.from({ length: 100 }, () => ExchangeClient.create(small, { worker, backend: "native" })),
    );
    await Promise.all(clients.map((client) => client.dispose()));
  }
  expect((await (await create({ worker, backend: "native" })).state()).seq).toBe(0);
});

test("a reader of overflowing events that throws is not silent", async () => {
  const heard: unknown[] = [];
  const listen = (error: unknown) => heard.push(error);
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", listen);
  onTestFinished(() => {
    process.removeListener("uncaughtException", listen);
    for (const other of others) process.on("uncaughtException", other);
  });
  const client = await ExchangeClient.create(
    { ...ONE, eventBuffer: 10 },
    {
      onOverflow: () => {
        throw new Error("cannot keep up");
      },
    },
  );
  onTestFinished(() => client.dispose());
  await client.submitBatch(pairs(100));
  await vi.waitFor(() => expect(String(heard[0])).toContain("cannot keep up"));
});

test("timeouts that are none are refused", async () => {
  await errorOf(() => create({ timeoutMs: 0 }), "INVALID_ARGUMENT");
  await errorOf(() => create({ timeoutMs: Number.NaN }), "INVALID_ARGUMENT");
  expect((await create({ timeoutMs: Number.POSITIVE_INFINITY })).backend).toBe("wasm");
});

test("a client that is disposed of lets the process end", async () => {
  const { code, stdout } = await runScript(`
    import { ExchangeClient } from ENGINE;
    const client = await ExchangeClient.create({ instruments: ["A"] });
    await client.submit({ side: "buy", price: 1, quantity: 1 });
    await client.dispose();
    console.log("done");
  `);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "done\n" });
});

test("the worker's program refuses to run elsewhere", async () => {
  const { code, stderr } = await runScript(`await import(ENGINE.replace("index.js", "worker.js"))`);
  expect(code).toBe(1);
  expect(stderr).toContain("is the program of a worker, and this is the main thread");
});
