//! How orders come to the market: new ones, and those that waited.

use crate::apply::Sequenced;
use crate::incoming::{Incoming, Now};
use crate::market::{Market, market_order_price};
use crate::plan::{End, Planner};
use crate::rules::{BandAction, Crossing, MarketToLimit, UnmatchedMarket};
use crate::venue::Venue;
use cift_book::{IdHash, NIL, OrderView, Place, Slot, Waiting};
use cift_types::{
    EventKind, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_HIDDEN, FLAG_MONEY, FLAG_POST_ONLY, FLAG_REDUCE_ONLY,
    FLAG_REPRICE, InstrumentId, Link, OrderType, Phase, Price, Reason, Side, TimeInForce, Trigger,
};
use cift_wire::OrderTerms;

impl Venue {
    /// A new order of any kind: its checks in the order of the rules, then its way into the market.
    pub fn new_order(&mut self, at: Sequenced<'_>, terms: Option<&OrderTerms>) -> Result<(), Reason> {
        let mut order = Incoming::check(at.command, terms)?;
        self.check_instrument(at)?;
        let satisfied = self.is_satisfied(&order);
        let waits = self.waits(&order, satisfied);
        self.check_phase(&order, !matches!(waits, Waiting::No | Waiting::Close))?;
        self.check_price_and_lot(&order)?;
        if self.find(at).is_some() {
            return Err(Reason::DuplicateOrderId);
        }
        let peer = self.check_link(&order)?;
        if waits == Waiting::No {
            self.check_crossing(&order)?;
        }
        self.check_reduce_only(&order)?;
        self.admit(at, &mut order, waits)?;
        order.extra.serial = self.next_serial();
        self.output.accepted(at);
        let now = at.now();
        if peer != NIL {
            self.tie(now, &mut order, peer);
        }
        match waits {
            Waiting::No if order.extra.trigger != Trigger::None => {
                self.output.write(now, order.record(EventKind::Triggered, Reason::None, order.left));
                if order.slot != NIL {
                    self.break_ring(now, order.instrument, order.slot);
                }
                self.enter(now, order);
            }
            Waiting::No => self.enter(now, order),
            waits => self.wait(now, order, waits),
        }
        Ok(())
    }

    /// What keeps the order from the market, if anything does.
    fn waits(&self, order: &Incoming, satisfied: bool) -> Waiting {
        let phase = self.markets[order.instrument as usize].phase;
        match order.waits_for() {
            Waiting::No if order.extra.trigger != Trigger::None && !satisfied => Waiting::Trigger,
            Waiting::No
                if order.extra.time_in_force == TimeInForce::AtClose && phase != Phase::ClosingAuction =>
            {
                Waiting::Close
            }
            waits => waits,
        }
    }

    /// V10a.
    fn check_phase(&self, order: &Incoming, waits: bool) -> Result<(), Reason> {
        let phase = self.markets[order.instrument as usize].phase;
        let opens = order.extra.time_in_force == TimeInForce::AtOpen;
        let in_open = matches!(phase, Phase::PreOpen | Phase::OpeningAuction);
        let closed = matches!(phase, Phase::Halt | Phase::Closed) || opens && !in_open;
        if closed || !waits && !phase_takes(phase, order) { Err(Reason::WrongPhase) } else { Ok(()) }
    }

    /// V10b to V10d.
    fn check_price_and_lot(&self, order: &Incoming) -> Result<(), Reason> {
        let market = &self.markets[order.instrument as usize];
        let extra = &order.extra;
        let priced = matches!(extra.order_type, OrderType::Limit | OrderType::Pegged) || order.has(FLAG_CAP);
        let trigger = matches!(extra.trigger, Trigger::Stop | Trigger::Touched);
        if priced && !market.rules.price_fits(extra.limit)
            || trigger && !market.rules.price_fits(extra.offset)
        {
            return Err(Reason::InvalidTick);
        }
        if !order.has(FLAG_MONEY) && !market.rules.quantity_fits(order.left) {
            return Err(Reason::InvalidLot);
        }
        let limit = extra.order_type == OrderType::Limit;
        if limit && !market.in_band(extra.limit) { Err(Reason::StaticBand) } else { Ok(()) }
    }

