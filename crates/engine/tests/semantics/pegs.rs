//! N8, W1 (c): orders that follow a price.

use crate::lines::*;
use crate::support::*;
use cift_engine::{TickBand, UnmatchedMarket};
use cift_types::{PegReference, Phase, Reason, Side, TriggerSource};

use PegReference::{Ask, Bid, Mid};

/// A bid at `bid` and an ask at `ask`, one lot each.
fn between(bid: i64, ask: i64) -> Venue {
    let mut venue = venue();
    venue.accepts([buy(101).limit(bid, 1).by(9), sell(102).limit(ask, 1).by(9)]);
    venue
}

/// A pegged order in that market gets this price.
#[track_caller]
fn stands(bid: i64, ask: i64, order: Line, price: i64) {
    between(bid, ask).enters(order, [repriced(order.command.order_id, price, order.command.quantity)]);
}

#[test]
fn n8_it_stands_at_the_best_bid_or_ask_and_its_offset() {
    stands(95, 105, buy(1).pegged(Bid, 0, 5), 95);
    stands(95, 105, buy(1).pegged(Bid, -2, 5), 93);
    stands(95, 105, buy(1).pegged(Bid, 3, 5), 98);
    stands(95, 105, buy(1).pegged(Ask, -4, 5), 101);
    stands(95, 105, sell(1).pegged(Ask, 0, 5), 105);
    stands(95, 105, sell(1).pegged(Bid, 2, 5), 97);
}

#[test]
fn n8_the_middle_is_rounded_down_for_a_buy_and_up_for_a_sell() {
    stands(95, 106, buy(1).pegged(Mid, 0, 5), 100);
    stands(95, 106, sell(1).pegged(Mid, 0, 5), 101);
    stands(-106, -95, buy(1).pegged(Mid, 0, 5), -101);
    stands(-106, -95, sell(1).pegged(Mid, 0, 5), -100);
    stands(95, 106, buy(1).pegged(Mid, -3, 5), 97);
}

#[test]
fn n8_not_past_its_bound() {
    stands(95, 105, buy(1).pegged(Bid, 3, 5).bound(96), 96);
    stands(95, 105, sell(1).pegged(Ask, -3, 5).bound(104), 104);
}

#[test]
fn n8_not_at_or_past_the_best_opposite_price_but_a_tick_behind() {
    stands(95, 105, buy(1).pegged(Ask, 0, 5), 104);
    stands(95, 105, buy(1).pegged(Bid, 50, 5), 104);
    stands(95, 105, sell(1).pegged(Bid, 0, 5), 96);
    stands(95, 105, sell(1).pegged(Ask, -50, 5), 96);
}

#[test]
fn n8_on_a_multiple_of_the_tick_away_from_the_other_side() {
    let mut venue = venue_with(|rules| rules.ticks = vec![TickBand { from: 0, tick: 5 }]);
    venue.accepts([buy(101).limit(95, 1), sell(102).limit(110, 1)]);
    venue.enters(buy(1).pegged(Mid, 0, 5).bound(900), [repriced(1, 100, 5)]); // 102
    venue.enters(sell(2).pegged(Mid, 0, 5).bound(0), [repriced(2, 105, 5)]); // 103
    venue.enters(buy(3).pegged(Ask, 0, 5).bound(900), [repriced(3, 100, 5)]); // behind the pegged ask of 105
}

#[test]
fn n8_one_inside_the_extremes_of_the_integers() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(i64::MAX - 1, 1).by(1)]);
    venue.enters(buy(2).pegged(Bid, 9, 5), [repriced(2, i64::MAX - 1, 5)]);
    let mut venue = self::venue();
    venue.accepts([sell(1).limit(i64::MIN + 1, 1).by(1)]);
    venue.enters(sell(2).pegged(Ask, -9, 5), [repriced(2, i64::MIN + 1, 5)]);
    stands(95, i64::MAX - 1, sell(3).pegged(Ask, 9, 5), i64::MAX - 1);
    stands(i64::MIN + 1, 105, buy(4).pegged(Bid, -9, 5), i64::MIN + 1);
}

