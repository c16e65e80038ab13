// Requests for many orders at once: mass cancel and mass quote.

import type { CommandInput } from "../command-batch.js";
import { EVERY, PRICE_RANGE } from "../command-flags.js";
import { CiftError } from "../errors.js";
import { type SideName, sideNames } from "../generated/index.js";
import type { Instrument } from "../instrument.js";
import { Reader } from "../strict.js";
import {
  fieldsOf,
  instrumentOf,
  MAX_SAFE,
  MAX_U32,
  type PriceInput,
  priceOf,
  type QuantityInput,
  quantityOf,
  type RequestContext,
  type Timed,
  timeOf,
  wholeOf,
  whose,
} from "./inputs.js";

/** Which orders to cancel: those that match all that is named. */
export interface MassCancelRequest extends Timed {
  /** Default: of all accounts. */
  readonly account?: number;
  /** Default: of all instruments. */
  readonly symbol?: string;
  /** Default: both. */
  readonly side?: SideName;
  /** The lowest price. Needs a symbol where it is a decimal. */
  readonly from?: PriceInput;
  /** The highest price. */
  readonly to?: PriceInput;
}

/** One side of a quote. */
export interface QuoteSide {
  /** The worst price. */
  readonly price: PriceInput;
  /** Zero takes the quote away. */
  readonly quantity: QuantityInput;
  /** The order's id. Default: one that this exchange keeps for the account's quote on that side. */
  readonly id?: number;
}

/** Both sides of a quote, or one. */
export interface QuoteRequest {
  /** Default: the only instrument. */
  readonly symbol?: string;
  /** Of the buy side. */
  readonly bid?: QuoteSide;
  /** Of the sell side. */
  readonly ask?: QuoteSide;
}

/** How quotes are entered. */
export interface QuoteOptions extends Timed {
  /** Whose quotes they are. Default 0. */
  readonly account?: number;
}

const CANCEL_KEYS = ["account", "symbol", "side", "from", "to", "timeNs"] as const;
const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;

/** The entries that the engine keeps for an account. */
const MAX_ENTRIES = 64;

/** The command of a mass cancel. */
export function massCancel(context: RequestContext, request: MassCancelRequest): CommandInput {
  const { read, given } = fieldsOf("orders", request, CANCEL_KEYS);
  const { account, symbol, side } = given;
  const instrument = symbol === undefined ? undefined : instrumentOf(read, symbol, context);
  const common: CommandInput = {
    kind: "massCancel",
    account: account === undefined ? EVERY : read.at("account").integer(account, 0, MAX_U32 - 1),
    instrument: instrument?.index ?? EVERY,
    side: side === undefined ? "both" : read.at("side").oneOf(side, sideNames),
    timeNs: timeOf(read, given.timeNs, context),
  };
  if (given.from === undefined && given.to === undefined) return common;
  const bound = (key: "from" | "to", otherwise: bigint) =>
    given[key] === undefined ? otherwise : boundOf(read.at(key), given[key], instrument, context);
  return { ...common, flags: PRICE_RANGE, price: bound("from", LOWEST), param: bound("to", HIGHEST) };
}

/** Ticks are those of every instrument; a decimal needs one. */
function boundOf(read: Reader, value: unknown, instrument: Instrument | undefined, context: RequestContext) {
  if (typeof value !== "string") return wholeOf(read, value, "ticks");
  return (instrument ?? context.instrument(undefined)).parsePriceBig(value);
}

/** The ids of an account's quotes, so that a new quote takes the place of the one before. */
export class QuoteIds {
  readonly #ids = new Map<string, number>();

  /** The id of the quote on a side of an instrument. */
  of(account: number, instrument: number, side: SideName, next: () => number): number {
    const key = `${account}/${instrument}/${side}`;
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = next();
      this.#ids.set(key, id);
    }
    return id;
  }
}

/** The commands of a mass quote: its entries, one after another, and the command that enters them. */
export function massQuote(
  context: RequestContext,
  ids: QuoteIds,
  quotes: readonly QuoteRequest[],
  options: QuoteOptions,
): readonly CommandInput[] {
  const { read, given } = fieldsOf("options", options, ["account", "timeNs"]);
  const named = whose(read, given, context);
  if (!Array.isArray(quotes)) new Reader("INVALID_ARGUMENT", "quotes").fail("must be a list of quotes");
  const entries = quotes.flatMap((quote, index) => {
    const { read, given } = fieldsOf(`quotes[${index}]`, quote, ["symbol", "bid", "ask"]);
    const instrument = instrumentOf(read, given.symbol, context);
    const sides = [["bid", "buy"] as const, ["ask", "sell"] as const];
    return sides.flatMap(([key, side]): CommandInput[] => {
      if (given[key] === undefined) return [];
      const at = read.at(key);
      const { price, quantity, id } = at.object(given[key], ["price", "quantity", "id"]);
      const orderId =
        id === undefined
          ? ids.of(named.account, instrument.index, side, context.takeId)
          : at.at("id").integer(id, 0, MAX_SAFE);
      const entry = { kind: "quoteEntry", side, orderId, instrument: instrument.index, ...named } as const;
      return [
        {
          ...entry,
          price: priceOf(at.at("price"), instrument, price),
          quantity: quantityOf(at.at("quantity"), instrument, quantity),
        },
      ];
    });
  });
  if (entries.length === 0) new Reader("INVALID_ARGUMENT", "quotes").fail("have neither a bid nor an ask");
  if (entries.length > MAX_ENTRIES) {
    const message = `a mass quote has at most ${MAX_ENTRIES} entries, not ${entries.length}: send two`;
    throw new CiftError("INVALID_ARGUMENT", message);
  }
  return [...entries, { kind: "massQuote", ...named }];
}
