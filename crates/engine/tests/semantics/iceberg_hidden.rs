//! M5, M6, X1: orders that show nothing, or a part of themselves.

use crate::lines::*;
use crate::support::*;
use cift_types::{Phase, Reason, Side};

#[test]
fn m5_hidden_orders_stand_behind_all_displayed_ones_and_among_themselves_by_time() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5).hidden(), sell(2).limit(100, 5).hidden(), sell(3).limit(100, 5)]);
    venue.accepts([sell(4).limit(101, 5), sell(5).limit(100, 5)]);
    let events = [3, 5, 1, 2].map(|id| trade(9, id, 100, 5)).into_iter().chain([trade(9, 4, 101, 5)]);
    venue.enters(buy(9).limit(101, 25), events.collect::<Vec<_>>());
}

#[test]
fn m5_hidden_orders_are_in_no_depth() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5).hidden(), buy(2).limit(90, 5).hidden()]);
    venue.shows(&[], &[]);
    assert_eq!((venue.engine.best(0, Side::Sell), venue.engine.quantity_at(0, Side::Sell, 100)), (None, 0));
    assert_eq!(venue.order(1).unwrap().displayed_quantity, 0);
}

#[test]
fn m6_an_iceberg_shows_its_next_part_behind_the_others() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 12).iceberg(5), sell(2).limit(100, 3)]);
    venue.shows(&[], &[(100, 8)]);
    venue.enters(buy(3).limit(100, 5), [trade(3, 1, 100, 5).flags(1), refreshed(1, 100, 5).side(Side::Sell)]);
    assert_eq!(venue.queue(Side::Sell), [2, 1]);
    venue.enters(buy(4).limit(100, 4), [trade(4, 2, 100, 3), trade(4, 1, 100, 1)]);
    assert_eq!((venue.open(1), venue.order(1).unwrap().displayed_quantity), (6, 4));
    venue.enters(buy(5).limit(100, 4), [trade(5, 1, 100, 4), refreshed(1, 100, 2)]);
    venue.enters(buy(6).limit(100, 2), [trade(6, 1, 100, 2).flags(3)]);
}

#[test]
fn m6_it_may_trade_again_with_the_same_order_when_its_turn_comes() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 9).iceberg(4), sell(2).limit(100, 3)]);
    let events = [
        trade(3, 1, 100, 4),
        refreshed(1, 100, 4),
        trade(3, 2, 100, 3),
        trade(3, 1, 100, 4),
        refreshed(1, 100, 1),
        trade(3, 1, 100, 1),
    ];
    venue.enters(buy(3).limit(100, 13), events);
    assert_eq!(venue.open(3), 1);
}

#[test]
fn m6_refreshed_before_hidden_orders() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 2).hidden(), sell(2).limit(100, 6).iceberg(3)]);
    let events = [trade(3, 2, 100, 3), refreshed(2, 100, 3), trade(3, 2, 100, 3), trade(3, 1, 100, 2)];
    venue.enters(buy(3).limit(100, 8), events);
}

#[test]
fn m6_what_an_incoming_iceberg_shows_after_it_has_traded() {
    // It traded 7 of 20, five a part: 5 − (7 mod 5) = 3.
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 7)]);
    venue.enters(buy(2).limit(100, 20).iceberg(5), [trade(2, 1, 100, 7)]);
    venue.shows(&[(100, 3)], &[]);
    // Then parts of five again.
    venue.enters(sell(3).limit(100, 3), [trade(3, 2, 100, 3), refreshed(2, 100, 5)]);
}

#[test]
fn m6_at_most_what_is_left() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 10)]);
    venue.enters(buy(2).limit(100, 12).iceberg(5), [trade(2, 1, 100, 10)]);
    venue.shows(&[(100, 2)], &[]);
}

/// Splitmix64 as X1 names it.
fn draw(state: &mut u64, low: u64, high: u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (*state ^ *state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    low + (z ^ z >> 31) % (high - low + 1)
}

#[test]
fn x1_parts_are_drawn_by_splitmix64_from_the_seed() {
    let mut venue = session(|config| config.seed = 42);
    let mut state = 42;
    let mut shown = draw(&mut state, 3, 9);
    venue.accepts([sell(1).limit(100, 1000).iceberg_between(3, 9)]);
    for id in 2..40 {
        venue.shows(&[], &[(100, shown)]);
        let next = draw(&mut state, 3, 9);
        venue.enters(buy(id).limit(100, shown), [trade(id, 1, 100, shown), refreshed(1, 100, next)]);
        shown = next;
    }
}

#[test]
fn m6_with_a_range_an_order_that_has_traded_draws_anew() {
    let mut venue = session(|config| config.seed = 7);
    let mut state = 7;
    venue.accepts([sell(1).limit(100, 7)]);
    venue.enters(buy(2).limit(100, 60).iceberg_between(5, 20), [trade(2, 1, 100, 7)]);
    venue.shows(&[(100, draw(&mut state, 5, 20))], &[]);
}

#[test]
fn m6_an_iceberg_that_trades_its_part_in_an_auction_refreshes_after_it() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen), sell(1).limit(100, 12).iceberg(5), sell(2).limit(100, 3)]);
    venue.run([buy(3).limit(100, 8)]);
    // Its whole quantity takes part in its own place.
    let events = [
        cross(3, 1, 100, 8).taker_done(),
        refreshed(1, 100, 4),
        uncrossed(100, 8, 7, Side::Sell),
        phase_changed(Phase::PreOpen, Phase::Continuous),
    ];
    venue.does(phase(Phase::Continuous), events);
    assert_eq!(venue.queue(Side::Sell), [2, 1]);
}

#[test]
fn n4_an_iceberg_whose_next_part_the_level_cannot_take_goes() {
    const MOST: u64 = (1 << 53) - 1;
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, MOST).iceberg(1 << 52), sell(2).limit(100, 1 << 51)]);
    venue.run([buy(3).limit(100, (1 << 52) - 1)]);
    venue.accepts([sell(4).limit(100, (1 << 53) - (1 << 51) - 2)]);
    let gone = cancelled(Reason::Capacity, 1, 100, MOST - (1 << 52));
    venue.enters(buy(5).limit(100, 2), [trade(5, 1, 100, 1), gone, trade(5, 2, 100, 1)]);
}
