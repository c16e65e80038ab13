// What the sentences of exchange-core's scenarios mean.

import { StepBook } from "../gherkin/steps.js";
import * as act from "./actions.js";
import type { CoreWorld } from "./world.js";

const CLIENT = '(?:clients?|users?) "?(?<client>[\\p{L}\\p{N}_-]+)"?';
const ORDER = '(?:the |an? |his |her |their )?order "?(?<id>\\d+)"?';
const SIDE = '"?(?<side>bid|ask|buy|sell)"?';
const NUMBER = '"?(?<number>-?\\d[\\d,_]*)"?';
const SYMBOL = '"?(?<symbol>\\b[A-Z]{3}[_/]?[A-Z]{3,4}\\b)"?';
/** What says that a command is refused, and why. */
const REFUSED =
  "(?:(?<refused>could not|cannot|can't|can not|couldn't|fails to|failed to|tries to|is not able to) )?";
const WHY = "(?:.*?(?:due to|because of|because|reason:?|with|error:?) (?<why>[A-Z][A-Z_]+))?";
const CHANGES = "(?:moves?|chang(?:es?)|updates?|sets?)";
const LIVE = "(?:active |open |live |more )?";

/** A pattern in parts, without a space between them. */
const joined = (...parts: readonly string[]) => new RegExp(parts.join(""));

export const coreSteps = new StepBook<CoreWorld>();

coreSteps
  // Money.
  .on(joined("\\bnew ", CLIENT, "\\b.*\\bbalances?\\b"), act.openClient)
  .on(joined("\\bbalances?\\b.*?\\b", CLIENT), act.balance)
  .on(joined(CLIENT, "(?:'s)? .*\\bbalances?\\b"), act.hasBalance)
  .on(joined("\\bnew ", CLIENT), act.openClient)
  .on(
    joined(
      CLIENT,
      ".*?\\b(?<what>deposits?|pays? in|adds?|withdraws?|pays? out) ",
      NUMBER,
      " (?<currency>[A-Z]{3})\\b",
    ),
    act.transfer,
  )
  // Orders that come.
  .on(
    joined(
      CLIENT,
      " ",
      REFUSED,
      "(?:places?|enters?|submits?|sends?|puts?) (?:an? |the )?(?:new )?",
      SIDE,
      ' order "?(?<id>\\d+)"? (?:at|with price|@) ?(?<price>-?[\\d,_]+) ?(?:@|x|for|,? ?size) ?(?<size>[\\d,_]+)',
      " ?(?:\\((?<terms>[^)]*)\\))?",
      WHY,
    ),
    act.place,
  )
  // Changes.
  .on(
    joined(
      CLIENT,
      " ",
      REFUSED,
      CHANGES,
      " (?:an? |the )?price (?:from \\S+ )?to ",
      NUMBER,
      " of ",
      ORDER,
      WHY,
    ),
    act.move,
  )
  .on(
    joined(CLIENT, " ", REFUSED, CHANGES, " (?:the price of )?", ORDER, ".*? to (?:price )?", NUMBER, WHY),
    act.move,
  )
  .on(joined(CLIENT, " ", REFUSED, "reduces? .*?\\bof ", ORDER, " by ", NUMBER, WHY), act.reduce)
  .on(joined(CLIENT, " ", REFUSED, "reduces? .*?\\bby ", NUMBER, " (?:of|in|on) ", ORDER, WHY), act.reduce)
  .on(
    joined(CLIENT, " ", REFUSED, "reduces? ", ORDER, ".*? by (?:size |quantity )?", NUMBER, WHY),
    act.reduce,
  )
  .on(
    joined(
      CLIENT,
      " ",
      REFUSED,
      "cancels? .*?(?:size|quantity)(?: of)? ",
      NUMBER,
      " (?:of|in|from) ",
      ORDER,
      WHY,
    ),
    act.cancel,
  )
  .on(joined(CLIENT, " ", REFUSED, "cancels? (?:.*? of )?", ORDER, WHY), act.cancel)
  // What the last command did.
  .on(/\b(?:no|not any|without|zero)\b.*\b(?:trades?|matching|match)\b/, act.noTrades)
  .on(
    joined(
      ORDER,
      " (?:is|was|got|has been) (?<how>partially|partly|fully|completely|totally|entirely)?",
      "(?: \\w+)? ?(?:matched|filled|executed|traded)",
    ),
    act.matched,
  )
  .on(
    joined(
      ORDER,
      " (?:is|was|has been) (?:\\w+ )?(?:rejected|cancelled|canceled|reduced|removed)\\b",
      ".*?(?:size:?|quantity:?|of|with|by)? ?",
      NUMBER,
      "?",
    ),
    act.left,
  )
  // Books and orders.
  .on(joined(SYMBOL, " order ?book\\b"), act.book)
  .on(joined("\\border ?book (?:of|for) (?:an? |the )?(?:symbol )?", SYMBOL), act.book)
  .on(
    joined(CLIENT, " (?:does not have|doesn't have|has no|has not) (?:any )?", LIVE, "orders?"),
    act.noOrders,
  )
  .on(joined("\\bno ", LIVE, "orders? (?:of|for) (?:an? |the )?", CLIENT), act.noOrders)
  .on(joined(CLIENT, "(?:'s)? (?:has )?(?:the )?(?:following )?", LIVE, "orders?"), act.orders)
  .on(joined("\\borders? of (?:an? |the )?", CLIENT), act.orders);
