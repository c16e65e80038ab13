//! An instrument's market as its records tell it, one after the other: its book, its trades, its flow. Jobs and views look
//! at it. Prices are in ticks, quantities in lots.

use cift_market_data::book::{Book, FLAG_LAST, Level, MarketBook};
use cift_market_data::measures::{OrderFlow, SpreadMean, effective_spread, imbalance, mid, weighted_mid};
use cift_market_data::trades::{Aggressor, Price, VolumeAverage};
use cift_tape::AnyRecord;
use cift_types::Side;
use cift_wire::{Quote, Tick};

/// What [`Market::row`] has, in its order.
pub(crate) const COLUMNS: [&str; 12] = [
    "bid",
    "ask",
    "mid",
    "weighted_mid",
    "spread",
    "imbalance",
    "order_flow",
    "trades",
    "buy_volume",
    "sell_volume",
    "vwap",
    "effective_spread",
];

/// A trade, and what is known of it beyond its record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trade {
    /// The record, with its aggressor as far as anything tells.
    pub tick: Tick,
    /// Who took, where that is known.
    pub side: Option<Side>,
    /// What the taker paid over the middle, both ways, where there was one.
    pub spread: Option<i128>,
}

/// What a record changed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Change {
    /// Nothing that others look at: another instrument, or a book that is not whole or has the same best levels.
    None,
    /// The best levels: [`Market::quote`].
    Quote,
    /// There was a trade.
    Trade(Trade),
}

/// What is summed up since the beginning, or since an interval began.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    trades: u64,
    bought: u64,
    sold: u64,
    effective: SpreadMean,
}

/// A market in the making.
pub(crate) struct Market {
    instrument: u32,
    book: MarketBook,
    /// The best levels when the book was last whole.
    quote: Option<Quote>,
    aggressor: Aggressor,
    flow: OrderFlow,
    sums: Sums,
    /// Since the beginning, always.
    average: VolumeAverage,
}

impl Market {
    /// Of an instrument by its number.
    pub(crate) fn new(instrument: u32) -> Self {
        Self {
            instrument,
            book: MarketBook::new(instrument),
            quote: None,
            aggressor: Aggressor::new(),
            flow: OrderFlow::new(),
            sums: Sums::default(),
            average: VolumeAverage::new(),
        }
    }

    pub(crate) const fn instrument(&self) -> u32 {
        self.instrument
    }

    pub(crate) const fn book(&self) -> &MarketBook {
        &self.book
    }

    /// The best levels when the book was last whole.
    pub(crate) fn quote(&self) -> Quote {
        self.quote.unwrap_or_default()
    }

    /// The volume average since the beginning.
    pub(crate) const fn average(&self) -> &VolumeAverage {
        &self.average
    }

    /// Takes the next record.
    #[inline]
    pub(crate) fn take(&mut self, record: AnyRecord<'_>) -> Change {
        if record.instrument() != self.instrument {
            return Change::None;
        }
        match record {
            AnyRecord::MarketByOrder(event) => {
                self.book.apply_order(event);
                self.touched(event.flags)
            }
            AnyRecord::MarketByPrice(event) => {
                self.book.apply_level(event);
                self.touched(event.flags)
            }
            AnyRecord::Quote(quote) => {
                self.book.apply_quote(quote);
                // Beside richer records too: the venue has told all that led to it.
                self.touched(FLAG_LAST)
            }
            AnyRecord::Tick(tick) => Change::Trade(self.trade(tick)),
            AnyRecord::Bar(_) | AnyRecord::Status(_) | AnyRecord::Imbalance(_) => Change::None,
        }
    }

    /// At the end of a packet the book is whole.
    #[inline]
    fn touched(&mut self, flags: u16) -> Change {
        if flags & FLAG_LAST == 0 {
            return Change::None;
        }
        let quote = self.book.quote();
        if self.quote.is_some_and(|last| levels_of(&last) == levels_of(&quote)) {
            return Change::None;
        }
        self.quote = Some(quote);
        self.aggressor.observe(&quote);
        self.flow.push(&quote);
        Change::Quote
    }

    fn trade(&mut self, tick: &Tick) -> Trade {
        let (tick, _) = self.aggressor.resolve(tick);
        self.sums.trades += 1;
        self.average.push(tick.price, tick.quantity);
        let mut trade = Trade { tick, side: None, spread: None };
        if tick.side_unknown != 0 {
            return trade;
        }
        let side = if tick.side == Side::Buy as u8 { Side::Buy } else { Side::Sell };
        let sum = if side == Side::Buy { &mut self.sums.bought } else { &mut self.sums.sold };
        *sum = sum.saturating_add(tick.quantity);
        trade.side = Some(side);
        let (bid, ask) = (self.book.best(Side::Buy), self.book.best(Side::Sell));
        if let Some((bid, ask)) = bid.zip(ask) {
            let spread = effective_spread(side, tick.price, bid.price, ask.price);
            self.sums.effective.push(spread, tick.quantity);
            trade.spread = Some(spread);
        }
        trade
    }

    /// Sums and flow begin again at zero.
    pub(crate) fn begin_interval(&mut self) {
        self.sums = Sums::default();
        self.flow.take();
    }

    /// What there is to say now, in the order of [`COLUMNS`]; NaN where nothing is known. So many levels count for the imbalance.
    pub(crate) fn row(&self, levels: usize) -> [f64; COLUMNS.len()] {
        let (book, sums) = (&self.book, &self.sums);
        let (bid, ask) = (book.best(Side::Buy), book.best(Side::Sell));
        let price = |level: Option<Level>| or_nan(level.map(|level| level.price as f64));
        [
            price(bid),
            price(ask),
            or_nan(mid(book)),
            or_nan(bid.zip(ask).and_then(|(bid, ask)| weighted_mid(bid, ask))),
            or_nan(book.spread().map(|spread| spread as f64)),
            or_nan(imbalance(book, levels)),
            self.flow.sum() as f64,
            sums.trades as f64,
            sums.bought as f64,
            sums.sold as f64,
            or_nan(self.average.price().map(Price::ticks)),
            or_nan(sums.effective.mean()),
        ]
    }
}

/// A value, or NaN.
pub(crate) fn or_nan(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

/// What the best levels are, without the record that told it.
const fn levels_of(quote: &Quote) -> (i64, u64, i64, u64) {
    (quote.bid_price, quote.bid_quantity, quote.ask_price, quote.ask_quantity)
}
