// Order files made by hand.

export interface Flash1Record {
  readonly type: number;
  readonly side?: number;
  readonly immediate?: number;
  readonly quantity?: number;
  readonly sequence?: number;
  readonly orderId?: bigint;
  readonly price?: bigint;
}

export function flash1File(
  records: readonly Flash1Record[],
  count = records.length,
  version = 1,
): Uint8Array {
  const bytes = new Uint8Array(16 + records.length * 40);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("100_WBEM"));
  view.setUint32(8, version, true);
  view.setUint32(12, count, true);
  for (const [index, record] of records.entries()) {
    const at = 16 + index * 40;
    view.setUint8(at, record.type);
    view.setUint8(at + 1, record.side ?? 0);
    view.setUint8(at + 2, record.immediate ?? 0);
    view.setUint32(at + 4, record.quantity ?? 1, true);
    view.setBigUint64(at + 8, BigInt(record.sequence ?? index), true);
    view.setBigUint64(at + 16, record.orderId ?? 0n, true);
    view.setBigInt64(at + 24, record.price ?? 0n, true);
  }
  return bytes;
}
