//! Seeds 107, 277, 379. What a trade has made of linked orders decides how matching goes on, not what was planned.

use super::{agree, order, with};
use cift_engine::{Allocation, Remainder, Rules, Width};
use cift_testkit::oracle::flag;
use cift_types::{Link, OrderType, Side};
use cift_wire::{Command, OrderTerms};

fn one_cancels(linked_order_id: u64) -> OrderTerms {
    OrderTerms { link: Link::OneCancelsOther as u8, linked_order_id, ..OrderTerms::default() }
}

/// The trade with the first order cancels the second: the share that it would have had goes to the first.
#[test]
fn a_share_that_is_cancelled() {
    let (pro_rata, remainder) = (true, Remainder::Last);
    let allocation = Allocation { fifo_percent: 0, pro_rata, remainder, ..Allocation::PRICE_TIME };
    let mut commands = vec![order(1, Side::Buy, 101, 2)];
    commands.extend(with(one_cancels(1), order(2, Side::Buy, 101, 1)));
    commands.push(order(3, Side::Sell, 0, 2));
    agree(Rules { allocation, ..Rules::default() }, commands);
}

/// The order that what is left cannot pay for is gone: it is no liquidity, not a remainder.
#[test]
fn money_without_a_next_price() {
    let market = OrderType::Market as u8;
    let sell = Command { order_type: market, flags: flag::MONEY, ..order(3, Side::Sell, 0, 1064) };
    let mut commands = vec![order(2, Side::Buy, 1025, 2)];
    commands.extend(with(one_cancels(2), sell));
    agree(Rules::default(), commands);
}

/// The order outside the band is gone: what is left rests.
#[test]
fn a_band_without_a_next_trade() {
    let mut commands = vec![order(1, Side::Buy, 103, 1), order(2, Side::Sell, 103, 1)];
    commands.extend([order(3, Side::Buy, 102, 1), order(4, Side::Buy, 101, 1)]);
    commands.extend(with(one_cancels(4), order(5, Side::Sell, 0, 2)));
    agree(Rules { dynamic_band: Some(Width::Ticks(1)), ..Rules::default() }, commands);
}
