//! C4, C5: mass cancels and mass quotes.

use crate::lines::*;
use crate::support::*;
use cift_engine::Width;
use cift_types::{CommandKind, PegReference, Phase, Reason, Side, TriggerSource};

fn out(id: u64, price: i64, quantity: u64) -> Expected {
    cancelled(Reason::MassCancelled, id, price, quantity)
}

#[test]
fn c4_instruments_then_bids_asks_hidden_ones_triggers_and_other_waiting_orders() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(10, 1).held(), sell(2).limit(300, 1).at_close(), buy(3).limit(99, 1).on(1)]);
    let stop = |line: Line, price| line.limit(if line.command.side == 0 { 11 } else { 301 }, 1).stop(price);
    let mid = |line: Line| line.seeing(TriggerSource::Mid);
    venue.accepts([mid(stop(buy(4), 200)), stop(buy(5), 200), stop(buy(6), 190)]);
    venue.accepts([stop(sell(7), 20), stop(sell(8), 30)]);
    venue.accepts([
        stop(buy(9), 0).touched(20),
        stop(buy(10), 0).touched(30),
        stop(sell(11), 0).touched(200),
    ]);
    venue.accepts([stop(buy(12), 200).seeing(TriggerSource::BidAsk)]);
    venue.accepts([
        sell(13).limit(130, 1).hidden(),
        buy(14).limit(90, 1).hidden(),
        buy(15).limit(91, 1).hidden(),
    ]);
    venue.accepts([
        sell(16).limit(131, 1),
        sell(17).limit(130, 1),
        buy(18).limit(98, 1),
        buy(19).limit(99, 1),
    ]);
    venue.accepts([buy(20).limit(99, 1)]);
    let events = [
        out(19, 99, 1),
        out(20, 99, 1),
        out(18, 98, 1),
        out(17, 130, 1),
        out(16, 131, 1),
        out(15, 91, 1),
        out(14, 90, 1),
        out(13, 130, 1),
        // "last": buys rising and falling, sells rising and falling.
        out(6, 11, 1),
        out(5, 11, 1),
        out(10, 11, 1),
        out(9, 11, 1),
        out(11, 301, 1),
        out(8, 301, 1),
        out(7, 301, 1),
        // "bidAsk", "mid", and those that wait for something else, by time of entry.
        out(12, 11, 1),
        out(4, 11, 1),
        out(1, 10, 1),
        out(2, 300, 1),
        out(3, 99, 1).on(1),
    ];
    venue.does(mass_cancel().on_all(), events);
    assert_eq!(venue.engine.live_orders(), 0);
}

#[test]
fn c4_by_account() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 1), buy(2).limit(100, 2).by(1)]);
    venue.does(mass_cancel().by(1), [out(2, 100, 2).of(1, 0)]);
    venue.accepts([buy(2).limit(100, 2).by(1)]);
    venue.does(mass_cancel().by_all(), [out(1, 100, 1), out(2, 100, 2)]);
}

#[test]
fn c4_by_side() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 1), sell(2).limit(110, 2)]);
    venue.does(mass_cancel().only(Side::Sell), [out(2, 110, 2)]);
    venue.does(mass_cancel().only(Side::Buy), [out(1, 100, 1)]);
}

#[test]
fn c4_by_instrument() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 1), buy(2).limit(100, 2).on(1)]);
    venue.does(mass_cancel().on(1), [out(2, 100, 2).on(1)]);
    assert_eq!(venue.open(1), 1);
}

#[test]
fn c4_by_price_and_of_waiting_orders_by_their_limit() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 1), buy(2).limit(99, 1), buy(3).limit(98, 1), buy(4).limit(97, 1)]);
    venue.accepts([buy(5).limit(98, 1).stop(200), buy(6).limit(50, 1).stop(98)]);
    venue.does(mass_cancel().between(98, 99), [out(2, 99, 1), out(3, 98, 1), out(5, 98, 1)]);
    venue.does(mass_cancel().between(i64::MIN, 97), [out(4, 97, 1), out(6, 50, 1)]);
}

#[test]
fn c4_links_follow_after_each() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 1), buy(2).limit(99, 2), sell(3).limit(110, 3).oco(1)]);
    let linked = cancelled(Reason::Linked, 3, 110, 3);
    venue.does(mass_cancel(), [out(1, 100, 1), linked, out(2, 99, 2)]);
}

// ---- quotes

#[test]
fn c5_a_quote_enters_both_sides_of_many_instruments() {
    let mut venue = venue();
    let sides = [quote(Side::Buy, 1, 99, 5), quote(Side::Sell, 2, 101, 5)];
    for entry in [sides, sides.map(|entry| entry.on(1))].concat() {
        venue.is_silent(entry);
    }
    let orders = [buy(1).limit(99, 5), sell(2).limit(101, 5)];
    let events = [orders[0], orders[1], orders[0].on(1), orders[1].on(1)].map(accepted);
    venue.does(mass_quote(), events);
    venue.shows(&[(99, 5)], &[(101, 5)]);
}

