// A market view on real markets: against books and sums that know nothing of it, and against `measures`. On both backends.

import {
  BookAction,
  MarketByOrderEventCursor,
  MarketByPriceEventCursor,
  QuoteCursor,
  Side,
  TickCursor,
} from "@cift/engine";
import {
  barMeasures,
  bars,
  type MarketView,
  marketView,
  measures,
  readRecords,
  type TapeBatch,
} from "@cift/engine/data";
import { describe, expect, test } from "vitest";
import { verificationData } from "./support/data.js";

const LOBSTER = ["lobster", "zips", "LOBSTER_SampleFile_GOOG_2012-06-21_10.zip"] as const;
const MBO = ["databento_mbo", "orderbooks_mbo_2024-05-08T00-00-00_2024-05-08T00-00-02.csv.gz"] as const;
const SPOT = ["binance_hft", "raw", "spot_ethusdt_20240808.gz"] as const;
const USDM = ["binance_hft", "raw", "usdm_btcusdt_20240808.gz"] as const;

const LAST = 1;
const NOT_DISPLAYED = 4;
const WINDOW_NS = 5_000_000_000;
/** A naive book is slow: so many records are enough. */
const MOST_RECORDS = 40_000;

interface NaiveOrder {
  readonly side: number;
  readonly price: number;
  quantity: number;
}

/** What a market is, written down as plainly as can be. */
class NaiveMarket {
  /** In the order in which they trade at their price: a `Map` keeps the order of entry. */
  readonly orders = new Map<bigint, NaiveOrder>();
  readonly levels: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  readonly trades: { timeNs: number; price: bigint; quantity: bigint; side: number | undefined }[] = [];
  flow = 0;
  #best: readonly [number, number, number, number] | undefined;

  order(event: MarketByOrderEventCursor): void {
    if ((event.flags & NOT_DISPLAYED) === 0) this.#change(event);
    if ((event.flags & LAST) !== 0) this.#whole();
  }

  #change({ action, orderIdBig: id, side, price, quantity }: MarketByOrderEventCursor): void {
    const order = this.orders.get(id);
    if (action === BookAction.clear) this.orders.clear();
    else if (action === BookAction.add) {
      this.orders.delete(id);
      if (quantity > 0) this.orders.set(id, { side, price, quantity });
    } else if (action === BookAction.cancel && order !== undefined) {
      order.quantity -= quantity === 0 ? order.quantity : quantity;
      if (order.quantity <= 0) this.orders.delete(id);
    } else if (action === BookAction.modify) {
      const keeps = order?.price === price && order.side === side && quantity <= order.quantity;
      if (keeps && quantity > 0) order.quantity = quantity;
      else {
        this.orders.delete(id);
        if (quantity > 0) this.orders.set(id, { side, price, quantity });
      }
    }
  }

  level({ action, side, price, quantity, flags }: MarketByPriceEventCursor): void {
    const levels = this.levels[side === Side.buy ? 0 : 1];
    if (action === BookAction.clear) for (const each of this.levels) each.clear();
    else if (quantity === 0) levels.delete(price);
    else levels.set(price, quantity);
    if ((flags & LAST) !== 0) this.#whole();
  }

  trade(tick: TickCursor): void {
    const side = tick.sideUnknown === 1 ? undefined : tick.side;
    const { timeNs, priceBig: price, quantityBig: quantity } = tick;
    this.trades.push({ timeNs, price, quantity, side });
  }

  /** Prices and quantities of a side, best first. */
  side(index: 0 | 1): [number, number][] {
    const totals = new Map(this.levels[index]);
    for (const { side, price, quantity } of this.orders.values())
      if (side === index) totals.set(price, (totals.get(price) ?? 0) + quantity);
    return [...totals].sort(([one], [other]) => (index === 0 ? other - one : one - other));
  }

  /** Order flow by Cont, Kukanov and Stoikov, when a packet is complete. */
  #whole(): void {
    const [[bid, bought] = [Number.NEGATIVE_INFINITY, 0]] = this.side(0);
    const [[ask, sold] = [Number.POSITIVE_INFINITY, 0]] = this.side(1);
    if (this.#best !== undefined) {
      const [oldBid, oldBought, oldAsk, oldSold] = this.#best;
      this.flow += (bid >= oldBid ? bought : 0) - (bid <= oldBid ? oldBought : 0);
      this.flow += (ask >= oldAsk ? oldSold : 0) - (ask <= oldAsk ? sold : 0);
    }
    this.#best = [bid, bought, ask, sold];
  }

  vwap(after: number): number {
    const trades = this.trades.filter(({ timeNs }) => timeNs > after);
    const sum = (of: (trade: (typeof trades)[number]) => bigint) =>
      trades.reduce((total, trade) => total + of(trade), 0n);
    return Number(sum(({ price, quantity }) => price * quantity)) / Number(sum(({ quantity }) => quantity));
  }

  volume(side: number): number {
    return this.trades.reduce((sum, trade) => sum + (trade.side === side ? Number(trade.quantity) : 0), 0);
  }
}

