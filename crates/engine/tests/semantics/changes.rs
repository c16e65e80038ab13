//! C1, C2, C3, C6: cancel, reduce, replace, release.

use crate::lines::*;
use crate::support::*;
use cift_engine::{ReplacePriority, UnmatchedMarket};
use cift_types::{Phase, Reason, Side};

fn bids(quantities: &[u64]) -> Venue {
    let mut venue = venue();
    venue.accepts((1..).zip(quantities).map(|(id, &quantity)| buy(id).limit(100, quantity)));
    venue
}

#[test]
fn c1_a_cancel_names_what_was_open() {
    let mut venue = bids(&[5, 5]);
    venue.enters(sell(3).limit(100, 2), [trade(3, 1, 100, 2)]);
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 100, 3).side(Side::Buy)]);
    venue.shows(&[(100, 5)], &[]);
}

#[test]
fn c1_of_an_iceberg_all_of_it_and_of_a_waiting_order_its_limit() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 12).iceberg(5), sell(2).limit(110, 5).stop(90)]);
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 100, 12)]);
    venue.does(cancel(2), [cancelled(Reason::Requested, 2, 110, 5).side(Side::Sell)]);
}

#[test]
fn c2_a_reduced_order_keeps_its_place() {
    let mut venue = bids(&[5, 5]);
    venue.does(reduce(1, 2), [reduced(1, 100, 3).side(Side::Buy)]);
    venue.enters(sell(3).limit(100, 1), [trade(3, 1, 100, 1)]);
}

#[test]
fn c2_by_as_much_as_is_open_or_more_it_leaves() {
    for by in [5, 6, 1 << 40] {
        let mut venue = bids(&[5]);
        venue.does(reduce(1, by), [cancelled(Reason::ReducedToZero, 1, 100, 5).side(Side::Buy)]);
        assert_eq!((venue.engine.live_orders(), venue.engine.pages_in_use()), (0, 0));
    }
}

#[test]
fn c2_an_iceberg_gives_its_reserve_first() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 12).iceberg(5)]);
    venue.does(reduce(1, 6), [reduced(1, 100, 6)]);
    venue.shows(&[(100, 5)], &[]);
    venue.does(reduce(1, 3), [reduced(1, 100, 3)]);
    venue.shows(&[(100, 3)], &[]);
}

#[test]
fn c2_waiting_orders_are_reduced_too() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).stop(120), buy(2).limit(99, 5).held()]);
    venue.does(reduce(1, 2), [reduced(1, 100, 3)]);
    venue.does(reduce(2, 2), [reduced(2, 99, 3)]);
    venue.does(release(2), [triggered(2, 99, 3)]);
}

#[test]
fn c3_a_replaced_order_loses_its_place_also_when_nothing_changes() {
    let mut venue = bids(&[5, 5]);
    venue.does(replace(1, 100, 5), [replaced(1, 100, 5).side(Side::Buy)]);
    assert_eq!(venue.queue(Side::Buy), [2, 1]);
    venue.does(replace(2, 101, 4), [replaced(2, 101, 4)]);
    assert_eq!(venue.queue(Side::Buy), [2, 1]);
}

#[test]
fn c3_it_may_trade_at_once() {
    let mut venue = bids(&[5]);
    venue.accepts([sell(3).limit(105, 5)]);
    venue.does(replace(1, 105, 7), [replaced(1, 105, 7), trade(1, 3, 105, 5).flags(2)]);
    venue.shows(&[(105, 2)], &[]);
    venue.accepts([sell(5).limit(200, 1)]);
    venue.does(replace(1, 200, 1), [replaced(1, 200, 1), trade(1, 5, 200, 1).flags(3)]);
    assert_eq!(venue.order(1), None);
}

fn keeping() -> Venue {
    venue_with(|rules| rules.replace = ReplacePriority::KeepsOnReduce)
}

#[test]
fn c3_with_keeps_on_reduce_it_keeps_its_place_unless_it_grows_or_moves() {
    let mut venue = keeping();
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(100, 5)]);
    venue.does(replace(1, 100, 3), [reduced(1, 100, 3)]);
    venue.does(replace(1, 100, 3), [replaced(1, 100, 3)]);
    assert_eq!(venue.queue(Side::Buy), [1, 2]);
    venue.does(replace(1, 100, 4), [replaced(1, 100, 4)]);
    assert_eq!(venue.queue(Side::Buy), [2, 1]);
    venue.does(replace(2, 99, 1), [replaced(2, 99, 1)]);
    assert_eq!(venue.queue(Side::Buy), [1, 2]);
}

