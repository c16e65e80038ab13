//! Oracles that break a rule each: by changing the command before they see it, by not seeing some orders, or by
//! changing what came of it.

use cift_engine::Fault;
use cift_testkit::case::Case;
use cift_testkit::differential::Reference;
use cift_testkit::oracle::{Oracle, Resting};
use cift_types::{
    CommandKind, EventKind, FLAG_MAKER_DONE, FLAG_POST_ONLY, FLAG_TAKER_DONE, OrderType, Reason, Side,
    TimeInForce,
};
use cift_wire::{Command, Event};

/// A broken rule.
#[derive(Clone, Copy)]
pub struct Plant {
    /// Which, and how.
    pub name: &'static str,
    before: fn(&mut Oracle, &mut Command),
    after: fn(&Before, &Command, &mut Oracle, &mut [Event]),
}

/// The order that a command names, and the time, before the command.
struct Before {
    position: Option<usize>,
    order: Option<Resting>,
    time_ns: u64,
}

const fn before(name: &'static str, before: fn(&mut Oracle, &mut Command)) -> Plant {
    Plant { name, before, after: |_, _, _, _| {} }
}

const fn after(name: &'static str, after: fn(&Before, &Command, &mut Oracle, &mut [Event])) -> Plant {
    Plant { name, before: |_, _| {}, after }
}

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
    before("N4: orders have no limit", |oracle, _| oracle.limits.orders = u32::MAX),
    before("N4: pages have no limit", |oracle, _| oracle.limits.pages = u32::MAX),
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
        if let Some(at) = before.position.filter(|_| is(&events[0], EventKind::Reduced)) {
            let order = oracle.orders.remove(at);
            oracle.orders.push(order);
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
    after("C3: a replaced order keeps its place at its price", replace_keeps_place),
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

fn is_new(command: &Command) -> bool {
    command.kind == CommandKind::New as u8
}

fn is(event: &Event, kind: EventKind) -> bool {
    event.kind == kind as u8
}

fn last_in_first_out(_: &Before, command: &Command, oracle: &mut Oracle, events: &mut [Event]) {
    let came = is(&events[0], EventKind::Accepted) || is(&events[0], EventKind::Replaced);
    let rests = oracle.orders.last().is_some_and(|order| names(command, order) && order.price % 16 == 0);
    if came && rests {
        oracle.orders.rotate_right(1);
    }
}

fn replace_keeps_place(before: &Before, command: &Command, oracle: &mut Oracle, events: &mut [Event]) {
    let stays = before.order.is_some_and(|order| order.price == command.price);
    let rests = oracle.orders.last().is_some_and(|order| names(command, order));
    if let Some(at) = before.position.filter(|_| stays && rests && is(&events[0], EventKind::Replaced)) {
        let at = at.min(oracle.orders.len() - 1);
        oracle.orders[at..].rotate_right(1);
    }
}

fn fok_off_by_one(oracle: &mut Oracle, command: &mut Command) {
    let buys = command.side == Side::Buy as u8;
    let (price, market) = (command.price, command.order_type == OrderType::Market as u8);
    let side = command.side;
    let within = |order: &Resting| {
        order.side as u8 != side && (market || if buys { order.price <= price } else { order.price >= price })
    };
    let instrument = command.instrument;
    let held = oracle.orders.iter().filter(|order| order.instrument == instrument && within(order));
    let exactly = held.map(|order| u128::from(order.quantity)).sum::<u128>() == u128::from(command.quantity);
    if is_new(command) && command.time_in_force == TimeInForce::Fok as u8 && exactly {
        hide(oracle, command, within);
    }
}

fn names(command: &Command, order: &Resting) -> bool {
    (command.instrument, command.account, command.order_id) == (order.instrument, order.account, order.id)
}

/// No command can name it.
const HIDDEN: u32 = u32::MAX - 1;

/// Hides orders of the command's instrument from it.
fn hide(oracle: &mut Oracle, command: &Command, which: impl Fn(&Resting) -> bool) {
    for order in &mut oracle.orders {
        if order.instrument == command.instrument && which(order) {
            order.instrument = HIDDEN;
        }
    }
}

/// An oracle that breaks a rule.
pub struct Planted {
    plant: Plant,
    oracle: Oracle,
}

impl Planted {
    /// The venue of a case.
    pub fn new(plant: Plant, case: &Case) -> Self {
        Self { plant, oracle: Oracle::new(&case.setup) }
    }
}

impl Reference for Planted {
    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Fault> {
        let oracle = &mut self.oracle;
        let position = oracle.orders.iter().position(|order| names(command, order));
        let order = position.map(|at| oracle.orders[at]);
        let before = Before { position, order, time_ns: oracle.time_ns };
        let mut changed = *command;
        (self.plant.before)(oracle, &mut changed);
        let result = oracle.apply(&changed);
        for order in oracle.orders.iter_mut().filter(|order| order.instrument == HIDDEN) {
            order.instrument = command.instrument;
        }
        let mut events = result?;
        (self.plant.after)(&before, command, oracle, &mut events);
        Ok(events)
    }

    fn books(&self) -> &Oracle {
        &self.oracle
    }
}
