// From the bytes of a file, as they come, to a tape of commands. What the file is shows in its first bytes,
// not in its name: servers and systems rename, and a .gz may already have been unpacked on its way.

import { CommandTape } from "../command-tape.ts";
import { Flash1Parser, looksLikeFlash1 } from "./flash1.ts";
import type { Format, Parser } from "./format.ts";
import { InputError } from "./input-error.ts";
import { LobsterOpsParser, looksLikeLobsterOps } from "./lobster-ops.ts";

export interface Orders {
  readonly tape: CommandTape;
  readonly format: Format;
  readonly hasTimes: boolean;
}

export interface ReadOptions {
  /** Told how many bytes of the file have been read. */
  readonly onProgress: (bytes: number) => void;
  readonly signal: AbortSignal;
}

/** The file is no order flow, by its first bytes: it may be market data, which others read. */
export class NotOrders extends Error {
  override readonly name = "NotOrders";
}

/** Enough for every format's first words. */
const HEAD_BYTES = 64;

export async function readOrders(file: ReadableStream<Uint8Array>, options: ReadOptions): Promise<Orders> {
  const counted = file.pipeThrough(counter(options), { signal: options.signal });
  const { head, stream } = await peek(counted);
  if (!isGzip(head)) return parse(head, stream);
  const unpacked = stream.pipeThrough(new DecompressionStream("gzip") as Transform);
  try {
    const inner = await peek(unpacked);
    return await parse(inner.head, inner.stream);
  } catch (error) {
    if (error instanceof InputError || error instanceof NotOrders || options.signal.aborted) throw error;
    // The decompressor reports damage as a TypeError, whose text differs between browsers.
    throw new InputError("", "the gzip data is damaged or cut off", "Copy or download the file again.");
  }
}

/** TypeScript's DecompressionStream takes BufferSource, which a Uint8Array is. */
type Transform = ReadableWritablePair<Uint8Array, Uint8Array>;

function counter({ onProgress }: ReadOptions): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      onProgress(bytes);
      controller.enqueue(chunk);
    },
  });
}

interface Peeked {
  readonly head: Uint8Array;
  /** The whole stream, head included. */
  readonly stream: ReadableStream<Uint8Array>;
}

async function peek(stream: ReadableStream<Uint8Array>): Promise<Peeked> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let done = false;
  while (length < HEAD_BYTES && !done) {
    const next = await reader.read();
    done = next.done;
    if (next.value !== undefined) {
      chunks.push(next.value);
      length += next.value.length;
    }
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    head.set(chunk, at);
    at += chunk.length;
  }
  let sentHead = false;
  return {
    head,
    stream: new ReadableStream({
      async pull(controller) {
        if (!sentHead && length > 0) {
          sentHead = true;
          controller.enqueue(head);
          return;
        }
        const next = await reader.read();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: (reason) => reader.cancel(reason),
    }),
  };
}

async function parse(head: Uint8Array, stream: ReadableStream<Uint8Array>): Promise<Orders> {
  const tape = new CommandTape();
  const reader = stream.getReader();
  try {
    const parser = parserFor(head, tape);
    for (let next = await reader.read(); !next.done; next = await reader.read()) parser.push(next.value);
    parser.end();
    const { format, hasTimes } = parser;
    return { tape, format, hasTimes };
  } catch (error) {
    // Stops the reading of a file that nobody wants any more; it has failed already, so its own failure is no
    // news.
    reader.cancel(error).catch(() => undefined);
    throw error;
  }
}

function parserFor(head: Uint8Array, tape: CommandTape): Parser {
  if (looksLikeFlash1(head)) return new Flash1Parser(tape);
  if (looksLikeLobsterOps(head)) return new LobsterOpsParser(tape);
  if (head.length === 0) throw new InputError("", "the file is empty", "Open another file.");
  throw new NotOrders("the file is of no format of orders");
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;
