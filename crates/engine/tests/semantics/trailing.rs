//! W3: stops whose trigger follows the price.

use crate::lines::*;
use crate::support::*;
use crate::triggers::prints;
use cift_types::{Phase, Reason, Side, TriggerSource};

#[test]
fn w3_a_sells_trigger_follows_upwards_and_never_back() {
    let mut venue = venue();
    prints(&mut venue, 100, []);
    venue.accepts([sell(1).limit(200, 1).trailing(5)]); // at 95
    prints(&mut venue, 103, []); // 98
    prints(&mut venue, 99, []);
    prints(&mut venue, 98, [triggered(1, 200, 1)]);
}

#[test]
fn w3_a_buys_trigger_follows_downwards() {
    let mut venue = venue();
    prints(&mut venue, 100, []);
    venue.accepts([buy(1).limit(50, 1).trailing(5)]); // at 105
    prints(&mut venue, 97, []); // 102
    prints(&mut venue, 101, []);
    prints(&mut venue, 102, [triggered(1, 50, 1)]);
}

#[test]
fn w3_in_basis_points_of_the_price_rounded_down() {
    let mut venue = venue();
    prints(&mut venue, 199, []);
    venue.accepts([sell(1).limit(900, 1).trailing_points(100)]); // 1.99: at 198
    prints(&mut venue, 300, []); // 3: at 297
    prints(&mut venue, 298, []);
    prints(&mut venue, 297, [triggered(1, 900, 1)]);
}

#[test]
fn w3_basis_points_of_a_price_below_zero() {
    let mut venue = venue();
    prints(&mut venue, -199, []);
    venue.accepts([sell(1).limit(900, 1).trailing_points(100)]); // one of 199 below: -200
    prints(&mut venue, -199, []);
    prints(&mut venue, -200, [triggered(1, 900, 1)]);
}

#[test]
fn w3_without_a_price_it_has_no_trigger_until_there_is_one() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(200, 1).trailing(5)]);
    prints(&mut venue, 100, []);
    prints(&mut venue, 96, []);
    prints(&mut venue, 95, [triggered(1, 200, 1)]);
}

#[test]
fn w3_it_follows_the_bid_or_the_middle() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(95, 1), buy(2).limit(100, 1)]);
    venue.accepts([sell(3).limit(200, 1).trailing(5).seeing(TriggerSource::BidAsk)]); // 95
    venue.accepts([buy(4).limit(101, 1)]); // 96
    venue.does(cancel(4), [cancelled(Reason::Requested, 4, 101, 1)]);
    venue.does(cancel(2), [cancelled(Reason::Requested, 2, 100, 1), triggered(3, 200, 1)]);
}

#[test]
fn w3_a_middle_is_rounded_down_to_a_tick_first() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(89, 1), buy(2).limit(90, 1), sell(3).limit(101, 1)]);
    // The middle is 95.5, so 95: the trigger is 90, reached when bid and ask are 180 together.
    venue.accepts([sell(4).limit(200, 1).trailing(5).seeing(TriggerSource::Mid)]);
    venue.accepts([sell(5).limit(91, 1)]); // 181
    let events = [cancelled(Reason::Requested, 2, 90, 1), triggered(4, 200, 1)];
    venue.does(cancel(2), events);
}

#[test]
fn w3_a_trigger_that_moved_goes_behind_those_of_its_new_price() {
    let mut venue = venue();
    prints(&mut venue, 99, []);
    venue.accepts([sell(1).limit(200, 1).trailing(5), sell(2).limit(200, 1).stop(95)]);
    prints(&mut venue, 100, []); // the first moves from 94 to 95
    prints(&mut venue, 95, [triggered(2, 200, 1), triggered(1, 200, 1)]);
}

#[test]
fn w3_several_that_move_at_once_do_so_in_order_of_entry() {
    let mut venue = venue();
    prints(&mut venue, 100, []);
    venue.accepts([sell(1).limit(200, 1).trailing(10), sell(2).limit(200, 1).trailing(5)]);
    prints(&mut venue, 99, []);
    venue.accepts([sell(3).limit(200, 1).trailing(5), sell(4).limit(200, 1).trailing(10)]);
    prints(&mut venue, 110, []); // 100, 105, 105, 100
    let events = [2, 3, 1, 4].map(|id| triggered(id, 200, 1));
    prints(&mut venue, 100, events);
}

#[test]
fn w3_the_greatest_price_of_a_command_counts() {
    let mut venue = venue();
    prints(&mut venue, 100, []);
    venue.accepts([sell(1).limit(200, 1).trailing(5), buy(2).limit(110, 1), buy(3).limit(104, 1)]);
    // It trades at 110, so the trigger is 105, and then at 104.
    venue.enters(sell(4).limit(104, 2), [trade(4, 2, 110, 1), trade(4, 3, 104, 1), triggered(1, 200, 1)]);
}

#[test]
fn w3_an_order_of_another_phase_has_no_trigger_before_the_continuous_one() {
    let mut venue = venue();
    prints(&mut venue, 100, []);
    venue.run([phase(Phase::PreOpen), sell(1).limit(200, 1).trailing(5)]);
    let events = [uncrossed(0, 0, 0, Side::Buy), phase_changed(Phase::PreOpen, Phase::Continuous)];
    venue.does(phase(Phase::Continuous), events); // at 95 from here on
    prints(&mut venue, 96, []);
    prints(&mut venue, 95, [triggered(1, 200, 1)]);
}

#[test]
fn w3_and_then_with_the_trades_since_the_last_continuous_phase() {
    let mut venue = venue();
    prints(&mut venue, 100, []);
    venue.run([
        phase(Phase::PreOpen),
        sell(1).limit(200, 1).trailing(5),
        buy(2).limit(103, 1),
        sell(3).limit(103, 1),
    ]);
    venue.run([phase(Phase::Continuous)]); // the uncross at 103: at 98 from here on
    prints(&mut venue, 99, []);
    prints(&mut venue, 98, [triggered(1, 200, 1)]);
}

#[test]
fn w3_a_trailing_stop_limit_and_a_trailing_stop() {
    let mut venue = venue();
    prints(&mut venue, 100, []);
    venue.accepts([buy(1).limit(50, 9), sell(2).market(1).trailing(5), sell(3).limit(96, 1).trailing(5)]);
    let events = [triggered(2, 0, 1), trade(2, 1, 50, 1), triggered(3, 96, 1)];
    prints(&mut venue, 95, events);
    venue.shows(&[(50, 8)], &[(96, 1)]);
}
