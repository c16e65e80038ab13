//! The book that the messages make, order by order, and how it is kept to what the orderbook file shows.
//!
//! The files show only so many levels. Orders that were there before the first message, or came while their level was
//! out of sight, are known by their sum only: they stand here as orders with ids of our own. A level that goes out of
//! sight stays as it was last seen, and is put right when it is seen again.

use std::collections::BTreeMap;

use cift_types::{BookAction, Side};

use crate::emit::{Emit, Level, SNAPSHOT};

/// Ids from here on are ours: no exchange has come that far, and doubles hold them.
pub const FIRST_OWN_ID: u64 = 1 << 52;

/// An order at rest.
#[derive(Clone, Copy)]
struct Resting {
    side: Side,
    price: i64,
    left: u64,
}

/// The orders at a price.
#[derive(Default)]
struct Queue {
    /// The sum of what is left of them.
    total: u64,
    /// Their ids, oldest first; some are gone.
    ids: Vec<u64>,
    /// How many are not gone.
    live: usize,
    /// How many of these have an id of our own.
    own: usize,
}

/// How many records were made to keep the book to the file, other than for messages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Corrections {
    /// Orders put in for quantity that was out of sight before.
    pub injected: u64,
    /// Orders, or parts of them, taken out that had gone while they were out of sight.
    pub withdrawn: u64,
}

/// Why quantity leaves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    Reduced,
    Deleted,
    Executed,
}

/// Both sides, with all orders.
pub struct Book {
    /// Queues by side and by price, the best first: a bid's price is negated.
    sides: [BTreeMap<i64, Queue>; 2],
    orders: BTreeMap<u64, Resting>,
    next_own_id: u64,
    pub corrections: Corrections,
}

impl Default for Book {
    fn default() -> Self {
        let (sides, corrections) = (Default::default(), Corrections::default());
        Self { sides, orders: BTreeMap::new(), next_own_id: FIRST_OWN_ID, corrections }
    }
}

/// The key of a price, and the price of a key.
const fn key(side: Side, price: i64) -> i64 {
    match side {
        Side::Buy => -price,
        Side::Sell => price,
    }
}

impl Book {
    /// The levels of a side, best first.
    pub fn levels(&self, side: Side) -> impl Iterator<Item = Level> {
        let queues = self.sides[side as usize].iter();
        queues.map(move |(found, queue)| Level { price: key(side, *found), quantity: queue.total })
    }

    /// The first rank at which a side is not as shown, of the first `depth`.
    pub fn difference(&self, side: Side, shown: &[Level], depth: usize) -> Option<usize> {
        let mut mine = self.levels(side);
        (0..depth).find(|rank| mine.next() != shown.get(*rank).copied())
    }

    fn queue(&mut self, side: Side, price: i64) -> Option<&mut Queue> {
        self.sides[side as usize].get_mut(&key(side, price))
    }

    /// The order of this id, if it stands at this price.
    fn here(&self, id: u64, side: Side, price: i64) -> Option<&Resting> {
        self.orders.get(&id).filter(|order| order.side == side && order.price == price)
    }

    /// A new order at the end of its level's queue.
    pub fn add(&mut self, emit: &mut Emit, side: Side, id: u64, level: Level, flags: u16) {
        if self.orders.contains_key(&id) {
            self.disown(emit, id);
        }
        let queue = self.sides[side as usize].entry(key(side, level.price)).or_default();
        queue.total = queue.total.saturating_add(level.quantity);
        queue.ids.push(id);
        queue.live += 1;
        queue.own += usize::from(id >= FIRST_OWN_ID);
        self.orders.insert(id, Resting { side, price: level.price, left: level.quantity });
        emit.order(BookAction::Add, side, id, level, flags);
    }

    /// Quantity leaves a level: from the order where it is known, else from those that it must be of. Returns whether
    /// the level is gone; `None` when there is no such level.
    pub fn take(&mut self, emit: &mut Emit, side: Side, id: u64, level: Level, why: Leaves) -> Option<bool> {
        let mut left = level.quantity.min(self.queue(side, level.price)?.total);
        if let Some(order) = self.here(id, side, level.price).copied() {
            let amount = left.min(order.left);
            self.take_from(emit, id, amount, why);
            left -= amount;
            if why == Leaves::Deleted && order.left > amount {
                // A part of it had gone while it was out of sight, and something else stands in its place.
                self.disown(emit, id);
            }
        }
        while left > 0 {
            let other = self.other(side, level.price)?;
            let amount = self.orders.get(&other)?.left.min(left);
            self.take_from(emit, other, amount, why);
            left -= amount;
        }
        Some(self.drop_if_empty(side, level.price))
    }

    /// An order of a level that quantity of an unknown one is taken from: the oldest that is known by its sum only,
    /// else the youngest.
    fn other(&mut self, side: Side, price: i64) -> Option<u64> {
        let queue = self.sides[side as usize].get(&key(side, price))?;
        if queue.own > 0 {
            let own =
                queue.ids.iter().find(|id| **id >= FIRST_OWN_ID && self.here(**id, side, price).is_some());
            return own.copied();
        }
        self.youngest(side, price)
    }

