//! V10 to V12: what a new order cannot be in this market at this time.

use crate::lines::*;
use crate::support::*;
use cift_engine::{Crossing, Limits, MarketToLimit, TickBand, UnmatchedMarket, Width};
use cift_types::{PegReference, Phase, Reason};

const CALLS: [Phase; 4] =
    [Phase::PreOpen, Phase::OpeningAuction, Phase::VolatilityAuction, Phase::ClosingAuction];

fn pegged() -> Line {
    buy(2).pegged(PegReference::Bid, 0, 5)
}

#[test]
fn v10_unknown_instruments() {
    for instrument in [2, u32::MAX] {
        venue().refuses(buy(1).limit(100, 5).on(instrument), Reason::UnknownInstrument);
    }
    venue().accepts([buy(1).limit(100, 5).on(1)]);
}

#[test]
fn v10a_nothing_is_taken_in_halt_and_closed() {
    let order = buy(1).limit(100, 5);
    for to in [Phase::Halt, Phase::Closed] {
        for order in [order, order.at_close(), order.stop(100), order.held(), buy(1).market(5), pegged()] {
            let mut venue = venue();
            venue.run([phase(to)]);
            venue.refuses(order, Reason::WrongPhase);
        }
    }
}

#[test]
fn v10a_call_phases_take_no_order_that_must_trade_at_once() {
    let order = buy(1).limit(100, 5);
    let immediate = [order.ioc(), order.fok(), buy(1).money(5), order.minimum(1)];
    let special = [order.post_only(), order.all_or_none(), order.reduce_only(), pegged()];
    for to in CALLS {
        for refused in immediate.into_iter().chain(special) {
            let mut venue = venue();
            venue.run([phase(to)]);
            venue.refuses(refused, Reason::WrongPhase);
        }
    }
}

#[test]
fn v10a_in_a_call_phase_what_waits_may_be_anything() {
    let order = buy(2).limit(100, 5);
    for to in CALLS {
        for waits in [order.stop(101), order.held(), order.after(1)] {
            let mut venue = venue();
            venue.run([phase(to)]);
            venue.accepts([buy(1).limit(90, 1)]);
            venue.accepts([waits.ioc()]);
        }
    }
}

#[test]
fn v10a_a_waiting_reduce_only_order_has_the_right_phase_and_no_position() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen)]);
    venue.refuses(buy(1).limit(100, 5).reduce_only(), Reason::WrongPhase);
    venue.refuses(buy(1).limit(100, 5).reduce_only().held(), Reason::ReduceOnly);
}

#[test]
fn v10a_at_open_orders_come_before_the_open() {
    let order = buy(1).limit(100, 5).at_open();
    for to in Phase::ALL {
        let mut venue = venue();
        venue.run([phase(*to)]);
        match to {
            Phase::PreOpen | Phase::OpeningAuction => venue.accepts([order]),
            _ => venue.refuses(order, Reason::WrongPhase),
        }
    }
}

fn with_ticks() -> Venue {
    let ticks = [TickBand { from: 0, tick: 2 }, TickBand { from: 100, tick: 5 }];
    venue_with(|rules| rules.ticks = ticks.to_vec())
}

#[test]
fn v10b_prices_are_multiples_of_the_tick_of_their_band() {
    let mut venue = with_ticks();
    for price in [97, 99, 101, 104, 106, -1, -3] {
        venue.refuses(buy(1).limit(price, 1), Reason::InvalidTick);
        venue.refuses(buy(1).capped(price, 1), Reason::InvalidTick);
        venue.refuses(pegged().bound(price), Reason::InvalidTick);
        venue.refuses(buy(1).market(1).stop(price), Reason::InvalidTick);
    }
    for (id, price) in (1..).zip([-2, 0, 98, 100, 105]) {
        venue.accepts([buy(id).limit(price, 1)]);
    }
}

#[test]
fn v10b_a_trailing_distance_is_no_price() {
    with_ticks().accepts([sell(1).limit(90, 1).trailing(3)]);
}

