//! W1, W2: stops and orders that are entered when a price is touched.

use crate::lines::*;
use crate::support::*;
use cift_types::{Phase, Reason, Side, TriggerSource};

/// A trade of account 9 at this price, and what follows from it.
#[track_caller]
pub fn prints(venue: &mut Venue, price: i64, after: impl AsRef<[Expected]>) {
    venue.accepts([sell(998).limit(price, 1).by(9)]);
    let mut events = vec![trade(999, 998, price, 1).of(9, 9)];
    events.extend_from_slice(after.as_ref());
    venue.enters(buy(999).limit(price, 1).by(9), events);
}

#[test]
fn w2_a_buy_stop_fires_at_or_above_and_enters_as_a_market_order() {
    let mut venue = venue();
    venue.accepts([buy(1).market(2).stop(100), sell(2).limit(120, 5)]);
    prints(&mut venue, 99, []);
    prints(&mut venue, 100, [triggered(1, 0, 2).side(Side::Buy), trade(1, 2, 120, 2)]);
}

#[test]
fn w2_a_sell_stop_fires_at_or_below() {
    let mut venue = venue();
    venue.accepts([sell(1).market(2).stop(100), buy(2).limit(80, 5)]);
    prints(&mut venue, 101, []);
    prints(&mut venue, 100, [triggered(1, 0, 2).side(Side::Sell), trade(1, 2, 80, 2)]);
}

#[test]
fn w2_a_stop_limit_enters_with_its_limit() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(110, 5).stop(100), sell(2).limit(110, 2)]);
    prints(&mut venue, 105, [triggered(1, 110, 5), trade(1, 2, 110, 2)]);
    venue.shows(&[(110, 3)], &[]);
}

#[test]
fn w2_if_touched_fires_the_other_way() {
    let mut venue = venue();
    venue.accepts([buy(1).market(1).touched(100), sell(2).market(1).touched(110)]);
    venue.accepts([buy(3).limit(50, 5), sell(4).limit(150, 5)]);
    prints(&mut venue, 105, []);
    // The buy that fires trades at 150, and that is where the sell waits for.
    let events = [triggered(1, 0, 1), trade(1, 4, 150, 1), triggered(2, 0, 1), trade(2, 3, 50, 1)];
    prints(&mut venue, 100, events);
}

#[test]
fn w2_a_limit_if_touched_rests_at_its_limit() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(112, 5).touched(110)]);
    prints(&mut venue, 111, [triggered(1, 112, 5)]);
    venue.shows(&[], &[(112, 5)]);
}

#[test]
fn w2_a_trigger_on_entry_looks_at_the_last_trade() {
    let mut venue = venue();
    prints(&mut venue, 105, []);
    prints(&mut venue, 100, []);
    venue.accepts([buy(1).limit(50, 1).stop(101)]); // 105 is not the last
    venue.enters(buy(2).limit(50, 1).stop(100), [triggered(2, 50, 1)]);
    venue.enters(buy(3).limit(50, 1).touched(100), [triggered(3, 50, 1)]);
}

#[test]
fn w2_all_trades_of_a_command_count() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 1), sell(2).limit(111, 1), sell(3).limit(999, 5).stop(110)]);
    prints(&mut venue, 100, [triggered(3, 999, 5)]);
    venue.accepts([sell(4).limit(999, 5).stop(99), sell(5).limit(999, 5).touched(111)]);
    venue.enters(buy(6).limit(111, 2), [trade(6, 1, 110, 1), trade(6, 2, 111, 1), triggered(5, 999, 5)]);
    assert!(venue.is_waiting(4));
}

#[test]
fn w2_bid_ask_looks_at_the_best_displayed_opposite_price() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 1), sell(2).limit(110, 1), sell(3).limit(105, 1).hidden()]);
    venue.accepts([buy(4).limit(50, 1).stop(110).seeing(TriggerSource::BidAsk)]);
    prints(&mut venue, 99, []); // a bid or a trade is no ask
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 100, 1), triggered(4, 50, 1)]);
}

#[test]
fn w2_bid_ask_of_a_sell_is_the_bid() {
    let mut venue = venue();
    let order = sell(1).limit(200, 1).seeing(TriggerSource::BidAsk);
    venue.accepts([buy(2).limit(100, 1), order.stop(99)]);
    venue.enters(buy(3).limit(101, 1), []);
    venue.enters(order.touched(101).with(|c| c.order_id = 4), [triggered(4, 200, 1)]);
    venue.does(cancel(3), [cancelled(Reason::Requested, 3, 101, 1)]);
    venue.accepts([buy(5).limit(99, 1)]);
    venue.does(cancel(2), [cancelled(Reason::Requested, 2, 100, 1), triggered(1, 200, 1)]);
}

