//! Seed 64. What an all-or-none order passes over does not end its walk, also where it stands outside the band.

use super::{agree, order};
use cift_engine::{Rules, Width};
use cift_testkit::oracle::flag;
use cift_types::{SelfTrade, Side};
use cift_wire::Command;

#[test]
fn passed_over_before_the_band() {
    let of_1 = |command| Command { account: 1, ..command };
    let trade = [order(1, Side::Buy, 101, 1), of_1(order(2, Side::Sell, 101, 1))];
    let mut commands = trade.to_vec();
    commands.extend([of_1(order(3, Side::Buy, 102, 1)), order(4, Side::Buy, 101, 1)]);
    commands.push(Command { flags: flag::ALL_OR_NONE, ..of_1(order(5, Side::Sell, 0, 1)) });
    let dynamic_band = Some(Width::Ticks(0));
    agree(Rules { self_trade: SelfTrade::CancelBoth, dynamic_band, ..Rules::default() }, commands);
}
