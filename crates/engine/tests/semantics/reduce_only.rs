//! M10, V12c: orders that only make a position smaller.

use crate::accounts::with_accounts;
use crate::lines::*;
use crate::support::*;
use cift_types::{Phase, Reason};

/// Account 6 is long five lots.
fn long_five() -> Venue {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(90).limit(100, 5).by(1)]);
    venue.enters(buy(91).limit(100, 5).by(6), [trade(91, 90, 100, 5)]);
    venue
}

#[test]
fn v12c_reduce_only_needs_a_position_against_it() {
    let mut venue = long_five();
    venue.refuses(buy(1).limit(90, 1).by(6).reduce_only(), Reason::ReduceOnly);
    venue.refuses(sell(1).limit(110, 1).by(7).reduce_only(), Reason::ReduceOnly);
    venue.accepts([sell(1).limit(110, 5).by(6).reduce_only(), sell(2).limit(110, 6).by(6).reduce_only()]);
}

#[test]
fn m10_a_resting_reduce_only_order_is_looked_at_again_at_its_trade() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(110, 3).by(6).reduce_only(), sell(2).limit(111, 5).by(6).reduce_only()]);
    let events = [trade(3, 1, 110, 3), trade(3, 2, 111, 2), cancelled(Reason::ReduceOnly, 2, 111, 3)];
    venue.enters(buy(3).limit(111, 9).by(2), events);
    assert_eq!((venue.holds(6), venue.engine.order(0, 2, 3).unwrap().quantity), (0, 4));
}

#[test]
fn m10_one_whose_position_is_gone_is_cancelled_when_its_turn_comes() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(111, 5).by(6).reduce_only(), buy(2).limit(100, 5).by(2)]);
    venue.enters(sell(3).limit(100, 5).by(6), [trade(3, 2, 100, 5)]);
    venue.accepts([sell(4).limit(111, 1).by(3)]);
    let events = [cancelled(Reason::ReduceOnly, 1, 111, 5), trade(5, 4, 111, 1)];
    venue.enters(buy(5).limit(111, 1).by(2), events);
}

#[test]
fn m10_an_incoming_one_trades_no_more_than_the_position() {
    let mut venue = long_five();
    venue.accepts([buy(2).limit(90, 9).by(2)]);
    let order = sell(1).limit(90, 6).by(6).reduce_only();
    venue.enters(order, [trade(1, 2, 90, 5), cancelled(Reason::ReduceOnly, 1, 90, 1)]);
    assert_eq!(venue.holds(6), 0);
}

#[test]
fn m10_also_where_it_waited() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(90, 4).by(6).reduce_only().held(), buy(2).limit(100, 3).by(2)]);
    venue.enters(sell(3).limit(100, 3).by(6), [trade(3, 2, 100, 3)]);
    // Two are left of the position; the order was for four.
    venue.accepts([buy(4).limit(90, 5).by(2)]);
    let events = [triggered(1, 90, 4), trade(1, 4, 90, 2), cancelled(Reason::ReduceOnly, 1, 90, 2)];
    venue.does(release(1).by(6), events);
    assert_eq!(venue.holds(6), 0);
}

#[test]
fn m10_one_that_fills_the_position_with_its_last_trade_is_just_filled() {
    let mut venue = long_five();
    venue.accepts([buy(2).limit(90, 9).by(2)]);
    let order = sell(1).limit(90, 5).by(6).reduce_only();
    venue.enters(order, [trade(1, 2, 90, 5).flags(1)]);
}

#[test]
fn p2_reduce_only_orders_go_when_a_call_begins() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(110, 5).by(6).reduce_only()]);
    let events = [phase_changed(Phase::Continuous, Phase::PreOpen), cancelled(Reason::WrongPhase, 1, 110, 5)];
    venue.does(phase(Phase::PreOpen), events);
}

#[test]
fn m9_all_or_none_passes_over_reduce_only() {
    let mut venue = long_five();
    venue.accepts([sell(1).limit(110, 5).by(6).reduce_only()]);
    venue.accepts([buy(2).limit(110, 5).by(2).all_or_none()]);
    assert_eq!(venue.engine.order(0, 2, 2).unwrap().quantity, 5);
}
