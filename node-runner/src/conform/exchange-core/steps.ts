// What the sentences of exchange-core's scenarios mean.

import { StepBook } from "../gherkin/steps.js";
import * as act from "./actions.js";
import type { CoreWorld } from "./world.js";

const CLIENT = '(?:clients?|users?) "?(?<client>[\\p{L}\\p{N}_-]+)"?';
const ORDER = '(?:the |an? |his |her |their )?order "?(?<id>\\d+)"?';
const SIDE = '"?(?<side>bid|ask|buy|sell)"?';
const NUMBER = '"?(?<number>-?[\\d][\\d,_]*)"?';
/** What says that a command is refused, and why. */
const REFUSED =
  "(?<refused>could not|cannot|can't|can not|couldn't|fails to|failed to|tries to|is not able to)";
const WHY = "(?:.*?(?:due to|because of|because|reason:?|with|error:?) (?<why>[A-Z][A-Z_]+))?";

export const coreSteps = new StepBook<CoreWorld>();

coreSteps
  // Money.
  .on(new RegExp(`\\bnew ${CLIENT}\\b.*\\bbalances?\\b`), act.openClient)
  .on(new RegExp(`\\bbalances?\\b.*?\\b${CLIENT}`), act.balance)
  .on(new RegExp(`${CLIENT}(?:'s)? .*\\bbalances?\\b`), act.hasBalance)
  .on(new RegExp(`\\bnew ${CLIENT}`), act.openClient)
  .on(
    new RegExp(
      `${CLIENT}.*?\\b(?<what>deposits?|pays? in|adds?|withdraws?|pays? out) ${NUMBER} (?<currency>[A-Z]{3})\\b`,
    ),
    act.transfer,
  )
  // Orders that come.
  .on(
    new RegExp(
      `${CLIENT} (?:${REFUSED} )?(?:places?|enters?|submits?|sends?|puts?|place) (?:an? |the )?(?:new )?${SIDE} order "?(?<id>\\d+)"? ` +
        `(?:at|with price|@) ?(?<price>-?[\\d,_]+) ?(?:@|x|for|,? ?size) ?(?<size>[\\d,_]+) ?(?:\\((?<terms>[^)]*)\\))?${WHY}`,
    ),
    act.place,
  )
  // Changes.
  .on(
    new RegExp(
      `${CLIENT} (?:${REFUSED} )?(?:moves?|chang(?:es?)|updates?|sets?) (?:an? |the )?price (?:from \\S+ )?to ${NUMBER} of ${ORDER}${WHY}`,
    ),
    act.move,
  )
  .on(
    new RegExp(
      `${CLIENT} (?:${REFUSED} )?(?:moves?|chang(?:es?)|updates?|sets?) (?:the price of )?${ORDER}.*? to (?:price )?${NUMBER}${WHY}`,
    ),
    act.move,
  )
  .on(new RegExp(`${CLIENT} (?:${REFUSED} )?reduces? .*?\\bof ${ORDER} by ${NUMBER}${WHY}`), act.reduce)
  .on(
    new RegExp(`${CLIENT} (?:${REFUSED} )?reduces? .*?\\bby ${NUMBER} (?:of|in|on) ${ORDER}${WHY}`),
    act.reduce,
  )
  .on(
    new RegExp(`${CLIENT} (?:${REFUSED} )?reduces? ${ORDER}.*? by (?:size |quantity )?${NUMBER}${WHY}`),
    act.reduce,
  )
  .on(
    new RegExp(
      `${CLIENT} (?:${REFUSED} )?cancels? .*?(?:size|quantity)(?: of)? ${NUMBER} (?:of|in|from) ${ORDER}${WHY}`,
    ),
    act.cancel,
  )
  .on(new RegExp(`${CLIENT} (?:${REFUSED} )?cancels? (?:.*? of )?${ORDER}${WHY}`), act.cancel)
  // What the last command did.
  .on(/\b(?:no|not any|without|zero)\b.*\b(?:trades?|matching|match)\b/, act.noTrades)
  .on(
    new RegExp(
      `${ORDER} (?:is|was|got|has been) (?<how>partially|partly|fully|completely|totally|entirely)?(?: \\w+)? ?(?:matched|filled|executed|traded)`,
    ),
    act.matched,
  )
  .on(
    new RegExp(
      `${ORDER} (?:is|was|has been) (?:\\w+ )?(?<how>rejected|cancelled|canceled|reduced|removed)\\b.*?(?:size:?|quantity:?|of|with|by)? ?${NUMBER}?`,
    ),
    act.left,
  )
  // Books and orders.
  .on(
    /"?(?<symbol>\b[A-Z]{3}[_/]?[A-Z]{3,4}\b)"? order ?book\b|\border ?book (?:of|for) (?:an? |the )?(?:symbol )?"?(?<other>[A-Z_/]+)/,
    act.book,
  )
  .on(
    new RegExp(
      `${CLIENT} (?:does not have|doesn't have|has no|has not) (?:any )?(?:active |open |live |more )?orders?|\\bno (?:active|open|live) orders? (?:of|for) ${CLIENT.replace("client>", "owner>")}`,
    ),
    act.noOrders,
  )
  .on(
    new RegExp(
      `${CLIENT}(?:'s)? (?:has )?(?:the )?(?:following )?(?:active |open |live )?orders?|\\borders? of (?:an? |the )?${CLIENT.replace("client>", "owner>")}`,
    ),
    act.orders,
  );
