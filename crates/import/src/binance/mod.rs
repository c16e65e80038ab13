//! Binance: captures of websocket streams with REST snapshots, spot and USD-M futures, and depth files of its archive.
//!
//! A capture has lines `<local ns> <JSON>`: a message of a stream, as `{"stream": …, "data": {…}}` or bare, or the
//! answer to `GET /depth`. The order of members does not matter. A line may be without the local time.
//!
//! | message | records |
//! |---|---|
//! | `depthUpdate` | levels with their new quantity; `venue_seq` is its last update id, `u` |
//! | snapshot (`lastUpdateId`, `bids`, `asks`) | clear, then all levels, flagged as a snapshot |
//! | `bookTicker` | quote; `venue_seq` is `u` |
//! | `trade`, `aggTrade` | tick; aggregated trades are left out where there are single ones |
//! | others | none |
//!
//! A record's time is `T`, when the exchange did it, where the message has that; else `E`, when it sent it; else (the
//! spot `bookTicker` has neither) the latest such time of the capture so far. `received_ns` is the local time.

mod archive;
mod check;
mod market;
mod message;
mod scan;
mod source;

pub use archive::is_header;
pub use check::{Report, Tally, check};
pub use source::{Binance, Options, is_capture_line};

#[cfg(test)]
mod tests;
