//! Comparisons of what a source says about a market with what the same source published.

mod binance;
mod bitstamp;
mod dbn;
mod lobster;
mod mbo;
mod tulip;

use crate::error::DataError;
use crate::job::{Job, Step};
use cift_import::detect::Options;
use cift_tape::Input;
use serde::{Deserialize, Serialize};

/// What is compared.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum CheckKind {
    Lobster,
    Mbo,
    Binance,
    Bitstamp,
    Dbn,
    Tulip,
}

/// What came of it: the same for every kind, so that nobody who shows it has to know them.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Report {
    equal: bool,
    counts: Vec<(String, u64)>,
    differences: Vec<String>,
    notes: Vec<String>,
}

impl Report {
    fn count(&mut self, name: impl Into<String>, count: u64) {
        self.counts.push((name.into(), count));
    }
}

/// Does it all in one step: comparisons are read at many times the speed of a disk.
pub(super) struct Check {
    kind: CheckKind,
    options: Options,
    inputs: Vec<Box<dyn Input>>,
    total: u64,
    report: Report,
    nothing: Vec<u8>,
}

impl Check {
    pub(super) fn new(kind: CheckKind, inputs: Vec<Box<dyn Input>>, options: Options) -> Self {
        let total = inputs.iter().map(|input| input.size()).sum();
        Self { kind, options, inputs, total, report: Report::default(), nothing: Vec::new() }
    }
}

impl Job for Check {
    fn step(&mut self) -> Result<Step, DataError> {
        let inputs = core::mem::take(&mut self.inputs);
        self.report = match self.kind {
            CheckKind::Lobster => lobster::check(inputs)?,
            CheckKind::Mbo => {
                let mut source = cift_import::detect::open(inputs, &self.options)?;
                mbo::check(&mut *source)?
            }
            CheckKind::Bitstamp => bitstamp::check(inputs)?,
            CheckKind::Binance => binance::check(inputs)?,
            CheckKind::Dbn => dbn::check(inputs)?,
            CheckKind::Tulip => tulip::check(inputs)?,
        };
        Ok(Step::Done)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.nothing
    }

    fn report(&self) -> Vec<u8> {
        super::pack(&self.report)
    }

    fn progress(&self) -> (u64, u64) {
        (if self.inputs.is_empty() { self.total } else { 0 }, self.total)
    }
}
