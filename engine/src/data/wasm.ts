// Market data by WebAssembly. The module reads its inputs through one import, synchronously.

import { dataPlatform } from "#data-platform";
import type { InitOutput } from "../../wasm/cift_data.js";
import { fillReferenceTable, TABLE_IMPORT } from "../backends/wasm-module.js";
import { CiftError } from "../errors.js";
import type { DataBackend, JobHandle, ViewHandle, Wide } from "./backend.js";
import { highHalf, lowHalf } from "./halves.js";
import type { OpenInput, ReadableInput } from "./input.js";
import { decodeDataError, decodeReport, encodeRequest } from "./wire.js";

type ReadInput = (number: number, offset: number, place: number, length: number) => number;

/** Where the module's own import leads: the inputs of the instance that it belongs to. */
const OWN_IMPORTS = "cift";

export class WasmData implements DataBackend {
  readonly kind = "wasm";
  readonly #wasm: InitOutput;
  /** What the module reads from, by the numbers in its requests. */
  readonly #inputs: Map<number, ReadableInput>;
  readonly #inputsOf = new Map<JobHandle, readonly number[]>();
  #nextInput = 1;
  /** What a view has said last, in the module's memory, which never moves there. */
  #state = new Float64Array();
  #death: CiftError | undefined;

  private constructor(wasm: InitOutput, inputs: Map<number, ReadableInput>) {
    this.#wasm = wasm;
    this.#inputs = inputs;
  }

  /** A new instance of the module. */
  static async start(module: WebAssembly.Module): Promise<WasmData> {
    const box: { exports?: InitOutput } = {};
    const inputs = new Map<number, ReadableInput>();
    const readInput: ReadInput = (number, offset, place, length) => {
      const input = inputs.get(number);
      const memory = box.exports?.memory;
      if (input === undefined || memory === undefined) return -1;
      try {
        return input.readAt(offset, new Uint8Array(memory.buffer, place >>> 0, length));
      } catch {
        return -1;
      }
    };
    const instance = await WebAssembly.instantiate(
      module,
      importsOf(module, readInput, () => box.exports),
    );
    box.exports = instance.exports as unknown as InitOutput;
    box.exports.__wbindgen_start();
    return new WasmData(box.exports, inputs);
  }

  get abiVersion(): number {
    return this.#wasm.abi_version() >>> 0;
  }

  get layoutHash(): number {
    return this.#wasm.layout_hash() >>> 0;
  }

  /** Whether the instance trapped. */
  get isDead(): boolean {
    return this.#death !== undefined;
  }

  open(request: Readonly<Record<string, unknown>>, inputs: readonly OpenInput[]): JobHandle {
    const numbers: number[] = [];
    try {
      const wired = inputs.map((input) => this.#wireInput(input, numbers));
      const bytes = encodeRequest({ ...request, ...(wired.length > 0 && { inputs: wired }) });
      const handle = this.#call((wasm) => wasm.open(this.#leave(bytes)));
      this.#inputsOf.set(handle >>> 0, numbers);
      return handle >>> 0;
    } catch (error) {
      this.#forget(numbers);
      throw error;
    }
  }

  #wireInput(input: OpenInput, numbers: number[]): Record<string, unknown> {
    const readable =
      "path" in input ? dataPlatform.openFile(input.path) : "bytes" in input ? memoryInput(input) : input;
    const number = this.#nextInput++;
    this.#inputs.set(number, readable);
    numbers.push(number);
    const { name = readable.name, decoded } = input;
    return { name, number, size: readable.size, ...(decoded && { decoded }) };
  }

  step(handle: JobHandle): boolean {
    return this.#call((wasm) => wasm.step(handle)) === 1;
  }

  takeOutput(handle: JobHandle): Uint8Array<ArrayBuffer> {
    return this.#scratch(this.#call((wasm) => wasm.take_output(handle)));
  }

