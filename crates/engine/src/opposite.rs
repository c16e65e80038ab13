//! What an order sees on the other side of the book before it enters.

use crate::incoming::{Incoming, Now};
use crate::market::{Market, market_order_price};
use crate::venue::Venue;
use cift_book::Place;
use cift_types::{EventKind, InstrumentId, Price, Reason, Side};

impl Venue {
    /// Whether an order of this side and limit would trade, with displayed or hidden orders.
    pub fn would_trade(&self, instrument: InstrumentId, side: Side, limit: Price) -> bool {
        let best = self.best_opposite(instrument, side);
        best.is_some_and(|best| if side == Side::Buy { best <= limit } else { best >= limit })
    }

    /// The best price of the other side, displayed or hidden.
    pub fn best_opposite(&self, instrument: InstrumentId, side: Side) -> Option<Price> {
        let book = &self.books[instrument as usize];
        let best = |place| book.best_at(&self.store, place, side.opposite()).map(|level| level.price);
        let both = [best(Place::Lit), best(Place::Hidden)].into_iter().flatten();
        if side == Side::Buy { both.min() } else { both.max() }
    }

    /// Whether the best opposite displayed order has a price of its own.
    pub fn has_limit_first(&self, order: &Incoming) -> bool {
        let makers = order.side().opposite();
        let best = self.best_opposite(order.instrument, order.side());
        best.is_some_and(|best| best != market_order_price(makers))
    }

    /// One tick behind the best opposite price (N6); `None` where that is a market order's.
    pub fn behind_the_other_side(&self, order: &Incoming) -> Option<Price> {
        let best = self.best_opposite(order.instrument, order.side())?;
        if best == market_order_price(order.side().opposite()) {
            return None;
        }
        self.markets[order.instrument as usize].behind(order.side(), best)
    }

    /// A post-only order that would trade takes another price.
    pub fn step_back(&mut self, now: Now, mut order: Incoming) {
        let Some(price) = self.behind_the_other_side(&order) else {
            return self.refuse(now, &order, Reason::PostOnlyWouldTrade);
        };
        let limit = core::mem::replace(&mut order.extra.limit, price);
        self.output.write(now, order.record(EventKind::Repriced, Reason::None, order.left));
        // Its funds are held back at the price that it came with.
        order.extra.reserve_price = order.extra.reserve_price.or(Some(limit));
        self.rest(now, order);
    }
}

impl Market {
    /// The price one tick behind another, seen from an order of `side` that must not reach it.
    pub fn behind(&self, side: Side, price: Price) -> Option<Price> {
        match side {
            Side::Buy => self.rules.round_down(price.checked_sub(1)?),
            Side::Sell => self.rules.round_up(price.checked_add(1)?),
        }
    }
}
