//! Incidents of real venues, replayed through the whole engine: what happened there must not happen here.

use crate::accounts::{RICH, USD, with_accounts};
use crate::lines::*;
use crate::support::*;
use cift_engine::{Engine, Limits, ScheduleEntry, Submitted};
use cift_types::{AccountKind, EventKind, LimitKind, Phase, Reason, Side};
use cift_wire::{Command, Event};
use std::time::{Duration, Instant};

fn kinds(events: &[Event], kind: EventKind) -> usize {
    events.iter().filter(|event| event.kind == kind as u8).count()
}

// ---- Knight, 2012: a strategy sends child orders without end, and nothing stops it

/// Account 6 buys a lot at a time, whatever comes back; how many trade.
fn runs_away(venue: &mut Venue, orders: u64) -> (usize, Event) {
    let events: Vec<Event> =
        (1..=orders).flat_map(|id| venue.run([buy(id).limit(100, 1).by(6).ioc().at(id)])).collect();
    (kinds(&events, EventKind::Trade), *events.last().unwrap())
}

fn market_for_knight() -> Venue {
    let mut venue = with_accounts(|_| {});
    venue.accepts([sell(1).limit(100, 900_000).by(1)]);
    venue
}

#[test]
fn knight_executions_disable_the_account_until_a_command_releases_it() {
    let mut venue = market_for_knight();
    venue.applies(set_limit(LimitKind::ExecutionRate, 50).of_account(6).within(1_000_000_000), []);
    let (trades, last) = runs_away(&mut venue, 5_000);
    assert_eq!((trades, last.reason), (50, Reason::ExecutionRate as u8));
    assert!(venue.engine.risk().unwrap().disabled(6));
    // Time heals nothing.
    let later = buy(1).limit(100, 1).by(6).at(1_000_000_000_000);
    venue.refuses(later, Reason::ExecutionRate);
    venue.applies(unkill().of_account(6), []);
    venue.enters(later, [trade(1, 1, 100, 1)]);
}

#[test]
fn knight_orders_that_rest_are_still_cancelled_while_the_account_is_disabled() {
    let mut venue = market_for_knight();
    venue.applies(set_limit(LimitKind::ExecutionRate, 1).of_account(6).within(1_000), []);
    venue.accepts([buy(7).limit(90, 1).by(6)]);
    venue.enters(buy(8).limit(100, 1).by(6), [trade(8, 1, 100, 1)]);
    venue.refuses(buy(9).limit(100, 1).by(6), Reason::ExecutionRate);
    venue.does(cancel(7).by(6), [cancelled(Reason::Requested, 7, 90, 1)]);
}

#[test]
fn knight_an_exposure_cap_ends_it_too_and_across_instruments() {
    let mut venue = market_for_knight();
    venue.accepts([sell(2).limit(100, 90_000).by(1).on(1)]);
    venue.applies(set_limit(LimitKind::GrossExposure, 10_000).of_account(6), []);
    let (trades, last) = runs_away(&mut venue, 500);
    assert_eq!((trades, last.reason), (100, Reason::GrossExposureLimit as u8));
    venue.refuses(buy(1).limit(1, 1).by(6).on(1), Reason::GrossExposureLimit);
    let position = venue.engine.position(6, 0).unwrap();
    assert_eq!((position.quantity, position.cost), (100, 10_000));
}

#[test]
fn knight_eight_accounts_of_one_firm_are_counted_together() {
    let mut venue = market_for_knight();
    for account in 20..28 {
        venue.applies(open_account(account, AccountKind::Margin).in_group(7), []);
        venue.applies(transfer(account, USD, RICH), []);
    }
    venue.applies(set_limit(LimitKind::ExecutionRate, 40).of_group(7).within(1_000_000), []);
    let mut trades = 0;
    for id in 1..=400 {
        let account = 20 + (id % 8) as u32;
        trades += kinds(&venue.run([buy(id).limit(100, 1).by(account).ioc()]), EventKind::Trade);
    }
    assert_eq!(trades, 40);
    for account in 20..28 {
        venue.refuses(buy(1).limit(100, 1).by(account), Reason::ExecutionRate);
    }
}

