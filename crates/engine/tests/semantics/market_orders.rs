//! M7, N7: orders without a price that rest, and market-to-limit orders.

use crate::lines::*;
use crate::support::*;
use cift_engine::{MarketPrice, MarketToLimit, UnmatchedMarket};
use cift_types::{EventKind, Phase, Reason, SelfTrade, Side};

fn resting(price: MarketPrice) -> Venue {
    venue_with(|rules| (rules.unmatched_market, rules.market_price) = (UnmatchedMarket::Rest, price))
}

/// A trade at this price, so that there is a last one.
#[track_caller]
fn last(venue: &mut Venue, price: i64) {
    venue.accepts([sell(998).limit(price, 1).by(9)]);
    venue.enters(buy(999).limit(price, 1).by(9), [trade(999, 998, price, 1)]);
}

#[test]
fn m7_resting_market_orders_stand_before_all_limits() {
    let mut venue = resting(MarketPrice::Taker);
    venue.accepts([sell(1).market(5), sell(3).limit(50, 5), sell(2).market(5)]);
    assert_eq!(venue.queue(Side::Sell), [1, 2, 3]);
    assert_eq!(venue.engine.best(0, Side::Sell), Some(i64::MIN));
    venue.accepts([buy(4).market(5).on(1)]);
    assert_eq!(venue.engine.best(1, Side::Buy), Some(i64::MAX));
}

#[test]
fn m7_taker_the_price_is_the_incoming_limit() {
    let mut venue = resting(MarketPrice::Taker);
    last(&mut venue, 100);
    venue.accepts([sell(1).market(5)]);
    venue.enters(buy(2).limit(120, 3), [trade(2, 1, 120, 3).taker_done()]);
}

#[test]
fn m7_taker_or_the_last_price_if_it_has_none() {
    let mut venue = resting(MarketPrice::Taker);
    last(&mut venue, 100);
    venue.accepts([sell(1).market(5)]);
    venue.enters(buy(2).market(3), [trade(2, 1, 100, 3)]);
    venue.applies(reference(90), []); // newer than the last trade
    venue.enters(buy(3).market(1), [trade(3, 1, 90, 1)]);
    venue.enters(buy(4).capped(70, 1), [trade(4, 1, 70, 1)]);
}

#[test]
fn m7_reference_the_best_for_the_incoming_of_three_prices() {
    let mut venue = resting(MarketPrice::Reference);
    last(&mut venue, 100);
    // Of a resting sell the least of last price, best ask and the buyer's limit.
    venue.accepts([sell(1).market(5)]);
    venue.enters(buy(2).limit(120, 1), [trade(2, 1, 100, 1)]);
    venue.enters(buy(3).limit(80, 1), [trade(3, 1, 80, 1)]); // and this is P from now on
    last_is(&venue, 80);
    venue.accepts([sell(4).limit(70, 1).hidden()]);
    venue.enters(buy(5).limit(120, 1), [trade(5, 1, 70, 1)]);
}

#[test]
fn m7_reference_for_a_resting_buy_the_greatest() {
    let mut venue = resting(MarketPrice::Reference);
    last(&mut venue, 100);
    venue.accepts([buy(1).market(5), buy(2).limit(105, 1)]);
    venue.enters(sell(3).limit(90, 1), [trade(3, 1, 105, 1)]);
    venue.enters(sell(4).limit(110, 1), [trade(4, 1, 110, 1)]);
}

fn last_is(venue: &Venue, price: i64) {
    assert_eq!(venue.engine.market_state(0).unwrap().last_price, price);
}

#[test]
fn m7_without_any_price_the_resting_order_is_passed_over() {
    let mut venue = resting(MarketPrice::Taker);
    venue.accepts([sell(1).market(5)]);
    venue.accepts([buy(2).market(3)]); // rests too: there is no price yet
    assert_eq!((venue.open(1), venue.open(2)), (5, 3));
    // A limit at its own extreme is no limit.
    venue.accepts([buy(3).limit(i64::MAX, 1)]);
    venue.enters(buy(4).limit(60, 1), [trade(4, 1, 60, 1)]);
}

