//! Live orders by their slot: how they leave, and what that means for the orders that are linked to them (K).

use crate::incoming::{Incoming, Now};
use crate::output::Record;
use crate::venue::Venue;
use cift_book::{CapacityError, Extra, IdHash, NIL, Place, Slot, Stand, Waiting};
use cift_types::{
    AccountId, EventKind, InstrumentId, Link, OrderId, OrderType, Price, Quantity, Reason, Side, Trigger,
};

/// A live order, as events name it.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    pub instrument: InstrumentId,
    pub account: AccountId,
    pub id: OrderId,
    pub side: Side,
    /// Where it stands; of a waiting order, its own limit.
    pub price: Price,
    /// All that is open, hidden parts included.
    pub open: Quantity,
    pub waiting: Waiting,
}

impl Live {
    /// An event of it.
    pub const fn record(&self, kind: EventKind, reason: Reason) -> Record {
        Record {
            kind,
            reason,
            flags: 0,
            side: self.side as u8,
            instrument: self.instrument,
            id: self.id,
            counter_id: 0,
            price: self.price,
            quantity: self.open,
            account: self.account,
            counter_account: 0,
        }
    }
}

impl Venue {
    /// A standing order.
    pub fn live(&self, instrument: InstrumentId, slot: Slot) -> Live {
        let order = self.store.order(slot);
        let stand = self.books[instrument as usize].stand(&self.store, slot);
        let extra = self.store.extra(slot);
        Live {
            instrument,
            account: order.account(),
            id: order.id(),
            side: extra.map_or(stand.side, |extra| extra.side),
            price: match extra {
                Some(extra) if extra.waiting == Waiting::Reference => 0,
                Some(extra) if !stand.place.is_book() => extra.limit,
                _ => stand.price,
            },
            open: order.quantity + extra.map_or(0, |extra| extra.reserve),
            waiting: extra.map_or(Waiting::No, |extra| extra.waiting),
        }
    }

    /// Whether a slot still holds the order that had this serial.
    pub fn is_still(&self, slot: Slot, serial: u64) -> bool {
        self.store.extra(slot).is_some_and(|extra| extra.serial == serial)
    }

    /// Makes a cell for an order that has none, and notes what concerns it from now on.
    pub fn create(&mut self, order: &mut Incoming) -> Result<(), CapacityError> {
        if order.slot != NIL {
            return Ok(());
        }
        let Incoming { instrument, account, id, left, extra, .. } = *order;
        let hash = IdHash::new(instrument, account, id);
        let book = &mut self.books[instrument as usize];
        order.slot = book.create(&mut self.store, hash, (account, id, left), extra)?;
        let market = &mut self.markets[instrument as usize];
        market.icebergs += u32::from(extra.display > 0);
        if extra.order_type == OrderType::Pegged {
            market.pegs.push((extra.serial, order.slot));
        }
        if extra.expire_ns > 0 {
            self.timers.expire(extra.expire_ns, instrument, order.slot, extra.serial);
        }
        Ok(())
    }

    /// Takes an order from where it stands. It is in no count of waiting orders any more.
    pub fn lift(&mut self, instrument: InstrumentId, slot: Slot) -> Stand {
        let stand = self.books[instrument as usize].pick_up(&mut self.store, slot);
        let market = &mut self.markets[instrument as usize];
        if let Some(extra) = self.store.extra_mut(slot) {
            match core::mem::take(&mut extra.waiting) {
                Waiting::No => {}
                Waiting::Trigger => {
                    market.triggers -= 1;
                    if extra.trigger == Trigger::Trailing {
                        let serial = extra.serial;
                        market.trails.retain(|&(of, _)| of != serial);
                    }
                }
                _ => market.parked -= 1,
            }
        }
        stand
    }

