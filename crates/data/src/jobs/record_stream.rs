//! Records that JavaScript has put together again from a table that this project wrote: they are in ticks and lots
//! already, so nothing about them is to be found out.

use crate::error::DataError;
use crate::request::MetadataRequest;
use cift_tape::{Batch, Decimal, Input, InputReader, Instrument, Kind, Metadata, Place, Problem, TapeRecord};
use cift_wire::{
    AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick, word_slice_mut,
};
use std::io::Read;

/// Records of a batch.
const BATCH: usize = 4_096;

/// Records of one kind behind each other.
pub(super) struct RecordStream {
    kind: Kind,
    reader: InputReader,
    size: u64,
    bytes: Vec<u8>,
}

impl RecordStream {
    /// The records of a table.
    pub fn new(table: &str, input: Box<dyn Input>) -> Result<Self, DataError> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == table);
        let kind =
            kind.ok_or_else(|| DataError::Request(format!("inputs: a tape has no table {table:?}")))?;
        let size = input.size();
        Ok(Self { kind, reader: InputReader::new(input), size, bytes: Vec::new() })
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn name(&self) -> &str {
        self.reader.name()
    }

    /// Bytes that were read, and all.
    pub fn progress(&self) -> (u64, u64) {
        (self.reader.position(), self.size)
    }

    /// The next records; none at the end.
    pub fn read(&mut self, batch: &mut Batch) -> Result<(), Problem> {
        batch.clear();
        match self.kind {
            Kind::MarketByOrder => self.fill::<MarketByOrderEvent>(batch),
            Kind::MarketByPrice => self.fill::<MarketByPriceEvent>(batch),
            Kind::Tick => self.fill::<Tick>(batch),
            Kind::Quote => self.fill::<Quote>(batch),
            Kind::Bar => self.fill::<Bar>(batch),
            Kind::Status => self.fill::<MarketStatus>(batch),
            Kind::Imbalance => self.fill::<AuctionImbalance>(batch),
        }
    }

    fn fill<R: TapeRecord>(&mut self, batch: &mut Batch) -> Result<(), Problem> {
        let left = (self.size - self.reader.position()) / size_of::<R>() as u64;
        let count = usize::try_from(left).unwrap_or(BATCH).min(BATCH);
        self.bytes.resize(count * size_of::<R>(), 0);
        self.reader.read_exact(&mut self.bytes).map_err(|error| {
            Problem::new(self.reader.name(), Place::Byte(self.reader.position()), error.to_string())
        })?;
        let mut records = vec![R::default(); count];
        let (words, _) = self.bytes.as_chunks();
        for (to, from) in word_slice_mut(&mut records).iter_mut().zip(words) {
            *to = u64::from_le_bytes(*from);
        }
        batch.extend(&records);
        Ok(())
    }
}

/// What a source said about itself.
pub(super) fn metadata(request: MetadataRequest) -> Option<Metadata> {
    let step = |text: &str| Decimal::parse(text).filter(|step| step.mantissa > 0);
    let instruments = request.instruments.into_iter().map(|each| {
        let (tick, lot) = (step(&each.tick_size)?, step(&each.lot_size)?);
        Some(Instrument { symbol: each.symbol, source_id: each.source_id, tick, lot })
    });
    Some(Metadata {
        instruments: instruments.collect::<Option<_>>()?,
        epoch_ns: request.epoch_ns.parse().ok()?,
        venue: request.venue,
        format: request.format,
        inputs: request.inputs,
        dated: request.dated,
    })
}
