//! The orders as far as they are known, and what is known only by the sums that the exchange shows.

use std::collections::{BTreeMap, BTreeSet};

use cift_types::{BookAction, Side};

use super::event::{Action, Order};
use crate::emit::{Emit, Level, SNAPSHOT, is_better};

/// Ids from here on are ours: they stand for orders that were there before the log.
const FIRST_OWN_ID: u64 = 1 << 52;
/// So many deleted orders are remembered.
const MOST_DELETED: usize = 1 << 16;
/// How long less must be shown than stands here before it is believed.
const OVER_NS: u64 = 1_000_000_000;
const SIDES: [Side; 2] = [Side::Buy, Side::Sell];

/// What a change of an order turned out to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// A new order.
    Added,
    /// It was there already, and was given a new price or quantity.
    AddedAgain,
    /// It was deleted before: the lines are not in order, and this one is left out.
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

/// Quantity that is known by its sum only.
struct Own {
    id: u64,
    quantity: u64,
    /// Since when the exchange shows less than stands here.
    over_since_ns: Option<u64>,
}

/// All that is known.
#[derive(Default)]
pub struct Book {
    orders: BTreeMap<u64, Resting>,
    /// Sums by side and price.
    sums: [BTreeMap<i64, u64>; 2],
    /// By side and price, an order of our own.
    own: [BTreeMap<i64, Own>; 2],
    /// The worst price that the exchange has shown, by side: beyond it, orders from before the log are not known.
    shown_to: [Option<i64>; 2],
    /// Orders that were deleted, the youngest ones.
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
            (Action::Created | Action::Changed, None) if self.deleted.contains(&order.id) => Effect::Late,
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
            (Action::Deleted, Some(known)) => {
                self.remember(order.id);
                self.delete(emit, order, known)
            }
            (Action::Deleted, None) => {
                self.take_own(emit, order.side, order.level);
                self.remember(order.id);
                Effect::Unknown
            }
        }
    }

    /// An order that is deleted does not come back: lines about it that follow are late.
    fn remember(&mut self, id: u64) {
        self.deleted.insert(id);
        if self.deleted.len() > MOST_DELETED {
            self.deleted.pop_first();
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
        if side != order.side {
            self.take(side, was);
            self.orders.remove(&order.id);
            emit.order(BookAction::Cancel, side, order.id, was, 0);
            self.add(emit, order.id, order.side, is, 0);
            return Effect::Modified;
        }
        let traded = was.quantity.saturating_sub(is.quantity);
        if was.price != is.price || is.quantity > was.quantity {
            // A market order has the price that it is trading at.
            let moved = Level { price: is.price, quantity: is.quantity + traded };
            self.take(side, was);
            self.put(side, moved);
            emit.order(BookAction::Modify, side, order.id, moved, 0);
        }
        self.orders.insert(order.id, Resting { side, level: is });
        if traded == 0 {
            return Effect::Modified;
        }
        self.fill(emit, order.id, side, Level { price: is.price, quantity: traded });
        if is.quantity == 0 {
            self.orders.remove(&order.id);
        }
        Effect::Filled(traded)
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
        let Some(order) = own.get_mut(&level.price) else { return };
        let gone = Level { price: level.price, quantity: level.quantity.min(order.quantity) };
        let id = order.id;
        order.quantity -= gone.quantity;
        if order.quantity == 0 {
            own.remove(&level.price);
        }
        if gone.quantity > 0 {
            self.take(side, gone);
            emit.order(BookAction::Cancel, side, id, gone, SNAPSHOT);
        }
    }

    /// The exchange shows its best levels. Where it has not shown any before, what is missing here was there before the
    /// log, and is put in. What was put in and is not shown any more for a second is taken out: the channels are not in
    /// step, so one look says little.
    pub fn shown(&mut self, emit: &mut Emit, levels: &[Vec<Level>; 2], now_ns: u64) {
        for (side, levels) in SIDES.into_iter().zip(levels) {
            let Some(worst) = levels
                .iter()
                .map(|level| level.price)
                .reduce(|a, b| if is_better(side, a, b) { b } else { a })
            else {
                continue;
            };
            let shown: BTreeMap<i64, u64> =
                levels.iter().map(|level| (level.price, level.quantity)).collect();
            let own: Vec<i64> = self.own[side as usize].keys().copied().collect();
            for price in own.into_iter().filter(|price| !is_better(side, worst, *price)) {
                let excess = self.sum(side, price).saturating_sub(shown.get(&price).copied().unwrap_or(0));
                let Some(order) = self.own[side as usize].get_mut(&price) else { continue };
                let since = if excess > 0 { order.over_since_ns.or(Some(now_ns)) } else { None };
                order.over_since_ns = since;
                if since.is_some_and(|since| now_ns.saturating_sub(since) >= OVER_NS) {
                    self.take_own(emit, side, Level { price, quantity: excess });
                }
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
        let own = Own { id, quantity: level.quantity, over_since_ns: None };
        self.own[side as usize].insert(level.price, own);
        self.put(side, level);
        emit.order(BookAction::Add, side, id, level, SNAPSHOT);
    }
}
