// The plain flow: limit and market orders, cancels, reduces and replaces on price-time markets. Fast to make, for runs that
// have to be long.

import { CommandCursor, CommandKind, OrderType, type ResolvedConfig, Side, TimeInForce } from "@cift/engine";
import { Random } from "./random.js";

const RECORD = CommandCursor.bytes;
/** Orders back from the newest that may be changed. */
const REACH = 500;
const MIDDLE = 10_000;

/** Makes exactly `count` records. */
export function plainFlow(config: ResolvedConfig, seed: number, count: number): Uint8Array {
  const random = new Random(seed);
  const bytes = new Uint8Array(count * RECORD);
  const command = new CommandCursor(bytes);
  const instruments = config.instruments.length;
  let lastId = 0;
  for (let index = 0; index < count; index++) {
    command.at(index);
    command.timeNs = index * 10;
    const draw = random.below(100);
    if (draw < 50 || lastId === 0) {
      lastId += 1;
      enter(command, random, lastId, instruments);
    } else {
      // An order's instrument and account follow from its id: nothing has to be remembered.
      const orderId = Math.max(1, lastId - random.below(REACH));
      command.kind = draw < 80 ? CommandKind.cancel : draw < 90 ? CommandKind.reduce : CommandKind.replace;
      command.orderId = orderId;
      command.instrument = orderId % instruments;
      command.account = orderId % 5;
      if (draw >= 80) command.quantity = random.between(1, 20);
      if (draw >= 90) command.price = MIDDLE + random.between(-15, 15);
    }
  }
  return bytes;
}

function enter(command: CommandCursor, random: Random, orderId: number, instruments: number): void {
  const isBuy = random.chance(500);
  command.kind = CommandKind.new;
  command.orderId = orderId;
  command.instrument = orderId % instruments;
  command.account = orderId % 5;
  command.side = isBuy ? Side.buy : Side.sell;
  command.quantity = random.between(1, 50);
  if (random.chance(60)) {
    command.orderType = OrderType.market;
    return;
  }
  const away = random.between(-4, 16);
  command.price = MIDDLE + (isBuy ? -away : away);
  if (random.chance(80)) command.timeInForce = TimeInForce.ioc;
}
