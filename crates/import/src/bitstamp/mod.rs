//! Bitstamp's order-level data: the log of its live channels, and the orders file made from it.
//!
//! The log has lines `<local ms> <event> <JSON>`, the event one of `order_created`, `order_changed`, `order_deleted`,
//! `trade` and `order_book`. The orders file has `id,timestamp,exchange.timestamp,price,volume,action,direction`, volume
//! in satoshi.
//!
//! | line | records |
//! |---|---|
//! | created | add |
//! | changed, and less is left | fill and cancel of the difference: amounts change by trades only |
//! | deleted, nothing left | fill and cancel of what was left |
//! | deleted, something left | cancel; fill of the difference first where less is left than was known |
//! | `trade` | tick |
//! | `order_book` | none, but for orders that were there before the log: these are put in, flagged as a snapshot |
//!
//! A record's time is the local time: the exchange says of an order, in seconds, when it was created, and nothing else.
//! An order that trades at once is created first and changed then, so between these two lines the book is crossed. An
//! order that is not known when it changes was there before the log, and is put in with what is left of it. Lines about
//! an order that was deleted already are left out, as are changes to more than was left shortly before: the exchange's
//! channels are not in step. A market order changes its price as it trades; it is moved there first.

mod book;
mod check;
mod event;
mod source;
mod unlogged;

pub use check::{Orders, Report, Snapshots, Trades, check};
pub use event::is_header;
pub use source::{Bitstamp, Options, is_log_line};

/// How far apart lines about the same thing may be. On a day of real orders they were 37 ms apart, and a taker of many
/// orders crossed the book for 0.6 s.
pub const APART_NS: u64 = 5_000_000_000;

#[cfg(test)]
mod log_tests;
#[cfg(test)]
mod tests;
