//! A1, A2, A3, A5: the price of an auction, its trades, and what it publishes.

use crate::lines::*;
use crate::support::*;
use cift_engine::{AuctionTie, UnmatchedMarket};
use cift_types::{EXACT_LIMIT, EventKind, Phase, Reason, Side};

/// Limit orders, price and quantity each; a price of zero: market orders.
fn orders(make: fn(u64) -> Line, from: u64, of: &[(i64, u64)]) -> Vec<Line> {
    let line = |(id, &(price, quantity))| match price {
        0 => make(id).market(quantity),
        _ => make(id).limit(price, quantity),
    };
    (from..).zip(of).map(line).collect()
}

/// The uncross of these orders: price, volume, surplus and its side.
fn uncross_of(
    tie: AuctionTie,
    reference_price: Option<i64>,
    buys: &[(i64, u64)],
    sells: &[(i64, u64)],
) -> (i64, u64, u64, u8) {
    let mut venue = session(|config| {
        config.instruments[0].rules.auction_tie = tie;
        config.instruments[0].rules.initial_phase = Phase::PreOpen;
        config.instruments[0].reference_price = reference_price;
    });
    venue.accepts(orders(buy, 1, buys));
    venue.accepts(orders(sell, 101, sells));
    let events = venue.run([phase(Phase::Continuous)]);
    let uncrossed = events.iter().find(|event| event.kind == EventKind::Uncrossed as u8).unwrap();
    let traded: u64 =
        events.iter().filter(|event| event.kind == EventKind::Trade as u8).map(|event| event.quantity).sum();
    assert_eq!(traded, uncrossed.quantity);
    (uncrossed.price, uncrossed.quantity, uncrossed.counter_order_id, uncrossed.side)
}

const BUY: u8 = Side::Buy as u8;
const SELL: u8 = Side::Sell as u8;
const HIGHEST: AuctionTie = AuctionTie::Highest;
const LOWEST: AuctionTie = AuctionTie::Lowest;

#[test]
fn a1_the_greatest_volume() {
    // At 100: 13 against 4; at 101: 10 against 9; at 102: 5 against 12.
    let (buys, sells) = ([(102, 5), (101, 5), (100, 3)], [(100, 4), (101, 5), (102, 3)]);
    assert_eq!(uncross_of(HIGHEST, None, &buys, &sells), (101, 9, 1, BUY));
}

#[test]
fn a1_then_the_least_surplus() {
    // Ten at each of 100, 101 and 102, with a surplus of four, four and none.
    let result = uncross_of(LOWEST, Some(100), &[(102, 10), (101, 4)], &[(100, 10)]);
    assert_eq!(result, (102, 10, 0, BUY));
}

#[test]
fn a1_then_the_highest_where_all_surplus_is_on_the_buy_side() {
    assert_eq!(uncross_of(LOWEST, Some(100), &[(102, 15)], &[(100, 10)]), (102, 10, 5, BUY));
}

#[test]
fn a1_and_the_lowest_where_it_is_on_the_sell_side() {
    assert_eq!(uncross_of(HIGHEST, Some(102), &[(102, 10)], &[(100, 15)]), (100, 10, 5, SELL));
}

#[test]
fn a1_where_it_is_on_both_the_nearest_to_the_last_price() {
    // Ten at 100 with five more buys, and at 101 with five more sells.
    let (buys, sells) = ([(102, 5), (101, 5), (100, 5)], [(99, 7), (100, 3), (101, 5)]);
    assert_eq!(uncross_of(HIGHEST, Some(90), &buys, &sells), (100, 10, 5, BUY));
    assert_eq!(uncross_of(LOWEST, Some(110), &buys, &sells), (101, 10, 5, SELL));
    assert_eq!(uncross_of(HIGHEST, None, &buys, &sells), (101, 10, 5, SELL));
    assert_eq!(uncross_of(LOWEST, None, &buys, &sells), (100, 10, 5, BUY));
}

#[test]
fn a1_without_surplus_the_nearest_to_the_last_price() {
    let (buys, sells) = ([(102, 10)], [(100, 10)]);
    assert_eq!(uncross_of(HIGHEST, Some(90), &buys, &sells), (100, 10, 0, BUY));
    assert_eq!(uncross_of(LOWEST, Some(110), &buys, &sells), (102, 10, 0, BUY));
    // Two are equally near, or there is no last price: as the rules say.
    assert_eq!(uncross_of(HIGHEST, Some(101), &buys, &sells), (102, 10, 0, BUY));
    assert_eq!(uncross_of(LOWEST, Some(101), &buys, &sells), (100, 10, 0, BUY));
    assert_eq!(uncross_of(HIGHEST, None, &buys, &sells), (102, 10, 0, BUY));
    assert_eq!(uncross_of(LOWEST, None, &buys, &sells), (100, 10, 0, BUY));
}

