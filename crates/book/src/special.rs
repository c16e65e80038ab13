//! Orders with an [`Extra`]: how they come into being, stand in one of the ladders, move between them and go.
//!
//! Nothing here is on the path of plain orders. What these orders mean is the engine's business.

use crate::book::{Book, LevelView, OTHERS, view};
use crate::cells::{Cell, NIL, Slot};
use crate::extra::Extra;
use crate::ids::IdHash;
use crate::key::{key, price};
use crate::ladder::Ladder;
use crate::place::Place;
use crate::store::{CapacityError, Store};
use cift_types::{AccountId, EXACT_LIMIT, InstrumentId, OrderId, Price, Quantity, Side};

/// Where an order stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stand {
    /// The pair of ladders.
    pub place: Place,
    /// Which of the two; in the book, the order's side.
    pub side: Side,
    /// Its price there; of a waiting order, the trigger's.
    pub price: Price,
    /// The level's cell.
    pub level: Slot,
}

impl Book {
    /// The ladder of a place, if it has ever been used.
    fn ladder_at(&self, place: Place, side: Side) -> Option<&Ladder> {
        match place.number() {
            0 => Some(self.ladder(side)),
            number => self.others.as_deref().map(|others| &others[other_index(number, side)]),
        }
    }

    fn ladder_at_mut(&mut self, place: Place, side: Side) -> &mut Ladder {
        let number = place.number();
        if number == 0 {
            return self.ladder_mut(side);
        }
        let instrument = self.instrument;
        let others = self.others.get_or_insert_with(|| Box::new(empty_others(instrument)));
        &mut others[other_index(number, side)]
    }

    /// The best level of a place: of the book, the next to trade; of triggers, the next to fire.
    #[must_use]
    pub fn best_at(&self, store: &Store, place: Place, side: Side) -> Option<LevelView> {
        let best = self.ladder_at(place, side)?.best();
        (best.level != NIL).then(|| view(store, side, best))
    }

    /// The next level after a price.
    #[must_use]
    pub fn level_after(&self, store: &Store, place: Place, side: Side, after: Price) -> Option<LevelView> {
        let from = key(side, after).checked_add(1)?;
        self.ladder_at(place, side)?.next(from).map(|best| view(store, side, best))
    }

    /// The levels of a place, best first. Each is looked for when it is asked for, and not before: most callers want a few.
    pub fn levels_at<'a>(
        &'a self,
        store: &'a Store,
        place: Place,
        side: Side,
    ) -> impl Iterator<Item = LevelView> + 'a {
        let mut last: Option<Price> = None;
        core::iter::from_fn(move || {
            let next = match last {
                None => self.best_at(store, place, side),
                Some(price) => self.level_after(store, place, side, price),
            };
            last = next.map(|level| level.price).or(last);
            next
        })
    }

    /// Makes an order that stands nowhere yet. It has its id and its extra.
    pub fn create(
        &mut self,
        store: &mut Store,
        hash: IdHash,
        (account, id, quantity): (AccountId, OrderId, Quantity),
        extra: Extra,
    ) -> Result<Slot, CapacityError> {
        let slot = store.cells.insert(account, id, quantity).ok_or(CapacityError)?;
        // Its own cell, so that a look at its level goes nowhere worse.
        store.cells.get_mut(slot).parent = slot;
        store.ids.insert(hash, slot, store.cells.live_orders());
        self.attach(store, slot, extra);
        Ok(slot)
    }

    /// Gives a plain order an extra.
    pub fn attach(&mut self, store: &mut Store, slot: Slot, extra: Extra) {
        store.extras.insert(slot, extra);
        store.cells.get_mut(slot).set_special(true);
        self.specials += 1;
    }

    /// Puts an order that stands nowhere behind all others at a price of a place. It goes on standing nowhere where
    /// there is no room.
    pub fn put(
        &mut self,
        store: &mut Store,
        slot: Slot,
        (place, side, price): (Place, Side, Price),
    ) -> Result<(), CapacityError> {
        let quantity = store.cells.get(slot).quantity;
        let ladder = self.ladder_at_mut(place, side);
        let index = ladder.open(key(side, price), &mut store.cells).ok_or(CapacityError)?;
        let level = store.cells.get_mut(index);
        // Only what is displayed has a greatest total; the others' sums may wrap, and nobody reads them.
        let total = level.quantity.wrapping_add(quantity);
        if place == Place::Lit && total >= EXACT_LIMIT {
            return Err(CapacityError);
        }
        level.quantity = total;
        level.tally += 1;
        store.cells.link(slot, index);
        Ok(())
    }

    /// Takes an order out of its level: it stands nowhere until [`Book::put`] or [`Book::forget`].
    pub fn pick_up(&mut self, store: &mut Store, slot: Slot) -> Stand {
        let stand = self.stand(store, slot);
        let Cell { quantity, prev, next, .. } = *store.cells.get(slot);
        store.cells.unlink(prev, next);
        let level = store.cells.get_mut(stand.level);
        level.quantity = level.quantity.wrapping_sub(quantity);
        level.tally -= 1;
        if level.tally == 0 {
            let at = key(stand.side, stand.price);
            self.ladder_at_mut(stand.place, stand.side).close(at, stand.level, &mut store.cells);
        }
        stand
    }

    /// Where an order stands.
    #[must_use]
    pub fn stand(&self, store: &Store, slot: Slot) -> Stand {
        let level = store.cells.get(slot).parent;
        let cell = store.cells.get(level);
        let place = Place::ALL[cell.place_number() as usize];
        let side = cell.side();
        Stand { place, side, price: price(side, cell.key()), level }
    }

    /// Drops an order that stands nowhere.
    pub fn forget(&mut self, store: &mut Store, slot: Slot) {
        if store.cells.get(slot).is_special() {
            store.extras.remove(slot);
            // Whoever still remembers the slot finds no extra there.
            store.cells.get_mut(slot).set_special(false);
            self.specials -= 1;
        }
        store.forget(slot, self.instrument);
    }

    /// Sets what a standing order has open in its cell, in its place.
    pub fn resize(&mut self, store: &mut Store, slot: Slot, quantity: Quantity) {
        let order = store.cells.get_mut(slot);
        let before = core::mem::replace(&mut order.quantity, quantity);
        let level = order.parent;
        let level = store.cells.get_mut(level);
        level.quantity = level.quantity.wrapping_sub(before).wrapping_add(quantity);
    }

    /// The instrument's number.
    #[must_use]
    pub const fn instrument(&self) -> InstrumentId {
        self.instrument
    }
}

impl Store {
    /// The orders of a level, first to trade first.
    pub fn slots(&self, level: Slot) -> impl Iterator<Item = Slot> + '_ {
        let in_ring = move |slot: Slot| (slot != level).then_some(slot);
        core::iter::successors(in_ring(self.cells.get(level).next), move |&slot| {
            in_ring(self.cells.get(slot).next)
        })
    }

    /// Sets what an order that stands nowhere has open.
    pub fn set_quantity(&mut self, slot: Slot, quantity: Quantity) {
        self.cells.get_mut(slot).quantity = quantity;
    }
}

const fn other_index(number: u32, side: Side) -> usize {
    (number as usize - 1) * 2 + side as usize
}

fn empty_others(instrument: InstrumentId) -> [Ladder; OTHERS] {
    core::array::from_fn(|index| {
        let side = if index % 2 == 0 { Side::Buy } else { Side::Sell };
        Ladder::new(instrument, index as u32 / 2 + 1, side)
    })
}
