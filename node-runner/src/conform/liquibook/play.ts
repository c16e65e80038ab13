// Plays a recorded test, and compares how everything stands after each step.

import type { BackendChoice, EngineBackend } from "@cift/engine";
import { CaseExcluded, CaseMismatch, expectEqual } from "../gherkin/case-result.js";
import { type BookOp, type Expected, kindOf, type Vector, type Vectors } from "./vectors.js";
import { LiquibookVenue, type Standing } from "./venue.js";

/** Kinds of events that a recorder may leave out. */
const OPTIONAL = new Set(["reject", "cancel_reject", "replace_reject", "trigger"]);

export async function playLiquibook(
  { steps }: Vector,
  { eventKinds, levels }: Pick<Vectors, "eventKinds" | "levels">,
  backend: BackendChoice | EngineBackend,
): Promise<void> {
  using venue = await LiquibookVenue.create(backend, levels);
  for (const [index, { op, expected }] of steps.entries()) {
    const place = `op ${index + 1} (${opText(op)})`;
    if (op.op === "unknown") throw new CaseExcluded(`${place}: the file's description has no such op`);
    const standing = venue.apply(op);
    const recorded = standing.events.filter(
      (event) => !OPTIONAL.has(kindOf(event)) || eventKinds.has(kindOf(event)),
    );
    compare(place, expected, { ...standing, events: recorded });
  }
}

function compare(place: string, expected: Expected, got: Standing): void {
  expectList(`${place}: event`, expected.events, got.events);
  const expectValue = <T>(what: string, value: T | undefined, other: T) => {
    if (value !== undefined) expectEqual(`${place}: ${what}`, value, other);
  };
  expectValue("matched", expected.matched, got.matched);
  if (expected.orders !== undefined) expectOrders(place, expected.orders, got.orders);
  expectList(`${place}: bid level`, expected.bids, got.bids);
  expectList(`${place}: ask level`, expected.asks, got.asks);
  expectValue("number of bids", expected.bidOrders, got.bidOrders);
  expectValue("number of asks", expected.askOrders, got.askOrders);
  expectValue("market price", expected.marketPrice, got.marketPrice);
}

function expectOrders(place: string, expected: Standing["orders"], got: Standing["orders"]): void {
  const none = "no such order";
  for (const id of new Set([...expected.keys(), ...got.keys()])) {
    expectEqual(`${place}: order ${id}`, expected.get(id) ?? none, got.get(id) ?? none);
  }
}

function expectList(what: string, expected: readonly string[] | undefined, got: readonly string[]): void {
  if (expected === undefined) return;
  for (let index = 0; index < Math.max(expected.length, got.length); index++) {
    const [one = "no more", other = "no more"] = [expected[index], got[index]];
    if (one !== other) throw new CaseMismatch(`${what} ${index + 1}`, one, other);
  }
}

function opText(op: BookOp): string {
  if (op.op === "unknown") return op.name;
  return op.op === "price" ? `market price ${op.price}` : `${op.op} ${op.id}`;
}
