// What the Tracebook conformance protocol, version 1, says from host to engine: `hello`, `event`, `snapshot`, `finish`.

import { Side } from "@cift/engine";

export const PROTOCOL = "tracebook.conformance";
export const VERSION = 1;

/** The host said something that the protocol does not have, or that this engine cannot hold. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";

  constructor(
    message: string,
    /** What the `error` frame says. */
    readonly code = "PROTOCOL_ERROR",
  ) {
    super(message);
  }
}

export interface EngineConfig {
  readonly matching: "fifo" | "pro_rata";
  readonly tickSize: number;
  readonly selfTrade: "allow" | "cancelOldest" | "cancelNewest";
  /** Places behind the point that quantities are shown with. */
  readonly places: number;
}

export type OrderKind = "LIMIT" | "MARKET" | "IOC" | "FOK";

/** Integers are texts: they may be above 2^53. */
export interface NewOrderEvent {
  readonly op: "new";
  readonly symbol: string;
  readonly id: string;
  /** One of `Side`. */
  readonly side: number;
  readonly type: OrderKind;
  readonly price: number;
  readonly quantity: number;
  readonly owner: string;
}

export interface ReplaceEvent {
  readonly op: "replace";
  readonly symbol: string;
  readonly id: string;
  readonly price: number | undefined;
  readonly quantity: number | undefined;
}

export type MarketEvent =
  | NewOrderEvent
  | ReplaceEvent
  | { readonly op: "cancel"; readonly symbol: string; readonly id: string }
  | { readonly op: "reduce"; readonly symbol: string; readonly id: string; readonly quantity: number }
  | { readonly op: "clear"; readonly symbol: string };

export type Frame =
  | { readonly type: "hello"; readonly config: EngineConfig }
  | { readonly type: "event"; readonly index: number; readonly event: MarketEvent }
  | { readonly type: "snapshot"; readonly index: unknown }
  | { readonly type: "finish"; readonly events: unknown };

type Fields = Readonly<Record<string, unknown>>;

/** Nobody's: such orders are never of one owner. */
export const NO_OWNER = "-1";

/** JavaScript reads integers of more than 15 digits inexactly, so those of these fields become texts before. */
const LONG_INTEGERS = /"(order_id|owner)"\s*:\s*([+-]?\d{16,})(?=\s*[,}])/g;

export function readFrame(line: string): Frame {
  let message: Fields;
  try {
    message = fieldsOf(JSON.parse(line.replace(LONG_INTEGERS, '"$1":"$2"')), "a protocol message");
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError(`not JSON: ${(error as Error).message}`);
  }
  switch (message.type) {
    case "hello":
      return { type: "hello", config: readHello(message) };
    case "event": {
      const { index } = message;
      if (!Number.isSafeInteger(index))
        throw new ProtocolError("an event's index must be a positive integer");
      return { type: "event", index: index as number, event: readEvent(fieldsOf(message.event, "event")) };
    }
    case "snapshot":
      return { type: "snapshot", index: message.index };
    case "finish":
      return { type: "finish", events: message.event_count };
    default:
      throw new ProtocolError(`unsupported protocol message type: ${JSON.stringify(message.type)}`);
  }
}

function readHello({ protocol, protocol_version: version, config = {} }: Fields): EngineConfig {
  if (protocol !== PROTOCOL) throw new ProtocolError(`protocol must be ${JSON.stringify(PROTOCOL)}`);
  if (version !== VERSION) throw new ProtocolError(`protocol_version must be ${VERSION}`);
  const fields = fieldsOf(config, "config");
  const tickSize = Number(fields.tick_size ?? 0.01);
  if (!Number.isFinite(tickSize) || tickSize <= 0) {
    throw new ProtocolError("tick_size must be a positive finite number");
  }
  const places = fields.quantity_decimal_places ?? 12;
  if (!Number.isInteger(places) || (places as number) < 0 || (places as number) > 18) {
    throw new ProtocolError("quantity_decimal_places must be between 0 and 18");
  }
  return {
    matching: readAlgorithm(fields.matching_algorithm ?? "fifo"),
    tickSize,
    selfTrade: readPolicy(fields.self_trade_policy ?? "NONE"),
    places: places as number,
  };
}

