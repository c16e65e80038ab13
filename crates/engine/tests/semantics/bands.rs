//! B, N10: how far prices may go.

use crate::lines::*;
use crate::support::*;
use cift_engine::{BandAction, Rules, UnmatchedMarket, Width};
use cift_types::{Phase, Reason, Side};

use Phase::{Continuous, Halt, VolatilityAuction};

fn fixed(width: Width) -> Venue {
    venue_with(|rules| rules.static_band = Some(width))
}

#[test]
fn b1_without_a_reference_price_there_is_no_band() {
    fixed(Width::Ticks(1)).accepts([buy(1).limit(1, 1), sell(2).limit(1_000_000, 1)]);
}

#[test]
fn b1_basis_points_are_rounded_down() {
    let mut venue = fixed(Width::BasisPoints(150));
    venue.applies(reference(199), []); // 2.98: 197 to 201
    venue.refuses(buy(1).limit(196, 1), Reason::StaticBand);
    venue.refuses(buy(1).limit(202, 1), Reason::StaticBand);
    venue.accepts([buy(1).limit(197, 1), sell(2).limit(201, 1)]);
    venue.applies(reference(-199), []);
    venue.refuses(buy(3).limit(-202, 1), Reason::StaticBand);
    let state = venue.engine.market_state(0).unwrap();
    assert_eq!((state.lowest_price, state.highest_price), (-201, -197));
}

#[test]
fn b1_matching_of_a_market_order_ends_at_the_band() {
    let mut venue = fixed(Width::Ticks(10));
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(111, 5)]);
    venue.applies(reference(100), []);
    let left = cancelled(Reason::StaticBand, 3, 0, 3);
    venue.enters(buy(3).market(8), [trade(3, 1, 110, 5), left]);
    venue.enters(buy(4).capped(200, 2), [cancelled(Reason::StaticBand, 4, 200, 2)]);
}

fn moving(action: BandAction) -> impl Fn(&mut Rules) {
    move |rules| {
        rules.dynamic_band = Some(Width::Ticks(5));
        rules.band_action = action;
        (rules.pause_ns, rules.auction_ns) = (100, 50);
    }
}

/// Asks at 100, 105 and 106, five each, and a last price of 100.
fn asks(change: impl Fn(&mut Rules)) -> Venue {
    let mut venue = venue_with(change);
    venue.accepts([sell(1).limit(100, 6), sell(2).limit(105, 5), sell(3).limit(106, 5)]);
    venue.enters(buy(4).limit(100, 1), [trade(4, 1, 100, 1)]);
    venue
}

#[test]
fn b2_without_a_price_there_is_no_band() {
    let mut venue = venue_with(moving(BandAction::Cancel));
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(999, 5)]);
    // The price that counts is the one before the order: there is none.
    venue.enters(buy(3).limit(999, 8), [trade(3, 1, 100, 5), trade(3, 2, 999, 3)]);
}

#[test]
fn b2_cancel_what_would_trade_outside_is_cancelled() {
    let mut venue = asks(moving(BandAction::Cancel));
    let events = [trade(5, 1, 100, 5), trade(5, 2, 105, 5), cancelled(Reason::DynamicBand, 5, 110, 2)];
    venue.enters(buy(5).limit(110, 12), events);
    // From 105 on, 106 is inside.
    venue.enters(buy(6).limit(110, 1), [trade(6, 3, 106, 1)]);
}

#[test]
fn b2_the_band_is_around_the_price_before_the_order() {
    let mut venue = asks(moving(BandAction::Cancel));
    // 105 is within five of 100, 106 is within five of 105 but not of 100.
    let order = buy(5).limit(110, 11);
    let events = [trade(5, 1, 100, 5), trade(5, 2, 105, 5), cancelled(Reason::DynamicBand, 5, 110, 1)];
    venue.enters(order, events);
}

#[test]
fn b2_a_reference_price_moves_it() {
    let mut venue = asks(moving(BandAction::Cancel));
    venue.applies(reference(110), []);
    venue.enters(buy(5).limit(110, 1), [cancelled(Reason::DynamicBand, 5, 110, 1)]);
}

