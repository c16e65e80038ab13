//! A source's metadata as it crosses into JavaScript.

use cift_tape::Metadata;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MetadataWire<'a> {
    venue: &'a str,
    format: &'a str,
    inputs: &'a [String],
    /// Text: JavaScript's numbers do not hold it.
    epoch_ns: String,
    dated: bool,
    instruments: Vec<InstrumentWire<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InstrumentWire<'a> {
    symbol: &'a str,
    source_id: u64,
    tick_size: String,
    lot_size: String,
}

pub(super) fn wire(metadata: &Metadata) -> MetadataWire<'_> {
    MetadataWire {
        venue: &metadata.venue,
        format: &metadata.format,
        inputs: &metadata.inputs,
        epoch_ns: metadata.epoch_ns.to_string(),
        dated: metadata.dated,
        instruments: metadata
            .instruments
            .iter()
            .map(|instrument| InstrumentWire {
                symbol: &instrument.symbol,
                source_id: instrument.source_id,
                tick_size: instrument.tick.to_string(),
                lot_size: instrument.lot.to_string(),
            })
            .collect(),
    }
}
