//! One instrument's two sides: resting, removing and looking at orders.

use crate::cells::{Cell, NIL, Slot};
use crate::ids::IdHash;
use crate::key::{key, price};
use crate::ladder::{Best, Ladder};
use crate::place::Place;
use crate::store::{CapacityError, Found, Store};
use cift_types::{AccountId, EXACT_LIMIT, InstrumentId, OrderId, Price, Quantity, Side};

/// The order book of one instrument.
#[derive(Debug)]
pub struct Book {
    pub(crate) instrument: InstrumentId,
    /// Reasons that the owner of the book has for looking closer at every command; see [`Book::is_plain`].
    busy: u32,
    /// Live orders with an extra.
    pub(crate) specials: u32,
    /// The displayed orders, indexed by side.
    ladders: [Ladder; 2],
    /// The ladders of the other places, two each, from the first order on that stands in one.
    pub(crate) others: Option<Box<[Ladder; OTHERS]>>,
}

/// Ladders of the places other than the displayed book.
pub(crate) const OTHERS: usize = (Place::ALL.len() - 1) * 2;

/// A price level from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LevelView {
    /// Its price.
    pub price: Price,
    /// Sum of its orders.
    pub quantity: Quantity,
    /// How many orders it has.
    pub orders: u32,
    /// Its index in the store, for [`Book::orders`].
    pub level: u32,
}

/// A resting order from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OrderView {
    /// Whose it is.
    pub account: AccountId,
    /// The participant's id.
    pub id: OrderId,
    /// What is still open.
    pub quantity: Quantity,
}

impl Book {
    /// An empty book. It owns no heap memory until its first order rests.
    #[must_use]
    pub const fn new(instrument: InstrumentId) -> Self {
        Self {
            instrument,
            busy: 0,
            specials: 0,
            ladders: [Ladder::new(instrument, 0, Side::Buy), Ladder::new(instrument, 0, Side::Sell)],
            others: None,
        }
    }

    /// Whether all its orders are displayed limit orders without more to them, and its owner has no reason to look
    /// closer: then new ones can be matched by [`Book::take`].
    #[inline(always)]
    #[must_use]
    pub const fn is_plain(&self) -> bool {
        self.busy | self.specials == 0
    }

    /// Sets or clears a reason to look closer.
    pub const fn set_busy(&mut self, bit: u32, busy: bool) {
        self.busy = self.busy & !bit | if busy { bit } else { 0 };
    }

    #[inline(always)]
    pub(crate) const fn ladder(&self, side: Side) -> &Ladder {
        // Indexed, not matched: which side comes next cannot be predicted, so a branch would often be wrong.
        &self.ladders[side as usize]
    }

    #[inline(always)]
    pub(crate) const fn ladder_mut(&mut self, side: Side) -> &mut Ladder {
        &mut self.ladders[side as usize]
    }

    /// Rests an order behind all others at its price.
    #[inline(always)]
    pub fn rest(
        &mut self,
        store: &mut Store,
        hash: IdHash,
        side: Side,
        price: Price,
        order: OrderView,
    ) -> Result<(), CapacityError> {
        let OrderView { account, id, quantity } = order;
        let slot = store.cells.insert(account, id, quantity).ok_or(CapacityError)?;
        if let Err(error) = self.link(store, slot, side, price, quantity) {
            store.cells.remove(slot);
            return Err(error);
        }
        store.ids.insert(hash, slot, store.cells.live_orders());
        Ok(())
    }

    /// Puts an order's cell behind all others at `price`.
    #[inline(always)]
    fn link(
        &mut self,
        store: &mut Store,
        slot: Slot,
        side: Side,
        price: Price,
        quantity: Quantity,
    ) -> Result<(), CapacityError> {
        let ladder = self.ladder_mut(side);
        let index = ladder.open(key(side, price), &mut store.cells).ok_or(CapacityError)?;
        let level = store.cells.get_mut(index);
        // Both are below 2^53, so the sum cannot overflow; the level's total stays below it too. An empty level cannot
        // refuse, so none is left open without an order.
        let total = level.quantity + quantity;
        if total >= EXACT_LIMIT {
            return Err(CapacityError);
        }
        level.quantity = total;
        level.tally += 1;
        store.cells.link(slot, index);
        Ok(())
    }

    /// Takes an order out of its level; it keeps its cell and its id.
    #[inline(always)]
    fn unlink(&mut self, store: &mut Store, slot: Slot) -> (Side, Price) {
        let Cell { parent: index, quantity, prev, next, .. } = *store.cells.get(slot);
        store.cells.unlink(prev, next);
        let level = store.cells.get_mut(index);
        level.quantity -= quantity;
        level.tally -= 1;
        let (side, at, empty) = (level.side(), level.key(), level.tally == 0);
        if empty {
            self.ladder_mut(side).close(at, index, &mut store.cells);
        }
        (side, price(side, at))
    }

