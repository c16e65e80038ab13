//! The order in which live orders are listed, and what they are called by it.

use super::bytes::Put;
use super::orders::{Reference, save_order};
use crate::venue::Venue;
use cift_book::{Book, LevelView, NIL, Place, Slot};
use cift_types::Side;

/// The ladders of a book in the order of the listing; their positions are the bits of a book's mask.
pub fn ladders() -> impl Iterator<Item = (u32, Place, Side)> {
    let both = |place: Place| [(place, Side::Buy), (place, Side::Sell)];
    (0..).zip(Place::ALL.into_iter().flat_map(both)).map(|(bit, (place, side))| (bit, place, side))
}

/// What orders with an extra are called: their positions, and those of their serial numbers.
#[derive(Debug)]
pub struct Listing {
    /// Their slots in rising order, with their positions among all live orders.
    positions: Vec<(Slot, u32)>,
    /// In rising order. Only the order of serial numbers means anything, so they are written as their
    /// positions here.
    serials: Vec<u64>,
    /// In the order of `positions`: the first order of the ring.
    leaders: Vec<u32>,
}

impl Listing {
    pub fn of(venue: &Venue) -> Self {
        // Where all books are plain, no order has an extra, and a walk through all of them can be saved.
        let plain = venue.books.iter().all(Book::is_plain);
        let books = if plain { &[] } else { &*venue.books };
        let all = (0..).zip(books.iter().flat_map(|book| standing(venue, book)));
        let special = all.filter(|&(_, slot)| venue.store.order(slot).is_special());
        let listed: Vec<(u32, Slot)> = special.collect();
        let extras = listed.iter().filter_map(|&(_, slot)| venue.store.extra(slot));
        let mut serials: Vec<u64> = extras.map(|extra| extra.serial).filter(|&serial| serial > 0).collect();
        serials.sort_unstable();
        let mut positions: Vec<(Slot, u32)> =
            listed.iter().map(|&(position, slot)| (slot, position)).collect();
        positions.sort_unstable();
        let mut listing = Self { leaders: vec![NIL; positions.len()], positions, serials };
        listing.find_leaders(venue, &listed);
        listing
    }

    fn find_leaders(&mut self, venue: &Venue, listed: &[(u32, Slot)]) {
        let ring = |slot: Slot| venue.store.extra(slot).map_or(NIL, |extra| extra.ring);
        for &(position, first) in listed {
            let mut slot = first;
            while ring(slot) != NIL
                && let Some(at) = self.find(slot).filter(|&at| self.leaders[at] == NIL)
            {
                self.leaders[at] = position;
                slot = ring(slot);
            }
        }
    }

    fn find(&self, slot: Slot) -> Option<usize> {
        self.positions.binary_search_by_key(&slot, |&(of, _)| of).ok()
    }

    /// The position of a live order with an extra; [`NIL`] of [`NIL`].
    pub fn position(&self, slot: Slot) -> u32 {
        self.find(slot).map_or(NIL, |at| self.positions[at].1)
    }

    /// What an order with an extra has that names others.
    fn reference(&self, slot: Slot, serial: u64, parent: Slot) -> Reference {
        let rank = if serial == 0 { 0 } else { self.serials.partition_point(|&before| before <= serial) };
        let ring = self.find(slot).map_or(NIL, |at| self.leaders[at]);
        Reference { rank: rank as u32, ring, parent: self.position(parent) }
    }

    /// Writes a book: which ladders have levels, then their levels with their orders.
    pub fn save_book(&self, venue: &Venue, book: &Book, out: &mut Vec<u8>) {
        let levels = |place, side| -> Vec<LevelView> { book.levels_at(&venue.store, place, side).collect() };
        let used = |&(_, place, side): &(u32, Place, Side)| book.best_at(&venue.store, place, side).is_some();
        ladders().filter(used).fold(0_u32, |mask, (bit, ..)| mask | 1 << bit).put(out);
        for (_, place, side) in ladders().filter(used) {
            let levels = levels(place, side);
            (levels.len() as u32).put(out);
            for level in levels {
                level.price.put(out);
                level.orders.put(out);
                venue.store.slots(level.level).for_each(|slot| self.save_order(venue, slot, out));
            }
        }
    }

    fn save_order(&self, venue: &Venue, slot: Slot, out: &mut Vec<u8>) {
        let extra = venue.store.extra(slot);
        let extra = extra.map(|extra| (extra, self.reference(slot, extra.serial, extra.parent)));
        save_order(venue.store.order(slot), extra, out);
    }
}

/// The orders of a book in the order of the listing.
fn standing<'a>(venue: &'a Venue, book: &'a Book) -> impl Iterator<Item = Slot> + 'a {
    let levels = ladders().flat_map(move |(_, place, side)| book.levels_at(&venue.store, place, side));
    levels.flat_map(move |level| venue.store.slots(level.level))
}
