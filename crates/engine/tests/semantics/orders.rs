//! M1 to M3, N1 to N6, L1: orders that trade, and what becomes of the rest.

use crate::lines::*;
use crate::support::*;
use cift_engine::{Limits, TickBand, UnmatchedMarket};
use cift_types::{EXACT_LIMIT, EventKind, PegReference, Reason, Side, TimeInForce};

#[test]
fn m1_price_first_then_time() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(101, 5), sell(2).limit(100, 5), sell(3).limit(100, 5)]);
    let events = [
        trade(4, 2, 100, 5).flags(0).maker_done(),
        trade(4, 3, 100, 5).flags(0).maker_done(),
        trade(4, 1, 101, 2).flags(0).taker_done(),
    ];
    venue.enters(buy(4).limit(101, 12), events);
    venue.shows(&[], &[(101, 3)]);
}

#[test]
fn m1_the_highest_bid_is_the_best_for_a_seller() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(98, 5), buy(2).limit(100, 5), buy(3).limit(99, 5)]);
    let events = [2, 3, 1].map(|id| trade(4, id, [98, 100, 99][id as usize - 1], 5));
    venue.enters(sell(4).limit(90, 15), events);
}

#[test]
fn m2_not_beyond_the_limit() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(101, 5), buy(3).limit(90, 5), buy(4).limit(89, 5)]);
    venue.enters(buy(5).limit(100, 9), [trade(5, 1, 100, 5)]);
    venue.enters(sell(6).limit(90, 9), [trade(6, 5, 100, 4), trade(6, 3, 90, 5)]);
    venue.enters(sell(7).market(5), [trade(7, 4, 89, 5)]);
}

#[test]
fn m2_a_market_order_has_no_limit_but_its_cap() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(999, 5), sell(3).limit(1000, 5)]);
    let events = [trade(4, 1, 100, 5), trade(4, 2, 999, 5), cancelled(Reason::NoLiquidity, 4, 999, 2)];
    venue.enters(buy(4).capped(999, 12), events);
    venue.enters(buy(5).market(2), [trade(5, 3, 1000, 2).taker_done()]);
}

#[test]
fn m3_both_trade_at_the_resting_price_and_flags_say_who_is_done() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(100, 5).by(8)]);
    let events = [
        trade(9, 1, 100, 5).side(Side::Buy).of(3, 0).flags(0).maker_done(),
        trade(9, 2, 100, 2).side(Side::Buy).of(3, 8).flags(0).taker_done(),
    ];
    venue.enters(buy(9).limit(105, 7).by(3), events);
    venue.enters(buy(10).limit(100, 3), [trade(10, 2, 100, 3).flags(0).maker_done().taker_done()]);
    venue.shows(&[], &[]);
}

#[test]
fn n1_accepted_has_the_orders_own_fields_and_comes_first() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5)]);
    let order = buy(2).limit(105, 9).by(4);
    let events = venue.run([order]);
    assert_eq!(events.len(), 2);
    let first = events[0];
    assert_eq!((first.kind, first.side, first.flags), (EventKind::Accepted as u8, 0, 0));
    assert_eq!((first.order_id, first.price, first.quantity, first.account), (2, 105, 9, 4));
}

#[test]
fn n2_fill_or_kill_is_all_or_nothing() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(101, 5), sell(3).limit(102, 5)]);
    venue.enters(buy(4).limit(101, 11).fok(), [cancelled(Reason::FillOrKill, 4, 101, 11)]);
    venue.enters(buy(5).limit(101, 10).fok(), [trade(5, 1, 100, 5), trade(5, 2, 101, 5).taker_done()]);
    venue.enters(buy(6).market(6).fok(), [cancelled(Reason::FillOrKill, 6, 0, 6)]);
    venue.enters(buy(7).market(5).fok(), [trade(7, 3, 102, 5)]);
}

#[test]
fn n2_fill_or_kill_counts_hidden_orders_and_reserves() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5).hidden(), sell(2).limit(100, 5).iceberg(2)]);
    let events = [
        trade(3, 2, 100, 2),
        refreshed(2, 100, 2),
        trade(3, 2, 100, 2),
        refreshed(2, 100, 1),
        trade(3, 2, 100, 1),
        trade(3, 1, 100, 5),
    ];
    venue.enters(buy(3).limit(100, 10).fok(), events);
}

#[test]
fn n2_a_minimum_quantity_trades_at_once_or_the_order_goes() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5)]);
    venue.enters(buy(2).limit(100, 9).minimum(6), [cancelled(Reason::MinimumQuantity, 2, 100, 9)]);
    venue.enters(buy(3).limit(100, 9).minimum(5), [trade(3, 1, 100, 5)]);
    venue.shows(&[(100, 4)], &[]);
}

