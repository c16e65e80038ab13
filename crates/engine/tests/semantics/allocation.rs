//! M8: how an incoming order is shared among the orders of a price.

use crate::lines::*;
use crate::support::*;
use cift_engine::{Allocation, Remainder, Rounding};
use cift_types::{Reason, SelfTrade, Side};

const PRO_RATA: Allocation = Allocation {
    top_order: 0,
    fifo_percent: 0,
    pro_rata: true,
    minimum: 0,
    rounding: Rounding::Floor,
    remainder: Remainder::Time,
};

fn sharing(allocation: Allocation) -> Venue {
    venue_with(|rules| rules.allocation = allocation)
}

/// Asks at 100 of these quantities; the ids are 1 and up.
fn asks(allocation: Allocation, quantities: &[u64]) -> Venue {
    let mut venue = sharing(allocation);
    venue.accepts((1..).zip(quantities).map(|(id, &quantity)| sell(id).limit(100, quantity)));
    venue
}

/// A buy of `quantity` trades these parts, in order of time; zero: it does not trade.
#[track_caller]
fn shares(allocation: Allocation, quantities: &[u64], quantity: u64, parts: &[u64]) {
    let mut venue = asks(allocation, quantities);
    let trades = (1..).zip(parts).filter(|(_, part)| **part > 0).map(|(id, &part)| trade(99, id, 100, part));
    venue.enters(buy(99).limit(100, quantity), trades.collect::<Vec<_>>());
}

#[test]
fn m8_an_order_that_takes_all_fills_all_in_order_of_time() {
    shares(PRO_RATA, &[10, 20, 30], 60, &[10, 20, 30]);
    let mut venue = asks(PRO_RATA, &[10, 20]);
    venue.accepts([sell(3).limit(101, 5)]);
    venue.enters(buy(9).limit(101, 32), [trade(9, 1, 100, 10), trade(9, 2, 100, 20), trade(9, 3, 101, 2)]);
}

#[test]
fn m8_pro_rata_shares_by_size_rounded_down_and_the_rest_by_time() {
    shares(PRO_RATA, &[10, 20, 70], 50, &[5, 10, 35]);
    // 10 × 10 ÷ 31 = 3.2, 3.2, 10 × 11 ÷ 31 = 3.5: nine, and one by time.
    shares(PRO_RATA, &[10, 10, 11], 10, &[4, 3, 3]);
    // By time over all: the first has room for one only, the second gets the next.
    shares(PRO_RATA, &[1, 1, 1, 1], 2, &[1, 1, 0, 0]);
}

#[test]
fn m8_pro_rata_each_order_trades_once_in_order_of_time() {
    let mut venue = asks(PRO_RATA, &[10, 20, 70]);
    let events = [trade(9, 1, 100, 5), trade(9, 2, 100, 10), trade(9, 3, 100, 35).flags(0).taker_done()];
    venue.enters(buy(9).limit(100, 50), events);
    venue.shows(&[], &[(100, 50)]);
}

#[test]
fn m8_half_to_even_rounds_to_the_nearest() {
    let rounded = Allocation { rounding: Rounding::HalfEven, ..PRO_RATA };
    // 5 × 10 ÷ 20 = 2.5 → 2, both; one by time.
    shares(rounded, &[10, 10], 5, &[3, 2]);
    // 7 × 10 ÷ 20 = 3.5 → 4, then no more than is left of seven: 3.
    shares(rounded, &[10, 10], 7, &[4, 3]);
    // 10 × 3 ÷ 13 = 2.3 → 2; 10 × 10 ÷ 13 = 7.7 → 8.
    shares(rounded, &[3, 10], 10, &[2, 8]);
}

#[test]
fn m8_shares_below_the_minimum_are_nothing() {
    let coarse = Allocation { minimum: 3, ..PRO_RATA };
    // 10 × 10 ÷ 100 = 1 → 0; 10 × 90 ÷ 100 = 9; the one that is left goes by time.
    shares(coarse, &[10, 90], 10, &[1, 9]);
    // 2 → 0, 3, 5: two by time.
    shares(coarse, &[20, 30, 50], 10, &[2, 3, 5]);
}

