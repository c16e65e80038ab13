// The engine in WebAssembly. Commands are copied into the module's input region, events are read where the engine wrote
// them. Each number that comes back below zero is an error.

import {
  DIGEST_WORDS,
  type EngineBackend,
  type Handle,
  JOURNAL_WORDS,
  LONG_RECORD_BYTES,
  RECORD_BYTES,
  STATE_WORDS,
} from "../backend.js";
import { autopsyDetail, CiftError, type CiftErrorDetail, decodeHostError } from "../errors.js";
import { checkOrder, checkRoom, checkWords, noSuchRecord, recordsIn } from "./checks.js";
import type { WasmExports } from "./wasm-module.js";

/** Why an instance must not be called any more. */
interface Death {
  readonly message: string;
  readonly detail: CiftErrorDetail | undefined;
  readonly cause: unknown;
}

/** An instance of the module. After a trap it is dead with all its sessions; `loadBackend` gives a new one. */
export class WasmBackend implements EngineBackend {
  readonly kind = "wasm";
  readonly abiVersion: number;
  readonly layoutHash: number;
  readonly semanticsVersion: number;

  readonly #wasm: WasmExports;
  /** Where commands are written, and how many at a time. */
  readonly #input: number;
  readonly #inputRecords: number;
  // Views of the memory: growth detaches them, and then they have no length.
  #bytes: Uint8Array;
  #words: Int32Array;
  #death: Death | undefined;

  constructor(wasm: WasmExports) {
    this.#wasm = wasm;
    // Unsigned numbers come out of WebAssembly as signed ones.
    this.abiVersion = wasm.abi_version() >>> 0;
    this.layoutHash = wasm.layout_hash() >>> 0;
    this.semanticsVersion = wasm.semantics_version() >>> 0;
    this.#input = wasm.input() >>> 0;
    this.#inputRecords = wasm.input_records() >>> 0;
    this.#bytes = new Uint8Array(wasm.memory.buffer);
    this.#words = new Int32Array(wasm.memory.buffer);
  }

  /** Whether the instance trapped. */
  get isDead(): boolean {
    return this.#death !== undefined;
  }

  create(config: Uint8Array): Handle {
    return this.#start(config, (wasm) => wasm.create(config.byteLength));
  }

