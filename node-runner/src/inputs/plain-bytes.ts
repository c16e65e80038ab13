/** The same memory as plain bytes: a Buffer's `slice` copies nothing, and who reads bytes relies on the copy. */
export function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
