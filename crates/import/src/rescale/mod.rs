//! Which tick and which lot records are in: given by the user, or found from the first records.
//!
//! An importer reads prices and quantities in units that surely hold them, such as 1e-9. [`Rescale`] reads ahead some
//! records, finds the largest sensible tick and lot that all of them are multiples of, and converts. A later value
//! that is no multiple is a [`Problem`] whose advice says what would do ([`advised`] reads it back), so that a caller
//! can begin again.

mod find;
mod visit;

use std::collections::VecDeque;

use cift_tape::{Batch, Decimal, Metadata, Place, Problem, Source, Tolerance};

use find::{Ratio, Sample, finest, nice_lot, nice_tick};
use visit::{Visitor, visit};

/// How many records are looked at before the tick and the lot are settled.
const SAMPLE_RECORDS: usize = 65_536;

/// What a tick and a lot are worth; what is `None` is found out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scale {
    /// What one tick is worth, in the quote currency.
    pub tick: Option<Decimal>,
    /// What one lot is worth, in the instrument.
    pub lot: Option<Decimal>,
}

/// The tick or the lot that a problem of [`Rescale`] advises, if it is one of these.
#[must_use]
pub fn advised(problem: &Problem) -> Option<Scale> {
    let advice = problem.advice.strip_suffix(WOULD_DO)?;
    let value = |name: &str| Decimal::parse(advice.strip_prefix(name)?.trim());
    match (value("tick "), value("lot ")) {
        (None, None) => None,
        (tick, lot) => Some(Scale { tick, lot }),
    }
}

const WOULD_DO: &str = " would do";

/// What is settled for an instrument.
#[derive(Clone, Copy)]
struct Settled {
    price: Ratio,
    quantity: Ratio,
}

/// A source whose prices are in ticks and whose quantities are in lots.
pub struct Rescale {
    inner: Box<dyn Source>,
    given: Scale,
    metadata: Metadata,
    settled: Vec<Option<Settled>>,
    ahead: VecDeque<Batch>,
    begun: bool,
}

impl Rescale {
    /// Converts what a source reads.
    #[must_use]
    pub fn new(inner: Box<dyn Source>, given: Scale) -> Self {
        let metadata = inner.metadata().clone();
        Self { inner, given, metadata, settled: Vec::new(), ahead: VecDeque::new(), begun: false }
    }

    /// Reads the sample and settles what appears in it.
    fn begin(&mut self) -> Result<(), Problem> {
        self.begun = true;
        let (mut samples, mut records) = (Vec::new(), 0);
        while records < SAMPLE_RECORDS {
            let mut batch = Batch::default();
            if !self.inner.read(&mut batch)? {
                break;
            }
            records += batch.len();
            visit(&mut batch, &mut Sampler(&mut samples)).map_err(|never| match never {})?;
            self.ahead.push_back(batch);
        }
        self.join();
        self.settle(&samples)
    }

    /// Takes over what the source has found out since.
    fn join(&mut self) {
        let inner = self.inner.metadata();
        if inner.instruments.len() != self.metadata.instruments.len()
            || inner.epoch_ns != self.metadata.epoch_ns
        {
            let known = core::mem::take(&mut self.metadata.instruments);
            self.metadata = inner.clone();
            for (mine, known) in self.metadata.instruments.iter_mut().zip(known) {
                (mine.tick, mine.lot) = (known.tick, known.lot);
            }
        }
        self.settled.resize(self.metadata.instruments.len(), None);
    }

    /// Settles the instruments that have a sample and are not settled yet.
    fn settle(&mut self, samples: &[Sample]) -> Result<(), Problem> {
        let others = finest(
            samples
                .iter()
                .zip(&self.metadata.instruments)
                .filter(|(sample, _)| sample.is_good())
                .map(|(sample, instrument)| nice_tick(sample.price_gcd, instrument.tick, true)),
        );
        for (index, sample) in samples.iter().enumerate() {
            let Some(instrument) = self.inner.metadata().instruments.get(index) else { continue };
            if !sample.seen || self.settled.get(index).is_none_or(Option::is_some) {
                continue;
            }
            let found = if sample.is_good() || others.is_none() {
                nice_tick(sample.price_gcd, instrument.tick, sample.is_good())
            } else {
                finest([nice_tick(sample.price_gcd, instrument.tick, false), others].into_iter())
            };
            let tick = self.given.tick.or(found).unwrap_or(instrument.tick);
            let lot = self.given.lot.unwrap_or_else(|| nice_lot(sample.quantity_gcd, instrument.lot));
            let ratio = |name: &str, raw: Decimal, unit: Decimal| {
                let reason = format!("{name} {unit} is not possible here: the source counts in {raw}");
                Ratio::between(raw, unit).ok_or_else(|| self.problem(reason))
            };
            let price = ratio("tick", instrument.tick, tick)?;
            let quantity = ratio("lot", instrument.lot, lot)?;
            self.settled[index] = Some(Settled { price, quantity });
            (self.metadata.instruments[index].tick, self.metadata.instruments[index].lot) = (tick, lot);
        }
        Ok(())
    }