#[test]
fn n3_a_limit_order_rests_behind_all_others_without_event() {
    for length in [TimeInForce::Gtc, TimeInForce::Day, TimeInForce::Gtd] {
        let mut venue = venue();
        venue.accepts([buy(1).limit(99, 1), sell(2).limit(100, 5)]);
        let order = buy(3).limit(100, 8).good(length);
        let order = if length == TimeInForce::Gtd { order.until(9) } else { order };
        venue.enters(order, [trade(3, 2, 100, 5)]);
        venue.accepts([buy(4).limit(100, 1)]);
        assert_eq!(venue.queue(Side::Buy), [3, 4, 1]);
        venue.shows(&[(100, 4), (99, 1)], &[]);
    }
}

#[test]
fn n3_what_immediate_or_cancel_leaves_is_cancelled() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5)]);
    let left = cancelled(Reason::ImmediateRemainder, 2, 100, 3).side(Side::Buy);
    venue.enters(buy(2).limit(100, 8).ioc(), [trade(2, 1, 100, 5), left]);
    venue.enters(buy(3).market(4).ioc(), [cancelled(Reason::ImmediateRemainder, 3, 0, 4)]);
}

#[test]
fn n3_what_a_market_order_leaves_is_cancelled_or_rests() {
    venue().enters(buy(3).market(4), [cancelled(Reason::NoLiquidity, 3, 0, 4)]);
    venue().enters(sell(3).capped(90, 4), [cancelled(Reason::NoLiquidity, 3, 90, 4).side(Side::Sell)]);
    let mut resting = venue_with(|rules| rules.unmatched_market = UnmatchedMarket::Rest);
    resting.accepts([buy(3).market(4)]);
    assert_eq!(resting.open(3), 4);
    resting.enters(buy(4).capped(90, 4), [cancelled(Reason::NoLiquidity, 4, 90, 4)]);
    resting.enters(sell(5).money(9).by(1), [cancelled(Reason::NoLiquidity, 5, 0, 9)]);
}

#[test]
fn n4_capacity_cancels_what_would_rest() {
    let limits = Limits { orders: 2, pages: 1, reserve_orders: 0, reserve_pages: 0 };
    let mut venue = session(|config| config.limits = limits);
    venue.accepts([buy(1).limit(100, 1)]);
    venue.enters(buy(2).limit(500, 1), [cancelled(Reason::Capacity, 2, 500, 1)]); // the second page
    venue.accepts([buy(3).limit(101, 1)]);
    venue.enters(buy(4).limit(102, 1), [cancelled(Reason::Capacity, 4, 102, 1)]); // the third order
    venue.run([cancel(3)]);
    let most = EXACT_LIMIT - 1;
    venue.enters(buy(5).limit(100, most), [cancelled(Reason::Capacity, 5, 100, most)]); // the level's total
    venue.accepts([buy(6).limit(100, most - 1)]);
    venue.does(replace(1, 900, 1), [replaced(1, 900, 1), cancelled(Reason::Capacity, 1, 900, 1)]);
    assert_eq!(venue.engine.live_orders(), 1);
}

#[test]
fn n4_waiting_orders_take_room_too() {
    let limits = Limits { orders: 1, pages: 1, reserve_orders: 0, reserve_pages: 0 };
    let mut venue = session(|config| config.limits = limits);
    venue.accepts([buy(1).limit(100, 1).stop(110)]);
    venue.enters(buy(2).limit(100, 1), [cancelled(Reason::Capacity, 2, 100, 1)]);
    venue.enters(buy(2).limit(100, 1).held(), [cancelled(Reason::Capacity, 2, 100, 1)]);
}

#[test]
fn l1_pages_are_64_prices_of_a_side_and_only_displayed_orders_need_one() {
    let limits = Limits { orders: 20, pages: 2, reserve_orders: 0, reserve_pages: 0 };
    let mut venue = session(|config| config.limits = limits);
    venue.accepts([sell(1).limit(128, 1), sell(2).limit(191, 1)]); // one page of asks: 128 to 191
    venue.enters(sell(3).limit(192, 1), []); // the second
    venue.enters(sell(4).limit(127, 1), [cancelled(Reason::Capacity, 4, 127, 1)]);
    venue.accepts([sell(5).limit(127, 1).hidden(), buy(6).limit(1, 1).stop(500)]);
    venue.does(cancel(3), [cancelled(Reason::Requested, 3, 192, 1)]);
    // A bid at p counts as -1 - p: 63 is -64, the first of a page that ends with 0, and 64 is -65.
    venue.accepts([buy(7).limit(63, 1), buy(8).limit(0, 1)]);
    venue.enters(buy(9).limit(64, 1), [cancelled(Reason::Capacity, 9, 64, 1)]);
    assert_eq!(venue.engine.pages_in_use(), 2);
}

