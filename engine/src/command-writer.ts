// A cursor over commands that also gives away the words under it, for callers that pass one message at a time.

import { CommandCursor } from "./generated/index.js";

/**
 * Writes commands in place. Like a `CommandCursor`, whose memory `Exchange.submitRecord` can then read without asking
 * for field after field.
 */
export class CommandWriter extends CommandCursor {
  // Only declared: the base class's constructor sets them, by way of `attach`.
  declare private words32: Int32Array;

  /** Stands at the only record of its own memory, or before the first of the given ones. */
  constructor(buffer?: Uint8Array) {
    super(buffer ?? new Uint8Array(CommandCursor.bytes));
    if (buffer === undefined) this.at(0);
  }

  override attach(bytes: Uint8Array): this {
    super.attach(bytes);
    this.words32 = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
    return this;
  }

  /** The records as 32-bit words, 16 each. */
  get words(): Int32Array {
    return this.words32;
  }
}
