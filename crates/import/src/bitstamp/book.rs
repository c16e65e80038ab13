//! The orders as far as they are known.

use std::collections::BTreeMap;

use cift_types::{BookAction, Side};

use super::APART_NS;
use super::event::{Action, Order};
use super::unlogged::Unlogged;
use crate::emit::{Emit, Level, SNAPSHOT};

/// So many deleted orders are remembered.
const MOST_DELETED: usize = 1 << 16;

/// What a change of an order turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// A new order.
    Added,
    /// It was there already, and was given a new price or quantity.
    AddedAgain,
    /// It ended, or was changed, before: the lines are not in order, or say it twice, and this one is left out.
    Late {
        /// Between the two lines.
        after_ns: u64,
    },
    /// So much of it traded, and some may be left; it stood at that price.
    Filled(Level),
    /// It was deleted with as much as was left.
    Cancelled,
    /// It was deleted with less left than was known: so much was changed before, or with it.
    Short(Level),
    /// More was left than known.
    Over,
    /// It has another price.
    Moved,
    /// It has more, or is of the other side.
    Contrary,
    /// Nothing is different.
    Same,
    /// It changed, and was not known.
    Adopted,
    /// It was deleted, and was not known.
    Unknown,
}

#[derive(Clone, Copy)]
struct Resting {
    side: Side,
    level: Level,
    /// When it was put in without having been created.
    adopted_ns: Option<u64>,
    /// When something was last told of it.
    told_ns: u64,
}

/// What lines told of a price.
#[derive(Clone, Copy, Debug)]
pub struct Logged {
    pub side: Side,
    pub price: i64,
    /// What the orders make that lines told of.
    pub quantity: u64,
    /// Whether there is more, from before the log.
    pub has_older: bool,
}

/// All that is known.
#[derive(Default)]
pub struct Book {
    orders: BTreeMap<u64, Resting>,
    /// Sums by side and price.
    sums: [BTreeMap<i64, u64>; 2],
    /// What is known by its sum only.
    pub(super) unlogged: Unlogged,
    /// Orders that were deleted, and when: those with the largest ids.
    deleted: BTreeMap<u64, u64>,
}

impl Book {
    /// How many orders are known to stand.
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Where an order stands.
    pub fn place(&self, id: u64) -> Option<(Side, i64)> {
        self.orders.get(&id).map(|resting| (resting.side, resting.level.price))
    }

    /// The quantity at a price.
    pub fn sum(&self, side: Side, price: i64) -> u64 {
        self.sums[side as usize].get(&price).copied().unwrap_or(0)
    }

    /// What is known of a price.
    pub fn logged(&self, side: Side, price: i64) -> Logged {
        let older = self.unlogged.quantity(side, price);
        Logged { side, price, quantity: self.sum(side, price).saturating_sub(older), has_older: older > 0 }
    }

    /// Whether the best bid is not below the best ask.
    pub fn is_crossed(&self) -> bool {
        let bid = self.sums[0].last_key_value().map(|(price, _)| *price);
        let ask = self.sums[1].first_key_value().map(|(price, _)| *price);
        bid.zip(ask).is_some_and(|(bid, ask)| bid >= ask)
    }

    /// The prices of a side up to the worst one, at which something stands.
    pub fn prices_to(&self, side: Side, worst: i64) -> Vec<i64> {
        let sums = &self.sums[side as usize];
        match side {
            Side::Buy => sums.range(worst..).map(|(price, _)| *price).collect(),
            Side::Sell => sums.range(..=worst).map(|(price, _)| *price).collect(),
        }
    }

    /// Applies a change.
    pub fn apply(&mut self, emit: &mut Emit, order: &Order, now_ns: u64) -> Effect {
        let known = self.orders.get(&order.id).copied();
        let deleted_ns = self.deleted.get(&order.id).copied();
        match (order.action, known) {
            (_, None) if deleted_ns.is_some() => {
                Effect::Late { after_ns: now_ns.saturating_sub(deleted_ns.unwrap_or(now_ns)) }
            }
            (Action::Created, None) => {
                self.add(emit, order, None, now_ns, 0);
                Effect::Added
            }
            (Action::Created, Some(Resting { adopted_ns: Some(adopted_ns), .. })) => {
                // What is left of it is known already.
                if let Some(resting) = self.orders.get_mut(&order.id) {
                    resting.adopted_ns = None;
                }
                Effect::Late { after_ns: now_ns.saturating_sub(adopted_ns) }
            }
            (Action::Created, Some(known)) => match self.change(emit, order, known) {
                Effect::Same => Effect::Same,
                _ => Effect::AddedAgain,
            },
            (Action::Changed, Some(known)) if is_earlier(order, known, now_ns) => {
                Effect::Late { after_ns: now_ns.saturating_sub(known.told_ns) }
            }
            (Action::Changed, Some(known)) => self.change(emit, order, Resting { told_ns: now_ns, ..known }),
            (Action::Changed, None) => {
                self.take_unlogged(emit, order.side, order.level);
                self.unlogged.doubt(order.side, order.level.price, now_ns);
                self.add(emit, order, Some(now_ns), now_ns, SNAPSHOT);
                Effect::Adopted
            }
            (Action::Deleted, Some(known)) => {
                self.remember(order.id, now_ns);
                self.delete(emit, order, known)
            }
            (Action::Deleted, None) => {
                self.take_unlogged(emit, order.side, order.level);
                if order.level.quantity == 0 {
                    self.unlogged.doubt(order.side, order.level.price, now_ns);
                }
                self.remember(order.id, now_ns);
                Effect::Unknown
            }
        }
    }

