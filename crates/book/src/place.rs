//! Where an order stands: in the displayed book, the hidden one, or among those that wait.

use cift_types::{Side, TriggerSource};

/// A pair of ladders of a book.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The displayed book.
    Lit,
    /// The hidden book.
    Hidden,
    /// Waiting orders of a side, by trigger price: those that fire upwards on the sell ladder (the lowest is next), those
    /// that fire downwards on the buy ladder (the highest is next).
    Trigger(TriggerSource, Side),
    /// Orders that wait for something else than a price, by time.
    Parked,
}

impl Place {
    /// All of them, in the order of mass cancels.
    pub const ALL: [Self; 9] = [
        Self::Lit,
        Self::Hidden,
        Self::Trigger(TriggerSource::Last, Side::Buy),
        Self::Trigger(TriggerSource::Last, Side::Sell),
        Self::Trigger(TriggerSource::BidAsk, Side::Buy),
        Self::Trigger(TriggerSource::BidAsk, Side::Sell),
        Self::Trigger(TriggerSource::Mid, Side::Buy),
        Self::Trigger(TriggerSource::Mid, Side::Sell),
        Self::Parked,
    ];

    /// Its position in [`Place::ALL`].
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Lit => 0,
            Self::Hidden => 1,
            Self::Trigger(source, side) => 2 + source as u32 * 2 + side as u32,
            Self::Parked => 8,
        }
    }

    /// Whether orders there are in the book, as opposed to waiting outside it.
    #[must_use]
    pub const fn is_book(self) -> bool {
        matches!(self, Self::Lit | Self::Hidden)
    }
}