// ---- Citi, 2022: a basket of $444bn in place of $58m, and 711 warnings that could be overridden

const BILLION: i64 = 1_000_000_000;

fn market_for_citi() -> Venue {
    let mut venue = with_accounts(|_| {});
    venue.applies(transfer(6, USD, 1_000 * BILLION), []);
    venue
}

#[test]
fn citi_an_order_of_444_billion_is_refused_and_nothing_overrides_it() {
    let mut venue = market_for_citi();
    venue.applies(set_limit(LimitKind::OrderValue, 100_000_000).of_account(6), []);
    let basket = sell(1).limit(1_000, 444_000_000).by(6); // $444bn
    for again in
        [basket, basket.ioc(), basket.hidden(), basket.held(), basket.iceberg(1_000_000), basket.stop(1)]
    {
        venue.refuses(again, Reason::OrderValueLimit);
    }
    venue.accepts([sell(1).limit(1_000, 58_000).by(6)]); // what was meant: $58m
    venue.refuses(replace(1, 1_000, 444_000_000).by(6), Reason::OrderValueLimit);
}

#[test]
fn citi_the_basket_is_refused_as_a_whole_where_its_orders_are_small() {
    let mut venue = market_for_citi();
    venue.applies(set_limit(LimitKind::OrderValue, 2 * BILLION as u64).of_account(6), []);
    venue.applies(set_limit(LimitKind::GrossExposure, 3 * BILLION as u64).of_account(6), []);
    // 349 shares of 444 billion: 1.27 billion each, so two pass and the third does not.
    let share = |id: u64| sell(id).limit(1_000, 1_272_206).by(6).on((id % 2) as u32);
    let events: Vec<Event> = (1..=349).flat_map(|id| venue.run([share(id)])).collect();
    assert_eq!((kinds(&events, EventKind::Accepted), kinds(&events, EventKind::Rejected)), (2, 347));
    assert!(events[2..].iter().all(|event| event.reason == Reason::GrossExposureLimit as u8));
}

#[test]
fn citi_a_mass_quote_is_no_way_around_it() {
    let mut venue = market_for_citi();
    venue.applies(set_limit(LimitKind::GrossExposure, 3 * BILLION as u64).of_account(6), []);
    for id in 1..=3 {
        venue.is_silent(quote(Side::Sell, id, 1_000, 1_272_206).by(6));
    }
    let events = venue.run([mass_quote().by(6)]);
    let open: u64 = events
        .iter()
        .filter(|event| event.kind == EventKind::Accepted as u8)
        .map(|event| event.quantity * event.price.unsigned_abs())
        .sum();
    assert!(open <= 3 * BILLION as u64, "{open} is open");
}

// ---- Facebook at Nasdaq, 2012: cancels kept arriving in the auction's calculation loop

const MANY: u64 = 1_000_000;
/// So long may it take on a machine that does other things too; it is a matter of seconds.
const PATIENCE: Duration = Duration::from_secs(60);

fn opening() -> Venue {
    let limits = Limits { orders: MANY as u32 + 1000, pages: 100, reserve_orders: 0, reserve_pages: 0 };
    session(|config| {
        (config.limits, config.event_buffer) = (limits, 1 << 16);
        config.instruments[0].rules.initial_phase = Phase::OpeningAuction;
    })
}

/// Buys and sells that cross over a hundred prices.
fn crossing(id: u64) -> Line {
    let (order, price) = (if id.is_multiple_of(2) { buy(id) } else { sell(id) }, (id * 7919) % 100);
    order.limit(1_000 + price.cast_signed(), 1 + id % 5)
}

/// Each command causes its own event and at most one indication, and they do not take for ever.
#[allow(clippy::disallowed_methods)] // a test may look at the clock: that it ends in time is what it is about
fn in_bounded_steps(venue: &mut Venue, lines: impl Iterator<Item = Line>) {
    let commands: Vec<Command> = lines.map(|line| line.commands(0)[0]).collect();
    let begin = Instant::now();
    for (batch, commands) in commands.chunks(1000).enumerate() {
        assert_eq!(venue.submit(commands), Submitted { consumed: commands.len(), fault: None });
        assert!(venue.engine.events().len() <= 2 * commands.len());
        assert!(begin.elapsed() < PATIENCE, "it only came to command {}", batch * 1000);
    }
}

