//! P, A4: phases, by command and by time.

use crate::lines::*;
use crate::support::*;
use cift_engine::{MarketToLimit, ScheduleEntry, UnmatchedMarket};
use cift_types::{LimitKind, PegReference, Phase, Reason, Side};

use Phase::{Closed, ClosingAuction, Continuous, Halt, OpeningAuction, PreOpen, VolatilityAuction};

/// Nothing crossed.
fn empty() -> Expected {
    uncrossed(0, 0, 0, Side::Buy)
}

#[test]
fn p1_a_phase_names_the_old_and_the_new() {
    let mut venue = venue();
    venue.does(phase(Halt), [phase_changed(Continuous, Halt).on(0)]);
    venue.does(phase(Halt), [phase_changed(Halt, Halt)]);
    assert_eq!(venue.phase(), Halt);
    venue.does(phase(Continuous), [phase_changed(Halt, Continuous)]);
}

#[test]
fn p1_all_instruments_in_order() {
    let mut venue = venue();
    venue.run([phase(PreOpen).on(1)]);
    let events = [phase_changed(Continuous, Halt).on(0), phase_changed(PreOpen, Halt).on(1)];
    venue.does(phase(Halt).on_all(), events);
}

#[test]
fn p1_the_same_phase_again_does_nothing_else() {
    let mut venue = venue();
    venue.run([phase(PreOpen), buy(1).limit(100, 5), sell(2).limit(100, 5)]);
    venue.does(phase(PreOpen), [phase_changed(PreOpen, PreOpen)]);
    let mut venue = session(|config| config.instruments[0].rules.initial_phase = Closed);
    venue.does(phase(Closed), [phase_changed(Closed, Closed)]);
}

#[test]
fn p1_a_phase_change_ends_the_phases_timer() {
    let mut venue = venue_with(|rules| rules.auction_ns = 50);
    venue.does(phase(VolatilityAuction), [phase_changed(Continuous, VolatilityAuction)]);
    venue.does(phase(Halt).at(20), [phase_changed(VolatilityAuction, Halt)]);
    venue.is_silent(clock(1000));
    assert_eq!(venue.phase(), Halt);
}

#[test]
fn p2_pegged_and_all_or_none_orders_go_when_a_call_begins() {
    for to in [PreOpen, OpeningAuction, VolatilityAuction, ClosingAuction] {
        let mut venue = venue();
        venue.accepts([buy(1).limit(90, 5).all_or_none(), sell(2).limit(110, 5).all_or_none()]);
        venue.accepts([buy(3).limit(91, 5)]);
        venue.enters(buy(4).pegged(PegReference::Bid, 0, 5), [repriced(4, 91, 5)]);
        let wrong = |id, price| cancelled(Reason::WrongPhase, id, price, 5);
        let events = [phase_changed(Continuous, to), wrong(4, 91), wrong(1, 90), wrong(2, 110)];
        venue.does(phase(to), events);
        assert_eq!(venue.queue(Side::Buy), [3]);
    }
}

#[test]
fn p2_from_call_to_call_nothing_goes() {
    let mut venue = venue();
    venue.run([phase(PreOpen)]);
    venue.accepts([buy(1).limit(100, 5)]);
    venue.does(phase(OpeningAuction), [phase_changed(PreOpen, OpeningAuction)]);
    venue.shows(&[(100, 5)], &[]);
}

#[test]
fn p2_orders_collect_without_trading_market_orders_too_and_capped_ones_at_their_cap() {
    let mut venue = venue();
    venue.run([phase(PreOpen)]);
    venue.accepts([sell(1).limit(100, 5), buy(2).limit(105, 5), buy(3).market(5), buy(4).capped(103, 5)]);
    venue.accepts([buy(5).market_to_limit(5)]);
    venue.shows(&[(i64::MAX, 10), (105, 5), (103, 5)], &[(100, 5)]);
    assert_eq!(venue.queue(Side::Buy), [3, 5, 2, 4]);
}