/// Keeps entries, and then enters them.
#[track_caller]
fn quotes(venue: &mut Venue, entries: impl IntoIterator<Item = Line>, events: impl AsRef<[Expected]>) {
    entries.into_iter().for_each(|entry| venue.is_silent(entry));
    venue.does(mass_quote(), events);
}

#[test]
fn c5_a_live_order_of_the_id_is_replaced_each_in_its_turn() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(99, 5), buy(3).limit(98, 5).by(1), sell(2).limit(101, 5)]);
    let events =
        [out(1, 99, 5), accepted(buy(1).limit(98, 6)), out(2, 101, 5), accepted(sell(2).limit(102, 6))];
    quotes(&mut venue, [quote(Side::Buy, 1, 98, 6), quote(Side::Sell, 2, 102, 6)], events);
    assert_eq!(venue.queue(Side::Buy), [3, 1]);
}

#[test]
fn c5_quantity_zero_pulls_the_quote() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(99, 5)]);
    quotes(&mut venue, [quote(Side::Buy, 1, 98, 0), quote(Side::Sell, 2, 98, 0)], [out(1, 99, 5)]);
    assert_eq!(venue.engine.live_orders(), 0);
}

#[test]
fn c5_a_quote_may_trade() {
    let mut venue = venue();
    venue.accepts([sell(9).limit(100, 2).by(1)]);
    quotes(&mut venue, [quote(Side::Buy, 1, 100, 5)], [accepted(buy(1).limit(100, 5)), trade(1, 9, 100, 2)]);
}

#[test]
fn c5_all_of_an_instrument_or_nothing() {
    let mut venue = venue_with(|rules| rules.static_band = Some(Width::Ticks(10)));
    venue.run([reference(100), reference(100).on(1)]);
    venue.accepts([buy(1).limit(99, 5)]);
    let bad = quote(Side::Sell, 2, 150, 5);
    let rejected = cancelled(Reason::StaticBand, 2, 150, 5).rejected(CommandKind::MassQuote);
    let events = [rejected.side(Side::Sell).on(0), accepted(buy(1).limit(98, 5).on(1))];
    let entries =
        [quote(Side::Buy, 1, 98, 6), bad, quote(Side::Sell, 3, 101, 5), quote(Side::Buy, 1, 98, 5).on(1)];
    quotes(&mut venue, entries, events);
    assert_eq!(venue.order(1).map(|order| (order.price, order.quantity)), Some((99, 5)));
}

#[test]
fn c5_groups_are_of_entries_that_follow_each_other() {
    let mut venue = venue_with(|rules| rules.static_band = Some(Width::Ticks(10)));
    venue.run([reference(100)]);
    let rejected = cancelled(Reason::StaticBand, 3, 150, 1).rejected(CommandKind::MassQuote);
    let events = [accepted(buy(1).limit(99, 1)), accepted(buy(2).limit(99, 1).on(1)), rejected];
    let entries = [quote(Side::Buy, 1, 99, 1), quote(Side::Buy, 2, 99, 1).on(1), quote(Side::Buy, 3, 150, 1)];
    quotes(&mut venue, entries, events);
}

#[test]
fn c5_the_same_id_twice_in_a_group() {
    let mut venue = venue();
    let rejected = cancelled(Reason::DuplicateOrderId, 1, 101, 6).rejected(CommandKind::MassQuote);
    quotes(&mut venue, [quote(Side::Buy, 1, 99, 5), quote(Side::Sell, 1, 101, 6)], [rejected]);
    assert_eq!(venue.engine.live_orders(), 0);
}

#[test]
fn c5_in_the_wrong_phase_nothing_is_quoted_not_even_pulled() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(99, 5)]);
    venue.run([phase(Phase::Halt)]);
    let rejected = cancelled(Reason::WrongPhase, 1, 99, 0).rejected(CommandKind::MassQuote);
    quotes(&mut venue, [quote(Side::Buy, 1, 99, 0)], [rejected]);
    assert_eq!(venue.open(1), 5);
}

#[test]
fn c5_pegged_orders_follow_a_quote_once_it_is_complete() {
    let mut venue = venue();
    venue.enters(buy(9).pegged(PegReference::Bid, 0, 1), [has_no_price(9, 1)]);
    let events = [accepted(buy(1).limit(99, 5)), accepted(sell(2).limit(101, 5)), repriced(9, 99, 1)];
    quotes(&mut venue, [quote(Side::Buy, 1, 99, 5), quote(Side::Sell, 2, 101, 5)], events);
}
