//! What a person and a program need to know about records.

use crate::Decimal;

/// An instrument of a tape: its number in the records is its place in the list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instrument {
    /// The venue's symbol.
    pub symbol: String,
    /// The source's own number of the instrument; zero when it has none.
    pub source_id: u64,
    /// What one tick is worth, in the quote currency.
    pub tick: Decimal,
    /// What one lot is worth, in the instrument.
    pub lot: Decimal,
}

/// What a tape says about itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Metadata {
    /// The venue, as the source calls it; empty when it does not say.
    pub venue: String,
    /// The format that the records were read from: `lobster`, `dbn`, `binance`, …
    pub format: String,
    /// The names of the inputs.
    pub inputs: Vec<String>,
    /// Nanoseconds from the Unix epoch to the records' time zero: the start of the first record's day in UTC, or zero
    /// when the source has times of day only (LOBSTER).
    /// Below zero for days before 1970.
    pub epoch_ns: i64,
    /// Whether `epoch_ns` is a date. If not, times are of a day that the source does not name.
    pub dated: bool,
    /// The instruments, by their numbers. A source may find more of them while it is read.
    pub instruments: Vec<Instrument>,
}
