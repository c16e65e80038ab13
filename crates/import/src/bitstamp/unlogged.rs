//! Quantity that was there before the log: the exchange shows it, and no line tells of its orders.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cift_types::{BookAction, Side};

use super::APART_NS;
use super::book::Book;
use crate::emit::{Emit, Level, SNAPSHOT, is_better};

/// Ids from here on are ours: they stand for orders that were there before the log.
const FIRST_OWN_ID: u64 = 1 << 52;
/// So many shown books in that time, at least, have to say that there is less.
const LEAST_LOOKS: u32 = 3;
const SIDES: [Side; 2] = [Side::Buy, Side::Sell];

/// The quantity at a price, as an order of our own.
struct Own {
    id: u64,
    quantity: u64,
    /// Since when it is not known for sure. Until it is, it is made what each shown book says.
    doubt_since_ns: Option<u64>,
    over: Option<Over>,
}

/// The exchange shows less than stands here.
struct Over {
    since_ns: u64,
    /// By so much at least.
    least: u64,
    looks: u32,
}

#[derive(Default)]
struct OneSide {
    by_price: BTreeMap<i64, Own>,
    /// The worst price that was shown: beyond it, nothing is known of orders from before the log.
    shown_to: Option<i64>,
    /// The worst price of what was first shown long enough ago.
    settled_to: Option<i64>,
    /// Worst prices that were shown since, and when.
    settling: VecDeque<(u64, i64)>,
}

impl OneSide {
    /// What is there, or begins to be.
    fn own(&mut self, price: i64, ids: &mut u64) -> &mut Own {
        self.by_price.entry(price).or_insert_with(|| {
            *ids += 1;
            Own { id: FIRST_OWN_ID + *ids - 1, quantity: 0, doubt_since_ns: None, over: None }
        })
    }

    fn forget_nothing(&mut self, price: i64) {
        let is_nothing = |own: &Own| own.quantity == 0 && own.doubt_since_ns.is_none();
        if self.by_price.get(&price).is_some_and(is_nothing) {
            self.by_price.remove(&price);
        }
    }
}

/// All of it.
#[derive(Default)]
pub struct Unlogged {
    sides: [OneSide; 2],
    ids: u64,
}

impl Unlogged {
    /// How much there is at a price.
    pub fn quantity(&self, side: Side, price: i64) -> u64 {
        self.sides[side as usize].by_price.get(&price).map_or(0, |own| own.quantity)
    }

    /// Whether it is known what was at a price before the log.
    pub fn is_settled(&self, side: Side, price: i64) -> bool {
        let one = &self.sides[side as usize];
        one.settled_to.is_some_and(|worst| !is_better(side, worst, price))
            && one.by_price.get(&price).is_none_or(|own| own.doubt_since_ns.is_none())
    }

    /// An order from before the log traded there, and nobody says how much.
    pub fn doubt(&mut self, side: Side, price: i64, now_ns: u64) {
        let one = &mut self.sides[side as usize];
        if one.shown_to.is_some_and(|worst| !is_better(side, worst, price)) {
            one.own(price, &mut self.ids).doubt_since_ns = Some(now_ns);
        }
    }

    /// Prices as far as the worst one of these were shown.
    fn reveal(&mut self, side: Side, worst: i64, now_ns: u64) {
        let one = &mut self.sides[side as usize];
        while let Some((since_ns, to)) = one.settling.front().copied() {
            if now_ns.saturating_sub(since_ns) < APART_NS {
                break;
            }
            one.settled_to = Some(to);
            one.settling.pop_front();
        }
        if one.shown_to.is_none_or(|to| is_better(side, to, worst)) {
            one.shown_to = Some(worst);
            one.settling.push_back((now_ns, worst));
        }
    }

    fn prices_to(&self, side: Side, worst: i64) -> impl Iterator<Item = i64> {
        let prices = self.sides[side as usize].by_price.keys().copied();
        prices.filter(move |price| !is_better(side, worst, *price))
    }
}

