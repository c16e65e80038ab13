//! What differs between the best levels of a book and those before.

use cift_types::BookAction;

/// A level, to be compared with others.
pub(crate) trait Rung: Copy {
    /// Its price.
    fn at(&self) -> i128;
    /// What is there; zero is no level.
    fn amount(&self) -> i128;
}

/// The levels of both sides, by price.
pub(crate) struct Tops<R> {
    /// The place of each, from 0, the best.
    sides: [Vec<(R, u32)>; 2],
}

impl<R> Default for Tops<R> {
    fn default() -> Self {
        Self { sides: [Vec::new(), Vec::new()] }
    }
}

/// How a level differs from what was there before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Difference {
    Gone,
    New,
    Changed,
}

impl Difference {
    pub(crate) const fn action(self) -> BookAction {
        match self {
            Self::Gone => BookAction::Cancel,
            Self::New => BookAction::Add,
            Self::Changed => BookAction::Modify,
        }
    }
}

impl<R: Rung> Tops<R> {
    /// Takes over the levels of a side, best first, and tells what differs: the level, its place, and how. What is gone is
    /// told first, at the place that it had.
    pub fn change(
        &mut self,
        side: usize,
        levels: impl IntoIterator<Item = R>,
        mut tell: impl FnMut(R, u32, Difference),
    ) {
        let mut now: Vec<(R, u32)> =
            levels.into_iter().zip(0..).filter(|(level, _)| level.amount() != 0).collect();
        now.sort_by_key(|(level, _)| level.at());
        now.dedup_by_key(|(level, _)| level.at());
        let before = &mut self.sides[side];
        let find =
            |levels: &[(R, u32)], at: i128| levels.binary_search_by_key(&at, |(level, _)| level.at()).ok();
        for (gone, place) in before.iter().filter(|(level, _)| find(&now, level.at()).is_none()) {
            tell(*gone, *place, Difference::Gone);
        }
        for (level, place) in &now {
            match find(before, level.at()).map(|at| before[at].0) {
                None => tell(*level, *place, Difference::New),
                Some(known) if known.amount() != level.amount() => {
                    tell(*level, *place, Difference::Changed);
                }
                Some(_) => {}
            }
        }
        *before = now;
    }
}
