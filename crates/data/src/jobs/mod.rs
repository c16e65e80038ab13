//! The jobs, one file a verb.

#[allow(clippy::cast_precision_loss, clippy::float_arithmetic)] // as those of intervals
mod bar_measures;
mod bars;
mod check;
mod column_stream;
mod convert;
mod indicator;
mod inspect;
#[allow(clippy::cast_precision_loss)]
// measures are for plots and models: their unit is a tick, not the last bit
mod measures;
mod merged_records;
mod metadata;
mod preview;
mod rebuild;
mod record_stream;
mod records;
mod rows;
mod session_source;
mod sources;
mod window;

use crate::error::DataError;
use crate::inputs::Opener;
use crate::job::Job;
use crate::request::Request;
use cift_tape::Source;
use serde::Serialize;

pub(crate) use bars::BarRequest;
pub(crate) use check::CheckKind;
pub(crate) use convert::Target;
pub(crate) use indicator::Total;

/// The job of a request.
pub(crate) fn open(request: Request, opener: Opener) -> Result<Box<dyn Job>, DataError> {
    Ok(match request {
        Request::Bars { inputs, import, bars } => {
            Box::new(bars::Bars::new(sources::open(inputs, import, opener)?, bars))
        }
        Request::BarMeasures { inputs, import, bars, instrument, window, bucket_quantity } => {
            let source = sources::open(inputs, import, opener)?;
            let measures = bar_measures::BarMeasures::new(instrument, bars, window, bucket_quantity);
            Box::new(rows::RowsJob::new(source, measures))
        }
        Request::Measures { inputs, import, instrument, interval_ns, levels } => {
            let source = sources::open(inputs, import, opener)?;
            let measures = measures::Measures::new(instrument, interval_ns, levels);
            Box::new(rows::RowsJob::new(source, measures))
        }
        Request::Indicators {} => Box::new(indicator::Indicators::all()),
        Request::Indicator { name, options, columns } => {
            Box::new(indicator::Indicators::one(&name, &options, &columns)?)
        }
        Request::Total { of, columns } => Box::new(indicator::Indicators::total(of, &columns)?),
        Request::Convert { inputs, import, to, table } => {
            let source = sources::open(inputs, import, opener)?;
            Box::new(convert::Convert::new(source, to, table.as_deref())?)
        }
        Request::Check { kind, inputs, import } => Box::new(check::Check::new(kind, inputs, import, opener)),
        Request::Inspect { inputs, import, edges, buckets } => {
            let source = sources::open(inputs, import, opener)?;
            Box::new(inspect::Inspect::new(source, edges as usize, buckets as usize))
        }
        Request::Preview { inputs, import, rows } => {
            Box::new(preview::Preview::new(inputs, import, rows as usize, opener)?)
        }
        Request::Rebuild { inputs, import } => {
            Box::new(rebuild::Rebuild::new(sources::open(inputs, import, opener)?)?)
        }
        Request::Records { inputs, import } => {
            Box::new(records::Records::new(sources::open(inputs, import, opener)?))
        }
    })
}

/// A report in MessagePack, fields by name.
fn pack(report: &impl Serialize) -> Vec<u8> {
    // Reports are numbers, texts and lists: there is nothing in them that cannot be written.
    rmp_serde::to_vec_named(report).unwrap_or_default()
}

/// How much a source left out, and the first of it in words.
fn skipped(source: &dyn Source) -> (u64, Option<String>) {
    source
        .tolerance()
        .map_or((0, None), |tolerance| (tolerance.skipped, tolerance.first.as_ref().map(ToString::to_string)))
}
