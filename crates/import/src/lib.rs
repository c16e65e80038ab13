//! Other people's market data, read into records.
//!
//! Each format is a folder with a `Source` over one or more inputs; [`decompress`] and [`lines`] are what they share,
//! [`detect`] knows one format from the other, [`select`] takes some instruments of a source, and [`rescale`] finds
//! out what a tick and a lot are.

pub mod binance;
pub mod bitstamp;
pub mod bybit;
pub mod csv;
pub mod databento_csv;
pub mod dbn;
pub mod decompress;
pub mod detect;
mod emit;
pub mod itch;
pub mod lines;
pub mod lobster;
pub mod mbo;
pub mod rescale;
pub mod select;
mod source;
pub mod tardis;
mod tops;

#[cfg(test)]
mod fuzz_binary;
#[cfg(test)]
mod fuzz_text;
