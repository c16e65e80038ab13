//! Carries a plan out: the trades of one incoming order, and their consequences.

use crate::incoming::{Incoming, Now};
use crate::live::Live;
use crate::market::market_order_price;
use crate::output::Record;
use crate::plan::Step;
use crate::venue::Venue;
use cift_book::{NIL, Place, Slot};
use cift_types::{
    EventKind, FLAG_ALL_OR_NONE, FLAG_MAKER_DONE, FLAG_MONEY, FLAG_TAKER_DONE, InstrumentId, OrderType,
    Price, Quantity, Reason,
};

impl Venue {
    /// Carries out the plan that was made for `order`; whether all of it. It ends after a round of trades in which a resting
    /// order moved, or found no room where it moved to and has gone, or a price changed: the order has to be planned again.
    pub fn carry_out(&mut self, now: Now, order: &mut Incoming) -> bool {
        // An all-or-none order meets nobody twice.
        let whole = order.has(FLAG_ALL_OR_NONE);
        self.lost_one = false;
        let steps = core::mem::take(&mut self.plan.steps);
        for &step in &steps[..self.plan.holds.map_or(steps.len(), |count| count as usize)] {
            if self.lost_one && !whole && step.begins_round() {
                break;
            }
            match step {
                Step::Fill { slot, quantity, price } => self.fill(now, order, slot, (quantity, price)),
                Step::BecomeLimit { slot, price } => {
                    if self.store.extra(slot).is_some() {
                        let maker = self.live(order.instrument, slot);
                        self.becomes_limit(now, &maker, slot, price);
                    }
                }
                Step::Refresh { slot, quantity, draws } => {
                    self.draws = draws;
                    self.refresh(now, order.instrument, slot, quantity);
                }
                Step::CancelOwn { slot } => self.cancel_maker(now, order, slot, Reason::SelfTrade),
                Step::CancelReduceOnly { slot } => self.cancel_maker(now, order, slot, Reason::ReduceOnly),
                Step::Decrement { slot, quantity } => self.decrement(now, order, slot, quantity),
            }
        }
        self.plan.steps = steps;
        whole || self.plan.holds.is_none() && !self.lost_one
    }

    /// Cancels a resting order that the incoming one has met. Where both are of one ring, the incoming one goes in its turn.
    fn cancel_maker(&mut self, now: Now, order: &mut Incoming, slot: Slot, reason: Reason) {
        if order.slot == NIL || !self.same_ring(order.slot, slot) {
            return self.cancel_live(now, order.instrument, slot, reason);
        }
        self.taker = Some(*order);
        self.cancel_live(now, order.instrument, slot, reason);
        if self.taker.take().is_none() {
            (order.left, order.slot) = (0, NIL);
        }
    }

    fn fill(&mut self, now: Now, order: &mut Incoming, slot: Slot, (quantity, price): (Quantity, Price)) {
        let instrument = order.instrument;
        let maker = self.live(instrument, slot);
        order.left -= if order.has(FLAG_MONEY) { quantity * price.unsigned_abs() } else { quantity };
        order.traded += quantity;
        let (taker_done, maker_done) = (order.left == 0, maker.open == quantity);
        self.output.write(
            now,
            Record {
                kind: EventKind::Trade,
                reason: Reason::None,
                flags: (u8::from(taker_done) * FLAG_TAKER_DONE) | (u8::from(maker_done) * FLAG_MAKER_DONE),
                side: order.side() as u8,
                instrument,
                id: order.id,
                counter_id: maker.id,
                price,
                quantity,
                account: order.account,
                counter_account: maker.account,
            },
        );
        self.traded(instrument, price);
        self.desk.traded(now, order, (&maker, self.store.extra(slot)), (price, quantity));
        let displayed = self.store.order(slot).quantity - quantity;
        if maker_done {
            self.lift(instrument, slot);
        } else {
            self.books[instrument as usize].resize(&mut self.store, slot, displayed);
        }
        let serial = self.store.extra(slot).map(|extra| extra.serial);
        if order.slot != NIL {
            if maker_done && self.same_ring(order.slot, slot) {
                self.leave_ring(slot);
            }
            self.break_ring(now, instrument, order.slot);
            if taker_done {
                self.release_children_of(instrument, order.slot);
            }
        }
        if maker_done {
            self.gone(now, instrument, slot, true);
        } else if serial.is_some_and(|serial| self.is_still(slot, serial)) {
            self.break_ring(now, instrument, slot);
        }
    }

    /// Notes a trade's price, for all that look at it.
    pub fn traded(&mut self, instrument: InstrumentId, price: Price) {
        let market = &mut self.markets[instrument as usize];
        let had_newer = market.newer.is_some();
        market.traded(price);
        if had_newer {
            self.note_plain(instrument);
        }
    }

    /// What is left of a resting market-to-limit order that has traded becomes a limit order at that price (N7).
    pub fn becomes_limit(&mut self, now: Now, maker: &Live, slot: Slot, price: Price) {
        let Some(extra) = self.store.extra_mut(slot) else { return };
        if extra.order_type != OrderType::MarketToLimit || maker.price != market_order_price(maker.side) {
            return;
        }
        (extra.order_type, extra.limit) = (OrderType::Limit, price);
        self.lift(maker.instrument, slot);
        self.move_to(now, maker.instrument, slot, price);
    }

