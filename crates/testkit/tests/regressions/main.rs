//! A file for each difference that was ever found between engine and oracle, shrunk. `tests/differential.rs` prints
//! them ready to paste: save one here under the name of its test, and name it below.

mod a_reference_that_goes_with_a_ring;
mod extremes_as_market_orders;
mod fok_beyond_the_sum_of_u64;
mod looking_again_after_a_move;
mod looking_again_after_consequences;
mod passed_over_before_the_band;
mod references_before_the_first_peg;

use cift_engine::Rules;
use cift_testkit::case::{Case, Setup};
use cift_testkit::differential;
use cift_testkit::oracle::flag;
use cift_testkit::special::as_command;
use cift_types::{CommandKind, Price, Quantity, Side};
use cift_wire::{Command, OrderTerms};

/// A limit order of account 0.
fn order(id: u64, side: Side, price: Price, quantity: Quantity) -> Command {
    let (kind, side) = (CommandKind::New as u8, side as u8);
    Command { kind, side, order_id: id, price, quantity, ..Command::default() }
}

/// An order with its terms before it.
fn with(terms: OrderTerms, order: Command) -> [Command; 2] {
    [as_command(&terms), Command { flags: order.flags | flag::TERMS, ..order }]
}

fn agree(rules: Rules, commands: Vec<Command>) {
    let case = Case { setup: Setup { rules: vec![rules], ..Setup::roomy(1) }, commands };
    differential::check(&case).unwrap_or_else(|found| panic!("{found}"));
}
