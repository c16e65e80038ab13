// The market that a scenario of Euronext's rules happens in.

import type { BackendChoice, EngineBackend } from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";
import type { Feature, Scenario } from "../gherkin/model.js";
import { tickSizeFor } from "../gherkin/quantities.js";
import { Market, type MarketTrade, type OrderSpec, type PlacedOrder } from "../xetra/market.js";
import { decimalsIn, type OrderTold, orderOf } from "./order-words.js";

/**
 * The reference price of a scenario that names none: what two orders without a limit trade at before there is a last
 * price. The public scenarios take it for granted where market orders meet.
 */
export const DEFAULT_REFERENCE_PRICE = "10";

export class EuronextWorld implements Disposable {
  readonly market: Market;
  checks = 0;
  /** Trades that a table has told of already. */
  #told = 0;

  private constructor(market: Market) {
    this.market = market;
  }

  static async create(
    scenario: Scenario,
    feature: Feature,
    backend: BackendChoice | EngineBackend,
  ): Promise<EuronextWorld> {
    const tickSize = tickSizeFor(allDecimals(feature));
    const market = await Market.create({ symbol: "EURONEXT", tickSize, profile: "euronext" }, backend);
    const world = new EuronextWorld(market);
    market.setReference(market.ticks(DEFAULT_REFERENCE_PRICE));
    if (beginsWithCall(scenario)) world.call();
    return world;
  }

  /** Collects orders for an auction. */
  call(): void {
    // Not preOpen: Euronext publishes the price that the auction would have in this phase too.
    if (this.market.phase !== "openingAuction") this.market.setPhase("openingAuction");
  }

  /** Ends the auction: what can trade trades, and the market is continuous. */
  uncross(): void {
    this.call();
    this.market.setPhase("continuous");
  }

  enter(told: OrderTold): PlacedOrder {
    const spec: OrderSpec = orderOf(told, (decimal) => this.market.ticks(decimal));
    return this.market.enter(spec);
  }

  /** The trades that were not looked at yet. */
  freshTrades(): readonly MarketTrade[] {
    const fresh = this.market.trades.slice(this.#told);
    this.#told = this.market.trades.length;
    return fresh;
  }

  /** The live or past order that a case names by its own name, its owner's, or both. */
  orderNamed(label: string | undefined, owner: string | undefined): PlacedOrder {
    const found = this.market.orders.filter(
      ({ spec }) =>
        (label === undefined || spec.label === label) && (owner === undefined || spec.owner === owner),
    );
    const [order] = found;
    if (order !== undefined && found.length === 1) return order;
    const name = `order ${label ?? ""} of ${owner ?? "anybody"}`;
    throw new CaseUnclear(found.length === 0 ? `there is no ${name}` : `there are ${found.length}: ${name}`);
  }

  [Symbol.dispose](): void {
    this.market[Symbol.dispose]();
  }
}

const AUCTION =
  "auction|uncrossing|fixing|call(?: phase)?|pre-?opening(?: phase)?|price determination|matching";
const HAPPENS = "complet|end|finish|over\\b|done\\b|happen|perform|run|occur|execut|conclud|take|took";

/** What a scenario says when its auction ends. */
export const AUCTION_ENDS = new RegExp(
  [
    `\\b(?:${AUCTION})\\b.*\\b(?:${HAPPENS})`,
    "\\b(?:complet|end|finish|perform|run|execut|conclud)\\w*\\b.*\\b(?:auction|uncrossing|fixing)\\b",
    "\\buncross(?:es|ed|ing (?:starts|begins))?\\b",
    "\\bmarket opens\\b",
    "\\bopening of the market\\b",
  ].join("|"),
);

/** What it says of the phase. */
export const CALL_PHASE =
  /\bpre-?(?:opening|open|clos(?:e|ing))\b|\bcall (?:phase|auction|period)\b|\baccumulation\b/;

/** A scenario that ends an auction, or asks what it would come to, begins with one, unless it says how it begins. */
function beginsWithCall({ steps }: Scenario): boolean {
  for (const { text } of steps) {
    const sentence = text.toLowerCase();
    if (/\bcontinuous\b/.test(sentence)) return false;
    if (AUCTION_ENDS.test(sentence) || CALL_PHASE.test(sentence)) return true;
    if (/\b(?:indicative|theoretical)\b|\bimp\b|\btop\b/.test(sentence)) return true;
  }
  return false;
}

/** Every decimal of a feature, for the size of a tick that fits them all. */
function* allDecimals({ scenarios }: Feature): Iterable<string> {
  yield DEFAULT_REFERENCE_PRICE;
  for (const { steps } of scenarios) {
    for (const { text, table } of steps) {
      yield* decimalsIn(text);
      for (const row of table?.rows ?? []) for (const cell of row) yield* decimalsIn(cell);
    }
  }
}
