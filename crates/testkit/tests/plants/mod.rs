//! Oracles that break a rule each: by other rules of the instruments, by changing the command before they see it, by
//! not seeing some orders, or by changing what came of it.

mod plain;
mod special;

use cift_engine::{Fault, Rules};
use cift_testkit::case::Case;
use cift_testkit::differential::Reference;
use cift_testkit::oracle::{Oracle, Order};
use cift_types::{CommandKind, EventKind};
use cift_wire::{Command, Event, OrderTerms, as_words, from_words};

/// A broken rule.
#[derive(Clone, Copy)]
pub struct Plant {
    /// Which, and how.
    pub name: &'static str,
    /// Whether streams with everything find it; else plain ones.
    pub special: bool,
    rules: fn(&mut Rules),
    before: fn(&mut Oracle, &mut Command),
    after: fn(&Before, &Command, &mut Oracle, &mut Vec<Event>),
}

/// The order that a command names, and the time, before the command.
pub struct Before {
    order: Option<Order>,
    time_ns: u64,
    stamp: u64,
}

const NOTHING: Plant =
    Plant { name: "", special: false, rules: |_| {}, before: |_, _| {}, after: |_, _, _, _| {} };

const fn before(name: &'static str, before: fn(&mut Oracle, &mut Command)) -> Plant {
    Plant { name, before, ..NOTHING }
}

const fn after(name: &'static str, after: fn(&Before, &Command, &mut Oracle, &mut Vec<Event>)) -> Plant {
    Plant { name, after, ..NOTHING }
}

const fn rules(name: &'static str, rules: fn(&mut Rules)) -> Plant {
    Plant { name, special: true, rules, ..NOTHING }
}

const fn special(plant: Plant) -> Plant {
    Plant { special: true, ..plant }
}

/// All of them.
pub fn all() -> impl Iterator<Item = Plant> {
    plain::ALL.iter().chain(special::ALL).copied()
}

fn is_new(command: &Command) -> bool {
    command.kind == CommandKind::New as u8
}

fn is(event: &Event, kind: EventKind) -> bool {
    event.kind == kind as u8
}

fn names(command: &Command, order: &Order) -> bool {
    (command.instrument, command.account, command.order_id) == (order.instrument, order.account, order.id)
}

/// Changes terms, where the command is some.
fn terms(command: &mut Command, change: impl FnOnce(&mut OrderTerms)) {
    if command.kind == CommandKind::Terms as u8 {
        let mut terms: OrderTerms = from_words(*as_words(command));
        change(&mut terms);
        *command = from_words(*as_words(&terms));
    }
}

/// The live orders of an instrument, if there is such a one.
fn orders(oracle: &mut Oracle, instrument: u32) -> &mut [Order] {
    oracle.markets.get_mut(instrument as usize).map_or(&mut [], |market| &mut market.orders)
}

/// No command can name it, and nothing rests there.
const HIDDEN: u32 = u32::MAX - 1;

/// Hides orders of the command's instrument from it.
fn hide(oracle: &mut Oracle, command: &Command, which: impl Fn(&Order) -> bool) {
    let Some(market) = oracle.markets.get_mut(command.instrument as usize) else { return };
    let (mut hidden, seen) = market.orders.iter().partition::<Vec<Order>, _>(|order| which(order));
    for order in &mut hidden {
        order.instrument = HIDDEN;
    }
    market.orders = seen;
    market
        .orders
        .extend(hidden.iter().map(|order| Order { place: cift_testkit::oracle::Place::Held, ..*order }));
    // Out of the book, and of an account that there is not.
    for order in market.orders.iter_mut().filter(|order| order.instrument == HIDDEN) {
        order.account ^= 1 << 31;
    }
}

fn show(oracle: &mut Oracle, instrument: u32) {
    for order in orders(oracle, instrument).iter_mut().filter(|order| order.instrument == HIDDEN) {
        order.instrument = instrument;
        order.account ^= 1 << 31;
        order.place = cift_testkit::oracle::Place::Book;
    }
    if let Some(market) = oracle.markets.get_mut(instrument as usize) {
        market.orders.sort_by_key(|order| order.number);
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
        let mut setup = case.setup.clone();
        setup.rules.iter_mut().for_each(plant.rules);
        Self { plant, oracle: Oracle::new(&setup) }
    }
}

impl Reference for Planted {
    fn apply(&mut self, command: &Command) -> Result<Vec<Event>, Fault> {
        let oracle = &mut self.oracle;
        let order = orders(oracle, command.instrument).iter().find(|order| names(command, order)).copied();
        let before = Before { order, time_ns: oracle.session.time_ns, stamp: oracle.session.stamp };
        let mut changed = *command;
        (self.plant.before)(oracle, &mut changed);
        let result = oracle.apply(&changed);
        show(oracle, command.instrument);
        let mut events = result?;
        (self.plant.after)(&before, command, oracle, &mut events);
        Ok(events)
    }

    fn books(&self) -> &Oracle {
        &self.oracle
    }
}
