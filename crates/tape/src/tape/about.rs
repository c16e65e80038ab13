//! Metadata as bytes.

use crate::bytes::{Take, put_text, put_varint, unzigzag, zigzag};
use crate::{Decimal, Instrument, Metadata};

/// The body of a metadata chunk. A later version may put more behind it.
pub fn encode(metadata: &Metadata) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_text(&metadata.venue, &mut bytes);
    put_text(&metadata.format, &mut bytes);
    put_varint(zigzag(metadata.epoch_ns), &mut bytes);
    bytes.push(u8::from(metadata.dated));
    put_varint(metadata.inputs.len() as u64, &mut bytes);
    metadata.inputs.iter().for_each(|input| put_text(input, &mut bytes));
    put_varint(metadata.instruments.len() as u64, &mut bytes);
    for instrument in &metadata.instruments {
        put_text(&instrument.symbol, &mut bytes);
        put_varint(instrument.source_id, &mut bytes);
        put_decimal(instrument.tick, &mut bytes);
        put_decimal(instrument.lot, &mut bytes);
    }
    bytes
}

/// The metadata in a chunk's body. `None` where it is not there.
pub fn decode(bytes: &[u8]) -> Option<Metadata> {
    let mut take = Take(bytes);
    let mut metadata = Metadata {
        venue: take.text()?,
        format: take.text()?,
        epoch_ns: unzigzag(take.varint()?),
        dated: take.byte()? != 0,
        ..Metadata::default()
    };
    // Nothing is set aside for a count: each item takes bytes, and those run out.
    for _ in 0..take.size()? {
        metadata.inputs.push(take.text()?);
    }
    for _ in 0..take.size()? {
        let (symbol, source_id) = (take.text()?, take.varint()?);
        let (tick, lot) = (take_decimal(&mut take)?, take_decimal(&mut take)?);
        metadata.instruments.push(Instrument { symbol, source_id, tick, lot });
    }
    Some(metadata)
}

fn put_decimal(decimal: Decimal, target: &mut Vec<u8>) {
    put_varint(zigzag(decimal.mantissa), target);
    target.push(decimal.exponent.cast_unsigned());
}

fn take_decimal(take: &mut Take<'_>) -> Option<Decimal> {
    Some(Decimal { mantissa: unzigzag(take.varint()?), exponent: take.byte()?.cast_signed() })
}
