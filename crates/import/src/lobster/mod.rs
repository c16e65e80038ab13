//! LOBSTER: the message file of a day, and the orderbook file beside it.
//!
//! A message is an order's event at NASDAQ; row k of the orderbook is the book after message k, to as many levels as
//! were asked for. The files come as a zip of both, or as two files; the messages alone can be read too, and then the
//! orders that were there before the first one are missing.
//!
//! | message | records |
//! |---|---|
//! | 1 new | add |
//! | 2 reduced, 3 deleted | cancel of the quantity that is gone |
//! | 4 executed | tick, its side the opposite of the resting order's; fill and cancel of the resting order |
//! | 5 hidden execution | tick, flagged hidden; the book does not change |
//! | 6 cross | tick, flagged auction, side unknown |
//! | 7 halt | status: price −1 halted, 0 quoting, 1 trading |
//!
//! Prices are in 1e-4 dollars, quantities in shares, times in nanoseconds after midnight of the exchange's day, which
//! is in the files' names (`GOOG_2012-06-21_34200000_57600000_message_10.csv`). The book begins with what row 0 shows, and
//! what comes into sight later is put in: as orders with ids from 2^52 on, in records flagged as a snapshot.

mod book;
mod check;
mod message;
mod replay;
mod source;

pub use check::{Report, check};
pub use source::{Lobster, Options, is_message_line, is_pair_name};

#[cfg(test)]
mod tests;
