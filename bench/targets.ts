// What was set out to reach (issue 3, section 7), and whether it is reached.

import type { Figures } from "./figures.js";

/** A figure of ours beside what it is measured against. */
export interface Target {
  readonly name: string;
  readonly flow: string;
  /** How many times the rate of the other, or a rate in M messages/s. */
  readonly value: number;
  readonly least: number;
  readonly reached: boolean;
}

const PER_CALL_LEAST = 9;
const PROBE_LEAST = 0.8;
const RIVAL_LEAST = 50;

/** Ours, the contender it is compared with, and how many times its rate it has to have. */
const RATIOS = [
  { name: "rust / probe's best", ours: "rust", other: "probe-native", least: PROBE_LEAST },
  {
    name: "native from Node / probe's best",
    ours: "native-batch",
    other: "probe-native",
    least: PROBE_LEAST,
  },
  { name: "WASM in Node / probe's best", ours: "wasm-batch", other: "probe-wasm", least: PROBE_LEAST },
  {
    name: "WASM in Chromium / probe's best",
    ours: "chromium-batch",
    other: "probe-chromium",
    least: PROBE_LEAST,
  },
  {
    name: "WASM in Node / nodejs-order-book",
    ours: "wasm-batch",
    other: "nodejs-order-book",
    least: RIVAL_LEAST,
  },
] as const;

export function targetsOf(figures: Figures): Target[] {
  return figures.flows.flatMap((flow) => {
    const ratios = RATIOS.flatMap(({ name, ours, other, least }) => {
      const [ns, otherNs] = [figures.ns(flow, ours), figures.ns(flow, other)];
      return ns === undefined || otherNs === undefined ? [] : [target(name, flow, otherNs / ns, least)];
    });
    const perCall = figures.ns(flow, "wasm-per-call");
    if (perCall === undefined) return ratios;
    return [...ratios, target("WASM in Node, one call a message, M/s", flow, 1000 / perCall, PER_CALL_LEAST)];
  });
}

function target(name: string, flow: string, value: number, least: number): Target {
  return { name, flow, value: Math.round(value * 100) / 100, least, reached: value >= least };
}

/** What crossing the boundary costs, from the difference between two ways to play the same flow. */
export interface BoundaryCost {
  readonly flow: string;
  readonly backend: string;
  /** One call a message, instead of one for all: nanoseconds a call. */
  readonly call: number;
  /** Reading kind, price and quantity of every event: nanoseconds an event. */
  readonly eventRead: number;
}

export function boundaryCosts(figures: Figures): BoundaryCost[] {
  return figures.flows.flatMap((flow) =>
    ["native", "wasm"].flatMap((backend) => {
      const batch = figures.of(flow, `${backend}-batch`);
      const perCall = figures.ns(flow, `${backend}-per-call`);
      const read = figures.ns(flow, `${backend}-batch-read`);
      if (batch?.events === undefined || perCall === undefined || read === undefined) return [];
      const eventsPerMessage = batch.events / batch.messages;
      const call = oneDigit(perCall - batch.nsPerMessage);
      return [{ flow, backend, call, eventRead: oneDigit((read - batch.nsPerMessage) / eventsPerMessage) }];
    }),
  );
}

function oneDigit(value: number): number {
  return Math.round(value * 10) / 10;
}
