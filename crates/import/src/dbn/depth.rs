//! Ten levels as updates of levels: what changed since the last time.

use cift_types::{BookAction, Side};

use super::layout::Level;

/// Levels of a record.
pub const LEVELS: usize = 10;

/// "There is no such level."
const NO_PRICE: i64 = i64::MAX;

/// One side's level.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Rung {
    price: i64,
    quantity: u32,
    orders: u32,
}

/// A change of a level.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// Add, modify or cancel.
    pub action: BookAction,
    /// The level's side.
    pub side: Side,
    /// Its price, in units of 1e-9.
    pub price: i64,
    /// Its new total; zero removes it.
    pub quantity: u32,
    /// Its new count of orders.
    pub orders: u32,
    /// Where the level stands, from 0; for one that goes, where it stood.
    pub level: u32,
}

/// Appends what leads from one state of the ten best levels to the next: removals first, then what is new or changed,
/// the best level first, bids before asks. What leaves the ten is removed and what comes back is added, so a book that
/// follows the changes holds exactly the ten levels.
pub fn changes(before: &[Level; LEVELS], after: &[Level; LEVELS], target: &mut Vec<Change>) {
    if before == after {
        return;
    }
    side_changes(&bids(before), &bids(after), Side::Buy, target);
    side_changes(&asks(before), &asks(after), Side::Sell, target);
}

/// A book without levels.
#[must_use]
pub const fn empty() -> [Level; LEVELS] {
    let none = Level { bid_px: NO_PRICE, ask_px: NO_PRICE, bid_sz: 0, ask_sz: 0, bid_ct: 0, ask_ct: 0 };
    [none; LEVELS]
}

fn bids(levels: &[Level; LEVELS]) -> [Rung; LEVELS] {
    levels.map(|level| Rung { price: level.bid_px, quantity: level.bid_sz, orders: level.bid_ct })
}

fn asks(levels: &[Level; LEVELS]) -> [Rung; LEVELS] {
    levels.map(|level| Rung { price: level.ask_px, quantity: level.ask_sz, orders: level.ask_ct })
}

fn exists(rung: Rung) -> bool {
    rung.price != NO_PRICE && rung.quantity > 0
}

/// Ten against ten: a search in each is a hundred comparisons at most, whatever order the levels are in.
fn side_changes(before: &[Rung; LEVELS], after: &[Rung; LEVELS], side: Side, target: &mut Vec<Change>) {
    if before == after {
        return;
    }
    let find = |rungs: &[Rung; LEVELS], price| {
        rungs.iter().copied().find(|rung| exists(*rung) && rung.price == price)
    };
    for (level, old) in before.iter().enumerate() {
        if exists(*old) && find(after, old.price).is_none() {
            let (action, level) = (BookAction::Cancel, level as u32);
            target.push(Change { action, side, price: old.price, quantity: 0, orders: 0, level });
        }
    }
    for (level, new) in after.iter().enumerate() {
        if !exists(*new) {
            continue;
        }
        let action = match find(before, new.price) {
            Some(old) if old == *new => continue,
            Some(_) => BookAction::Modify,
            None => BookAction::Add,
        };
        let (quantity, orders, level) = (new.quantity, new.orders, level as u32);
        target.push(Change { action, side, price: new.price, quantity, orders, level });
    }
}