function readAlgorithm(value: unknown): EngineConfig["matching"] {
  const name = String(value).trim().toLowerCase();
  if (name === "fifo" || name === "pro_rata") return name;
  throw new ProtocolError("matching_algorithm must be 'fifo' or 'pro_rata'");
}

const POLICIES: Readonly<Record<string, EngineConfig["selfTrade"]>> = {
  NONE: "allow",
  CANCEL_RESTING: "cancelOldest",
  CANCEL_INCOMING: "cancelNewest",
};

function readPolicy(value: unknown): EngineConfig["selfTrade"] {
  const policy = POLICIES[String(value).trim().toUpperCase()];
  if (policy !== undefined) return policy;
  throw new ProtocolError(`self_trade_policy must be one of ${Object.keys(POLICIES).join(", ")}`);
}

function readEvent(event: Fields): MarketEvent {
  const op = String(event.op ?? "")
    .trim()
    .toLowerCase();
  const symbol = typeof event.symbol === "string" ? event.symbol.trim() : "";
  if (symbol === "") throw new ProtocolError("symbol must be a non-empty string");
  if (op === "clear") return { op, symbol };
  const id = integerText(event.order_id, "order_id");
  if (BigInt(id) <= 0n) throw new ProtocolError("order_id must be positive");
  switch (op) {
    case "cancel":
      return { op, symbol, id };
    case "reduce": {
      const quantity = numberOf(event.quantity, "quantity");
      if (quantity === undefined || quantity <= 0)
        throw new ProtocolError("reduce requires a positive quantity");
      return { op, symbol, id, quantity };
    }
    case "replace": {
      const price = numberOf(event.price, "price");
      const quantity = numberOf(event.quantity, "quantity");
      if (price === undefined && quantity === undefined) {
        throw new ProtocolError("replace requires price and/or quantity");
      }
      return { op, symbol, id, price, quantity };
    }
    case "new":
    case "submit":
      return readNew(event, symbol, id);
    default:
      throw new ProtocolError(`op must be one of cancel, clear, new, reduce, replace: ${JSON.stringify(op)}`);
  }
}

function readNew(event: Fields, symbol: string, id: string): NewOrderEvent {
  const type = readType(event.order_type ?? "LIMIT");
  const quantity = numberOf(event.quantity, "quantity");
  if (quantity === undefined) throw new ProtocolError("quantity is required");
  const price = numberOf(event.price, "price") ?? (type === "MARKET" ? 0 : undefined);
  if (price === undefined) throw new ProtocolError("price is required");
  const owner = isMissing(event.owner) ? NO_OWNER : integerText(event.owner, "owner");
  return { op: "new", symbol, id, side: readSide(event.side), type, price, quantity, owner };
}

function readSide(value: unknown): number {
  const name = String(value).trim().toUpperCase();
  if (name === "BUY" || name === "1") return Side.buy;
  if (name === "SELL" || name === "-1") return Side.sell;
  throw new ProtocolError(`side must be BUY, SELL, 1, or -1: ${JSON.stringify(value)}`);
}

/** By name, or by the number that the contract gives them. */
const TYPES = ["", "MARKET", "LIMIT", "IOC", "FOK"];

function readType(value: unknown): OrderKind {
  const name = String(value).trim().toUpperCase();
  const type = /^[1-4]$/.test(name) ? TYPES[Number(name)] : name;
  if (type !== undefined && type !== "" && TYPES.includes(type)) return type as OrderKind;
  throw new ProtocolError(`order_type must be LIMIT, MARKET, IOC, or FOK: ${JSON.stringify(value)}`);
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new ProtocolError(`${what} must be an object`);
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

function integerText(value: unknown, what: string): string {
  const text = typeof value === "string" ? value.trim() : String(value);
  if (typeof value !== "boolean" && /^[+-]?\d+$/.test(text))
    return BigInt(text.replace(/^\+/, "")).toString();
  throw new ProtocolError(`${what} must be an integer: ${JSON.stringify(value)}`);
}

function numberOf(value: unknown, what: string): number | undefined {
  if (isMissing(value)) return undefined;
  const number = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw new ProtocolError(`${what} must be finite: ${JSON.stringify(value)}`);
}
