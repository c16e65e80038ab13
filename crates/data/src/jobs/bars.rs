//! Bars of a source's trades, as blocks of records.

use crate::block::write_block;
use crate::error::DataError;
use crate::job::{Job, Step};
use crate::number::whole;
use cift_market_data::trades::{Aggressor, BarBuilder, BarRule, ImbalanceUnit};
use cift_tape::{AnyRecord, Batch, Source};
use serde::{Deserialize, Serialize};

/// When a bar ends.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(tag = "by", deny_unknown_fields, rename_all = "camelCase")]
pub(crate) enum BarRequest {
    /// At multiples of the interval from 1970.
    #[serde(rename_all = "camelCase")]
    Time {
        #[serde(deserialize_with = "whole")]
        interval_ns: u64,
    },
    /// At so many lots.
    Volume {
        #[serde(deserialize_with = "whole")]
        quantity: u64,
    },
    /// At so many trades.
    Trades { count: u32 },
    /// At so many ticks × lots.
    Notional {
        #[serde(deserialize_with = "whole")]
        value: u64,
    },
    /// When so many more trades, or lots, were bought than sold, or the other way round.
    TickImbalance {
        #[serde(deserialize_with = "whole")]
        threshold: u64,
    },
    VolumeImbalance {
        #[serde(deserialize_with = "whole")]
        threshold: u64,
    },
}

impl BarRequest {
    pub(crate) fn rule(self, epoch_ns: i64) -> BarRule {
        match self {
            Self::Time { interval_ns } => {
                BarRule::Time { interval_ns, epoch_ns: u64::try_from(epoch_ns).unwrap_or(0) }
            }
            Self::Volume { quantity } => BarRule::Volume(quantity),
            Self::Trades { count } => BarRule::Trades(count),
            Self::Notional { value } => BarRule::Notional(value.into()),
            Self::TickImbalance { threshold } => {
                BarRule::Imbalance { unit: ImbalanceUnit::Ticks, threshold: threshold.into() }
            }
            Self::VolumeImbalance { threshold } => {
                BarRule::Imbalance { unit: ImbalanceUnit::Volume, threshold: threshold.into() }
            }
        }
    }
}

/// An instrument's bars in the making, and who takes liquidity where the source does not say it.
struct Maker {
    bars: BarBuilder,
    aggressor: Aggressor,
}

/// Makes bars of all instruments of a source.
pub(super) struct Bars {
    source: Box<dyn Source>,
    request: BarRequest,
    makers: Vec<Option<Maker>>,
    batch: Batch,
    made: Batch,
    output: Vec<u8>,
    count: u64,
}

impl Bars {
    pub(super) fn new(source: Box<dyn Source>, request: BarRequest) -> Self {
        let (batch, made) = (Batch::default(), Batch::default());
        Self { source, request, makers: Vec::new(), batch, made, output: Vec::new(), count: 0 }
    }

    fn read(&mut self) {
        let rule = self.request.rule(self.source.metadata().epoch_ns);
        let (makers, made) = (&mut self.makers, &mut self.made);
        self.batch.for_each(|record| match record {
            AnyRecord::Tick(tick) => {
                let maker = maker(makers, tick.instrument, rule);
                let (tick, _) = maker.aggressor.resolve(tick);
                if let Some(bar) = maker.bars.push(&tick) {
                    made.push_bar(bar);
                }
            }
            AnyRecord::Quote(quote) => {
                maker(makers, quote.instrument, rule).aggressor.observe(quote);
            }
            _ => {}
        });
    }

    fn finish(&mut self) {
        for maker in self.makers.iter_mut().flatten() {
            if let Some(bar) = maker.bars.finish() {
                self.made.push_bar(bar);
            }
        }
    }
}

fn maker(makers: &mut Vec<Option<Maker>>, instrument: u32, rule: BarRule) -> &mut Maker {
    let place = instrument as usize;
    if place >= makers.len() {
        makers.resize_with(place + 1, || None);
    }
    makers[place].get_or_insert_with(|| Maker { bars: BarBuilder::new(rule), aggressor: Aggressor::new() })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    metadata: super::metadata::MetadataWire<'a>,
    bars: u64,
}

impl Job for Bars {
    fn step(&mut self) -> Result<Step, DataError> {
        let more = self.source.read(&mut self.batch)?;
        if more {
            self.read();
        } else {
            self.finish();
        }
        self.count += self.made.len() as u64;
        if !self.made.is_empty() {
            write_block(&self.made, &mut self.output);
            self.made.clear();
        }
        Ok(if more { Step::More } else { Step::Done })
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    fn report(&self) -> Vec<u8> {
        super::pack(&Report { metadata: super::metadata::wire(self.source.metadata()), bars: self.count })
    }

    fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }
}
