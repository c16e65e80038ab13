//! Some instruments of a source, by their symbols.

use cift_tape::{AnyRecord, Batch, Metadata, Place, Problem, Source, Tolerance};
use cift_wire::{AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick};

/// So many symbols are named when one is asked for that is not there.
const MOST_SHOWN: usize = 10;

/// The records of some instruments, numbered anew: instruments from 0, in the order in which the source names them, and
/// records from 1. A symbol that the source does not have is a [`Problem`] at its end that lists some of those it has.
pub struct Select {
    inner: Box<dyn Source>,
    wanted: Vec<String>,
    metadata: Metadata,
    /// By the source's number: the number here, where the instrument is wanted.
    numbers: Vec<Option<u32>>,
    /// Instruments that had their number for a name when they were last looked at: a source may name them later.
    unnamed: Vec<usize>,
    read: Batch,
    seq: u64,
}

impl Select {
    /// The instruments of a source that have these symbols.
    #[must_use]
    pub fn new(inner: Box<dyn Source>, wanted: Vec<String>) -> Self {
        let metadata = Metadata { instruments: Vec::new(), ..inner.metadata().clone() };
        let mut select = Self {
            inner,
            wanted,
            metadata,
            numbers: Vec::new(),
            unnamed: Vec::new(),
            read: Batch::default(),
            seq: 0,
        };
        select.join();
        select
    }

    /// Takes over what the source has found out since.
    fn join(&mut self) {
        let inner = self.inner.metadata();
        self.metadata.epoch_ns = inner.epoch_ns;
        if self.metadata.venue != inner.venue {
            self.metadata.venue.clone_from(&inner.venue);
        }
        let again = core::mem::take(&mut self.unnamed).into_iter();
        let known = self.numbers.len();
        self.numbers.resize(inner.instruments.len(), None);
        for index in again.chain(known..inner.instruments.len()) {
            let instrument = &inner.instruments[index];
            if self.wanted.contains(&instrument.symbol) {
                self.numbers[index] = Some(self.metadata.instruments.len() as u32);
                self.metadata.instruments.push(instrument.clone());
            } else if instrument.symbol.parse() == Ok(instrument.source_id) {
                self.unnamed.push(index);
            }
        }
    }

    /// Appends a record of an instrument that is wanted.
    fn take(&mut self, record: AnyRecord<'_>, batch: &mut Batch) {
        let Some(number) = self.numbers.get(record.instrument() as usize).copied().flatten() else { return };
        self.seq += 1;
        let (instrument, seq) = (number, self.seq);
        match record {
            AnyRecord::MarketByOrder(event) => {
                batch.push_market_by_order(MarketByOrderEvent { instrument, seq, ..*event });
            }
            AnyRecord::MarketByPrice(event) => {
                batch.push_market_by_price(MarketByPriceEvent { instrument, seq, ..*event });
            }
            AnyRecord::Tick(tick) => batch.push_tick(Tick { instrument, seq, ..*tick }),
            AnyRecord::Quote(quote) => batch.push_quote(Quote { instrument, seq, ..*quote }),
            AnyRecord::Bar(bar) => {
                // A bar of one record has the same place twice.
                let open_seq = if bar.open_seq == bar.close_seq { seq } else { bar.open_seq };
                batch.push_bar(Bar { instrument, open_seq, close_seq: seq, ..*bar });
            }
            AnyRecord::Status(status) => batch.push_status(MarketStatus { instrument, seq, ..*status }),
            AnyRecord::Imbalance(imbalance) => {
                batch.push_imbalance(AuctionImbalance { instrument, seq, ..*imbalance });
            }
        }
    }

    /// At the end: what was asked for has to have been there.
    fn check(&self) -> Result<(), Problem> {
        let found = |wanted: &String| self.metadata.instruments.iter().any(|known| known.symbol == *wanted);
        match self.wanted.iter().find(|wanted| !found(wanted)) {
            None => Ok(()),
            Some(missing) => {
                let there: Vec<_> =
                    self.inner.metadata().instruments.iter().map(|known| known.symbol.as_str()).collect();
                Err(not_there(&self.metadata, missing, &there))
            }
        }
    }
}

/// A symbol that was asked for is none of those that are there.
#[cold]
pub(crate) fn not_there(metadata: &Metadata, missing: &str, there: &[&str]) -> Problem {
    let shown = there.iter().take(MOST_SHOWN).copied().collect::<Vec<_>>().join(", ");
    let problem =
        Problem::new(metadata.inputs.join(", "), Place::Whole, format!("has no instrument {missing:?}"));
    match there.len() {
        0 => problem.advice("it has no instrument at all"),
        1..=MOST_SHOWN => problem.advice(format!("it has {shown}")),
        count => problem.advice(format!("it has {count}, such as {shown}")),
    }
}

impl Source for Select {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        batch.clear();
        let mut read = core::mem::take(&mut self.read);
        while batch.is_empty() {
            if !self.inner.read(&mut read)? {
                self.join();
                self.check()?;
                break;
            }
            self.join();
            read.for_each(|record| self.take(record, batch));
        }
        self.read = read;
        Ok(!batch.is_empty())
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        self.inner.tolerance()
    }

    fn progress(&self) -> (u64, u64) {
        self.inner.progress()
    }
}

#[cfg(test)]
mod tests;