impl Book {
    /// The exchange shows its best levels. What is missing here was there before the log, and is put in, as long as the
    /// prices are new. Later, what was put in and is not shown any more for long is taken out: one look says little.
    pub fn shown(&mut self, emit: &mut Emit, levels: &[Vec<Level>; 2], now_ns: u64) {
        for (side, levels) in SIDES.into_iter().zip(levels) {
            let prices = levels.iter().map(|level| level.price);
            let Some(worst) = prices.reduce(|a, b| if is_better(side, a, b) { b } else { a }) else {
                continue;
            };
            self.unlogged.reveal(side, worst, now_ns);
            let shown: BTreeMap<i64, u64> =
                levels.iter().map(|level| (level.price, level.quantity)).collect();
            let mut prices: BTreeSet<i64> = self.unlogged.prices_to(side, worst).collect();
            prices.extend(shown.keys());
            for price in prices {
                let quantity = shown.get(&price).copied().unwrap_or(0);
                let missing = quantity.saturating_sub(self.logged(side, price).quantity);
                self.look(emit, side, Level { price, quantity: missing }, now_ns);
            }
        }
    }

    /// As much as `missing` says is shown and not in the orders.
    fn look(&mut self, emit: &mut Emit, side: Side, missing: Level, now_ns: u64) {
        let Level { price, quantity } = missing;
        let is_settled = self.unlogged.is_settled(side, price);
        let one = &mut self.unlogged.sides[side as usize];
        if is_settled && !one.by_price.contains_key(&price) {
            return;
        }
        let own = one.own(price, &mut self.unlogged.ids);
        if is_settled {
            let excess = own.see(quantity, now_ns);
            self.take_unlogged(emit, side, Level { price, quantity: excess });
            return;
        }
        let since_ns = *own.doubt_since_ns.get_or_insert(now_ns);
        let mine = own.quantity;
        if mine == quantity && now_ns.saturating_sub(since_ns) >= APART_NS {
            own.doubt_since_ns = None;
            one.forget_nothing(price);
        } else if mine < quantity {
            self.put_unlogged(emit, side, missing);
        } else {
            self.take_unlogged(emit, side, Level { price, quantity: mine - quantity });
        }
    }

    /// Takes from it, as far as there is any.
    pub(super) fn take_unlogged(&mut self, emit: &mut Emit, side: Side, level: Level) {
        let one = &mut self.unlogged.sides[side as usize];
        let Some(own) = one.by_price.get_mut(&level.price) else { return };
        let gone = Level { price: level.price, quantity: level.quantity.min(own.quantity) };
        let id = own.id;
        own.quantity -= gone.quantity;
        one.forget_nothing(level.price);
        if gone.quantity > 0 {
            self.take(side, gone);
            emit.order(BookAction::Cancel, side, id, gone, SNAPSHOT);
        }
    }

    /// Makes it as much as the level says, which is more than it was.
    fn put_unlogged(&mut self, emit: &mut Emit, side: Side, level: Level) {
        let own = self.unlogged.sides[side as usize].own(level.price, &mut self.unlogged.ids);
        let action = if own.quantity == 0 { BookAction::Add } else { BookAction::Modify };
        let more = level.quantity - own.quantity;
        own.quantity = level.quantity;
        let id = own.id;
        self.put(side, Level { price: level.price, quantity: more });
        emit.order(action, side, id, level, SNAPSHOT);
    }
}

impl Own {
    /// So much is shown and not in the orders: how much there is too much here, when that has been so for long.
    fn see(&mut self, missing: u64, now_ns: u64) -> u64 {
        let excess = self.quantity.saturating_sub(missing);
        let over = self.over.get_or_insert(Over { since_ns: now_ns, least: excess, looks: 0 });
        over.least = over.least.min(excess);
        over.looks += 1;
        let Over { since_ns, least, looks } = *over;
        let is_long = looks >= LEAST_LOOKS && now_ns.saturating_sub(since_ns) >= APART_NS;
        if least == 0 || is_long {
            self.over = None;
        }
        if is_long { least } else { 0 }
    }
}
