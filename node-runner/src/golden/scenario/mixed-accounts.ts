// The accounts of the mixed flow: money enough for most orders, limits that are met now and then.

import type { CommandInput, LimitKindName, ResolvedConfig } from "@cift/engine";
import type { Maker } from "./maker.js";

/** A billion of every currency's smallest unit, a thousand times. */
const MONEY = 1_000_000_000_000;

/** Opens the accounts, in three groups, two of three on margin, and gives them money and limits. */
export function openAccounts(maker: Maker, config: ResolvedConfig, accounts: number): void {
  const currencies = config.accounts?.currencies.length ?? 0;
  const tiers = config.accounts?.tiers.length ?? 1;
  for (let account = 1; account <= accounts; account++) {
    maker.add({
      kind: "account",
      account,
      accountKind: account % 3 === 0 ? "cash" : "margin",
      orderId: account % 3,
      quantity: account % tiers,
    });
    for (let currency = 0; currency < currencies; currency++)
      maker.add({ kind: "transfer", account, instrument: currency, price: MONEY });
  }
  const limits: readonly (readonly [LimitKindName, number])[] = [
    ["orderQuantity", 45],
    ["openOrders", 500],
    ["position", 20_000],
  ];
  for (const [limitKind, quantity] of limits)
    maker.add({ kind: "limit", limitKind, scope: "venue", quantity });
}

/** Changes money, a limit, a kill switch or a permit. */
export function administer(maker: Maker, accounts: number): void {
  for (const command of changes(maker, maker.random.between(1, accounts))) maker.add(command);
}

function changes({ random, markets }: Maker, account: number): CommandInput[] {
  switch (random.below(5)) {
    case 0:
      return [{ kind: "transfer", account, price: random.pick([1000, -1000, -MONEY]) }];
    case 1: {
      const limitKind = random.pick(["orderQuantity", "openOrders", "priceCollar", "position"] as const);
      return [{ kind: "limit", limitKind, scope: "account", account, quantity: random.between(50, 500) }];
    }
    case 2:
      return [{ kind: "limit", limitKind: "priceCollar", scope: "account", account, flags: 1 }];
    case 3:
      return [true, false].map((on) => ({ kind: "kill", scope: "account", account, on }));
    default:
      return [{ kind: "permit", account, instrument: random.below(markets.length), on: random.chance(800) }];
  }
}
