//! Changes to live orders of any kind: cancel, reduce, replace, release (C).

use crate::apply::Sequenced;
use crate::check::check_quantity;
use crate::incoming::{Incoming, Now, parts_fit};
use crate::live::Live;
use crate::rules::{Crossing, ReplacePriority};
use crate::venue::Venue;
use cift_book::{Place, Slot, Waiting};
use cift_types::{EventKind, FLAG_CAP, FLAG_MONEY, FLAG_POST_ONLY, FLAG_REPRICE, OrderType, Phase, Reason};
use cift_wire::Command;

impl Venue {
    pub fn cancel(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        self.desk.message(at.command);
        self.cancel_live(at.now(), at.command.instrument, found.slot, Reason::Requested);
        Ok(())
    }

    pub fn reduce(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        check_quantity(at.command)?;
        self.desk.message(at.command);
        let Command { instrument, quantity, .. } = *at.command;
        let live = self.live(instrument, found.slot);
        if quantity >= live.open {
            self.cancel_live(at.now(), instrument, found.slot, Reason::ReducedToZero);
            return Ok(());
        }
        self.reduced(at.now(), &live, found.slot, quantity);
        Ok(())
    }

    fn reduced(&mut self, now: Now, live: &Live, slot: Slot, quantity: u64) {
        self.shrink(live.instrument, slot, quantity);
        let left = Live { open: live.open - quantity, ..*live };
        self.output.write(now, left.record(EventKind::Reduced, Reason::None));
        self.desk.left(live, self.store.extra(slot), quantity, false);
    }

    pub fn replace(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        check_quantity(at.command)?;
        let Command { instrument, price, quantity, .. } = *at.command;
        let (slot, now) = (found.slot, at.now());
        let live = self.live(instrument, slot);
        let old = self.as_incoming(&live, slot);
        let mut order = old;
        order.left = quantity;
        if order.takes_new_price() {
            order.extra.limit = price;
        }
        self.check_replace(&order)?;
        self.desk.amend(at, &old, &mut order, &live)?;
        if self.keeps_place(&live, &order, slot) {
            if let Some(extra) = self.store.extra_mut(slot) {
                (extra.limit, extra.reserve_price) = (order.extra.limit, order.extra.reserve_price);
            }
            if quantity < live.open {
                self.shrink(instrument, slot, live.open - quantity);
                let left = Live { open: quantity, ..live };
                self.output.write(now, left.record(EventKind::Reduced, Reason::None));
            } else {
                self.output.write(now, live.record(EventKind::Replaced, Reason::None));
            }
            return Ok(());
        }
        self.move_replaced(now, &live, order, slot);
        Ok(())
    }

    /// Takes the order out and lets it come in again, or go on waiting, with its new price and quantity.
    fn move_replaced(&mut self, now: Now, live: &Live, mut order: Incoming, slot: Slot) {
        let instrument = live.instrument;
        let waiting = live.waiting;
        let stand = self.lift(instrument, slot);
        if stand.place.is_book() && !order.takes_new_price() {
            // It has a price once it has stood in the book.
            order.extra.limit = stand.price;
        }
        self.store.set_quantity(slot, order.left);
        if let Some(extra) = self.store.extra_mut(slot) {
            (extra.limit, extra.reserve, extra.minimum) = (order.extra.limit, 0, order.extra.minimum);
            extra.reserve_price = order.extra.reserve_price;
        }
        let shown =
            if order.takes_new_price() || waiting != Waiting::No { order.extra.limit } else { stand.price };
        let record =
            Live { price: shown, open: order.left, ..*live }.record(EventKind::Replaced, Reason::None);
        self.output.write(now, record);
        match waiting {
            Waiting::No => {
                (order.extra.minimum, order.replaced) = (0, true);
                self.enter(now, order);
            }
            Waiting::Trigger if stand.place != Place::Parked => {
                self.put_back(now, instrument, slot, stand);
            }
            waiting => self.park(now, instrument, slot, waiting),
        }
    }