#[test]
fn n8_without_a_reference_it_waits() {
    let mut venue = venue();
    venue.enters(buy(1).pegged(Bid, 0, 5), [has_no_price(1, 5)]);
    venue.enters(sell(2).pegged(Mid, 0, 5), [has_no_price(2, 5)]);
    assert!(venue.is_waiting(1) && venue.is_waiting(2));
    venue.enters(buy(3).limit(95, 1), [repriced(1, 95, 5)]);
    venue.enters(sell(4).limit(105, 1), [repriced(2, 100, 5)]);
    venue.does(cancel(3), [cancelled(Reason::Requested, 3, 95, 1), has_no_price(1, 5), has_no_price(2, 5)]);
}

#[test]
fn n8_pegged_hidden_and_market_orders_are_no_reference() {
    let mut venue = venue_with(|rules| rules.unmatched_market = UnmatchedMarket::Rest);
    venue.accepts([buy(1).limit(95, 1), buy(2).limit(99, 1).hidden(), buy(3).market(1)]);
    venue.enters(buy(4).pegged(Bid, 2, 5), [repriced(4, 97, 5)]);
    venue.enters(buy(5).pegged(Bid, 0, 5), [repriced(5, 95, 5)]);
}

#[test]
fn n8_it_trades_at_its_price_when_somebody_comes() {
    let mut venue = between(95, 105);
    venue.enters(buy(1).pegged(Mid, 0, 5), [repriced(1, 100, 5)]);
    venue.enters(sell(2).limit(100, 2), [trade(2, 1, 100, 2)]);
    venue.enters(
        sell(3).limit(100, 4).ioc(),
        [trade(3, 1, 100, 3), cancelled(Reason::ImmediateRemainder, 3, 100, 1)],
    );
}

#[test]
fn w1_pegged_orders_follow_in_order_of_entry_behind_all_orders_there() {
    let mut venue = between(95, 105);
    venue.enters(buy(1).pegged(Bid, 0, 5), [repriced(1, 95, 5)]);
    venue.enters(sell(2).pegged(Bid, 20, 5), [repriced(2, 115, 5)]);
    venue.enters(buy(3).pegged(Bid, -1, 5), [repriced(3, 94, 5)]);
    venue.enters(buy(4).limit(97, 1), [repriced(1, 97, 5), repriced(2, 117, 5), repriced(3, 96, 5)]);
    assert_eq!(venue.queue(Side::Buy), [4, 1, 3, 101]);
}

#[test]
fn w1_one_whose_price_stays_keeps_its_place() {
    let mut venue = between(95, 105);
    venue.enters(buy(1).pegged(Bid, 0, 5).bound(95), [repriced(1, 95, 5)]);
    venue.accepts([buy(2).limit(95, 1)]);
    venue.accepts([buy(3).limit(97, 1)]); // the reference moves, its bound holds it
    assert_eq!(venue.queue(Side::Buy), [3, 101, 1, 2]);
}

#[test]
fn w1_triggers_see_what_pegged_orders_did() {
    let mut venue = between(95, 105);
    venue.enters(sell(1).pegged(Bid, 5, 5), [repriced(1, 100, 5)]);
    venue.accepts([buy(2).limit(50, 1).stop(102).seeing(TriggerSource::BidAsk)]);
    venue.enters(buy(3).limit(98, 1), [repriced(1, 103, 5), triggered(2, 50, 1)]);
}

#[test]
fn w1_pegged_orders_sleep_in_halt() {
    let mut venue = between(95, 105);
    venue.accepts([buy(2).limit(94, 1)]);
    venue.enters(buy(1).pegged(Bid, 0, 5), [repriced(1, 95, 5)]);
    venue.run([phase(Phase::Halt)]);
    venue.does(cancel(101).by(9), [cancelled(Reason::Requested, 101, 95, 1)]);
    let events = [phase_changed(Phase::Halt, Phase::Continuous), repriced(1, 94, 5)];
    venue.does(phase(Phase::Continuous), events);
}

#[test]
fn w1_a_linked_one_follows_from_the_references_that_it_came_with() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(0, 1).touched(5).seeing(TriggerSource::BidAsk), buy(2).limit(4, 1)]);
    let events = [
        repriced(3, 7, 2),
        triggered(1, 0, 1),
        trade(1, 3, 7, 1),
        cancelled(Reason::Linked, 2, 4, 1),
        has_no_price(3, 1),
    ];
    venue.enters(buy(3).pegged(Bid, 3, 2).bound(34).oco(2), events);
}
