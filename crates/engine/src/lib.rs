//! The venue: sequences commands, checks them, matches them, and says what happened.
//!
//! [`Engine::submit`] is all of it: commands in, events out. The rules are numbered in `schemas/semantics.md`; where
//! the code follows one, it names it.

mod administer;
mod apply;
mod auction;
mod change;
mod check;
mod config;
mod desk;
mod engine;
mod enter;
mod execute;
mod incoming;
mod live;
mod look_ahead;
mod market;
mod mass;
mod opposite;
mod output;
mod phase;
mod plan;
mod queries;
mod random;
mod rules;
mod settle;
mod snapshot;
mod timers;
mod venue;

pub use cift_book::Limits;
pub use cift_risk as risk;
pub use config::{Config, ConfigError, DecimalStep, Instrument, ScheduleEntry};
pub use engine::{Engine, Fault, Submitted};
pub use rules::{
    Allocation, AuctionTie, BandAction, Crossing, MarketPrice, MarketToLimit, Remainder, ReplacePriority,
    Rounding, Rules, SelfTradeScope, TickBand, UnmatchedMarket, Width,
};
pub use snapshot::SnapshotError;