    /// A live order as an incoming one; a plain one gets its extra from where it stands.
    fn as_incoming(&self, live: &Live, slot: Slot) -> Incoming {
        let mut order = self.incoming(live.instrument, slot);
        if self.store.extra(slot).is_none() {
            order.extra = cift_book::Extra::plain(live.side, live.price, 0);
        }
        order
    }

    /// V17a.
    fn check_replace(&self, order: &Incoming) -> Result<(), Reason> {
        let i = order.instrument as usize;
        let market = &self.markets[i];
        if matches!(market.phase, Phase::Halt | Phase::Closed) {
            return Err(Reason::WrongPhase);
        }
        if order.extra.order_type == OrderType::Pegged {
            return Err(Reason::InvalidPeg);
        }
        if order.takes_new_price() && !market.rules.price_fits(order.extra.limit) {
            return Err(Reason::InvalidTick);
        }
        if !order.has(FLAG_MONEY) && !market.rules.quantity_fits(order.left) {
            return Err(Reason::InvalidLot);
        }
        if order.extra.display != 0 && !parts_fit(order.left, order.extra.display) {
            return Err(Reason::InvalidDisplayQuantity);
        }
        let limit = order.extra.order_type == OrderType::Limit;
        if limit && !market.in_band(order.extra.limit) {
            return Err(Reason::StaticBand);
        }
        let moves = limit && order.extra.waiting == Waiting::No && market.phase == Phase::Continuous;
        if !moves || !self.would_trade(order.instrument, order.side(), order.extra.limit) {
            return Ok(());
        }
        let behind = self.behind_the_other_side(order).is_some();
        if order.has(FLAG_POST_ONLY) && !(order.has(FLAG_REPRICE) && behind) {
            return Err(Reason::PostOnlyWouldTrade);
        }
        if market.rules.crossing == Crossing::Reject { Err(Reason::WouldCross) } else { Ok(()) }
    }

    /// Whether a replaced order keeps its place (C3).
    fn keeps_place(&self, live: &Live, order: &Incoming, slot: Slot) -> bool {
        let rules = &self.markets[live.instrument as usize].rules;
        let stand = self.books[live.instrument as usize].stand(&self.store, slot);
        rules.replace == ReplacePriority::KeepsOnReduce
            && stand.place == Place::Lit
            && order.extra.display == 0
            && (order.extra.limit == live.price || !order.takes_new_price())
            && order.left <= live.open
    }

    /// C6.
    pub fn release(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        let held = self.store.extra(found.slot).is_some_and(|extra| extra.waiting == Waiting::Release);
        if !held {
            return Err(Reason::UnknownOrder);
        }
        let phase = self.markets[at.command.instrument as usize].phase;
        if matches!(phase, Phase::Halt | Phase::Closed) {
            return Err(Reason::WrongPhase);
        }
        let (now, instrument, slot) = (at.now(), at.command.instrument, found.slot);
        let live = self.live(instrument, slot);
        self.lift(instrument, slot);
        self.output.write(now, live.record(EventKind::Triggered, Reason::None));
        self.break_ring(now, instrument, slot);
        self.enter_again(now, instrument, slot);
        Ok(())
    }
}

impl Incoming {
    /// Whether a replace gives it a new price: not an order that trades at any.
    const fn takes_new_price(&self) -> bool {
        matches!(self.extra.order_type, OrderType::Limit | OrderType::Pegged)
    }

    /// Whether the order names a price, so that its funds can be set aside: not one at any price.
    pub const fn has_own_price(&self) -> bool {
        match self.extra.order_type {
            OrderType::Limit | OrderType::Pegged => true,
            OrderType::Market => self.extra.flags & FLAG_CAP != 0,
            OrderType::MarketToLimit => false,
        }
    }
}
