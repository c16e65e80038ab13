//! The venue: sequences commands, checks them, matches them, and says what happened.
//!
//! [`Engine::submit`] is all of it: commands in, events out. The rules are numbered in `schemas/semantics.md`; where
//! the code follows one, it names it.

mod apply;
mod check;
mod config;
mod engine;
mod look_ahead;
mod output;
mod queries;

pub use cift_book::Limits;
pub use config::{Config, ConfigError, DecimalStep, Instrument};
pub use engine::{Engine, Fault, Submitted};
