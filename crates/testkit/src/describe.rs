//! Commands and events in words, for the report of a failure.

use cift_types::{CommandKind, EventKind, OrderType, Reason, Side, TimeInForce};
use cift_wire::{Command, Event};
use core::fmt::Write;

/// A command on one line.
#[must_use]
pub fn command(command: &Command) -> String {
    let &Command { instrument, seq, time_ns, order_id, price, quantity, account, flags, param, .. } = command;
    let kind = name(CommandKind::from_u8(command.kind).map(CommandKind::name), command.kind);
    let side = name(Side::from_u8(command.side).map(Side::name), command.side);
    let order_type = name(OrderType::from_u8(command.order_type).map(OrderType::name), command.order_type);
    let tif = name(TimeInForce::from_u8(command.time_in_force).map(TimeInForce::name), command.time_in_force);
    format!(
        "{kind} {side} {order_type} {tif} {quantity} @ {price}, instrument {instrument}, account {account}, id {order_id}, \
         flags {flags:#x}, param {param:#x}, seq {seq}, time {time_ns}"
    )
}

/// An event on one line.
#[must_use]
pub fn event(event: &Event) -> String {
    let &Event { flags, instrument, seq, time_ns, order_id, price, quantity, account, .. } = event;
    let kind = name(EventKind::from_u8(event.kind).map(EventKind::name), event.kind);
    let side = name(Side::from_u8(event.side).map(Side::name), event.side);
    let reason = name(Reason::from_u8(event.reason).map(Reason::name), event.reason);
    format!(
        "{kind} ({reason}) {side} {quantity} @ {price}, instrument {instrument}, account {account}, id {order_id}, \
         counter {}/{}, flags {flags:#x}, seq {seq}, time {time_ns}",
        event.counter_account, event.counter_order_id
    )
}

/// Events, a line each.
#[must_use]
pub fn events(events: &[Event]) -> String {
    let mut text = String::new();
    for each in events {
        let _ = write!(text, "\n    {}", event(each)); // writing to a string cannot fail
    }
    if text.is_empty() { "no events".to_owned() } else { text }
}

fn name(name: Option<&'static str>, number: u8) -> String {
    name.map_or_else(|| format!("?{number}"), ToOwned::to_owned)
}