#[test]
fn b2_auction_what_is_left_rests_and_a_volatility_auction_begins() {
    let mut venue = asks(moving(BandAction::Auction));
    let events = [
        trade(5, 1, 100, 5),
        trade(5, 2, 105, 5),
        phase_changed_by(Reason::DynamicBand, Continuous, VolatilityAuction),
        indicative(106, 2, 3, Side::Sell),
    ];
    venue.enters(buy(5).limit(110, 12), events);
    venue.is_silent(clock(49));
    let events = [
        cross(5, 3, 106, 2).taker_done(),
        uncrossed(106, 2, 3, Side::Sell),
        phase_changed_by(Reason::Scheduled, VolatilityAuction, Continuous),
    ];
    venue.does(clock(50), events);
}

#[test]
fn b2_auction_what_could_not_rest_is_cancelled() {
    let mut venue = asks(moving(BandAction::Auction));
    let events = [
        trade(5, 1, 100, 5),
        trade(5, 2, 105, 5),
        cancelled(Reason::DynamicBand, 5, 110, 2),
        phase_changed_by(Reason::DynamicBand, Continuous, VolatilityAuction),
    ];
    venue.enters(buy(5).limit(110, 12).ioc(), events);
}

#[test]
fn b2_pause_a_halt_and_then_a_volatility_auction() {
    let mut venue = asks(moving(BandAction::Pause));
    let events =
        [trade(5, 1, 100, 5), trade(5, 2, 105, 5), phase_changed_by(Reason::DynamicBand, Continuous, Halt)];
    venue.enters(buy(5).limit(110, 12), events);
    venue.shows(&[(110, 2)], &[(106, 5)]);
    let begins = phase_changed_by(Reason::Scheduled, Halt, VolatilityAuction);
    venue.does(clock(120), [begins, indicative(106, 2, 3, Side::Sell)]);
    let events = [
        cross(5, 3, 106, 2).taker_done(),
        uncrossed(106, 2, 3, Side::Sell),
        phase_changed_by(Reason::Scheduled, VolatilityAuction, Continuous),
    ];
    venue.does(clock(150), events); // 100 + 50
}

#[test]
fn b2_a_pause_that_ends_by_command_uncrosses_too() {
    let mut venue = asks(moving(BandAction::Pause));
    venue.run([buy(5).limit(110, 12)]);
    let events =
        [cross(5, 3, 106, 2).taker_done(), uncrossed(106, 2, 3, Side::Sell), phase_changed(Halt, Continuous)];
    venue.does(phase(Continuous), events);
    venue.is_silent(clock(1000));
}

#[test]
fn b2_a_market_order_is_cancelled_or_rests_as_the_rules_say() {
    let mut venue = asks(|rules| {
        moving(BandAction::Auction)(rules);
        rules.unmatched_market = UnmatchedMarket::Rest;
    });
    let events = [
        trade(5, 1, 100, 5),
        trade(5, 2, 105, 5),
        phase_changed_by(Reason::DynamicBand, Continuous, VolatilityAuction),
        indicative(106, 2, 3, Side::Sell),
    ];
    venue.enters(buy(5).market(12), events);
}

#[test]
fn n10_fill_or_kill_stops_at_the_band_too() {
    let mut venue = asks(moving(BandAction::Cancel));
    let events = venue.run([buy(5).limit(110, 12).fok()]);
    assert_eq!(events.len(), 2, "it does not trade, and is cancelled");
    assert_eq!((events[1].order_id, events[1].quantity), (5, 12));
    venue.shows(&[], &[(100, 5), (105, 5), (106, 5)]);
}

#[test]
fn n10_the_static_band_bounds_stops_that_fire() {
    let mut venue = fixed(Width::Ticks(10));
    venue.applies(reference(100), []);
    venue.accepts([buy(1).market(5).stop(105), sell(2).limit(105, 1), sell(3).limit(110, 2)]);
    venue.applies(reference(99), []); // 89 to 109
    let events = [trade(4, 2, 105, 1), triggered(1, 0, 5), cancelled(Reason::StaticBand, 1, 0, 5)];
    venue.enters(buy(4).limit(105, 1), events);
}
