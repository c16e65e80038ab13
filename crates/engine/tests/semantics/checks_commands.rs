//! V13 to V24: what other commands cannot be.

use crate::lines::*;
use crate::support::*;
use cift_engine::{Crossing, TickBand, UnmatchedMarket, Width};
use cift_types::{
    AccountKind, CommandKind, EXACT_LIMIT, FLAG_TERMS, LimitKind, PegReference, Phase, Reason, Side,
};

/// A bid of five at 100, and a held order.
fn with_bid() -> Venue {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), buy(7).limit(90, 5).held()]);
    venue
}

/// Cancel, reduce, replace and release, as they would be good.
fn changes(id: u64) -> [Line; 4] {
    [cancel(id), reduce(id, 1), replace(id, 99, 4), release(id)]
}

#[test]
fn v13_changes_have_no_flags_and_no_param() {
    for line in changes(7) {
        with_bid().refuses(line.flag(1), Reason::InvalidFlags);
        with_bid().refuses(line.flag(FLAG_TERMS), Reason::InvalidFlags);
        with_bid().refuses(line.with(|c| c.param = 1), Reason::InvalidFlags);
    }
}

#[test]
fn v14_changes_name_an_exact_id() {
    for line in changes(EXACT_LIMIT) {
        with_bid().refuses(line, Reason::InvalidOrderId);
    }
}

#[test]
fn v15_changes_name_a_known_instrument() {
    for line in changes(1) {
        with_bid().refuses(line.on(2), Reason::UnknownInstrument);
    }
}

#[test]
fn v16_changes_name_a_live_order_of_the_account_there() {
    for line in changes(7) {
        with_bid().refuses(line.on(1), Reason::UnknownOrder);
        with_bid().refuses(line.by(1), Reason::UnknownOrder);
        with_bid().refuses(line.with(|c| c.order_id = 2), Reason::UnknownOrder);
    }
}

#[test]
fn v16_only_held_orders_are_released() {
    let mut venue = with_bid();
    venue.accepts([sell(3).limit(120, 1).stop(80)]);
    venue.refuses(release(1), Reason::UnknownOrder);
    venue.refuses(release(3), Reason::UnknownOrder);
    venue.does(release(7), [triggered(7, 90, 5)]);
    venue.refuses(release(7), Reason::UnknownOrder);
}

#[test]
fn v17_quantities_of_reduce_and_replace() {
    for quantity in [0, EXACT_LIMIT, u64::MAX] {
        with_bid().refuses(reduce(1, quantity), Reason::InvalidQuantity);
        with_bid().refuses(replace(1, 99, quantity), Reason::InvalidQuantity);
    }
    with_bid().refuses(reduce(9, 0), Reason::UnknownOrder);
}

#[test]
fn v17a_no_replace_and_no_release_in_halt_and_closed() {
    for to in [Phase::Halt, Phase::Closed] {
        let mut venue = with_bid();
        venue.run([phase(to)]);
        venue.refuses(replace(1, 99, 4), Reason::WrongPhase);
        venue.refuses(release(7), Reason::WrongPhase);
        venue.does(reduce(1, 1), [reduced(1, 100, 4)]);
        venue.does(cancel(1), [cancelled(Reason::Requested, 1, 100, 4)]);
    }
}

#[test]
fn v17a_pegged_orders_are_not_replaced() {
    let mut venue = with_bid();
    venue.enters(buy(2).pegged(PegReference::Bid, 0, 5), [repriced(2, 100, 5)]);
    venue.refuses(replace(2, 99, 5), Reason::InvalidPeg);
}

#[test]
fn v17a_a_replacement_fits_ticks_lots_and_band() {
    let mut venue = venue_with(|rules| {
        rules.static_band = Some(Width::Ticks(10));
        rules.ticks = vec![TickBand { from: 0, tick: 2 }];
        (rules.lot, rules.max_quantity) = (5, 50);
    });
    venue.applies(reference(100), []);
    venue.accepts([buy(1).limit(100, 5)]);
    venue.refuses(replace(1, 201, 3), Reason::InvalidTick);
    venue.refuses(replace(1, 200, 3), Reason::InvalidLot);
    venue.refuses(replace(1, 98, 55), Reason::InvalidLot);
    venue.refuses(replace(1, 200, 5), Reason::StaticBand);
    venue.does(replace(1, 90, 10), [replaced(1, 90, 10)]);
}

