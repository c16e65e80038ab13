//! Tardis.dev's CSV files: `incremental_book_L2`, `book_snapshot_N`, `trades`, `quotes` and `book_ticker`.
//!
//! Columns go by the header. Times are microseconds: `timestamp` is the exchange's and becomes the record's time,
//! `local_timestamp` becomes its time of receipt. Rows are in the order of receipt, which is kept; the exchange's times
//! may go back a little.
//!
//! - *Book updates.* An amount of zero removes the level. Rows of one message have one `local_timestamp`, and the last
//!   of them has the flag of the last of a packet. Where rows of a snapshot follow rows of none, a `clear` comes first.
//! - *Book snapshots.* Each row is the top of the book. The first of an instrument becomes a `clear` and its levels,
//!   flagged as a snapshot; of each further one only the levels that differ from the row before become records, so that
//!   the tape stays as small as updates are: what leaves the top is removed. After each row the book is the row. A row
//!   that changes nothing becomes one record with the action `none`.
//! - *Liquidations, derivative tickers and option chains* are no records of a tape, and refused.

mod layout;
mod read;

pub use layout::{Layout, is_tardis};
pub use read::{TardisSource, open};

#[cfg(test)]
mod tests;
