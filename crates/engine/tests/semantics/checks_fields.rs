//! V1 to V9: what a new order's own fields and terms cannot be.

use crate::lines::*;
use crate::support::*;
use cift_types::{
    EXACT_LIMIT, FLAG_ALL_OR_NONE, FLAG_CAP, FLAG_HIDDEN, FLAG_MONEY, FLAG_POST_ONLY, FLAG_REPRICE,
    FLAG_RESERVE_PRICE, FLAG_TERMS, OrderType, PegReference, Reason, TimeInForce, TriggerSource,
};

const BAD_LENGTHS: [TimeInForce; 4] =
    [TimeInForce::Ioc, TimeInForce::Fok, TimeInForce::AtOpen, TimeInForce::AtClose];

/// Each is refused for this reason, in a market with a bid of five at 100.
#[track_caller]
fn refused(reason: Reason, lines: impl IntoIterator<Item = Line>) {
    for line in lines {
        let mut venue = venue();
        venue.accepts([buy(1).limit(100, 5)]);
        venue.refuses(line, reason);
    }
}

/// Each is accepted in an empty market.
#[track_caller]
fn fine(lines: impl IntoIterator<Item = Line>) {
    for line in lines {
        let events = venue().run([line]);
        compare(&events[..1], &[accepted(line)]);
    }
}

fn plain() -> Line {
    buy(2).limit(99, 5)
}

fn pegged() -> Line {
    buy(2).pegged(PegReference::Bid, 0, 5)
}

#[test]
fn v1_unknown_commands() {
    let kinds = [0, 20, 100, 255].map(|kind| plain().with(|c| c.kind = kind));
    refused(Reason::UnknownCommand, kinds);
}

#[test]
fn v2_a_side_is_buy_or_sell() {
    refused(Reason::InvalidSide, [2, 255].map(|side| plain().with(|c| c.side = side)));
}

#[test]
fn v3_unknown_order_types() {
    refused(Reason::InvalidOrderType, [4, 255].map(|it| plain().with(|c| c.order_type = it)));
}

#[test]
fn v4_unknown_times_in_force() {
    refused(Reason::InvalidTimeInForce, [7, 255].map(|it| plain().with(|c| c.time_in_force = it)));
}

#[test]
fn v5_unknown_flags_codes_and_params() {
    refused(Reason::InvalidFlags, [10, 11, 15, 16, 31].map(|bit| plain().flag(1 << bit)));
    refused(Reason::InvalidFlags, [6, 7].map(|code| plain().flag(code << 12)));
    fine([0, 1, 2, 3, 4, 5].map(|code| plain().flag(code << 12)));
    refused(Reason::InvalidFlags, [plain(), plain().day()].map(|it| it.with(|c| c.param = 1)));
    fine([plain().until(1), plain().reserve_at(99)]);
}

#[test]
fn v6_ids_are_exact_numbers() {
    refused(Reason::InvalidOrderId, [EXACT_LIMIT, u64::MAX].map(|id| buy(id).limit(99, 5)));
    fine([0, EXACT_LIMIT - 1].map(|id| buy(id).limit(99, 5)));
}

#[test]
fn v7_quantities_are_exact_numbers_above_zero() {
    refused(Reason::InvalidQuantity, [0, EXACT_LIMIT, u64::MAX].map(|lots| buy(2).limit(99, lots)));
    fine([1, EXACT_LIMIT - 1].map(|lots| buy(2).limit(99, lots)));
}

#[test]
fn v8_post_only_needs_an_order_that_can_rest_at_its_price() {
    let orders = [buy(2).market(5), buy(2).market_to_limit(5), pegged(), buy(2).money(5)];
    refused(Reason::InvalidTimeInForce, orders.map(Line::post_only));
    refused(Reason::InvalidTimeInForce, BAD_LENGTHS.map(|it| plain().post_only().good(it)));
    refused(Reason::InvalidTimeInForce, [plain().flag(FLAG_REPRICE)]);
    fine([plain().post_only(), plain().post_or_reprice(), plain().post_only().day()]);
}

#[test]
fn v8_hidden_orders_rest() {
    refused(Reason::InvalidTimeInForce, BAD_LENGTHS.map(|it| plain().hidden().good(it)));
    let orders = [buy(2).market(5), buy(2).capped(99, 5), buy(2).market_to_limit(5)];
    refused(Reason::InvalidTimeInForce, orders.map(Line::hidden));
    fine([plain().hidden(), plain().hidden().post_only(), plain().hidden().until(5)]);
}

#[test]
fn v8_how_long_market_to_limit_and_pegged_orders_can_be_good() {
    let lengths = [TimeInForce::Fok, TimeInForce::AtOpen, TimeInForce::AtClose];
    refused(Reason::InvalidTimeInForce, lengths.map(|it| sell(2).market_to_limit(5).good(it)));
    refused(Reason::InvalidTimeInForce, BAD_LENGTHS.map(|it| pegged().good(it)));
    fine([pegged(), pegged().day(), pegged().until(5)]);
}

