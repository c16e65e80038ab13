//! O: the order of things.

use crate::lines::*;
use crate::support::*;
use cift_engine::{Fault, Submitted};
use cift_types::{EXACT_LIMIT, Phase, Reason, Side};
use cift_wire::Command;

#[test]
fn o1_commands_are_numbered_from_one() {
    let mut venue = venue();
    let numbered = buy(2).limit(1, 1).with(|c| c.seq = 2);
    let events = venue.run([buy(1).limit(1, 1), numbered, buy(3).limit(1, 1)]);
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
    venue.faults(buy(4).limit(1, 1).with(|c| c.seq = 3), Fault::Sequence { expected: 4, actual: 3 });
}

#[test]
fn o1_a_refused_command_has_a_number_too() {
    let mut venue = venue();
    venue.refuses(cancel(1), Reason::UnknownOrder);
    assert_eq!(venue.run([buy(1).limit(1, 1)])[0].seq, 2);
}

#[test]
fn o2_time_stands_still_or_goes_on_and_stays_below_its_limit() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(1, 1).at(50), buy(2).limit(1, 1).at(50)]);
    venue.faults(buy(3).limit(1, 1).at(49), Fault::Time { last_ns: 50, actual_ns: 49 });
    venue.accepts([buy(3).limit(1, 1).at(EXACT_LIMIT - 1)]);
    let fault = Fault::Time { last_ns: EXACT_LIMIT - 1, actual_ns: EXACT_LIMIT };
    venue.faults(buy(4).limit(1, 1).at(EXACT_LIMIT), fault);
}

fn commands<const N: usize>(lines: [Line; N]) -> Vec<Command> {
    lines.into_iter().flat_map(|line| line.commands(0)).collect()
}

#[test]
fn o3_a_wrong_number_or_time_stops_the_batch_before_it() {
    let mut venue = venue();
    let gap = buy(2).limit(1, 1).with(|c| c.seq = 9);
    let fault = Some(Fault::Sequence { expected: 2, actual: 9 });
    let batch = commands([buy(1).limit(1, 1), gap, buy(3).limit(1, 1)]);
    assert_eq!(venue.submit(&batch), Submitted { consumed: 1, fault });
    let batch = commands([buy(4).limit(1, 1).at(50), buy(5).limit(1, 1).at(49)]);
    let fault = Some(Fault::Time { last_ns: 50, actual_ns: 49 });
    assert_eq!(venue.submit(&batch), Submitted { consumed: 1, fault });
    let engine = &venue.engine;
    assert_eq!((engine.seq(), engine.live_orders()), (2, 2), "the session goes on with what was applied");
}

#[test]
fn o3_the_number_is_looked_at_before_the_time() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(1, 1).at(50)]);
    let both = buy(2).limit(1, 1).at(49).with(|c| c.seq = 9);
    venue.faults(both, Fault::Sequence { expected: 2, actual: 9 });
}

#[test]
fn o4_what_time_brings_comes_first_and_with_the_commands_number() {
    let mut venue = venue();
    venue.accepts([buy(1).limit(100, 5).until(100)]);
    // `run` looks at number and time of every event.
    let next = sell(2).limit(100, 5).at(150);
    venue.does(next, [cancelled(Reason::Expired, 1, 100, 5), accepted(next)]);
}

#[test]
fn o5_a_full_event_buffer_stops_between_commands_and_changes_nothing() {
    let line = |id: u64| {
        let order = if id.is_multiple_of(2) { buy(id % 60) } else { sell(id % 60) };
        order.limit(100, 1 + id % 3)
    };
    let commands: Vec<Command> = (0..3000).flat_map(|id| line(id).commands(0)).collect();
    let mut small = session(|config| config.event_buffer = 7).engine;
    let mut rest = &commands[..];
    while !rest.is_empty() {
        let Submitted { consumed, fault } = small.submit(rest);
        assert_eq!(fault, None);
        assert!(consumed > 0);
        rest = &rest[consumed..];
        small.clear_events();
    }
    let mut large = venue().engine;
    for batch in commands.chunks(100) {
        assert_eq!(large.submit(batch).consumed, batch.len());
        large.clear_events();
    }
    assert_eq!(small.digest(), large.digest());
}

#[test]
fn o5_the_buffer_is_looked_at_before_every_128_commands() {
    let orders: Vec<Command> = (0..300).flat_map(|id| buy(id % 90).limit(1, 1).commands(0)).collect();
    let mut venue = session(|config| config.event_buffer = 1);
    assert_eq!(venue.submit(&orders), Submitted { consumed: 128, fault: None });
    assert_eq!(venue.engine.events().len(), 128);
    assert_eq!(venue.engine.submit(&orders).consumed, 0, "nobody has read yet");
}

#[test]
fn o6_the_command_its_links_and_then_what_it_triggers() {
    let mut venue = venue();
    venue.accepts([sell(1).limit(100, 5), sell(2).limit(105, 5).oco(1), sell(3).limit(110, 5)]);
    venue.accepts([buy(4).limit(90, 1), buy(5).limit(110, 1).stop(100)]);
    let order = buy(6).limit(100, 2);
    let events = [
        trade(6, 1, 100, 2).taker_done(),
        cancelled(Reason::Linked, 2, 105, 5),
        triggered(5, 110, 1),
        trade(5, 1, 100, 1),
    ];
    venue.enters(order, events);
}

#[test]
fn o6_after_each_timer_the_indication_and_then_the_command() {
    let mut venue = venue();
    venue.run([phase(Phase::OpeningAuction), buy(1).limit(100, 5)]);
    venue.run([sell(2).limit(100, 1).until(10), sell(3).limit(100, 1).until(20)]);
    let order = sell(4).limit(100, 9).at(30);
    let events = [
        cancelled(Reason::Expired, 2, 100, 1),
        indicative(100, 1, 4, Side::Buy),
        cancelled(Reason::Expired, 3, 100, 1),
        indicative(0, 0, 0, Side::Buy),
        accepted(order),
        indicative(100, 5, 4, Side::Sell),
    ];
    venue.does(order, events);
}