#[test]
fn c3_icebergs_and_hidden_orders_lose_it_anyway() {
    let mut venue = keeping();
    venue.accepts([buy(1).limit(100, 5).iceberg(2), buy(2).limit(100, 5)]);
    venue.does(replace(1, 100, 4), [replaced(1, 100, 4)]);
    assert_eq!(venue.queue(Side::Buy), [2, 1]);
    venue.accepts([sell(3).limit(110, 5).hidden(), sell(4).limit(110, 5).hidden()]);
    venue.does(replace(3, 110, 4), [replaced(3, 110, 4)]);
    venue.enters(buy(5).limit(110, 1), [trade(5, 4, 110, 1)]);
}

#[test]
fn c3_a_waiting_order_goes_on_waiting_behind_others_of_its_trigger() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(50, 5).stop(100), buy(2).limit(50, 5).stop(100)]);
    venue.does(replace(1, 60, 7), [replaced(1, 60, 7)]);
    assert!(venue.is_waiting(1));
    crate::triggers::prints(&mut venue, 100, [triggered(2, 50, 5), triggered(1, 60, 7)]);
}

#[test]
fn c3_in_a_call_phase_it_does_not_trade() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen)]);
    venue.accepts([buy(1).limit(90, 5), sell(2).limit(100, 5)]);
    venue.does(replace(1, 100, 5), [replaced(1, 100, 5)]);
    venue.shows(&[(100, 5)], &[(100, 5)]);
}

#[test]
fn c3_a_post_only_order_is_repriced() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(90, 5).post_or_reprice(), sell(2).limit(100, 5)]);
    venue.does(replace(1, 105, 6), [replaced(1, 105, 6), repriced(1, 99, 6)]);
    venue.shows(&[(99, 6)], &[(100, 5)]);
}

#[test]
fn c3_an_iceberg_displays_anew() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(90, 20).iceberg(5), sell(2).limit(100, 7)]);
    // It trades 7, and shows 5 of the 13 that are left, not 5 − (7 mod 5).
    venue.does(replace(1, 100, 20), [replaced(1, 100, 20), trade(1, 2, 100, 7)]);
    venue.shows(&[(100, 5)], &[]);
}

#[test]
fn c3_a_minimum_quantity_counts_on_entry_only() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5)]);
    venue.enters(buy(2).limit(100, 10).minimum(5), [trade(2, 1, 100, 5)]);
    venue.accepts([sell(3).limit(101, 1)]);
    venue.does(replace(2, 101, 9), [replaced(2, 101, 9), trade(2, 3, 101, 1)]);
}

#[test]
fn c3_a_market_order_that_rests_keeps_its_price() {
    let mut venue = venue_with(|rules| rules.unmatched_market = UnmatchedMarket::Rest);
    venue.accepts([buy(1).market(5), buy(2).market(5)]);
    venue.run([replace(1, 77, 4)]);
    assert_eq!((venue.queue(Side::Buy), venue.engine.best(0, Side::Buy)), (vec![2, 1], Some(i64::MAX)));
}

#[test]
fn c3_terms_and_flags_stay() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5).until(100), sell(2).limit(120, 5).oco(1)]);
    venue.does(replace(1, 111, 6), [replaced(1, 111, 6)]);
    let gone = cancelled(Reason::Expired, 1, 111, 6);
    venue.does(clock(100), [gone, cancelled(Reason::Linked, 2, 120, 5)]);
}

#[test]
fn c6_a_held_order_enters_as_if_it_came_in_now() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).held(), sell(2).limit(100, 2), buy(3).limit(90, 1)]);
    assert!(venue.is_waiting(1));
    venue.does(release(1), [triggered(1, 100, 5).side(Side::Buy), trade(1, 2, 100, 2)]);
    venue.shows(&[(100, 3), (90, 1)], &[]);
}

#[test]
fn c6_its_checks_cancel_where_they_fail() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).held().post_only(), sell(2).limit(100, 2)]);
    let gone = cancelled(Reason::PostOnlyWouldTrade, 1, 100, 5);
    venue.does(release(1), [triggered(1, 100, 5), gone]);
    venue.accepts([buy(3).limit(90, 5).held().ioc()]);
    venue.run([phase(Phase::PreOpen)]);
    venue.does(release(3), [triggered(3, 90, 5), cancelled(Reason::WrongPhase, 3, 90, 5)]);
}

#[test]
fn c6_in_a_call_phase_it_is_collected() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).held()]);
    venue.run([phase(Phase::PreOpen)]);
    venue.does(release(1), [triggered(1, 100, 5)]);
    venue.shows(&[(100, 5)], &[]);
}
