//! What the instruments of a session share: number and time, events, timers, draws.

use super::marks::Marks;
use super::order::Order;
use crate::random::SplitMix64;
use cift_engine::Limits;
use cift_types::{AccountId, EXACT_LIMIT, EventKind, InstrumentId, Quantity, Reason, Seq, TimeNs};
use cift_wire::Event;

/// What happens at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// An order expires.
    Order(InstrumentId, u64),
    /// An instrument's phase ends and another begins.
    Phase(InstrumentId),
    /// An entry of the schedule, by position.
    Schedule(usize),
    /// An account was not heard of.
    Watch(AccountId),
}

/// A timer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timer {
    /// When.
    pub due_ns: TimeNs,
    /// What.
    pub what: Due,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Session {
    /// How much there may be.
    pub limits: Limits,
    /// The last command's number.
    pub seq: Seq,
    /// The last command's time.
    pub time_ns: TimeNs,
    /// What time it is for what happens now: the command's, or a timer's.
    pub now_ns: TimeNs,
    /// Of the command.
    pub events: Vec<Event>,
    /// In the order in which they were set.
    pub timers: Vec<Timer>,
    /// X1.
    pub draws: SplitMix64,
    /// Counts up whenever an order takes a place.
    pub stamp: u64,
    /// Orders accepted so far.
    pub accepted: u64,
    /// Live orders of the other instruments.
    pub live_elsewhere: usize,
    /// Price pages of the other instruments.
    pub pages_elsewhere: usize,
    /// Branches that the command has taken.
    pub marks: Marks,
}

impl Session {
    /// Nothing has happened.
    #[must_use]
    pub fn new(limits: Limits, seed: u64) -> Self {
        Self {
            limits,
            seq: 0,
            time_ns: 0,
            now_ns: 0,
            events: Vec::new(),
            timers: Vec::new(),
            draws: SplitMix64::new(seed),
            stamp: 0,
            accepted: 0,
            live_elsewhere: 0,
            pages_elsewhere: 0,
            marks: Marks::default(),
        }
    }

    /// The next place in any queue.
    pub const fn next_stamp(&mut self) -> u64 {
        self.stamp += 1;
        self.stamp
    }

    /// X1.
    pub const fn draw(&mut self, low: Quantity, high: Quantity) -> Quantity {
        low + self.draws.word() % (high - low + 1)
    }

    /// Sets a timer.
    pub fn set_timer(&mut self, due_ns: TimeNs, what: Due) {
        if due_ns < EXACT_LIMIT {
            self.timers.push(Timer { due_ns, what });
        }
    }

    /// T1: takes the first timer that is due, by time and then in the order in which they were set.
    pub fn take_due(&mut self) -> Option<Timer> {
        let due = self.timers.iter().map(|timer| timer.due_ns).min().filter(|&due| due <= self.time_ns)?;
        let at = self.timers.iter().position(|timer| timer.due_ns == due)?;
        Some(self.timers.remove(at))
    }

    /// An event with the fields of an order.
    pub fn tell(&mut self, kind: EventKind, reason: Reason, order: &Order, quantity: Quantity) {
        self.events.push(Event {
            kind: kind as u8,
            side: order.side as u8,
            reason: reason as u8,
            instrument: order.instrument,
            order_id: order.id,
            price: order.price,
            quantity,
            account: order.account,
            ..self.event()
        });
    }

    /// An event of this moment.
    #[must_use]
    pub fn event(&self) -> Event {
        Event { seq: self.seq, time_ns: self.time_ns, ..Event::default() }
    }
}
