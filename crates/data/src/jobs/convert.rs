//! Market data from one form into another: to a tape, or one kind of its records to CSV.

use crate::error::DataError;
use crate::job::{Job, Step};
use cift_import::csv::{CsvWriter, Times};
use cift_tape::{Batch, Kind, Metadata, Place, Problem, Source, Writer};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// What comes out.
#[derive(Deserialize, Clone, Copy, Debug)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Target {
    /// A `.cift` tape.
    Cift,
    /// One kind of records, as CSV.
    Csv,
}

/// Bytes that were written and not taken yet. The writers own one end, the job the other.
#[derive(Clone, Default)]
struct Outbox(Rc<RefCell<Vec<u8>>>);

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Sink {
    /// Nothing is known before the first records: neither the metadata nor which kinds there are.
    Waiting(Target),
    Tape(Box<Writer<Outbox>>),
    Csv(CsvWriter<Outbox>, Kind),
    Done,
}

/// Reads a source and writes it in another form.
pub(super) struct Convert {
    source: Box<dyn Source>,
    /// Of CSV: which kind, when the caller said it.
    kind: Option<Kind>,
    sink: Sink,
    outbox: Outbox,
    batch: Batch,
    output: Vec<u8>,
    written: [u64; Kind::ALL.len()],
    left_out: [u64; Kind::ALL.len()],
    identity: Option<u64>,
}

impl Convert {
    pub(super) fn new(
        source: Box<dyn Source>,
        target: Target,
        table: Option<&str>,
    ) -> Result<Self, DataError> {
        let kind = table.map(|name| {
            let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
            found.ok_or_else(|| DataError::Request(format!("table: there is no {name:?}")))
        });
        Ok(Self {
            source,
            kind: kind.transpose()?,
            sink: Sink::Waiting(target),
            outbox: Outbox::default(),
            batch: Batch::default(),
            output: Vec::new(),
            written: [0; Kind::ALL.len()],
            left_out: [0; Kind::ALL.len()],
            identity: None,
        })
    }

    fn begin(&mut self) -> Result<(), DataError> {
        let Sink::Waiting(target) = self.sink else { return Ok(()) };
        let outbox = self.outbox.clone();
        self.sink = match target {
            Target::Cift => Sink::Tape(Box::new(
                Writer::new(outbox, &self.metadata()).map_err(|error| self.failed(&error))?,
            )),
            Target::Csv => {
                // Without a word of the caller's it is the kind that the source begins with.
                let first = self.batch.runs.first().map_or(Kind::Tick, |run| run.kind);
                let kind = self.kind.unwrap_or(first);
                let writer = CsvWriter::new(outbox, kind, Times::Iso).map_err(|error| self.failed(&error))?;
                Sink::Csv(writer, kind)
            }
        };
        Ok(())
    }

    /// What the tape says about itself. Its inputs are names without folders: the same files make the same tape anywhere.
    fn metadata(&self) -> Metadata {
        let mut metadata = self.source.metadata().clone();
        for name in &mut metadata.inputs {
            *name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        }
        metadata
    }

    fn write(&mut self) -> Result<(), DataError> {
        self.begin()?;
        let outcome = match &mut self.sink {
            Sink::Tape(writer) => writer.append(&self.batch).map_err(|error| error.to_string()),
            Sink::Csv(writer, _) => {
                writer.write(&self.batch, self.source.metadata()).map_err(|error| error.to_string())
            }
            Sink::Waiting(_) | Sink::Done => Ok(()),
        };
        outcome.map_err(|reason| self.failed(&reason))?;
        for run in &self.batch.runs {
            let is_written = !matches!(&self.sink, Sink::Csv(_, kind) if *kind != run.kind);
            let counts = if is_written { &mut self.written } else { &mut self.left_out };
            counts[run.kind as usize] += u64::from(run.count);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), DataError> {
        self.begin()?;
        match core::mem::replace(&mut self.sink, Sink::Done) {
            Sink::Tape(writer) => {
                let done = writer.finish(&self.metadata()).map_err(|error| self.failed(&error))?;
                self.identity = Some(done.1.identity);
            }
            Sink::Csv(writer, _) => {
                writer.finish().map_err(|error| self.failed(&error))?;
            }
            Sink::Waiting(_) | Sink::Done => {}
        }
        Ok(())
    }

    fn failed(&self, reason: &impl ToString) -> DataError {
        let name = self.source.metadata().inputs.join(", ");
        Problem::new(name, Place::Whole, reason.to_string()).into()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    metadata: super::metadata::MetadataWire<'a>,
    written: Vec<(&'static str, u64)>,
    left_out: Vec<(&'static str, u64)>,
    /// The tape's identity in hexadecimal.
    identity: Option<String>,
    skipped: u64,
    first_skipped: Option<String>,
}

impl Job for Convert {
    fn step(&mut self) -> Result<Step, DataError> {
        let more = self.source.read(&mut self.batch)?;
        if more {
            self.write()?;
        } else {
            self.finish()?;
        }
        self.output.append(&mut self.outbox.0.borrow_mut());
        Ok(if more { Step::More } else { Step::Done })
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    fn report(&self) -> Vec<u8> {
        let (skipped, first_skipped) = super::skipped(&*self.source);
        let counts =
            |counts: &[u64]| Kind::ALL.iter().map(|kind| (kind.name(), counts[*kind as usize])).collect();
        super::pack(&Report {
            metadata: super::metadata::wire(self.source.metadata()),
            written: counts(&self.written),
            left_out: counts(&self.left_out),
            identity: self.identity.map(|identity| format!("{identity:016x}")),
            skipped,
            first_skipped,
        })
    }

    fn progress(&self) -> (u64, u64) {
        self.source.progress()
    }
}
