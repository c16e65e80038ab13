//! P: the phases of an instrument.

use super::market::{Clearing, Floor, is_call};
use super::marks::Mark;
use super::order::flag::{ALL_OR_NONE, CAP, REDUCE_ONLY};
use super::order::{Order, Place};
use super::session::Due;
use cift_engine::{MarketToLimit, UnmatchedMarket};
use cift_types::{EventKind, OrderType, Phase, Reason, TimeInForce};
use cift_wire::Event;

impl Floor<'_> {
    /// P1.
    pub fn change_phase(&mut self, new: Phase, reason: Reason) {
        let old = self.market.phase;
        if old == new {
            self.mark(Mark::SamePhase);
            return self.tell_phase(old, reason);
        }
        let instrument = self.market.instrument;
        self.session.timers.retain(|timer| timer.what != Due::Phase(instrument));
        let ended = self.ended_call(new);
        if ended.is_some() {
            self.uncross();
        }
        self.market.phase = new;
        self.market.published = Clearing::default();
        self.session.marks.add(Mark::of_phase(new));
        self.tell_phase(old, reason);
        if let Some(call) = ended {
            self.after_uncross(call);
        }
        self.begin_phase(old);
    }

    fn tell_phase(&mut self, old: Phase, reason: Reason) {
        let event = Event {
            kind: EventKind::PhaseChanged as u8,
            side: old as u8,
            flags: self.market.phase as u8,
            reason: reason as u8,
            instrument: self.market.instrument,
            ..self.session.event()
        };
        self.session.events.push(event);
    }

    /// P4: the call phase that an uncross ends, where the new phase asks for one.
    fn ended_call(&mut self, new: Phase) -> Option<Phase> {
        let ends = new == Phase::Continuous || new == Phase::Closed;
        if ends { self.market.call.take() } else { None }
    }

    /// P4: orders of the auction that are left.
    fn after_uncross(&mut self, call: Phase) {
        let tif = match call {
            Phase::PreOpen | Phase::OpeningAuction => Some(TimeInForce::AtOpen),
            Phase::ClosingAuction => Some(TimeInForce::AtClose),
            _ => None,
        };
        self.cancel_those(|order| order.rests() && Some(order.tif) == tif, Reason::AuctionOver);
        let rules = &self.market.rules;
        let market = rules.unmatched_market == UnmatchedMarket::Cancel;
        let to_limit = rules.market_to_limit == MarketToLimit::Reject;
        let leaves = |order: &Order| {
            order.rests()
                && (order.order_type == OrderType::Market && (market || order.has(CAP))
                    || order.order_type == OrderType::MarketToLimit && to_limit)
        };
        self.cancel_those(leaves, Reason::NoLiquidity);
    }

    fn begin_phase(&mut self, old: Phase) {
        let new = self.market.phase;
        if is_call(new) {
            self.market.call = Some(new);
        }
        if is_call(new) && !is_call(old) {
            // P2
            let special = |order: &Order| {
                order.rests()
                    && (order.order_type == OrderType::Pegged || order.has(ALL_OR_NONE | REDUCE_ONLY))
            };
            self.cancel_those(special, Reason::WrongPhase);
        }
        match new {
            Phase::ClosingAuction => self.enter_at_close(),
            Phase::Closed => {
                // P5
                self.cancel_those(|order| order.tif == TimeInForce::Day, Reason::EndOfDay);
                self.cancel_those(|order| order.place == Place::Close, Reason::AuctionOver);
            }
            Phase::VolatilityAuction if self.market.rules.auction_ns > 0 => {
                let due = self.session.now_ns.saturating_add(self.market.rules.auction_ns);
                self.session.set_timer(due, Due::Phase(self.market.instrument));
            }
            _ => {}
        }
    }

    /// P3.
    fn enter_at_close(&mut self) {
        for number in self.numbers(|order| order.place == Place::Close) {
            self.mark(Mark::AtCloseEnters);
            self.rest(number);
        }
    }

    /// A4, B2: a phase ends by itself.
    pub fn end_phase(&mut self) {
        let next =
            if self.market.phase == Phase::Halt { Phase::VolatilityAuction } else { Phase::Continuous };
        self.change_phase(next, Reason::Scheduled);
    }
}
