//! The orders in the books, by Nasdaq's numbers: what later messages about them do not say again.

use cift_types::Side;

/// What is known of an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// Its number.
    pub id: u64,
    /// Its price, in units of 1e-4.
    pub price: u32,
    /// What is left of it: never zero.
    pub shares: u32,
    /// Its instrument.
    pub instrument: u32,
    /// Its side.
    pub side: Side,
}

/// An order's place when there is none: no order is left without shares.
const FREE: Order = Order { id: 0, price: 0, shares: 0, instrument: 0, side: Side::Buy };

/// Orders in a table with open addressing: one line of memory an order, none for those that are gone.
#[derive(Clone)]
pub struct Orders {
    /// A power of two of places.
    table: Vec<Order>,
    count: usize,
}

impl Default for Orders {
    fn default() -> Self {
        Self { table: vec![FREE; 1024], count: 0 }
    }
}

impl Orders {
    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    fn home(&self, id: u64) -> usize {
        let bits = self.table.len().trailing_zeros();
        (id.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
    }

    /// Where an order is, or where it would be.
    fn place(&self, id: u64) -> usize {
        let mask = self.table.len() - 1;
        let mut at = self.home(id);
        while self.table[at].shares != 0 && self.table[at].id != id {
            at = (at + 1) & mask;
        }
        at
    }

    /// The order of a number.
    pub fn get(&mut self, id: u64) -> Option<&mut Order> {
        let at = self.place(id);
        Some(&mut self.table[at]).filter(|order| order.shares != 0)
    }

    /// Adds an order, which has shares; returns whether there was none of its number.
    pub fn add(&mut self, order: Order) -> bool {
        if self.count * 4 >= self.table.len() * 3 {
            self.grow();
        }
        let at = self.place(order.id);
        let free = self.table[at].shares == 0;
        if free {
            self.table[at] = order;
            self.count += 1;
        }
        free
    }

    fn grow(&mut self) {
        let larger = vec![FREE; self.table.len() * 2];
        let table = core::mem::replace(&mut self.table, larger);
        for order in table.into_iter().filter(|order| order.shares != 0) {
            let at = self.place(order.id);
            self.table[at] = order;
        }
    }

    /// Takes an order out. Those behind it that would not be found any more move up.
    pub fn remove(&mut self, id: u64) -> Option<Order> {
        let mask = self.table.len() - 1;
        let mut hole = self.place(id);
        let removed = self.table[hole];
        if removed.shares == 0 {
            return None;
        }
        let mut at = hole;
        loop {
            at = (at + 1) & mask;
            let order = self.table[at];
            if order.shares == 0 {
                break;
            }
            let home = self.home(order.id);
            // It may move up to the hole unless its home lies behind the hole.
            if (at.wrapping_sub(home) & mask) >= (at.wrapping_sub(hole) & mask) {
                self.table[hole] = order;
                hole = at;
            }
        }
        self.table[hole] = FREE;
        self.count -= 1;
        Some(removed)
    }

    /// Takes all out.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
