// New orders of the mixed flow: every type, validity, wish and link that the engine knows.

import type { CommandInput, SelfTradeName, TermsInput, TimeInForceName } from "@cift/engine";
import type { MadeMarket, Maker } from "./maker.js";

/** What every new order has. */
type Start = Required<Pick<CommandInput, "kind" | "orderId" | "account" | "side" | "quantity">> & {
  readonly side: "buy" | "sell";
};

export interface Traders {
  /** Accounts from 1 up to this number enter orders. */
  readonly accounts: number;
  /** Whether the session has accounts: only then can an order be reduce-only. */
  readonly positions: boolean;
}

const SELF_TRADES: readonly SelfTradeName[] = [
  "allow",
  "cancelNewest",
  "cancelOldest",
  "cancelBoth",
  "decrement",
];

/** Each family, so many times of a thousand. */
const FAMILIES: readonly (readonly [number, (maker: Maker, market: MadeMarket, traders: Traders) => void])[] =
  [
    [560, limit],
    [110, marketOrder],
    [30, marketToLimit],
    [60, iceberg],
    [20, minimum],
    [45, pegged],
    [80, triggered],
    [30, trailing],
    [35, oneCancelsOther],
    [30, bracket],
  ];

/** Adds a new order of some family, or a few that hang together. */
export function newOrder(maker: Maker, market: MadeMarket, traders: Traders): void {
  let draw = maker.random.below(1000);
  for (const [share, family] of FAMILIES) {
    if (draw < share) {
      family(maker, market, traders);
      return;
    }
    draw -= share;
  }
}

function start(maker: Maker, market: MadeMarket, { accounts }: Traders): Start {
  const { random } = maker;
  return {
    kind: "new",
    orderId: maker.newId(),
    account: random.between(1, accounts),
    side: random.chance(500) ? "buy" : "sell",
    quantity: maker.quantity(market),
  };
}

/** A price on the order's own side of the middle, or a little beyond it. */
function near(maker: Maker, market: MadeMarket, side: "buy" | "sell"): number {
  const away = maker.random.between(-3, 12);
  return maker.priceAt(market, side === "buy" ? -away : away);
}

function limit(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const order = start(maker, market, traders);
  const timeInForce = random.pick<TimeInForceName>([
    "gtc",
    "gtc",
    "gtc",
    "gtc",
    "gtc",
    "gtd",
    "day",
    "ioc",
    "ioc",
    "fok",
  ]);
  const rests = timeInForce !== "ioc" && timeInForce !== "fok";
  const wish = rests ? random.below(100) : 100;
  maker.enter(market, {
    ...order,
    timeInForce: random.chance(8) ? random.pick<TimeInForceName>(["atOpen", "atClose"]) : timeInForce,
    price: near(maker, market, order.side),
    ...(timeInForce === "gtd" ? { param: maker.timeNs + random.between(1, 400_000) } : {}),
    ...(wish < 6 ? { postOnly: true, reprice: wish < 3 } : {}),
    ...(wish === 7 || wish === 8 ? { hidden: true } : {}),
    ...(wish === 9 && timeInForce !== "gtd" ? { allOrNone: true } : {}),
    ...(wish >= 10 && wish < 13 && traders.positions ? { reduceOnly: true } : {}),
    ...(random.chance(120) ? { selfTrade: random.pick(SELF_TRADES) } : {}),
  });
}

function marketOrder(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const order = start(maker, market, traders);
  const kind = random.below(10);
  if (kind < 5)
    maker.enter(market, { ...order, orderType: "market", timeInForce: random.chance(300) ? "ioc" : "gtc" });
  else if (kind < 6) maker.enter(market, { ...order, orderType: "market", timeInForce: "fok" });
  else if (kind < 8) {
    const price = maker.priceAt(market, order.side === "buy" ? 2 : -2);
    maker.enter(market, { ...order, orderType: "market", capped: true, price });
  } else {
    const quantity = order.quantity * market.middle + random.below(market.middle);
    maker.enter(market, { ...order, orderType: "market", byAmount: true, quantity });
  }
}

