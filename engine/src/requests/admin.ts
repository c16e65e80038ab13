// Requests about accounts and limits. Their fields are those of `Risk::apply` in `crates/risk`.

import type { CommandInput } from "../command-batch.js";
import { CLEAR_LIMIT, EVERY } from "../command-flags.js";
import {
  type AccountKindName,
  accountKindNames,
  type LimitKindName,
  limitKindNames,
} from "../generated/index.js";
import type { Reader } from "../strict.js";
import {
  accountOf,
  fieldsOf,
  instrumentOf,
  MAX_SAFE,
  MAX_U32,
  type MoneyInput,
  onlyOne,
  type RequestContext,
  type Timed,
  timeOf,
  wholeOf,
} from "./inputs.js";

/** An account to open, or to change. */
export interface AccountRequest extends Timed {
  /** Its number. */
  readonly account: number;
  /** Default "cash": what it buys is paid for, and what it sells it has. */
  readonly kind?: AccountKindName;
  /** Whom it belongs to, for limits and self-trade prevention. Default: nobody. */
  readonly group?: number;
  /** The position of its fees in the configuration's `tiers`. Default 0. */
  readonly feeTier?: number;
}

/** Money to pay in or out. */
export interface TransferRequest extends Timed {
  /** Default 0. */
  readonly account?: number;
  /** Above zero: in the currency's smallest unit, or a decimal. */
  readonly amount: MoneyInput;
  /** The currency's code. Default: the only one. */
  readonly currency?: string;
}

/** Whom a limit or a kill switch concerns: one of these, or with none of them the whole venue. */
export interface SubjectRequest extends Timed {
  /** An account's number. */
  readonly account?: number;
  /** The number of a group of accounts. */
  readonly group?: number;
  /** An instrument's symbol. */
  readonly symbol?: string;
}

/** A limit to set. */
export interface LimitRequest extends SubjectRequest {
  /** What it counts. */
  readonly kind: Exclude<LimitKindName, "none">;
  /** The most that is allowed: lots, ticks, money in the quote currency's smallest unit, or a number, as the kind says. */
  readonly value: number;
  /** Of kinds that look at a period: how long it is. */
  readonly periodNs?: number;
}

/** A limit to take away. */
export interface LimitName extends SubjectRequest {
  /** What it counts. */
  readonly kind: Exclude<LimitKindName, "none">;
}

/** An account and an instrument that it may trade, or may not. */
export interface PermitRequest extends Timed {
  /** The account's number. */
  readonly account: number;
  /** Default: the only instrument. */
  readonly symbol?: string;
}

const SUBJECT_KEYS = ["account", "group", "symbol", "timeNs"] as const;

/** The command that opens an account or changes it. */
export function openAccount(context: RequestContext, request: AccountRequest): CommandInput {
  const { read, given } = fieldsOf("account", request, ["account", "kind", "group", "feeTier", "timeNs"]);
  const { group, feeTier } = given;
  return {
    kind: "account",
    account: accountOf(read.at("account"), given.account),
    accountKind: read.at("kind").oneOf(given.kind ?? "cash", accountKindNames),
    orderId: group === undefined ? EVERY : read.at("group").integer(group, 0, MAX_U32 - 1),
    quantity: feeTier === undefined ? 0 : read.at("feeTier").integer(feeTier, 0, MAX_U32),
    timeNs: timeOf(read, given.timeNs, context),
  };
}

/** The command that pays into an account, or out of it. */
export function transfer(
  context: RequestContext,
  request: TransferRequest,
  direction: "in" | "out",
): CommandInput {
  const { read, given } = fieldsOf("transfer", request, ["account", "amount", "currency", "timeNs"]);
  const currency = context.currency(
    given.currency === undefined ? undefined : read.at("currency").string(given.currency),
  );
  const at = read.at("amount");
  const written = given.amount;
  const amount = BigInt(
    typeof written === "string" ? currency.parse(written) : wholeOf(at, written, "units"),
  );
  if (amount <= 0n) at.fail(`must be above zero, not ${amount}`);
  if (BigInt.asIntN(64, amount) !== amount) at.fail(`must be below 2^63 units, not ${amount}`);
  return {
    kind: "transfer",
    account: given.account === undefined ? 0 : accountOf(read.at("account"), given.account),
    instrument: currency.index,
    price: direction === "in" ? amount : -amount,
    timeNs: timeOf(read, given.timeNs, context),
  };
}

/** The command that sets a limit. */
export function setLimit(context: RequestContext, request: LimitRequest): CommandInput {
  const { read, given } = fieldsOf("limit", request, ["kind", "value", "periodNs", ...SUBJECT_KEYS]);
  return {
    kind: "limit",
    limitKind: kindOf(read, given.kind),
    ...subjectOf(read, given, context),
    quantity: read.at("value").integer(given.value, 0, MAX_SAFE),
    param: given.periodNs === undefined ? 0 : read.at("periodNs").integer(given.periodNs, 1, MAX_SAFE),
  };
}

/** The command that takes a limit away. */
export function clearLimit(context: RequestContext, request: LimitName): CommandInput {
  const { read, given } = fieldsOf("limit", request, ["kind", ...SUBJECT_KEYS]);
  const subject = subjectOf(read, given, context);
  return { kind: "limit", limitKind: kindOf(read, given.kind), ...subject, flags: CLEAR_LIMIT };
}

/** The command that engages a kill switch, or releases it. */
export function switchKill(context: RequestContext, request: SubjectRequest, on: boolean): CommandInput {
  const { read, given } = fieldsOf("subject", request, SUBJECT_KEYS);
  return { kind: "kill", on, ...subjectOf(read, given, context) };
}

/** The command that allows an account an instrument, or forbids it. */
export function setPermit(context: RequestContext, request: PermitRequest, on: boolean): CommandInput {
  const { read, given } = fieldsOf("permit", request, ["account", "symbol", "timeNs"]);
  return {
    kind: "permit",
    on,
    account: accountOf(read.at("account"), given.account),
    instrument: instrumentOf(read, given.symbol, context).index,
    timeNs: timeOf(read, given.timeNs, context),
  };
}

const LIMIT_KINDS = limitKindNames.filter((name) => name !== "none");

function kindOf(read: Reader, value: unknown): LimitKindName {
  return read.at("kind").oneOf(value, LIMIT_KINDS);
}

/** Whom a command concerns, as its fields say it. */
function subjectOf(
  read: Reader,
  given: Readonly<Partial<Record<(typeof SUBJECT_KEYS)[number], unknown>>>,
  context: RequestContext,
): Pick<CommandInput, "scope" | "account" | "instrument" | "timeNs"> {
  const timeNs = timeOf(read, given.timeNs, context);
  switch (onlyOne(read, given, ["account", "group", "symbol"])) {
    case "account":
      return { scope: "account", account: accountOf(read.at("account"), given.account), timeNs };
    case "group":
      return { scope: "group", account: read.at("group").integer(given.group, 0, MAX_U32 - 1), timeNs };
    case "symbol":
      return { scope: "instrument", instrument: instrumentOf(read, given.symbol, context).index, timeNs };
    default:
      return { scope: "venue", timeNs };
  }
}