#[test]
fn p3_at_close_orders_enter_when_the_closing_auction_begins() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).at_close(), buy(2).market(5).at_close(), sell(3).limit(110, 5)]);
    assert!(venue.is_waiting(1) && venue.is_waiting(2));
    venue.does(
        phase(ClosingAuction),
        [phase_changed(Continuous, ClosingAuction), indicative(110, 5, 0, Side::Buy)],
    );
    assert_eq!(venue.queue(Side::Buy), [2, 1]);
    let events = [
        cross(2, 3, 110, 5).taker_done().maker_done(),
        uncrossed(110, 5, 0, Side::Buy),
        phase_changed(ClosingAuction, Closed),
        cancelled(Reason::AuctionOver, 1, 100, 5),
    ];
    venue.does(phase(Closed), events);
}

#[test]
fn p3_an_at_close_order_in_the_closing_auction_is_collected() {
    let mut venue = venue();
    venue.run([phase(ClosingAuction)]);
    venue.accepts([buy(1).limit(100, 5).at_close()]);
    venue.shows(&[(100, 5)], &[]);
}

#[test]
fn p4_the_uncross_then_the_phase_then_at_open_orders_go() {
    for call in [PreOpen, OpeningAuction] {
        let mut venue = venue();
        venue.run([
            phase(call),
            buy(1).limit(100, 9).at_open(),
            sell(2).limit(100, 5),
            buy(3).limit(99, 1).at_open(),
        ]);
        let events = [
            cross(1, 2, 100, 5).maker_done(),
            uncrossed(100, 5, 4, Side::Buy),
            phase_changed(call, Continuous),
            cancelled(Reason::AuctionOver, 1, 100, 4),
            cancelled(Reason::AuctionOver, 3, 99, 1),
        ];
        venue.does(phase(Continuous), events);
    }
}

#[test]
fn p4_market_orders_without_a_counter_order_go_or_stay() {
    for stay in [false, true] {
        let rest = if stay { UnmatchedMarket::Rest } else { UnmatchedMarket::Cancel };
        let mut venue = venue_with(|rules| rules.unmatched_market = rest);
        venue.run([phase(PreOpen)]);
        venue.accepts([buy(1).market(5), buy(2).capped(100, 5), buy(3).limit(100, 5)]);
        let mut events = vec![empty(), phase_changed(PreOpen, Continuous)];
        let gone = |id, price| cancelled(Reason::NoLiquidity, id, price, 5);
        if stay {
            events.push(gone(2, 100));
            venue.does(phase(Continuous), events);
            assert_eq!(venue.queue(Side::Buy), [1, 3]);
        } else {
            let seen = venue.run([phase(Continuous)]);
            events.extend([gone(1, seen[2].price), gone(2, 100)]); // its price: the text does not say
            compare(&seen, &events);
        }
    }
}

#[test]
fn p4_market_to_limit_orders_go_where_they_may_not_rest() {
    let mut venue = venue_with(|rules| {
        (rules.market_to_limit, rules.unmatched_market) = (MarketToLimit::Reject, UnmatchedMarket::Rest);
    });
    venue.run([phase(PreOpen)]);
    venue.accepts([buy(1).market_to_limit(5), buy(2).market(5)]);
    let events = venue.run([phase(Continuous)]);
    assert_eq!((events[2].order_id, events[2].reason), (1, Reason::NoLiquidity as u8));
    assert_eq!((events.len(), venue.queue(Side::Buy)), (3, vec![2]));
}

#[test]
fn p4_a_halt_between_the_call_and_the_market_changes_nothing() {
    let mut venue = venue();
    venue.run([phase(PreOpen), buy(1).limit(100, 9).at_open(), sell(2).limit(100, 5)]);
    venue.does(phase(Halt), [phase_changed(PreOpen, Halt)]);
    let events = [
        cross(1, 2, 100, 5).maker_done(),
        uncrossed(100, 5, 4, Side::Buy),
        phase_changed(Halt, Continuous),
        cancelled(Reason::AuctionOver, 1, 100, 4),
    ];
    venue.does(phase(Continuous), events);
}

#[test]
fn p4_from_a_halt_alone_there_is_no_uncross() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5)]);
    venue.run([phase(Halt)]);
    venue.does(phase(Continuous), [phase_changed(Halt, Continuous)]);
}

#[test]
fn p4_a_closed_market_uncrosses_too_and_then_p5() {
    let mut venue = venue();
    venue.run([phase(PreOpen), buy(1).limit(100, 5).day(), sell(2).limit(100, 2)]);
    let events = [
        cross(1, 2, 100, 2).maker_done(),
        uncrossed(100, 2, 3, Side::Buy),
        phase_changed(PreOpen, Closed),
        cancelled(Reason::EndOfDay, 1, 100, 3),
    ];
    venue.does(phase(Closed), events);
}

