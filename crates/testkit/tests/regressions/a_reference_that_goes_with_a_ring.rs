//! Seeds 307920, 401712, 405424. Pegged orders follow what is there when it is their turn.

use super::{order, with};
use cift_testkit::case::{Case, Setup};
use cift_testkit::differential;
use cift_types::{Link, OrderType, PegReference, Price, Side};
use cift_wire::{Command, OrderTerms};

fn peg(id: u64, bound: Price, terms: OrderTerms) -> [Command; 2] {
    let order_type = OrderType::Pegged as u8;
    with(terms, Command { order_type, ..order(id, Side::Buy, bound, 2) })
}

fn agree(setup: Setup, commands: Vec<Command>) {
    let case = Case { setup, commands };
    differential::check(&case).unwrap_or_else(|found| panic!("{found}"));
}

/// The first peg finds no page, and goes; with its ring goes the ask that both follow.
#[test]
fn for_want_of_room() {
    let to_ask = OrderTerms { peg: PegReference::Ask as u8, ..OrderTerms::default() };
    let mut commands =
        vec![order(1, Side::Buy, 0, 1), Command { instrument: 1, ..order(2, Side::Buy, 0, 1) }];
    commands.extend(peg(3, 106, to_ask));
    commands.extend(peg(4, 0, to_ask));
    let link = Link::OneCancelsOther as u8;
    let linked = OrderTerms { link, linked_order_id: 3, ..OrderTerms::default() };
    commands.extend(with(linked, order(5, Side::Sell, 105, 1)));
    let mut setup = Setup::roomy(2);
    (setup.limits.pages, setup.limits.reserve_pages) = (3, 0);
    agree(setup, commands);
}

/// A linked peg, the first there is, trades as it comes; with its ring goes the bid that it follows.
#[test]
fn of_a_linked_peg() {
    let touched = OrderTerms { trigger: 2, trigger_source: 1, offset: 5, ..OrderTerms::default() };
    let mut commands = Vec::from(with(touched, order(1, Side::Sell, 0, 1)));
    commands.push(order(2, Side::Buy, 4, 1));
    let (peg_to, link) = (PegReference::Bid as u8, Link::OneCancelsOther as u8);
    let linked = OrderTerms { peg: peg_to, link, linked_order_id: 2, offset: 3, ..OrderTerms::default() };
    commands.extend(peg(3, 34, linked));
    agree(Setup::roomy(1), commands);
}
