// The engine as a native addon. Commands are read where they are, results are written where the caller wants them.

import {
  DIGEST_WORDS,
  type EngineBackend,
  type Handle,
  JOURNAL_WORDS,
  LONG_RECORD_BYTES,
  RECORD_BYTES,
  RECORD_WORDS,
  STATE_WORDS,
} from "../backend.js";
import { CiftError, decodeHostError } from "../errors.js";
import { checkOrder, checkRoom, checkWords, noSuchRecord, recordsIn } from "./checks.js";
import type { NativeAddon } from "./native-addon.js";

/** The addon as this thread sees it: sessions belong to the thread that made them. */
export class NativeBackend implements EngineBackend {
  readonly kind = "native";
  readonly abiVersion: number;
  readonly layoutHash: number;
  readonly semanticsVersion: number;

  readonly #addon: NativeAddon;
  /** One command on its way. The addon takes bytes, and two views of one memory cost nothing per call. */
  readonly #record = new Int32Array(RECORD_WORDS);
  readonly #recordBytes = new Uint8Array(this.#record.buffer);
  readonly #query = new Uint32Array(JOURNAL_WORDS);
  readonly #queryBytes = new Uint8Array(this.#query.buffer);
  #events = new Uint8Array(0);
  /** Sessions that a panic outside the engine's own guard went through. */
  #broken: Map<Handle, unknown> | undefined;

  constructor(addon: NativeAddon) {
    this.#addon = addon;
    this.abiVersion = addon.abiVersion();
    this.layoutHash = addon.layoutHash();
    this.semanticsVersion = addon.semanticsVersion();
  }

  create(config: Uint8Array): Handle {
    return this.#start((addon) => addon.create(config));
  }