#[test]
fn v17a_a_replaced_iceberg_has_no_more_than_a_thousand_parts() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 50).iceberg(2)]);
    venue.refuses(replace(1, 100, 2_001), Reason::InvalidDisplayQuantity);
    venue.does(replace(1, 100, 2_000), [replaced(1, 100, 2_000)]);
}

#[test]
fn v17a_of_a_market_order_only_the_quantity_is_looked_at() {
    let mut venue = venue_with(|rules| {
        rules.unmatched_market = UnmatchedMarket::Rest;
        rules.ticks = vec![TickBand { from: 0, tick: 2 }];
        rules.lot = 5;
    });
    venue.accepts([buy(1).market(5)]);
    venue.refuses(replace(1, 3, 3), Reason::InvalidLot);
    venue.run([replace(1, 3, 10)]);
    assert_eq!((venue.open(1), venue.engine.best(0, Side::Buy)), (10, Some(i64::MAX)));
}

#[test]
fn v17a_a_replacement_that_would_cross_or_trade() {
    let mut strict = venue_with(|rules| rules.crossing = Crossing::Reject);
    strict.accepts([buy(1).limit(100, 5), sell(2).limit(105, 5), buy(3).limit(110, 5).held()]);
    strict.refuses(replace(1, 105, 5), Reason::WouldCross);
    strict.does(replace(3, 106, 5), [replaced(3, 106, 5)]);
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).post_only(), sell(2).limit(105, 5)]);
    venue.refuses(replace(1, 105, 5), Reason::PostOnlyWouldTrade);
    venue.does(replace(1, 104, 5), [replaced(1, 104, 5)]);
}

#[test]
fn v17a_fields_that_changes_do_not_have_are_ignored() {
    let odd = |line: Line| line.with(|c| (c.side, c.order_type, c.time_in_force) = (77, 77, 77));
    let mut venue = with_bid();
    venue.does(odd(reduce(1, 1)).bound(-3), [reduced(1, 100, 4).side(Side::Buy)]);
    venue.does(odd(replace(1, 99, 4)), [replaced(1, 99, 4).side(Side::Buy)]);
    venue.does(odd(release(7)).limit(-3, EXACT_LIMIT), [triggered(7, 90, 5)]);
    let line = odd(cancel(1)).limit(-3, EXACT_LIMIT);
    venue.does(line, [cancelled(Reason::Requested, 1, 99, 4).side(Side::Buy)]);
}

#[test]
fn v18_mass_cancels_that_cannot_be() {
    let mut venue = with_bid();
    venue.refuses(mass_cancel().with(|c| c.side = 3), Reason::InvalidSide);
    venue.refuses(mass_cancel().flag(2), Reason::InvalidFlags);
    venue.refuses(mass_cancel().bound(1), Reason::InvalidFlags);
    venue.refuses(mass_cancel().with(|c| c.param = 1), Reason::InvalidFlags);
    venue.refuses(mass_cancel().between(5, 4), Reason::InvalidPrice);
    venue.refuses(mass_cancel().between(0, -1), Reason::InvalidPrice);
    venue.refuses(mass_cancel().on(2), Reason::UnknownInstrument);
    venue.is_silent(mass_cancel().between(-5, 4));
    venue.is_silent(mass_cancel().on(1));
}

#[test]
fn v19_quote_entries_that_cannot_be() {
    let entry = quote(Side::Buy, 1, 100, 5);
    let refuse = |line: Line, reason| venue().refuses(line, reason);
    refuse(entry.with(|c| c.side = 2), Reason::InvalidSide);
    refuse(entry.with(|c| c.order_id = EXACT_LIMIT), Reason::InvalidOrderId);
    refuse(entry.with(|c| c.quantity = EXACT_LIMIT), Reason::InvalidQuantity);
    refuse(entry.on(2), Reason::UnknownInstrument);
    refuse(entry.flag(1), Reason::InvalidFlags);
    refuse(entry.with(|c| c.param = 1), Reason::InvalidFlags);
    refuse(entry.with(|c| c.order_type = 1), Reason::InvalidFlags);
    refuse(entry.with(|c| c.time_in_force = 1), Reason::InvalidFlags);
    venue().is_silent(entry.limit(100, 0));
}