#[test]
fn v10c_quantities_are_in_lots_between_two_ends() {
    let mut venue = venue_with(|rules| (rules.lot, rules.min_quantity, rules.max_quantity) = (5, 10, 50));
    for quantity in [1, 5, 9, 11, 14, 51, 55, 60] {
        venue.refuses(buy(1).limit(100, quantity), Reason::InvalidLot);
        venue.refuses(buy(1).market(quantity), Reason::InvalidLot);
    }
    venue.accepts([buy(1).limit(100, 10), buy(2).limit(100, 15), buy(3).limit(100, 50)]);
    // An amount of money is not a quantity: 99 buys nothing here, and is left.
    venue.enters(sell(4).money(99), [cancelled(Reason::ImmediateRemainder, 4, 0, 99)]);
}

#[test]
fn v10d_limit_prices_are_within_the_static_band() {
    let mut venue = venue_with(|rules| rules.static_band = Some(Width::Ticks(10)));
    venue.applies(reference(100), []);
    for price in [89, 111, i64::MIN, i64::MAX] {
        venue.refuses(buy(1).limit(price, 1), Reason::StaticBand);
    }
    venue.accepts([buy(1).limit(90, 1), sell(2).limit(110, 1)]);
}

#[test]
fn v10_tick_then_lot_then_band() {
    let mut venue = venue_with(|rules| {
        rules.static_band = Some(Width::Ticks(10));
        rules.ticks = vec![TickBand { from: 0, tick: 2 }];
        rules.lot = 5;
    });
    venue.applies(reference(100), []);
    venue.refuses(buy(1).limit(201, 3), Reason::InvalidTick);
    venue.refuses(buy(1).limit(200, 3), Reason::InvalidLot);
    venue.refuses(buy(1).limit(200, 5), Reason::StaticBand);
    venue.run([phase(Phase::Halt)]);
    venue.refuses(buy(1).limit(201, 3), Reason::WrongPhase);
}

#[test]
fn v11_ids_belong_to_an_account_and_an_instrument_and_are_free_again() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(101, 5).stop(1)]);
    venue.refuses(buy(1).limit(100, 5), Reason::DuplicateOrderId);
    venue.refuses(buy(2).limit(100, 5), Reason::DuplicateOrderId);
    venue.accepts([buy(1).limit(100, 5).on(1), buy(1).limit(100, 5).by(1)]);
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 100, 5)]);
    venue.accepts([buy(1).limit(99, 5)]);
}

#[test]
fn v11_an_id_is_free_when_its_order_is_filled() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5)]);
    venue.enters(sell(1).limit(100, 5).by(1), [trade(1, 1, 100, 5).of(1, 0)]);
    venue.accepts([buy(1).limit(100, 5)]);
}

#[test]
fn v11a_a_linked_order_is_a_live_one_of_the_account_and_instrument() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(100, 5).by(1), buy(3).limit(100, 5).on(1)]);
    for other in [2, 3, 4, 9] {
        venue.refuses(buy(4).limit(99, 5).oco(other), Reason::InvalidLink);
        venue.refuses(buy(4).limit(99, 5).after(other), Reason::InvalidLink);
    }
    venue.accepts([buy(4).limit(99, 5).oco(1)]);
}

#[test]
fn v11a_nothing_is_linked_to_an_order_that_waits_for_its_parent() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(105, 5).after(1)]);
    for order in [sell(3).limit(105, 5).oco(2), sell(3).limit(105, 5).after(2)] {
        venue.refuses(order, Reason::InvalidLink);
    }
    venue.refuses(sell(3).limit(105, 5).bracket(2), Reason::InvalidLink);
}

#[test]
fn v11a_a_full_session_takes_no_linked_order() {
    let limits = Limits { orders: 2, pages: 9, reserve_orders: 0, reserve_pages: 0 };
    let mut venue = session(|config| config.limits = limits);
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(100, 5)]);
    venue.refuses(buy(3).limit(100, 5).oco(1), Reason::InvalidLink);
    venue.enters(buy(3).limit(100, 5), [cancelled(Reason::Capacity, 3, 100, 5)]);
}

