// The mixed flow: everything that the engine can be asked, at rates at which most of it means something.

import type { PhaseName, ResolvedConfig } from "@cift/engine";
import { type MadeMarket, Maker } from "./maker.js";
import { administer, openAccounts } from "./mixed-accounts.js";
import { newOrder, type Traders } from "./mixed-orders.js";

const ACCOUNTS = 12;
const CALLS: readonly PhaseName[] = ["preOpen", "openingAuction", "volatilityAuction", "closingAuction"];

/** Makes `count` records, or a few more: what hangs together is not cut. */
export function mixedFlow(config: ResolvedConfig, seed: number, count: number): Uint8Array {
  const maker = new Maker(config, seed, count);
  const traders: Traders = { accounts: ACCOUNTS, positions: config.accounts !== undefined };
  if (config.accounts !== undefined) openAccounts(maker, config, ACCOUNTS);
  while (maker.count < count) {
    maker.pass(maker.random.chance(900) ? maker.random.below(40) : maker.random.below(2000));
    step(maker, maker.random.pick(maker.markets), traders);
  }
  return maker.bytes;
}

function step(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const draw = random.below(1000);
  if (draw < 60) maker.wander(market);
  if (draw < 540) newOrder(maker, market, traders);
  else if (draw < 740) cancel(maker, market);
  else if (draw < 820) reduce(maker, market);
  else if (draw < 930) replace(maker, market);
  else if (draw < 955) quotes(maker, traders);
  else if (draw < 961) massCancel(maker, market, traders);
  else if (draw < 963) presence(maker, traders);
  else if (draw < 969) auction(maker, market, traders);
  else if (draw < 982) maker.add({ kind: "reference", instrument: market.index, price: market.middle });
  else if (draw < 990) maker.add({ kind: "clock" });
  else if (traders.positions && draw < 996) administer(maker, ACCOUNTS);
  else nonsense(maker, market, traders);
}

function cancel(maker: Maker, market: MadeMarket): void {
  const order = maker.someOrder(market);
  if (order === undefined) return;
  const { account, orderId } = order;
  maker.add({ kind: "cancel", instrument: market.index, account, orderId });
  maker.forget(market, order);
}

function reduce(maker: Maker, market: MadeMarket): void {
  const order = maker.someOrder(market);
  if (order === undefined) return;
  const { account, orderId } = order;
  maker.add({
    kind: "reduce",
    instrument: market.index,
    account,
    orderId,
    quantity: maker.quantity(market, 8),
  });
}

function replace(maker: Maker, market: MadeMarket): void {
  const order = maker.someOrder(market);
  if (order === undefined) return;
  const { account, orderId, side } = order;
  const away = maker.random.between(-2, 9);
  const price = maker.random.chance(250) ? order.price : maker.priceAt(market, side === "buy" ? -away : away);
  maker.add({
    kind: "replace",
    instrument: market.index,
    account,
    orderId,
    price,
    quantity: maker.quantity(market),
  });
}

/** Both sides of some markets at once. Each account has two quotes a market, by ids of their own. */
function quotes(maker: Maker, { accounts }: Traders): void {
  const { random } = maker;
  const account = random.between(1, accounts);
  for (const market of maker.markets.slice(0, 1 + random.below(maker.markets.length))) {
    for (const side of ["buy", "sell"] as const) {
      const away = random.between(1, 6);
      maker.add({
        kind: "quoteEntry",
        instrument: market.index,
        account,
        side,
        orderId: 2 ** 40 + account * 2 + (side === "buy" ? 0 : 1),
        price: maker.priceAt(market, side === "buy" ? -away : away),
        quantity: random.chance(80) ? 0 : maker.quantity(market, 10),
      });
    }
  }
  maker.add({ kind: "massQuote", account });
}

function massCancel(maker: Maker, market: MadeMarket, { accounts }: Traders): void {
  const { random } = maker;
  const account = random.between(1, accounts);
  const instrument = random.chance(950) ? market.index : 2 ** 32 - 1;
  const side = random.pick(["buy", "sell", "both"] as const);
  const range = { flags: 1, price: maker.priceAt(market, -4), param: maker.priceAt(market, 4) };
  maker.add({ kind: "massCancel", instrument, account, side, ...(random.chance(800) ? range : {}) });
}

function presence(maker: Maker, { accounts }: Traders): void {
  const account = maker.random.between(1, accounts);
  if (maker.random.chance(200)) maker.add({ kind: "disconnect", account });
  else maker.add({ kind: "heartbeat", account, param: maker.random.chance(300) ? 0 : 3_000_000 });
}

/** A call phase, some orders in it, and back; sometimes by way of a halt or the end of the day. */
function auction(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const phase = (next: PhaseName) => maker.add({ kind: "phase", instrument: market.index, phase: next });
  phase(random.pick(CALLS));
  for (let i = random.below(14); i > 0; i--) newOrder(maker, market, traders);
  if (random.chance(150)) phase("halt");
  if (random.chance(150)) phase("closed");
  phase("continuous");
}

/** What no participant should send. Rejected, and nothing changes. */
function nonsense(maker: Maker, market: MadeMarket, { accounts }: Traders): void {
  const { random } = maker;
  maker.add({
    kind: random.pick([
      "new",
      "reduce",
      "replace",
      "cancel",
      "release",
      "massQuote",
      "phase",
      "heartbeat",
    ] as const),
    instrument: random.below(maker.markets.length + 2),
    account: random.below(accounts + 3),
    orderId: random.pick([0, 1, 2 ** 53 - 1]),
    quantity: random.pick([0, 1, 2 ** 53 - 1]),
    price: random.pick([0, -1, market.middle, 2n ** 63n - 1n]),
    param: random.pick([0, 1, 2n ** 63n]),
    flags: random.chance(500) ? 1 << random.below(20) : 0,
  });
}
