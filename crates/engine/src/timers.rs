//! What is to happen at a time (T1): in order of due time, then of setting. What is no longer to happen stays in the queue
//! until its time comes, or until the queue has doubled.

use crate::config::ScheduleEntry;
use crate::venue::Venue;
use cift_book::Slot;
use cift_types::{AccountId, EXACT_LIMIT, InstrumentId, Phase, TimeNs};
use std::collections::BinaryHeap;

/// What happens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Due {
    /// An order expires.
    Expiry { instrument: InstrumentId, slot: Slot, serial: u64 },
    /// A phase ends.
    PhaseEnd { instrument: InstrumentId },
    /// An account has not been heard of.
    Silence { account: AccountId },
    /// The schedule changes a phase.
    Schedule { entry: u32 },
}

/// A timer; the greatest of the heap is the next to be due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timer {
    pub due_ns: TimeNs,
    pub serial: u64,
    pub what: Due,
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        (other.due_ns, other.serial).cmp(&(self.due_ns, self.serial))
    }
}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Debug)]
pub struct Timers {
    pub heap: BinaryHeap<Timer>,
    /// Of the first in the queue; the greatest number where there is none.
    pub next_due_ns: TimeNs,
    /// The last timer's serial number.
    pub serial: u64,
    /// The queue is cleaned when it gets this long.
    clean_at: u32,
    /// Accounts that are watched, by number, with their timer's serial.
    pub watched: Vec<(AccountId, u64)>,
    pub schedule: Vec<ScheduleEntry>,
}

impl Timers {
    pub fn new(schedule: &[ScheduleEntry]) -> Self {
        let mut timers = Self {
            heap: BinaryHeap::new(),
            next_due_ns: TimeNs::MAX,
            serial: 0,
            clean_at: 64,
            watched: Vec::new(),
            schedule: schedule.to_vec(),
        };
        for (entry, at) in schedule.iter().enumerate() {
            timers.set(at.time_ns, Due::Schedule { entry: entry as u32 });
        }
        timers
    }

    /// Sets a timer and returns its serial number.
    pub fn set(&mut self, due_ns: TimeNs, what: Due) -> u64 {
        self.serial += 1;
        self.heap.push(Timer { due_ns, serial: self.serial, what });
        self.next_due_ns = self.next_due_ns.min(due_ns);
        self.serial
    }

    pub fn expire(&mut self, due_ns: TimeNs, instrument: InstrumentId, slot: Slot, serial: u64) {
        self.set(due_ns, Due::Expiry { instrument, slot, serial });
    }

    /// Watches an account until `due_ns`, or no more.
    pub fn watch(&mut self, account: AccountId, due_ns: Option<TimeNs>) {
        let serial = due_ns.map(|due_ns| self.set(due_ns, Due::Silence { account }));
        match (self.watched.binary_search_by_key(&account, |&(of, _)| of), serial) {
            (Ok(at), Some(serial)) => self.watched[at].1 = serial,
            (Ok(at), None) => drop(self.watched.remove(at)),
            (Err(at), Some(serial)) => self.watched.insert(at, (account, serial)),
            (Err(_), None) => {}
        }
    }

    /// The next timer that is due at `time_ns`.
    pub fn pop(&mut self, time_ns: TimeNs) -> Option<Timer> {
        let first = self.heap.peek().copied().filter(|timer| timer.due_ns <= time_ns);
        if first.is_some() {
            self.heap.pop();
        }
        self.next_due_ns = self.heap.peek().map_or(TimeNs::MAX, |timer| timer.due_ns);
        first
    }
}

impl Venue {
    /// Whether a timer still means something.
    pub fn is_live_timer(&self, timer: &Timer) -> bool {
        match timer.what {
            Due::Expiry { slot, serial, .. } => self.is_still(slot, serial),
            Due::PhaseEnd { instrument } => self.markets[instrument as usize].phase_timer == timer.serial,
            Due::Silence { account } => self.timers.watched.contains(&(account, timer.serial)),
            Due::Schedule { .. } => true,
        }
    }

    /// Drops timers that mean nothing any more, when there are many.
    pub fn clean_timers(&mut self) {
        if self.timers.heap.len() < self.timers.clean_at as usize {
            return;
        }
        let mut heap = core::mem::take(&mut self.timers.heap);
        heap.retain(|timer| self.is_live_timer(timer));
        self.timers.clean_at = (heap.len() as u32 * 2).max(64);
        self.timers.heap = heap;
        self.timers.next_due_ns = self.timers.heap.peek().map_or(TimeNs::MAX, |timer| timer.due_ns);
    }

    /// Sets when the phase of an instrument ends by itself.
    pub fn end_phase_at(&mut self, instrument: InstrumentId, due_ns: Option<TimeNs>) {
        // No command comes at 2^53 ns or later.
        let due_ns = due_ns.filter(|&due_ns| due_ns < EXACT_LIMIT);
        let serial = due_ns.map(|due_ns| self.timers.set(due_ns, Due::PhaseEnd { instrument }));
        let market = &mut self.markets[instrument as usize];
        market.phase_timer = serial.unwrap_or(0);
        market.phase_end_ns = due_ns.unwrap_or(0);
    }
}

/// The phase that follows one that ends by itself.
pub const fn phase_after(phase: Phase) -> Phase {
    match phase {
        Phase::Halt => Phase::VolatilityAuction,
        _ => Phase::Continuous,
    }
}