#[test]
fn v12_post_only_orders_that_would_trade() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(101, 5)]);
    venue.refuses(buy(2).limit(101, 5).post_only(), Reason::PostOnlyWouldTrade);
    venue.refuses(buy(2).limit(102, 5).post_only(), Reason::PostOnlyWouldTrade);
    venue.accepts([buy(2).limit(100, 5).post_only()]);
}

#[test]
fn v12_post_only_sees_hidden_orders() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(101, 5).hidden()]);
    venue.refuses(buy(2).limit(101, 5).post_only(), Reason::PostOnlyWouldTrade);
}

#[test]
fn v12_post_only_is_not_looked_at_while_the_order_waits_or_orders_are_collected() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(101, 5), buy(2).limit(101, 5).post_only().held()]);
    venue.accepts([buy(3).limit(90, 1), buy(4).limit(101, 5).post_only().after(3)]);
}

#[test]
fn v12_a_repriced_order_needs_a_price_to_stand_behind() {
    let mut venue = venue_with(|rules| rules.unmatched_market = UnmatchedMarket::Rest);
    venue.applies(reference(100), []);
    venue.accepts([sell(1).market(5)]);
    venue.refuses(buy(2).limit(100, 5).post_or_reprice(), Reason::PostOnlyWouldTrade);
}

#[test]
fn v12a_where_orders_must_not_cross_limit_orders_that_would_trade() {
    let mut venue = venue_with(|rules| rules.crossing = Crossing::Reject);
    venue.accepts([sell(1).limit(101, 5)]);
    venue.refuses(buy(2).limit(101, 1), Reason::WouldCross);
    venue.refuses(buy(2).limit(105, 1).ioc(), Reason::WouldCross);
    venue.accepts([buy(2).limit(100, 1)]);
    venue.enters(buy(3).market(2), [trade(3, 1, 101, 2).taker_done()]);
}

#[test]
fn v12a_an_order_that_waits_or_is_collected_does_not_cross() {
    let mut venue = venue_with(|rules| rules.crossing = Crossing::Reject);
    venue.accepts([sell(1).limit(101, 5), buy(2).limit(101, 5).stop(101)]);
    venue.run([phase(Phase::PreOpen)]);
    venue.accepts([buy(3).limit(101, 5)]);
}

#[test]
fn v12b_a_market_to_limit_order_needs_a_priced_counter_order() {
    let mut fresh = venue();
    fresh.refuses(buy(2).market_to_limit(5), Reason::NoCounterOrder);
    fresh.accepts([buy(2).market_to_limit(5).held()]);
    let mut venue = venue_with(|rules| rules.unmatched_market = UnmatchedMarket::Rest);
    venue.applies(reference(100), []);
    venue.accepts([sell(1).market(5), sell(3).limit(101, 5)]);
    venue.refuses(buy(2).market_to_limit(5), Reason::NoCounterOrder);
}

#[test]
fn v12b_or_rules_that_let_it_rest() {
    let mut venue = venue_with(|rules| rules.market_to_limit = MarketToLimit::Rest);
    venue.accepts([buy(2).market_to_limit(5)]);
    assert_eq!(venue.open(2), 5);
}

#[test]
fn v12c_without_accounts_there_is_nothing_to_reduce() {
    venue().refuses(buy(1).limit(100, 5).reduce_only(), Reason::ReduceOnly);
}

#[test]
fn v11_to_v12_in_their_order() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(90, 5), sell(2).limit(100, 5)]);
    let crossing = buy(1).limit(100, 5).post_only().reduce_only();
    venue.refuses(crossing.oco(7), Reason::DuplicateOrderId);
    venue.refuses(crossing.oco(7).with(|c| c.order_id = 3), Reason::InvalidLink);
    venue.refuses(crossing.with(|c| c.order_id = 3), Reason::PostOnlyWouldTrade);
    venue.refuses(crossing.with(|c| (c.order_id, c.price) = (3, 99)), Reason::ReduceOnly);
}
