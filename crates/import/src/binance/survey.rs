//! What the first messages of a capture tell of the others.

use std::collections::BTreeMap;

use super::market::{Sides, Streams};
use super::message::{self, Message};
use super::scan::{Units, scan};
use super::source::split_local_time;

/// The streams that each symbol has among the first messages.
#[derive(Default)]
pub struct Survey {
    streams: BTreeMap<Vec<u8>, Streams>,
}

impl Survey {
    /// Of the first bytes. What does not read there is a problem when its turn comes.
    pub fn of(first: &[u8], units: Units) -> Self {
        let (mut survey, mut levels) = (Self::default(), Sides::default());
        for line in first.split(|byte| *byte == b'\n').filter(|line| line.contains(&b'{')) {
            let (_, json) = split_local_time(line.trim_ascii());
            let Some(raw) = scan(json, units, &mut levels) else { continue };
            let symbol = message::symbol(&raw);
            let (Ok(message), false) = (message::message(&raw, units), symbol.is_empty()) else { continue };
            let streams = survey.streams.entry(symbol.into_owned()).or_default();
            match message {
                Message::Depth(_) => streams.updates = true,
                Message::Partial { depth, .. } => {
                    (streams.depth, streams.named) = (streams.depth.max(depth), true);
                }
                Message::Trade { aggregated, .. } => streams.trades |= !aggregated,
                Message::Snapshot { .. } | Message::Best { .. } | Message::Other => {}
            }
        }
        survey
    }

    /// The streams of a symbol.
    pub fn streams(&self, symbol: &[u8]) -> Streams {
        self.streams.get(symbol).copied().unwrap_or_default()
    }

    /// Whether a symbol may be what a message without one is of.
    pub fn may_be(&self, symbol: &[u8]) -> bool {
        self.streams.is_empty() || self.streams.contains_key(symbol)
    }

    /// The symbol, where there is only one.
    pub fn only(&self) -> Option<&[u8]> {
        self.streams.keys().next().filter(|_| self.streams.len() == 1).map(Vec::as_slice)
    }
}
