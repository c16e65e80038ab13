//! Volatility, illiquidity and toxicity, bar by bar.
//!
//! A row a bar, f64 (little endian) in the order of [`COLUMNS`]; what is not known yet is NaN. The bars are made of the
//! source's trades by a rule, or are its own. Prices are in ticks, quantities in lots.

use super::bars::BarRequest;
use super::rows::{MakesRows, Rows};
use crate::bar_meter::{self, BarMeter};
use crate::market::or_nan;
use cift_market_data::measures::Vpin;
use cift_market_data::trades::{Aggressor, BarBuilder};
use cift_tape::{AnyRecord, Batch, Source};
use cift_types::Side;
use cift_wire::{Bar, Quote, Tick};

/// The columns of a row: those of a bar, and VPIN before the last of them.
const COLUMNS: [&str; bar_meter::COLUMNS.len() + 1] = {
    let mut columns = ["vpin"; bar_meter::COLUMNS.len() + 1];
    let mut at = 0;
    while at < bar_meter::COLUMNS.len() {
        columns[at + (at / VPIN)] = bar_meter::COLUMNS[at];
        at += 1;
    }
    columns
};
/// Its place.
const VPIN: usize = bar_meter::COLUMNS.len() - 1;

/// Measures of an instrument's bars.
pub(super) struct BarMeasures {
    instrument: u32,
    request: Option<BarRequest>,
    state: State,
}

struct State {
    /// Makes bars of trades; `None` where the source's own bars are taken.
    builder: Option<BarBuilder>,
    aggressor: Aggressor,
    meter: BarMeter,
    vpin: Vpin,
}

impl BarMeasures {
    /// Over windows of so many bars; VPIN over as many buckets of `bucket_quantity` lots.
    pub(super) fn new(
        instrument: u32,
        request: Option<BarRequest>,
        window: u32,
        bucket_quantity: u64,
    ) -> Self {
        let window = window as usize;
        let state = State {
            builder: None,
            aggressor: Aggressor::new(),
            meter: BarMeter::new(window),
            vpin: Vpin::new(bucket_quantity, window),
        };
        Self { instrument, request, state }
    }
}

impl MakesRows for BarMeasures {
    const COLUMNS: &'static [&'static str] = &COLUMNS;

    fn read(&mut self, source: &dyn Source, batch: &Batch, rows: &mut Rows) {
        let Self { state, instrument, request } = self;
        if let (None, Some(request)) = (&state.builder, request) {
            state.builder = Some(BarBuilder::new(request.rule(source.metadata().epoch_ns)));
        }
        batch.for_each(|record| {
            let bar = match record {
                AnyRecord::Tick(tick) if tick.instrument == *instrument => state.trade(tick),
                AnyRecord::Bar(bar) if bar.instrument == *instrument && state.builder.is_none() => Some(*bar),
                AnyRecord::Quote(quote) if quote.instrument == *instrument => state.quote(quote),
                _ => None,
            };
            if let Some(bar) = bar {
                state.write(&bar, rows);
            }
        });
    }

    fn finish(&mut self, rows: &mut Rows) {
        if let Some(bar) = self.state.builder.as_mut().and_then(BarBuilder::finish) {
            self.state.write(&bar, rows);
        }
    }
}

impl State {
    fn trade(&mut self, tick: &Tick) -> Option<Bar> {
        let (tick, _) = self.aggressor.resolve(tick);
        if tick.side_unknown == 0 {
            let side = if tick.side == Side::Buy as u8 { Side::Buy } else { Side::Sell };
            self.vpin.push(side, tick.quantity);
        }
        self.builder.as_mut()?.push(&tick)
    }

    fn quote(&mut self, quote: &Quote) -> Option<Bar> {
        self.aggressor.observe(quote);
        None
    }

    fn write(&mut self, bar: &Bar, rows: &mut Rows) {
        let measured = self.meter.row(bar);
        let mut row = [or_nan(self.vpin.value()); COLUMNS.len()];
        row[..VPIN].copy_from_slice(&measured[..VPIN]);
        row[VPIN + 1] = measured[VPIN];
        rows.push(row);
    }
}