#[test]
fn w2_without_a_price_nothing_fires() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(50, 1).stop(i64::MIN), sell(2).limit(200, 1).stop(i64::MAX)]);
    let by_book = |id: u64| buy(id).limit(50, 1).touched(i64::MAX);
    venue.accepts([by_book(3).seeing(TriggerSource::BidAsk), by_book(4).seeing(TriggerSource::Mid)]);
    assert_eq!([1, 2, 3, 4].map(|id| venue.is_waiting(id)), [true; 4]);
}

#[test]
fn w2_the_price_of_a_market_order_is_none() {
    use cift_engine::UnmatchedMarket;
    let mut venue = venue_with(|rules| rules.unmatched_market = UnmatchedMarket::Rest);
    venue.accepts([buy(1).limit(50, 1).touched(100).seeing(TriggerSource::BidAsk), sell(2).market(1)]);
    assert!(venue.is_waiting(1));
}

#[test]
fn w2_mid_is_bid_and_ask_against_twice_the_trigger() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(90, 1), sell(2).limit(101, 1), sell(3).limit(102, 1)]);
    venue.accepts([buy(4).limit(50, 1).stop(96).seeing(TriggerSource::Mid)]);
    venue.does(cancel(2), [cancelled(Reason::Requested, 2, 101, 1), triggered(4, 50, 1)]);
}

#[test]
fn w1_sources_in_their_order() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(90, 5), sell(2).limit(100, 1), sell(3).limit(110, 5)]);
    let waits = |id: u64, price| buy(id).limit(50, 1).stop(price);
    venue.accepts([waits(11, 100).seeing(TriggerSource::Mid), waits(12, 110).seeing(TriggerSource::BidAsk)]);
    venue.accepts([waits(13, 100)]);
    let events = [trade(4, 2, 100, 1), triggered(13, 50, 1), triggered(12, 50, 1), triggered(11, 50, 1)];
    venue.enters(buy(4).limit(100, 1), events);
}

#[test]
fn w1_buys_then_sells_and_in_each_upwards_then_downwards_nearest_first() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(95, 1), sell(2).limit(105, 1)]);
    let (bid, ask) = (|id: u64| buy(id).limit(1, 1), |id: u64| sell(id).limit(999, 1));
    venue.accepts([ask(28).stop(95), ask(29).stop(99), ask(26).touched(105), ask(27).touched(96)]);
    venue.accepts([bid(24).touched(95), bid(25).touched(97)]);
    venue.accepts([bid(21).stop(105), bid(22).stop(100), bid(23).stop(100)]);
    let mut events = vec![trade(9, 1, 95, 1), trade(9, 2, 105, 1)];
    events.extend([22, 23, 21, 25, 24].map(|id| triggered(id, 1, 1)));
    events.extend([27, 26, 29, 28].map(|id| triggered(id, 999, 1)));
    venue.enters(buy(9).limit(105, 2), events);
}

#[test]
fn w1_what_a_fired_order_does_is_looked_at_before_the_next_fires() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 1), sell(2).limit(110, 1)]);
    venue.accepts([sell(3).limit(999, 1).touched(100)]);
    venue.accepts([buy(4).limit(110, 1).stop(100), buy(5).limit(50, 1).stop(110)]);
    let events = [
        trade(9, 1, 100, 1),
        triggered(4, 110, 1),
        trade(4, 2, 110, 1),
        triggered(5, 50, 1), // a buy: before the sell that could fire first
        triggered(3, 999, 1),
    ];
    venue.enters(buy(9).limit(100, 1), events);
}

#[test]
fn w1_each_order_fires_once() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(50, 1).stop(100)]);
    prints(&mut venue, 100, [triggered(1, 50, 1)]);
    prints(&mut venue, 101, []);
    prints(&mut venue, 100, []);
}

#[test]
fn w1_triggers_sleep_in_a_call_phase_and_see_the_uncross_after_it() {
    let mut venue = venue();
    venue.run([
        phase(Phase::PreOpen),
        buy(1).limit(50, 1).stop(100),
        buy(2).limit(100, 1),
        sell(3).limit(100, 1),
    ]);
    let events = [
        cross(2, 3, 100, 1).taker_done().maker_done(),
        uncrossed(100, 1, 0, Side::Buy),
        phase_changed(Phase::PreOpen, Phase::Continuous),
        triggered(1, 50, 1),
    ];
    venue.does(phase(Phase::Continuous), events);
}

#[test]
fn w2_ioc_and_fok_count_from_the_trigger() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(110, 5).stop(100).ioc(), buy(2).limit(110, 5).stop(101).fok()]);
    venue.accepts([sell(3).limit(110, 3)]);
    let events = [
        triggered(1, 110, 5),
        trade(1, 3, 110, 3),
        cancelled(Reason::ImmediateRemainder, 1, 110, 2),
        triggered(2, 110, 5), // 110 is above its trigger
        cancelled(Reason::FillOrKill, 2, 110, 5),
    ];
    prints(&mut venue, 100, events);
}