    /// The checks of a quote that a new limit order would have too; of a quote that is pulled, its phase.
    pub fn check_entry(&self, order: &Incoming, pulled: bool) -> Result<(), Reason> {
        self.check_phase(order, false)?;
        if pulled { Ok(()) } else { self.check_price_and_lot(order) }
    }

    /// V11a: the linked order, or [`NIL`].
    fn check_link(&self, order: &Incoming) -> Result<Slot, Reason> {
        if order.extra.link == Link::None {
            return Ok(NIL);
        }
        let Incoming { instrument, account, linked, .. } = *order;
        let hash = IdHash::new(instrument, account, linked);
        let found = self.store.find(hash, instrument, account, linked).ok_or(Reason::InvalidLink)?;
        let waits = self.store.extra(found.slot).is_some_and(|extra| extra.waiting == Waiting::Parent);
        let full = self.store.is_full();
        if waits || full { Err(Reason::InvalidLink) } else { Ok(found.slot) }
    }

    /// V12 to V12b, where the order would meet others at once.
    fn check_crossing(&self, order: &Incoming) -> Result<(), Reason> {
        let i = order.instrument as usize;
        if self.markets[i].phase != Phase::Continuous || order.quote {
            return Ok(());
        }
        let limit = order.extra.order_type == OrderType::Limit;
        let crosses = limit && self.would_trade(order.instrument, order.side(), order.extra.limit);
        if crosses && order.has(FLAG_POST_ONLY) {
            let behind = self.behind_the_other_side(order);
            if !order.has(FLAG_REPRICE) || behind.is_none() {
                return Err(Reason::PostOnlyWouldTrade);
            }
        }
        if crosses && self.markets[i].rules.crossing == Crossing::Reject {
            return Err(Reason::WouldCross);
        }
        let to_limit = order.extra.order_type == OrderType::MarketToLimit;
        let reject = self.markets[i].rules.market_to_limit == MarketToLimit::Reject;
        if to_limit && reject && !self.has_limit_first(order) {
            return Err(Reason::NoCounterOrder);
        }
        Ok(())
    }

    /// V12c.
    fn check_reduce_only(&self, order: &Incoming) -> Result<(), Reason> {
        if !order.has(FLAG_REDUCE_ONLY) {
            return Ok(());
        }
        let position = self.desk.position_of(order.account, order.instrument).unwrap_or(0);
        let opposite = if order.side() == Side::Sell { position > 0 } else { position < 0 };
        if opposite { Ok(()) } else { Err(Reason::ReduceOnly) }
    }

    /// Gives a linked order its cell and its links.
    fn tie(&mut self, now: Now, order: &mut Incoming, peer: Slot) {
        if self.store.extra(peer).is_none() {
            let live = self.live(order.instrument, peer);
            let extra = cift_book::Extra::plain(live.side, live.price, 0);
            self.books[order.instrument as usize].attach(&mut self.store, peer, extra);
        }
        // V11a has made sure that there is room.
        let created = self.create(order);
        debug_assert!(created.is_ok(), "no room for a linked order at {}", now.seq);
        self.link(order.slot, peer, order.extra.link);
    }

    /// Lets a new order wait.
    fn wait(&mut self, now: Now, mut order: Incoming, waits: Waiting) {
        if self.create(&mut order).is_err() {
            return self.refuse(now, &order, Reason::Capacity);
        }
        if waits == Waiting::Trigger {
            self.wait_for_trigger(now, order.instrument, order.slot);
        } else {
            self.park(now, order.instrument, order.slot, waits);
        }
    }

    /// An order that has its cell and stands nowhere comes to the market again, as if it were new.
    pub fn enter_again(&mut self, now: Now, instrument: InstrumentId, slot: Slot) {
        let order = self.incoming(instrument, slot);
        let satisfied = self.is_satisfied(&order);
        if order.extra.trigger != Trigger::None {
            if !satisfied {
                return self.wait_for_trigger(now, instrument, slot);
            }
            self.output.write(now, order.record(EventKind::Triggered, Reason::None, order.left));
            self.break_ring(now, instrument, slot);
        }
        self.enter(now, order);
    }

