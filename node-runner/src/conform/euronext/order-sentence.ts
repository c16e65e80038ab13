// Orders that are told in a sentence: `the MTL buy order from broker "A" for 50 shares`.

import { CaseUnclear } from "../gherkin/case-result.js";
import { requireWhole } from "../gherkin/quantities.js";
import { type OrderTold, sideOf } from "./order-words.js";

const NUMBER = "(?<number>\\d[\\d.,]*)";
const OF = "(?:\\s+(?:of|at|is|to|price|the|a|an|quantity|size|=))*\\s*[:=@]?\\s*";

const OWNER =
  /\b(?:from|by|of|for)?\s*(?:the\s+)?(?:broker|member|participant|client|trader)\s+(?:"(?<quoted>[^"]*)"|(?<plain>\S+))/i;
const LABEL = /\border\s*(?:id|no\.?|number|#)\s*"?(?<label>[\p{L}\p{N}_-]+)"?/iu;
const DISPLAY = new RegExp(
  `\\b(?:disclos\\w*|display\\w*|visible|show\\w*|peak)(?:\\s+(?:quantity|size|part))?${OF}${NUMBER}(?:\\s*shares?)?`,
  "i",
);
const SHOWN_BEHIND = new RegExp(`${NUMBER}\\s*(?:shares?\\s+)?(?:disclosed|displayed|visible|shown)`, "i");
const MINIMUM = new RegExp(
  `\\bmin(?:imum)?(?:\\s+(?:execution|acceptable))?(?:\\s+quantity)?${OF}${NUMBER}`,
  "i",
);
const STOP = new RegExp(`\\b(?:stop|trigger)(?:\\s+price)?${OF}${NUMBER}`, "i");
const QUANTITIES = [
  new RegExp(`${NUMBER}\\s*(?:shares?|lots?|units?|securities|contracts?|pieces?)\\b`, "i"),
  new RegExp(`\\b(?:for|quantity|qty|size)${OF}${NUMBER}`, "i"),
  new RegExp(`\\b(?:buy|sell)s?\\s+${NUMBER}`, "i"),
];
const PRICES = [
  new RegExp(`\\b(?:limit|price)(?:\\s+price)?(?:\\s+(?:of|at|is|to|a|the))*\\s*[:=@]?\\s*${NUMBER}`, "i"),
  new RegExp(`(?:\\bat|@)(?:\\s+(?:a|the))?\\s*${NUMBER}`, "i"),
  new RegExp(`${NUMBER}\\s+(?:limit\\s+)?price\\b`, "i"),
];

/** The order of a sentence. Throws for one that has no side or no quantity. */
export function orderInSentence(sentence: string): OrderTold {
  const text = new Eater(sentence);
  const owner = text.groups(OWNER);
  const label = text.groups(LABEL)?.label;
  const display = text.number(SHOWN_BEHIND) ?? text.number(DISPLAY);
  const minimum = text.number(MINIMUM);
  const word = /\b(buy|sell|bid|ask|offer)(?:s|ing)?\b/i.exec(text.rest)?.[1];
  const side = sideOf(word ?? "");
  if (side === undefined) throw new CaseUnclear(`an order without a side: '${sentence}'`);
  const kind = text.rest.replace(/[\d.,]+/g, " ").replace(/order book/gi, " ");
  const stopPrice = text.number(STOP) ?? "";
  const quantity = text.first(QUANTITIES);
  if (quantity === undefined) throw new CaseUnclear(`an order without a quantity: '${sentence}'`);
  const whole = (number: string | undefined) =>
    number === undefined ? undefined : requireWhole(number, sentence);
  return {
    owner: owner?.quoted ?? owner?.plain ?? "",
    side,
    kind,
    quantity: requireWhole(quantity, sentence),
    price: text.first(PRICES) ?? "",
    stopPrice,
    display: whole(display),
    minimum: whole(minimum),
    label,
  };
}

/** Finds parts of a text and takes them out, so that a number is not read twice. */
class Eater {
  rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  groups(pattern: RegExp): Readonly<Record<string, string | undefined>> | undefined {
    const match = pattern.exec(this.rest);
    if (match === null) return undefined;
    this.rest = `${this.rest.slice(0, match.index)} ${this.rest.slice(match.index + match[0].length)}`;
    return match.groups;
  }

  number(pattern: RegExp): string | undefined {
    return this.groups(pattern)?.number;
  }

  first(patterns: readonly RegExp[]): string | undefined {
    for (const pattern of patterns) {
      const number = this.number(pattern);
      if (number !== undefined) return number;
    }
    return undefined;
  }
}
