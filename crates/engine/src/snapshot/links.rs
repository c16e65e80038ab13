//! Reads the books of a state: every order into its place, and then the rings and parents that orders name.

use super::SnapshotError;
use super::bytes::{Reader, ensure};
use super::checks::{Stands, check_extra};
use super::listing::ladders;
use super::orders::{Entry, Reference, load_order};
use crate::engine::Engine;
use crate::venue::Venue;
use cift_book::{Extra, IdHash, NIL, OrderView, Slot, Waiting};
use cift_types::{InstrumentId, Link, OrderType, Price, Side, Trigger};

/// What is known of the listed orders while the state is read.
#[derive(Debug, Default)]
pub struct Links {
    /// By position: the slot of an order with an extra, [`NIL`] of others.
    slots: Vec<Slot>,
    /// Ring, then member, by position.
    rings: Vec<(u32, u32)>,
    /// Parent by position, and the child's serial number and position.
    parents: Vec<(u32, u64, u32)>,
    serials: Vec<u64>,
    /// Orders that expire.
    pub expiring: u32,
}

impl Engine {
    /// Reads a book's orders.
    pub fn load_book(
        &mut self,
        instrument: InstrumentId,
        links: &mut Links,
        from: &mut Reader<'_>,
    ) -> Result<(), SnapshotError> {
        let mask = from.u32()?;
        ensure(ladders().count() as u32 >= u32::BITS - mask.leading_zeros(), "the ladders of a book")?;
        for (_, place, side) in ladders().filter(|(bit, ..)| mask >> bit & 1 == 1) {
            let levels = from.u32()?;
            ensure(levels > 0, "a ladder without levels")?;
            let mut last = None;
            for _ in 0..levels {
                let (price, orders) = (from.i64()?, from.u32()?);
                ensure(last.is_none_or(|last| is_worse(side, price, last)), "levels are not in order")?;
                ensure(orders > 0, "a level without orders")?;
                last = Some(price);
                let at = Stands { instrument, place, side, price };
                for _ in 0..orders {
                    self.load_order(at, links, from)?;
                }
            }
        }
        let market = &mut self.venue.markets[instrument as usize];
        market.pegs.sort_unstable();
        market.trails.sort_unstable();
        Ok(())
    }

    fn load_order(
        &mut self,
        at: Stands,
        links: &mut Links,
        from: &mut Reader<'_>,
    ) -> Result<(), SnapshotError> {
        let entry = load_order(from)?;
        let Entry { account, id, quantity, extra } = entry;
        let hash = IdHash::new(at.instrument, account, id);
        let Venue { books, store, .. } = &mut self.venue;
        ensure(store.find(hash, at.instrument, account, id).is_none(), "two orders of one id")?;
        let book = &mut books[at.instrument as usize];
        let no_room = |_| SnapshotError::Wrong("more orders than there is room for".to_owned());
        let Some((extra, reference)) = extra else {
            ensure(at.place.number() == 0, "a plain order waits")?;
            let order = OrderView { account, id, quantity };
            book.rest(store, hash, at.side, at.price, order).map_err(no_room)?;
            links.slots.push(NIL);
            return Ok(());
        };
        self.check_order(at, &extra, quantity)?;
        let Venue { books, store, .. } = &mut self.venue;
        let book = &mut books[at.instrument as usize];
        let slot = book.create(store, hash, (account, id, quantity), extra).map_err(no_room)?;
        book.put(store, slot, (at.place, at.side, at.price)).map_err(no_room)?;
        self.count(at.instrument, slot, &extra);
        links.note(slot, &extra, reference);
        Ok(())
    }

    fn check_order(&self, at: Stands, extra: &Extra, quantity: u64) -> Result<(), SnapshotError> {
        let market = &self.venue.markets[at.instrument as usize];
        let later = extra.expire_ns == 0 || extra.expire_ns > self.time_ns;
        ensure(later, "an order has expired")?;
        check_extra(at, market, extra, quantity, self.venue.desk.is_open())
    }

    /// Notes what an order is to its market.
    fn count(&mut self, instrument: InstrumentId, slot: Slot, extra: &Extra) {
        let market = &mut self.venue.markets[instrument as usize];
        match extra.waiting {
            Waiting::No => {}
            Waiting::Trigger => market.triggers += 1,
            _ => market.parked += 1,
        }
        if extra.waiting == Waiting::Trigger && extra.trigger == Trigger::Trailing {
            market.trails.push((extra.serial, slot));
        }
        market.icebergs += u32::from(extra.display > 0);
        if extra.order_type == OrderType::Pegged {
            market.pegs.push((extra.serial, slot));
        }
    }
}

