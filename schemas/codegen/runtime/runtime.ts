// What the cursors share. Kept small: the accessors of each record are its own, so that every call site that reads a
// record sees one shape of object.

if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) {
  throw new Error("CIFT records are little-endian, and this machine is big-endian");
}

/** What a name getter says of a number that the schema does not know. */
export type UnknownName = `unknown(${number})`;

export const NO_BYTES = new Uint8Array(0);
export const NO_WORDS = new Uint32Array(0);

const TWO_32 = 4294967296;

/** The 32-bit words of whole records. */
export function wordsOf(bytes: Uint8Array, recordBytes: number, name: string): Uint32Array {
  if (bytes.byteOffset % 4 !== 0) {
    throw new RangeError(
      `${name}: the buffer starts at byte ${bytes.byteOffset} of its memory, which is not a multiple of 4`,
    );
  }
  if (bytes.byteLength % recordBytes !== 0) {
    throw new RangeError(`${name}: ${bytes.byteLength} bytes are not whole records of ${recordBytes} bytes`);
  }
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

export function noRecord(): never {
  throw new RangeError(
    "the cursor is at no record: call next() or at() first, and attach() again when its memory has moved or gone",
  );
}

export function noSuchRecord(index: number, length: number, name: string): never {
  throw new RangeError(`${name}: there is no record ${index} among ${length}`);
}

export function unknownName(value: number): UnknownName {
  return `unknown(${value})`;
}

export function checkU8(value: number, field: string): number {
  return (value & 0xff) === value ? value : outOfRange(value, field, "an integer from 0 to 255");
}

/** The low byte; the range of the whole is checked. */
export function checkU16(value: number, field: string): number {
  return (value & 0xffff) === value ? value & 0xff : outOfRange(value, field, "an integer from 0 to 65535");
}

export function checkU32(value: number, field: string): number {
  return value >>> 0 === value ? value : outOfRange(value, field, "an integer from 0 to 4294967295");
}

/** The low word; the range of the whole is checked. */
export function checkU64(value: number, field: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value >>> 0;
  return outOfRange(value, field, "an integer from 0 to 2^53 - 1");
}

/** The low word; the range of the whole is checked. */
export function checkI64(value: number, field: string): number {
  if (Number.isSafeInteger(value)) return value >>> 0;
  return outOfRange(value, field, "an integer from -(2^53 - 1) to 2^53 - 1");
}

/** The word above `value >>> 0`, for safe integers of either sign. */
export function highWord(value: number): number {
  return (value - (value >>> 0)) / TWO_32;
}

/** The value's 64 bits as an unsigned number. */
export function checkBigU64(value: bigint, field: string): bigint {
  return BigInt.asUintN(64, value) === value ? value : outOfRange(value, field, "from 0 to 2^64 - 1");
}

/** The value's 64 bits as an unsigned number. */
export function checkBigI64(value: bigint, field: string): bigint {
  if (BigInt.asIntN(64, value) === value) return BigInt.asUintN(64, value);
  return outOfRange(value, field, "from -2^63 to 2^63 - 1");
}

export function readU64(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}

export function readI64(low: number, high: number): bigint {
  return (BigInt(high | 0) << 32n) | BigInt(low);
}

function outOfRange(value: number | bigint, field: string, range: string): never {
  throw new RangeError(`${field} must be ${range}, not ${value}`);
}
