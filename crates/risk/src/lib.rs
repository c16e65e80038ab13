//! Accounts, money, positions and limits of a venue: what is checked before an order enters, as pure integer state.
//!
//! The engine drives a [`Risk`]: [`admit`](Risk::admit) for an order that would enter, [`amend`](Risk::amend) for a
//! change, [`release`](Risk::release) for what leaves unfilled, [`trade`](Risk::trade) for what trades, and
//! [`apply`](Risk::apply) for administrative commands. There is no clock: time comes with the command.

mod account;
mod admit;
mod apply;
mod audit;
mod bytes;
mod check;
mod compile;
mod evaluate;
mod holding;
mod index;
mod layout;
mod ledger;
mod margin;
mod meter;
mod money;
mod order;
mod purse;
mod queries;
mod reserve;
mod risk;
mod rules;
mod settings;
mod snapshot;
mod sums;
mod trade;

pub use account::{AccountIx, NO_GROUP};
pub use bytes::LoadError;
pub use holding::HoldingIx;
pub use order::{Amend, OpenOrder, OrderIntent, Release, Trade, TradeParty, Working};
pub use risk::Risk;
pub use settings::{Currency, Fee, InstrumentMoney, Settings, Tier};
