//! N: what becomes of a new order, and of one that waited and now comes in.

use super::checks::{own_limit, waits_for_another};
use super::market::{Floor, is_call};
use super::marks::Mark;
use super::order::flag::{ALL_OR_NONE, CAP, HELD, MONEY, POST_ONLY, REPRICE};
use super::order::{Order, Place, market_price};
use super::session::Due;
use super::sweep::{End, Swept};
use cift_engine::{BandAction, MarketToLimit, UnmatchedMarket};
use cift_types::{EventKind, OrderType, Phase, Price, Quantity, Reason, Side, TimeInForce};

impl Floor<'_> {
    /// N1: an order that has passed the checks.
    pub fn enter(&mut self, order: Order) {
        let number = order.number;
        let link = order.terms.linked_order_id;
        self.market.orders.push(order);
        self.market.has_followers |= order.has_trigger() || order.order_type == OrderType::Pegged;
        self.tell(EventKind::Accepted, Reason::None, number);
        if order.tif == TimeInForce::Gtd {
            self.session.set_timer(order.expiry, Due::Order(order.instrument, number));
        }
        self.link(number, order.link(), link);
        if order.has(HELD) {
            self.wait(number, Place::Held);
        } else if waits_for_another(&order) {
            self.wait(number, Place::Parent);
        } else if order.has_trigger() {
            self.enter_with_trigger(number);
        } else {
            self.come_in(number);
        }
    }

    /// K2: an order whose parent is filled. With a trigger it waits for that, as if it had just come in.
    pub fn enter_child(&mut self, number: u64) {
        self.tell(EventKind::Triggered, Reason::None, number);
        if self.get(number).is_some_and(|order| order.has_trigger()) {
            self.enter_with_trigger(number);
        } else {
            self.enter_late(number);
        }
    }

    /// N9: fires at once, or waits.
    fn enter_with_trigger(&mut self, number: u64) {
        let Some(order) = self.get(number) else { return };
        if self.is_satisfied_on_entry(&order) {
            self.mark(Mark::TriggeredOnEntry);
            self.tell(EventKind::Triggered, Reason::None, number);
            self.ring_ends(number);
            return self.enter_late(number);
        }
        let trigger_price = self.trigger_on_entry(&order);
        self.change(number, |order| order.trigger_price = trigger_price);
        self.wait(number, Place::Trigger);
    }

    /// C6, K2, W1: an order that waited enters the market.
    pub fn enter_late(&mut self, number: u64) {
        self.change(number, |order| order.place = Place::Incoming);
        let Some(order) = self.get(number) else { return };
        match self.check_entering(&order) {
            Ok(()) => self.come_in(number),
            Err(reason) => {
                self.mark(Mark::RefusedLate);
                self.leave(number, reason);
            }
        }
    }

    /// The order is in the market now: it trades, rests, is collected, or waits for the close.
    pub fn come_in(&mut self, number: u64) {
        let Some(order) = self.get(number) else { return };
        let closing = self.market.phase == Phase::ClosingAuction;
        if order.tif == TimeInForce::AtClose && !closing {
            self.wait(number, Place::Close);
        } else if self.is_out_of_phase(&order) {
            self.leave(number, Reason::WrongPhase);
        } else if is_call(self.market.phase) {
            self.rest(number);
        } else if order.order_type == OrderType::Pegged {
            self.enter_pegged(number);
        } else {
            self.come_in_trading(number);
        }
    }

    /// Gets past the checks: an entry of a mass quote after another has met the band, a replaced at-open order that its
    /// auction has left behind.
    fn is_out_of_phase(&self, order: &Order) -> bool {
        let phase = self.market.phase;
        let late = order.tif == TimeInForce::AtOpen && phase == Phase::Continuous;
        matches!(phase, Phase::Halt | Phase::Closed) || late
    }

    /// In the continuous phase.
    fn come_in_trading(&mut self, number: u64) {
        self.post(number);
        let Some(order) = self.get(number) else { return };
        self.market.before = self.market.current; // B2
        let limit = self.limit_of(&order);
        if self.is_killed(&order, limit) {
            return;
        }
        let to_limit = order.order_type == OrderType::MarketToLimit;
        let would = self.best_limit(order.side.opposite());
        let mut swept =
            if order.has(ALL_OR_NONE) { self.match_whole(number, limit) } else { self.sweep(number, limit) };
        if to_limit && self.market.rules.market_to_limit == MarketToLimit::Rest {
            swept.last = swept.last.or(would); // N7: the price at which it would have traded
        }
        self.finish(number, &swept);
    }

    /// N6: a post-only order that would trade moves away from the other side.
    fn post(&mut self, number: u64) {
        let Some(order) = self.get(number) else { return };
        if !order.has(POST_ONLY) || !order.has(REPRICE) || !self.would_trade(order.side, order.price) {
            return;
        }
        let Some(best) = self.best(order.side.opposite(), |_| true) else { return };
        let price = self.away_to_tick(order.side, one_tick_behind(&order, best.price));
        self.change(number, |order| order.price = price);
        self.mark(Mark::PostOnlyRepriced);
        self.tell(EventKind::Repriced, Reason::None, number);
    }

    /// How far it may trade. `None`: at any price; a market-to-limit order without: not at all.
    pub fn limit_of(&self, order: &Order) -> Option<Price> {
        let limit = if order.order_type == OrderType::MarketToLimit {
            self.best_limit(order.side.opposite()) // N7
        } else {
            own_limit(order)
        };
        // M7: a limit at the extreme is none.
        let extreme = market_price(order.side);
        limit.filter(|&limit| limit != extreme || !self.market.rests_market_orders())
    }

    fn best_limit(&self, side: Side) -> Option<Price> {
        self.best(side, |other| !other.is_at_market()).map(|best| best.price)
    }

    /// N2: cancels what cannot trade enough at once.
    fn is_killed(&mut self, order: &Order, limit: Option<Price>) -> bool {
        let fok = order.tif == TimeInForce::Fok;
        let least = if fok { order.open } else { order.terms.minimum_quantity };
        if least == 0 || self.could_trade(order, limit) >= least {
            return false;
        }
        let reason = if fok { Reason::FillOrKill } else { Reason::MinimumQuantity };
        self.leave(order.number, reason);
        true
    }

    /// What an order would trade now: it is let trade on a copy of the market.
    fn could_trade(&self, order: &Order, limit: Option<Price>) -> Quantity {
        let (mut market, mut session) = (self.market.clone(), self.session.clone());
        let mut copy = Floor { market: &mut market, session: &mut session };
        copy.sweep(order.number, limit);
        let traded = session.events[self.session.events.len()..].iter().filter(|event| {
            let own = (event.account, event.order_id) == (order.account, order.id);
            event.kind == EventKind::Trade as u8 && own
        });
        traded.map(|event| event.quantity).sum()
    }

    /// N3: what becomes of what is left. M9: then those that it passed over get their chance.
    fn finish(&mut self, number: u64, swept: &Swept) {
        let Some(order) = self.get(number) else { return };
        match swept.end {
            End::StaticBand => self.leave(number, Reason::StaticBand),
            End::DynamicBand => self.finish_at_band(number, swept),
            End::NoMore | End::TooLittleMoney => {
                let rests = match self.reason_to_leave(&order, swept) {
                    Some(reason) => {
                        self.leave(number, reason);
                        false
                    }
                    None => self.rest_rest(number, swept.last),
                };
                if rests {
                    self.match_passed(&swept.passed);
                }
            }
        }
    }

    /// N3, N7: why what is left does not rest.
    fn reason_to_leave(&self, order: &Order, swept: &Swept) -> Option<Reason> {
        let rules = &self.market.rules;
        if order.tif == TimeInForce::Ioc || swept.end == End::TooLittleMoney {
            return Some(Reason::ImmediateRemainder);
        }
        match order.order_type {
            OrderType::Market => {
                let stays = rules.unmatched_market == UnmatchedMarket::Rest && !order.has(CAP | MONEY);
                (!stays).then_some(Reason::NoLiquidity)
            }
            OrderType::MarketToLimit => {
                let stays = swept.last.is_some() || rules.market_to_limit == MarketToLimit::Rest;
                (!stays).then_some(Reason::NoCounterOrder)
            }
            OrderType::Limit | OrderType::Pegged => None,
        }
    }

    /// N3, N7: a market-to-limit order that has traded is a limit order from here on.
    fn rest_rest(&mut self, number: u64, last: Option<Price>) -> bool {
        let order = self.get(number);
        let to_limit = order.filter(|order| order.order_type == OrderType::MarketToLimit);
        if let Some((order, last)) = to_limit.zip(last) {
            self.change(number, |order| (order.order_type, order.price) = (OrderType::Limit, last));
            if order.traded == 0 {
                self.tell(EventKind::Repriced, Reason::None, number);
            }
        }
        self.rest(number)
    }

    /// B2: the next trade would be outside the dynamic band.
    fn finish_at_band(&mut self, number: u64, swept: &Swept) {
        let Some(order) = self.get(number) else { return };
        let action = self.market.rules.band_action;
        let immediate = matches!(order.tif, TimeInForce::Ioc | TimeInForce::Fok);
        let as_usual = Swept { end: End::NoMore, ..swept.clone() };
        let cannot = immediate || self.reason_to_leave(&order, &as_usual).is_some();
        if action == BandAction::Cancel || cannot {
            self.leave(number, Reason::DynamicBand);
        } else {
            self.rest_rest(number, swept.last);
        }
        match action {
            BandAction::Cancel => self.mark(Mark::BandCancels),
            BandAction::Auction => {
                self.mark(Mark::BandAuctions);
                self.change_phase(Phase::VolatilityAuction, Reason::DynamicBand);
            }
            BandAction::Pause => {
                self.mark(Mark::BandPauses);
                self.change_phase(Phase::Halt, Reason::DynamicBand);
                self.market.call = Some(Phase::VolatilityAuction); // P4: its end asks for an uncross
                let due = self.session.now_ns.saturating_add(self.market.rules.pause_ns);
                self.session.set_timer(due, Due::Phase(self.market.instrument));
            }
        }
    }
}

/// The price next to the best opposite one, on the order's own side of it.
#[must_use]
pub fn one_tick_behind(order: &Order, best: Price) -> Price {
    match order.side {
        Side::Buy => best.saturating_sub(1),
        Side::Sell => best.saturating_add(1),
    }
}
