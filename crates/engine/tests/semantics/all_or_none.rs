//! M9: all-or-none orders.

use crate::lines::*;
use crate::support::*;
use cift_types::{Reason, SelfTrade, Side};

#[test]
fn m9_an_order_passes_over_a_larger_all_or_none_order() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 10).all_or_none(), sell(2).limit(100, 5), sell(3).limit(101, 5)]);
    venue.enters(buy(4).limit(101, 8), [trade(4, 2, 100, 5), trade(4, 3, 101, 3)]);
    venue.shows(&[], &[(100, 10), (101, 2)]); // it is displayed
}

#[test]
fn m9_an_order_that_is_large_enough_takes_it() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 10).all_or_none(), sell(2).limit(100, 5)]);
    venue.enters(buy(3).limit(100, 12), [trade(3, 1, 100, 10).flags(2), trade(3, 2, 100, 2)]);
}

#[test]
fn m9_it_depends_on_what_the_order_has_left() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(100, 10).all_or_none()]);
    venue.enters(buy(3).limit(100, 12), [trade(3, 1, 100, 5)]);
    assert_eq!((venue.open(2), venue.open(3)), (10, 7));
}

#[test]
fn m9_what_was_passed_over_is_matched_when_the_order_rests_beside_another() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 10).all_or_none(), buy(2).limit(100, 4)]);
    // Six are too few; with the four that rest, the all-or-none order trades as if it came in now.
    venue.enters(buy(3).limit(100, 6), [trade(1, 2, 100, 4), trade(1, 3, 100, 6)]);
    venue.shows(&[], &[]);
}

#[test]
fn m9_it_keeps_its_place_if_it_cannot_trade_in_full() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 10).all_or_none(), sell(2).limit(101, 1), buy(3).limit(100, 3)]);
    venue.accepts([buy(4).limit(100, 6)]);
    assert_eq!((venue.queue(Side::Sell), venue.queue(Side::Buy)), (vec![1, 2], vec![3, 4]));
}

#[test]
fn m9_incoming_it_trades_in_full_or_rests() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 4), sell(2).limit(101, 4)]);
    venue.accepts([buy(3).limit(101, 9).all_or_none()]);
    venue.shows(&[(101, 9)], &[(100, 4), (101, 4)]);
}

#[test]
fn m9_incoming_with_ioc_it_is_cancelled() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 4)]);
    let order = buy(2).limit(100, 5).all_or_none().ioc();
    venue.enters(order, [cancelled(Reason::ImmediateRemainder, 2, 100, 5)]);
}

#[test]
fn m9_incoming_it_walks_the_orders_best_first() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 4), sell(2).limit(101, 4)]);
    venue.enters(buy(3).limit(105, 6).all_or_none(), [trade(3, 1, 100, 4), trade(3, 2, 101, 2).taker_done()]);
}

#[test]
fn m9_incoming_it_passes_over_one_that_is_larger_than_itself() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 10).all_or_none(), sell(2).limit(101, 6)]);
    venue.enters(buy(3).limit(101, 6).all_or_none(), [trade(3, 2, 101, 6)]);
}

#[test]
fn m9_incoming_it_takes_from_what_it_set_aside_what_an_all_or_none_order_leaves() {
    let mut venue = venue();
    venue.accepts([
        sell(1).limit(100, 5),
        sell(2).limit(100, 5).all_or_none(),
        sell(3).limit(101, 7).all_or_none(),
    ]);
    // Ten: five are set aside; with the next five it is complete.
    venue.enters(buy(4).limit(101, 10).all_or_none(), [trade(4, 1, 100, 5), trade(4, 2, 100, 5)]);
    venue.accepts([sell(5).limit(100, 3)]);
    // Nine: three are set aside; seven all-or-none need exactly two of them.
    venue.enters(buy(6).limit(101, 9).all_or_none(), [trade(6, 5, 100, 2), trade(6, 3, 101, 7)]);
    assert_eq!(venue.open(5), 1);
}

#[test]
fn m9_incoming_all_or_none_orders_set_aside_are_taken_only_in_full() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 4).all_or_none(), sell(2).limit(101, 5)]);
    // Six: four are set aside; with a plain one of five, as much as possible of them: all four.
    venue.enters(buy(3).limit(101, 6).all_or_none(), [trade(3, 1, 100, 4), trade(3, 2, 101, 2)]);
}

#[test]
fn m9_incoming_one_that_would_go_over_is_left_out() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 4).all_or_none(), sell(2).limit(100, 3)]);
    venue.accepts([sell(3).limit(101, 7).all_or_none()]);
    // Ten: four and three are set aside; seven all-or-none need exactly three of them, and four are too many.
    venue.enters(buy(4).limit(101, 10).all_or_none(), [trade(4, 2, 100, 3), trade(4, 3, 101, 7)]);
    assert_eq!(venue.open(1), 4);
}

#[test]
fn m9_incoming_one_that_could_not_complete_it_is_not_set_aside() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 4).all_or_none(), sell(2).limit(100, 3).all_or_none()]);
    venue.accepts([sell(3).limit(101, 3).all_or_none()]);
    // Six: four are set aside; three need exactly three of them, which cannot be had, twice.
    venue.accepts([buy(4).limit(101, 6).all_or_none()]);
    assert_eq!(venue.open(4), 6);
}

#[test]
fn m9_all_or_none_passes_over_hidden_orders_reserves_and_its_owners() {
    let mut venue = venue();
    venue.accepts([
        sell(1).limit(100, 5).hidden().by(1),
        sell(2).limit(100, 5).by(2),
        sell(3).limit(100, 9).iceberg(2).by(1),
    ]);
    let mine = |quantity| {
        let order = buy(4).limit(100, quantity).all_or_none().by(2);
        order.self_trade(SelfTrade::CancelOldest)
    };
    venue.accepts([mine(3)]);
    venue.does(cancel(4).by(2), [cancelled(Reason::Requested, 4, 100, 3)]);
    venue.enters(mine(2), [trade(4, 3, 100, 2), refreshed(3, 100, 2)]);
}

#[test]
fn m9_all_or_none_passes_over_linked_orders() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(120, 5), sell(2).limit(100, 5).oco(1)]);
    venue.accepts([buy(3).limit(100, 5).all_or_none()]);
    assert_eq!((venue.open(2), venue.open(3)), (5, 5));
}
