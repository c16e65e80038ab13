// Noise: records whose bytes mean nothing, or next to nothing. Almost all are rejected, and no rejection may change anything.

import { CommandCursor, CommandKind, commandLayout, type ResolvedConfig } from "@cift/engine";
import { Random } from "./random.js";

const { bytes: RECORD, offsets } = commandLayout;
/** The bytes of the sequence number and the time: the caller's, not the participant's, so they are good. */
const PLACED = new Set(Array.from({ length: 16 }, (_, i) => offsets.seq + i));

/** Makes `count` records: half of them all noise, half of them good orders with a byte or two turned. */
export function noiseFlow(config: ResolvedConfig, seed: number, count: number): Uint8Array {
  const random = new Random(seed);
  const bytes = new Uint8Array(count * RECORD);
  const command = new CommandCursor(bytes);
  for (let index = 0; index < count; index++) {
    const at = index * RECORD;
    if (random.chance(500)) {
      for (let i = 0; i < RECORD; i++) if (!PLACED.has(i)) bytes[at + i] = random.next();
      // Among 256 kinds the known ones would be rare.
      bytes[at] = random.below(CommandKind.permit + 2);
    } else {
      order(command.at(index), random, config.instruments.length);
      for (let turns = random.below(3); turns > 0; turns--) turn(bytes, at, random);
    }
    command.at(index).timeNs = index;
  }
  return bytes;
}

function order(command: CommandCursor, random: Random, instruments: number): void {
  command.kind = CommandKind.new;
  command.side = random.below(2);
  command.instrument = random.below(instruments);
  command.orderId = random.below(2000);
  command.account = random.below(4);
  command.price = random.between(90, 110);
  command.quantity = random.between(1, 50);
}

function turn(bytes: Uint8Array, at: number, random: Random): void {
  const place = random.below(RECORD);
  if (!PLACED.has(place)) bytes[at + place] = random.pick([0, 1, 2, 3, 0x7f, 0x80, 0xff, random.below(256)]);
}
