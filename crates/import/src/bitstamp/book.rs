//! The orders as far as they are known, and what is known only by the sums that the exchange shows.

use std::collections::{BTreeMap, BTreeSet};

use cift_types::{BookAction, Side};

use super::event::{Action, Order};
use crate::emit::{Emit, Level, SNAPSHOT, is_better};

/// Ids from here on are ours: they stand for orders that were there before the log.
const FIRST_OWN_ID: u64 = 1 << 52;
/// Orders deleted before they were created are remembered, so many of them.
const MOST_DELETED: usize = 1 << 16;
const SIDES: [Side; 2] = [Side::Buy, Side::Sell];

/// What a change of an order turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// A new order.
    Added,
    /// It was there already, and was given a new price or quantity.
    AddedAgain,
    /// It had been deleted before: the lines are not in order, and it is left out.
    Late,
    /// So much of it traded, and some may be left.
    Filled(u64),
    /// It was deleted with as much as was left.
    Cancelled,
    /// So much of it traded before it was deleted, or was cancelled with it: less was left than known.
    Short(u64),
    /// More was left than known.
    Over,
    /// It has more, or another price.
    Modified,
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
}

/// All that is known.
#[derive(Default)]
pub struct Book {
    orders: BTreeMap<u64, Resting>,
    /// Sums by side and price.
    sums: [BTreeMap<i64, u64>; 2],
    /// By side and price, an order of our own and its quantity.
    own: [BTreeMap<i64, (u64, u64)>; 2],
    /// The worst price that the exchange has shown, by side: beyond it, orders from before the log are not known.
    shown_to: [Option<i64>; 2],
    /// Unknown orders that were deleted.
    deleted: BTreeSet<u64>,
    own_ids: u64,
}

impl Book {
    /// How many orders are known to stand.
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// The quantity at a price.
    pub fn sum(&self, side: Side, price: i64) -> u64 {
        self.sums[side as usize].get(&price).copied().unwrap_or(0)
    }

    /// Whether orders from before the log would be known at a price.
    pub fn is_shown(&self, side: Side, price: i64) -> bool {
        self.shown_to[side as usize].is_some_and(|worst| !is_better(side, worst, price))
    }

    /// Whether the best bid is not below the best ask.
    pub fn is_crossed(&self) -> bool {
        let bid = self.sums[0].last_key_value().map(|(price, _)| *price);
        let ask = self.sums[1].first_key_value().map(|(price, _)| *price);
        bid.zip(ask).is_some_and(|(bid, ask)| bid >= ask)
    }

    /// The prices of a side between two, at which something stands.
    pub fn prices_to(&self, side: Side, worst: i64) -> Vec<i64> {
        let sums = &self.sums[side as usize];
        match side {
            Side::Buy => sums.range(worst..).map(|(price, _)| *price).collect(),
            Side::Sell => sums.range(..=worst).map(|(price, _)| *price).collect(),
        }
    }

    /// Applies a change.
    pub fn apply(&mut self, emit: &mut Emit, order: &Order) -> Effect {
        let known = self.orders.get(&order.id).copied();
        match (order.action, known) {
            (Action::Created, None) if self.deleted.remove(&order.id) => Effect::Late,
            (Action::Created, None) => {
                self.add(emit, order.id, order.side, order.level, 0);
                Effect::Added
            }
            (Action::Created, Some(known)) => match self.change(emit, order, known) {
                Effect::Same => Effect::Same,
                _ => Effect::AddedAgain,
            },
            (Action::Changed, Some(known)) => self.change(emit, order, known),
            (Action::Changed, None) => {
                self.take_own(emit, order.side, order.level);
                self.add(emit, order.id, order.side, order.level, SNAPSHOT);
                Effect::Adopted
            }
            (Action::Deleted, Some(known)) => self.delete(emit, order, known),
            (Action::Deleted, None) => {
                self.take_own(emit, order.side, order.level);
                self.deleted.insert(order.id);
                if self.deleted.len() > MOST_DELETED {
                    self.deleted.pop_first();
                }
                Effect::Unknown
            }
        }
    }