    /// Lets an order that stands nowhere wait, for something that is not a price.
    pub fn park(&mut self, now: Now, instrument: InstrumentId, slot: Slot, waiting: Waiting) {
        let i = instrument as usize;
        if let Some(extra) = self.store.extra_mut(slot) {
            extra.waiting = waiting;
        }
        // Levels of waiting orders have no greatest total, and their pages are not counted: there is always room.
        let parked = self.books[i].put(&mut self.store, slot, (Place::Parked, Side::Sell, 0));
        debug_assert!(parked.is_ok(), "no room to wait at {}", now.seq);
        if waiting == Waiting::Trigger {
            self.markets[i].triggers += 1;
            let serial = self.store.extra(slot).map_or(0, |extra| extra.serial);
            self.markets[i].trails.push((serial, slot));
            self.markets[i].trails.sort_unstable();
        } else {
            self.markets[i].parked += 1;
        }
    }

    /// Cancels a standing order, with everything that follows for linked ones.
    pub fn cancel_live(&mut self, now: Now, instrument: InstrumentId, slot: Slot, reason: Reason) {
        let live = self.live(instrument, slot);
        self.lift(instrument, slot);
        self.output.write(now, live.record(EventKind::Cancelled, reason));
        self.desk.left(&live, self.store.extra(slot), live.open, true);
        self.gone(now, instrument, slot, false);
    }

    /// An order that stands nowhere is no more. `filled`: those that wait for it come next; else they go too.
    pub fn gone(&mut self, now: Now, instrument: InstrumentId, slot: Slot, filled: bool) {
        let Some(&extra) = self.store.extra(slot) else {
            return self.books[instrument as usize].forget(&mut self.store, slot);
        };
        self.leave_parent(slot, &extra);
        let ring = self.leave_ring(slot);
        let children = extra.first_child;
        self.markets[instrument as usize].icebergs -= u32::from(extra.display > 0);
        if extra.order_type == OrderType::Pegged {
            self.markets[instrument as usize].pegs.retain(|&(serial, _)| serial != extra.serial);
        }
        self.books[instrument as usize].forget(&mut self.store, slot);
        self.cancel_ring(now, instrument, ring);
        if filled {
            self.release_children(instrument, children);
        } else {
            self.cancel_children(now, instrument, children);
        }
    }
}

// ---- rings: one cancels the other

impl Venue {
    fn ring_of(&self, slot: Slot) -> Slot {
        self.store.extra(slot).map_or(NIL, |extra| extra.ring)
    }

    fn set_ring(&mut self, slot: Slot, next: Slot) {
        if let Some(extra) = self.store.extra_mut(slot) {
            extra.ring = next;
        }
    }

    /// Puts `slot` into the ring of `peer`.
    pub fn join_ring(&mut self, slot: Slot, peer: Slot) {
        let next = self.ring_of(peer);
        self.set_ring(slot, if next == NIL { peer } else { next });
        self.set_ring(peer, slot);
    }

    /// Takes an order out of its ring and returns one of those that stay, or [`NIL`].
    pub fn leave_ring(&mut self, slot: Slot) -> Slot {
        let next = self.ring_of(slot);
        if next == NIL {
            return NIL;
        }
        let mut before = next;
        while self.ring_of(before) != slot {
            before = self.ring_of(before);
        }
        self.set_ring(before, if before == next { NIL } else { next });
        self.set_ring(slot, NIL);
        before
    }

    /// Cancels the others of an order's ring: it has traded, or its trigger has fired.
    pub fn break_ring(&mut self, now: Now, instrument: InstrumentId, slot: Slot) {
        let ring = self.leave_ring(slot);
        self.cancel_ring(now, instrument, ring);
    }

    /// Cancels all orders of a ring, in order of entry.
    fn cancel_ring(&mut self, now: Now, instrument: InstrumentId, mut ring: Slot) {
        while ring != NIL {
            let first = self.first_of_ring(ring);
            ring = self.leave_ring(first);
            if let Some(taker) = self.taker.take_if(|taker| taker.slot == first) {
                self.refuse(now, &taker, Reason::Linked);
                continue;
            }
            // In an uncross, one that is filled has nothing to cancel; it goes in its turn.
            if self.live(instrument, first).open > 0 {
                self.cancel_live(now, instrument, first, Reason::Linked);
            }
        }
    }