  #start(start: (addon: NativeAddon) => number): Handle {
    const handle = this.#call(0, start);
    // A handle may use the sign bit, and -1 alone is an error.
    if (handle === -1) throw this.#lastError();
    return handle >>> 0;
  }

  submit(handle: Handle, commands: Uint8Array): number {
    recordsIn(commands, "commands");
    return this.#submitBytes(handle, commands);
  }

  submitRecord(handle: Handle, words: Int32Array | Uint32Array, at: number): number {
    if (!(at >= 0 && at + RECORD_WORDS <= words.length)) throw noSuchRecord(words.length, at);
    const record = this.#record;
    for (let i = 0; i < RECORD_WORDS; i++) record[i] = words[at + i] as number;
    return this.#submitBytes(handle, this.#recordBytes);
  }

  #submitBytes(handle: Handle, commands: Uint8Array): number {
    if (this.#broken !== undefined) this.#checkBroken(handle);
    let taken: number;
    try {
      taken = this.#addon.submit(handle, commands);
    } catch (cause) {
      throw this.#panicked(handle, cause);
    }
    // -1, or -2 less what was applied before a fault.
    if (taken < 0) throw this.#lastError(taken === -1 ? undefined : -2 - taken);
    return taken;
  }

  eventCount(handle: Handle): number {
    return this.#number(handle, (addon) => addon.eventCount(handle));
  }

  pendingEvents(handle: Handle): Uint8Array {
    const bytes = this.eventCount(handle) * RECORD_BYTES;
    if (this.#events.byteLength < bytes) this.#events = new Uint8Array(roomFor(bytes));
    const count = this.#number(handle, (addon) => addon.peekInto(handle, 0, this.#events));
    return this.#events.subarray(0, count * RECORD_BYTES);
  }

  peekInto(handle: Handle, from: number, target: Uint8Array): number {
    recordsIn(target, "the target of events");
    return this.#number(handle, (addon) => addon.peekInto(handle, from, target));
  }

  advance(handle: Handle, count: number): void {
    this.#number(handle, (addon) => addon.advance(handle, count));
  }

  drainInto(handle: Handle, target: Uint8Array): number {
    recordsIn(target, "the target of events");
    return this.#number(handle, (addon) => addon.drainInto(handle, target));
  }

  depthInto(handle: Handle, instrument: number, target: Uint8Array): number {
    recordsIn(target, "the target of depth");
    return this.#number(handle, (addon) => addon.depthInto(handle, instrument, target));
  }

  orderInto(
    handle: Handle,
    instrument: number,
    account: number,
    orderId: number,
    target: Uint8Array,
  ): boolean {
    checkRoom(target, RECORD_BYTES, "an order");
    const low = orderId >>> 0;
    const high = (orderId - low) / 2 ** 32;
    return (
      this.#number(handle, (addon) => addon.orderInto(handle, instrument, account, low, high, target)) === 1
    );
  }

  ordersInto(handle: Handle, instrument: number, side: number, target: Uint8Array): number {
    recordsIn(target, "the target of orders");
    return this.#number(handle, (addon) => addon.orders(handle, instrument, side, target));
  }

  marketInto(handle: Handle, instrument: number, target: Uint8Array): void {
    checkRoom(target, LONG_RECORD_BYTES, "a market");
    this.#number(handle, (addon) => addon.market(handle, instrument, target));
  }

  balanceInto(handle: Handle, account: number, currency: number, target: Uint8Array): boolean {
    checkRoom(target, RECORD_BYTES, "a balance");
    return this.#number(handle, (addon) => addon.balance(handle, account, currency, target)) === 1;
  }

  positionInto(handle: Handle, account: number, instrument: number, target: Uint8Array): boolean {
    checkRoom(target, LONG_RECORD_BYTES, "a position");
    return this.#number(handle, (addon) => addon.position(handle, account, instrument, target)) === 1;
  }

  riskCheckInto(handle: Handle, commands: Uint8Array, target: Uint8Array): void {
    checkOrder(commands);
    checkRoom(target, RECORD_BYTES, "a risk check");
    this.#number(handle, (addon) => addon.riskCheck(handle, commands, target));
  }

  snapshot(handle: Handle): Uint8Array {
    const bytes = this.#call(handle, (addon) => addon.snapshot(handle));
    if (bytes.byteLength === 0) throw this.#lastError();
    return bytes;
  }

  restore(snapshot: Uint8Array): Handle {
    return this.#start((addon) => addon.restore(snapshot));
  }

  journalStart(handle: Handle, low: number, high: number): void {
    this.#number(handle, (addon) => addon.journalStart(handle, low, high));
  }

  journalTake(handle: Handle): Uint8Array {
    const bytes = this.#call(handle, (addon) => addon.journalTake(handle));
    if (bytes === null) throw this.#lastError();
    return bytes;
  }

  journalSnapshot(handle: Handle): void {
    this.#number(handle, (addon) => addon.journalSnapshot(handle));
  }

  journalClose(handle: Handle): void {
    this.#number(handle, (addon) => addon.journalClose(handle));
  }

  journalStateInto(handle: Handle, target: Uint32Array): void {
    checkWords(target, JOURNAL_WORDS, "a journal's state");
    this.#number(handle, (addon) => addon.journalState(handle, this.#queryBytes));
    target.set(this.#query);
  }

  replay(journal: Uint8Array): Handle {
    return this.#start((addon) => addon.replay(journal));
  }

  recover(journal: Uint8Array): Handle {
    return this.#start((addon) => addon.recover(journal));
  }

  digestInto(handle: Handle, target: Uint32Array): void {
    checkWords(target, DIGEST_WORDS, "a digest");
    this.#number(handle, (addon) => addon.digestInto(handle, this.#queryBytes));
    target.set(this.#query.subarray(0, DIGEST_WORDS));
  }

  stateInto(handle: Handle, target: Uint32Array): void {
    checkWords(target, STATE_WORDS, "a state");
    this.#number(handle, (addon) => addon.stateInto(handle, this.#queryBytes));
    target.set(this.#query.subarray(0, STATE_WORDS));
  }

  destroy(handle: Handle): void {
    // Freeing is all that can still be done with a broken session.
    this.#broken?.delete(handle);
    this.#number(handle, (addon) => addon.destroy(handle));
  }

  /** Breaks the session's engine as a failed assertion does. For tests. */
  breakForTest(handle: Handle): void {
    this.#call(handle, (addon) => addon.breakForTest(handle));
  }

  /** Panics in the addon outside the engine. For tests. */
  panicForTest(handle: Handle): void {
    this.#call(handle, (addon) => addon.panicForTest());
  }

  #call<T>(handle: Handle, call: (addon: NativeAddon) => T): T {
    if (this.#broken !== undefined) this.#checkBroken(handle);
    try {
      return call(this.#addon);
    } catch (cause) {
      throw this.#panicked(handle, cause);
    }
  }

  /** The result of a call, where below zero is an error. */
  #number(handle: Handle, call: (addon: NativeAddon) => number): number {
    const result = this.#call(handle, call);
    if (result < 0) throw this.#lastError();
    return result;
  }

  #lastError(consumed?: number): CiftError {
    return decodeHostError(this.#addon.lastError(), consumed);
  }

  /** An exception of the addon: it did not understand an argument, or it panicked and the session cannot be trusted. */
  #panicked(handle: Handle, cause: unknown): CiftError {
    const { code, message } = cause as { code?: string; message?: string };
    if (code !== "GenericFailure") {
      return new CiftError("INVALID_ARGUMENT", `the engine does not take this: ${message}`, { cause });
    }
    this.#broken ??= new Map();
    this.#broken.set(handle, cause);
    return brokenSession(cause);
  }

  #checkBroken(handle: Handle): void {
    if (this.#broken?.has(handle)) throw brokenSession(this.#broken.get(handle));
  }
}

function brokenSession(cause: unknown): CiftError {
  const message = `the addon panicked; the session is dead (${(cause as Error).message})`;
  return new CiftError("ENGINE_PANIC", message, { cause });
}

/** Doubled, so that a growing need asks for memory a few times only. */
function roomFor(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(bytes, 4096 * RECORD_BYTES)));
}
