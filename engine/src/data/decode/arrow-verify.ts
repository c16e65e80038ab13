// Whether the FlatBuffers of Arrow hold together: Arrow's own reader believes every length in them, and memory has an end.

/** What a field of a table is: a list of elements of so many bytes (a text has 1), a list of tables, or a table. */
type FieldShape = { readonly elementBytes: number } | { readonly each: Shape } | { readonly table: Shape };

/** The fields of a table by their numbers; those that are left out are numbers, which can be anything. */
type Shape = { readonly [field: number]: FieldShape };

const TEXT = { elementBytes: 1 };
const KEY_VALUE: Shape = { 0: TEXT, 1: TEXT };
const DICTIONARY_ENCODING: Shape = { 1: { table: {} } };
/** Names as in `Schema.fbs` of Arrow: name, type, dictionary, children, custom_metadata. */
const FIELD: { [field: number]: FieldShape } = {
  0: TEXT,
  3: { table: {} },
  4: { table: DICTIONARY_ENCODING },
  6: { each: KEY_VALUE },
};
FIELD[5] = { each: FIELD };
/** fields, custom_metadata, features */
const SCHEMA: Shape = { 1: { each: FIELD }, 2: { each: KEY_VALUE }, 3: { elementBytes: 8 } };
/** nodes, buffers, compression, variadicBufferCounts */
const RECORD_BATCH: Shape = {
  1: { elementBytes: 16 },
  2: { elementBytes: 16 },
  3: { table: {} },
  4: { elementBytes: 8 },
};
const DICTIONARY_BATCH: Shape = { 1: { table: RECORD_BATCH } };
/** schema, dictionaries, recordBatches, custom_metadata */
const FOOTER: Shape = {
  1: { table: SCHEMA },
  2: { elementBytes: 24 },
  3: { elementBytes: 24 },
  4: { each: KEY_VALUE },
};
/** By the number that a message has for what it is. */
const HEADERS: readonly (Shape | undefined)[] = [undefined, SCHEMA, DICTIONARY_BATCH, RECORD_BATCH];

const HEADER_TYPE = 1;
const HEADER = 2;
const CUSTOM_METADATA = 4;
/** Tables of a message: a schema of a thousand columns has some thousands. */
const MOST_TABLES = 1 << 18;
const DEEPEST = 64;

/** Throws where a message does not hold together. */
export function verifyMessage(bytes: Uint8Array): void {
  const verifier = new Verifier(bytes);
  const root = verifier.root();
  const type = verifier.place(root, HEADER_TYPE);
  const header = HEADERS[type === undefined ? 0 : (bytes[type] ?? 0)];
  if (header === undefined) throw new Error("a message of Arrow is none that a table has");
  verifier.table(root, { [HEADER]: { table: header }, [CUSTOM_METADATA]: { each: KEY_VALUE } }, 0);
}

/** Throws where a file's footer does not hold together. */
export function verifyFooter(bytes: Uint8Array): void {
  const verifier = new Verifier(bytes);
  verifier.table(verifier.root(), FOOTER, 0);
}

class Verifier {
  readonly #view: DataView;
  #tables = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Reads outside of the bytes throw by themselves. */
  root(): number {
    return this.#view.getUint32(0, true);
  }

  /** Where a table has a field; `undefined` where it has none. */
  place(table: number, field: number): number | undefined {
    const slots = table - this.#view.getInt32(table, true);
    const slot = 4 + 2 * field;
    if (slot + 2 > this.#view.getUint16(slots, true)) return undefined;
    const offset = this.#view.getUint16(slots + slot, true);
    return offset === 0 ? undefined : table + offset;
  }

  table(table: number, shape: Shape, depth: number): void {
    if (++this.#tables > MOST_TABLES || depth > DEEPEST) throw damaged();
    const slots = table - this.#view.getInt32(table, true);
    this.#within(slots, this.#view.getUint16(slots, true));
    this.#within(table, this.#view.getUint16(slots + 2, true));
    for (const [field, what] of Object.entries(shape)) {
      const place = this.place(table, Number(field));
      if (place === undefined) continue;
      const target = place + this.#view.getUint32(place, true);
      if ("table" in what) this.table(target, what.table, depth + 1);
      else this.#list(target, what, depth);
    }
  }

  #list(start: number, what: Exclude<FieldShape, { table: Shape }>, depth: number): void {
    const count = this.#view.getUint32(start, true);
    this.#within(start + 4, count * ("each" in what ? 4 : what.elementBytes));
    if (!("each" in what)) return;
    for (let at = start + 4; at < start + 4 + 4 * count; at += 4)
      this.table(at + this.#view.getUint32(at, true), what.each, depth + 1);
  }

  #within(start: number, length: number): void {
    if (start < 0 || start + length > this.#view.byteLength) throw damaged();
  }
}

function damaged(): Error {
  return new Error("a message of Arrow is damaged");
}
