//! One test at least for each rule of `schemas/semantics.md`, named by its number.

#![allow(clippy::wildcard_imports)] // builders and events are the words that every test is written in

mod lines;
mod support;

mod accounts;
mod all_or_none;
mod allocation;
mod auctions;
mod bands;
mod changes;
mod checks_commands;
mod checks_fields;
mod checks_market;
mod conservation;
mod documents;
mod iceberg_hidden;
mod incidents;
mod limits;
mod links;
mod market_orders;
mod mass;
mod order_of_things;
mod orders;
mod pegs;
mod phases;
mod reduce_only;
mod self_trade;
mod session;
mod timers;
mod trailing;
mod triggers;