/// Whether a price of a ladder comes after another.
const fn is_worse(side: Side, price: Price, than: Price) -> bool {
    match side {
        Side::Buy => price < than,
        Side::Sell => price > than,
    }
}

impl Links {
    fn note(&mut self, slot: Slot, extra: &Extra, reference: Reference) {
        let position = self.slots.len() as u32;
        self.slots.push(slot);
        if extra.serial > 0 {
            self.serials.push(extra.serial);
        }
        if reference.ring != NIL {
            self.rings.push((reference.ring, position));
        }
        if reference.parent != NIL {
            self.parents.push((reference.parent, extra.serial, position));
        }
        self.expiring += u32::from(extra.expire_ns > 0);
    }

    /// The slot of an order with an extra.
    pub fn slot(&self, position: u32) -> Result<Slot, SnapshotError> {
        let slot = self.slots.get(position as usize).copied().filter(|&slot| slot != NIL);
        slot.ok_or_else(|| SnapshotError::Wrong("an order names one that is not there".to_owned()))
    }

    /// The extras, all of them.
    pub fn extras<'a>(&'a self, venue: &'a Venue) -> impl Iterator<Item = (Slot, &'a Extra)> {
        let special = self.slots.iter().copied().filter(|&slot| slot != NIL);
        special.filter_map(|slot| venue.store.extra(slot).map(|extra| (slot, extra)))
    }

    /// Links the orders, and checks that the links can be.
    pub fn tie(&mut self, venue: &mut Venue) -> Result<(), SnapshotError> {
        self.serials.sort_unstable();
        let counted = self.serials.iter().zip(1..).all(|(&serial, rank)| serial == rank);
        ensure(counted, "serial numbers")?;
        venue.serial = self.serials.len() as u64;
        self.parents.sort_unstable();
        for &(parent, _, child) in &self.parents {
            self.tie_child(venue, parent, child)?;
        }
        let waits = self.extras(venue).filter(|(_, extra)| extra.waiting == Waiting::Parent).count();
        ensure(waits == self.parents.len(), "an order waits for no other")?;
        self.rings.sort_unstable();
        for ring in self.rings.chunk_by(|one, next| one.0 == next.0) {
            self.tie_ring(venue, ring)?;
        }
        Ok(())
    }

    /// Makes an order the last child of another.
    fn tie_child(&self, venue: &mut Venue, parent: u32, child: u32) -> Result<(), SnapshotError> {
        let (parent, child) = (self.slot(parent)?, self.slot(child)?);
        ensure(is_one_owner(venue, parent, child), "an order waits for another's")?;
        let extra = extra_mut(venue, parent)?;
        ensure(extra.waiting != Waiting::Parent, "an order waits for one that waits")?;
        let before = core::mem::replace(&mut extra.first_child, child);
        let extra = extra_mut(venue, child)?;
        ensure(extra.waiting == Waiting::Parent, "an order in the market waits")?;
        (extra.parent, extra.sibling) = (parent, before);
        Ok(())
    }

    /// Makes orders a ring. All of them wait for the same order, or none does.
    fn tie_ring(&self, venue: &mut Venue, ring: &[(u32, u32)]) -> Result<(), SnapshotError> {
        let &[(leader, first), _, ..] = ring else {
            return Err(SnapshotError::Wrong("a ring of one order".to_owned()));
        };
        ensure(leader == first, "a ring is not called by its first order")?;
        let last = ring.last().map_or(first, |&(_, position)| position);
        let (mut before, start) = (self.slot(last)?, self.slot(first)?);
        let parent = venue.store.extra(start).map_or(NIL, |extra| extra.parent);
        let mut unnumbered = 0;
        for &(_, position) in ring {
            let slot = self.slot(position)?;
            ensure(is_one_owner(venue, start, slot), "a ring of two owners' orders")?;
            let extra = extra_mut(venue, slot)?;
            let brackets = parent == NIL || extra.link == Link::Bracket;
            ensure(extra.parent == parent && brackets, "a ring of orders that wait and others")?;
            unnumbered += u32::from(extra.serial == 0);
            extra_mut(venue, before)?.ring = slot;
            before = slot;
        }
        ensure(unnumbered < 2, "two orders of a ring have no number")
    }
}

fn extra_mut(venue: &mut Venue, slot: Slot) -> Result<&mut Extra, SnapshotError> {
    let extra = venue.store.extra_mut(slot);
    extra.ok_or_else(|| SnapshotError::Wrong("a linked order without links".to_owned()))
}

/// Whether two orders are of one account on one instrument.
fn is_one_owner(venue: &Venue, one: Slot, other: Slot) -> bool {
    let owner = |slot: Slot| {
        let order = venue.store.order(slot);
        (order.account(), venue.store.order(order.parent).instrument())
    };
    owner(one) == owner(other)
}