  report(handle: JobHandle): unknown {
    return decodeReport(this.#scratch(this.#call((wasm) => wasm.report(handle))));
  }

  progress(handle: JobHandle): { read: number; total: number } {
    this.#call((wasm) => wasm.progress(handle));
    const [read = 0, total = 0] = new Float64Array(this.#scratch(16).buffer);
    return { read, total };
  }

  close(handle: JobHandle): void {
    this.#forget(this.#inputsOf.get(handle) ?? []);
    this.#inputsOf.delete(handle);
    if (this.#death === undefined) this.#call((wasm) => wasm.close(handle));
  }

  viewFields(): readonly string[] {
    const names = this.#scratch(this.#call((wasm) => wasm.view_fields()));
    return new TextDecoder().decode(names).split(",");
  }

  openView(request: Readonly<Record<string, unknown>>): ViewHandle {
    const bytes = encodeRequest(request);
    return this.#call((wasm) => wasm.view_open(this.#leave(bytes))) >>> 0;
  }

  viewLoad(handle: ViewHandle, block: Uint8Array): void {
    this.#call((wasm) => wasm.view_load(handle, this.#leave(block)));
  }

  viewRun(handle: ViewHandle, from: number, to: number, untilNs: Wide): number {
    return this.#call((wasm) => wasm.view_run(handle, from, to, lowHalf(untilNs), highHalf(untilNs)));
  }

  viewObserve(handle: ViewHandle, commands: Uint8Array, events: Uint8Array): void {
    this.#call((wasm) => {
      this.#leave(commands, events);
      return wasm.view_observe(handle, commands.length, events.length);
    });
  }

  viewAdvance(handle: ViewHandle, timeNs: Wide): void {
    this.#call((wasm) => wasm.view_advance(handle, lowHalf(timeNs), highHalf(timeNs)));
  }

  viewFit(handle: ViewHandle): void {
    this.#call((wasm) => wasm.view_fit(handle));
  }

  viewState(handle: ViewHandle, row: Float64Array): void {
    const place = this.#call((wasm) => wasm.view_state(handle)) >>> 0;
    const { buffer } = this.#wasm.memory;
    if (this.#state.buffer !== buffer || this.#state.length !== row.length)
      this.#state = new Float64Array(buffer, place, row.length);
    row.set(this.#state);
  }

  viewDepth(handle: ViewHandle, most: number): Uint8Array<ArrayBuffer> {
    return this.#scratch(this.#call((wasm) => wasm.view_depth(handle, most)));
  }

  viewBars(handle: ViewHandle): Uint8Array<ArrayBuffer> {
    return this.#scratch(this.#call((wasm) => wasm.view_bars(handle)));
  }

  viewQueue(handle: ViewHandle, side: number, price: Wide): Uint8Array<ArrayBuffer> {
    return this.#scratch(
      this.#call((wasm) => wasm.view_queue(handle, side, lowHalf(price), highHalf(price))),
    );
  }

  viewPlace(handle: ViewHandle, orderId: Wide): Uint8Array<ArrayBuffer> {
    return this.#scratch(this.#call((wasm) => wasm.view_place(handle, lowHalf(orderId), highHalf(orderId))));
  }

  viewNumber(handle: ViewHandle, account: number, orderId: Wide): number {
    return this.#call((wasm) => wasm.view_number(handle, account, lowHalf(orderId), highHalf(orderId)));
  }

  closeView(handle: ViewHandle): void {
    if (this.#death === undefined) this.#call((wasm) => wasm.view_close(handle));
  }

  #forget(numbers: readonly number[]): void {
    for (const number of numbers) {
      this.#inputs.get(number)?.close?.();
      this.#inputs.delete(number);
    }
  }

  /** Leaves bytes in the scratch region, one piece behind the other. How many. */
  #leave(...pieces: readonly Uint8Array[]): number {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const place = this.#wasm.scratch(length) >>> 0;
    const target = new Uint8Array(this.#wasm.memory.buffer, place, length);
    let at = 0;
    for (const piece of pieces) {
      target.set(piece, at);
      at += piece.length;
    }
    return length;
  }

  /** A copy of the front of the scratch region. */
  #scratch(length: number): Uint8Array<ArrayBuffer> {
    const place = this.#wasm.scratch(0) >>> 0;
    return new Uint8Array(this.#wasm.memory.buffer, place, length).slice() as Uint8Array<ArrayBuffer>;
  }

  #call(call: (wasm: InitOutput) => number): number {
    if (this.#death !== undefined) throw this.#death;
    let result: number;
    try {
      result = call(this.#wasm);
    } catch (cause) {
      this.#death = new CiftError("ENGINE_PANIC", `the module of market data trapped: ${this.#panicText()}`, {
        cause,
      });
      throw this.#death;
    }
    if (result === -1) throw decodeDataError(this.#scratch(this.#wasm.last_error()));
    return result;
  }

  #panicText(): string {
    const place = this.#wasm.panic_text() >>> 0;
    const [length = 0] = new Uint32Array(this.#wasm.memory.buffer.slice(place, place + 4));
    return new TextDecoder().decode(new Uint8Array(this.#wasm.memory.buffer, place + 4, length));
  }
}

function memoryInput({ name, bytes }: { name: string; bytes: Uint8Array }): ReadableInput {
  return {
    name,
    size: bytes.length,
    readAt(offset, target) {
      const part = bytes.subarray(offset, offset + target.length);
      target.set(part);
      return part.length;
    },
  };
}

/** What the module asks for: its reading of inputs, and wasm-bindgen's table of references. */
function importsOf(
  module: WebAssembly.Module,
  readInput: ReadInput,
  exports: () => InitOutput | undefined,
): WebAssembly.Imports {
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    if (from === OWN_IMPORTS && name === "read_input") imports[from][name] = readInput;
    else if (name === TABLE_IMPORT)
      imports[from][name] = () => fillReferenceTable(exports()?.__wbindgen_externrefs);
    else
      throw new CiftError(
        "ABI_MISMATCH",
        `the module of market data asks for ${from} ${name}, which is not known here`,
      );
  }
  return imports;
}