    /// Whether two orders are of the same ring.
    pub fn same_ring(&self, a: Slot, b: Slot) -> bool {
        let mut at = self.ring_of(a);
        while at != NIL && at != a {
            if at == b {
                return true;
            }
            at = self.ring_of(at);
        }
        false
    }

    fn first_of_ring(&self, ring: Slot) -> Slot {
        let serial = |slot: Slot| self.store.extra(slot).map_or(u64::MAX, |extra| extra.serial);
        let (mut first, mut at) = (ring, self.ring_of(ring));
        while at != NIL && at != ring {
            if serial(at) < serial(first) {
                first = at;
            }
            at = self.ring_of(at);
        }
        first
    }
}

// ---- parents and children: one triggers the other

impl Venue {
    /// Links a new order, which has its cell, to a live one.
    pub fn link(&mut self, slot: Slot, peer: Slot, link: Link) {
        if link == Link::OneCancelsOther {
            return self.join_ring(slot, peer);
        }
        let last = self.store.extra(peer).map_or(NIL, |extra| extra.first_child);
        if link == Link::Bracket {
            let mut sibling = last;
            while let Some(extra) = self.extra_of(sibling) {
                if extra.link == Link::Bracket {
                    self.join_ring(slot, sibling);
                    break;
                }
                sibling = extra.sibling;
            }
        }
        if let Some(extra) = self.store.extra_mut(slot) {
            (extra.parent, extra.sibling) = (peer, last);
        }
        if let Some(extra) = self.store.extra_mut(peer) {
            extra.first_child = slot;
        }
    }

    fn extra_of(&self, slot: Slot) -> Option<&Extra> {
        if slot == NIL { None } else { self.store.extra(slot) }
    }

    /// Takes an order that waits for its parent off the parent's list.
    fn leave_parent(&mut self, slot: Slot, extra: &Extra) {
        if extra.parent == NIL {
            return;
        }
        let Some(parent) = self.store.extra_mut(extra.parent) else { return };
        if parent.first_child == slot {
            parent.first_child = extra.sibling;
            return;
        }
        let mut at = parent.first_child;
        while let Some(before) = self.store.extra_mut(at) {
            if before.sibling == slot {
                before.sibling = extra.sibling;
                return;
            }
            at = before.sibling;
        }
    }

    /// An order that has its cell is filled, but not yet gone: its children are due.
    pub fn release_children_of(&mut self, instrument: InstrumentId, slot: Slot) {
        let Some(extra) = self.store.extra_mut(slot) else { return };
        let children = core::mem::replace(&mut extra.first_child, NIL);
        self.release_children(instrument, children);
    }

    /// Lets the children enter the market when the command has been matched, in order of entry.
    fn release_children(&mut self, instrument: InstrumentId, last: Slot) {
        let (mut at, first) = (last, self.released.len());
        while at != NIL {
            let Some(extra) = self.store.extra_mut(at) else { break };
            self.released.push((instrument, at, extra.serial));
            extra.parent = NIL;
            at = core::mem::replace(&mut extra.sibling, NIL);
        }
        self.released[first..].reverse();
    }

    fn cancel_children(&mut self, now: Now, instrument: InstrumentId, last: Slot) {
        let (mut at, others) = (last, self.scratch.orphans.len());
        while let Some(extra) = if at == NIL { None } else { self.store.extra_mut(at) } {
            self.scratch.orphans.push((at, extra.serial));
            extra.parent = NIL;
            at = core::mem::replace(&mut extra.sibling, NIL);
        }
        // The first to come was pushed last.
        while self.scratch.orphans.len() > others {
            let Some((slot, serial)) = self.scratch.orphans.pop() else { return };
            // A sibling's ring may have taken it along.
            if self.is_still(slot, serial) {
                self.cancel_live(now, instrument, slot, Reason::Linked);
            }
        }
    }
}
