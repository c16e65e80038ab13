// What a client asks of the exchange in the worker by name: the calls of `Exchange`, its accounts and its controls.

import type { Accounts } from "../accounts.js";
import type { Exchange } from "../exchange.js";
import type { Journal } from "../journal.js";
import type { Risk } from "../risk.js";

/** The calls of `Exchange` that a client has too. */
export const EXCHANGE_VERBS = [
  ...(["submit", "cancel", "reduce", "replace", "release", "bracket", "oco"] as const),
  ...(["massCancel", "massQuote", "heartbeat", "disconnect", "phase", "reference", "clock"] as const),
  ...(["digest", "state", "snapshot"] as const),
] as const satisfies (keyof Exchange)[];

/** The calls of `Exchange.accounts`. */
export const ACCOUNTS_VERBS = [
  ...(["open", "deposit", "withdraw", "balance", "balances", "position", "positions"] as const),
] as const satisfies (keyof Accounts)[];

/** The calls of `Exchange.risk`. */
export const RISK_VERBS = [
  ...(["limit", "clearLimit", "kill", "resume", "permit", "forbid", "check"] as const),
] as const satisfies (keyof Risk)[];

/** The calls of `Exchange.journal`. */
export const JOURNAL_VERBS = [
  ...(["start", "take", "snapshot", "close", "state"] as const),
] as const satisfies (keyof Journal)[];

/** A call of an exchange, by name. */
export type ExchangeVerb = (typeof EXCHANGE_VERBS)[number];

/** An object's calls with promises. */
export type Promised<T, Verb extends keyof T> = {
  readonly [Name in Verb]: T[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

/** The accounts of an exchange in a worker. */
export type ClientAccounts = Promised<Accounts, (typeof ACCOUNTS_VERBS)[number]>;

/** The controls of an exchange in a worker. */
export type ClientRisk = Promised<Risk, (typeof RISK_VERBS)[number]>;

/** The journal of an exchange in a worker. */
export type ClientJournal = Promised<Journal, (typeof JOURNAL_VERBS)[number]>;

/** The objects that calls belong to. */
export type Part = "exchange" | "accounts" | "risk" | "journal";

const VERBS: Readonly<Record<Part, readonly string[]>> = {
  exchange: EXCHANGE_VERBS,
  accounts: ACCOUNTS_VERBS,
  risk: RISK_VERBS,
  journal: JOURNAL_VERBS,
};

/** Makes a call that a client asked for by name. */
export function callVerb(exchange: Exchange, part: Part, verb: string, args: readonly unknown[]): unknown {
  // Names come over a port: only those of the lists are calls.
  if (!VERBS[part]?.includes(verb)) throw new TypeError(`there is no call ${part}.${verb}`);
  const target = part === "exchange" ? exchange : exchange[part];
  return (target as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[verb]?.(...args);
}

/** An object whose calls go to `ask`. */
export function promised<T>(
  verbs: readonly string[],
  ask: (verb: string, args: readonly unknown[]) => unknown,
): T {
  return Object.freeze(
    Object.fromEntries(verbs.map((verb) => [verb, (...args: readonly unknown[]) => ask(verb, args)])),
  ) as T;
}