#[test]
fn m8_the_last_order_gets_the_remainder_first() {
    let last = Allocation { remainder: Remainder::Last, ..PRO_RATA };
    shares(last, &[10, 10, 11], 10, &[3, 3, 4]);
    // 7 × 5 ÷ 8 = 4, 0, 0, 0: three are left: one for the last, then by time.
    shares(last, &[5, 1, 1, 1], 7, &[5, 1, 0, 1]);
}

#[test]
fn m8_the_last_without_pro_rata() {
    let last = Allocation { remainder: Remainder::Last, ..Allocation::PRICE_TIME };
    shares(last, &[10, 10, 10], 15, &[10, 5, 0]);
    shares(Allocation { fifo_percent: 0, ..last }, &[10, 10, 10], 15, &[5, 0, 10]);
}

#[test]
fn m8_the_top_order_comes_before_all() {
    let top = Allocation { top_order: 4, ..PRO_RATA };
    // Four to the first; of the rest 6 × 6 ÷ 26 = 1, 6 × 20 ÷ 26 = 4; one by time.
    shares(top, &[10, 20], 10, &[6, 4]);
    shares(top, &[2, 20], 10, &[2, 8]);
    shares(top, &[10, 20], 3, &[3, 0]);
}

#[test]
fn m8_a_part_goes_by_time() {
    let split = Allocation { fifo_percent: 40, ..PRO_RATA };
    // Eight of twenty by time to the first; of the rest 12 × 2 ÷ 32 = 0, 12 × 30 ÷ 32 = 11; one by time.
    shares(split, &[10, 30], 20, &[9, 11]);
    // 40 % of 9 is 3.6: three by time. 6 × 7 ÷ 37 = 1, 6 × 30 ÷ 37 = 4; one by time.
    shares(split, &[10, 30], 9, &[5, 4]);
}

#[test]
fn m8_top_order_then_time_then_size() {
    let all = Allocation { top_order: 2, fifo_percent: 50, ..PRO_RATA };
    // Two to the first, and five of ten by time; of five 5 × 3 ÷ 23 = 0, 5 × 20 ÷ 23 = 4; one by time.
    shares(all, &[10, 20], 12, &[8, 4]);
}

#[test]
fn m8_without_pro_rata_it_is_price_and_time() {
    for fifo_percent in [0, 30, 100] {
        shares(Allocation { fifo_percent, ..Allocation::PRICE_TIME }, &[10, 20, 30], 25, &[10, 15, 0]);
    }
    shares(Allocation { top_order: 5, ..Allocation::PRICE_TIME }, &[10, 20, 30], 25, &[10, 15, 0]);
}

#[test]
fn m8_each_price_by_itself() {
    let mut venue = asks(PRO_RATA, &[10, 20]);
    venue.accepts([sell(3).limit(101, 10), sell(4).limit(101, 30)]);
    let events = [trade(9, 1, 100, 10), trade(9, 2, 100, 20), trade(9, 3, 101, 5), trade(9, 4, 101, 15)];
    venue.enters(buy(9).limit(101, 50), events);
}

#[test]
fn m8_all_or_none_orders_are_passed_over_and_not_counted() {
    let mut venue = sharing(PRO_RATA);
    venue.accepts([sell(1).limit(100, 5).all_or_none(), sell(2).limit(100, 10), sell(3).limit(100, 10)]);
    venue.enters(buy(9).limit(100, 10), [trade(9, 2, 100, 5), trade(9, 3, 100, 5)]);
}

#[test]
fn m8_icebergs_refresh_after_the_prices_trades_and_it_is_shared_again() {
    let mut venue = sharing(PRO_RATA);
    venue.accepts([
        sell(1).limit(100, 20).iceberg(10),
        sell(2).limit(100, 10).hidden(),
        sell(3).limit(100, 10),
    ]);
    // Displayed are 10 and 10, all taken; then the iceberg's next ten; then the hidden order.
    let events = [
        trade(9, 1, 100, 10),
        trade(9, 3, 100, 10),
        refreshed(1, 100, 10),
        trade(9, 1, 100, 10),
        trade(9, 2, 100, 5),
    ];
    venue.enters(buy(9).limit(100, 35), events);
}