    /// A live order as an incoming one.
    pub fn incoming(&self, instrument: InstrumentId, slot: Slot) -> Incoming {
        let order = self.store.order(slot);
        let extra = self.store.extra(slot).copied();
        let extra = extra.unwrap_or_else(|| cift_book::Extra::plain(Side::Buy, 0, 0));
        let left = order.quantity + extra.reserve;
        Incoming {
            instrument,
            account: order.account(),
            id: order.id(),
            left,
            traded: 0,
            replaced: false,
            quote: false,
            slot,
            linked: 0,
            extra,
        }
    }

    /// The order enters the market, as its phase lets it.
    pub fn enter(&mut self, now: Now, order: Incoming) {
        let phase = self.markets[order.instrument as usize].phase;
        if order.extra.time_in_force == TimeInForce::AtClose && !matches!(phase, Phase::ClosingAuction) {
            return self.wait(now, order, Waiting::Close);
        }
        // A replaced order that stood in the call goes on standing there.
        let stood_there = order.replaced && phase.is_call();
        if !stood_there && !phase_takes(phase, &order) {
            return self.refuse(now, &order, Reason::WrongPhase);
        }
        if let Err(reason) = self.check_crossing(&order) {
            return self.refuse(now, &order, reason);
        }
        if let Err(reason) = self.admit_again(now, &order) {
            return self.refuse(now, &order, reason);
        }
        if phase.is_call() {
            self.rest(now, order);
            return;
        }
        match order.extra.order_type {
            OrderType::Pegged => self.enter_peg(now, order),
            _ if order.has(FLAG_ALL_OR_NONE) => self.enter_whole(now, order),
            _ => self.enter_and_match(now, order),
        }
    }

    /// An order that takes what it can.
    fn enter_and_match(&mut self, now: Now, mut order: Incoming) {
        let crosses = self.would_trade(order.instrument, order.side(), order.extra.limit);
        if order.has(FLAG_POST_ONLY) && crosses {
            return self.step_back(now, order);
        }
        let (wanted, limit) = (order.left, self.limit_of(&order));
        self.planner(&order, limit).run();
        let fok = order.extra.time_in_force == TimeInForce::Fok;
        if fok && self.plan.traded != wanted {
            return self.refuse(now, &order, Reason::FillOrKill);
        }
        if self.plan.traded < order.extra.minimum {
            return self.refuse(now, &order, Reason::MinimumQuantity);
        }
        let mut passed = self.passed();
        while !self.carry_out(now, &mut order) {
            self.planner(&order, limit).run_again();
            self.add_passed(&mut passed, true);
        }
        let (instrument, end) = (order.instrument, self.plan.end);
        let last = if order.traded > 0 { self.markets[instrument as usize].last } else { limit };
        let rested = self.finish(now, order, end, last);
        if rested && end != End::DynamicBand {
            self.retry_passed(now, instrument, &passed);
        }
        self.scratch.passed = passed;
        let action = self.markets[instrument as usize].rules.band_action;
        if end == End::DynamicBand && action != BandAction::Cancel {
            self.leave_band(now, instrument, action);
        }
    }

    /// An all-or-none order (M9).
    fn enter_whole(&mut self, now: Now, mut order: Incoming) {
        let instrument = order.instrument;
        if self.plan_whole(&order) {
            self.carry_out(now, &mut order);
            self.finish(now, order, End::Matched, None);
            return;
        }
        if order.extra.time_in_force == TimeInForce::Ioc {
            return self.refuse(now, &order, Reason::ImmediateRemainder);
        }
        let passed = self.passed();
        self.rest(now, order);
        self.retry_passed(now, instrument, &passed);
        self.scratch.passed = passed;
    }

    /// The orders that the plan passed over. To be given back to the scratch room.
    fn passed(&mut self) -> Vec<(Slot, u64)> {
        let mut passed = core::mem::take(&mut self.scratch.passed);
        passed.clear();
        self.add_passed(&mut passed, false);
        passed
    }

