//! Tables whose columns JavaScript has decoded: Parquet and Arrow.
//!
//! JavaScript reads them, a row group or batch at a time, and writes chunks of it behind each other, little endian: a u32 of the
//! chunk's length in bytes without itself, a u32 of rows, a u32 of columns, and the columns. A column is a u8 of its
//! type, a u8 of whether it has validity, a u16 of its name's length, its name, of validity a byte a row, and its values:
//! for texts a u32 a row of where each ends, and then their bytes. `engine/src/data/decode/encode.ts` writes it.

use cift_import::csv::{Column, ColumnSource, Options, Preview, Values};
use cift_import::lines::TimeUnit;
use cift_tape::{Batch, Input, InputReader, Metadata, Place, Problem, Source, Tolerance};
use std::io::Read;

/// Types from this on are times without a zone: those of a clock, which the caller's offset makes times.
const CLOCK_TIMES: u8 = 8;

/// Reads chunks as they are asked for.
pub(super) struct ColumnStream {
    source: ColumnSource,
    /// One behind the other.
    inputs: Vec<Chunks>,
    current: usize,
    /// How far clocks are ahead of UTC.
    offset_ns: i64,
}

/// An input, and how many bytes it has.
struct Chunks {
    reader: InputReader,
    size: u64,
}

impl ColumnStream {
    /// A stream of the chunks of files of that format, one file after the other.
    pub fn new(inputs: Vec<Box<dyn Input>>, format: &str, options: &Options) -> Self {
        let names: Vec<_> = inputs.iter().map(|input| input.name()).collect();
        Self {
            source: ColumnSource::new(&names, format, options),
            inputs: inputs
                .into_iter()
                .map(|input| Chunks { size: input.size(), reader: InputReader::new(input) })
                .collect(),
            current: 0,
            offset_ns: options.offset_ns,
        }
    }

    fn read_chunk(&mut self) -> Result<(), Problem> {
        let Some(Chunks { reader, size }) = self.inputs.get_mut(self.current) else { return Ok(()) };
        if reader.position() >= *size {
            self.current += 1;
            if self.current < self.inputs.len() {
                self.source.next_input();
            } else {
                self.source.finish();
            }
            return Ok(());
        }
        let bytes = next_chunk(reader, *size).ok_or_else(|| broken(reader.name()))?;
        let columns = Parts(&bytes).chunk(self.offset_ns).ok_or_else(|| broken(reader.name()))?;
        let columns: Vec<_> = columns.iter().map(Decoded::column).collect();
        self.source.push(&columns)
    }
}

/// What the first chunk is taken for, with so many rows.
pub(super) fn preview(
    name: &str,
    input: Box<dyn Input>,
    options: &Options,
    rows: usize,
) -> Result<Option<Preview>, Problem> {
    let (size, mut reader) = (input.size(), InputReader::new(input));
    if size == 0 {
        return Ok(None);
    }
    let bytes = next_chunk(&mut reader, size).ok_or_else(|| broken(name))?;
    let columns = Parts(&bytes).chunk(options.offset_ns).ok_or_else(|| broken(name))?;
    let columns: Vec<_> = columns.iter().map(Decoded::column).collect();
    Ok(Some(Preview::of_columns(name, &columns, options, rows)))
}

fn broken(name: &str) -> Problem {
    Problem::new(name, Place::Whole, "its columns cannot be read back")
}

fn next_chunk(reader: &mut InputReader, size: u64) -> Option<Vec<u8>> {
    let mut length = [0; 4];
    reader.read_exact(&mut length).ok()?;
    let length = u32::from_le_bytes(length);
    if u64::from(length) > size - reader.position() {
        return None;
    }
    let mut bytes = vec![0; length as usize];
    reader.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// A column's values, in the memory of their type.
enum Held<'a> {
    Float64(Vec<f64>),
    Float32(Vec<f32>),
    Int64(Vec<i64>),
    Time(Vec<i64>, TimeUnit),
    Text(&'a [u8], Vec<u32>),
}

struct Decoded<'a> {
    name: &'a str,
    valid: Option<&'a [u8]>,
    values: Held<'a>,
}

impl Decoded<'_> {
    fn column(&self) -> Column<'_> {
        let values = match &self.values {
            Held::Float64(values) => Values::Float64(values),
            Held::Float32(values) => Values::Float32(values),
            Held::Int64(values) => Values::Int64(values),
            Held::Time(values, unit) => Values::Time(values, *unit),
            Held::Text(bytes, ends) => Values::Text(bytes, ends),
        };
        Column { name: self.name, values, valid: self.valid }
    }
}

