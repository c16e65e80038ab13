//! What a view knows, as a row of numbers. Prices are in ticks, quantities in lots; what is not known is NaN.

use super::View;
use super::bars::Bars;
use crate::bar_meter::BAR_COLUMNS;
use crate::error::DataError;
use crate::market::{COLUMNS, or_nan};
use cift_market_data::book::Book;
use cift_market_data::measures::relative_spread;
use cift_wire::Bar;

/// What comes before the columns that measures have too.
const FIRST: [&str; 4] = ["time_ns", "seq", "records", "source"];
/// What comes behind them. What is known by the last bar comes last.
const MORE: [&str; 27] = [
    "bid_quantity",
    "bid_orders",
    "ask_quantity",
    "ask_orders",
    "relative_spread",
    "microprice",
    "last_price",
    "last_quantity",
    "last_side",
    "last_time_ns",
    "last_effective_spread",
    "volume",
    "session_vwap",
    "window_vwap",
    "window_buy_volume",
    "window_sell_volume",
    "trade_flow",
    "twap",
    "mid_twap",
    "realised_spread",
    "vpin",
    "total_orders",
    "unknown",
    "duplicate",
    "excess",
    "invalid",
    "bars",
];

/// Where the parts begin.
const SECOND: usize = FIRST.len();
const THIRD: usize = SECOND + COLUMNS.len();
const FOURTH: usize = THIRD + MORE.len();

/// How many numbers a row has.
pub const FIELDS: usize = FOURTH + BAR_COLUMNS.len();

/// Their names, in their order.
pub const FIELD_NAMES: [&str; FIELDS] = {
    let mut names = [""; FIELDS];
    let mut at = 0;
    while at < FIELDS {
        names[at] = match at {
            ..SECOND => FIRST[at],
            SECOND..THIRD => COLUMNS[at - SECOND],
            THIRD..FOURTH => MORE[at - THIRD],
            FOURTH.. => BAR_COLUMNS[at - FOURTH],
        };
        at += 1;
    }
    names
};

impl View {
    /// Writes what is known now, in the order of [`FIELD_NAMES`].
    pub fn state(&mut self, row: &mut [f64; FIELDS]) {
        let quote = self.market.quote();
        self.tally.advance(self.clock.time_ns, &quote);
        let clock = self.clock;
        let first = [
            clock.time_ns as f64,
            clock.seq as f64,
            clock.records as f64,
            f64::from(self.market.book().source() as u8),
        ];
        row[..SECOND].copy_from_slice(&first);
        row[SECOND..THIRD].copy_from_slice(&self.market.row(self.levels));
        row[THIRD..FOURTH].copy_from_slice(&self.more());
        row[FOURTH..].copy_from_slice(
            &self.tally.bars.as_ref().map_or([f64::NAN; BAR_COLUMNS.len()], |bars| bars.row),
        );
    }

    fn more(&self) -> [f64; MORE.len()] {
        let (market, tally, book) = (&self.market, &self.tally, self.market.book());
        let quote = book.quote();
        let last = tally.last.as_ref();
        let volumes = tally.window_volumes();
        let spread = (quote.bid_quantity > 0 && quote.ask_quantity > 0)
            .then(|| relative_spread(quote.bid_price, quote.ask_price));
        let oddities = book.oddities();
        [
            quote.bid_quantity as f64,
            f64::from(quote.bid_orders),
            quote.ask_quantity as f64,
            f64::from(quote.ask_orders),
            or_nan(spread),
            or_nan(tally.microprice(&quote)),
            or_nan(last.map(|trade| trade.tick.price as f64)),
            or_nan(last.map(|trade| trade.tick.quantity as f64)),
            or_nan(last.and_then(|trade| trade.side).map(|side| f64::from(side as u8))),
            or_nan(last.map(|trade| trade.tick.time_ns as f64)),
            or_nan(last.and_then(|trade| trade.spread).map(|spread| spread as f64)),
            market.average().volume() as f64,
            or_nan(tally.session_vwap()),
            or_nan(tally.window_vwap()),
            or_nan(volumes.map(|(bought, _)| bought as f64)),
            or_nan(volumes.map(|(_, sold)| sold as f64)),
            or_nan(tally.trade_flow()),
            or_nan(tally.twap()),
            or_nan(tally.mid_twap()),
            or_nan(tally.realised_spread()),
            or_nan(tally.vpin()),
            or_nan(book.orders().map(|orders| orders.len() as f64)),
            oddities.unknown as f64,
            oddities.duplicate as f64,
            oddities.excess as f64,
            oddities.invalid as f64,
            or_nan(tally.bars.as_ref().map(|bars| bars.count as f64)),
        ]
    }

    /// The bars that are complete and were not taken yet.
    pub fn take_bars(&mut self) -> Vec<Bar> {
        let quote = self.market.quote();
        self.tally.advance(self.clock.time_ns, &quote);
        self.tally.bars.as_mut().map_or_else(Vec::new, Bars::take)
    }

    /// Makes the model of the micro-price of all changes of the best prices so far. `microprice` is by it from now on.
    pub fn fit(&mut self) -> Result<(), DataError> {
        if self.tally.fit() {
            return Ok(());
        }
        Err(super::wrong("microprice", "the view was opened without it"))
    }
}
