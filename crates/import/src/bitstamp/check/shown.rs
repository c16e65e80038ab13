//! The books that the exchange shows, against the orders that are known.
//!
//! A level is compared once it is known what stood there before the log: five seconds after its price was first shown. It
//! agrees when it is shown as much as the orders at that price make, now or at a time not far before or after; at least
//! as much, where there still is quantity from before the log.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cift_types::Side;

use super::super::APART_NS;
use super::super::book::{Book, Logged};
use super::{Findings, Moment, pop_old, text};
use crate::emit::Level;

/// A level may be the sum of amounts that have more digits than are told of each: so many satoshi are no difference.
const ROUNDING: u64 = 10;

/// How the shown books compare.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Snapshots {
    /// Shown books.
    pub books: u64,
    /// Of these, all levels compared agree, now or at a time not far from it.
    pub equal: u64,
    /// Of these, no level could be compared.
    pub uncompared: u64,
    /// Of these, the log ended before that could be said.
    pub at_end: u64,
    /// Levels compared: shown, or standing here within what is shown.
    pub levels: u64,
    /// Of these, levels that still have quantity from before the log.
    pub levels_bounded: u64,
    /// Levels that agree at that moment.
    pub levels_now: u64,
    /// Levels that agreed before.
    pub levels_before: u64,
    /// Levels that agreed afterwards.
    pub levels_after: u64,
    /// Levels at which more is shown than the orders here.
    pub levels_short: u64,
    /// Levels at which less is shown than the orders here.
    pub levels_over: u64,
}

impl Snapshots {
    pub(super) const fn passed(&self) -> bool {
        self.levels_short == 0 && self.levels_over == 0
    }
}

/// Whether a price with these orders can be shown with that quantity.
const fn agree(shown: u64, logged: Logged) -> bool {
    shown.saturating_add(ROUNDING) >= logged.quantity
        && (logged.has_older || shown <= logged.quantity.saturating_add(ROUNDING))
}

/// A level that was shown and does not agree yet, of the shown book of that number.
struct Pending {
    moment: Moment,
    shown: u64,
    /// What there was here.
    logged: Logged,
    book: u64,
}

/// A shown book of which levels are pending.
struct Open {
    number: u64,
    pending: usize,
    equal: bool,
}

#[derive(Default)]
pub(super) struct Shown {
    snapshots: Snapshots,
    /// What there was at a price before it changed.
    past: BTreeMap<(u8, i64), VecDeque<Logged>>,
    /// When these changed, to be forgotten by.
    changes: VecDeque<(u64, (u8, i64))>,
    pending: VecDeque<Pending>,
    open: VecDeque<Open>,
}

impl Shown {
    /// The orders at a price have changed: what they were stays known for a while, and what was shown may be there now.
    pub(super) fn changed(&mut self, was: Logged, book: &Book, now: Moment) {
        let Logged { side, price, .. } = was;
        let key = (side as u8, price);
        self.past.entry(key).or_default().push_back(was);
        self.changes.push_back((now.time_ns, key));
        let logged = book.logged(side, price);
        let mut agreed = Vec::new();
        self.pending.retain(|pending| {
            let is_here = pending.logged.side == side && pending.logged.price == price;
            let agrees = is_here && agree(pending.shown, logged);
            agreed.extend(agrees.then_some(pending.book));
            !agrees
        });
        for number in agreed {
            self.snapshots.levels_after += 1;
            self.resolve(number, true);
        }
    }

    pub(super) fn book(&mut self, book: &Book, levels: &[Vec<Level>; 2], now: Moment) {
        self.snapshots.books += 1;
        let number = self.snapshots.books;
        let waiting = self.pending.len();
        let compared = self.snapshots.levels;
        for (side, shown) in [Side::Buy, Side::Sell].into_iter().zip(levels) {
            let Some(worst) = shown.last() else { continue };
            let prices: BTreeSet<i64> = shown.iter().map(|level| level.price).collect();
            // What stands here and is not shown is shown as nothing.
            let unshown =
                book.prices_to(side, worst.price).into_iter().filter(|price| !prices.contains(price));
            let all = shown.iter().copied().chain(unshown.map(|price| Level { price, quantity: 0 }));
            for level in all.filter(|level| book.unlogged.is_settled(side, level.price)) {
                self.level(book.logged(side, level.price), level.quantity, now, number);
            }
        }
        match self.pending.len() - waiting {
            0 if self.snapshots.levels == compared => self.snapshots.uncompared += 1,
            0 => self.snapshots.equal += 1,
            pending => self.open.push_back(Open { number, pending, equal: true }),
        }
    }

    fn level(&mut self, logged: Logged, shown: u64, moment: Moment, number: u64) {
        let counts = &mut self.snapshots;
        counts.levels += 1;
        counts.levels_bounded += u64::from(logged.has_older);
        let past = self.past.get(&(logged.side as u8, logged.price));
        if agree(shown, logged) {
            counts.levels_now += 1;
        } else if past.is_some_and(|past| past.iter().any(|was| agree(shown, *was))) {
            counts.levels_before += 1;
        } else {
            self.pending.push_back(Pending { moment, shown, logged, book: number });
        }
    }

    /// A pending level of a shown book is known to agree, or not.
    fn resolve(&mut self, number: u64, equal: bool) {
        let Some(at) = self.open.iter().position(|open| open.number == number) else { return };
        let open = &mut self.open[at];
        open.pending -= 1;
        open.equal &= equal;
        if open.pending == 0 {
            self.snapshots.equal += u64::from(open.equal);
            self.open.remove(at);
        }
    }

    pub(super) fn expire(&mut self, now_ns: u64, findings: &mut Findings) {
        while let Some((_, key)) = pop_old(&mut self.changes, now_ns, |(time_ns, _)| *time_ns) {
            if let Some(past) = self.past.get_mut(&key) {
                past.pop_front();
                if past.is_empty() {
                    self.past.remove(&key);
                }
            }
        }
        while let Some(pending) = pop_old(&mut self.pending, now_ns, |pending| pending.moment.time_ns) {
            let Pending { moment, shown, logged, book } = pending;
            let counts = &mut self.snapshots;
            let is_over = shown < logged.quantity;
            *(if is_over { &mut counts.levels_over } else { &mut counts.levels_short }) += 1;
            findings.add(moment.line, || {
                let side = if logged.side == Side::Buy { "bid" } else { "ask" };
                let (price, shown, orders) = (text(logged.price), text(shown), text(logged.quantity));
                let within = APART_NS / 1_000_000_000;
                format!("{shown} is shown at {side} {price}, the orders make {orders}, at no time within {within} s the same")
            });
            self.resolve(book, false);
        }
    }

    pub(super) fn finish(mut self) -> Snapshots {
        self.snapshots.at_end = self.open.len() as u64;
        self.snapshots
    }
}
