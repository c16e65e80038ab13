//! Requests, read from MessagePack. Strict: an unknown or mistyped setting is an error.

use crate::error::DataError;
use crate::jobs::{BarRequest, CheckKind, Target, Total};
use crate::number::{optional_whole, whole};
use serde::Deserialize;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;

/// An input of a job, in one of three ways: in memory, by its path (natively), by a number that JavaScript reads from.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct InputRequest {
    /// What a person calls it.
    pub name: String,
    /// Its bytes, when they are in memory.
    #[serde(default)]
    pub bytes: Option<ByteBuf>,
    /// Its path.
    #[serde(default)]
    pub path: Option<String>,
    /// JavaScript's number of it.
    #[serde(default)]
    pub number: Option<u32>,
    /// How many bytes it has, where it has a number.
    #[serde(default, deserialize_with = "optional_whole")]
    pub size: Option<u64>,
    /// What its bytes are when JavaScript has decoded the file, instead of the file as it is.
    #[serde(default)]
    pub(crate) decoded: Option<DecodedRequest>,
}

/// What JavaScript has made of a file.
#[derive(Deserialize, Debug)]
#[serde(tag = "form", deny_unknown_fields, rename_all = "camelCase")]
pub(crate) enum DecodedRequest {
    /// Columns of any table: `jobs/column_stream.rs`.
    Columns { format: String },
    /// Records of a table of a tape: `jobs/record_stream.rs`.
    Records { format: String, table: String, metadata: MetadataRequest },
}

impl DecodedRequest {
    /// The format that was decoded.
    pub(crate) fn format(&self) -> &str {
        match self {
            Self::Columns { format } | Self::Records { format, .. } => format,
        }
    }
}

/// What a source says about itself, as reports have it.
#[derive(Deserialize, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct MetadataRequest {
    pub venue: String,
    pub format: String,
    pub inputs: Vec<String>,
    pub epoch_ns: String,
    pub dated: bool,
    pub instruments: Vec<InstrumentRequest>,
}

/// An instrument of a source.
#[derive(Deserialize, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct InstrumentRequest {
    pub symbol: String,
    pub source_id: u64,
    pub tick_size: String,
    pub lot_size: String,
}

/// An instrument of a session of the engine.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SessionInstrument {
    pub symbol: String,
    pub tick_size: String,
    pub lot_size: String,
    /// Whether an order that is replaced at its price by no more keeps its place.
    pub keeps_on_reduce: bool,
    /// The phase that the session begins in, by its name.
    pub initial_phase: String,
}

/// How inputs are to be read. What is left out is found out.
#[derive(Deserialize, Debug, Default)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(crate) struct ImportRequest {
    pub format: Option<String>,
    /// What a tick and a lot are worth, as decimal text.
    pub tick: Option<String>,
    pub lot: Option<String>,
    /// Leave out what does not read, and count it.
    pub lenient: bool,
    /// The day of times without one: `2012-06-21`.
    pub date: Option<String>,
    /// The instruments to read, by symbol; empty: all. Of inputs that name none: what the instrument is called.
    pub symbols: Vec<String>,
    /// Of a generic table: what a row is (`ticks`, `quotes`, `bars`).
    pub kind: Option<String>,
    /// Of a generic table: which column is what.
    pub columns: BTreeMap<String, String>,
    /// Of a generic table: how times are written.
    pub time_format: Option<String>,
    /// Of a generic table: the zone of its times, as an offset.
    pub time_zone: Option<String>,
    /// Of a generic table: whether its first row has the columns' names.
    pub header: Option<bool>,
    /// Of a generic table: what stands between fields.
    pub delimiter: Option<String>,
    /// Of bars that say only when they begin: how long they last.
    pub interval: Option<String>,
    /// Of a generic table: round numbers to so many decimals.
    pub decimals: Option<u8>,
    /// Of a generic table: the order of its records (`auto`, `input`, `time`).
    pub order: Option<String>,
    /// The inputs are a session's commands and events: its instruments.
    pub session: Option<Vec<SessionInstrument>>,
    /// Read only what is at or after this time of the tape, and before the other.
    #[serde(deserialize_with = "optional_whole")]
    pub from_ns: Option<u64>,
    #[serde(deserialize_with = "optional_whole")]
    pub to_ns: Option<u64>,
}

/// What is asked for.
#[derive(Deserialize, Debug)]
#[serde(tag = "verb", deny_unknown_fields, rename_all = "camelCase")]
pub(crate) enum Request {
    /// What is in the inputs.
    #[serde(rename_all = "camelCase")]
    Inspect {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
        #[serde(default = "default_edges")]
        edges: u32,
        #[serde(default = "default_buckets")]
        buckets: u32,
    },
    /// What the inputs are taken for by their first bytes; of a table, its columns and so many rows.
    Preview {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
        rows: u32,
    },
    /// Bars of the trades.
    #[serde(rename_all = "camelCase")]
    Bars {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
        bars: BarRequest,
    },
    /// A row of measures a bar: of bars made by a rule, or of the source's own.
    #[serde(rename_all = "camelCase")]
    BarMeasures {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
        #[serde(default)]
        bars: Option<BarRequest>,
        instrument: u32,
        window: u32,
        #[serde(deserialize_with = "whole")]
        bucket_quantity: u64,
    },
    /// A row of measures at the end of every interval.
    #[serde(rename_all = "camelCase")]
    Measures {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
        instrument: u32,
        #[serde(deserialize_with = "whole")]
        interval_ns: u64,
        levels: u32,
    },
    /// All indicators that there are.
    Indicators {},
    /// An indicator over columns of f64.
    Indicator { name: String, options: Vec<f64>, columns: Vec<ByteBuf> },
    /// The sum of a column of f64, or the average of one weighted by another.
    Total { of: Total, columns: Vec<ByteBuf> },
    /// Another form of the same records.
    #[serde(rename_all = "camelCase")]
    Convert {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
        to: Target,
        /// Of CSV: the table to write.
        #[serde(default)]
        table: Option<String>,
    },
    /// Whether a source agrees with what it published.
    #[serde(rename_all = "camelCase")]
    Check {
        kind: CheckKind,
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
    },
    /// Books from the records in memory, a pass a step: for benchmarks.
    Rebuild {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
    },
    /// The records, as blocks.
    #[serde(rename_all = "camelCase")]
    Records {
        inputs: Vec<InputRequest>,
        #[serde(default)]
        import: ImportRequest,
    },
}

const fn default_edges() -> u32 {
    5
}

const fn default_buckets() -> u32 {
    120
}

/// Reads a request, of a job or of a view.
pub(crate) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DataError> {
    let mut reader = rmp_serde::Deserializer::from_read_ref(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let at = if path == "." { "request".to_owned() } else { path };
        DataError::Request(format!("{at}: {}", error.into_inner()))
    })
}
