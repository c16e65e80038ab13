//! Whether the best few levels that were published are those of the rebuilt book.

use std::collections::{BTreeMap, VecDeque};

use super::source::Published;
use crate::emit::Level;

/// The best of both sides: price and quantity, zero where there is none.
pub(super) type Best = [(i64, u64); 2];

/// More levels of a side are not compared.
const MOST_LEVELS: usize = 20;
/// Ends of groups that what is published later may be of.
const MOST_ENDS: usize = 64;
/// What waits for the end of its group, at most.
const MOST_WAITING: usize = 1 << 12;
/// Differences that are kept word for word.
const MOST_FIRST: usize = 10;

/// How comparisons came out.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Comparisons.
    pub compared: u64,
    /// Prices and quantities equal.
    pub equal: u64,
    /// Prices equal, a quantity different.
    pub quantity_differs: u64,
    /// A price different.
    pub price_differs: u64,
}

impl Tally {
    /// Counts a comparison; returns whether all is equal.
    pub(super) const fn count(&mut self, equal: bool, prices_equal: bool) -> bool {
        self.compared += 1;
        match (equal, prices_equal) {
            (true, _) => self.equal += 1,
            (false, true) => self.quantity_differs += 1,
            (false, false) => self.price_differs += 1,
        }
        equal
    }

    /// With the counts of another.
    pub(super) const fn add(&mut self, other: Self) {
        self.compared += other.compared;
        self.equal += other.equal;
        self.quantity_differs += other.quantity_differs;
        self.price_differs += other.price_differs;
    }
}

/// The best levels of both sides, best first.
type Tops = [Vec<Level>; 2];

/// Published levels of an instrument against those of its book.
#[derive(Default)]
pub(super) struct Compare {
    /// The latest ends of groups.
    ends: VecDeque<(u64, Tops)>,
    waiting: VecDeque<Published>,
    tally: Tally,
    not_comparable: u64,
    pub first: Vec<String>,
}

impl Compare {
    /// A group of updates ends, and the book is this: bids by negated price, asks by price.
    pub fn end(&mut self, update: u64, book: &[BTreeMap<i64, u64>; 2]) {
        let top = |side: usize, sign: i64| {
            let levels = book[side].iter().take(MOST_LEVELS);
            levels.map(|(price, quantity)| Level { price: sign * price, quantity: *quantity }).collect()
        };
        if self.ends.len() == MOST_ENDS {
            self.ends.pop_front();
        }
        self.ends.push_back((update, [top(0, -1), top(1, 1)]));
        while self.waiting.front().is_some_and(|waiting| waiting.update <= update) {
            if let Some(published) = self.waiting.pop_front() {
                self.look_up(&published);
            }
        }
    }

    /// Levels are published, perhaps before the updates that lead to them.
    pub fn publish(&mut self, published: Published) {
        if self.ends.back().is_some_and(|(end, _)| *end >= published.update) {
            return self.look_up(&published);
        }
        if self.waiting.len() == MOST_WAITING {
            self.waiting.pop_front();
            self.not_comparable += 1;
        }
        self.waiting.push_back(published);
    }

    /// The counts, once all was read: comparisons, and what could not be compared.
    pub fn finish(&mut self) -> (Tally, u64) {
        self.not_comparable += self.waiting.len() as u64;
        self.waiting.clear();
        (self.tally, self.not_comparable)
    }

    fn look_up(&mut self, published: &Published) {
        let end = self.ends.iter().rev().find(|(end, _)| *end == published.update);
        let Some((update, mine)) = end else {
            self.not_comparable += 1;
            return;
        };
        let depth = published.depth.min(MOST_LEVELS);
        let best = |levels: &[Level]| levels.iter().take(depth).copied().collect::<Vec<_>>();
        let (mine, theirs) =
            (mine.each_ref().map(|side| best(side)), published.levels.each_ref().map(|side| best(side)));
        let prices = |tops: &Tops| {
            tops.each_ref().map(|side| side.iter().map(|level| level.price).collect::<Vec<_>>())
        };
        if !self.tally.count(mine == theirs, prices(&mine) == prices(&theirs))
            && self.first.len() < MOST_FIRST
        {
            self.first.push(difference(*update, &mine, &theirs));
        }
    }
}

/// The first level that differs, in words.
fn difference(update: u64, mine: &Tops, theirs: &Tops) -> String {
    let text = |level: Option<&Level>| {
        level.map_or_else(|| "none".to_owned(), |level| format!("{} at {}", level.quantity, level.price))
    };
    for (side, name) in ["bid", "ask"].into_iter().enumerate() {
        for rank in 0..mine[side].len().max(theirs[side].len()) {
            let (mine, theirs) = (mine[side].get(rank), theirs[side].get(rank));
            if mine != theirs {
                let rank = rank + 1;
                return format!(
                    "at update {update}, {name} {rank}: book {}, published {}",
                    text(mine),
                    text(theirs)
                );
            }
        }
    }
    format!("at update {update}: equal")
}
