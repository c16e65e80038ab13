//! The whole state of a session as bytes, and back. `schemas/snapshot.md` has every byte.
//!
//! The bytes are the state's and nobody else's: where cells lie in memory, how wide a ladder's window is,
//! which dead timers are still queued, how often the caller read, none of it shows. Orders are listed by
//! instrument, place, side, price and time, and name each other by their positions in that listing. What
//! follows from other state is not written: levels' totals, counts, pegged and trailing orders, bands, the
//! timers of the schedule.
//!
//! Loading believes nothing. What it accepts is a state that the engine can go on from.

mod bytes;
mod checks;
mod links;
mod listing;
mod markets;
mod orders;
mod waiting;

use crate::config::{Config, ConfigError};
use crate::engine::Engine;
use bytes::{Reader, ensure, put_all};
use cift_types::EXACT_LIMIT;
use cift_wire::StreamDigest;
use core::fmt;
use links::Links;
use listing::Listing;

/// First word of the bytes.
const MAGIC: u64 = u64::from_le_bytes(*b"CIFTENG1");

/// Why a state was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SnapshotError {
    /// The bytes end too early.
    Short,
    /// They are not an engine's state, or of another version.
    Foreign,
    /// They are the state of a session with another configuration.
    OtherConfig,
    /// A session of this configuration cannot be made.
    Config(ConfigError),
    /// They hold something that cannot be, in words.
    Wrong(String),
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => out.write_str("the state ends too early"),
            Self::Foreign => out.write_str("the bytes are not an engine's state of this version"),
            Self::OtherConfig => out.write_str("the state is of a session with another configuration"),
            Self::Config(error) => write!(out, "{error}"),
            Self::Wrong(what) => write!(out, "the state cannot be: {what}"),
        }
    }
}

impl core::error::Error for SnapshotError {}

impl Engine {
    /// Appends the state. Two sessions that went through the same commands append the same bytes. Events that
    /// wait to be read are not part of it.
    pub fn save(&self, out: &mut Vec<u8>) {
        let Self { config, venue, seq, time_ns, commands } = self;
        debug_assert!(venue.released.is_empty(), "orders are on their way into the market");
        let head = [MAGIC, config.identity(), config.seed, *seq, *time_ns, venue.draws.0];
        put_all(head, out);
        put_all(commands.save(), out);
        put_all(venue.output.digest().save(), out);
        let listing = Listing::of(venue);
        for (market, book) in venue.markets.iter().zip(&venue.books) {
            market.save(out);
            listing.save_book(venue, book, out);
        }
        venue.save_timers(&listing, out);
        venue.save_kept(out);
        if let Some(risk) = &venue.desk.risk {
            risk.save(out);
        }
    }

    /// A session of `config` that goes on where [`Engine::save`] was called. Any bytes may come.
    pub fn load(config: Config, bytes: &[u8]) -> Result<Self, SnapshotError> {
        let mut from = Reader::new(bytes);
        let mut engine = Self::new(config).map_err(SnapshotError::Config)?;
        engine.load_head(&mut from)?;
        let mut links = Links::default();
        for instrument in 0..engine.venue.books.len() as u32 {
            // A session that begins in a volatility auction has a timer from the start.
            engine.venue.end_phase_at(instrument, None);
            engine.venue.markets[instrument as usize].load(&mut from)?;
            engine.load_book(instrument, &mut links, &mut from)?;
            engine.venue.note_plain(instrument);
        }
        links.tie(&mut engine.venue)?;
        engine.load_timers(&links, &mut from)?;
        engine.venue.load_kept(&mut from)?;
        engine.venue.load_risk(&links, &mut from)?;
        ensure(from.is_empty(), "there are bytes behind its end")?;
        Ok(engine)
    }

    fn load_head(&mut self, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        if from.u64()? != MAGIC {
            return Err(SnapshotError::Foreign);
        }
        if (from.u64()?, from.u64()?) != (self.config.identity(), self.config.seed) {
            return Err(SnapshotError::OtherConfig);
        }
        (self.seq, self.time_ns) = (from.u64()?, from.u64()?);
        ensure(self.seq < EXACT_LIMIT && self.time_ns < EXACT_LIMIT, "its number or time")?;
        ensure(self.seq > 0 || self.time_ns == 0, "a time before the first command")?;
        self.venue.draws.0 = from.u64()?;
        self.commands = digest(from)?;
        ensure(self.commands.records() == self.seq, "another number of commands in the digest")?;
        self.venue.output.set_digest(digest(from)?);
        Ok(())
    }
}

fn digest(from: &mut Reader<'_>) -> Result<StreamDigest, SnapshotError> {
    let loaded = StreamDigest::load(&from.words()?);
    loaded.ok_or_else(|| SnapshotError::Wrong("a digest".to_owned()))
}