#[test]
fn m8_hidden_orders_follow_by_time() {
    let mut venue = sharing(PRO_RATA);
    venue.accepts([sell(1).limit(100, 10).hidden(), sell(2).limit(100, 30).hidden(), sell(3).limit(100, 5)]);
    venue.enters(buy(9).limit(100, 20), [trade(9, 3, 100, 5), trade(9, 1, 100, 10), trade(9, 2, 100, 5)]);
}

fn with_own(mode: SelfTrade) -> (Venue, Line) {
    let mut venue = sharing(PRO_RATA);
    venue.accepts([sell(1).limit(100, 10), sell(2).limit(100, 20).by(7), sell(3).limit(100, 10)]);
    (venue, buy(9).limit(100, 10).by(7).self_trade(mode))
}

#[test]
fn m8_own_orders_are_taken_out_first() {
    let (mut venue, order) = with_own(SelfTrade::CancelOldest);
    let out = cancelled(Reason::SelfTrade, 2, 100, 20);
    venue.enters(order, [out, trade(9, 1, 100, 5), trade(9, 3, 100, 5)]);
}

#[test]
fn m8_own_orders_get_nothing_where_the_newest_is_cancelled() {
    let (mut venue, order) = with_own(SelfTrade::CancelNewest);
    venue.enters(order, [trade(9, 1, 100, 5), trade(9, 3, 100, 5)]);
    venue.shows(&[], &[(100, 30)]);
}

#[test]
fn m8_where_only_own_orders_are_left_the_newest_is_cancelled() {
    let (mut venue, order) = with_own(SelfTrade::CancelNewest);
    let order = order.limit(100, 25);
    let left = cancelled(Reason::SelfTrade, 9, 100, 5);
    venue.enters(order, [trade(9, 1, 100, 10), trade(9, 3, 100, 10), left]);
}

#[test]
fn m8_hidden_orders_are_of_the_price_after_which_the_newest_ends() {
    let (mut venue, order) = with_own(SelfTrade::CancelNewest);
    venue.accepts([sell(4).limit(100, 3).hidden(), sell(5).limit(101, 9)]);
    let left = cancelled(Reason::SelfTrade, 9, 101, 7);
    let events = [trade(9, 1, 100, 10), trade(9, 3, 100, 10), trade(9, 4, 100, 3), left];
    venue.enters(order.limit(101, 30), events);
}

#[test]
fn m8_decrement_comes_first_too() {
    let (mut venue, order) = with_own(SelfTrade::Decrement);
    let own = reduced(2, 100, 10).because(Reason::SelfTrade);
    venue.enters(order, [own, cancelled(Reason::SelfTrade, 9, 100, 10)]);
}

#[test]
fn m8_in_the_next_round_a_refreshed_iceberg_stands_behind_the_others() {
    let mut venue = sharing(PRO_RATA);
    venue.accepts([
        sell(1).limit(100, 30).iceberg(10),
        sell(2).limit(100, 10),
        sell(3).limit(100, 10).oco(2),
    ]);
    venue.accepts([sell(4).limit(100, 10)]);
    let linked = cancelled(Reason::Linked, 3, 100, 10).side(Side::Sell);
    // 35 of 40: 8 each, and three by time. What order 3 would have got is shared again, over 1, 2 and 10 lots.
    let events = [
        trade(9, 1, 100, 10),
        trade(9, 2, 100, 9),
        linked,
        trade(9, 4, 100, 8),
        refreshed(1, 100, 10),
        trade(9, 2, 100, 1),
        trade(9, 4, 100, 1),
        trade(9, 1, 100, 6).taker_done(),
    ];
    venue.enters(buy(9).limit(100, 35), events);
}
