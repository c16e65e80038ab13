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

/** Enough for every format's first words. */
const HEAD_BYTES = 64;

const READABLE =
  "The page reads flash1 order files (.bin) and LOBSTER order streams (.csv with the columns " +
  "seq,time_ns,op,order_id,side,price,size,ob_row), plain or as .gz.";

export async function readOrders(file: ReadableStream<Uint8Array>, options: ReadOptions): Promise<Orders> {
  const counted = file.pipeThrough(counter(options), { signal: options.signal });
  const { head, stream } = await peek(counted);
  if (!isGzip(head)) return parse(head, stream);
  const unpacked = stream.pipeThrough(new DecompressionStream("gzip") as Transform);
  try {
    const inner = await peek(unpacked);
    return await parse(inner.head, inner.stream);
  } catch (error) {
    if (error instanceof InputError || options.signal.aborted) throw error;
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
  const parser = parserFor(head, tape);
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) parser.push(next.value);
    parser.end();
  } catch (error) {
    // Stops the reading of a file that nobody wants any more; it has failed already, so its own failure is no
    // news.
    reader.cancel(error).catch(() => undefined);
    throw error;
  }
  const { format, hasTimes } = parser;
  return { tape, format, hasTimes };
}

function parserFor(head: Uint8Array, tape: CommandTape): Parser {
  if (looksLikeFlash1(head)) return new Flash1Parser(tape);
  if (looksLikeLobsterOps(head)) return new LobsterOpsParser(tape);
  if (head.length === 0) throw new InputError("", "the file is empty", "Open another file.");
  const known = KNOWN.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  if (known !== undefined) throw new InputError("", known.problem, known.advice);
  if (looksLikeCsv(head)) {
    throw new InputError(
      "Line 1",
      "this is a CSV file, but not an order stream that the page knows",
      READABLE,
    );
  }
  throw new InputError("Byte 0", "the file is of no format that the page knows", READABLE);
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

const KNOWN = [
  {
    magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
    problem: "the file is compressed with xz, which browsers cannot unpack",
    advice: "Unpack it first (xz -d FILE.xz), or compress it with gzip instead.",
  },
  {
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    problem: "the file is compressed with zstd, which browsers cannot unpack",
    advice: "Unpack it first (zstd -d FILE.zst), or compress it with gzip instead.",
  },
  {
    magic: [0x50, 0x4b, 0x03, 0x04],
    problem: "the file is a zip archive",
    advice: "Unpack it and open the order file inside.",
  },
] as const;

/** Printable, with a comma. */
function looksLikeCsv(head: Uint8Array): boolean {
  return head.includes(44) && head.every((byte) => byte === 9 || byte === 10 || byte === 13 || byte >= 32);
}
