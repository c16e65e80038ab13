//! The digest of a run from its rules (D1 to D4): whole streams written down, then hashed at once.

use cift_engine::{Allocation, Config, Instrument, Rules, Width};
use cift_types::SEMANTICS_VERSION;
use cift_wire::{Command, Event, RunDigest, Words, Xxh3, as_words};

/// Everything that goes into the digest, 64 bytes a row.
#[derive(Clone, Debug)]
pub struct Streams {
    command_header: [Words; 4],
    commands: Vec<Words>,
    events: Vec<Words>,
}

impl Streams {
    /// The empty streams of a session.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        let configuration = configuration_hash(config);
        let version = u64::from(SEMANTICS_VERSION);
        let command_header = header(&[tag(*b"CIFTCMD1"), version, config.seed, configuration]);
        Self { command_header, commands: Vec::new(), events: Vec::new() }
    }

    /// Adds a command that was applied and its events.
    pub fn add(&mut self, seq: u64, command: &Command, events: &[Event]) {
        self.commands.push(*as_words(&Command { seq, ..*command }));
        self.events.extend(events.iter().map(as_words));
    }

    /// The digest of the streams so far.
    #[must_use]
    pub fn digest(&self) -> RunDigest {
        let event_header = header(&[tag(*b"CIFTEVT1"), u64::from(SEMANTICS_VERSION)]);
        RunDigest {
            commands: hash(&self.command_header, &self.commands),
            events: hash(&event_header, &self.events),
            command_count: self.commands.len() as u64,
            event_count: self.events.len() as u64,
        }
    }
}

// D4
fn configuration_hash(config: &Config) -> u64 {
    let limits = &config.limits;
    let count = config.instruments.len() as u64;
    let tag = tag(*b"CIFTCFG1");
    let entries = config.schedule.len() as u64;
    let head = header(&[tag, count, u64::from(limits.orders), u64::from(limits.pages), entries]);
    let mut rows: Vec<Words> = config.instruments.iter().map(identity).collect();
    let mut rest: Vec<u64> = Vec::new();
    for instrument in &config.instruments {
        rest.extend(rules(&instrument.rules));
        let reference = instrument.reference_price;
        rest.extend([u64::from(reference.is_some()), reference.unwrap_or(0).cast_unsigned()]);
    }
    for entry in &config.schedule {
        rest.extend([entry.time_ns, entry.phase as u64, entry.instrument.map_or(u64::MAX, u64::from)]);
    }
    rest.resize(rest.len().next_multiple_of(8), 0);
    rows.extend(rest.chunks_exact(8).map(|row| -> Words { core::array::from_fn(|at| row[at]) }));
    hash(&head, &rows)
}

fn identity(instrument: &Instrument) -> Words {
    let mut bytes = [0; 64];
    bytes[..instrument.symbol.len()].copy_from_slice(instrument.symbol.as_bytes());
    bytes[40..48].copy_from_slice(&instrument.tick_size.mantissa.to_le_bytes());
    bytes[48..56].copy_from_slice(&instrument.lot_size.mantissa.to_le_bytes());
    bytes[56..60].copy_from_slice(&instrument.lot_size.scale.to_le_bytes());
    bytes[60..].copy_from_slice(&instrument.tick_size.scale.to_le_bytes());
    words(&bytes)
}

fn rules(rules: &Rules) -> Vec<u64> {
    let Allocation { top_order, fifo_percent, pro_rata, minimum, rounding, remainder } = rules.allocation;
    let settings = [rules.unmatched_market as u64, rules.market_price as u64, rules.market_to_limit as u64];
    let owners = [rules.self_trade as u64, rules.self_trade_scope as u64];
    let sizes = [rules.lot, rules.min_quantity, rules.max_quantity];
    let times = [rules.pause_ns, rules.auction_ns];
    let mut words = settings.to_vec();
    words.extend([rules.crossing as u64, rules.replace as u64]);
    words.extend(owners);
    words.extend([top_order, u64::from(fifo_percent), u64::from(pro_rata), minimum]);
    words.extend([rounding as u64, remainder as u64]);
    words.extend(sizes);
    words.extend([rules.auction_tie as u64, rules.band_action as u64]);
    words.extend(times);
    words.extend([rules.initial_phase as u64, rules.ticks.len() as u64]);
    words.extend(width(rules.static_band));
    words.extend(width(rules.dynamic_band));
    words.extend(rules.ticks.iter().flat_map(|band| [band.from.cast_unsigned(), u64::from(band.tick)]));
    words
}

const fn width(width: Option<Width>) -> [u64; 2] {
    match width {
        None => [0, 0],
        Some(Width::Ticks(ticks)) => [1, ticks],
        Some(Width::BasisPoints(points)) => [2, points as u64],
    }
}

fn words(bytes: &[u8; 64]) -> Words {
    core::array::from_fn(|word| u64::from_le_bytes(core::array::from_fn(|byte| bytes[word * 8 + byte])))
}

fn hash(header: &[Words; 4], rows: &[Words]) -> u64 {
    let mut hash = Xxh3::new(header);
    hash.update(rows);
    hash.digest()
}

fn header(words: &[u64]) -> [Words; 4] {
    let mut rows = [[0; 8]; 4];
    rows[0][..words.len()].copy_from_slice(words);
    rows
}

const fn tag(text: [u8; 8]) -> u64 {
    u64::from_le_bytes(text)
}
