//! Seeds 300067, 302635, 303516. Where M7's price is in force, an order at its side's extreme has no limit.

use super::{agree, order};
use cift_engine::{MarketToLimit, Rules};
use cift_testkit::oracle::flag;
use cift_types::{OrderType, Price, Side};
use cift_wire::Command;

fn rests() -> Rules {
    Rules { market_to_limit: MarketToLimit::Rest, ..Rules::default() }
}

fn to_limit(id: u64, quantity: u64) -> Command {
    Command { order_type: OrderType::MarketToLimit as u8, ..order(id, Side::Buy, 0, quantity) }
}

/// A plain order in a book of plain orders trades at the incoming order's limit all the same.
#[test]
fn in_a_plain_book() {
    agree(rests(), vec![order(2, Side::Buy, Price::MAX, 1), order(1, Side::Sell, 0, 1)]);
}

/// The best opposite limit is the other extreme: a limit order of that price comes of it.
#[test]
fn a_best_limit_at_the_extreme() {
    let large = Command { flags: flag::ALL_OR_NONE, ..order(2, Side::Sell, Price::MAX, 2) };
    agree(rests(), vec![large, to_limit(1, 1), order(3, Side::Sell, 7, 5)]);
}

/// An all-or-none order that was passed over has no limit when it is looked at again.
#[test]
fn an_all_or_none_order_at_the_extreme() {
    let whole = Command { flags: flag::ALL_OR_NONE, ..order(2, Side::Sell, Price::MIN, 9) };
    agree(rests(), vec![to_limit(1, 2), whole, order(3, Side::Buy, 0, 7)]);
}