/// Only these two are left, and trade.
fn opens(venue: &mut Venue) {
    let events = [
        cross(MANY, MANY + 1, 1_100, 5).maker_done(),
        uncrossed(1_100, 5, 2, Side::Buy),
        phase_changed(Phase::OpeningAuction, Phase::Continuous),
    ];
    venue.does(phase(Phase::Continuous), events);
}

const STAY: [fn() -> Line; 2] = [|| buy(MANY).limit(1_100, 7), || sell(MANY + 1).limit(1_050, 5)];

#[test]
fn facebook_an_auction_with_a_million_cancels_in_its_call_ends() {
    let mut venue = opening();
    in_bounded_steps(&mut venue, STAY.map(|line| line()).into_iter());
    // Each cancel follows its order at once: the storm never ends, and the book stays small.
    in_bounded_steps(&mut venue, (0..MANY).flat_map(|id| [crossing(id), cancel(id)]));
    opens(&mut venue);
}

#[test]
fn facebook_nor_does_it_matter_that_a_million_orders_are_there_to_be_cancelled() {
    let mut venue = opening();
    in_bounded_steps(&mut venue, STAY.map(|line| line()).into_iter());
    in_bounded_steps(&mut venue, (0..MANY).map(crossing));
    in_bounded_steps(&mut venue, (0..MANY).map(cancel));
    opens(&mut venue);
}

// ---- NYSE, 2023: a backup that was left on took the open for a continuation

/// An open as the log has it: by schedule, with at-open orders and a halt.
fn log() -> Vec<Command> {
    let lines = [
        buy(1).limit(100, 5).at_open(),
        buy(2).limit(101, 3),
        sell(3).limit(99, 4).at(50),
        clock(100),
        sell(4).limit(100, 9).at(120),
        buy(5).limit(100, 2).at(200),
        phase(Phase::Halt).at(210),
        cancel(4).at(220),
        phase(Phase::Continuous).at(230),
        buy(6).limit(105, 1).at(240),
    ];
    lines.into_iter().flat_map(|line| line.commands(0)).collect()
}

fn exchange() -> Venue {
    let entry = |time_ns, phase| ScheduleEntry { time_ns, phase, instrument: None };
    session(|config| {
        config.instruments[0].rules.initial_phase = Phase::PreOpen;
        config.schedule = vec![entry(100, Phase::OpeningAuction), entry(150, Phase::Continuous)];
    })
}

#[test]
fn nyse_a_session_that_is_restored_has_the_phase_of_its_log() {
    let log = log();
    let phases = [
        Phase::PreOpen,
        Phase::PreOpen,
        Phase::PreOpen,
        Phase::OpeningAuction,
        Phase::OpeningAuction,
        Phase::Continuous,
        Phase::Halt,
        Phase::Halt,
        Phase::Continuous,
        Phase::Continuous,
    ];
    let mut whole = exchange();
    whole.submit(&log);
    for cut in 1..=log.len() {
        let mut first = exchange();
        first.submit(&log[..cut]);
        assert_eq!(first.phase(), phases[cut - 1], "after {cut} commands");
        let mut state = Vec::new();
        first.engine.save(&mut state);
        let engine = Engine::load(first.engine.config().clone(), &state).unwrap();
        let mut second = Venue { engine };
        assert_eq!(second.phase(), phases[cut - 1], "restored after {cut} commands");
        second.submit(&log[cut..]);
        assert_eq!(second.engine.digest(), whole.engine.digest(), "from {cut} on");
    }
}

#[test]
fn nyse_a_second_runner_that_begins_in_the_middle_is_another_session() {
    let log = log();
    let mut whole = exchange();
    whole.submit(&log);
    // It did not see the open: it is in another phase, and no digest of it compares equal.
    let mut late = exchange();
    late.submit(&log[3..4]);
    assert_ne!(late.engine.digest(), whole.engine.digest());
    let numbered = Command { seq: 5, ..log[4] };
    assert!(late.engine.submit(&[numbered]).fault.is_some(), "the log's numbers do not fit");
}