#[test]
fn n5_money_buys_whole_lots_at_each_price() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 3), sell(2).limit(150, 9)]);
    // 300 of 700 for three at 100; 400 buys two at 150; 100 is less than a lot costs.
    let left = cancelled(Reason::ImmediateRemainder, 3, 0, 100);
    venue.enters(buy(3).money(700), [trade(3, 1, 100, 3), trade(3, 2, 150, 2), left]);
}

#[test]
fn n5_money_that_is_spent_leaves_nothing_to_cancel() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 3)]);
    venue.enters(buy(2).money(200), [trade(2, 1, 100, 2).flags(0).taker_done()]);
}

#[test]
fn n5_money_that_finds_nothing_more_to_buy() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 3)]);
    let left = cancelled(Reason::NoLiquidity, 2, 0, 400);
    venue.enters(buy(2).money(700), [trade(2, 1, 100, 3), left]);
}

#[test]
fn n5_money_does_not_trade_at_zero_or_below() {
    for price in [0, -1] {
        let mut venue = venue();
        venue.accepts([sell(1).limit(price, 3), sell(2).limit(5, 3)]);
        venue.enters(buy(3).money(700), [cancelled(Reason::NoLiquidity, 3, 0, 700)]);
    }
}

#[test]
fn n6_a_post_only_order_stands_one_tick_behind_the_best() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(101, 5), buy(2).limit(90, 5)]);
    venue.enters(buy(3).limit(105, 5).post_or_reprice(), [repriced(3, 100, 5).side(Side::Buy)]);
    venue.enters(sell(4).limit(80, 5).post_or_reprice(), [repriced(4, 101, 5).side(Side::Sell)]);
    venue.shows(&[(100, 5), (90, 5)], &[(101, 10)]);
    venue.accepts([buy(5).limit(99, 5).post_or_reprice()]);
}

#[test]
fn n6_behind_hidden_orders_and_on_a_multiple_of_the_tick() {
    let ticks = vec![TickBand { from: 0, tick: 1 }, TickBand { from: 100, tick: 10 }];
    let mut venue = venue_with(|rules| rules.ticks.clone_from(&ticks));
    venue.accepts([sell(1).limit(120, 5).hidden()]);
    venue.enters(buy(2).limit(200, 5).post_or_reprice(), [repriced(2, 110, 5)]);
    venue.run([cancel(1), cancel(2)]);
    venue.accepts([sell(3).limit(100, 5)]);
    venue.enters(buy(4).limit(200, 5).post_or_reprice(), [repriced(4, 99, 5)]);
}

#[test]
fn n8_a_pegged_order_never_trades_on_entry() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(99, 5), sell(2).limit(100, 5)]);
    venue.enters(buy(3).pegged(PegReference::Ask, 50, 5), [repriced(3, 99, 5)]);
    venue.shows(&[(99, 10)], &[(100, 5)]);
}

#[test]
fn n9_an_order_that_waits_causes_accepted_and_nothing_else() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), buy(2).limit(90, 1)]);
    let crossing = buy(3).limit(100, 5);
    for waits in [crossing.held(), crossing.after(2), crossing.at_close(), crossing.stop(100)] {
        venue.accepts([waits]);
        assert!(venue.is_waiting(3));
        venue.run([cancel(3)]);
    }
}

#[test]
fn n9_a_trigger_that_is_satisfied_on_entry_fires_at_once() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5)]);
    venue.enters(buy(2).limit(100, 1), [trade(2, 1, 100, 1)]);
    let order = buy(3).limit(105, 2).stop(100);
    venue.enters(order, [triggered(3, 105, 2).side(Side::Buy), trade(3, 1, 100, 2)]);
}

#[test]
fn queries_depth_and_queue_position() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(100, 6), buy(3).limit(99, 7), sell(4).limit(101, 8)]);
    let mut rows = [cift_wire::DepthLevel::default(); 3];
    assert_eq!(venue.engine.depth(0, &mut rows), Some(2));
    let both =
        |row: &cift_wire::DepthLevel| (row.bid_price, row.bid_quantity, row.ask_price, row.ask_quantity);
    assert_eq!(rows.iter().map(both).collect::<Vec<_>>(), [(100, 11, 101, 8), (99, 7, 0, 0), (0, 0, 0, 0)]);
    assert_eq!((rows[0].bid_orders, rows[0].ask_orders, rows[1].level), (2, 1, 1));
    let second = venue.order(2).unwrap();
    assert_eq!((second.quantity_ahead, second.orders_ahead), (5, 1));
    assert_eq!(venue.engine.depth(2, &mut rows), None);
}