    /// The last order of a queue; what is gone behind it is cut off.
    fn youngest(&mut self, side: Side, price: i64) -> Option<u64> {
        loop {
            let id = *self.sides[side as usize].get(&key(side, price))?.ids.last()?;
            if self.here(id, side, price).is_some() {
                return Some(id);
            }
            self.queue(side, price)?.ids.pop();
        }
    }

    fn take_from(&mut self, emit: &mut Emit, id: u64, amount: u64, why: Leaves) {
        if let Some(order) = self.lessen(id, amount) {
            let level = Level { price: order.price, quantity: amount };
            if why == Leaves::Executed {
                emit.order(BookAction::Fill, order.side, id, level, 0);
            }
            emit.order(BookAction::Cancel, order.side, id, level, 0);
        }
    }

    /// Takes from an order and its level. Returns the order, if there was anything to take.
    fn lessen(&mut self, id: u64, amount: u64) -> Option<Resting> {
        let order = self.orders.get_mut(&id).filter(|_| amount > 0)?;
        order.left -= amount;
        let order = *order;
        let queue = self.sides[order.side as usize].get_mut(&key(order.side, order.price))?;
        queue.total -= amount;
        if order.left == 0 {
            self.orders.remove(&id);
            queue.live -= 1;
            queue.own -= usize::from(id >= FIRST_OWN_ID);
            if queue.ids.len() > 16 && queue.ids.len() > 4 * queue.live {
                let orders = &self.orders;
                let stands = |order: &Resting, at: Resting| order.side == at.side && order.price == at.price;
                queue.ids.retain(|id| orders.get(id).is_some_and(|other| stands(other, order)));
            }
        }
        Some(order)
    }

    fn drop_if_empty(&mut self, side: Side, price: i64) -> bool {
        let empty = self.queue(side, price).is_some_and(|queue| queue.total == 0);
        if empty {
            self.sides[side as usize].remove(&key(side, price));
        }
        empty
    }

    /// What is left of an order goes on under an id of our own.
    fn disown(&mut self, emit: &mut Emit, id: u64) {
        let left = self.orders.get(&id).map_or(0, |order| order.left);
        let Some(order) = self.lessen(id, left) else { return };
        let level = Level { price: order.price, quantity: left };
        emit.order(BookAction::Cancel, order.side, id, level, SNAPSHOT);
        self.corrections.withdrawn += 1;
        self.inject(emit, order.side, level);
    }

    fn inject(&mut self, emit: &mut Emit, side: Side, level: Level) {
        let id = self.next_own_id;
        self.next_own_id += 1;
        self.corrections.injected += 1;
        self.add(emit, side, id, level, SNAPSHOT);
    }

    /// Makes a side what is shown: levels that are not shown go, and missing quantity comes. Beyond the levels shown
    /// nothing is known, unless these are all there are (`whole`).
    pub fn align(&mut self, emit: &mut Emit, side: Side, shown: &[Level], whole: bool) {
        let last = shown.last().map(|level| key(side, level.price));
        let seen = |mine: &Level| whole || last.is_some_and(|last| key(side, mine.price) <= last);
        let mut shown = shown.iter().copied().peekable();
        let mine: Vec<Level> = self.levels(side).take_while(seen).collect();
        for mine in mine {
            while let Some(missing) = shown.next_if(|level| key(side, level.price) < key(side, mine.price)) {
                self.inject(emit, side, missing);
            }
            let here = shown.next_if(|level| level.price == mine.price).map_or(0, |level| level.quantity);
            let apart = Level { price: mine.price, quantity: here.abs_diff(mine.quantity) };
            if here > mine.quantity {
                self.inject(emit, side, apart);
            } else if apart.quantity > 0 {
                self.withdraw(emit, side, apart);
            }
        }
        for missing in shown {
            self.inject(emit, side, missing);
        }
    }

    /// Takes quantity out of a level that had gone unseen: one order if that explains it, else the youngest ones.
    fn withdraw(&mut self, emit: &mut Emit, side: Side, level: Level) {
        let mut left = level.quantity;
        let queue = self.sides[side as usize].get(&key(side, level.price));
        let is_all_of =
            |id: &&u64| self.here(**id, side, level.price).is_some_and(|order| order.left == left);
        let mut next = queue.and_then(|queue| queue.ids.iter().rev().find(is_all_of)).copied();
        while left > 0 {
            let Some(id) = next.or_else(|| self.youngest(side, level.price)) else { break };
            let amount = self.orders.get(&id).map_or(0, |order| order.left.min(left));
            if self.lessen(id, amount).is_none() {
                break;
            }
            left -= amount;
            self.corrections.withdrawn += 1;
            emit.order(BookAction::Cancel, side, id, Level { quantity: amount, ..level }, SNAPSHOT);
            next = None;
        }
        self.drop_if_empty(side, level.price);
    }
}
