//! Messages applied one after the other, and compared with the rows that were published with them.

use cift_types::{Phase, Side};
use cift_wire::MarketStatus;

use super::book::{Book, Corrections, Leaves};
use super::message::{Event, Message, Row};
use crate::emit::{AUCTION, Emit, HIDDEN, Level, opposite};

const SIDES: [Side; 2] = [Side::Buy, Side::Sell];

/// How the book stood to a row before it was put right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// Equal on all levels.
    Equal,
    /// Equal but for the last level of a side, which came into sight by this message.
    Revealed,
    /// Different where nothing came into sight: side and rank, and what the book has there.
    Wrong(Side, usize, Option<Level>),
}

/// The book of a day as it is replayed.
#[derive(Default)]
pub struct Replay {
    book: Book,
    /// Whether the last message took the whole of a level away, by side.
    level_gone: [bool; 2],
}

impl Replay {
    /// What was put right so far.
    pub const fn corrections(&self) -> Corrections {
        self.book.corrections
    }

    /// Puts in the orders that were there before the first message: the first row, and the first message undone.
    pub fn seed(&mut self, emit: &mut Emit, first: &Message, row: &Row) {
        for side in SIDES {
            let mut levels = row.sides[side as usize].clone();
            if side == first.side {
                undo(&mut levels, first);
            }
            self.book.align(emit, side, &levels, true);
        }
        emit.end_message();
        self.book.corrections = Corrections::default();
    }

    /// Applies a message.
    pub fn apply(&mut self, emit: &mut Emit, message: &Message) {
        let Message { side, order_id, level, .. } = *message;
        self.level_gone = [false; 2];
        let aggressor = Some(opposite(side));
        match message.event {
            Event::New => self.book.add(emit, side, order_id, level, 0),
            Event::Reduce => self.take(emit, message, Leaves::Reduced),
            Event::Delete => self.take(emit, message, Leaves::Deleted),
            Event::Execute => {
                emit.tick(aggressor, level, 0, 0);
                self.take(emit, message, Leaves::Executed);
            }
            Event::ExecuteHidden => emit.tick(aggressor, level, 0, HIDDEN),
            Event::Cross => emit.tick(None, level, 0, AUCTION),
            Event::Halt => emit.status(status(level.price)),
        }
    }

    fn take(&mut self, emit: &mut Emit, message: &Message, why: Leaves) {
        let gone = self.book.take(emit, message.side, message.order_id, message.level, why);
        self.level_gone[message.side as usize] = gone == Some(true);
    }

    /// Compares with the row published for the message, then makes the book equal to it.
    pub fn compare(&mut self, emit: &mut Emit, row: &Row) -> Agreement {
        let mut agreement = Agreement::Equal;
        for side in SIDES {
            let shown = &row.sides[side as usize];
            let Some(rank) = self.book.difference(side, shown, row.depth) else { continue };
            if rank + 1 < row.depth || !self.level_gone[side as usize] {
                let mine = self.book.levels(side).nth(rank);
                agreement = Agreement::Wrong(side, rank, mine);
            } else if agreement == Agreement::Equal {
                agreement = Agreement::Revealed;
            }
            self.book.align(emit, side, shown, shown.len() < row.depth);
        }
        agreement
    }
}

/// The levels of a side before a message that they are the result of.
fn undo(levels: &mut Vec<Level>, message: &Message) {
    let (price, quantity) = (message.level.price, message.level.quantity);
    let better = |level: &Level| crate::emit::is_better(message.side, level.price, price);
    let at = levels.iter().take_while(|level| better(level)).count();
    let there = levels.get_mut(at).filter(|level| level.price == price);
    match (message.event, there) {
        (Event::New, Some(level)) => {
            level.quantity = level.quantity.saturating_sub(quantity);
            if level.quantity == 0 {
                levels.remove(at);
            }
        }
        (Event::Reduce | Event::Delete | Event::Execute, Some(level)) => level.quantity += quantity,
        (Event::Reduce | Event::Delete | Event::Execute, None) => levels.insert(at, message.level),
        _ => {}
    }
}

/// What trading is allowed, by the price of a halt message: −1 halted, 0 quoting, 1 trading again.
fn status(price: i64) -> MarketStatus {
    let (phase, trading, quoting) = match price {
        1 => (Phase::Continuous, 1, 1),
        0 => (Phase::PreOpen, 0, 1),
        _ => (Phase::Halt, 0, 0),
    };
    MarketStatus { phase: phase as u8, trading, quoting, ..MarketStatus::default() }
}
