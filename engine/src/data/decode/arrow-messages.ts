// The messages of an Arrow file or stream: where they stand. Nothing is believed that the file's size contradicts.

import { Message } from "apache-arrow";
import { footerSchema, schemaMessage } from "./arrow-footer.js";
import { verifyMessage } from "./arrow-verify.js";
import type { ByteSource } from "./bytes.js";

/** Where a message stands in the file, from its length to the end of its body. */
interface Span {
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
}

/** The messages of a file, and what it says about itself. */
export interface ArrowLayout {
  /** Of a file: the message of the schema, which stands in its footer. */
  readonly schema: Uint8Array | undefined;
  readonly spans: readonly Span[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Whether the columns are compressed. */
  readonly isCompressed: boolean;
}

const MAGIC = "ARROW1";
/** A file's messages begin here, behind the magic. */
const FILE_START = 8;
/** The footer's length and the magic, at the end of a file. */
const FILE_TAIL = 10;
/** Stands before each length. */
const CONTINUATION = -1;
/** A message is decoded whole. */
const MOST_BODY_BYTES = 1024 ** 3;
/** Of a batch that is compressed, whose body does not tell. */
const MOST_ROWS = 1 << 26;

/**
 * Finds all messages. A file has its end in its footer, a stream in a mark; a stream without one may be cut off, and is
 * read only when `lenient`.
 */
export async function arrowLayout(source: ByteSource, lenient: boolean): Promise<ArrowLayout> {
  const isFile = (await textAt(source, 0)) === MAGIC;
  if (!isFile) return messagesOf(source, 0, source.size, !lenient);
  const end = source.size - FILE_TAIL;
  const start = await footerStart(source, end);
  const schema = footerSchema(new Uint8Array(await source.read(start, end)));
  const { spans, metadata, isCompressed } = await messagesOf(source, FILE_START, start, false);
  return {
    schema: schemaMessage(schema),
    spans,
    metadata: new Map([...metadata, ...schema.metadata]),
    isCompressed,
  };
}

async function messagesOf(
  source: ByteSource,
  from: number,
  end: number,
  wantsMark: boolean,
): Promise<ArrowLayout> {
  const spans: Span[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  let isCompressed = false;
  for (let start = from; ; ) {
    const found = await messageAt(source, start, end);
    if (found === undefined) {
      if (start === end && wantsMark)
        throw new Error(
          `it ends at byte ${end} without the mark of its end, so it may be cut off; --lenient reads it`,
        );
      return { schema: undefined, spans, metadata, isCompressed };
    }
    const { message, span } = found;
    // The last that is said holds: whoever writes as it reads knows all about it only at the end.
    metadata = new Map([...metadata, ...metadataOf(message)]);
    isCompressed ||= hasCompression(message);
    // A file's is in its footer.
    if (from === 0 || !message.isSchema()) spans.push(span);
    start = span.end;
  }
}

/** The bytes of the messages as a stream, for Arrow's own reader. */
export async function* streamOf(
  source: ByteSource,
  { schema, spans }: ArrowLayout,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  if (schema !== undefined) yield schema;
  for (const { start, bodyStart, end } of spans) {
    yield new Uint8Array(await source.read(start, bodyStart));
    if (end > bodyStart) yield new Uint8Array(await source.read(bodyStart, end));
    onRead(end);
  }
}

async function textAt(source: ByteSource, start: number): Promise<string> {
  return new TextDecoder("latin1").decode(await source.read(start, start + MAGIC.length));
}

async function footerStart(source: ByteSource, end: number): Promise<number> {
  const cut = new Error("it does not end with a footer: it was not written to its end, or it is cut off");
  if (end < FILE_START || (await textAt(source, source.size - MAGIC.length)) !== MAGIC) throw cut;
  const length = new DataView(await source.read(end, end + 4)).getInt32(0, true);
  if (length <= 0 || end - length < FILE_START) throw cut;
  return end - length;
}

/** `undefined` at the mark of the end, or at `end`. */
async function messageAt(source: ByteSource, start: number, end: number) {
  if (start === end) return undefined;
  const cut = new Error(`it is cut off: the message at byte ${start} is not whole`);
  const headStart = start + 8;
  if (headStart > end) throw cut;
  const prefix = new DataView(await source.read(start, headStart));
  const length = prefix.getInt32(4, true);
  if (prefix.getInt32(0, true) !== CONTINUATION || length < 0)
    throw new Error(`no message of Arrow begins at byte ${start}`);
  if (length === 0) return undefined;
  const bodyStart = headStart + length;
  if (bodyStart > end) throw cut;
  const head = new Uint8Array(await source.read(headStart, bodyStart));
  verifyMessage(head);
  const message = Message.decode(head);
  const { bodyLength } = message;
  if (!Number.isSafeInteger(bodyLength) || bodyLength < 0)
    throw new Error(`the message at byte ${start} is damaged`);
  if (bodyStart + bodyLength > end) throw cut;
  if (bodyLength > MOST_BODY_BYTES)
    throw new Error(
      `a batch has ${bodyLength} bytes, and they are decoded whole: write it with smaller ones`,
    );
  checkRows(message, bodyLength);
  return { message, span: { start, bodyStart, end: bodyStart + bodyLength } };
}

/** A row takes a bit at least, and less only where a column is compressed. */
function checkRows(message: Message, bodyLength: number): void {
  const batch = batchOf(message);
  if (batch === undefined) return;
  const most = batch.compression === null ? bodyLength * 8 : MOST_ROWS;
  const counts = [batch.length, ...batch.nodes.map(({ length }) => length)];
  if (counts.some((count) => !(count >= 0 && count <= most)))
    throw new Error(`a batch says that it has ${batch.length} rows, more than it can have`);
}

function batchOf(message: Message) {
  if (message.isRecordBatch()) return message.header();
  return message.isDictionaryBatch() ? message.header().data : undefined;
}

function metadataOf(message: Message): ReadonlyMap<string, string> {
  return message.isSchema() ? message.header().metadata : message.metadata;
}

function hasCompression(message: Message): boolean {
  return (batchOf(message)?.compression ?? null) !== null;
}
