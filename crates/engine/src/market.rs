//! What an instrument has besides its book: its rules, its phase, and the prices that others look at.

use crate::config::Instrument;
use crate::rules::MarketPrice;
use crate::rules::Rules;
use cift_book::{Book, Place, Slot, Store};
use cift_types::{Phase, Price, Quantity, Side};

/// The price at which market orders of a side rest: better than all limits.
pub const fn market_order_price(side: Side) -> Price {
    match side {
        Side::Buy => Price::MAX,
        Side::Sell => Price::MIN,
    }
}

/// An auction's price, and what would trade at it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Indication {
    pub price: Price,
    pub quantity: Quantity,
    pub surplus: Quantity,
    /// Of the surplus; buy where there is none.
    pub side: Option<Side>,
}

/// An instrument's market.
#[derive(Debug)]
pub struct Market {
    pub rules: Rules,
    pub phase: Phase,
    /// Orders have been collected that an uncross has to match.
    pub collecting: bool,
    /// The last phase of the call that is being collected for: what the uncross is of.
    pub call: Phase,
    /// The last trade's price.
    pub last: Option<Price>,
    /// The reference price.
    pub reference: Option<Price>,
    /// A reference price that is newer than the last trade.
    pub newer: Option<Price>,
    /// Lowest and highest trade price since triggers were last looked at.
    pub range: Option<(Price, Price)>,
    /// What was last published in this phase.
    pub published: Indication,
    /// The static band's ends.
    pub band: Option<(Price, Price)>,
    /// The bid and ask that pegged orders last followed.
    pub followed: (Option<Price>, Option<Price>),
    /// Live pegged orders, and live trailing ones that wait for their trigger: serials and slots, in order of entry.
    pub pegs: Vec<(u64, Slot)>,
    pub trails: Vec<(u64, Slot)>,
    /// Live icebergs.
    pub icebergs: u32,
    /// Orders that wait for their trigger.
    pub triggers: u32,
    /// Orders that wait for something else.
    pub parked: u32,
    /// When the phase ends by itself, and the serial of that timer; zero: not.
    pub phase_end_ns: u64,
    pub phase_timer: u64,
}

impl Market {
    pub fn new(instrument: &Instrument) -> Self {
        let rules = instrument.rules.clone();
        let phase = rules.initial_phase;
        let mut market = Self {
            rules,
            phase,
            collecting: phase.is_call(),
            call: phase,
            last: None,
            reference: None,
            newer: None,
            range: None,
            published: Indication::default(),
            band: None,
            followed: (None, None),
            pegs: Vec::new(),
            trails: Vec::new(),
            icebergs: 0,
            triggers: 0,
            parked: 0,
            phase_end_ns: 0,
            phase_timer: 0,
        };
        if let Some(price) = instrument.reference_price {
            market.set_reference(price);
        }
        market
    }

    /// The price where nothing else gives one: the last trade's, or the reference price where that is newer (M7).
    pub const fn price(&self) -> Option<Price> {
        if self.newer.is_some() { self.newer } else { self.last }
    }

    pub fn set_reference(&mut self, price: Price) {
        self.reference = Some(price);
        self.newer = Some(price);
        self.band = self.rules.static_band.map(|width| width.around(price));
    }

    /// Notes a trade's price.
    pub fn traded(&mut self, price: Price) {
        self.last = Some(price);
        self.newer = None;
        let (low, high) = self.range.unwrap_or((price, price));
        self.range = Some((low.min(price), high.max(price)));
    }

    /// Whether a price is within the static band.
    pub fn in_band(&self, price: Price) -> bool {
        self.band.is_none_or(|(low, high)| (low..=high).contains(&price))
    }

    /// The price of a trade with an order that rests at `price` on the makers' side, for an incoming order of this limit
    /// (M7). `None`: there is none, and it is passed over.
    pub fn trade_price(
        &self,
        book: &Book,
        store: &Store,
        makers: Side,
        price: Price,
        limit: Option<Price>,
    ) -> Option<Price> {
        let market = market_order_price(makers);
        if price != market || !self.rules.market_orders_rest() {
            return Some(price);
        }
        let limit = limit.filter(|&limit| limit != market_order_price(makers.opposite()));
        match self.rules.market_price {
            MarketPrice::Taker => limit.or(self.price()),
            MarketPrice::Reference => {
                let resting = Self::best_resting_limit(book, store, makers);
                let prices = [self.price(), resting, limit].into_iter().flatten();
                if makers == Side::Buy { prices.max() } else { prices.min() }
            }
        }
    }

    /// The best displayed limit price of a side.
    pub fn best_limit(book: &Book, store: &Store, side: Side) -> Option<Price> {
        Self::best_limit_at(book, store, Place::Lit, side)
    }

    /// The best limit price of a side, of hidden orders too.
    pub fn best_resting_limit(book: &Book, store: &Store, side: Side) -> Option<Price> {
        let best = |place| Self::best_limit_at(book, store, place, side);
        let both = [best(Place::Lit), best(Place::Hidden)].into_iter().flatten();
        if side == Side::Buy { both.max() } else { both.min() }
    }

    fn best_limit_at(book: &Book, store: &Store, place: Place, side: Side) -> Option<Price> {
        let best = book.best_at(store, place, side)?;
        if best.price != market_order_price(side) {
            return Some(best.price);
        }
        book.level_after(store, place, side, best.price).map(|level| level.price)
    }

    /// Whether orders without special wishes may take the short way: nothing but the book has to be looked at.
    pub fn is_plain(&self) -> bool {
        self.phase == Phase::Continuous && self.newer.is_none() && self.rules.are_plain()
    }
}