/** The batches of a file, `MOST_RECORDS` records or a few more. */
async function batchesOf(path: string, backend: "native" | "wasm"): Promise<TapeBatch[]> {
  const batches: TapeBatch[] = [];
  let records = 0;
  for await (const { batch } of readRecords(path, { backend })) {
    batches.push(batch);
    records += batch.length;
    if (records >= MOST_RECORDS) break;
  }
  return batches;
}

/** Goes through a batch with a naive market; `each` is told the place behind every record, and its time. */
function play(batch: TapeBatch, market: NaiveMarket, each: (place: number, timeNs: number) => void): void {
  const orders = new MarketByOrderEventCursor(batch.list("market_by_order"));
  const levels = new MarketByPriceEventCursor(batch.list("market_by_price"));
  const ticks = new TickCursor(batch.list("ticks"));
  const quotes = new QuoteCursor(batch.list("quotes"));
  let place = 0;
  let timeNs = 0;
  for (const { table, count } of batch.runs()) {
    for (let left = count; left > 0; left--) {
      if (table === "market_by_order" && orders.next()) market.order(orders);
      if (table === "market_by_price" && levels.next()) market.level(levels);
      if (table === "ticks" && ticks.next()) market.trade(ticks);
      if (table === "quotes") quotes.next();
      const cursors = { market_by_order: orders, market_by_price: levels, ticks, quotes };
      if (table in cursors) timeNs = cursors[table as keyof typeof cursors].timeNs;
      each(++place, timeNs);
    }
  }
}

/** An order's place and the whole queue at its price, as a view tells them. */
function queueSeen(view: MarketView, id: bigint) {
  const place = view.queuePlace(id);
  const queue = view.queue(place?.side ?? "buy", place?.price ?? 0);
  return { place, queue: queue.map(({ orderIdBig }) => orderIdBig) };
}

/** The same by going through all orders. */
function queueWanted(market: NaiveMarket, id: bigint) {
  const { side, price, quantity } = market.orders.get(id) as NaiveOrder;
  const queue = [...market.orders].filter(([, other]) => other.side === side && other.price === price);
  const ids = queue.map(([other]) => other);
  const ahead = queue.slice(0, ids.indexOf(id));
  const place = {
    orderId: Number(id),
    orderIdBig: id,
    side: side === Side.buy ? "buy" : "sell",
    price,
    quantity,
    ordersAhead: ahead.length,
    quantityAhead: ahead.reduce((sum, [, other]) => sum + other.quantity, 0),
  };
  return { place, queue: ids };
}

/** What a view says of a market. Averages are rounded: large sums are divided in other ways. */
function marketSeen(view: MarketView) {
  const levels = (side: "buy" | "sell") =>
    view.levels(side, 5).map(({ price, quantity }) => [price, quantity]);
  const { bid, ask, mid, spread, weightedMid, imbalance, orderFlow } = view;
  const { trades, buyVolume, sellVolume } = view;
  const [vwap, windowVwap] = [rounded(view.vwap), rounded(view.windowVwap)];
  const last = view.lastTrade?.price;
  const book = { bids: levels("buy"), asks: levels("sell"), bid, ask, mid, spread, weightedMid, imbalance };
  return { ...book, orderFlow, trades, buyVolume, sellVolume, vwap, windowVwap, last };
}

function marketWanted(market: NaiveMarket, timeNs: number): ReturnType<typeof marketSeen> {
  const [bids, asks] = [market.side(0).slice(0, 5), market.side(1).slice(0, 5)];
  const sum = (levels: [number, number][]) => levels.reduce((total, [, each]) => total + each, 0);
  const [bought, sold] = [sum(bids), sum(asks)];
  const [bid, bidQuantity] = bids[0] ?? [Number.NaN, 0];
  const [ask, askQuantity] = asks[0] ?? [Number.NaN, 0];
  return {
    bids,
    asks,
    bid,
    ask,
    mid: (bid + ask) / 2,
    spread: ask - bid,
    weightedMid: bid + (ask - bid) * (bidQuantity / (bidQuantity + askQuantity)),
    imbalance: (bought - sold) / (bought + sold),
    orderFlow: market.flow,
    trades: market.trades.length,
    buyVolume: market.volume(Side.buy),
    sellVolume: market.volume(Side.sell),
    vwap: rounded(market.vwap(-1)),
    windowVwap: rounded(market.vwap(timeNs - WINDOW_NS)),
    last: market.trades.length === 0 ? undefined : Number(market.trades.at(-1)?.price),
  };
}

