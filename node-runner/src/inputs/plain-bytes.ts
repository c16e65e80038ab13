/** The same memory as a plain array of bytes: a Buffer's `slice` copies nothing, and who reads bytes relies on a copy. */
export function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
