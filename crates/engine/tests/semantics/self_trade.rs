//! M4: orders that meet one of the same owner.

use crate::lines::*;
use crate::support::*;
use cift_engine::{MarketPrice, UnmatchedMarket};
use cift_types::{Reason, SelfTrade, Side, TimeInForce};

const OWN: u32 = 7;

/// Asks: another's three, own four, another's five, all at 100.
fn asks() -> Venue {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 3), sell(2).limit(100, 4).by(OWN), sell(3).limit(100, 5)]);
    venue
}

fn own(quantity: u64, mode: SelfTrade) -> Line {
    buy(4).limit(100, quantity).by(OWN).self_trade(mode)
}

fn gone(id: u64, quantity: u64) -> Expected {
    cancelled(Reason::SelfTrade, id, 100, quantity).of(OWN, 0)
}

#[test]
fn m4_allow_trades() {
    asks().enters(own(6, SelfTrade::Allow), [trade(4, 1, 100, 3), trade(4, 2, 100, 3).of(OWN, OWN)]);
}

#[test]
fn m4_cancel_newest_cancels_what_is_left_of_the_incoming_order() {
    let mut venue = asks();
    let events = [trade(4, 1, 100, 3), gone(4, 7).side(Side::Buy)];
    venue.enters(own(10, SelfTrade::CancelNewest), events);
    venue.shows(&[], &[(100, 9)]);
}

#[test]
fn m4_cancel_oldest_cancels_the_resting_order_and_goes_on() {
    let mut venue = asks();
    let events = [trade(4, 1, 100, 3), gone(2, 4).side(Side::Sell), trade(4, 3, 100, 5)];
    venue.enters(own(10, SelfTrade::CancelOldest), events);
    venue.shows(&[(100, 2)], &[]);
}

#[test]
fn m4_cancel_both_first_the_resting_one() {
    let mut venue = asks();
    let events = [trade(4, 1, 100, 3), gone(2, 4).side(Side::Sell), gone(4, 7).side(Side::Buy)];
    venue.enters(own(10, SelfTrade::CancelBoth), events);
    venue.shows(&[], &[(100, 5)]);
}

fn smaller(id: u64, left: u64) -> Expected {
    reduced(id, 100, left).of(OWN, 0).because(Reason::SelfTrade)
}

#[test]
fn m4_decrement_takes_the_smaller_quantity_off_both() {
    let mut venue = asks();
    // Seven are left when it comes to the own four: three of seven stay.
    let events = [trade(4, 1, 100, 3), gone(2, 4), smaller(4, 3), trade(4, 3, 100, 3)];
    venue.enters(own(10, SelfTrade::Decrement), events);
}

#[test]
fn m4_decrement_of_a_larger_resting_order() {
    let mut venue = asks();
    venue.enters(own(4, SelfTrade::Decrement), [trade(4, 1, 100, 3), smaller(2, 3), gone(4, 1)]);
    venue.shows(&[], &[(100, 8)]);
}

#[test]
fn m4_decrement_of_equals_cancels_both() {
    let mut venue = asks();
    venue.enters(own(7, SelfTrade::Decrement), [trade(4, 1, 100, 3), gone(2, 4), gone(4, 4)]);
}

#[test]
fn m4_decrement_takes_an_icebergs_reserve_first() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 10).iceberg(4).by(OWN)]);
    venue.enters(own(6, SelfTrade::Decrement), [smaller(1, 4), gone(4, 6)]);
    venue.shows(&[], &[(100, 4)]);
}

#[test]
fn m4_only_resting_orders_that_matching_comes_to() {
    let mut venue = asks();
    venue.enters(own(3, SelfTrade::CancelOldest), [trade(4, 1, 100, 3).taker_done()]);
    venue.shows(&[], &[(100, 9)]);
}

#[test]
fn m4_the_rules_say_it_where_the_order_does_not() {
    let mut venue = venue_with(|rules| rules.self_trade = SelfTrade::CancelOldest);
    venue.accepts([sell(1).limit(100, 5)]);
    venue.enters(buy(2).limit(100, 5), [cancelled(Reason::SelfTrade, 1, 100, 5)]);
    venue.run([cancel(2)]);
    venue.accepts([sell(3).limit(100, 5)]);
    venue.enters(buy(4).limit(100, 5).self_trade(SelfTrade::Allow), [trade(4, 3, 100, 5)]);
}

#[test]
fn m4_hidden_orders_and_market_orders_too() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5).hidden()]);
    let order = buy(2).market(5).self_trade(SelfTrade::CancelNewest);
    venue.enters(order, [cancelled(Reason::SelfTrade, 2, 0, 5)]);
}

#[test]
fn m4_fill_or_kill_counts_without_own_orders() {
    let order = |mode| own(8, mode).good(TimeInForce::Fok);
    let killed = cancelled(Reason::FillOrKill, 4, 100, 8);
    asks().enters(order(SelfTrade::CancelNewest), [killed]);
    asks().enters(order(SelfTrade::CancelOldest), [trade(4, 1, 100, 3), gone(2, 4), trade(4, 3, 100, 5)]);
    asks().enters(own(9, SelfTrade::CancelOldest).fok(), [cancelled(Reason::FillOrKill, 4, 100, 9)]);
}

#[test]
fn m4_it_is_not_applied_in_an_uncross() {
    use cift_types::Phase;
    let mut venue = venue_with(|rules| rules.self_trade = SelfTrade::CancelBoth);
    venue.run([phase(Phase::PreOpen), buy(1).limit(100, 5), sell(2).limit(100, 5)]);
    let events = [
        cross(1, 2, 100, 5).taker_done().maker_done(),
        uncrossed(100, 5, 0, Side::Buy),
        phase_changed(Phase::PreOpen, Phase::Continuous),
    ];
    venue.does(phase(Phase::Continuous), events);
}

#[test]
fn m11_a_price_of_market_orders_is_the_one_that_is_there_then() {
    let mut venue = venue_with(|rules| {
        (rules.unmatched_market, rules.market_price) = (UnmatchedMarket::Rest, MarketPrice::Reference);
    });
    venue.accepts([sell(1).market(1).by(OWN), sell(2).market(1), sell(3).limit(80, 1).oco(1).by(OWN)]);
    let own = cancelled(Reason::SelfTrade, 1, i64::MIN, 1).of(OWN, 0).side(Side::Sell);
    let ring = cancelled(Reason::Linked, 3, 80, 1).of(OWN, 0).side(Side::Sell);
    let order = |mode| buy(4).limit(90, 1).by(OWN).self_trade(mode);
    venue.enters(order(SelfTrade::CancelOldest), [own, ring, trade(4, 2, 90, 1).of(OWN, 0)]);
    // Where the incoming order goes too, it goes.
    venue.accepts([sell(1).market(1).by(OWN), sell(3).limit(80, 1).oco(1).by(OWN)]);
    venue
        .enters(order(SelfTrade::CancelBoth), [own, ring, cancelled(Reason::SelfTrade, 4, 90, 1).of(OWN, 0)]);
}
