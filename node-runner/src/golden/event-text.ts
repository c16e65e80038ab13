// An event as one line for people: `#12 trade sell orderId=7 counterOrderId=3 price=100 quantity=5`. What is zero is left
// out; the side is always said where the event is about an order.

import { commandKindNames, EventCursor, EventKind, type EventKindName, phaseNames } from "@cift/engine";

/** An event's fields by name, in the order in which they are shown. */
export type EventFields = Readonly<Record<string, string>>;

/** Events of a market, not of an order. Their side means something else, or nothing. */
const OF_MARKETS: ReadonlySet<string> = new Set<EventKindName>([
  "phaseChanged",
  "indicative",
  "uncrossed",
  "applied",
]);

const scratch = new EventCursor();

/** The fields of the event at `index` of some records. */
export function eventFields(records: Uint8Array, index: number): EventFields {
  const event = scratch.attach(records).at(index);
  return {
    seq: String(event.seq),
    kind: event.kindName,
    side: sideText(event),
    reason: event.reasonName === "none" ? "0" : event.reasonName,
    flags: flagsText(event),
    timeNs: String(event.timeNs),
    instrument: String(event.instrument),
    account: String(event.account),
    orderId: String(event.orderIdBig),
    counterAccount: String(event.counterAccount),
    counterOrderId: String(event.counterOrderIdBig),
    price: String(event.priceBig),
    quantity: String(event.quantityBig),
  };
}

/** The fields as one line. */
export function eventLine({ seq, kind, side, reason, ...others }: EventFields): string {
  const words = [side, reason].filter((word) => word !== "0" && word !== undefined);
  const pairs = Object.entries(others).filter(([, value]) => value !== "0");
  return [`#${seq}`, kind, ...words, ...pairs.map(([name, value]) => `${name}=${value}`)].join(" ");
}

/** The event at `index` of some records, as one line. */
export function eventText(records: Uint8Array, index: number): string {
  return eventLine(eventFields(records, index));
}

/** `cancelled fillOrKill`: what happened and why, as scenarios say what they show. */
export function eventTag({ kind, reason }: EventFields): string {
  return reason === "0" ? `${kind}` : `${kind} ${reason}`;
}

function sideText({ kindName, side, sideName }: EventCursor): string {
  if (kindName === "phaseChanged") return phaseName(side);
  return OF_MARKETS.has(kindName) && side === 0 ? "0" : sideName;
}

/** What the flags mean in this event. */
function flagsText({ kind, flags }: EventCursor): string {
  switch (kind) {
    case EventKind.trade:
      return tradeFlags(flags);
    case EventKind.rejected:
    case EventKind.applied:
      return commandKindNames[flags] ?? String(flags);
    case EventKind.phaseChanged:
      return phaseName(flags);
    default:
      return String(flags);
  }
}

const TRADE_FLAGS = ["takerDone", "makerDone", "auction"];

function tradeFlags(flags: number): string {
  const names = TRADE_FLAGS.filter((_, bit) => (flags & (1 << bit)) !== 0);
  if (flags >= 1 << TRADE_FLAGS.length) names.push(String(flags));
  return names.length === 0 ? "0" : names.join("+");
}

function phaseName(phase: number): string {
  return phaseNames[phase] ?? String(phase);
}