function marketToLimit(maker: Maker, market: MadeMarket, traders: Traders): void {
  const timeInForce = maker.random.chance(200) ? "ioc" : "gtc";
  maker.enter(market, { ...start(maker, market, traders), orderType: "marketToLimit", timeInForce });
}

function iceberg(maker: Maker, market: MadeMarket, traders: Traders): void {
  const order = start(maker, market, traders);
  const displayQuantity = maker.quantity(market, 6);
  const quantity = displayQuantity * maker.random.between(2, 9);
  const terms: TermsInput = maker.random.chance(400)
    ? { displayQuantity, displayHighQuantity: displayQuantity * 2 }
    : { displayQuantity };
  maker.enter(market, { ...order, quantity, price: near(maker, market, order.side), terms });
}

function minimum(maker: Maker, market: MadeMarket, traders: Traders): void {
  const order = start(maker, market, traders);
  const price = maker.priceAt(market, order.side === "buy" ? 4 : -4);
  const minimumQuantity = maker.random.between(1, order.quantity);
  maker.enter(market, { ...order, price, terms: { minimumQuantity } });
}

function pegged(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const order = start(maker, market, traders);
  const away = random.below(4) * market.tick;
  maker.enter(market, {
    ...order,
    orderType: "pegged",
    price: maker.priceAt(market, order.side === "buy" ? 30 : -30),
    terms: { peg: random.pick(["bid", "ask", "mid"]), offset: order.side === "buy" ? -away : away },
  });
}

function triggered(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const order = start(maker, market, traders);
  const trigger = random.pick(["stop", "stop", "touched"] as const);
  const upwards = (trigger === "stop") === (order.side === "buy");
  const ticks = random.between(-1, 8) * (upwards ? 1 : -1);
  const isLimit = random.chance(600);
  maker.enter(market, {
    ...order,
    orderType: isLimit ? "limit" : "market",
    ...(isLimit ? { price: maker.priceAt(market, ticks + (order.side === "buy" ? 2 : -2)) } : {}),
    terms: {
      trigger,
      triggerSource: random.pick(["last", "last", "bidAsk", "mid"]),
      offset: maker.priceAt(market, ticks),
    },
  });
}

function trailing(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const terms: TermsInput = random.chance(700)
    ? { trigger: "trailing", offset: random.between(1, 9) * market.tick }
    : { trigger: "trailing", trailUnit: "basisPoints", offset: random.between(5, 90) };
  const triggerSource = random.pick(["last", "bidAsk", "mid"] as const);
  maker.enter(market, {
    ...start(maker, market, traders),
    orderType: "market",
    terms: { ...terms, triggerSource },
  });
}

function oneCancelsOther(maker: Maker, market: MadeMarket, traders: Traders): void {
  const first = start(maker, market, traders);
  const away = (ticks: number) => maker.priceAt(market, first.side === "buy" ? -ticks : ticks);
  maker.enter(market, { ...first, price: away(3) });
  maker.enter(market, {
    ...first,
    orderId: maker.newId(),
    price: away(8),
    terms: { link: "oneCancelsOther", linkedOrderId: first.orderId },
  });
}

/** An entry that waits, its profit and its stop, and then the release; or a plain parent with a child. */
function bracket(maker: Maker, market: MadeMarket, traders: Traders): void {
  const { random } = maker;
  const entry = start(maker, market, traders);
  const isBuy = entry.side === "buy";
  const exit = { ...entry, side: isBuy ? ("sell" as const) : ("buy" as const) };
  const link = random.chance(700) ? ("bracket" as const) : ("oneTriggersOther" as const);
  const at = (ticks: number) => maker.priceAt(market, isBuy ? ticks : -ticks);
  maker.enter(market, { ...entry, price: at(random.between(-1, 2)), held: true });
  const linkedOrderId = entry.orderId;
  maker.enter(market, { ...exit, orderId: maker.newId(), price: at(5), terms: { link, linkedOrderId } });
  maker.enter(market, {
    ...exit,
    orderId: maker.newId(),
    orderType: "market",
    terms: { link, linkedOrderId, trigger: "stop", offset: at(-5) },
  });
  maker.add({ kind: "release", instrument: market.index, account: entry.account, orderId: entry.orderId });
}
