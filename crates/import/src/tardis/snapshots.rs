//! What differs between the top of a book and the one before.

use crate::csv::Number;

/// The levels of both sides of the last row, by price.
#[derive(Default)]
pub(crate) struct Tops {
    sides: [Vec<Level>; 2],
}

struct Level {
    /// The price to compare by.
    at: i128,
    price: Number,
    amount: Number,
    /// From 0, the best.
    place: u32,
}

impl Tops {
    /// Takes over the levels of a side, best first, and tells what differs: price, amount, level and whether it is new.
    /// What is gone is told first, with the amount zero.
    pub fn change(
        &mut self,
        side: u8,
        levels: Vec<(Number, Number)>,
        mut tell: impl FnMut(Number, Number, u32, bool),
    ) {
        let mut now: Vec<Level> = levels
            .into_iter()
            .zip(0..)
            .filter(|((_, amount), _)| amount.mantissa != 0)
            .map(|((price, amount), place)| Level { at: price.value(), price, amount, place })
            .collect();
        now.sort_by_key(|level| level.at);
        now.dedup_by_key(|level| level.at);
        let before = &mut self.sides[usize::from(side)];
        let find = |levels: &[Level], at: i128| levels.binary_search_by_key(&at, |level| level.at).ok();
        for gone in before.iter().filter(|level| find(&now, level.at).is_none()) {
            tell(gone.price, Number::default(), gone.place, false);
        }
        for level in &now {
            let known = find(before, level.at).map(|place| &before[place]);
            if known.is_none_or(|known| known.amount.value() != level.amount.value()) {
                tell(level.price, level.amount, level.place, known.is_none());
            }
        }
        *before = now;
    }
}