    fn convert(&mut self, batch: &mut Batch) -> Result<(), Problem> {
        self.join();
        if self.settled.iter().any(Option::is_none) {
            let mut samples = Vec::new();
            visit(batch, &mut Sampler(&mut samples)).map_err(|never| match never {})?;
            self.settle(&samples)?;
        }
        visit(batch, &mut Converter(&self.settled)).map_err(|refused| self.refused(&refused))
    }

    fn problem(&self, reason: String) -> Problem {
        Problem::new(self.metadata.inputs.join(", "), Place::Whole, reason)
    }

    /// A value that is no multiple, with what would do.
    #[cold]
    fn refused(&self, refused: &Refused) -> Problem {
        let (index, is_price) = (refused.instrument as usize, refused.is_price);
        let raw = self.inner.metadata().instruments.get(index);
        let (Some(raw), Some(mine)) = (raw, self.metadata.instruments.get(index)) else {
            return self.problem(format!("a record names instrument {index}, which is not there"));
        };
        let (name, what, raw, unit) = if is_price {
            ("tick", "price", raw.tick, mine.tick)
        } else {
            ("lot", "quantity", raw.lot, mine.lot)
        };
        let value = i64::try_from(refused.value).unwrap_or(i64::MAX);
        let shown = raw.times(value);
        let problem =
            self.problem(format!("{what} {shown} of {} is no multiple of {name} {unit}", mine.symbol));
        let all =
            self.metadata.instruments.iter().map(|other| Some(if is_price { other.tick } else { other.lot }));
        let own = Some(if is_price {
            nice_tick(value.unsigned_abs(), raw, false).unwrap_or(raw)
        } else {
            nice_lot(value.unsigned_abs(), raw)
        });
        match finest(all.chain([own])) {
            Some(unit) => problem.advice(format!("{name} {unit}{WOULD_DO}")),
            None => problem,
        }
    }
}

impl Source for Rescale {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        if !self.begun {
            self.begin()?;
        }
        if let Some(mut next) = self.ahead.pop_front() {
            core::mem::swap(batch, &mut next);
        } else if !self.inner.read(batch)? {
            return Ok(false);
        }
        self.convert(batch)?;
        Ok(true)
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        self.inner.tolerance()
    }

    fn progress(&self) -> (u64, u64) {
        self.inner.progress()
    }
}

/// Looks at values without changing them.
struct Sampler<'a>(&'a mut Vec<Sample>);

impl Sampler<'_> {
    fn of(&mut self, instrument: u32) -> Option<&mut Sample> {
        // A source names instruments that it has told of; anything else is refused when it is converted.
        const MOST_INSTRUMENTS: usize = 1 << 20;
        let index = instrument as usize;
        if index >= self.0.len() && index < MOST_INSTRUMENTS {
            self.0.resize(index + 1, Sample::default());
        }
        self.0.get_mut(index)
    }
}

impl Visitor for Sampler<'_> {
    type Error = core::convert::Infallible;

    fn price(&mut self, instrument: u32, price: &mut i64) -> Result<(), Self::Error> {
        if let Some(sample) = self.of(instrument) {
            sample.price(*price);
        }
        Ok(())
    }

    fn quantity(&mut self, instrument: u32, quantity: &mut u64) -> Result<(), Self::Error> {
        if let Some(sample) = self.of(instrument) {
            sample.quantity(*quantity);
        }
        Ok(())
    }

    fn notional(&mut self, _instrument: u32, _notional: &mut i128) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// A value that is no multiple.
struct Refused {
    instrument: u32,
    is_price: bool,
    value: i128,
}

struct Converter<'a>(&'a [Option<Settled>]);

impl Converter<'_> {
    #[inline]
    fn of(&self, instrument: u32) -> Option<&Settled> {
        self.0.get(instrument as usize)?.as_ref()
    }
}

impl Visitor for Converter<'_> {
    type Error = Refused;

    #[inline]
    fn price(&mut self, instrument: u32, price: &mut i64) -> Result<(), Refused> {
        let converted = self.of(instrument).and_then(|settled| settled.price.apply(*price));
        *price = converted.ok_or(Refused { instrument, is_price: true, value: i128::from(*price) })?;
        Ok(())
    }

    #[inline]
    fn quantity(&mut self, instrument: u32, quantity: &mut u64) -> Result<(), Refused> {
        let refused = Refused { instrument, is_price: false, value: i128::from(*quantity) };
        let lots = i64::try_from(*quantity).ok().and_then(|raw| self.of(instrument)?.quantity.apply(raw));
        *quantity = lots.and_then(|lots| u64::try_from(lots).ok()).ok_or(refused)?;
        Ok(())
    }

    fn notional(&mut self, instrument: u32, notional: &mut i128) -> Result<(), Refused> {
        let refused = Refused { instrument, is_price: true, value: *notional };
        let settled = self.of(instrument);
        let in_ticks = settled.and_then(|settled| settled.price.apply_wide(*notional));
        let in_lots = in_ticks.and_then(|value| settled?.quantity.apply_wide(value));
        *notional = in_lots.ok_or(refused)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