/// What is left of a chunk.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn chunk(mut self, offset_ns: i64) -> Option<Vec<Decoded<'a>>> {
        let rows = self.word()? as usize;
        let columns = self.word()?;
        (0..columns).map(|_| self.column(rows, offset_ns)).collect()
    }

    fn column(&mut self, rows: usize, offset_ns: i64) -> Option<Decoded<'a>> {
        let [kind, has_validity] = self.array()?;
        let name_length = u16::from_le_bytes(self.array()?);
        let name = core::str::from_utf8(self.take(name_length.into())?).ok()?;
        let valid = if has_validity == 0 { None } else { Some(self.take(rows)?) };
        Some(Decoded { name, valid, values: self.values(kind, rows, offset_ns)? })
    }

    fn values(&mut self, kind: u8, rows: usize, offset_ns: i64) -> Option<Held<'a>> {
        Some(match kind {
            0 => Held::Float64(self.numbers(rows, f64::from_le_bytes)?),
            1 => Held::Float32(self.numbers(rows, f32::from_le_bytes)?),
            2 => Held::Int64(self.numbers(rows, i64::from_le_bytes)?),
            7 => {
                let ends = self.numbers(rows, u32::from_le_bytes)?;
                Held::Text(self.take(ends.last().copied().unwrap_or(0) as usize)?, ends)
            }
            _ => {
                let unit = match kind % CLOCK_TIMES {
                    3 => TimeUnit::Seconds,
                    4 => TimeUnit::Millis,
                    5 => TimeUnit::Micros,
                    6 => TimeUnit::Nanos,
                    _ => return None,
                };
                let ahead = if kind < CLOCK_TIMES { 0 } else { offset_ns / unit.ns().cast_signed() };
                // What is null has any value.
                let to_utc = |bytes| i64::from_le_bytes(bytes).saturating_sub(ahead);
                Held::Time(self.numbers(rows, to_utc)?, unit)
            }
        })
    }

    fn numbers<T, const BYTES: usize>(
        &mut self,
        rows: usize,
        read: impl Fn([u8; BYTES]) -> T,
    ) -> Option<Vec<T>> {
        let (values, _) = self.take(rows.checked_mul(BYTES)?)?.as_chunks();
        Some(values.iter().map(|bytes| read(*bytes)).collect())
    }

    fn word(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    fn array<const BYTES: usize>(&mut self) -> Option<[u8; BYTES]> {
        self.take(BYTES)?.try_into().ok()
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

impl Source for ColumnStream {
    fn metadata(&self) -> &Metadata {
        self.source.metadata()
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        loop {
            if self.source.read(batch)? {
                return Ok(true);
            }
            if self.current >= self.inputs.len() {
                return Ok(false);
            }
            self.read_chunk()?;
        }
    }

    fn tolerance(&self) -> Option<&Tolerance> {
        self.source.tolerance()
    }

    fn progress(&self) -> (u64, u64) {
        let sum = |of: fn(&Chunks) -> u64| self.inputs.iter().map(of).sum();
        (sum(|chunks| chunks.reader.position()), sum(|chunks| chunks.size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cift_tape::MemoryInput;

    fn column(kind: u8, name: &str, valid: Option<&[u8]>, values: &[u8]) -> Vec<u8> {
        let mut bytes = vec![kind, u8::from(valid.is_some())];
        bytes.extend_from_slice(&(name.len() as u16).to_le_bytes());
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(valid.unwrap_or_default());
        bytes.extend_from_slice(values);
        bytes
    }

    fn chunk(rows: u32, columns: &[Vec<u8>]) -> Vec<u8> {
        let mut body = rows.to_le_bytes().to_vec();
        body.extend_from_slice(&(columns.len() as u32).to_le_bytes());
        body.extend(columns.iter().flatten());
        let mut bytes = (body.len() as u32).to_le_bytes().to_vec();
        bytes.append(&mut body);
        bytes
    }

    fn words(values: &[i64]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    fn two_chunks() -> Vec<u8> {
        let ends: Vec<u8> = [4u32, 8].iter().flat_map(|end| end.to_le_bytes()).collect();
        let first = chunk(
            2,
            &[
                column(8 + 5, "timestamp", None, &words(&[1_700_000_000_000_000, 1_700_000_000_000_001])),
                column(0, "price", None, &[1.25f64.to_le_bytes(), 1.5f64.to_le_bytes()].concat()),
                column(2, "size", Some(&[1, 1]), &words(&[3, 5])),
                column(7, "symbol", None, &[ends.as_slice(), b"ACMEINIT"].concat()),
            ],
        );
        let second = chunk(
            1,
            &[
                column(8 + 5, "timestamp", None, &words(&[1_700_000_000_000_002])),
                column(0, "price", None, &1.75f64.to_le_bytes()),
                column(2, "size", None, &words(&[4])),
                column(7, "symbol", None, &[&4u32.to_le_bytes()[..], b"ACME"].concat()),
            ],
        );
        [first, second].concat()
    }

    fn read_all(bytes: Vec<u8>, options: &Options) -> Result<(Metadata, Batch), Problem> {
        let mut stream =
            ColumnStream::new(vec![Box::new(MemoryInput::new("a.parquet", bytes))], "parquet", options);
        let (mut all, mut batch) = (Batch::default(), Batch::default());
        while stream.read(&mut batch)? {
            batch.ticks.iter().for_each(|tick| all.push_tick(*tick));
        }
        Ok((stream.metadata().clone(), all))
    }

    #[test]
    fn chunks_become_records() {
        let options = Options { offset_ns: 3_600_000_000_000, ..Options::default() };
        let (metadata, all) = read_all(two_chunks(), &options).unwrap();
        assert_eq!(metadata.format, "parquet");
        let symbols: Vec<_> = metadata.instruments.iter().map(|each| each.symbol.as_str()).collect();
        assert_eq!(symbols, ["ACME", "INIT"]);
        let first = metadata.epoch_ns + all.ticks[0].time_ns.cast_signed();
        assert_eq!(first, (1_700_000_000 - 3_600) * 1_000_000_000);
        assert_eq!(all.ticks.len(), 3);
        assert_eq!(all.ticks[2].time_ns - all.ticks[0].time_ns, 2_000);
    }

    #[test]
    fn what_is_cut_off_or_spoiled_is_a_problem_or_read() {
        let whole = two_chunks();
        for end in 1..whole.len() {
            let _ = read_all(whole[..end].to_vec(), &Options::default());
        }
        for place in 0..whole.len() {
            for bit in 0..8 {
                let mut spoiled = whole.clone();
                spoiled[place] ^= 1 << bit;
                let _ = read_all(spoiled, &Options::default());
            }
        }
    }
}
