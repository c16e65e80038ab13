/** A message of a flash1 order file; its sequence is its place, unless it says otherwise. */
export interface Message {
  readonly type: number;
  readonly side?: number;
  readonly ioc?: number;
  readonly quantity?: number;
  readonly sequence?: number;
  readonly orderId: number;
  readonly price?: number;
}

/** The bytes of an order file. */
export function flash1File(messages: readonly Message[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16 + messages.length * 40);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("100_WBEM"));
  view.setUint32(8, 1, true);
  view.setUint32(12, messages.length, true);
  for (const [index, message] of messages.entries()) {
    const at = 16 + index * 40;
    bytes.set([message.type, message.side ?? 0, message.ioc ?? 0], at);
    view.setUint32(at + 4, message.quantity ?? 0, true);
    view.setBigUint64(at + 8, BigInt(message.sequence ?? index), true);
    view.setBigUint64(at + 16, BigInt(message.orderId), true);
    view.setBigInt64(at + 24, BigInt(message.price ?? 0), true);
  }
  return bytes;
}
