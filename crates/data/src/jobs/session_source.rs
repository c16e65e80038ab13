//! The engine's own commands and events as market data: what a venue's feed would have told of the session.
//!
//! Two inputs: the session's commands from its beginning, and the events that they caused, both records of 64 bytes.

use crate::error::DataError;
use crate::request::SessionInstrument;
use crate::session_fold::{SessionFold, orphan};
use cift_market_data::book::Folded;
use cift_tape::{Batch, Decimal, Input, InputReader, Instrument, Metadata, Place, Problem, Source};
use cift_wire::{Command, Event, Record, read_record};
use std::io::{BufReader, Read};

/// Bytes that are asked for at a time.
const BUFFER: usize = 1 << 18;
/// Commands of a batch.
const BATCH: usize = 2_048;

/// Records of 64 bytes, one after the other.
struct Records<R: Record> {
    name: String,
    reader: BufReader<InputReader>,
    /// Bytes that were read.
    at: u64,
    size: u64,
    next: Option<R>,
}

impl<R: Record> Records<R> {
    fn new(input: Box<dyn Input>) -> Result<Self, Problem> {
        let (name, size) = (input.name().to_owned(), input.size());
        let reader = BufReader::with_capacity(BUFFER, InputReader::new(input));
        let mut records = Self { name, reader, at: 0, size, next: None };
        if !size.is_multiple_of(64) {
            let reason = format!("has {size} bytes, which are not whole records of 64");
            return Err(Problem::new(records.name, Place::Whole, reason));
        }
        records.advance()?;
        Ok(records)
    }

    /// Takes the next record, and reads the one after it.
    fn advance(&mut self) -> Result<Option<R>, Problem> {
        let taken = self.next.take();
        if self.at < self.size {
            let mut bytes = [0; 64];
            let read = self.reader.read_exact(&mut bytes);
            read.map_err(|error| Problem::new(&self.name, Place::Byte(self.at), error.to_string()))?;
            self.at += 64;
            self.next = Some(read_record(&bytes));
        }
        Ok(taken)
    }
}

/// A session as a source.
pub(super) struct SessionSource {
    commands: Records<Command>,
    events: Records<Event>,
    fold: SessionFold,
    metadata: Metadata,
    caused: Vec<Event>,
}

impl SessionSource {
    /// A session of these instruments. `inputs` are its commands and its events.
    pub(super) fn new(
        instruments: Vec<SessionInstrument>,
        inputs: Vec<Box<dyn Input>>,
    ) -> Result<Self, DataError> {
        let wrong = |what: &str| DataError::Request(format!("import.session: {what}"));
        let Ok([commands, events]) = <[_; 2]>::try_from(inputs) else {
            return Err(wrong("a session has two inputs, its commands and its events"));
        };
        let fold = SessionFold::new(&instruments).map_err(wrong)?;
        let mut known = Vec::new();
        for instrument in instruments {
            let step = |text: &str| Decimal::parse(text).filter(|step| step.mantissa > 0);
            let steps = step(&instrument.tick_size).zip(step(&instrument.lot_size));
            let (tick, lot) = steps.ok_or_else(|| wrong("a tick or a lot is no positive decimal"))?;
            known.push(Instrument { symbol: instrument.symbol, source_id: 0, tick, lot });
        }
        let inputs = vec![commands.name().to_owned(), events.name().to_owned()];
        Ok(Self {
            commands: Records::new(commands)?,
            events: Records::new(events)?,
            fold,
            metadata: Metadata {
                venue: "cift".into(),
                format: "session".into(),
                inputs,
                epoch_ns: 0,
                dated: false,
                instruments: known,
            },
            caused: Vec::new(),
        })
    }

    fn command(&mut self, command: Command, batch: &mut Batch) -> Result<(), Problem> {
        let command = self.fold.number(command);
        self.caused.clear();
        while let Some(event) = self.events.next.filter(|event| event.seq <= command.seq) {
            if event.seq < command.seq {
                return Err(self.orphan(&event));
            }
            self.caused.push(event);
            self.events.advance()?;
        }
        for record in self.fold.observe(&command, &self.caused) {
            match *record {
                Folded::Order(event) => batch.push_market_by_order(event),
                Folded::Tick(tick) => batch.push_tick(tick),
                Folded::Quote(quote) => batch.push_quote(quote),
            }
        }
        Ok(())
    }

    fn orphan(&self, event: &Event) -> Problem {
        let place = Place::Byte(self.events.at.saturating_sub(64));
        Problem::new(&self.events.name, place, orphan(event.seq, self.fold.seq()))
            .advice("give all commands and all events of a session, from its beginning")
    }
}

impl Source for SessionSource {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        batch.clear();
        while batch.is_empty() {
            for _ in 0..BATCH {
                let Some(command) = self.commands.advance()? else {
                    return match self.events.next {
                        Some(event) => Err(self.orphan(&event)),
                        None => Ok(!batch.is_empty()),
                    };
                };
                self.command(command, batch)?;
            }
        }
        Ok(true)
    }

    fn progress(&self) -> (u64, u64) {
        (self.commands.at + self.events.at, self.commands.size + self.events.size)
    }
}
