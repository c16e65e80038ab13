// The exports of `crates/napi`. Numbers below zero are errors, which `lastError` names.

import type { Handle } from "../backend.js";

/** What the addon exports. */
export interface NativeAddon {
  abiVersion(): number;
  layoutHash(): number;
  semanticsVersion(): number;
  create(config: Uint8Array): number;
  submit(handle: Handle, commands: Uint8Array): number;
  eventCount(handle: Handle): number;
  drainInto(handle: Handle, target: Uint8Array): number;
  peekInto(handle: Handle, from: number, target: Uint8Array): number;
  advance(handle: Handle, count: number): number;
  depthInto(handle: Handle, instrument: number, target: Uint8Array): number;
  orderInto(
    handle: Handle,
    instrument: number,
    account: number,
    idLow: number,
    idHigh: number,
    target: Uint8Array,
  ): number;
  orders(handle: Handle, instrument: number, side: number, target: Uint8Array): number;
  market(handle: Handle, instrument: number, target: Uint8Array): number;
  balance(handle: Handle, account: number, currency: number, target: Uint8Array): number;
  position(handle: Handle, account: number, instrument: number, target: Uint8Array): number;
  riskCheck(handle: Handle, commands: Uint8Array, target: Uint8Array): number;
  /** Empty: an error. */
  snapshot(handle: Handle): Uint8Array;
  restore(snapshot: Uint8Array): number;
  journalStart(handle: Handle, numberLow: number, numberHigh: number): number;
  /** `null`: an error. */
  journalTake(handle: Handle): Uint8Array | null;
  journalSnapshot(handle: Handle): number;
  journalClose(handle: Handle): number;
  journalState(handle: Handle, target: Uint8Array): number;
  replay(journal: Uint8Array): number;
  recover(journal: Uint8Array): number;
  digestInto(handle: Handle, target: Uint8Array): number;
  stateInto(handle: Handle, target: Uint8Array): number;
  destroy(handle: Handle): number;
  lastError(): Uint8Array;
  breakForTest(handle: Handle): void;
  panicForTest(): void;
}
