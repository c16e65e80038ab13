//! Technical indicators over whole columns.

use crate::error::DataError;
use crate::job::{Job, Step};
use cift_market_data::batch;
use cift_market_data::indicators::{self, Definition};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About {
    name: &'static str,
    title: &'static str,
    inputs: &'static [&'static str],
    options: &'static [&'static str],
    outputs: &'static [&'static str],
}

impl From<&'static Definition> for About {
    fn from(definition: &'static Definition) -> Self {
        let Definition { name, title, inputs, options, outputs, .. } = definition;
        Self { name, title, inputs, options, outputs }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// The indicator, or all there are.
    indicators: Vec<About>,
    /// How many rows come before the first that has outputs.
    start: usize,
    /// Rows of each output.
    rows: usize,
}

/// What comes of whole columns as one number.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Total {
    /// The sum of a column.
    Sum,
    /// The average of the first column, weighted by the second.
    Vwap,
}

/// A computation that was done when it was opened: columns are in memory already.
pub(super) struct Indicators {
    report: Report,
    output: Vec<u8>,
}

impl Indicators {
    /// All there are, as a report.
    pub(super) fn all() -> Self {
        let indicators = indicators::ALL.iter().map(About::from).collect();
        Self { report: Report { indicators, start: 0, rows: 0 }, output: Vec::new() }
    }

    /// One number of whole columns, by lanes: the same bits wherever it is computed. Nothing where there is none.
    pub(super) fn total(of: Total, inputs: &[ByteBuf]) -> Result<Self, DataError> {
        let wrong = |what: &str| DataError::Request(format!("columns: {what}"));
        let columns: Vec<Vec<f64>> = inputs.iter().map(|bytes| column(bytes)).collect::<Result<_, _>>()?;
        let value = match (of, columns.as_slice()) {
            (Total::Sum, [values]) => Some(batch::sum(values)),
            (Total::Vwap, [prices, quantities]) if prices.len() == quantities.len() => {
                batch::vwap(prices, quantities)
            }
            (Total::Sum, _) => return Err(wrong("a sum is of one")),
            (Total::Vwap, _) => return Err(wrong("an average is of prices and as many quantities")),
        };
        let report = Report { indicators: Vec::new(), start: 0, rows: usize::from(value.is_some()) };
        Ok(Self { report, output: value.map_or_else(Vec::new, |value| value.to_le_bytes().to_vec()) })
    }

    /// The outputs of one, each a column of f64 (little endian), one behind the other. Inputs are such columns.
    pub(super) fn one(name: &str, options: &[f64], inputs: &[ByteBuf]) -> Result<Self, DataError> {
        let refused = |error: indicators::IndicatorError| DataError::Request(error.to_string());
        let definition = indicators::find(name).map_err(refused)?;
        let columns: Vec<Vec<f64>> = inputs.iter().map(|bytes| column(bytes)).collect::<Result<_, _>>()?;
        let slices: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let outputs = definition.batch(options, &slices).map_err(refused)?;
        let report = Report {
            indicators: vec![definition.into()],
            start: definition.start(options).map_err(refused)?,
            rows: outputs.first().map_or(0, Vec::len),
        };
        let output = outputs.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        Ok(Self { report, output })
    }
}

fn column(bytes: &[u8]) -> Result<Vec<f64>, DataError> {
    let (values, rest) = bytes.as_chunks::<8>();
    if rest.is_empty() {
        return Ok(values.iter().map(|value| f64::from_le_bytes(*value)).collect());
    }
    Err(DataError::Request(format!("inputs: {} bytes are not whole numbers of 8 bytes", bytes.len())))
}

impl Job for Indicators {
    fn step(&mut self) -> Result<Step, DataError> {
        Ok(Step::Done)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    fn report(&self) -> Vec<u8> {
        super::pack(&self.report)
    }

    fn progress(&self) -> (u64, u64) {
        (0, 0)
    }
}