#[test]
fn a1_nothing_crosses() {
    assert_eq!(uncross_of(HIGHEST, Some(100), &[(99, 10)], &[(100, 10)]), (0, 0, 0, BUY));
    assert_eq!(uncross_of(HIGHEST, Some(100), &[(99, 10)], &[]), (0, 0, 0, BUY));
}

#[test]
fn a1_market_orders_take_part_at_any_price() {
    assert_eq!(uncross_of(HIGHEST, None, &[(0, 5), (99, 3)], &[(100, 4), (102, 9)]), (102, 5, 8, SELL));
    assert_eq!(uncross_of(HIGHEST, None, &[(99, 3)], &[(0, 4)]), (99, 3, 1, SELL));
}

#[test]
fn a1_if_only_market_orders_cross_the_last_price_it_is() {
    assert_eq!(uncross_of(HIGHEST, Some(77), &[(0, 5)], &[(0, 4)]), (77, 4, 1, BUY));
    assert_eq!(uncross_of(HIGHEST, None, &[(0, 5)], &[(0, 4)]), (0, 0, 0, BUY));
}

#[test]
fn a1_hidden_orders_and_reserves_count() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen), buy(1).limit(100, 10).iceberg(1), sell(2).limit(100, 10).hidden()]);
    let events = venue.run([phase(Phase::Continuous)]);
    compare(&events[1..2], &[uncrossed(100, 10, 0, Side::Buy)]);
}

#[test]
fn a2_price_and_time_decide_who_trades_market_orders_first() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen), buy(1).limit(101, 4), buy(2).limit(100, 4), buy(3).limit(101, 4)]);
    venue.run([buy(4).market(2), sell(5).limit(100, 5), sell(6).limit(99, 3)]);
    let events = [
        cross(4, 6, 101, 2).taker_done().of(0, 0),
        cross(1, 6, 101, 1).maker_done(),
        cross(1, 5, 101, 3).taker_done(),
        cross(3, 5, 101, 2).maker_done(),
        uncrossed(101, 8, 2, Side::Buy),
        phase_changed(Phase::PreOpen, Phase::Continuous),
    ];
    venue.does(phase(Phase::Continuous), events);
    venue.shows(&[(101, 2), (100, 4)], &[]);
}

#[test]
fn a2_displayed_before_hidden_at_the_price() {
    let mut venue = venue();
    venue.run([
        phase(Phase::PreOpen),
        buy(1).limit(100, 4).hidden(),
        buy(2).limit(100, 4),
        sell(3).limit(100, 6),
    ]);
    let events = venue.run([phase(Phase::Continuous)]);
    compare(&events[..2], &[cross(2, 3, 100, 4).taker_done(), cross(1, 3, 100, 2).maker_done()]);
}

#[test]
fn a2_an_icebergs_whole_quantity_takes_part_in_its_own_place() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen), buy(1).limit(100, 10).iceberg(2), buy(2).limit(100, 4)]);
    venue.run([sell(3).limit(100, 9)]);
    let events = venue.run([phase(Phase::Continuous)]);
    let expected = [cross(1, 3, 100, 9).maker_done(), refreshed(1, 100, 1), uncrossed(100, 9, 5, Side::Buy)];
    compare(&events[..3], &expected);
    assert_eq!(venue.queue(Side::Buy), [2, 1]);
}

#[test]
fn a2_an_iceberg_that_traded_less_than_it_shows_keeps_its_place() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen), buy(1).limit(100, 10).iceberg(5), buy(2).limit(100, 4)]);
    venue.run([sell(3).limit(100, 3), phase(Phase::Continuous)]);
    assert_eq!(venue.queue(Side::Buy), [1, 2]);
    assert_eq!(venue.order(1).map(|it| (it.quantity, it.displayed_quantity)), Some((7, 2)));
}

#[test]
fn a2_the_rest_of_limit_orders_stays() {
    let mut venue = venue();
    venue.run([phase(Phase::OpeningAuction), buy(1).limit(100, 10), sell(2).limit(100, 4)]);
    venue.run([phase(Phase::Continuous)]);
    venue.shows(&[(100, 6)], &[]);
    assert_eq!(venue.engine.market_state(0).unwrap().last_price, 100);
}