#[test]
fn p5_day_orders_and_waiting_at_close_orders_go_at_the_end_of_the_day() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 1), sell(2).limit(110, 2).day(), buy(3).limit(101, 3).day()]);
    venue.accepts([buy(4).limit(50, 4).day().stop(200), buy(5).limit(90, 5).at_close()]);
    let over = |id, price, quantity| cancelled(Reason::EndOfDay, id, price, quantity);
    let events = [
        phase_changed(Continuous, Closed),
        over(3, 101, 3),
        over(2, 110, 2),
        over(4, 50, 4),
        cancelled(Reason::AuctionOver, 5, 90, 5),
    ];
    venue.does(phase(Closed), events);
    venue.shows(&[(100, 1)], &[]);
}

#[test]
fn p5_daily_limits_start_anew_when_an_instrument_leaves_closed() {
    let mut venue = crate::accounts::with_accounts(|_| {});
    venue.applies(set_limit(LimitKind::DailyQuantity, 5), []);
    venue.accepts([sell(1).limit(100, 5).by(1), buy(9).limit(90, 5).by(2)]);
    venue.enters(buy(2).limit(100, 5).by(3), [trade(2, 1, 100, 5)]);
    venue.refuses(buy(3).limit(100, 1).by(3), Reason::DailyQuantityLimit);
    venue.run([phase(Closed)]);
    venue.run([phase(Continuous)]);
    venue.accepts([buy(3).limit(80, 5).by(3)]);
}

#[test]
fn a4_a_volatility_auction_ends_by_itself() {
    let mut venue = venue_with(|rules| rules.auction_ns = 50);
    venue.does(phase(VolatilityAuction).at(10), [phase_changed(Continuous, VolatilityAuction)]);
    venue.is_silent(clock(59));
    let ends = phase_changed_by(Reason::Scheduled, VolatilityAuction, Continuous);
    venue.does(clock(60), [empty(), ends]);
}

#[test]
fn a4_also_where_the_session_begins_in_it() {
    let mut venue = venue_with(|rules| (rules.initial_phase, rules.auction_ns) = (VolatilityAuction, 50));
    let ends = phase_changed_by(Reason::Scheduled, VolatilityAuction, Continuous);
    venue.does(clock(50), [empty().on(0), ends.on(0), empty().on(1), ends.on(1)]);
}

#[test]
fn a4_counted_from_when_it_was_due_to_begin() {
    let entry = ScheduleEntry { time_ns: 100, phase: VolatilityAuction, instrument: Some(0) };
    let mut venue = session(|config| {
        config.schedule = vec![entry];
        config.instruments[0].rules.auction_ns = 50;
    });
    let begins = phase_changed_by(Reason::Scheduled, Continuous, VolatilityAuction);
    venue.does(clock(120), [begins]); // 20 late
    venue.is_silent(clock(149));
    venue.does(clock(150), [empty(), phase_changed_by(Reason::Scheduled, VolatilityAuction, Continuous)]);
}

#[test]
fn a4_other_auctions_do_not_end_by_themselves() {
    let mut venue = venue_with(|rules| rules.auction_ns = 50);
    venue.run([phase(OpeningAuction)]);
    venue.is_silent(clock(1000));
}

#[test]
fn a4_the_schedule_changes_phases_at_set_times() {
    let entry = |time_ns, phase, instrument| ScheduleEntry { time_ns, phase, instrument };
    let mut venue = session(|config| {
        config.schedule =
            vec![entry(10, PreOpen, None), entry(10, Halt, Some(1)), entry(20, Continuous, Some(0))];
    });
    let events = [
        phase_changed_by(Reason::Scheduled, Continuous, PreOpen).on(0),
        phase_changed_by(Reason::Scheduled, Continuous, PreOpen).on(1),
        phase_changed_by(Reason::Scheduled, PreOpen, Halt).on(1),
    ];
    venue.does(clock(10), events);
    venue.does(clock(99), [empty(), phase_changed_by(Reason::Scheduled, PreOpen, Continuous).on(0)]);
}
