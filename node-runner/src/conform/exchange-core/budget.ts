// Orders by budget: the price is what all of it may cost at most, or has to bring at least.

import { CaseExcluded } from "../gherkin/case-result.js";
import type { Level, OrderIn } from "./world.js";

/**
 * The limit and size with which an order does the same as its budget allows, by the levels that it would meet.
 * Undefined: it does nothing.
 */
export function budgetLimit(
  { side, size, price: budget, kind }: OrderIn,
  levels: readonly Level[],
): { readonly price: number; readonly size: number } | undefined {
  if (kind === "IOC_BUDGET" && side === "sell") {
    throw new CaseExcluded("a sell by budget that may trade in part has no meaning that is written down");
  }
  let lots = 0;
  let money = 0;
  let price = 0;
  for (const level of levels) {
    const wanted = Math.min(level.quantity, size - lots);
    // A buy takes what it can still pay for; a sell, and one that must be filled, is looked at as a whole.
    const taken =
      kind === "IOC_BUDGET" ? Math.min(wanted, Math.floor((budget - money) / level.price)) : wanted;
    if (taken <= 0) break;
    lots += taken;
    money += taken * level.price;
    price = level.price;
  }
  if (lots === 0) return undefined;
  if (kind === "IOC_BUDGET") return { price, size: lots };
  const fits = side === "buy" ? money <= budget : money >= budget;
  return lots === size && fits ? { price, size } : undefined;
}
