// Commands under cursors that keep their memory to themselves.

import type { CommandCursor } from "./generated/index.js";

const TWO_32 = 2 ** 32;

/** The fields of the command that a cursor is at, as the 16 words of its record. */
export function copyCommand(command: CommandCursor, words: Int32Array): Int32Array {
  words[0] = command.kind | (command.side << 8) | (command.orderType << 16) | (command.timeInForce << 24);
  words[1] = command.instrument;
  copy64(words, 2, command.seq, command, "seqBig");
  copy64(words, 4, command.timeNs, command, "timeNsBig");
  copy64(words, 6, command.orderId, command, "orderIdBig");
  copy64(words, 8, command.price, command, "priceBig");
  copy64(words, 10, command.quantity, command, "quantityBig");
  words[12] = command.account;
  words[13] = command.flags;
  copy64(words, 14, command.param, command, "paramBig");
  return words;
}

type BigField = "seqBig" | "timeNsBig" | "orderIdBig" | "priceBig" | "quantityBig" | "paramBig";

function copy64(words: Int32Array, at: number, value: number, command: CommandCursor, exact: BigField): void {
  if (Number.isSafeInteger(value)) {
    const low = value >>> 0;
    words[at] = low;
    words[at + 1] = (value - low) / TWO_32;
    return;
  }
  // Rounded: it has more than 53 bits.
  const bits = command[exact];
  words[at] = Number(BigInt.asIntN(32, bits));
  words[at + 1] = Number(BigInt.asIntN(32, bits >> 32n));
}
