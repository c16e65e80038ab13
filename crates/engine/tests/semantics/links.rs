//! K, M11: orders that hang together.

use crate::lines::*;
use crate::support::*;
use crate::triggers::prints;
use cift_types::{Phase, Reason, Side};

fn linked(id: u64, price: i64, quantity: u64) -> Expected {
    cancelled(Reason::Linked, id, price, quantity)
}

#[test]
fn k1_when_one_trades_even_in_part_the_other_is_cancelled() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(120, 5).oco(1)]);
    venue.enters(buy(3).limit(110, 2), [trade(3, 1, 110, 2), linked(2, 120, 5).side(Side::Sell)]);
    venue.shows(&[], &[(110, 3)]);
}

#[test]
fn k1_when_its_trigger_fires() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5), sell(2).market(5).stop(90).oco(1), buy(3).limit(80, 5)]);
    prints(&mut venue, 90, [triggered(2, 0, 5), linked(1, 110, 5), trade(2, 3, 80, 5)]);
}

#[test]
fn k1_when_it_is_released() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(120, 5).held().oco(1)]);
    venue.does(release(2), [triggered(2, 120, 5), linked(1, 110, 5)]);
    venue.shows(&[], &[(120, 5)]);
}

#[test]
fn k1_when_it_leaves_the_market_for_any_reason() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(120, 5).oco(1)]);
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 110, 5), linked(2, 120, 5)]);
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(120, 5).oco(1)]);
    venue.does(reduce(2, 5), [cancelled(Reason::ReducedToZero, 2, 120, 5), linked(1, 110, 5)]);
    venue.accepts([sell(1).limit(110, 5).until(50), sell(2).limit(120, 5).oco(1)]);
    venue.does(clock(50), [cancelled(Reason::Expired, 1, 110, 5), linked(2, 120, 5)]);
}

#[test]
fn k1_not_when_it_is_reduced_or_replaced() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(120, 5).oco(1)]);
    venue.does(reduce(1, 2), [reduced(1, 110, 3)]);
    venue.does(replace(1, 111, 4), [replaced(1, 111, 4)]);
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 111, 4), linked(2, 120, 5)]);
}

#[test]
fn k1_a_ring_of_many_is_cancelled_in_order_of_entry() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 1), sell(2).limit(120, 2).oco(1), sell(3).limit(105, 3).oco(2)]);
    venue.accepts([sell(4).limit(130, 4).oco(1)]);
    let events =
        [cancelled(Reason::Requested, 2, 120, 2), linked(1, 110, 1), linked(3, 105, 3), linked(4, 130, 4)];
    venue.does(cancel(2), events);
}

#[test]
fn k1_where_both_orders_of_a_trade_are_linked_the_incoming_ones_ring_comes_first() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(120, 5).oco(1)]);
    venue.accepts([buy(3).limit(90, 5).by(1)]);
    let order = buy(4).limit(110, 5).oco(3).by(1);
    venue.enters(order, [trade(4, 1, 110, 5), linked(3, 90, 5).of(1, 0), linked(2, 120, 5).of(0, 0)]);
}

#[test]
fn m11_the_consequences_come_before_the_next_trade() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5), sell(2).limit(111, 5), sell(3).limit(112, 5).oco(2)]);
    venue.accepts([sell(4).limit(113, 5)]);
    let events = [
        trade(9, 1, 110, 5),
        trade(9, 2, 111, 5),
        linked(3, 112, 5),
        trade(9, 4, 113, 5), // the third is gone
    ];
    venue.enters(buy(9).limit(113, 15), events);
}

#[test]
fn m11_an_incoming_linked_order_goes_on_after_its_first_trade() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(110, 5).by(1), sell(2).limit(111, 5).by(1), sell(3).limit(150, 5)]);
    let order = buy(4).limit(111, 8).oco(3);
    venue.enters(order, [trade(4, 1, 110, 5), linked(3, 150, 5), trade(4, 2, 111, 3)]);
}

#[test]
fn k2_an_order_waits_until_its_parent_is_filled() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(110, 5).after(1)]);
    assert!(venue.is_waiting(2));
    venue.enters(sell(3).limit(100, 2), [trade(3, 1, 100, 2)]);
    venue.enters(sell(4).limit(100, 3), [trade(4, 1, 100, 3), triggered(2, 110, 5).side(Side::Sell)]);
    venue.shows(&[], &[(110, 5)]);
}

#[test]
fn k2_it_goes_when_its_parent_leaves_unfilled() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(110, 5).after(1)]);
    venue.enters(sell(3).limit(100, 2), [trade(3, 1, 100, 2)]);
    venue.does(cancel(1), [cancelled(Reason::Requested, 1, 100, 3), linked(2, 110, 5)]);
}