    /// Adds the orders that the plan passed over, `again` where an earlier plan may have passed them over too.
    fn add_passed(&self, passed: &mut Vec<(Slot, u64)>, again: bool) {
        for &slot in &self.plan.passed {
            let one = (slot, self.store.extra(slot).map_or(0, |extra| extra.serial));
            if !again || !passed.contains(&one) {
                passed.push(one);
            }
        }
    }

    /// Matches all-or-none orders that were passed over against the side that has got another order.
    fn retry_passed(&mut self, now: Now, instrument: InstrumentId, passed: &[(Slot, u64)]) {
        for &(slot, serial) in passed {
            if !self.is_still(slot, serial) {
                continue;
            }
            let mut order = self.incoming(instrument, slot);
            if self.plan_whole(&order) {
                self.lift(instrument, slot);
                self.carry_out(now, &mut order);
                self.finish(now, order, End::Matched, None);
            }
        }
    }

    /// Plans an order that takes what it can.
    pub fn plan_order(&mut self, order: &Incoming) {
        self.planner(order, self.limit_of(order)).run();
    }

    fn plan_whole(&mut self, order: &Incoming) -> bool {
        self.planner(order, order.limit()).run_all_or_none()
    }

    fn planner<'a>(
        &'a mut self,
        order: &'a Incoming,
        limit: Option<Price>,
    ) -> Planner<'a, crate::desk::Desk> {
        let i = order.instrument as usize;
        Planner {
            book: &self.books[i],
            store: &self.store,
            market: &self.markets[i],
            accounts: &self.desk,
            order,
            makers: order.side().opposite(),
            limit,
            draws: self.draws,
            plan: &mut self.plan,
        }
    }

    /// The worst price at which an order trades: a market-to-limit order's is the best opposite limit (N7).
    fn limit_of(&self, order: &Incoming) -> Option<Price> {
        if order.extra.order_type != OrderType::MarketToLimit {
            return order.limit();
        }
        let book = &self.books[order.instrument as usize];
        Market::best_resting_limit(book, &self.store, order.side().opposite())
    }

    /// What becomes of an order that has been matched (N3), `last` at what price, or at what price it would have been.
    /// Whether it rests.
    fn finish(&mut self, now: Now, mut order: Incoming, end: End, last: Option<Price>) -> bool {
        if order.left == 0 {
            if order.slot != NIL {
                self.gone(now, order.instrument, order.slot, !self.plan.lost);
            }
            return false;
        }
        let i = order.instrument as usize;
        let unpriced = order.extra.order_type == OrderType::MarketToLimit;
        let reason = match end {
            End::SelfTrade => Reason::SelfTrade,
            End::Linked => Reason::Linked,
            End::ReduceOnly => Reason::ReduceOnly,
            End::Money => Reason::ImmediateRemainder,
            End::StaticBand => Reason::StaticBand,
            End::DynamicBand if self.markets[i].rules.band_action == BandAction::Cancel => {
                Reason::DynamicBand
            }
            End::DynamicBand | End::Matched => match self.why_not_rest(&mut order, last) {
                None => {
                    if unpriced && order.extra.order_type == OrderType::Limit && order.traded == 0 {
                        self.output.write(now, order.record(EventKind::Repriced, Reason::None, order.left));
                    }
                    return self.rest(now, order);
                }
                Some(_) if end == End::DynamicBand => Reason::DynamicBand,
                Some(reason) => reason,
            },
        };
        self.refuse(now, &order, reason);
        false
    }

    /// Why what is left of an order cannot rest, if it cannot.
    fn why_not_rest(&self, order: &mut Incoming, last: Option<Price>) -> Option<Reason> {
        let rules = &self.markets[order.instrument as usize].rules;
        if matches!(order.extra.time_in_force, TimeInForce::Ioc | TimeInForce::Fok) {
            return Some(Reason::ImmediateRemainder);
        }
        match order.extra.order_type {
            OrderType::Limit | OrderType::Pegged => None,
            OrderType::Market => {
                let rests = rules.unmatched_market == UnmatchedMarket::Rest;
                (!rests || order.has(FLAG_CAP | FLAG_MONEY)).then_some(Reason::NoLiquidity)
            }
            OrderType::MarketToLimit => {
                let rests = rules.market_to_limit == MarketToLimit::Rest;
                if let Some(price) = last.filter(|_| rests || order.traded > 0) {
                    (order.extra.order_type, order.extra.limit) = (OrderType::Limit, price);
                    return None;
                }
                (!rests).then_some(Reason::NoCounterOrder)
            }
        }
    }

    /// Puts what is left of an order into the book; whether there was room.
    pub fn rest(&mut self, now: Now, mut order: Incoming) -> bool {
        let i = order.instrument as usize;
        let market = matches!(order.extra.order_type, OrderType::Market | OrderType::MarketToLimit);
        let price =
            if market && !order.has(FLAG_CAP) { market_order_price(order.side()) } else { order.extra.limit };
        if order.is_plain_when_resting() {
            let Incoming { instrument, account, id, left, .. } = order;
            let hash = IdHash::new(instrument, account, id);
            let view = OrderView { account, id, quantity: left };
            let rested = self.books[i].rest(&mut self.store, hash, order.side(), price, view);
            if rested.is_err() {
                self.refuse(now, &order, Reason::Capacity);
            }
            return rested.is_ok();
        }
        self.rest_special(now, &mut order, price)
    }

    fn rest_special(&mut self, now: Now, order: &mut Incoming, price: Price) -> bool {
        let shown = self.shown(order);
        if self.create(order).is_err() {
            self.refuse(now, order, Reason::Capacity);
            return false;
        }
        let (instrument, slot) = (order.instrument, order.slot);
        self.store.set_quantity(slot, shown);
        if let Some(extra) = self.store.extra_mut(slot) {
            (extra.order_type, extra.limit) = (order.extra.order_type, order.extra.limit);
            extra.reserve_price = order.extra.reserve_price;
            extra.reserve = order.left - shown;
        }
        let place = if order.has(FLAG_HIDDEN) { Place::Hidden } else { Place::Lit };
        let to = (place, order.side(), price);
        let rested = self.books[instrument as usize].put(&mut self.store, slot, to).is_ok();
        if !rested {
            self.refuse(now, order, Reason::Capacity);
        }
        rested
    }

    /// What an order displays of what is left of it: a new iceberg the rest of the part that it came to trade in (M6).
    fn shown(&mut self, order: &Incoming) -> u64 {
        let extra = &order.extra;
        if extra.display == 0 {
            return order.left;
        }
        let begun = if order.replaced || extra.display_high != 0 { 0 } else { order.traded % extra.display };
        (self.draws.part(extra) - begun).min(order.left)
    }

    /// What is left of an incoming order is cancelled.
    pub fn refuse(&mut self, now: Now, order: &Incoming, reason: Reason) {
        self.output.write(now, order.record(EventKind::Cancelled, reason, order.left));
        self.desk.taker_left(order, order.left, true);
        if order.slot != NIL {
            self.gone(now, order.instrument, order.slot, false);
        }
    }
}

/// Whether a phase takes such an order (V10a).
const fn phase_takes(phase: Phase, order: &Incoming) -> bool {
    let in_open = matches!(phase, Phase::PreOpen | Phase::OpeningAuction);
    if matches!(order.extra.time_in_force, TimeInForce::AtOpen) && !in_open {
        return false;
    }
    if matches!(phase, Phase::Continuous) {
        return true;
    }
    let short = matches!(order.extra.time_in_force, TimeInForce::Ioc | TimeInForce::Fok);
    let flags = FLAG_POST_ONLY | FLAG_ALL_OR_NONE | FLAG_REDUCE_ONLY | FLAG_MONEY;
    let pegged = matches!(order.extra.order_type, OrderType::Pegged);
    phase.is_call() && !short && !pegged && order.extra.flags & flags == 0 && order.extra.minimum == 0
}
