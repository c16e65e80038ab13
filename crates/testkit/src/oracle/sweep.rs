//! M1 to M7: an incoming order trades with what stands on the other side, one order after the other.

use super::market::Floor;
use super::marks::Mark;
use super::order::flag::{ALL_OR_NONE, MONEY};
use super::order::{Order, within};
use cift_engine::{MarketPrice, Remainder};
use cift_types::{
    EventKind, FLAG_MAKER_DONE, FLAG_TAKER_DONE, OrderType, Price, Quantity, Reason, SelfTrade, Side,
};
use cift_wire::Event;

/// Why matching ended while something was left.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum End {
    /// Nobody is left to trade with.
    #[default]
    NoMore,
    /// What money is left buys no lot at the next price (N5).
    TooLittleMoney,
    /// B1.
    StaticBand,
    /// B2.
    DynamicBand,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Swept {
    /// Matters only where the order is still there.
    pub end: End,
    /// The price of its last trade.
    pub last: Option<Price>,
    /// All-or-none orders that were too large, in the order in which it came to them.
    pub passed: Vec<u64>,
}

/// A sweep under way.
pub struct Sweep {
    /// The incoming order.
    pub number: u64,
    /// How far it may trade.
    pub limit: Option<Price>,
    /// Orders that it does not look at again.
    pub skipped: Vec<u64>,
    /// With cancel-newest and an allocation: the price after which it ends.
    pub ends_after: Option<Price>,
    /// So far.
    pub swept: Swept,
}

/// What the next step found.
enum Step {
    /// Look again.
    Again,
    /// No further.
    Stop(End),
}

