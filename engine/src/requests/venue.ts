// Requests of whoever runs the market, and of connections: phases, reference prices, time, heartbeats.

import type { CommandInput } from "../command-batch.js";
import { EVERY } from "../command-flags.js";
import { type PhaseName, phaseNames } from "../generated/index.js";
import { Reader } from "../strict.js";
import {
  fieldsOf,
  instrumentOf,
  MAX_SAFE,
  type PriceInput,
  priceOf,
  type RequestContext,
  type Timed,
  timeOf,
  whose,
} from "./inputs.js";

/** Which market is meant. */
export interface MarketOptions extends Timed {
  /** Of a phase: default all instruments. Of a reference price: default the only one. */
  readonly symbol?: string;
}

/** Whose connection it is. */
export interface ConnectionOptions extends Timed {
  /** Default 0. */
  readonly account?: number;
}

/** A sign of life. */
export interface HeartbeatOptions extends ConnectionOptions {
  /** Without another one for so long, the account's orders are cancelled. Zero ends the watch. */
  readonly withinNs: number;
}

/** The command that changes the phase of an instrument, or of all. */
export function changePhase(context: RequestContext, phase: PhaseName, options: MarketOptions): CommandInput {
  const { read, given } = fieldsOf("options", options, ["symbol", "timeNs"]);
  return {
    kind: "phase",
    phase: new Reader("INVALID_ARGUMENT", "phase").oneOf(phase, phaseNames),
    instrument: given.symbol === undefined ? EVERY : instrumentOf(read, given.symbol, context).index,
    timeNs: timeOf(read, given.timeNs, context),
  };
}

/** The command that sets an instrument's reference price. */
export function setReference(
  context: RequestContext,
  price: PriceInput,
  options: MarketOptions,
): CommandInput {
  const { read, given } = fieldsOf("options", options, ["symbol", "timeNs"]);
  const instrument = instrumentOf(read, given.symbol, context);
  return {
    kind: "reference",
    instrument: instrument.index,
    price: priceOf(new Reader("INVALID_ARGUMENT", "price"), instrument, price),
    timeNs: timeOf(read, given.timeNs, context),
  };
}

/** The command that lets time pass. */
export function passTime(timeNs: number): CommandInput {
  return { kind: "clock", timeNs: new Reader("INVALID_ARGUMENT", "timeNs").integer(timeNs, 0, MAX_SAFE) };
}

/** The command that says that an account is there. */
export function heartbeat(context: RequestContext, options: HeartbeatOptions): CommandInput {
  const { read, given } = fieldsOf("options", options, ["account", "withinNs", "timeNs"]);
  const param = read.at("withinNs").integer(given.withinNs, 0, MAX_SAFE);
  return { kind: "heartbeat", ...whose(read, given, context), param };
}

/** The command that says that an account is gone. */
export function disconnect(context: RequestContext, options: ConnectionOptions): CommandInput {
  const { read, given } = fieldsOf("options", options, ["account", "timeNs"]);
  return { kind: "disconnect", ...whose(read, given, context) };
}
