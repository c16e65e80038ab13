//! From the inputs of a request to a source of records.

use super::column_stream::ColumnStream;
use super::merged_records::MergedRecords;
use super::session_source::SessionSource;
use super::window::Window;
use crate::error::DataError;
use crate::inputs::{Opener, open_all};
use crate::request::{DecodedRequest, ImportRequest, InputRequest};
use cift_import::csv::{self, Order, Shape, TimeFormat};
use cift_import::detect::{self, Format};
use cift_import::lines::parse_date;
use cift_import::rescale::{Rescale, Scale};
use cift_tape::{Decimal, Input, Problem, Reader, Source};
use std::ops::Range;

/// Opens what a request wants to be read.
pub(super) fn open(
    inputs: Vec<InputRequest>,
    mut import: ImportRequest,
    opener: Opener,
) -> Result<Box<dyn Source>, DataError> {
    let times = import.from_ns.unwrap_or(0)..import.to_ns.unwrap_or(u64::MAX);
    let session = import.session.take();
    let options = options(import)?;
    let source = if let Some(instruments) = session {
        options.select(Box::new(SessionSource::new(instruments, open_all(inputs, opener)?)?))
    } else if inputs.iter().any(|input| input.decoded.is_some()) {
        open_decoded(inputs, &options, opener)?
    } else {
        open_within(&times, open_all(inputs, opener)?, &options)?
    };
    Ok(if times == ALL_TIMES { source } else { Box::new(Window::new(source, times)) })
}

/// No window.
const ALL_TIMES: Range<u64> = 0..u64::MAX;

/// A tape has an index, which tells the chunks that have records of these times: only those are read. Other formats have
/// none, and none of them says that its times do not fall, so they are read to their end.
fn open_within(
    times: &Range<u64>,
    mut inputs: Vec<Box<dyn Input>>,
    options: &detect::Options,
) -> Result<Box<dyn Source>, Problem> {
    let mut first = [0; 16];
    let is_tape = match inputs.as_mut_slice() {
        [input] => input.read_at(0, &mut first).is_ok() && cift_tape::is_tape(&first),
        _ => false,
    };
    if *times == ALL_TIMES || !is_tape {
        return detect::open(inputs, options);
    }
    let Some(input) = inputs.pop() else { return detect::open(inputs, options) };
    let mut reader = if options.lenient { Reader::open_lenient(input)? } else { Reader::open(input)? };
    reader.stop_before(times.end)?;
    reader.seek_time(times.start)?;
    Ok(options.select(Box::new(reader)))
}

/// Opens what JavaScript has decoded.
fn open_decoded(
    mut inputs: Vec<InputRequest>,
    options: &detect::Options,
    opener: Opener,
) -> Result<Box<dyn Source>, DataError> {
    let mixed = || DataError::Request(MIXED.into());
    let (mut tables, mut format) = (Vec::new(), None);
    for input in &mut inputs {
        match input.decoded.take() {
            Some(DecodedRequest::Records { table, metadata, .. }) => tables.push((table, metadata)),
            Some(DecodedRequest::Columns { format: named }) => format = Some(named),
            None => return Err(mixed()),
        }
    }
    let inputs = open_all(inputs, opener)?;
    match format {
        None => Ok(options.select(Box::new(MergedRecords::new(tables, inputs)?))),
        Some(format) if tables.is_empty() => {
            let stream = ColumnStream::new(inputs, &format, &options.table());
            Ok(Box::new(Rescale::new(options.select(Box::new(stream)), options.scale)))
        }
        Some(_) => Err(mixed()),
    }
}

const MIXED: &str =
    "inputs: read tables that cift convert wrote, other tables, and files of other formats apart";

/// A setting that is none of its values.
fn refused(name: &str, value: &str, wanted: &str) -> DataError {
    DataError::Request(format!("import.{name}: {value:?} is not {wanted}"))
}

/// What a setting means, when it is set.
fn read<T>(
    name: &str,
    value: Option<&String>,
    wanted: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, DataError> {
    value.map(|text| parse(text).ok_or_else(|| refused(name, text, wanted))).transpose()
}

/// How inputs are to be read.
pub(super) fn options(import: ImportRequest) -> Result<detect::Options, DataError> {
    let step = |text: &str| Decimal::parse(text).filter(|step| step.mantissa > 0);
    let scale = Scale {
        tick: read("tick", import.tick.as_ref(), "a positive decimal like 0.25", step)?,
        lot: read("lot", import.lot.as_ref(), "a positive decimal like 0.001", step)?,
    };
    let format = read("format", import.format.as_ref(), &Format::names(), Format::named)?;
    let day = |text: &str| parse_date(text.as_bytes()).and_then(|ns| i64::try_from(ns).ok());
    let date_ns = read("date", import.date.as_ref(), "a date like 2012-06-21", day)?;
    let symbols = import.symbols.clone();
    let csv = table_options(import)?;
    Ok(detect::Options { format, scale, lenient: csv.lenient, symbols, date_ns, csv })
}

fn table_options(import: ImportRequest) -> Result<csv::Options, DataError> {
    let formats: Vec<_> = TimeFormat::NAMES.iter().map(|(name, _)| *name).collect();
    let time_format =
        |text: &str| TimeFormat::NAMES.iter().find(|(name, _)| *name == text).map(|(_, format)| *format);
    let single = |text: &str| match text.as_bytes() {
        [byte] => Some(*byte),
        _ => (text == "tab").then_some(b'\t'),
    };
    let order = |text: &str| match text {
        "auto" => Some(Order::Auto),
        "input" => Some(Order::Input),
        "time" => Some(Order::Time),
        _ => None,
    };
    Ok(csv::Options {
        shape: read("kind", import.kind.as_ref(), "ticks, quotes or bars", Shape::named)?,
        columns: import.columns.into_iter().collect(),
        time_format: read("timeFormat", import.time_format.as_ref(), &formats.join(", "), time_format)?,
        offset_ns: read("timeZone", import.time_zone.as_ref(), "an offset like -05:00", csv::parse_offset)?
            .unwrap_or(0),
        header: import.header,
        delimiter: read("delimiter", import.delimiter.as_ref(), "one character, or tab", single)?,
        step: read("interval", import.interval.as_ref(), "a duration like 1m or 1d", csv::parse_step)?,
        decimals: import.decimals,
        order: read("order", import.order.as_ref(), "auto, input or time", order)?.unwrap_or_default(),
        lenient: import.lenient,
        ..csv::Options::default()
    })
}
