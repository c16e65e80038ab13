//! The times of records as times of the tape.

use crate::lines::{DAY_NS, Fault};

/// "There is none."
pub const NO_TIME: u64 = u64::MAX;

/// Whether a time of a record is one.
#[inline]
pub const fn is_time(ns: u64) -> bool {
    ns != NO_TIME && ns != 0
}

/// Where the tape's times begin: midnight UTC before its first record.
#[derive(Clone, Copy, Default, Debug)]
pub struct Times {
    epoch: Option<u64>,
}

impl Times {
    /// Nanoseconds from the Unix epoch, once there was a record.
    pub const fn epoch(self) -> Option<u64> {
        self.epoch
    }

    /// The time of a record: the venue's where it says one. One before the tape's beginning (an order that rests for
    /// days, in a snapshot) counts from when it was received.
    #[inline]
    pub fn time(&mut self, event: u64, received: u64) -> Result<u64, Fault> {
        let time = if is_time(event) { event } else { received };
        if !is_time(time) {
            return Err(Fault::column("ts_event", "is no time, and neither is ts_recv"));
        }
        let epoch = *self.epoch.get_or_insert(time - time % DAY_NS);
        if time >= epoch {
            return Ok(time - epoch);
        }
        if is_time(received) && received >= epoch {
            return Ok(received - epoch);
        }
        let reason = format!("{time} is before the day of the first record, which began at {epoch}");
        Err(Fault::column("ts_event", reason).advice("put the inputs in the order of their times"))
    }

    /// Another time, or zero when there is none.
    #[inline]
    pub fn other(self, ns: u64) -> u64 {
        if is_time(ns) { ns.saturating_sub(self.epoch.unwrap_or(0)) } else { 0 }
    }
}