/** Plays batches to both, and looks after every so many records (a prime: all sorts of places) and at the batches' ends. */
function playBoth(
  batches: readonly TapeBatch[],
  view: MarketView,
  market: NaiveMarket,
  every: number,
  look: (timeNs: number) => void,
): void {
  let seen = 0;
  for (const batch of batches) {
    let from = 0;
    play(batch, market, (place, timeNs) => {
      if (++seen % every !== 0 && place !== batch.length) return;
      view.apply(batch, from, place);
      from = place;
      look(timeNs);
    });
  }
}

const rounded = (value: number) => Number(value.toFixed(6));

describe.each(["native", "wasm"] as const)("%s", (backend) => {
  test.for([LOBSTER, MBO])("orders and their places: %s", async (file, context) => {
    const path = verificationData(context, ...file);
    using view = await marketView({ backend, windowNs: WINDOW_NS });
    const market = new NaiveMarket();
    let compared = 0;
    playBoth(await batchesOf(path, backend), view, market, 211, (timeNs) => {
      expect(marketSeen(view)).toEqual(marketWanted(market, timeNs));
      const ids = [...market.orders.keys()];
      for (const at of [0, Math.floor(ids.length / 2), ids.length - 1]) {
        const id = ids[at];
        if (id !== undefined) expect(queueSeen(view, id)).toEqual(queueWanted(market, id));
      }
      compared++;
    });
    expect(view.source).toBe("orders");
    expect(view.get("total_orders")).toBe(market.orders.size);
    expect(compared).toBeGreaterThan(60);
  });

  test("levels", async (context) => {
    const path = verificationData(context, ...SPOT);
    using view = await marketView({ backend, windowNs: WINDOW_NS });
    const market = new NaiveMarket();
    let compared = 0;
    playBoth(await batchesOf(path, backend), view, market, 499, (timeNs) => {
      if (view.source !== "levels") return;
      expect(marketSeen(view)).toEqual(marketWanted(market, timeNs));
      compared++;
    });
    expect(view.source).toBe("levels");
    expect(view.queue("buy", view.bid)).toEqual([]);
    expect(compared).toBeGreaterThan(60);
  });

  test.for([
    [LOBSTER, 60_000_000_000],
    [USDM, 1_000_000_000],
  ] as const)("at the ends of intervals it is what measures are: %s", async ([file, intervalNs], context) => {
    const path = verificationData(context, ...file);
    const { columns } = await measures(path, { backend, intervalNs, levels: 3 });
    using view = await marketView({ backend, levels: 3 });
    const sums = { order_flow: 0, trades: 0, buy_volume: 0, sell_volume: 0 };
    const same = ["bid", "ask", "mid", "weighted_mid", "spread", "imbalance", "vwap"] as const;
    let row = 0;
    const compare = () => {
      for (const name of same) expect(view.get(name), `${name} ${row}`).toBe(columns[name][row]);
      for (const name of Object.keys(sums) as (keyof typeof sums)[]) {
        sums[name] += columns[name][row] ?? 0;
        expect(view.get(name), `${name} ${row}`).toBe(sums[name]);
      }
      row++;
    };
    for await (const { batch } of readRecords(path, { backend })) {
      for (let from = 0; from < batch.length; ) {
        from = view.applyUntil(batch, (columns.time_ns[row] ?? 0) - 1, from);
        if (from < batch.length) compare();
      }
    }
    compare();
    expect(row).toBe(columns.time_ns.length);
    expect(row).toBeGreaterThan(10);
  });

  test("its bars, and what is measured by them, are those of the jobs", async (context) => {
    const path = verificationData(context, ...LOBSTER);
    const rule = { by: "time", intervalNs: 300_000_000_000 } as const;
    const { bars: wanted } = await bars(path, rule, { backend });
    const { columns } = await barMeasures(path, { backend, bars: rule, window: 10 });
    using view = await marketView({ backend, bars: rule, barWindow: 10 });
    const taken: Uint8Array[] = [];
    const rows: Record<string, number>[] = [];
    for await (const { batch } of readRecords(path, { backend })) {
      for (let from = 0; from < batch.length; from += 500) {
        view.apply(batch, from, Math.min(from + 500, batch.length));
        const made = view.takeBars();
        if (made.length === 0) continue;
        taken.push(made);
        rows[view.get("bars") - 1] = {
          volatility_yang_zhang: view.get("volatility_yang_zhang"),
          kyle_lambda: view.get("kyle_lambda"),
          amihud: view.get("amihud"),
          close: view.get("bar_close"),
        };
      }
    }
    view.advance(2 ** 52);
    taken.push(view.takeBars());
    expect(Buffer.concat(taken).equals(wanted)).toBe(true);
    expect(view.get("bars")).toBe(wanted.length / 128);
    expect(rows.length).toBeGreaterThan(50);
    for (const [at, row] of Object.entries(rows))
      for (const [name, value] of Object.entries(row))
        expect(value, `${name} ${at}`).toBe(columns[name as keyof typeof columns][Number(at)]);
  });
});
