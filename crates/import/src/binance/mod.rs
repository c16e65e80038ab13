//! Binance: captures of websocket streams with REST snapshots, spot and USD-M futures, and depth files of its archive.
//!
//! A capture has lines `<local ns> <JSON>`: a message of a stream, as `{"stream": …, "data": {…}}` or bare, or the
//! answer to `GET /depth`. The order of members does not matter. A line may be without the local time.
//!
//! | message | records |
//! |---|---|
//! | `depthUpdate` | levels with their new quantity; `venue_seq` is its last update id, `u` |
//! | snapshot (`lastUpdateId`, `bids`, `asks`) | clear, then all levels, flagged as a snapshot |
//! | `@depth5`, `@depth10`, `@depth20` | the levels that differ from those before: the first time clear, and all of them |
//! | `bookTicker` | quote; `venue_seq` is `u` |
//! | `trade`, `aggTrade` | tick; aggregated trades are left out where there are single ones |
//! | others | none; [`Binance::others`] counts them |
//!
//! The streams of the best few levels are known by their names, or by a snapshot of at most 20 levels a side that nothing
//! waits for. They are the book where no updates are in the capture, before the first snapshot that updates follow, and
//! after a gap until the next. Of several the one with the most levels is; the others are compared by [`check`].
//!
//! A record's time is `T`, when the exchange did it, where the message has that; else `E`, when it sent it; else (the
//! spot `bookTicker` has neither) the latest such time of the capture so far. `received_ns` is the local time.

mod archive;
mod check;
mod compare;
mod market;
mod message;
mod scan;
mod source;
mod survey;

pub use archive::is_header;
pub use check::{Report, check};
pub use compare::Tally;
pub use source::{Binance, Options, is_capture_line};

#[cfg(test)]
mod tests;
