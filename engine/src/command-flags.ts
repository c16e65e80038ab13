// The bits and the special numbers of a command's fields, for those who write records themselves.

/** Bits of a new order's `flags`. */
export const CommandFlag = {
  /** It may not trade at once: else it is rejected. */
  postOnly: 1,
  /** With `postOnly`: where it would trade, it rests one tick away instead. */
  reprice: 1 << 1,
  /** It trades in full or not at all, and rests until it can. */
  allOrNone: 1 << 2,
  /** It trades only as far as it makes the account's position smaller. */
  reduceOnly: 1 << 3,
  /** It is in no depth, and behind the displayed orders of its price. */
  hidden: 1 << 4,
  /** Its quantity is an amount of money, in ticks times lots. */
  byAmount: 1 << 5,
  /** Its price is the worst at which a market order trades. */
  capped: 1 << 6,
  /** It waits until it is released. */
  held: 1 << 7,
  /** The terms record before it belongs to it. */
  terms: 1 << 8,
  /** `param` is the price at which funds are set aside. */
  fundsAt: 1 << 9,
} as const;

/** Where the code of self-trade prevention stands in `flags`: 0 the instrument's, else 1 + `SelfTrade`. */
export const SELF_TRADE_SHIFT = 12;

/** Bit 0 of a mass cancel's `flags`: from `price` up to `param` only. */
export const PRICE_RANGE = 1;

/** Bit 0 of a limit's `flags`: there is none any more. */
export const CLEAR_LIMIT = 1;

/** The `side` of a mass cancel that means both. */
export const BOTH_SIDES = 2;

/** The `instrument` or `account` of a command that means all of them; as a group: none. */
export const EVERY = 2 ** 32 - 1;
