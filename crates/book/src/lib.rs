//! The order book: price-time priority on a paged ladder of ticks.
//!
//! A [`Book`] is one instrument: two [`Ladder`]s that find the best level. A [`Store`] is shared by all books of a
//! session and holds what grows: cells (orders and pages of price levels) and the map from order ids to orders. Memory follows
//! the live orders and the pages that hold them; an idle book is a few hundred bytes.
//!
//! Orders with more to them than a price and a quantity have an [`Extra`] beside their cell; `special.rs` moves them between the
//! displayed book, the hidden one and the ladders of those that wait.
//!
//! The line that matches two orders is in [`Book::take`], `matching.rs`.

mod at;
mod book;
mod cells;
mod extra;
mod ids;
mod key;
mod ladder;
mod matching;
mod place;
mod prefetch;
mod special;
mod store;

pub use book::{Book, LevelView, OrderView};
pub use cells::{Cell, NIL, Slot};
pub use extra::{Extra, Waiting};
pub use ids::IdHash;
pub use matching::MakerFill;
pub use place::Place;
pub use prefetch::prefetch;
pub use special::Stand;
pub use store::{CapacityError, Found, Limits, Store};
