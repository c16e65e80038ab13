//! Market-by-order data of any source, checked: `cift conform mbo`.
//!
//! The book here is the simplest that can be, and shares nothing with the one that views use: what both say alike is
//! right.

mod book;
mod check;

pub use book::{Book, Level, Odd, Order};
pub use check::{Finding, MboCheck, check};

#[cfg(test)]
mod tests;
