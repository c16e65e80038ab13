//! The bars of a view, and what is measured by them.

use super::request::{ViewRequest, wrong};
use crate::bar_meter::{self, BarMeter};
use crate::error::DataError;
use cift_market_data::trades::BarBuilder;
use cift_wire::{Bar, Tick};
use std::collections::VecDeque;

/// Bars that a measure looks back on at most, and bars that wait to be taken: older ones are forgotten.
const MOST: u32 = 1 << 16;

/// Bars in the making.
pub(super) struct Bars {
    builder: BarBuilder,
    meter: BarMeter,
    made: VecDeque<Bar>,
    /// How many were made.
    pub count: u64,
    /// What the last one came to.
    pub row: [f64; bar_meter::COLUMNS.len()],
}

impl Bars {
    /// By the request's rule, where it has one.
    pub fn new(request: &ViewRequest) -> Result<Option<Self>, DataError> {
        let Some(bars) = request.bars else { return Ok(None) };
        let epoch_ns = match request.epoch_ns.as_deref().map(str::parse) {
            None => 0,
            Some(Ok(epoch_ns)) => epoch_ns,
            Some(Err(_)) => return Err(wrong("epochNs", "it is not a whole number of 64 bits, as text")),
        };
        let window = request.bar_window.unwrap_or(20);
        if !(1..=MOST).contains(&window) {
            return Err(wrong("barWindow", &format!("it is a number of bars from 1 to {MOST}")));
        }
        Ok(Some(Self {
            builder: BarBuilder::new(bars.rule(epoch_ns)),
            meter: BarMeter::new(window as usize),
            made: VecDeque::new(),
            count: 0,
            row: [f64::NAN; bar_meter::COLUMNS.len()],
        }))
    }

    pub fn trade(&mut self, tick: &Tick) {
        let bar = self.builder.push(tick);
        self.keep(bar);
    }

    /// Nothing has traded up to a time.
    pub fn advance(&mut self, time_ns: u64) {
        let bar = self.builder.advance(time_ns);
        self.keep(bar);
    }

    fn keep(&mut self, bar: Option<Bar>) {
        let Some(bar) = bar else { return };
        self.row = self.meter.row(&bar);
        self.count += 1;
        if self.made.len() == MOST as usize {
            self.made.pop_front();
        }
        self.made.push_back(bar);
    }

    /// The bars that are complete and were not taken yet.
    pub fn take(&mut self) -> Vec<Bar> {
        self.made.drain(..).collect()
    }
}
