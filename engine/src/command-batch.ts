// Commands one after another in one buffer, to be submitted with one call.

import { RECORD_BYTES, RECORD_WORDS } from "./backend.js";
import { BOTH_SIDES, CommandFlag, SELF_TRADE_SHIFT } from "./command-flags.js";
import { CommandWriter } from "./command-writer.js";
import { CiftError } from "./errors.js";
import {
  AccountKind,
  type AccountKindName,
  type CommandCursor,
  CommandKind,
  type CommandKindName,
  LimitKind,
  type LimitKindName,
  Link,
  type LinkName,
  OrderTermsCursor,
  OrderType,
  type OrderTypeName,
  PegReference,
  type PegReferenceName,
  Phase,
  type PhaseName,
  Scope,
  type ScopeName,
  SelfTrade,
  type SelfTradeName,
  Side,
  type SideName,
  TimeInForce,
  type TimeInForceName,
  TrailUnit,
  type TrailUnitName,
  Trigger,
  type TriggerName,
  TriggerSource,
  type TriggerSourceName,
} from "./generated/index.js";

/** What a new order asks for beyond its own fields: a record that comes before it. Numbers as in the record. */
export interface TermsInput {
  /** What makes it an order in the market. */
  readonly trigger?: TriggerName;
  /** The price that the trigger looks at. Default "last". */
  readonly triggerSource?: TriggerSourceName;
  /** How a trailing stop's distance is counted. Default "ticks". */
  readonly trailUnit?: TrailUnitName;
  /** What a pegged order follows. */
  readonly peg?: PegReferenceName;
  /** How it hangs together with `linkedOrderId`. */
  readonly link?: LinkName;
  /** The trigger price; a trailing stop's distance; a peg's signed offset. */
  readonly offset?: number | bigint;
  /** What an iceberg shows at least. */
  readonly displayQuantity?: number;
  /** What it shows at most. */
  readonly displayHighQuantity?: number;
  /** What has to trade at once. */
  readonly minimumQuantity?: number;
  /** The order that it is linked to. */
  readonly linkedOrderId?: number;
}

/** A command as an object. Numbers as in the record: instruments by number, prices in ticks, quantities in lots. */
export interface CommandInput {
  /** What it asks for. */
  readonly kind: Exclude<CommandKindName, "none" | "terms">;
  /** Default 0. Of an account: its group. */
  readonly orderId?: number;
  /** Default 0, the first. Of a transfer: the currency. `EVERY`: all, where a command may be for all. */
  readonly instrument?: number;
  /** Default 0. `EVERY`: all, where a command may be for all. */
  readonly account?: number;
  /** Of a new order, a quote entry, or a mass cancel. */
  readonly side?: SideName | "both";
  /** Of a new order. Default "limit". */
  readonly orderType?: OrderTypeName;
  /** Of a new order. Default "gtc". */
  readonly timeInForce?: TimeInForceName;
  /** Of a new order: it may not trade at once. */
  readonly postOnly?: boolean;
  /** Of a post-only order: where it would trade, it rests one tick away. */
  readonly reprice?: boolean;
  /** Of a new order: in full or not at all. */
  readonly allOrNone?: boolean;
  /** Of a new order: only what makes the position smaller. */
  readonly reduceOnly?: boolean;
  /** Of a new order: in no depth. */
  readonly hidden?: boolean;
  /** Of a market order: `quantity` is money, in ticks times lots. */
  readonly byAmount?: boolean;
  /** Of a market order: `price` is the worst price. */
  readonly capped?: boolean;
  /** Of a new order: it waits until it is released. */
  readonly held?: boolean;
  /** Of a new limit buy: `param` is the price at which funds are set aside. */
  readonly fundsAt?: boolean;
  /** Of a new order: what happens where it meets one of the same owner. Default: the instrument's rule. */
  readonly selfTrade?: SelfTradeName;
  /** Of a new order: more wishes, in a record before it. */
  readonly terms?: TermsInput;
  /** More bits of `flags`. */
  readonly flags?: number;
  /** The new phase. */
  readonly phase?: PhaseName;
  /** Of an account. */
  readonly accountKind?: AccountKindName;
  /** Which limit to set. */
  readonly limitKind?: LimitKindName;
  /** Whom a limit or a kill switch concerns. */
  readonly scope?: ScopeName;
  /** Of a kill switch: whether it is engaged; of a permit: whether it is given. */
  readonly on?: boolean;
  /** Of a new order, a replacement, a reference; the lowest of a mass cancel; the amount of a transfer. */
  readonly price?: number | bigint;
  /** Of the order (new, replace), by how much to reduce it (reduce), a limit's value, an account's fee tier. */
  readonly quantity?: number;
  /** An expiry, a period, the highest price of a mass cancel, the price at which funds are set aside. */
  readonly param?: number | bigint;
  /** Not before the last command's. Default 0. */
  readonly timeNs?: number;
  /** Default 0: the next. Terms then have the number before it. */
  readonly seq?: number;
}

/** Commands to submit at once. Reuse it: `clear()` keeps the memory. */
export class CommandBatch {
  #memory: Uint8Array;
  readonly #cursor: CommandWriter;
  readonly #terms: OrderTermsCursor;
  #length = 0;

