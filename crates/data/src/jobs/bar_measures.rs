//! Volatility, illiquidity and toxicity, bar by bar.
//!
//! A row a bar, f64 (little endian) in the order of [`COLUMNS`]; what is not known yet is NaN. The bars are made of the
//! source's trades by a rule, or are its own. Prices are in ticks, quantities in lots.

use super::bars::BarRequest;
use super::rows::{Rows, or_nan};
use crate::error::DataError;
use crate::job::{Job, Step};
use cift_market_data::measures::{Amihud, Estimator, KyleLambda, Prices, Volatility, Vpin};
use cift_market_data::trades::{Aggressor, BarBuilder};
use cift_tape::{AnyRecord, Batch, Source};
use cift_types::Side;
use cift_wire::{Bar, Quote, Tick};

/// The columns of a row. Volatilities are per bar: the root of the estimators' variances.
const COLUMNS: [&str; 14] = [
    "time_ns",
    "close",
    "volume",
    "trades",
    "vwap",
    "volatility_close",
    "volatility_parkinson",
    "volatility_garman_klass",
    "volatility_rogers_satchell",
    "volatility_yang_zhang",
    "kyle_lambda",
    "amihud",
    "vpin",
    "net_bought",
];

/// In the order of the columns.
const ESTIMATORS: [Estimator; 5] = [
    Estimator::CloseToClose,
    Estimator::Parkinson,
    Estimator::GarmanKlass,
    Estimator::RogersSatchell,
    Estimator::YangZhang,
];

/// Measures of an instrument's bars.
pub(super) struct BarMeasures {
    source: Box<dyn Source>,
    instrument: u32,
    request: Option<BarRequest>,
    state: State,
    batch: Batch,
    rows: Rows,
}

struct State {
    /// Makes bars of trades; `None` where the source's own bars are taken.
    builder: Option<BarBuilder>,
    aggressor: Aggressor,
    volatility: [Volatility; ESTIMATORS.len()],
    kyle: KyleLambda,
    amihud: Amihud,
    vpin: Vpin,
    last_close: Option<f64>,
}

impl BarMeasures {
    /// Over windows of so many bars; VPIN over as many buckets of `bucket_quantity` lots.
    pub(super) fn new(
        source: Box<dyn Source>,
        instrument: u32,
        request: Option<BarRequest>,
        window: u32,
        bucket_quantity: u64,
    ) -> Self {
        let window = window as usize;
        let state = State {
            builder: None,
            aggressor: Aggressor::new(),
            volatility: ESTIMATORS.map(|estimator| Volatility::new(estimator, window)),
            kyle: KyleLambda::new(window),
            amihud: Amihud::new(window),
            vpin: Vpin::new(bucket_quantity, window),
            last_close: None,
        };
        Self { source, instrument, request, state, batch: Batch::default(), rows: Rows::default() }
    }

    fn read(&mut self) {
        let Self { source, batch, state, instrument, request, rows } = self;
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
        let close = bar.close as f64;
        let net_bought = 2.0 * bar.buy_volume as f64 - bar.volume as f64;
        let notional = (i128::from(bar.notional_high) << 64 | i128::from(bar.notional_low)) as f64;
        let moved = self.last_close.replace(close).map(|last| close - last);
        let [first, second, third, fourth, fifth] = &mut self.volatility;
        let volatility = [first, second, third, fourth, fifth].map(|each| {
            each.push(Prices::from(bar));
            or_nan(each.per_bar())
        });
        let row = [
            bar.close_time_ns as f64,
            close,
            bar.volume as f64,
            f64::from(bar.trades),
            if bar.volume > 0 && notional != 0.0 { notional / bar.volume as f64 } else { f64::NAN },
            volatility[0],
            volatility[1],
            volatility[2],
            volatility[3],
            volatility[4],
            or_nan(moved.and_then(|moved| self.kyle.push(moved, net_bought))),
            or_nan(self.amihud.push(close, notional.abs())),
            or_nan(self.vpin.value()),
            net_bought,
        ];
        rows.push(row);
    }
}

impl Job for BarMeasures {
    fn step(&mut self) -> Result<Step, DataError> {
        if self.source.read(&mut self.batch)? {
            self.read();
            return Ok(Step::More);
        }
        if let Some(bar) = self.state.builder.as_mut().and_then(BarBuilder::finish) {
            self.state.write(&bar, &mut self.rows);
        }
        Ok(Step::Done)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.rows.output
    }

    fn report(&self) -> Vec<u8> {
        self.rows.report(&*self.source, &COLUMNS)
    }

    fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }
}
