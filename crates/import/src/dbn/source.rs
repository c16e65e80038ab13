//! Files of DBN as a source.

use std::collections::VecDeque;

use cift_tape::{Batch, Input, Place, Problem, Tolerance};

use super::convert::Converter;
use super::metadata::FileMetadata;
use super::reader::{Next, Reader};
use super::record::shape_of;
use crate::decompress::{self, Member, Progress};
use crate::lines::Fault;
use crate::source::source_of_files;

/// Records of a file that a batch is made of.
const BATCH_RECORDS: usize = 4096;

/// Files of DBN (raw, compressed, or the format before it), one after the other.
///
/// Prices are in units of 1e-9 and quantities in whole units. `time_ns` is the venue's time (`ts_event`), in snapshots
/// and for the best bid and offer of an interval `ts_recv`; `received_ns` is `ts_recv`.
///
/// | record | becomes |
/// |---|---|
/// | MBO | market by order; a trade is a tick too; of venues that publish their best prices only, quotes |
/// | MBP-1, CMBP-1, TBBO, TCBBO | a quote each; a trade is a tick after the quote that stood before it |
/// | MBP-10 | the levels that changed since the last one; a quote where the best changed; ticks |
/// | BBO, CBBO | a quote each |
/// | trades | ticks |
/// | OHLCV | bars |
/// | status, imbalance | statuses, auction imbalances |
/// | definition, symbol mapping | the instruments' symbols and [`DbnSource::increment`] |
/// | statistics, messages and errors of the gateway | nothing: [`DbnSource::left_out`] counts them |
///
/// A level that leaves the ten is removed, and added when it comes back, so that a book of the changes is the ten levels at
/// any time. The first ones of an instrument are all added, as a snapshot.
pub struct DbnSource {
    reader: Option<Reader>,
    members: VecDeque<Member>,
    progress: Vec<Progress>,
    converter: Converter,
    tolerance: Tolerance,
}

impl DbnSource {
    /// Opens files, of which the first one's metadata is read. A lenient source leaves out what does not read.
    pub fn open(inputs: Vec<Box<dyn Input>>, lenient: bool) -> Result<Self, Problem> {
        let mut members = VecDeque::new();
        let mut converter = Converter::default();
        for input in inputs {
            converter.instruments.metadata.inputs.push(input.name().to_owned());
            // What Databento packs beside the data: terms, conditions and lists.
            let opened = decompress::open(input)?.into_iter();
            members.extend(opened.filter(|member| !is_beside(member.file_name())));
        }
        "dbn".clone_into(&mut converter.instruments.metadata.format);
        let progress = members.iter().map(|member| member.progress.clone()).collect();
        let tolerance = Tolerance { lenient, ..Tolerance::default() };
        let mut source = Self { reader: None, members, progress, converter, tolerance };
        source.open_next()?;
        Ok(source)
    }

    /// What the file that is being read says about itself.
    #[must_use]
    pub fn file_metadata(&self) -> Option<&FileMetadata> {
        self.reader.as_ref().map(Reader::metadata)
    }

    /// The smallest step of an instrument's price, in units of 1e-9, where a definition said so.
    #[must_use]
    pub fn increment(&self, instrument: usize) -> Option<i64> {
        self.converter.instruments.increment(instrument)
    }

    /// Records that have no place on a tape, so far.
    #[must_use]
    pub const fn left_out(&self) -> u64 {
        self.converter.left_out
    }

    /// Opens the next file, if there is one.
    fn open_next(&mut self) -> Result<bool, Problem> {
        self.reader = None;
        let Some(member) = self.members.pop_front() else { return Ok(false) };
        let reader = Reader::open(member.name.clone(), Box::new(member))?;
        self.converter.begin(reader.metadata());
        self.reader = Some(reader);
        Ok(true)
    }

    /// Reads from the file at hand until the batch is full or the file ends; returns whether it goes on.
    fn read_file(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        let Some(reader) = &mut self.reader else { return Ok(false) };
        let ts_out = reader.metadata().ts_out != 0;
        for _ in 0..BATCH_RECORDS {
            let place = reader.position();
            let bytes = match reader.next_record() {
                Ok(Next::Record(bytes)) => bytes,
                Ok(Next::Metadata) => {
                    self.converter.begin(reader.metadata());
                    return Ok(true);
                }
                Ok(Next::End) => return Ok(false),
                // There is no way to tell where the next record begins.
                Err(problem) => return self.tolerance.meet(problem).map(|()| false),
            };
            let read = match shape_of(bytes, ts_out) {
                Ok((shape, _)) => self.converter.convert(shape, bytes, batch),
                Err(reason) => Err(Fault::column("rtype", reason)),
            };
            if let Err(fault) = read {
                let problem = Problem { place: Place::Byte(place), ..fault.at(reader.name(), 0) };
                self.tolerance.meet(problem)?;
            }
        }
        Ok(true)
    }
}

source_of_files!(DbnSource, converter.instruments.metadata);

fn is_beside(name: &str) -> bool {
    [".json", ".txt", ".md", ".pdf"].iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
}
