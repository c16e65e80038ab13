//! One instrument: its live orders, wherever they are, and the state of its market. [`Floor`] is the instrument with
//! what it shares with the others; all rules for one instrument are methods of it, in the files beside this one.

use super::marks::Mark;
use super::order::{Order, Place, market_price, within};
use super::session::Session;
use cift_engine::{MarketToLimit, Rules, UnmatchedMarket};
use cift_types::{EXACT_LIMIT, EventKind, InstrumentId, Phase, Price, Quantity, Reason, Side};
use std::collections::BTreeSet;

/// An auction's result as it would be, or as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Clearing {
    /// The price; zero where there is no volume.
    pub price: Price,
    /// What trades.
    pub volume: Quantity,
    /// What is left over at that price.
    pub surplus: Quantity,
    /// On which side: 0 buy or none, 1 sell.
    pub side: u8,
}

/// An instrument.
#[derive(Clone, Debug)]
pub struct Market {
    /// Its number.
    pub instrument: InstrumentId,
    /// How its orders are treated.
    pub rules: Rules,
    /// All of its live orders, first to be accepted first.
    pub orders: Vec<Order>,
    /// Its phase.
    pub phase: Phase,
    /// The last call phase that no uncross has ended.
    pub call: Option<Phase>,
    /// The last trade's price.
    pub last: Option<Price>,
    /// The reference price.
    pub reference: Option<Price>,
    /// M7's P: the last trade's price, or the reference price where that is newer.
    pub current: Option<Price>,
    /// P as it was before the order came to match (B2).
    pub before: Option<Price>,
    /// Lowest and highest price of trades that W2 has not seen.
    pub range: Option<(Price, Price)>,
    /// The best bid and ask that pegs follow, as they were when W1 last looked.
    pub followed: (Option<Price>, Option<Price>),
    /// What was last published in this phase (A3).
    pub published: Clearing,
    /// Orders whose parents are filled, in the order in which that happened.
    pub children: Vec<u64>,
    /// The last ring's number.
    pub rings: u64,
    /// Whether there ever was an order with a trigger, or a pegged one.
    pub has_followers: bool,
}

impl Market {
    /// An empty market.
    #[must_use]
    pub fn new(instrument: InstrumentId, rules: Rules, reference: Option<Price>) -> Self {
        let phase = rules.initial_phase;
        Self {
            instrument,
            rules,
            orders: Vec::new(),
            phase,
            call: Some(phase).filter(|&phase| is_call(phase)),
            last: None,
            reference,
            current: reference,
            before: None,
            range: None,
            followed: (None, None),
            published: Clearing::default(),
            children: Vec::new(),
            rings: 0,
            has_followers: false,
        }
    }

    /// Its price pages (L1): displayed orders count.
    #[must_use]
    pub fn pages(&self) -> usize {
        let displayed = self.orders.iter().filter(|order| order.is_displayed());
        displayed.map(Order::page).collect::<BTreeSet<_>>().len()
    }

    /// Whether resting market orders belong to its continuous phase, so that M7's price is in force.
    #[must_use]
    pub fn rests_market_orders(&self) -> bool {
        self.rules.unmatched_market == UnmatchedMarket::Rest
            || self.rules.market_to_limit == MarketToLimit::Rest
    }
}

/// Orders are collected.
#[must_use]
pub const fn is_call(phase: Phase) -> bool {
    use Phase::{ClosingAuction, OpeningAuction, PreOpen, VolatilityAuction};
    matches!(phase, PreOpen | OpeningAuction | VolatilityAuction | ClosingAuction)
}

/// See the module.
pub struct Floor<'a> {
    /// The instrument.
    pub market: &'a mut Market,
    /// What it shares.
    pub session: &'a mut Session,
}

