//! Tests with Databento's fixtures (`dbn_format`, Apache-2.0) and with bytes made by hand.

pub mod fixtures;
pub mod handmade;
mod meaning;
