//! T: what happens because time has passed.

use crate::lines::*;
use crate::support::*;
use cift_engine::ScheduleEntry;
use cift_types::{Phase, Reason, Side};

fn expired(id: u64, price: i64, quantity: u64) -> Expected {
    cancelled(Reason::Expired, id, price, quantity)
}

fn lost(id: u64, price: i64, quantity: u64) -> Expected {
    cancelled(Reason::Disconnected, id, price, quantity)
}

#[test]
fn t1_a_good_till_date_order_goes_at_its_expiry() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).until(100)]);
    venue.is_silent(clock(99));
    venue.does(clock(100), [expired(1, 100, 5).side(Side::Buy)]);
    venue.is_silent(clock(200));
}

#[test]
fn t1_waiting_orders_expire_too_and_filled_ones_do_not() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).until(100).stop(120), buy(2).limit(90, 5).until(100)]);
    venue.enters(sell(3).limit(90, 5), [trade(3, 2, 90, 5)]);
    venue.accepts([buy(2).limit(91, 5)]); // the id again, without an expiry
    venue.does(clock(100), [expired(1, 100, 5)]);
}

#[test]
fn t1_by_due_time_and_then_in_the_order_in_which_they_were_set() {
    let mut venue = venue();
    venue.accepts([
        buy(1).limit(100, 1).until(50),
        buy(2).limit(99, 2).until(40),
        buy(3).limit(98, 3).until(50),
    ]);
    venue.does(clock(60), [expired(2, 99, 2), expired(1, 100, 1), expired(3, 98, 3)]);
}

#[test]
fn t1_orders_phases_and_heartbeats_are_one_queue() {
    let entry = |time_ns, phase| ScheduleEntry { time_ns, phase, instrument: Some(0) };
    let mut venue = session(|config| {
        config.schedule = vec![entry(40, Phase::PreOpen), entry(70, Phase::Continuous)];
    });
    venue.accepts([buy(1).limit(100, 5).by(1), sell(2).limit(100, 2).on(1).until(60)]);
    venue.applies(heartbeat(50).by(1), []);
    venue.accepts([sell(3).limit(101, 2).until(30)]);
    let events = [
        expired(3, 101, 2),
        phase_changed_by(Reason::Scheduled, Phase::Continuous, Phase::PreOpen),
        lost(1, 100, 5).of(1, 0),
        expired(2, 100, 2).on(1),
        uncrossed(0, 0, 0, Side::Buy),
        phase_changed_by(Reason::Scheduled, Phase::PreOpen, Phase::Continuous),
    ];
    venue.does(clock(80), events);
}

#[test]
fn t1_a_heartbeat_renews_the_watch_and_zero_ends_it() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5)]);
    venue.applies(heartbeat(50), []); // due at 50
    venue.applies(heartbeat(50).at(40), []); // due at 90
    venue.is_silent(clock(89));
    venue.applies(heartbeat(0).at(89), []);
    venue.is_silent(clock(1000));
}

#[test]
fn t1_when_it_is_due_all_orders_of_the_account_go_and_the_watch_ends() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).by(1), sell(2).limit(110, 5).by(1), buy(3).limit(100, 5).by(2)]);
    venue.accepts([buy(4).limit(100, 5).on(1).by(1), buy(5).limit(90, 5).by(1).held()]);
    venue.applies(heartbeat(50).by(1), []);
    let events = [lost(1, 100, 5), lost(2, 110, 5), lost(5, 90, 5), lost(4, 100, 5).on(1)];
    venue.does(clock(50), events);
    venue.accepts([buy(1).limit(100, 5).by(1)]);
    venue.is_silent(clock(1000));
}

#[test]
fn t1_a_heartbeat_at_the_moment_it_is_due_comes_too_late() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5)]);
    venue.applies(heartbeat(50), []);
    let again = heartbeat(50).at(50);
    let events = venue.run([again]);
    assert_eq!(events.len(), 2, "the order goes first, and then a new watch begins");
    compare(&events[..1], &[lost(1, 100, 5)]);
}

#[test]
fn t1_triggers_see_what_each_timer_did() {
    use cift_types::TriggerSource;
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 1).until(10), sell(2).limit(105, 1).until(20), sell(3).limit(110, 1)]);
    let stop = |id: u64, price| buy(id).limit(50, 1).stop(price).seeing(TriggerSource::BidAsk);
    venue.accepts([stop(4, 110), stop(5, 105)]);
    venue.does(clock(30), [expired(1, 100, 1), triggered(5, 50, 1), expired(2, 105, 1), triggered(4, 50, 1)]);
}

#[test]
fn t2_disconnect_cancels_the_accounts_orders_and_ends_the_watch() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(100, 5).by(1), sell(3).limit(110, 5).hidden()]);
    venue.applies(heartbeat(50), []);
    venue.applies(disconnect(), [lost(1, 100, 5), lost(3, 110, 5)]);
    venue.accepts([buy(1).limit(100, 5)]);
    venue.is_silent(clock(100));
}

#[test]
fn t2_clock_and_terms_cause_nothing_and_reference_is_applied() {
    let mut venue = venue();
    venue.is_silent(clock(5));
    venue.applies(reference(100).on(1), []);
    venue.applies(heartbeat(5), []);
}
