// The accounts of a session: who trades, with what money, and what they hold.

import type { CommandInput } from "./command-batch.js";
import type { CommandResult } from "./command-result.js";
import type { Currency } from "./currency.js";
import { BalanceCursor, PositionCursor } from "./generated/index.js";
import { INSPECT, inspected } from "./inspect.js";
import type { Instrument } from "./instrument.js";
import { type AccountRequest, openAccount, type TransferRequest, transfer } from "./requests/admin.js";
import type { RequestContext } from "./requests/inputs.js";

/** An account's money in a currency, in its smallest unit. */
export interface BalanceView {
  /** The account's number. */
  readonly account: number;
  /** The currency's code. */
  readonly currency: string;
  /** All of it. */
  readonly total: bigint;
  /** What live orders and positions hold back. */
  readonly reserved: bigint;
  /** What orders may still use, or what may be paid out. */
  readonly available: bigint;
  /** Fees paid less rebates. */
  readonly fees: bigint;
}

/** What an account holds of an instrument. Money in ticks times lots, but for fees. */
export interface PositionView {
  /** The account's number. */
  readonly account: number;
  /** The instrument's. */
  readonly symbol: string;
  /** In lots: positive long, negative short. */
  readonly quantity: number;
  /** What the open quantity cost, by average cost. */
  readonly cost: bigint;
  /** By average cost. */
  readonly realisedPnl: bigint;
  /** At `markPrice`. */
  readonly unrealisedPnl: bigint;
  /** What the open quantity cost, first in first out; zero unless `accounts.fifo` is set. */
  readonly fifoCost: bigint;
  /** First in first out; zero unless `accounts.fifo` is set. */
  readonly fifoRealisedPnl: bigint;
  /** In ticks. */
  readonly markPrice: number;
  /** In lots. */
  readonly boughtQuantity: number;
  /** In lots. */
  readonly soldQuantity: number;
  /** What live orders could still buy, in lots. */
  readonly openBuyQuantity: number;
  /** What live orders could still sell, in lots. */
  readonly openSellQuantity: number;
  /** Fees paid less rebates, in the smallest unit of the quote currency. */
  readonly fees: bigint;
}

/** What the accounts need of their exchange. */
export interface AccountsPort {
  /** Reads requests. */
  readonly context: RequestContext;
  /** By their numbers in records. */
  readonly instruments: readonly Instrument[];
  /** By their numbers in records. */
  readonly currencies: readonly Currency[];
  /** Applies a command. */
  command(command: CommandInput): CommandResult;
  /** Writes an account's money in a currency; false where it never had any. */
  balanceInto(account: number, currency: number, target: Uint8Array): boolean;
  /** Writes what an account holds of an instrument; false where it never had any. */
  positionInto(account: number, instrument: number, target: Uint8Array): boolean;
}

/** Opens accounts, moves their money, and says what they have. Of a session with `accounts` in its configuration. */
export class Accounts {
  readonly #port: AccountsPort;
  readonly #balanceBytes = new Uint8Array(BalanceCursor.bytes);
  readonly #balance = new BalanceCursor(this.#balanceBytes).at(0);
  readonly #positionBytes = new Uint8Array(PositionCursor.bytes);
  readonly #position = new PositionCursor(this.#positionBytes).at(0);

  constructor(port: AccountsPort) {
    this.#port = port;
  }

  /** The currencies, by their numbers in records. */
  get currencies(): readonly Currency[] {
    return this.#port.currencies;
  }

  /** Opens an account, or changes its kind, group and fee tier. */
  open(request: AccountRequest): CommandResult {
    return this.#port.command(openAccount(this.#port.context, request));
  }

  /** Pays into an account. */
  deposit(request: TransferRequest): CommandResult {
    return this.#port.command(transfer(this.#port.context, request, "in"));
  }

  /** Pays out of an account, at most what is available. */
  withdraw(request: TransferRequest): CommandResult {
    return this.#port.command(transfer(this.#port.context, request, "out"));
  }

  /** An account's money in a currency; nothing where it never had any. */
  balance(account = 0, currency?: string): BalanceView | undefined {
    const { index, code } = this.#port.context.currency(currency);
    if (!this.#port.balanceInto(account, index, this.#balanceBytes)) return undefined;
    const { totalBig: total, reservedBig: reserved, availableBig: available, feesBig: fees } = this.#balance;
    return { account, currency: code, total, reserved, available, fees };
  }

  /** An account's money in every currency that it ever had. */
  balances(account = 0): BalanceView[] {
    const balances = this.currencies.map(({ code }) => this.balance(account, code));
    return balances.filter((balance) => balance !== undefined);
  }

  /** What an account holds of an instrument; nothing where it never traded or ordered any. */
  position(account = 0, symbol?: string): PositionView | undefined {
    const instrument = this.#port.context.instrument(symbol);
    if (!this.#port.positionInto(account, instrument.index, this.#positionBytes)) return undefined;
    return positionOf(account, instrument.symbol, this.#position);
  }

  /** What an account holds, of every instrument that it ever traded or ordered. */
  positions(account = 0): PositionView[] {
    const positions = this.#port.instruments.map(({ symbol }) => this.position(account, symbol));
    return positions.filter((position) => position !== undefined);
  }

  /** An amount in smallest units as a decimal: 1250n of "USD" is "12.50". */
  format(amount: number | bigint, currency?: string): string {
    return this.#port.context.currency(currency).format(amount);
  }

  [INSPECT](_depth: number, options: object, inspect?: (value: unknown, options: object) => string): string {
    const currencies = this.currencies.map(({ code }) => code);
    return inspected("Accounts", { currencies }, options, inspect);
  }
}

function positionOf(account: number, symbol: string, it: PositionCursor): PositionView {
  return {
    account,
    symbol,
    quantity: it.quantity,
    cost: it.costBig,
    realisedPnl: it.realisedPnlBig,
    unrealisedPnl: it.unrealisedPnlBig,
    fifoCost: it.fifoCostBig,
    fifoRealisedPnl: it.fifoRealisedPnlBig,
    markPrice: it.markPrice,
    boughtQuantity: it.boughtQuantity,
    soldQuantity: it.soldQuantity,
    openBuyQuantity: it.openBuyQuantity,
    openSellQuantity: it.openSellQuantity,
    fees: it.feesBig,
  };
}