    /// Zero quantities do not stand in a book.
    fn add(&mut self, emit: &mut Emit, id: u64, side: Side, level: Level, flags: u16) {
        if level.quantity > 0 {
            self.orders.insert(id, Resting { side, level });
            self.put(side, level);
            emit.order(BookAction::Add, side, id, level, flags);
        }
    }

    fn put(&mut self, side: Side, level: Level) {
        let sum = self.sums[side as usize].entry(level.price).or_default();
        *sum = sum.saturating_add(level.quantity);
    }

    fn take(&mut self, side: Side, level: Level) {
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
        if was.price == is.price && is.quantity < was.quantity && side == order.side {
            let gone = Level { price: was.price, quantity: was.quantity - is.quantity };
            self.fill(emit, order.id, side, gone);
            if let Some(standing) = self.orders.get_mut(&order.id) {
                standing.level = is;
            }
            if is.quantity == 0 {
                self.orders.remove(&order.id);
            }
            return Effect::Filled(gone.quantity);
        }
        self.take(side, was);
        if side != order.side || is.quantity == 0 {
            self.orders.remove(&order.id);
            emit.order(BookAction::Cancel, side, order.id, was, 0);
            self.add(emit, order.id, order.side, is, 0);
        } else {
            self.orders.insert(order.id, Resting { side, level: is });
            self.put(side, is);
            emit.order(BookAction::Modify, side, order.id, is, 0);
        }
        Effect::Modified
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
            0 => Effect::Filled(traded),
            _ if traded > 0 => Effect::Short(traded),
            left if left > was.quantity => Effect::Over,
            _ => Effect::Cancelled,
        }
    }

    fn fill(&mut self, emit: &mut Emit, id: u64, side: Side, gone: Level) {
        self.take(side, gone);
        emit.order(BookAction::Fill, side, id, gone, 0);
        emit.order(BookAction::Cancel, side, id, gone, 0);
    }

    /// Takes from what is known by its sum only, as far as there is any.
    fn take_own(&mut self, emit: &mut Emit, side: Side, level: Level) {
        let own = &mut self.own[side as usize];
        let Some((id, quantity)) = own.get_mut(&level.price) else { return };
        let gone = Level { price: level.price, quantity: level.quantity.min(*quantity) };
        let id = *id;
        *quantity -= gone.quantity;
        if *quantity == 0 {
            own.remove(&level.price);
        }
        if gone.quantity > 0 {
            self.take(side, gone);
            emit.order(BookAction::Cancel, side, id, gone, SNAPSHOT);
        }
    }

    /// The exchange shows its best levels. Where it has not shown any before, what is missing here was there before the
    /// log, and is put in; what was put in and is not shown any more is taken out.
    pub fn shown(&mut self, emit: &mut Emit, levels: &[Vec<Level>; 2]) {
        for (side, levels) in SIDES.into_iter().zip(levels) {
            let Some(worst) = levels.iter().map(|level| level.price).reduce(|a, b| if is_better(side, a, b) { b } else { a })
            else {
                continue;
            };
            let shown: BTreeMap<i64, u64> = levels.iter().map(|level| (level.price, level.quantity)).collect();
            let own: Vec<i64> = self.own[side as usize].keys().copied().collect();
            for price in own.into_iter().filter(|price| !is_better(side, worst, *price)) {
                let excess = self.sum(side, price).saturating_sub(shown.get(&price).copied().unwrap_or(0));
                self.take_own(emit, side, Level { price, quantity: excess });
            }
            for (price, quantity) in shown {
                let missing = quantity.saturating_sub(self.sum(side, price));
                if missing > 0 && !self.is_shown(side, price) {
                    self.put_own(emit, side, Level { price, quantity: missing });
                }
            }
            if !self.is_shown(side, worst) {
                self.shown_to[side as usize] = Some(worst);
            }
        }
    }

    fn put_own(&mut self, emit: &mut Emit, side: Side, level: Level) {
        let id = FIRST_OWN_ID + self.own_ids;
        self.own_ids += 1;
        self.own[side as usize].insert(level.price, (id, level.quantity));
        self.put(side, level);
        emit.order(BookAction::Add, side, id, level, SNAPSHOT);
    }
}
