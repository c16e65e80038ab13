//! From the inputs of a request to a source of records.

use super::column_stream::ColumnStream;
use super::record_stream::RecordStream;
use super::session_source::SessionSource;
use super::window::Window;
use crate::error::DataError;
use crate::inputs::{Opener, open_all};
use crate::request::{DecodedRequest, ImportRequest, InputRequest};
use cift_import::csv::{self, Shape, TimeFormat};
use cift_import::detect::{self, Format};
use cift_import::lines::parse_date;
use cift_import::rescale::{Rescale, Scale};
use cift_tape::{Decimal, Input, Problem, Reader, Source};

/// Opens what a request wants to be read.
pub(super) fn open(
    inputs: Vec<InputRequest>,
    mut import: ImportRequest,
    opener: Opener,
) -> Result<Box<dyn Source>, DataError> {
    let (from_ns, to_ns) = (import.from_ns, import.to_ns);
    let session = import.session.take();
    let options = options(import)?;
    let source = if let Some(instruments) = session {
        Box::new(SessionSource::new(instruments, open_all(inputs, opener)?)?)
    } else if inputs.iter().any(|input| input.decoded.is_some()) {
        open_decoded(inputs, &options, opener)?
    } else {
        open_from(from_ns, open_all(inputs, opener)?, &options)?
    };
    Ok(match (from_ns, to_ns) {
        (None, None) => source,
        (from_ns, to_ns) => Box::new(Window::new(source, from_ns.unwrap_or(0), to_ns.unwrap_or(u64::MAX))),
    })
}

/// A tape has an index, so what is before a time is not read; of other formats the window leaves it out.
fn open_from(
    from_ns: Option<u64>,
    mut inputs: Vec<Box<dyn Input>>,
    options: &detect::Options,
) -> Result<Box<dyn Source>, Problem> {
    let mut first = [0; 16];
    let is_tape = match inputs.as_mut_slice() {
        [input] => input.read_at(0, &mut first).is_ok() && cift_tape::is_tape(&first),
        _ => false,
    };
    let (Some(from_ns), true) = (from_ns, is_tape) else { return detect::open(inputs, options) };
    let Some(input) = inputs.pop() else { return detect::open(inputs, options) };
    let reader = Reader::open(input)?;
    let mut reader = if options.lenient { reader.lenient() } else { reader };
    reader.seek_time(from_ns)?;
    Ok(Box::new(reader))
}

/// Opens what JavaScript has decoded.
fn open_decoded(
    mut inputs: Vec<InputRequest>,
    options: &detect::Options,
    opener: Opener,
) -> Result<Box<dyn Source>, DataError> {
    let only_one = || DataError::Request("inputs: read Parquet files one by one".into());
    let [InputRequest { name, decoded, .. }] = inputs.as_mut_slice() else { return Err(only_one()) };
    let (name, decoded) = (name.clone(), decoded.take());
    let input = open_all(inputs, opener)?.pop().ok_or_else(only_one)?;
    Ok(match decoded {
        Some(DecodedRequest::Records { table, metadata }) => {
            Box::new(RecordStream::new(&table, metadata, input)?)
        }
        Some(DecodedRequest::Columns) | None => {
            let csv = csv::Options { symbol: options.symbol.clone(), ..options.csv.clone() };
            let stream = ColumnStream::new(&name, input, &csv);
            Box::new(Rescale::new(Box::new(stream), options.scale))
        }
    })
}

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
    let formats: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    let format = read("format", import.format.as_ref(), &formats.join(", "), Format::named)?;
    let day = |text: &str| parse_date(text.as_bytes()).and_then(|ns| i64::try_from(ns).ok());
    let date_ns = read("date", import.date.as_ref(), "a date like 2012-06-21", day)?;
    let symbol = (!import.symbols.is_empty()).then(|| import.symbols.join(","));
    let csv = table_options(import)?;
    Ok(detect::Options { format, scale, lenient: csv.lenient, symbol, date_ns, csv })
}

fn table_options(import: ImportRequest) -> Result<csv::Options, DataError> {
    let formats: Vec<_> = TimeFormat::NAMES.iter().map(|(name, _)| *name).collect();
    let time_format =
        |text: &str| TimeFormat::NAMES.iter().find(|(name, _)| *name == text).map(|(_, format)| *format);
    let single = |text: &str| match text.as_bytes() {
        [byte] => Some(*byte),
        _ => (text == "tab").then_some(b'\t'),
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
        lenient: import.lenient,
        ..csv::Options::default()
    })
}
