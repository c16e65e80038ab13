// The pre-trade controls of a session: limits, kill switches, permits, and what they would say to an order.

import { CommandBatch, type CommandInput } from "./command-batch.js";
import type { CommandResult } from "./command-result.js";
import type { Currency } from "./currency.js";
import { type LimitKindName, type ReasonName, RiskCheckCursor, type ScopeName } from "./generated/index.js";
import { INSPECT } from "./inspect.js";
import {
  clearLimit,
  type LimitName,
  type LimitRequest,
  type PermitRequest,
  type SubjectRequest,
  setLimit,
  setPermit,
  switchKill,
} from "./requests/admin.js";
import type { RequestContext } from "./requests/inputs.js";
import { newOrder, type OrderRequest } from "./requests/order.js";

/** The numbers of a limit that an order would break, in what the limit counts. */
export interface Breach {
  /** Which limit; "none" where it is no limit: money that is missing, an instrument that is not permitted. */
  readonly kind: LimitKindName;
  /** Whose limit it is. */
  readonly scope: ScopeName;
  /** The limit, or what is available. */
  readonly limit: bigint;
  /** What counts towards it now. */
  readonly current: bigint;
  /** What would count towards it with the order. */
  readonly after: bigint;
  /** Whether these are money; else lots, ticks, orders or messages. */
  readonly isMoney: boolean;
}

/** Whether an order would pass. */
export interface RiskAnswer {
  /** Whether it would. */
  readonly pass: boolean;
  /** Why it would not. */
  readonly reason?: ReasonName;
  /** The numbers behind the reason. */
  readonly breach?: Breach;
  /** What the order would hold back, in the smallest unit of `currency`. */
  readonly reserve: bigint;
  /** The currency's code; missing in a session without accounts. */
  readonly currency?: string;
}

/** What the controls need of their exchange. */
export interface RiskPort {
  /** Reads requests. */
  readonly context: RequestContext;
  /** By their numbers in records. */
  readonly currencies: readonly Currency[];
  /** Applies a command. */
  command(command: CommandInput): CommandResult;
  /** Writes whether the order of one record, or of two with its terms, would pass. */
  riskCheckInto(commands: Uint8Array, target: Uint8Array): void;
}

/** Sets the controls, and asks them. */
export class Risk {
  readonly #port: RiskPort;
  readonly #batch = new CommandBatch(2);
  readonly #record = new Uint8Array(RiskCheckCursor.bytes);
  readonly #answer = new RiskCheckCursor(this.#record).at(0);

  constructor(port: RiskPort) {
    this.#port = port;
  }

  /** Sets a limit: of an account, a group, an instrument, or, without any of them, of the venue. */
  limit(request: LimitRequest): CommandResult {
    return this.#port.command(setLimit(this.#port.context, request));
  }

  /** Takes a limit away. */
  clearLimit(request: LimitName): CommandResult {
    return this.#port.command(clearLimit(this.#port.context, request));
  }

  /** Engages a kill switch: cancels every live order in its scope and refuses new ones. Without a subject: the venue's. */
  kill(subject: SubjectRequest = {}): CommandResult {
    return this.#port.command(switchKill(this.#port.context, subject, true));
  }

  /** Releases a kill switch, and an account that was disabled for too many executions. */
  resume(subject: SubjectRequest = {}): CommandResult {
    return this.#port.command(switchKill(this.#port.context, subject, false));
  }

  /** Allows an account an instrument, as everything is that was not forbidden. */
  permit(request: PermitRequest): CommandResult {
    return this.#port.command(setPermit(this.#port.context, request, true));
  }

  /** Forbids an account an instrument. */
  forbid(request: PermitRequest): CommandResult {
    return this.#port.command(setPermit(this.#port.context, request, false));
  }

  /** Whether an order would pass the controls, with the numbers. Nothing is submitted, and nothing changes. */
  check(order: OrderRequest): RiskAnswer {
    this.#batch.clear().add(newOrder(this.#port.context, order));
    this.#port.riskCheckInto(this.#batch.bytes, this.#record);
    const it = this.#answer;
    const code = this.#port.currencies[it.currency]?.code;
    const held = { reserve: it.reserveBig, ...(code === undefined ? {} : { currency: code }) };
    if (it.reason === 0) return { pass: true, ...held };
    const breach = {
      kind: it.limitKindName as LimitKindName,
      scope: it.scopeName as ScopeName,
      limit: it.limitBig,
      current: it.currentBig,
      after: it.afterBig,
      isMoney: it.money !== 0,
    };
    return { pass: false, reason: it.reasonName as ReasonName, breach, ...held };
  }

  [INSPECT](): string {
    return "Risk { limit, clearLimit, kill, resume, permit, forbid, check }";
  }
}