  /** Sets memory aside for so many commands; it grows when more are added. */
  constructor(capacity = 1024) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new CiftError("INVALID_ARGUMENT", `a batch is for 1 command or more, not ${capacity}`);
    }
    this.#memory = new Uint8Array(capacity * RECORD_BYTES);
    this.#cursor = new CommandWriter(this.#memory);
    this.#terms = new OrderTermsCursor(this.#memory);
  }

  /** For how many commands there is memory. */
  get capacity(): number {
    return this.#memory.byteLength / RECORD_BYTES;
  }

  /** How many commands it holds. */
  get length(): number {
    return this.#length;
  }

  /** The commands. The bytes lie in the batch: they change with it. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length * RECORD_BYTES);
  }

  /** Forgets the commands. */
  clear(): this {
    this.#length = 0;
    return this;
  }

  /**
   * Adds an empty command and returns the cursor at it, whose fields then have to be set. It is always the same cursor:
   * nothing is allocated.
   */
  append(): CommandCursor {
    const index = this.#appendEmpty();
    return this.#cursor.at(index);
  }

  /** Adds empty terms, like `append`. The command after them has to be a new order with `CommandFlag.terms`. */
  appendTerms(): OrderTermsCursor {
    const terms = this.#terms.at(this.#appendEmpty());
    terms.kind = CommandKind.terms;
    return terms;
  }

  /** Adds a command, and its terms before it. Throws a `RangeError` for what a field cannot hold, and then adds nothing. */
  add(command: CommandInput): this {
    const before = this.#length;
    try {
      if (command.terms !== undefined) writeTerms(this.appendTerms(), command.terms, command);
      writeCommand(this.append(), command);
    } catch (error) {
      this.#length = before;
      throw error;
    }
    return this;
  }

  #appendEmpty(): number {
    if (this.#length === this.capacity) this.#grow();
    const first = this.#length * RECORD_WORDS;
    this.#cursor.words.fill(0, first, first + RECORD_WORDS);
    this.#length += 1;
    return this.#length - 1;
  }

  #grow(): void {
    const memory = new Uint8Array(this.#memory.byteLength * 2);
    memory.set(this.#memory);
    this.#memory = memory;
    this.#cursor.attach(memory);
    this.#terms.attach(memory);
  }
}

/** Writes the fields of a command into an empty record. */
export function writeCommand(record: CommandCursor, command: CommandInput): void {
  record.kind = CommandKind[command.kind];
  if (command.orderId !== undefined) record.orderId = command.orderId;
  if (command.instrument !== undefined) record.instrument = command.instrument;
  if (command.account !== undefined) record.account = command.account;
  if (command.side !== undefined) record.side = command.side === "both" ? BOTH_SIDES : Side[command.side];
  record.orderType = typeOf(command);
  record.timeInForce = validityOf(command);
  record.flags = flagsOf(command);
  if (typeof command.price === "bigint") record.priceBig = command.price;
  else if (command.price !== undefined) record.price = command.price;
  if (command.quantity !== undefined) record.quantity = command.quantity;
  if (command.param !== undefined) record.paramBig = BigInt.asUintN(64, BigInt(command.param));
  if (command.timeNs !== undefined) record.timeNs = command.timeNs;
  if (command.seq !== undefined) record.seq = command.seq;
}

/** The byte that says what kind of order, account, limit or phase it is. */
function typeOf({ orderType, phase, accountKind, limitKind, on }: CommandInput): number {
  if (phase !== undefined) return Phase[phase];
  if (accountKind !== undefined) return AccountKind[accountKind];
  if (limitKind !== undefined) return LimitKind[limitKind];
  if (on !== undefined) return on ? 1 : 0;
  return orderType === undefined ? 0 : OrderType[orderType];
}

/** The byte that says how long an order is good, or whom a limit concerns. */
function validityOf({ timeInForce, scope }: CommandInput): number {
  if (scope !== undefined) return Scope[scope];
  return timeInForce === undefined ? 0 : TimeInForce[timeInForce];
}

function flagsOf(command: CommandInput): number {
  let flags = command.flags ?? 0;
  if (command.postOnly) flags |= CommandFlag.postOnly;
  if (command.reprice) flags |= CommandFlag.reprice;
  if (command.allOrNone) flags |= CommandFlag.allOrNone;
  if (command.reduceOnly) flags |= CommandFlag.reduceOnly;
  if (command.hidden) flags |= CommandFlag.hidden;
  if (command.byAmount) flags |= CommandFlag.byAmount;
  if (command.capped) flags |= CommandFlag.capped;
  if (command.held) flags |= CommandFlag.held;
  if (command.terms !== undefined) flags |= CommandFlag.terms;
  if (command.fundsAt) flags |= CommandFlag.fundsAt;
  if (command.selfTrade !== undefined) flags |= (1 + SelfTrade[command.selfTrade]) << SELF_TRADE_SHIFT;
  return flags >>> 0;
}

/** Writes terms into an empty record, with the time and number that go with their order's. */
export function writeTerms(
  record: OrderTermsCursor,
  terms: TermsInput,
  { timeNs = 0, seq = 0 }: Pick<CommandInput, "timeNs" | "seq">,
): void {
  record.kind = CommandKind.terms;
  record.timeNs = timeNs;
  record.seq = Math.max(0, seq - 1);
  if (terms.trigger !== undefined) record.trigger = Trigger[terms.trigger];
  if (terms.triggerSource !== undefined) record.triggerSource = TriggerSource[terms.triggerSource];
  if (terms.trailUnit !== undefined) record.trailUnit = TrailUnit[terms.trailUnit];
  if (terms.peg !== undefined) record.peg = PegReference[terms.peg];
  if (terms.link !== undefined) record.link = Link[terms.link];
  if (terms.offset !== undefined) record.offsetBig = BigInt(terms.offset);
  if (terms.displayQuantity !== undefined) record.displayQuantity = terms.displayQuantity;
  if (terms.displayHighQuantity !== undefined) record.displayHighQuantity = terms.displayHighQuantity;
  if (terms.minimumQuantity !== undefined) record.minimumQuantity = terms.minimumQuantity;
  if (terms.linkedOrderId !== undefined) record.linkedOrderId = terms.linkedOrderId;
}