#[test]
fn v9_market_orders_have_no_price_but_a_cap() {
    refused(Reason::InvalidPrice, [buy(2).market(5), buy(2).market_to_limit(5)].map(|it| it.bound(1)));
    refused(Reason::InvalidPrice, [buy(2).money(5).bound(-1)]);
}

#[test]
fn v9_any_64_bit_integer_is_a_price() {
    let extremes = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    fine(extremes.map(|price| buy(2).limit(price, 5)));
    fine(extremes.map(|price| sell(2).capped(price, 5)));
    fine(extremes.map(|price| pegged().bound(price)));
    let mut venue = venue();
    for (id, price) in (1..).zip(extremes) {
        venue.accepts([buy(id).limit(price, 1)]);
    }
    for (id, price) in (1..).zip(extremes).collect::<Vec<_>>().into_iter().rev() {
        venue.enters(sell(100).limit(i64::MIN, 1), [trade(100, id, price, 1).taker_done().maker_done()]);
    }
    assert_eq!((venue.engine.live_orders(), venue.engine.pages_in_use()), (0, 0));
}

#[test]
fn v9a_flags_that_do_not_go_with_the_order() {
    let market = buy(2).market(5);
    let refuse = |lines: &[Line]| refused(Reason::InvalidFlags, lines.iter().copied());
    refuse(&[FLAG_CAP, FLAG_MONEY].map(|flag| plain().flag(flag)));
    refuse(&[FLAG_CAP, FLAG_MONEY].map(|flag| buy(2).market_to_limit(5).flag(flag)));
    refuse(&[market.money(5).fok(), market.money(5).at_open(), market.money(5).at_close()]);
    refuse(&[FLAG_ALL_OR_NONE, FLAG_CAP].map(|flag| market.money(5).flag(flag)));
    refuse(&[market.all_or_none(), buy(2).market_to_limit(5).all_or_none(), pegged().all_or_none()]);
    let all_or_none = plain().all_or_none();
    refuse(&[all_or_none.fok(), all_or_none.at_open(), all_or_none.at_close()]);
    refuse(&[all_or_none.post_only(), all_or_none.hidden(), all_or_none.reduce_only()]);
    refuse(&[sell(2).limit(101, 5), market, buy(2).market_to_limit(5)].map(|it| it.flag(FLAG_RESERVE_PRICE)));
    refuse(&[plain().until(100).flag(FLAG_RESERVE_PRICE)]);
    fine([all_or_none, all_or_none.ioc(), all_or_none.day(), market.money(5).ioc(), buy(2).capped(5, 5)]);
}

#[test]
fn v9b_expiry_is_after_the_command() {
    refused(Reason::InvalidExpiry, [0, EXACT_LIMIT, u64::MAX].map(|it| plain().until(it)));
    refused(Reason::InvalidExpiry, [49, 50].map(|it| plain().until(it).at(50)));
    fine([51, EXACT_LIMIT - 1].map(|it| plain().until(it).at(50)));
    fine([i64::MIN, -1, 0, i64::MAX].map(|price| plain().reserve_at(price)));
}

#[test]
fn v9c_terms_are_there_known_and_ask_for_something() {
    refused(Reason::InvalidTerms, [plain().flag(FLAG_TERMS)]);
    let order = plain().minimum(1);
    refused(Reason::InvalidTerms, [order.terms(|t| t.trigger = 4), order.terms(|t| t.trigger_source = 3)]);
    refused(Reason::InvalidTerms, [order.terms(|t| t.trail_unit = 2), order.terms(|t| t.peg = 4)]);
    refused(Reason::InvalidTerms, [order.terms(|t| t.link = 4), order.terms(|t| t.reserved16 = 1)]);
    let nothing = [
        plain().terms(|t| t.offset = 1),
        plain().terms(|t| t.trigger_source = 1),
        plain().terms(|t| t.trail_unit = 1),
        plain().terms(|t| t.display_high_quantity = 1),
        plain().terms(|t| t.linked_order_id = 1),
    ];
    refused(Reason::InvalidTerms, nothing);
}

#[test]
fn v9c_a_command_between_terms_and_order_takes_them_away() {
    let [terms, order] = plain().iceberg(2).commands(0)[..] else { panic!("two commands") };
    let mut venue = venue();
    venue.submit(&[terms]);
    venue.is_silent(clock(0));
    let line = plain().with(|c| *c = order);
    venue.refuses(line, Reason::InvalidTerms);
}

#[test]
fn v9d_triggers_that_cannot_be() {
    let stop = plain().stop(101);
    let refuse = |lines: &[Line]| refused(Reason::InvalidTrigger, lines.iter().copied());
    refuse(&[pegged().terms(|t| t.trigger = 1), stop.held(), stop.post_only()]);
    refuse(&[stop.at_open(), stop.at_close()]);
    refuse(&[plain().minimum(1).seeing(TriggerSource::Mid), plain().minimum(1).terms(|t| t.trail_unit = 1)]);
    refuse(&[stop.terms(|t| t.trail_unit = 1), plain().touched(99).terms(|t| t.trail_unit = 1)]);
    refuse(&[0, -1, i64::MIN].map(|distance| plain().trailing(distance)));
    refuse(&[0, -1, 10_001].map(|distance| plain().trailing_points(distance)));
    fine([plain().trailing_points(1), plain().trailing_points(10_000), plain().trailing(i64::MAX)]);
    fine([stop.ioc(), stop.fok(), stop.hidden(), buy(2).market(5).stop(i64::MIN), stop.iceberg(2)]);
}