    /// An order that is deleted does not come back: lines about it that follow are late.
    fn remember(&mut self, id: u64, now_ns: u64) {
        self.deleted.insert(id, now_ns);
        if self.deleted.len() > MOST_DELETED {
            self.deleted.pop_first();
        }
    }

    /// Zero quantities do not stand in a book.
    fn add(&mut self, emit: &mut Emit, order: &Order, adopted_ns: Option<u64>, told_ns: u64, flags: u16) {
        let Order { id, side, level, .. } = *order;
        if level.quantity > 0 {
            self.orders.insert(id, Resting { side, level, adopted_ns, told_ns });
            self.put(side, level);
            emit.order(BookAction::Add, side, id, level, flags);
        }
    }

    pub(super) fn put(&mut self, side: Side, level: Level) {
        let sum = self.sums[side as usize].entry(level.price).or_default();
        *sum = sum.saturating_add(level.quantity);
    }

    pub(super) fn take(&mut self, side: Side, level: Level) {
        let sums = &mut self.sums[side as usize];
        if let Some(sum) = sums.get_mut(&level.price) {
            *sum = sum.saturating_sub(level.quantity);
            if *sum == 0 {
                sums.remove(&level.price);
            }
        }
    }

    fn change(&mut self, emit: &mut Emit, order: &Order, known: Resting) -> Effect {
        let (side, was, is) = (known.side, known.level, order.level);
        if was == is && side == order.side {
            return Effect::Same;
        }
        if side != order.side {
            self.take(side, was);
            self.orders.remove(&order.id);
            emit.order(BookAction::Cancel, side, order.id, was, 0);
            self.add(emit, order, known.adopted_ns, known.told_ns, 0);
            return Effect::Contrary;
        }
        let traded = was.quantity.saturating_sub(is.quantity);
        if was.price != is.price || is.quantity > was.quantity {
            // A market order has the price that it is trading at.
            let moved = Level { price: is.price, quantity: is.quantity + traded };
            self.take(side, was);
            self.put(side, moved);
            emit.order(BookAction::Modify, side, order.id, moved, 0);
        }
        self.orders.insert(order.id, Resting { level: is, ..known });
        if traded == 0 {
            return if is.quantity > was.quantity { Effect::Contrary } else { Effect::Moved };
        }
        self.fill(emit, order.id, side, Level { price: is.price, quantity: traded });
        if is.quantity == 0 {
            self.orders.remove(&order.id);
        }
        Effect::Filled(Level { quantity: traded, ..was })
    }

    fn delete(&mut self, emit: &mut Emit, order: &Order, known: Resting) -> Effect {
        let (side, was, left) = (known.side, known.level, order.level.quantity);
        self.orders.remove(&order.id);
        let traded = was.quantity.saturating_sub(left);
        if traded > 0 {
            self.fill(emit, order.id, side, Level { quantity: traded, ..was });
        }
        let rest = Level { quantity: was.quantity - traded, ..was };
        if rest.quantity > 0 {
            self.take(side, rest);
            emit.order(BookAction::Cancel, side, order.id, rest, 0);
        }
        match left {
            0 => Effect::Filled(Level { quantity: traded, ..was }),
            _ if traded > 0 => Effect::Short(Level { quantity: traded, ..was }),
            left if left > was.quantity => Effect::Over,
            _ => Effect::Cancelled,
        }
    }

    fn fill(&mut self, emit: &mut Emit, id: u64, side: Side, gone: Level) {
        self.take(side, gone);
        emit.order(BookAction::Fill, side, id, gone, 0);
        emit.order(BookAction::Cancel, side, id, gone, 0);
    }
}

/// Whether a change is an earlier one than the last that was told: amounts only shrink.
const fn is_earlier(order: &Order, known: Resting, now_ns: u64) -> bool {
    order.side as u8 == known.side as u8
        && order.level.quantity > known.level.quantity
        && now_ns.saturating_sub(known.told_ns) <= APART_NS
}
