//! Rules that plain streams break.

use super::*;
use cift_types::{FLAG_MAKER_DONE, FLAG_POST_ONLY, FLAG_TAKER_DONE, OrderType, Reason, Side, TimeInForce};

/// Changes every event alone.
macro_rules! events {
    ($name:literal, |$command:ident, $event:ident| $change:expr) => {
        after($name, |_, $command, _, events| {
            let _ = $command;
            for $event in events {
                $change
            }
        })
    };
}

pub const ALL: &[Plant] = &[
    after("M1: who comes last is first, at one price in sixteen", last_in_first_out),
    before("M2: nobody trades at the limit itself", |oracle, command| {
        if is_new(command) && command.order_type == OrderType::Limit as u8 && command.flags == 0 {
            let (limit, side) = (command.price, command.side);
            hide(oracle, command, |order| order.side as u8 != side && order.price == limit);
        }
    }),
    events!("M3: trades are at the incoming order's price", |command, event| {
        if is(event, EventKind::Trade) && command.price != 0 {
            event.price = command.price;
        }
    }),
    events!("M3: a maker's flag is missing when both are done", |command, event| {
        if event.flags == FLAG_MAKER_DONE | FLAG_TAKER_DONE && is(event, EventKind::Trade) {
            event.flags = FLAG_TAKER_DONE;
        }
    }),
    before("M4: an account does not trade with itself", |oracle, command| {
        if is_new(command) {
            let (account, side) = (command.account, command.side);
            hide(oracle, command, |order| order.side as u8 != side && order.account == account);
        }
    }),
    Plant {
        name: "N2: fok trades in part",
        before: |_, command| {
            if is_new(command) && command.time_in_force == TimeInForce::Fok as u8 {
                command.time_in_force = TimeInForce::Ioc as u8;
            }
        },
        after: |_, command, _, events| {
            let fok = command.time_in_force == TimeInForce::Fok as u8;
            for event in
                events.iter_mut().filter(|event| fok && event.reason == Reason::ImmediateRemainder as u8)
            {
                event.reason = Reason::FillOrKill as u8;
            }
        },
        ..NOTHING
    },
    before("N2: fok is killed when exactly its quantity is there", fok_off_by_one),
    before("N3: what is left of ioc rests", |_, command| {
        if is_new(command) && command.time_in_force == TimeInForce::Ioc as u8 {
            command.time_in_force = TimeInForce::Gtc as u8;
        }
    }),
    events!("N3: what is left of a market order has the reason of ioc", |command, event| {
        if event.reason == Reason::NoLiquidity as u8 {
            event.reason = Reason::ImmediateRemainder as u8;
        }
    }),
    before("N4: orders have no limit", |oracle, _| oracle.session.limits.orders = u32::MAX),
    before("N4: pages have no limit", |oracle, _| oracle.session.limits.pages = u32::MAX),
    before("N4: a level's total has no limit", |oracle, command| {
        if is_new(command) {
            let (price, side) = (command.price, command.side);
            hide(oracle, command, |order| order.side as u8 == side && order.price == price);
        }
    }),
    before("V11: a live order's id is accepted again", |oracle, command| {
        if is_new(command) {
            let (account, id) = (command.account, command.order_id);
            hide(oracle, command, |order| order.account == account && order.id == id);
        }
    }),
    before("V12: post-only orders take", |_, command| {
        if is_new(command) && command.flags == FLAG_POST_ONLY {
            command.flags = 0;
        }
    }),
    before("V16: anybody cancels the orders of account 0", |_, command| {
        if command.kind == CommandKind::Cancel as u8 {
            command.account = 0;
        }
    }),
    before("V17: reducing by nothing is reducing by one", |_, command| {
        if command.kind == CommandKind::Reduce as u8 && command.quantity == 0 {
            command.quantity = 1;
        }
    }),
    events!("C1: a cancellation names no quantity", |command, event| {
        if event.reason == Reason::Requested as u8 {
            event.quantity = 0;
        }
    }),
    after("C2: a reduced order goes to the end of its queue", |before, _, oracle, events| {
        if let Some(old) = before.order.filter(|_| events.iter().any(|event| is(event, EventKind::Reduced))) {
            move_to(oracle, &old, u64::MAX / 2);
        }
    }),
    events!("C2: the event says by how much, not what remains", |command, event| {
        if is(event, EventKind::Reduced) {
            event.quantity = command.quantity;
        }
    }),
    events!("C2: reducing by all is a plain cancellation", |command, event| {
        if event.reason == Reason::ReducedToZero as u8 {
            event.reason = Reason::Requested as u8;
        }
    }),
    after("C3: a replaced order keeps its place at its price", |before, command, oracle, events| {
        let replaced = events.first().is_some_and(|event| is(event, EventKind::Replaced));
        if let Some(old) = before.order.filter(|old| replaced && old.price == command.price) {
            move_to(oracle, &old, old.since);
        }
    }),
    events!("C3: a replaced order has the command's side", |command, event| {
        if is(event, EventKind::Replaced) {
            event.side = command.side;
        }
    }),
    after("O4: events have the time of the command before", |before, _, _, events| {
        for event in events {
            event.time_ns = before.time_ns;
        }
    }),
];

/// Gives a live order another place in its queue.
pub fn move_to(oracle: &mut Oracle, order: &Order, since: u64) {
    for live in orders(oracle, order.instrument).iter_mut().filter(|live| live.number == order.number) {
        live.since = since;
    }
}

fn last_in_first_out(before: &Before, _: &Command, oracle: &mut Oracle, _: &mut Vec<Event>) {
    for market in &mut oracle.markets {
        for order in &mut market.orders {
            if order.since > before.stamp && order.price % 16 == 0 {
                order.since = u64::MAX / 4 - order.since;
            } else if order.since <= before.stamp && order.price % 16 == 0 {
                order.since = order.since.max(u64::MAX / 4);
            }
        }
    }
}

fn fok_off_by_one(oracle: &mut Oracle, command: &mut Command) {
    let buys = command.side == Side::Buy as u8;
    let (price, market) = (command.price, command.order_type == OrderType::Market as u8);
    let side = command.side;
    let within = |order: &Order| {
        order.side as u8 != side && (market || if buys { order.price <= price } else { order.price >= price })
    };
    let held = orders(oracle, command.instrument).iter().filter(|order| within(order));
    let exactly = held.map(|order| u128::from(order.open)).sum::<u128>() == u128::from(command.quantity);
    if is_new(command) && command.time_in_force == TimeInForce::Fok as u8 && exactly {
        hide(oracle, command, within);
    }
}
