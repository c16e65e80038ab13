//! Views: one instrument's market, kept up to date record by record, and asked at any time.
//!
//! A view is opened with a request in MessagePack: its instrument, how many levels count for the imbalance, and the windows
//! of what is averaged. It is fed with batches of a tape ([`View::load`], [`View::run`]) or with what an engine did
//! ([`View::observe`]), and says what it knows: a row of numbers ([`View::state`]), levels, queues, an order's place.

mod bars;
mod queries;
mod request;
mod session;
mod state;
mod tally;
#[cfg(test)]
mod tests;

pub use state::{FIELD_NAMES, FIELDS};

use crate::block::{Cursor, read_block};
use crate::error::DataError;
use crate::market::{Change, Market};
use crate::session_fold::SessionFold;
use cift_tape::{AnyRecord, Batch, Slice, TapeRecord};
use cift_wire::{DepthLevel, Event, Order};
use request::wrong;
use tally::Tally;

pub(crate) use request::ViewRequest;

/// The market of an instrument.
pub struct View {
    market: Market,
    tally: Tally,
    /// So many count for the imbalance.
    levels: usize,
    /// The engine that it follows, if it does.
    session: Option<SessionFold>,
    clock: Clock,
    batch: Batch,
    cursor: Cursor,
    /// Events of the command at hand.
    caused: Vec<Event>,
    /// Answers, which stay until the next question.
    depth: Vec<DepthLevel>,
    orders: Vec<Order>,
}

/// Where the tape stands.
#[derive(Clone, Copy, Default)]
struct Clock {
    /// Of the last record, of whichever instrument; or later, when nothing came until then.
    time_ns: u64,
    seq: u64,
    /// Of the instrument.
    records: u64,
}

impl View {
    pub(crate) fn open(request: &ViewRequest) -> Result<Self, DataError> {
        let session = request.session()?;
        Ok(Self {
            market: Market::new(request.instrument),
            levels: request.levels.max(1) as usize,
            tally: Tally::new(request)?,
            session,
            clock: Clock::default(),
            batch: Batch::default(),
            cursor: Cursor::default(),
            caused: Vec::new(),
            depth: Vec::new(),
            orders: Vec::new(),
        })
    }

    /// Takes a block of records in, to be applied by [`Self::run`]. Returns how many there are.
    pub fn load(&mut self, block: &[u8]) -> Result<usize, DataError> {
        self.cursor = Cursor::default();
        read_block(block, &mut self.batch)?;
        Ok(self.batch.len())
    }

    /// Applies records of the block in their order, from place `from` to before `to`, up to and including a time: it stops
    /// before the first later one. Returns the place where it stopped.
    pub fn run(&mut self, from: usize, to: usize, until_ns: u64) -> Result<usize, DataError> {
        let Self { batch, cursor, .. } = self;
        if from > to || to > batch.len() {
            let reason = format!("a batch of {} records has none from {from} to {to}", batch.len());
            return Err(DataError::Request(reason));
        }
        cursor.seek(batch, from);
        let Self { batch, cursor, market, tally, clock, .. } = self;
        while let Some(slice) = cursor.rest(batch, to - cursor.place()) {
            let count = if until_ns == u64::MAX { slice.len() } else { count_until(slice, until_ns) };
            slice.split_at(count).0.for_each(|record| take(market, tally, clock, record));
            cursor.advance(batch, count);
            if count < slice.len() {
                self.advance(until_ns);
                break;
            }
        }
        Ok(self.cursor.place())
    }

    /// Nothing has happened up to a time. One before the last record's changes nothing.
    pub fn advance(&mut self, time_ns: u64) {
        self.clock.time_ns = self.clock.time_ns.max(time_ns);
    }
}

fn take(market: &mut Market, tally: &mut Tally, clock: &mut Clock, record: AnyRecord<'_>) {
    (clock.time_ns, clock.seq) = (record.time_ns(), record.seq());
    clock.records += u64::from(record.instrument() == market.instrument());
    match market.take(record) {
        Change::None => {}
        Change::Quote => tally.quote(clock.time_ns, &market.quote()),
        Change::Trade(trade) => tally.trade(&trade),
    }
}

/// How many records come before the first one after a time.
fn count_until(slice: Slice<'_>, until_ns: u64) -> usize {
    fn of<R: TapeRecord>(records: &[R], until_ns: u64) -> usize {
        records.iter().position(|record| record.time_ns() > until_ns).unwrap_or(records.len())
    }
    match slice {
        Slice::MarketByOrder(records) => of(records, until_ns),
        Slice::MarketByPrice(records) => of(records, until_ns),
        Slice::Tick(records) => of(records, until_ns),
        Slice::Quote(records) => of(records, until_ns),
        Slice::Bar(records) => of(records, until_ns),
        Slice::Status(records) => of(records, until_ns),
        Slice::Imbalance(records) => of(records, until_ns),
    }
}