    /// Removes a resting order and returns its side, price and what was open.
    #[inline(always)]
    pub fn remove(&mut self, store: &mut Store, found: Found) -> (Side, Price, Quantity) {
        let quantity = store.cells.get(found.slot).quantity;
        let (side, price) = self.unlink(store, found.slot);
        store.ids.remove_at(found.entry);
        store.cells.remove(found.slot);
        (side, price, quantity)
    }

    /// Takes a resting order out of its level to replace it: it keeps its id until [`Book::settle`].
    #[inline(always)]
    pub fn lift(&mut self, store: &mut Store, found: Found) -> Side {
        self.unlink(store, found.slot).0
    }

    /// Rests a lifted order with what is left of its new quantity behind all others at its new price, or drops it.
    #[inline(always)]
    pub fn settle(
        &mut self,
        store: &mut Store,
        slot: Slot,
        side: Side,
        price: Price,
        quantity: Quantity,
    ) -> Result<(), CapacityError> {
        store.cells.get_mut(slot).quantity = quantity;
        let settled = if quantity == 0 { Ok(()) } else { self.link(store, slot, side, price, quantity) };
        if quantity == 0 || settled.is_err() {
            store.forget(slot, self.instrument);
        }
        settled
    }

    /// Takes `quantity`, less than what is open, off a resting order, which keeps its place.
    /// Returns its side, price and what remains.
    #[inline(always)]
    pub fn reduce(&mut self, store: &mut Store, found: Found, quantity: Quantity) -> (Side, Price, Quantity) {
        let order = store.cells.get_mut(found.slot);
        order.quantity -= quantity;
        let (index, remaining) = (order.parent, order.quantity);
        let level = store.cells.get_mut(index);
        level.quantity -= quantity;
        (level.side(), price(level.side(), level.key()), remaining)
    }

    /// The best price of a side.
    #[inline(always)]
    #[must_use]
    pub fn best(&self, side: Side) -> Option<Price> {
        let best = self.ladder(side).best();
        (best.level != NIL).then(|| price(side, best.key))
    }

    /// The levels of a side, best first, each looked for when it is asked for.
    pub fn levels<'a>(&'a self, store: &'a Store, side: Side) -> impl Iterator<Item = LevelView> + 'a {
        let ladder = self.ladder(side);
        let mut last: Option<Best> = None;
        core::iter::from_fn(move || {
            let next = match last {
                None => Some(ladder.best()).filter(|best| best.level != NIL),
                Some(best) => best.key.checked_add(1).and_then(|from| ladder.next(from)),
            };
            last = next.or(last);
            next.map(|best| view(store, side, best))
        })
    }

    /// The level of a price, if it has orders.
    #[must_use]
    pub fn level(&self, store: &Store, side: Side, price: Price) -> Option<LevelView> {
        let at = key(side, price);
        self.ladder(side).find(at).map(|level| view(store, side, Best { key: at, level }))
    }

    /// The side and level of a live order.
    #[must_use]
    pub fn level_of(&self, store: &Store, found: Found) -> (Side, LevelView) {
        let level = store.cells.get(found.slot).parent;
        let cell = store.cells.get(level);
        (cell.side(), view(store, cell.side(), Best { key: cell.key(), level }))
    }

    /// The orders of a level, first to trade first.
    pub fn orders<'a>(&self, store: &'a Store, level: u32) -> impl Iterator<Item = OrderView> + 'a {
        let in_ring = move |slot: Slot| (slot != level).then_some(slot);
        let first = in_ring(store.cells.get(level).next);
        core::iter::successors(first, move |&slot| in_ring(store.cells.get(slot).next)).map(|slot| {
            let order = store.cells.get(slot);
            OrderView { account: order.account(), id: order.id(), quantity: order.quantity }
        })
    }
}

pub(crate) fn view(store: &Store, side: Side, best: Best) -> LevelView {
    let level = store.cells.get(best.level);
    LevelView {
        price: price(side, best.key),
        quantity: level.quantity,
        orders: level.tally,
        level: best.level,
    }
}

impl Store {
    /// Drops a filled order, whose level links the caller has already mended, from the slab and the map.
    #[inline(always)]
    pub(crate) fn forget(&mut self, slot: Slot, instrument: InstrumentId) {
        let order = self.cells.get(slot);
        let hash = IdHash::new(instrument, order.account(), order.id());
        if let Some((entry, _)) = self.ids.find(hash, |found| found == slot) {
            self.ids.remove_at(entry);
        }
        self.cells.remove(slot);
    }
}
