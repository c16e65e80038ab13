// What the sentences of Euronext's scenarios mean.

import { StepBook } from "../gherkin/steps.js";
import * as act from "./actions.js";
import { AUCTION_ENDS, CALL_PHASE, type EuronextWorld } from "./world.js";

const SIDE = '"?(?<side>\\b(?:buy(?:ing)?|sell(?:ing)?|bid|ask|offer)\\b)"?';
const NUMBER = '"?(?<number>[+-]?\\d[\\d.,]*)"?';
const IS = "(?:is|are|equals?|remains?|becomes?|should (?:be|remain)|must be|of|to|has|=|at|set)";

export const euronextSteps = new StepBook<EuronextWorld>();

euronextSteps
  // Prices that are set or looked at.
  .on(
    new RegExp(`\\b(?:reference|last(?: traded?)?|closing|previous)\\b.*\\bprice\\b.*?${NUMBER}`),
    act.referencePrice,
  )
  // Trades.
  .on(/\bno\b.*\btrades?\b|\btrades?\b.*\b(?:not|empty|none|nothing)\b|\bnothing (?:is )?trade/, act.noTrades)
  .on(
    /\btrades?\b.*\b(?:generat|happen|execut|occur|made|produc|look|publish|are|is)\w*|\bfollowing\b.*\btrades?\b/,
    act.trades,
  )
  // What an auction comes to.
  .on(
    new RegExp(
      "\\b(?:indicative|theoretical|calculated|uncrossing|opening|auction|equilibrium|matching|imp|top)\\b" +
        ".*\\b(?:price|imp|top)\\b|^(?:the )?(?:imp|top)\\b",
    ),
    act.auctionPrice,
  )
  .on(
    new RegExp(
      `\\b(?:indicative|theoretical|executable|tradable|auction|matching|uncrossing)\\b.*\\bvolume\\b.*?${NUMBER}`,
    ),
    act.auctionVolume,
  )
  .on(/\b(?:surplus|imbalance|market pressure)\b/, act.auctionSurplus)
  // Phases.
  .on(
    /\bcontinuous\b.*\b(?:phase|mode|trading|market|session|matching)\b|\b(?:phase|mode|trading|market|session)\b.*\bcontinuous\b/,
    (world) => {
      if (world.market.phase !== "continuous") world.market.setPhase("continuous");
    },
  )
  .on(AUCTION_ENDS, (world) => world.uncross())
  .on(CALL_PHASE, (world) => world.call())
  // The book.
  .on(
    new RegExp(`(?:${SIDE}\\s+)?(?:order )?book\\b.*\\b(?:depth|orders?)\\b.*?\\b${IS}\\s+${NUMBER}$`),
    act.depth,
  )
  .on(new RegExp(`(?:${SIDE}\\s+)?(?:order )?book depth\\b.*?${NUMBER}`), act.depth)
  .on(new RegExp(`(?:${SIDE}\\s+)?(?:order )?book\\b.*?\\b${NUMBER}\\s+(?:orders?|levels?)\\b`), act.depth)
  .on(new RegExp(`\\b${NUMBER} (?:orders?|levels?) (?:remain|are|is|left).*?${SIDE}?`), act.depth)
  .on(new RegExp(`\\bbest\\s+${SIDE}.*`), act.bestPrice)
  .on(
    new RegExp(`(?:${SIDE}\\s+)?(?:order ?)?(?:book|side)s?\\b.*\\b(?:empty|no orders|nothing)\\b`),
    act.emptyBook,
  )
  .on(new RegExp(`\\bno (?:${SIDE} )?orders?\\b`), act.emptyBook)
  .on(new RegExp(`(?:${SIDE}\\s+)?(?:order ?)?books?\\b`), act.bookOrOrders)
  // What becomes of an order.
  .on(/\border\b.*\b(?:rejected|refused|not accepted)\b/, act.orderRejected)
  .on(
    /\b(?:cancels?|withdraws?|deletes?|removes?)\b.*\border\b|\border\b.*\b(?:is|are) (?:cancelled|canceled|withdrawn|deleted|removed)\b/,
    act.cancelled,
  )
  .on(/\b(?:modif|chang|amend|replac|updat)\w*\b/, act.changed)
  // Orders.
  .on(/\border/, act.orders);