#[test]
fn m7_a_hidden_order_at_its_sides_extreme_counts_as_a_market_order() {
    for price in [MarketPrice::Taker, MarketPrice::Reference] {
        let mut venue = resting(price);
        venue.accepts([sell(1).limit(i64::MIN, 3).hidden()]);
        venue.accepts([buy(2).market(1)]); // no price yet: passed over
        venue.does(cancel(2), [cancelled(Reason::Requested, 2, i64::MAX, 1)]);
        venue.enters(buy(3).limit(60, 1), [trade(3, 1, 60, 1)]);
        venue.enters(buy(4).market(1), [trade(4, 1, 60, 1)]);
        // The best of its side is that of limit orders.
        venue.accepts([sell(5).limit(70, 1)]);
        let last = if price == MarketPrice::Taker { 90 } else { 60 };
        venue.enters(buy(6).limit(90, 1), [trade(6, 1, last, 1)]);
    }
}

#[test]
fn m7_a_plain_order_at_its_sides_extreme_counts_as_a_market_order() {
    let mut venue = to_limit();
    venue.accepts([buy(1).limit(i64::MAX, 5)]);
    venue.enters(sell(2).limit(80, 1), [trade(2, 1, 80, 1)]);
    venue.enters(sell(3).market(1), [trade(3, 1, 80, 1)]);
}

#[test]
fn m7_elsewhere_an_order_at_the_extreme_trades_at_its_own_price() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(i64::MIN, 5)]);
    venue.enters(buy(2).limit(100, 1), [trade(2, 1, i64::MIN, 1)]);
}

#[test]
fn n7_market_to_limit_trades_at_the_best_price_only() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(101, 5)]);
    venue.enters(buy(3).market_to_limit(8), [trade(3, 1, 100, 5)]);
    venue.shows(&[(100, 3)], &[(101, 5)]);
    assert_eq!(venue.order(3).unwrap().price, 100);
}

#[test]
fn n7_market_to_limit_with_ioc_leaves_nothing() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(101, 5)]);
    let order = buy(3).market_to_limit(8).ioc();
    let events = venue.run([order]);
    // What is left is cancelled; the text leaves open whether with the price it traded at.
    let price = events.last().unwrap().price;
    let left = cancelled(Reason::ImmediateRemainder, 3, price, 3);
    compare(&events, &[accepted(order), trade(3, 1, 100, 5), left]);
    venue.shows(&[], &[(101, 5)]);
}

fn to_limit() -> Venue {
    venue_with(|rules| rules.market_to_limit = MarketToLimit::Rest)
}

#[test]
fn n7_where_it_may_rest_without_a_counter_order_it_rests_as_a_market_order() {
    let mut venue = to_limit();
    venue.accepts([buy(1).market_to_limit(5)]);
    assert_eq!(venue.engine.best(0, Side::Buy), Some(i64::MAX));
}

#[test]
fn n7_a_resting_one_that_trades_in_part_moves_to_that_price() {
    let mut venue = to_limit();
    venue.accepts([buy(1).market_to_limit(5)]);
    venue.enters(sell(2).limit(90, 2), [trade(2, 1, 90, 2).taker_done(), repriced(1, 90, 3).side(Side::Buy)]);
    venue.shows(&[(90, 3)], &[]);
}

#[test]
fn n7_a_resting_one_that_trades_in_part_in_an_auction_moves_to_its_price() {
    let mut venue = to_limit();
    venue.run([phase(Phase::PreOpen), buy(1).market_to_limit(5), sell(2).limit(90, 2)]);
    let events = [
        cross(1, 2, 90, 2).maker_done(),
        repriced(1, 90, 3),
        uncrossed(90, 2, 3, Side::Buy),
        phase_changed(Phase::PreOpen, Phase::Continuous),
    ];
    venue.does(phase(Phase::Continuous), events);
    venue.shows(&[(90, 3)], &[]);
}