#[test]
fn a3_what_changes_is_published() {
    for to in [Phase::OpeningAuction, Phase::VolatilityAuction, Phase::ClosingAuction] {
        let mut venue = venue();
        venue.does(phase(to), [phase_changed(Phase::Continuous, to)]);
        venue.accepts([buy(1).limit(100, 5)]);
        venue.enters(sell(2).limit(99, 3), [indicative(100, 3, 2, Side::Buy)]);
        venue.accepts([sell(3).limit(105, 5)]); // changes nothing
        venue.enters(sell(4).limit(99, 2), [indicative(100, 5, 0, Side::Buy)]);
        venue.does(reduce(1, 1), [reduced(1, 100, 4), indicative(99, 4, 1, Side::Sell)]);
        let gone = cancelled(Reason::Requested, 1, 100, 4);
        venue.does(cancel(1), [gone, indicative(0, 0, 0, Side::Buy)]);
    }
}

#[test]
fn a3_nothing_is_published_before_the_opening_auction() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen)]);
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(100, 5)]);
    let opens = phase_changed(Phase::PreOpen, Phase::OpeningAuction);
    venue.does(phase(Phase::OpeningAuction), [opens, indicative(100, 5, 0, Side::Buy)]);
    venue.does(phase(Phase::OpeningAuction), [phase_changed(Phase::OpeningAuction, Phase::OpeningAuction)]);
}

#[test]
fn a3_each_phase_publishes_for_itself() {
    let mut venue = venue();
    venue.run([phase(Phase::OpeningAuction), buy(1).limit(100, 5), sell(2).limit(100, 5)]);
    let changed = phase_changed(Phase::OpeningAuction, Phase::ClosingAuction);
    venue.does(phase(Phase::ClosingAuction), [changed, indicative(100, 5, 0, Side::Buy)]);
}

#[test]
fn a3_a_reference_price_can_change_it() {
    let mut venue = venue();
    venue.run([phase(Phase::OpeningAuction), buy(1).limit(102, 5)]);
    venue.enters(sell(2).limit(100, 5), [indicative(102, 5, 0, Side::Buy)]);
    venue.applies(reference(90), [indicative(100, 5, 0, Side::Buy)]);
}

#[test]
fn a3_volumes_above_the_exact_numbers_are_cut() {
    const MOST: u64 = EXACT_LIMIT - 1;
    let mut venue = venue();
    venue.run([phase(Phase::OpeningAuction)]);
    venue.accepts([
        buy(1).limit(102, MOST),
        buy(2).limit(101, MOST),
        buy(3).limit(100, MOST),
        buy(4).limit(99, 9),
    ]);
    venue.run([sell(5).limit(98, MOST)]);
    let events = venue.run([sell(6).limit(99, MOST)]);
    // Two of three times 2^53 − 1 trade; more than 2^53 − 1 buys are left.
    compare(&events[1..], &[indicative(101, MOST, 0, Side::Buy)]);
    let events = venue.run([cancel(6)]);
    compare(&events[1..], &[indicative(102, MOST, 0, Side::Buy)]);
    let events = venue.run([sell(7).limit(100, 1), sell(8).limit(97, MOST)]);
    let last = events.last().unwrap();
    assert!(last.quantity <= MOST && last.counter_order_id <= MOST);
}

#[test]
fn a5_a_reference_price_is_the_price_until_the_next_trade() {
    let mut venue = venue_with(|rules| rules.unmatched_market = UnmatchedMarket::Rest);
    venue.applies(reference(50), []);
    venue.accepts([sell(1).market(9)]);
    venue.enters(buy(2).market(1), [trade(2, 1, 50, 1)]);
    venue.enters(buy(3).limit(60, 1), [trade(3, 1, 60, 1)]);
    venue.enters(buy(4).market(1), [trade(4, 1, 60, 1)]); // the last trade's now
    venue.applies(reference(55), []);
    venue.enters(buy(5).market(1), [trade(5, 1, 55, 1)]);
    assert_eq!(venue.engine.market_state(0).unwrap().reference_price, 55);
}

#[test]
fn a5_the_reference_price_of_the_configuration() {
    assert_eq!(uncross_of(HIGHEST, Some(42), &[(0, 5)], &[(0, 5)]), (42, 5, 0, BUY));
}