#[test]
fn v19_64_entries_are_kept_for_an_account() {
    let mut venue = venue();
    for id in 0..64 {
        venue.is_silent(quote(Side::Buy, id, 100, 1));
    }
    venue.refuses(quote(Side::Buy, 64, 100, 1), Reason::InvalidQuote);
    venue.is_silent(quote(Side::Buy, 64, 100, 1).by(1));
}

#[test]
fn v20_a_mass_quote_needs_entries_of_its_account() {
    let mut venue = venue();
    venue.refuses(mass_quote(), Reason::InvalidQuote);
    venue.is_silent(quote(Side::Buy, 1, 100, 5));
    venue.refuses(mass_quote().by(1), Reason::InvalidQuote);
}

#[test]
fn v21_phases_that_cannot_be() {
    let mut venue = venue();
    venue.refuses(phase(Phase::Halt).on(2), Reason::UnknownInstrument);
    venue.refuses(phase(Phase::Halt).with(|c| c.order_type = 7), Reason::InvalidPhase);
    venue.refuses(phase(Phase::Halt).on(2).with(|c| c.order_type = 7), Reason::UnknownInstrument);
}

#[test]
fn v22_references_and_heartbeats_that_cannot_be() {
    let mut venue = venue();
    venue.refuses(reference(100).on(2), Reason::UnknownInstrument);
    venue.refuses(reference(100).on_all(), Reason::UnknownInstrument);
    venue.refuses(heartbeat(EXACT_LIMIT), Reason::InvalidExpiry);
    venue.applies(heartbeat(EXACT_LIMIT - 1), []);
    venue.is_silent(clock(5).with(|c| (c.instrument, c.side, c.flags) = (9, 9, 9)));
    venue.applies(disconnect().on(9), []);
}

#[test]
fn v23_without_accounts_their_commands_are_invalid() {
    let mut venue = venue();
    venue.refuses(open_account(1, AccountKind::Cash), Reason::InvalidCommand);
    venue.refuses(transfer(1, 0, 5), Reason::InvalidCommand);
    venue.refuses(set_limit(LimitKind::OrderQuantity, 5), Reason::InvalidCommand);
    venue.refuses(permit(1, 0, true), Reason::InvalidCommand);
    venue.refuses(kill().of_account(0), Reason::InvalidCommand);
    venue.refuses(kill().of_group(0), Reason::InvalidCommand);
    venue.refuses(kill().of_instrument(0), Reason::InvalidCommand);
    venue.refuses(kill(), Reason::InvalidCommand);
}

#[test]
fn v24_terms_wait_silently_for_the_next_command_whatever_it_is() {
    let [terms, order] = buy(2).limit(99, 5).iceberg(2).commands(0)[..] else { panic!("two commands") };
    assert_eq!((terms.kind, order.flags), (CommandKind::Terms as u8, FLAG_TERMS));
    let mut venue = venue();
    assert!(venue.submit(&[terms]).fault.is_none() && venue.engine.events().is_empty());
    venue.accepts([buy(1).limit(100, 5)]); // does not ask for terms
    venue.refuses(buy(2).limit(99, 5).flag(FLAG_TERMS), Reason::InvalidTerms);
    venue.refuses(buy(2).limit(99, 5).iceberg(2).on(9), Reason::UnknownInstrument);
    venue.refuses(buy(2).limit(99, 5).flag(FLAG_TERMS), Reason::InvalidTerms);
}

#[test]
fn v24_entries_are_kept_by_account_until_its_mass_quote() {
    let mut venue = venue();
    venue.is_silent(quote(Side::Buy, 1, 100, 5));
    venue.is_silent(quote(Side::Buy, 2, 99, 5).by(1));
    venue.accepts([buy(9).limit(90, 1)]);
    venue.does(mass_quote(), [accepted(buy(1).limit(100, 5))]);
    venue.refuses(mass_quote(), Reason::InvalidQuote);
    venue.does(mass_quote().by(1), [accepted(buy(2).limit(99, 5).by(1))]);
}
