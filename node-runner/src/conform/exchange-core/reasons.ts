// What exchange-core calls the reasons of a refusal, and what they are here.

import type { ReasonName } from "@cift/engine";
import { CaseUnclear } from "../gherkin/case-result.js";

const REASONS: Readonly<Record<string, readonly ReasonName[]>> = {
  RISK_NSF: ["insufficientFunds"],
  RISK_MARGIN_TRADING_DISABLED: ["insufficientFunds", "notPermitted"],
  RISK_INVALID_RESERVE_BID_PRICE: ["insufficientFunds", "invalidPrice"],
  RISK_ASK_PRICE_LOWER_THAN_FEE: ["insufficientFunds", "invalidPrice"],
  AUTH_INVALID_USER: ["unknownAccount"],
  INVALID_SYMBOL: ["unknownInstrument"],
  MATCHING_UNKNOWN_ORDER_ID: ["unknownOrder"],
  MATCHING_INVALID_ORDER_BOOK_ID: ["unknownInstrument"],
  MATCHING_DUPLICATE_ORDER_ID: ["duplicateOrderId"],
  MATCHING_MOVE_FAILED_PRICE_OVER_RISK_LIMIT: ["insufficientFunds"],
  MATCHING_MOVE_FAILED_PRICE_INVALID: ["invalidPrice", "invalidTick"],
  MATCHING_REDUCE_FAILED_WRONG_SIZE: ["invalidQuantity"],
};

/** Whether a word is such a code. */
export function isReason(word: string): boolean {
  return word in REASONS || /^(?:RISK|MATCHING|AUTH|INVALID)(?:_[A-Z]+)+$/.test(word);
}

/** The engine's reasons that are meant. */
export function reasonsOf(code: string): readonly ReasonName[] {
  const reasons = REASONS[code];
  if (reasons === undefined) throw new CaseUnclear(`'${code}' is no reason of a refusal that is known here`);
  return reasons;
}