  /** A session from bytes in the scratch region. */
  #start(bytes: Uint8Array, start: (wasm: WasmExports) => number): Handle {
    const handle = this.#call(0, (wasm) => {
      const place = wasm.scratch(bytes.byteLength) >>> 0;
      this.#memory().set(bytes, place);
      return start(wasm);
    });
    // A handle may use the sign bit, and -1 alone is an error.
    if (handle === -1) throw this.#lastError();
    return handle >>> 0;
  }

  submit(handle: Handle, commands: Uint8Array): number {
    const count = recordsIn(commands, "commands");
    let consumed = 0;
    do {
      const chunk = Math.min(count - consumed, this.#inputRecords);
      const taken = this.#submitChunk(handle, commands, consumed, chunk);
      consumed += taken;
      if (taken < chunk) break;
    } while (consumed < count);
    return consumed;
  }

  #submitChunk(handle: Handle, commands: Uint8Array, from: number, count: number): number {
    const start = from * RECORD_BYTES;
    const end = start + count * RECORD_BYTES;
    const whole = start === 0 && end === commands.byteLength;
    this.#memory().set(whole ? commands : commands.subarray(start, end), this.#input);
    const taken = this.#submitInput(handle, count);
    if (taken < 0) throw this.#fault(taken, from);
    return taken;
  }

  submitRecord(handle: Handle, words: Int32Array | Uint32Array, at: number): number {
    if (!(at >= 0 && at + 16 <= words.length)) throw noSuchRecord(words.length, at);
    const memory = this.#words.length === 0 ? this.#memoryWords() : this.#words;
    const to = this.#input >>> 2;
    // A loop, or `set` with a part of the words, costs more than the engine does.
    memory[to] = words[at] as number;
    memory[to + 1] = words[at + 1] as number;
    memory[to + 2] = words[at + 2] as number;
    memory[to + 3] = words[at + 3] as number;
    memory[to + 4] = words[at + 4] as number;
    memory[to + 5] = words[at + 5] as number;
    memory[to + 6] = words[at + 6] as number;
    memory[to + 7] = words[at + 7] as number;
    memory[to + 8] = words[at + 8] as number;
    memory[to + 9] = words[at + 9] as number;
    memory[to + 10] = words[at + 10] as number;
    memory[to + 11] = words[at + 11] as number;
    memory[to + 12] = words[at + 12] as number;
    memory[to + 13] = words[at + 13] as number;
    memory[to + 14] = words[at + 14] as number;
    memory[to + 15] = words[at + 15] as number;
    const taken = this.#submitInput(handle, 1);
    if (taken < 0) throw this.#fault(taken, 0);
    return taken;
  }

  #submitInput(handle: Handle, count: number): number {
    if (this.#death !== undefined) throw this.#dead();
    try {
      return this.#wasm.submit(handle, count);
    } catch (cause) {
      throw this.#trapped(handle, cause);
    }
  }

  /** The error behind a result of `submit` below zero: -1, or -2 less what was applied before a fault. */
  #fault(result: number, before: number): CiftError {
    return this.#lastError(result === -1 ? undefined : before - 2 - result);
  }

  eventCount(handle: Handle): number {
    return this.#number(handle, (wasm) => wasm.event_count(handle));
  }

  pendingEvents(handle: Handle): Uint8Array {
    const count = this.eventCount(handle);
    const start = this.#wasm.events(handle) >>> 0;
    return this.#memory().subarray(start, start + count * RECORD_BYTES);
  }

  peekInto(handle: Handle, from: number, target: Uint8Array): number {
    const room = recordsIn(target, "the target of events");
    const waiting = this.pendingEvents(handle);
    const events = waiting.subarray(from * RECORD_BYTES, (from + room) * RECORD_BYTES);
    target.set(events);
    return events.byteLength / RECORD_BYTES;
  }

  advance(handle: Handle, count: number): void {
    this.#number(handle, (wasm) => wasm.advance(handle, count));
  }

  drainInto(handle: Handle, target: Uint8Array): number {
    const count = this.peekInto(handle, 0, target);
    this.advance(handle, count);
    return count;
  }

  depthInto(handle: Handle, instrument: number, target: Uint8Array): number {
    const levels = recordsIn(target, "the target of depth");
    const rows = this.#number(handle, (wasm) => wasm.depth(handle, instrument, levels));
    this.#copyScratch(target);
    return rows;
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
    const found = this.#number(handle, (wasm) => wasm.order(handle, instrument, account, low, high));
    if (found === 1) this.#copyScratch(target.subarray(0, RECORD_BYTES));
    return found === 1;
  }

  ordersInto(handle: Handle, instrument: number, side: number, target: Uint8Array): number {
    const rows = recordsIn(target, "the target of orders");
    const count = this.#number(handle, (wasm) => wasm.orders(handle, instrument, side, rows));
    this.#copyScratch(target.subarray(0, count * RECORD_BYTES));
    return count;
  }

  marketInto(handle: Handle, instrument: number, target: Uint8Array): void {
    checkRoom(target, LONG_RECORD_BYTES, "a market");
    this.#number(handle, (wasm) => wasm.market(handle, instrument));
    this.#copyScratch(target.subarray(0, LONG_RECORD_BYTES));
  }

  balanceInto(handle: Handle, account: number, currency: number, target: Uint8Array): boolean {
    checkRoom(target, RECORD_BYTES, "a balance");
    const found = this.#number(handle, (wasm) => wasm.balance(handle, account, currency));
    if (found === 1) this.#copyScratch(target.subarray(0, RECORD_BYTES));
    return found === 1;
  }

  positionInto(handle: Handle, account: number, instrument: number, target: Uint8Array): boolean {
    checkRoom(target, LONG_RECORD_BYTES, "a position");
    const found = this.#number(handle, (wasm) => wasm.position(handle, account, instrument));
    if (found === 1) this.#copyScratch(target.subarray(0, LONG_RECORD_BYTES));
    return found === 1;
  }

  riskCheckInto(handle: Handle, commands: Uint8Array, target: Uint8Array): void {
    checkOrder(commands);
    checkRoom(target, RECORD_BYTES, "a risk check");
    this.#memory().set(commands, this.#input);
    this.#number(handle, (wasm) => wasm.risk_check(handle, commands.byteLength / RECORD_BYTES));
    this.#copyScratch(target.subarray(0, RECORD_BYTES));
  }

  snapshot(handle: Handle): Uint8Array {
    return this.#scratchBytes(handle, (wasm) => wasm.snapshot(handle));
  }

  restore(snapshot: Uint8Array): Handle {
    return this.#start(snapshot, (wasm) => wasm.restore(snapshot.byteLength));
  }

  journalStart(handle: Handle, low: number, high: number): void {
    this.#number(handle, (wasm) => wasm.journal_start(handle, low, high));
  }

  journalTake(handle: Handle): Uint8Array {
    return this.#scratchBytes(handle, (wasm) => wasm.journal_take(handle));
  }

  journalSnapshot(handle: Handle): void {
    this.#number(handle, (wasm) => wasm.journal_snapshot(handle));
  }

  journalClose(handle: Handle): void {
    this.#number(handle, (wasm) => wasm.journal_close(handle));
  }

  journalStateInto(handle: Handle, target: Uint32Array): void {
    checkWords(target, JOURNAL_WORDS, "a journal's state");
    this.#number(handle, (wasm) => wasm.journal_state(handle));
    this.#copyScratch(new Uint8Array(target.buffer, target.byteOffset, JOURNAL_WORDS * 4));
  }

  replay(journal: Uint8Array): Handle {
    return this.#start(journal, (wasm) => wasm.replay(journal.byteLength));
  }

  recover(journal: Uint8Array): Handle {
    return this.#start(journal, (wasm) => wasm.recover(journal.byteLength));
  }

  digestInto(handle: Handle, target: Uint32Array): void {
    checkWords(target, DIGEST_WORDS, "a digest");
    this.#number(handle, (wasm) => wasm.digest(handle));
    this.#copyScratch(new Uint8Array(target.buffer, target.byteOffset, DIGEST_WORDS * 4));
  }

  stateInto(handle: Handle, target: Uint32Array): void {
    checkWords(target, STATE_WORDS, "a state");
    this.#number(handle, (wasm) => wasm.state(handle));
    this.#copyScratch(new Uint8Array(target.buffer, target.byteOffset, STATE_WORDS * 4));
  }

  destroy(handle: Handle): void {
    this.#number(handle, (wasm) => wasm.destroy(handle));
  }

  /** Breaks the session's engine as a failed assertion does. For tests. */
  breakForTest(handle: Handle): void {
    this.#call(handle, (wasm) => wasm.break_for_test(handle));
  }

  #memory(): Uint8Array {
    if (this.#bytes.length === 0) this.#renewViews();
    return this.#bytes;
  }

  #memoryWords(): Int32Array {
    if (this.#words.length === 0) this.#renewViews();
    return this.#words;
  }

  #renewViews(): void {
    this.#bytes = new Uint8Array(this.#wasm.memory.buffer);
    this.#words = new Int32Array(this.#wasm.memory.buffer);
  }

  /** Calls the module, unless it is dead, and notices when it dies. */
  #call<T>(handle: Handle, call: (wasm: WasmExports) => T): T {
    if (this.#death !== undefined) throw this.#dead();
    try {
      return call(this.#wasm);
    } catch (cause) {
      throw this.#trapped(handle, cause);
    }
  }

  /** The result of a call, where below zero is an error. */
  #number(handle: Handle, call: (wasm: WasmExports) => number): number {
    const result = this.#call(handle, call);
    if (result < 0) throw this.#lastError();
    return result;
  }

  #copyScratch(target: Uint8Array): void {
    const start = this.#wasm.scratch(0) >>> 0;
    target.set(this.#memory().subarray(start, start + target.byteLength));
  }

  /** What a call left in the scratch region, of whose length it tells. */
  #scratchBytes(handle: Handle, call: (wasm: WasmExports) => number): Uint8Array {
    const bytes = new Uint8Array(this.#number(handle, call));
    this.#copyScratch(bytes);
    return bytes;
  }

  #lastError(consumed?: number): CiftError {
    const length = this.#wasm.last_error() >>> 0;
    const bytes = new Uint8Array(length);
    this.#copyScratch(bytes);
    return decodeHostError(bytes, consumed);
  }

  #trapped(handle: Handle, cause: unknown): CiftError {
    const report = this.#autopsy(handle);
    const message = `an internal invariant broke; the session is dead (${report})`;
    this.#death = { message, detail: autopsyDetail(report), cause };
    return this.#dead();
  }

  #dead(): CiftError {
    const { message, detail, cause } = this.#death as Death;
    return new CiftError("ENGINE_PANIC", message, detail === undefined ? { cause } : { detail, cause });
  }

  /** The one call that a trapped instance still has to bear. It may trap as well. */
  #autopsy(handle: Handle): string {
    try {
      const start = this.#wasm.autopsy(handle) >>> 0;
      const memory = this.#memory();
      const length = new DataView(memory.buffer).getUint32(start, true);
      return new TextDecoder().decode(memory.subarray(start + 4 + 2, start + 4 + length));
    } catch (error) {
      return `and left no report: ${error}`;
    }
  }
}