#[test]
fn n7_where_it_may_not_rest_it_goes_after_the_auction() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen), buy(1).market_to_limit(5)]);
    let events = venue.run([phase(Phase::Continuous)]);
    let price = events.last().unwrap().price; // the text does not say which
    let gone = cancelled(Reason::NoLiquidity, 1, price, 5);
    let changed = phase_changed(Phase::PreOpen, Phase::Continuous);
    compare(&events, &[uncrossed(0, 0, 0, Side::Buy), changed, gone]);
}

#[test]
fn n7_without_a_trade_it_rests_at_the_best_opposite_limit() {
    // The all-or-none order is too large for it.
    let mut venue = to_limit();
    venue.accepts([sell(1).limit(105, 2).all_or_none()]);
    venue.enters(buy(2).market_to_limit(1), [repriced(2, 105, 1)]);
    venue.does(cancel(2), [cancelled(Reason::Requested, 2, 105, 1)]);
    // Its owner's order goes, and it has its price.
    venue.accepts([sell(3).limit(103, 2)]);
    let order = buy(4).market_to_limit(1).self_trade(SelfTrade::CancelOldest);
    let gone = cancelled(Reason::SelfTrade, 3, 103, 2);
    venue.enters(order, [gone, repriced(4, 103, 1)]);
    // That price may be the extreme at which market orders stand.
    let mut venue = to_limit();
    venue.accepts([sell(1).limit(i64::MAX, 2).all_or_none()]);
    venue.enters(buy(2).market_to_limit(1), [repriced(2, i64::MAX, 1)]);
}

#[test]
fn n5_money_that_is_left_looks_at_the_order_that_is_the_best_then() {
    // What the resting order keeps stands at 10 then, and costs more than the 3 that are left.
    let mut venue = to_limit();
    venue.applies(reference(10), []);
    venue.accepts([sell(1).market_to_limit(2)]);
    let moved = repriced(1, 10, 1).side(Side::Sell);
    let order = buy(2).money(13);
    venue.enters(order, [trade(2, 1, 10, 1), moved, cancelled(Reason::ImmediateRemainder, 2, 0, 3)]);
    // Before it stands a price at which money does not trade: matching ends there.
    let mut venue = to_limit();
    venue.applies(reference(10), []);
    venue.accepts([sell(1).market_to_limit(2), sell(3).limit(0, 1)]);
    venue.enters(order, [trade(2, 1, 10, 1), moved, cancelled(Reason::NoLiquidity, 2, 0, 3)]);
}

#[test]
fn n7_an_order_that_finds_no_room_where_it_moves_to_trades_no_more() {
    // Orders of a ring, so that what one of them would have got is shared again.
    let mut venue = session(|config| {
        (config.limits.pages, config.limits.reserve_pages) = (2, 2);
        for instrument in &mut config.instruments {
            instrument.rules.market_to_limit = MarketToLimit::Rest;
            instrument.rules.allocation.pro_rata = true;
        }
    });
    venue.accepts([
        buy(1).market_to_limit(10),
        buy(2).market_to_limit(10),
        buy(3).market_to_limit(10).oco(1),
    ]);
    venue.accepts([buy(4).market_to_limit(10), sell(5).limit(1 << 40, 1).on(1)]);
    venue.run([buy(6).limit(1, 1).on(1)]);
    let events = venue.run([sell(9).limit(100, 30)]);
    let mut gone = Vec::new();
    for event in &events {
        let traded = event.kind == EventKind::Trade as u8 && gone.contains(&event.counter_order_id);
        assert!(!traded, "it trades after it has gone: {event:?}");
        if event.kind == EventKind::Cancelled as u8 {
            gone.push(event.order_id);
        }
    }
    assert!(!gone.is_empty());
}
