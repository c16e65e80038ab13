// The venue of the exercise: one line in, the lines that the engine's events and book come to out.

import {
  type BackendChoice,
  CommandKind,
  CommandWriter,
  type EngineBackend,
  type EventCursor,
  EventKind,
  Exchange,
  type OrderBook,
  OrderType,
  type PriceLevel,
  Side,
  type SideName,
} from "@cift/engine";
import type { KrakenCase, KrakenLine, NewOrder, OrderName } from "./cases.js";

/** The lines that come out of a case. */
export async function playKraken(
  { input, rejectsCrossing }: KrakenCase,
  backend: BackendChoice | EngineBackend,
): Promise<string[]> {
  const profile = rejectsCrossing ? "kraken-reject" : "kraken-trade";
  const output: string[] = [];
  for (const lines of sessions(input)) {
    const symbols = [
      ...new Set(lines.flatMap(({ request }) => (request.verb === "new" ? request.symbol : []))),
    ];
    if (symbols.length === 0) symbols.push("NONE");
    const instruments = symbols.map((symbol) => ({ symbol, profile }) as const);
    using exchange = await Exchange.create({ instruments }, { backend });
    const venue = new Venue(exchange);
    for (const line of lines) output.push(...venue.apply(line));
  }
  return output;
}

/** The lines between flushes: a flush leaves nothing, so what follows is a session of its own. */
function sessions(lines: readonly KrakenLine[]): KrakenLine[][] {
  const parts: KrakenLine[][] = [[]];
  for (const line of lines) {
    if (line.request.verb === "flush") parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.filter((part) => part.length > 0);
}

const LETTER = { buy: "B", sell: "S" } as const;

class Venue {
  readonly #exchange: Exchange;
  readonly #command = new CommandWriter();
  /** The instrument of each order: a cancel does not name it. */
  readonly #instruments = new Map<string, number>();

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  apply({ request }: KrakenLine): string[] {
    if (request.verb === "flush") return [];
    const instrument = request.verb === "new" ? this.#instrumentOf(request) : this.#knownInstrument(request);
    const book = this.#exchange.book(this.#exchange.instruments[instrument]?.symbol);
    const before = bestOf(book);
    const lines: string[] = [];
    this.#write(request, instrument);
    this.#exchange.submitRecord(this.#command);
    this.#exchange.readEvents((events) => {
      while (events.next()) lines.push(...this.#linesOf(events));
    });
    const after = bestOf(book);
    // What an order takes is gone before its rest stands in the book: the other side first.
    const order: readonly SideName[] =
      request.verb === "new" && request.side === Side.buy ? ["sell", "buy"] : ["buy", "sell"];
    for (const side of order) {
      if (before[side] !== after[side]) lines.push(`B, ${LETTER[side]}, ${after[side]}`);
    }
    return lines;
  }

  #instrumentOf({ symbol }: NewOrder): number {
    return this.#exchange.book(symbol).instrument.index;
  }

  #knownInstrument(name: OrderName): number {
    return this.#instruments.get(keyOf(name.user, name.order)) ?? 0;
  }

  #write(request: NewOrder | (OrderName & { readonly verb: "cancel" }), instrument: number): void {
    const command = this.#command.at(0).clear();
    command.instrument = instrument;
    command.account = request.user;
    command.orderId = request.order;
    command.kind = CommandKind.cancel;
    if (request.verb === "cancel") return;
    command.kind = CommandKind.new;
    command.side = request.side;
    command.quantity = request.quantity;
    command.price = request.price;
    command.orderType = request.price === 0 ? OrderType.market : OrderType.limit;
  }

  #linesOf(event: EventCursor): string[] {
    const { account, orderId } = event;
    switch (event.kind) {
      case EventKind.accepted:
        this.#instruments.set(keyOf(account, orderId), event.instrument);
        return [`A, ${account}, ${orderId}`];
      case EventKind.rejected:
        return [`R, ${account}, ${orderId}`];
      case EventKind.trade:
        return [tradeLine(event)];
      case EventKind.cancelled:
        // What a market order could not trade goes without a word.
        return event.reasonName === "requested" ? [`A, ${account}, ${orderId}`] : [];
      default:
        return [`${event.kindName}, ${account}, ${orderId}`];
    }
  }
}

function keyOf(user: number, order: number): string {
  return `${user} ${order}`;
}

function tradeLine({
  side,
  account,
  orderId,
  counterAccount,
  counterOrderId,
  price,
  quantity,
}: EventCursor): string {
  const taker = `${account}, ${orderId}`;
  const maker = `${counterAccount}, ${counterOrderId}`;
  const parties = side === Side.buy ? `${taker}, ${maker}` : `${maker}, ${taker}`;
  return `T, ${parties}, ${price}, ${quantity}`;
}

function bestOf({ bestBid, bestAsk }: OrderBook): Readonly<Record<SideName, string>> {
  const text = (level: PriceLevel | undefined) =>
    level === undefined ? "-, -" : `${level.price}, ${level.quantity}`;
  return { buy: text(bestBid), sell: text(bestAsk) };
}
