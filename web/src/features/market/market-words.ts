// What screen readers are told about a market, in sentences.

import { countText } from "../../app/format.ts";
import type { MarketStore } from "../../stores/market.ts";
import { clockText, decimalText, formatText, middleText } from "./market-text.ts";

const plural = (count: number, one: string): string => `${countText(count)} ${one}${count === 1 ? "" : "s"}`;

export function marketWords(market: MarketStore): string {
  const info = market.info();
  if (market.phase() === "loading") return `Loading ${market.loading().name}.`;
  if (market.phase() === "failed")
    return `${market.failure()?.title ?? "Failed"}. ${market.failure()?.problem ?? ""}`;
  if (info === undefined) return "";
  const size = `${plural(info.total, "record")} of ${plural(info.instruments.length, "instrument")}`;
  const leftOut = info.skipped > 0 ? ` ${countText(info.skipped)} left out.` : "";
  return `${info.name} is open: ${formatText(info.format)}, ${size}.${leftOut} ${instrumentWords(market)}`;
}

export function instrumentWords(market: MarketStore): string {
  const each = market.instrument();
  if (each === undefined) return "";
  const price = Number.isNaN(each.close) ? "no trades" : `last price ${decimalText(each.close, each.tick)}`;
  return `${each.symbol}: ${plural(each.records, "record")}, ${price}.`;
}

export function bookWords(market: MarketStore): string {
  const [info, each, book, time] = [market.info(), market.instrument(), market.book(), market.bookTime()];
  if (info === undefined || each === undefined || book === undefined || time === null) return "";
  const [bid] = book.bids;
  const [ask] = book.asks;
  const side = (name: string, level: typeof bid): string =>
    level === undefined ? `no ${name}` : `${name} ${decimalText(level.price, each.tick)}`;
  return `Book at ${clockText(info.clock, time, 3)}: ${side("bid", bid)}, ${side("ask", ask)}.`;
}

/** The chart in words, for those who cannot see a canvas. */
export function chartWords(market: MarketStore): string {
  const [info, each, series] = [market.info(), market.instrument(), market.series()];
  if (info === undefined || each === undefined || series === undefined) return "";
  const prices = series.close.filter((price) => !Number.isNaN(price));
  const lows = series.low.filter((price) => !Number.isNaN(price));
  const highs = series.high.filter((price) => !Number.isNaN(price));
  const low = lows.reduce((least, price) => Math.min(least, price), Number.POSITIVE_INFINITY);
  const high = highs.reduce((most, price) => Math.max(most, price), Number.NEGATIVE_INFINITY);
  const text = (ticks: number): string => middleText(ticks, each.tick);
  const span = `from ${clockText(info.clock, info.firstNs, 3)} to ${clockText(info.clock, info.lastNs, 3)}`;
  const path = `from ${text(prices[0] ?? Number.NaN)} to ${text(prices.at(-1) ?? Number.NaN)}`;
  return `Chart of ${each.symbol} ${span}: ${path}, between ${text(low)} and ${text(high)}.`;
}