#[test]
fn v9e_pegs_that_cannot_be() {
    let refuse = |lines: &[Line]| refused(Reason::InvalidPeg, lines.iter().copied());
    let unpegged = pegged().terms(|t| t.peg = 0);
    refuse(&[unpegged.minimum(1), unpegged.iceberg(1), unpegged.oco(1)]);
    refuse(&[plain(), buy(2).market(5), buy(2).market_to_limit(5)].map(|it| it.terms(|t| t.peg = 1)));
    refuse(&[pegged().hidden(), pegged().iceberg(1), pegged().minimum(1)]);
    refuse(&[plain().minimum(1).terms(|t| t.offset = 1), plain().oco(1).terms(|t| t.offset = -1)]);
}

#[test]
fn v9e_a_pegged_order_needs_terms_and_that_is_looked_at_last() {
    let bare = plain().with(|c| c.order_type = OrderType::Pegged as u8);
    refused(Reason::InvalidPeg, [bare, bare.on(7)]);
    refused(Reason::InvalidTimeInForce, [bare.ioc()]);
}

#[test]
fn v9f_displayed_quantities_that_cannot_be() {
    let refuse = |lines: &[Line]| refused(Reason::InvalidDisplayQuantity, lines.iter().copied());
    refuse(&[buy(2).market(5), buy(2).capped(99, 5), buy(2).market_to_limit(5)].map(|it| it.iceberg(1)));
    refuse(&BAD_LENGTHS.map(|it| plain().iceberg(1).good(it)));
    refuse(&[FLAG_ALL_OR_NONE, FLAG_HIDDEN].map(|flag| plain().iceberg(1).flag(flag)));
    refuse(&[plain().minimum(1).iceberg_between(0, 1), plain().iceberg(6)]);
    refuse(&[plain().iceberg_between(2, 1), plain().iceberg_between(2, 6)]);
    refuse(&[buy(2).limit(99, 1_001).iceberg(1), buy(2).limit(99, 5_000).iceberg_between(4, 5_000)]);
    fine([plain().iceberg(5), plain().iceberg_between(2, 2), plain().iceberg_between(1, 5)]);
    fine([buy(2).limit(99, 1_000).iceberg(1), buy(2).limit(99, 5_000).iceberg(5)]);
}

#[test]
fn v9g_minimum_quantities_that_cannot_be() {
    let refuse = |lines: &[Line]| refused(Reason::InvalidMinimumQuantity, lines.iter().copied());
    refuse(&[plain().minimum(6), sell(2).market_to_limit(5).minimum(1), buy(2).money(5).minimum(1)]);
    refuse(&[plain().fok(), plain().at_open(), plain().at_close()].map(|it| it.minimum(1)));
    refuse(&[FLAG_ALL_OR_NONE, FLAG_POST_ONLY].map(|flag| plain().minimum(1).flag(flag)));
    refused(Reason::InvalidPeg, [pegged().minimum(1)]);
    fine([plain().minimum(5), plain().minimum(1).ioc(), buy(2).market(5).minimum(5)]);
}

#[test]
fn v9h_links_that_cannot_be() {
    let refuse = |lines: &[Line]| refused(Reason::InvalidLink, lines.iter().copied());
    let linked_to_nothing = plain().minimum(1).terms(|t| t.linked_order_id = 1);
    refuse(&[linked_to_nothing, plain().oco(EXACT_LIMIT), plain().oco(1).all_or_none()]);
    for order in [plain().after(1), plain().bracket(1)] {
        refuse(&[order.all_or_none(), order.held(), order.at_open(), order.at_close()]);
    }
    refuse(&[pegged().after(1), pegged().bracket(1)]);
}

#[test]
fn v_the_first_rule_decides() {
    let worst = buy(EXACT_LIMIT).limit(99, 0).terms(|t| t.trigger = 9).flag(1 << 10).on(9);
    let worst = worst.with(|c| (c.side, c.order_type, c.time_in_force) = (2, 4, 7));
    refused(Reason::InvalidSide, [worst]);
    refused(Reason::InvalidOrderType, [worst.with(|c| c.side = 0)]);
    let worst = worst.with(|c| (c.side, c.order_type) = (0, 0));
    refused(Reason::InvalidTimeInForce, [worst]);
    refused(Reason::InvalidFlags, [worst.day()]);
    let worst = worst.day().with(|c| c.flags &= !(1 << 10));
    refused(Reason::InvalidOrderId, [worst]);
    refused(Reason::InvalidQuantity, [worst.with(|c| c.order_id = 2)]);
    let worst = worst.with(|c| (c.order_id, c.quantity) = (2, 5));
    refused(Reason::InvalidTerms, [worst]);
    refused(Reason::UnknownInstrument, [plain().on(9)]);
}