#[test]
fn k2_all_children_enter_in_order_of_entry() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(110, 5).after(1), sell(3).limit(105, 5).after(1)]);
    venue.enters(sell(4).limit(100, 5), [trade(4, 1, 100, 5), triggered(2, 110, 5), triggered(3, 105, 5)]);
    // They are not linked to each other.
    venue.enters(buy(5).limit(105, 5), [trade(5, 3, 105, 5)]);
}

#[test]
fn k2_the_children_of_a_bracket_cancel_each_other() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5)]);
    venue.accepts([sell(2).limit(110, 5).bracket(1), sell(3).market(5).stop(90).bracket(1)]);
    venue.enters(sell(4).limit(100, 5), [trade(4, 1, 100, 5), triggered(2, 110, 5), triggered(3, 0, 5)]);
    assert!(venue.is_waiting(3), "for its stop now");
    venue.enters(buy(5).limit(110, 1), [trade(5, 2, 110, 1), linked(3, 0, 5)]);
}

#[test]
fn k2_a_bracket_whose_stop_fires() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5)]);
    venue.accepts([sell(2).limit(110, 5).bracket(1), sell(3).limit(80, 5).stop(90).bracket(1)]);
    venue.enters(sell(4).limit(100, 5), [trade(4, 1, 100, 5), triggered(2, 110, 5), triggered(3, 80, 5)]);
    prints(&mut venue, 90, [triggered(3, 80, 5), linked(2, 110, 5)]);
    venue.shows(&[], &[(80, 5)]);
}

#[test]
fn k2_a_childs_trigger_that_is_satisfied_fires_as_if_it_had_just_come_in() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(120, 5).stop(100).after(1)]);
    let events = [trade(3, 1, 100, 5), triggered(2, 120, 5), triggered(2, 120, 5)];
    venue.enters(sell(3).limit(100, 5), events);
}

#[test]
fn k2_without_its_parent_a_bracket_goes() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(110, 5).bracket(1), sell(3).limit(90, 5).bracket(1)]);
    let events = [cancelled(Reason::Requested, 1, 100, 5), linked(2, 110, 5), linked(3, 90, 5)];
    venue.does(cancel(1), events);
}

#[test]
fn k2_siblings_are_a_ring_while_they_wait() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(110, 5).bracket(1), sell(3).limit(90, 5).bracket(1)]);
    venue.does(cancel(3), [cancelled(Reason::Requested, 3, 90, 5), linked(2, 110, 5)]);
    assert_eq!(venue.open(1), 5);
}

#[test]
fn k3_depth_first() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 1), buy(2).limit(99, 2).oco(1), buy(4).limit(98, 4).oco(1)]);
    venue.accepts([sell(3).limit(110, 3).after(2)]);
    let events = [
        cancelled(Reason::Requested, 1, 100, 1),
        linked(2, 99, 2),
        linked(3, 110, 3), // because the second is gone
        linked(4, 98, 4),
    ];
    venue.does(cancel(1), events);
}

#[test]
fn k3_children_enter_after_the_whole_command_in_order_of_fill() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(101, 5)]);
    venue.accepts([sell(11).limit(110, 1).after(1), sell(12).limit(111, 1).after(2)]);
    let events = [trade(3, 2, 101, 5), trade(3, 1, 100, 5), triggered(12, 111, 1), triggered(11, 110, 1)];
    venue.enters(sell(3).limit(100, 12), events);
}

#[test]
fn k3_children_that_are_due_come_before_triggers() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5), sell(2).limit(110, 1).after(1), buy(3).limit(50, 1).stop(100)]);
    let events = [trade(4, 1, 100, 5), triggered(2, 110, 1), triggered(3, 50, 1)];
    venue.enters(sell(4).limit(100, 5), events);
}

#[test]
fn k1_in_an_uncross_the_rings_follow_after_all_trades_in_order_of_trading() {
    let mut venue = venue();
    venue.run([phase(Phase::PreOpen)]);
    venue.accepts([buy(1).limit(100, 5), buy(2).limit(90, 5).oco(1)]);
    venue.accepts([sell(3).limit(100, 3), sell(4).limit(120, 5).oco(3), sell(5).limit(100, 1)]);
    let events = [
        cross(1, 3, 100, 3).maker_done(),
        cross(1, 5, 100, 1).maker_done(),
        linked(2, 90, 5),
        linked(4, 120, 5),
        uncrossed(100, 4, 1, Side::Buy),
        phase_changed(Phase::PreOpen, Phase::Continuous),
    ];
    venue.does(phase(Phase::Continuous), events);
}