impl Floor<'_> {
    /// Trades until nothing is left or nobody is there.
    pub fn sweep(&mut self, number: u64, limit: Option<Price>) -> Swept {
        let mut sweep =
            Sweep { number, limit, skipped: Vec::new(), ends_after: None, swept: Swept::default() };
        while let Some(order) = self.get(number) {
            if let Step::Stop(end) = self.step(&mut sweep, &order) {
                sweep.swept.end = end;
                break;
            }
        }
        sweep.swept
    }

    fn step(&mut self, sweep: &mut Sweep, order: &Order) -> Step {
        let (side, limit) = (order.side, sweep.limit);
        let open = |other: &Order| !sweep.skipped.contains(&other.number);
        let next = self.best(side.opposite(), |other| open(other) && within(other.price, side, limit));
        if sweep.ends_after.is_some_and(|price| next.is_none_or(|next| next.price != price)) {
            self.leave(sweep.number, Reason::SelfTrade);
            return Step::Again;
        }
        let Some(next) = next else { return Step::Stop(End::NoMore) };
        let Some(price) = self.trade_price(&next, limit) else {
            self.mark(Mark::NoMarketPrice);
            sweep.skipped.push(next.number);
            return Step::Again;
        };
        if order.has(MONEY) && price <= 0 {
            self.mark(Mark::MoneyAtZero);
            return Step::Stop(End::NoMore); // N5
        }
        let lots = lots_at(order, price);
        if next.has(ALL_OR_NONE) && (next.open > lots || !self.is_by_time()) {
            sweep.skipped.push(next.number);
            sweep.swept.passed.push(next.number);
            self.mark(Mark::PassedOver);
            return Step::Again;
        }
        if order.order_type != OrderType::Limit && !self.within_static_band(price) {
            return Step::Stop(End::StaticBand);
        }
        if !self.within_dynamic_band(price) {
            return Step::Stop(End::DynamicBand);
        }
        if lots == 0 {
            return Step::Stop(End::TooLittleMoney);
        }
        if self.is_by_time() {
            self.meet(sweep, order, &next, price);
        } else {
            self.meet_level(sweep, order, &next, price);
        }
        Step::Again
    }

    /// M8: whether orders of a price trade by time alone.
    fn is_by_time(&self) -> bool {
        let allocation = &self.market.rules.allocation;
        !allocation.pro_rata && allocation.remainder == Remainder::Time
    }

    /// One resting order after the other (M1).
    pub fn meet(&mut self, sweep: &mut Sweep, order: &Order, next: &Order, price: Price) {
        if is_same_owner(order, next) {
            match self.self_trade(order) {
                SelfTrade::Allow => {}
                mode => return self.prevent(mode, order, next, price),
            }
        }
        let lots = lots_at(order, price).min(next.displayed());
        sweep.swept.last = Some(price);
        self.trade(sweep.number, next.number, price, lots);
        self.after_trade(next.number, price);
    }

    /// M4: what an incoming order wants to happen, or its instrument.
    pub fn self_trade(&self, order: &Order) -> SelfTrade {
        order.self_trade().unwrap_or(self.market.rules.self_trade)
    }

    /// M4.
    pub fn prevent(&mut self, mode: SelfTrade, order: &Order, resting: &Order, price: Price) {
        self.session.marks.add(Mark::of_self_trade(mode));
        match mode {
            SelfTrade::Allow => {}
            SelfTrade::CancelNewest => self.leave(order.number, Reason::SelfTrade),
            SelfTrade::CancelOldest => self.leave(resting.number, Reason::SelfTrade),
            SelfTrade::CancelBoth => {
                self.leave(resting.number, Reason::SelfTrade);
                self.leave(order.number, Reason::SelfTrade);
            }
            SelfTrade::Decrement => {
                let lots = lots_at(order, price).min(resting.open);
                let own = if order.has(MONEY) { lots * price.unsigned_abs() } else { lots };
                self.decrement(resting.number, lots);
                self.decrement(order.number, own);
            }
        }
    }

    /// M4: loses so much, its reserve first.
    fn decrement(&mut self, number: u64, by: Quantity) {
        let Some(order) = self.get(number) else { return };
        if order.open == by {
            return self.leave(number, Reason::SelfTrade);
        }
        self.shrink(number, order.open - by);
        self.tell(EventKind::Reduced, Reason::SelfTrade, number);
    }

    /// An order gets smaller and keeps its place. An iceberg loses its reserve first.
    pub fn shrink(&mut self, number: u64, open: Quantity) {
        self.change(number, |order| {
            order.open = open;
            order.shown = order.shown.min(open);
        });
    }

    /// M3, M7: the price of a trade with a resting order. `None`: there is none, it is passed over.
    pub fn trade_price(&self, resting: &Order, limit: Option<Price>) -> Option<Price> {
        if !resting.is_at_market() || !self.market.rests_market_orders() {
            return Some(resting.price);
        }
        let last = self.market.current;
        if self.market.rules.market_price == MarketPrice::Taker {
            return limit.or(last);
        }
        let beside = self.best(resting.side, |other| !other.is_at_market()).map(|order| order.price);
        let prices = [last, beside, limit].into_iter().flatten();
        if resting.side == Side::Sell { prices.min() } else { prices.max() }
    }

    /// M3: so many lots change hands, and what follows at once (K).
    pub fn trade(&mut self, taker: u64, maker: u64, price: Price, lots: Quantity) {
        let own = if self.get(taker).is_some_and(|order| order.has(MONEY)) {
            lots * price.unsigned_abs()
        } else {
            lots
        };
        self.change(taker, |order| {
            order.open -= own;
            order.traded += lots;
        });
        self.change(maker, |order| {
            order.open -= lots;
            order.shown = order.shown.saturating_sub(lots);
        });
        let (Some(one), Some(other)) = (self.get(taker), self.get(maker)) else { return };
        let taker_done = if one.open == 0 { FLAG_TAKER_DONE } else { 0 };
        let maker_done = if other.open == 0 { FLAG_MAKER_DONE } else { 0 };
        self.session.events.push(Event {
            kind: EventKind::Trade as u8,
            side: one.side as u8,
            flags: taker_done | maker_done,
            instrument: one.instrument,
            order_id: one.id,
            account: one.account,
            counter_order_id: other.id,
            counter_account: other.account,
            price,
            quantity: lots,
            ..self.session.event()
        });
        self.traded_at(price);
        self.take_filled(&[taker, maker]);
        self.follow_trade(&one);
        self.follow_trade(&other);
    }

    /// The last price, and what W2 looks at.
    pub fn traded_at(&mut self, price: Price) {
        let market = &mut *self.market;
        (market.last, market.current) = (Some(price), Some(price));
        let (low, high) = market.range.unwrap_or((price, price));
        market.range = Some((low.min(price), high.max(price)));
    }

    /// Filled orders leave.
    pub fn take_filled(&mut self, numbers: &[u64]) {
        self.market.orders.retain(|order| order.open > 0 || !numbers.contains(&order.number));
    }

    /// M6, N7: a resting order that has traded shows its next part, or gets its price.
    pub fn after_trade(&mut self, number: u64, price: Price) {
        let Some(order) = self.get(number) else { return };
        if order.is_iceberg() && order.shown == 0 {
            self.refresh(number);
        } else if order.order_type == OrderType::MarketToLimit && order.rests() {
            self.price_market_to_limit(number, price);
        }
    }

    /// M6: behind all displayed orders of its price, where the level takes its next part (N4).
    pub fn refresh(&mut self, number: u64) {
        let Some(order) = self.get(number) else { return };
        let (part, stamp) = (self.next_part(&order), self.session.next_stamp());
        if self.level_is_full(&Order { shown: part, ..order }) {
            return self.leave(number, Reason::Capacity);
        }
        self.change(number, |order| (order.shown, order.since) = (part, stamp));
        self.session.tell(EventKind::Refreshed, Reason::None, &order, part);
    }

    /// N7: what is left of a resting market-to-limit order moves to the price at which it traded.
    pub fn price_market_to_limit(&mut self, number: u64, price: Price) {
        self.mark(Mark::MarketToLimitPriced);
        self.change(number, |order| {
            (order.order_type, order.price) = (OrderType::Limit, price);
        });
        self.tell(EventKind::Repriced, Reason::None, number);
        self.move_in_book(number);
    }

    /// A resting order comes to rest anew, at its new price. It is live already, so only pages and totals can be full.
    pub fn move_in_book(&mut self, number: u64) {
        self.change(number, |order| order.place = super::order::Place::Peg);
        self.rest(number);
    }
}

/// M4: whether they have the same owner. Without accounts there are no groups.
#[must_use]
pub const fn is_same_owner(order: &Order, other: &Order) -> bool {
    order.account == other.account
}

/// N5: the lots that an order wants at a price.
#[must_use]
pub const fn lots_at(order: &Order, price: Price) -> Quantity {
    if order.has(MONEY) { order.open / price.unsigned_abs() } else { order.open }
}
