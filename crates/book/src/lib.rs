//! The order book: price-time priority on a paged ladder of ticks.
//!
//! A [`Book`] is one instrument: two [`Ladder`]s that find the best level. A [`Store`] is shared by all books of a
//! session and holds what grows: cells (orders and pages of price levels) and the map from order ids to orders. Memory follows
//! the live orders and the pages that hold them; an idle book is a few hundred bytes.
//!
//! The line that matches two orders is in [`Book::take`], `matching.rs`.

mod at;
mod book;
mod cells;
mod ids;
mod key;
mod ladder;
mod matching;
mod prefetch;
mod store;

pub use book::{Book, LevelView, OrderView};
pub use cells::{Cell, Slot};
pub use ids::IdHash;
pub use matching::MakerFill;
pub use prefetch::prefetch;
pub use store::{CapacityError, Found, Limits, Store};