impl Floor<'_> {
    /// Where an order is in the vector; `None`: it is gone.
    pub fn find(&self, number: u64) -> Option<usize> {
        self.market.orders.iter().position(|order| order.number == number)
    }

    /// An order that is live.
    pub fn get(&self, number: u64) -> Option<Order> {
        self.find(number).map(|at| self.market.orders[at])
    }

    /// Changes an order that is live.
    pub fn change(&mut self, number: u64, change: impl FnOnce(&mut Order)) {
        if let Some(at) = self.find(number) {
            change(&mut self.market.orders[at]);
        }
    }

    /// Says something about a live order.
    pub fn tell(&mut self, kind: EventKind, reason: Reason, number: u64) {
        if let Some(order) = self.get(number) {
            self.session.tell(kind, reason, &order, order.open);
        }
    }

    /// Notes that a branch was taken.
    pub fn mark(&mut self, mark: Mark) {
        self.session.marks.add(mark);
    }

    /// The numbers of the live orders that fit.
    pub fn numbers(&self, fits: impl Fn(&Order) -> bool) -> Vec<u64> {
        self.market.orders.iter().filter(|order| fits(order)).map(|order| order.number).collect()
    }

    /// The order leaves without trading: `cancelled`, and what follows from it.
    pub fn leave(&mut self, number: u64, reason: Reason) {
        let Some(at) = self.find(number) else { return };
        let order = self.market.orders.remove(at);
        self.session.tell(EventKind::Cancelled, reason, &order, order.open);
        self.gone(&order, false);
    }

    /// The best order of a side that fits.
    pub fn best(&self, side: Side, fits: impl Fn(&Order) -> bool) -> Option<Order> {
        let mut best: Option<&Order> = None;
        for order in &self.market.orders {
            if order.side == side && order.rests() && fits(order) {
                best = best.filter(|best| !order.is_before(best)).or(Some(order));
            }
        }
        best.copied()
    }

    /// M2, for V12 and V12a: whether an order of this side and price would trade, also with hidden orders.
    pub fn would_trade(&self, side: Side, limit: Price) -> bool {
        self.best(side.opposite(), |order| within(order.price, side, Some(limit))).is_some()
    }

    /// N4: comes to rest in the book, behind all orders at its price, or is cancelled. Whether it rests.
    pub fn rest(&mut self, number: u64) -> bool {
        let Some(mut order) = self.get(number) else { return false };
        if order.is_iceberg() {
            order.shown = self.first_part(&order);
        }
        if order.is_unpriced() {
            order.price = market_price(order.side);
        }
        let full = order.place == Place::Incoming && self.is_full();
        if full
            || !order.has(super::order::flag::HIDDEN)
                && (self.has_no_page(&order) || self.level_is_full(&order))
        {
            self.leave(number, Reason::Capacity);
            return false;
        }
        (order.place, order.since) = (Place::Book, self.session.next_stamp());
        self.change(number, |live| *live = order);
        true
    }

    /// N4: waits outside the book, or is cancelled.
    pub fn wait(&mut self, number: u64, place: Place) {
        let incoming = self.get(number).is_some_and(|order| order.place == Place::Incoming);
        if incoming && self.is_full() {
            return self.leave(number, Reason::Capacity);
        }
        let stamp = self.session.next_stamp();
        self.change(number, |order| (order.place, order.since) = (place, stamp));
    }

    /// M6: what an iceberg displays when it comes to rest: what is left of the part in which it stopped.
    fn first_part(&mut self, order: &Order) -> Quantity {
        let display = order.terms.display_quantity;
        if order.terms.display_high_quantity != 0 || order.replaced {
            return self.next_part(order);
        }
        (display - order.traded % display).min(order.open)
    }

    /// M6: what an iceberg displays next.
    pub fn next_part(&mut self, order: &Order) -> Quantity {
        let (low, high) = (order.terms.display_quantity, order.terms.display_high_quantity);
        let part = if high == 0 { low } else { self.session.draw(low, high) };
        part.min(order.open)
    }

    /// The incoming order counts already.
    fn is_full(&self) -> bool {
        let live = self.session.live_elsewhere + self.market.orders.len();
        live as u64 > u64::from(self.session.limits.orders)
    }

    /// L1: a page counts while one of its prices has displayed orders.
    fn has_no_page(&self, order: &Order) -> bool {
        let limit = self.session.limits.pages as usize;
        // So many pages cannot be.
        if self.session.live_elsewhere + self.market.orders.len() <= limit {
            return false;
        }
        let open =
            self.market.orders.iter().any(|other| other.is_displayed() && other.page() == order.page());
        !open && self.session.pages_elsewhere + self.market.pages() >= limit
    }

    /// N4: a level's total stays below 2^53.
    pub fn level_is_full(&self, order: &Order) -> bool {
        let there =
            |other: &&Order| other.is_displayed() && (other.side, other.price) == (order.side, order.price);
        let total: u64 = self.market.orders.iter().filter(there).map(Order::displayed).sum();
        total + order.displayed() >= EXACT_LIMIT
    }
}