    /// Puts an order that stands nowhere at a new displayed price, which is its own doing.
    pub fn move_to(&mut self, now: Now, instrument: InstrumentId, slot: Slot, price: Price) {
        let book = &mut self.books[instrument as usize];
        let side = self.store.extra(slot).map(|extra| extra.side);
        let Some(side) = side else { return };
        let rests = book.put(&mut self.store, slot, (Place::Lit, side, price)).is_ok();
        if let Some(live) = self.nowhere(instrument, slot, price) {
            self.output.write(now, live.record(EventKind::Repriced, Reason::None));
        }
        if !rests {
            self.no_room(now, instrument, slot, price);
        }
    }

    /// A live order that is known to be at a price.
    fn nowhere(&self, instrument: InstrumentId, slot: Slot, price: Price) -> Option<Live> {
        let order = self.store.order(slot);
        let extra = self.store.extra(slot)?;
        Some(Live {
            instrument,
            account: order.account(),
            id: order.id(),
            side: extra.side,
            price,
            open: order.quantity + extra.reserve,
            waiting: extra.waiting,
        })
    }

    /// Cancels an order that stands nowhere and finds no room.
    pub fn no_room(&mut self, now: Now, instrument: InstrumentId, slot: Slot, price: Price) {
        let Some(live) = self.nowhere(instrument, slot, price) else { return };
        self.lost_one = true;
        self.output.write(now, live.record(EventKind::Cancelled, Reason::Capacity));
        self.desk.left(&live, self.store.extra(slot), live.open, true);
        self.gone(now, instrument, slot, false);
    }

    /// Displays an iceberg's next part, behind the others of its price.
    pub fn refresh(&mut self, now: Now, instrument: InstrumentId, slot: Slot, quantity: Quantity) {
        let stand = self.books[instrument as usize].pick_up(&mut self.store, slot);
        let hidden_rest = self.store.order(slot).quantity;
        if let Some(extra) = self.store.extra_mut(slot) {
            extra.reserve = extra.reserve + hidden_rest - quantity;
        }
        self.store.set_quantity(slot, quantity);
        let to = (stand.place, stand.side, stand.price);
        if self.books[instrument as usize].put(&mut self.store, slot, to).is_err() {
            return self.no_room(now, instrument, slot, stand.price);
        }
        let live = self.live(instrument, slot);
        let record = Record { quantity, ..live.record(EventKind::Refreshed, Reason::None) };
        self.output.write(now, record);
    }

    /// Both orders lose a quantity instead of trading it (M4).
    fn decrement(&mut self, now: Now, order: &mut Incoming, slot: Slot, quantity: Quantity) {
        let instrument = order.instrument;
        let maker = self.live(instrument, slot);
        if maker.open == quantity {
            let linked = order.slot != NIL && self.same_ring(order.slot, slot);
            self.cancel_maker(now, order, slot, Reason::SelfTrade);
            if linked {
                // The incoming order has gone with its ring before it could lose anything.
                return;
            }
        } else {
            self.shrink(instrument, slot, quantity);
            let live = Live { open: maker.open - quantity, ..maker };
            self.output.write(now, live.record(EventKind::Reduced, Reason::SelfTrade));
            self.desk.left(&live, self.store.extra(slot), quantity, false);
        }
        let before = order.left;
        let price = self.markets[instrument as usize].trade_price(
            &self.books[instrument as usize],
            &self.store,
            maker.side,
            maker.price,
            order.limit(),
        );
        let price = price.unwrap_or(maker.price);
        order.left -= if order.has(FLAG_MONEY) { quantity * price.unsigned_abs() } else { quantity };
        let (kind, amount) =
            if order.left == 0 { (EventKind::Cancelled, before) } else { (EventKind::Reduced, order.left) };
        self.output.write(now, order.record(kind, Reason::SelfTrade, amount));
        self.desk.taker_left(order, quantity, order.left == 0);
    }

    /// Takes a quantity off a standing order, hidden parts first.
    pub fn shrink(&mut self, instrument: InstrumentId, slot: Slot, quantity: Quantity) {
        let mut rest = quantity;
        if let Some(extra) = self.store.extra_mut(slot) {
            let hidden = rest.min(extra.reserve);
            extra.reserve -= hidden;
            rest -= hidden;
        }
        let displayed = self.store.order(slot).quantity - rest;
        self.books[instrument as usize].resize(&mut self.store, slot, displayed);
    }
}

impl Step {
    /// Whether it is of what the incoming order meets, and not of what its trades leave behind.
    const fn begins_round(self) -> bool {
        matches!(self, Self::Fill { .. } | Self::CancelOwn { .. } | Self::Decrement { .. })
    }
}

impl Incoming {
    /// An event of it, with its own price.
    pub const fn record(&self, kind: EventKind, reason: Reason, quantity: Quantity) -> Record {
        Record {
            kind,
            reason,
            flags: 0,
            side: self.extra.side as u8,
            instrument: self.instrument,
            id: self.id,
            counter_id: 0,
            price: self.extra.limit,
            quantity,
            account: self.account,
            counter_account: 0,
        }
    }
}
