//! What an engine did, as the records of its feed.

use super::{View, take, wrong};
use crate::error::DataError;
use crate::session_fold::{SessionFold, orphan};
use cift_market_data::book::Folded;
use cift_tape::AnyRecord;
use cift_types::{AccountId, CommandKind, OrderId};
use cift_wire::{Command, Event, Record, read_record};

impl View {
    /// Takes commands of the engine and all events that they caused. Without commands the events alone: then new orders are
    /// taken for plain ones, which are displayed in full and wait for nothing. What comes before an error is applied.
    pub fn observe(&mut self, commands: &[u8], events: &[u8]) -> Result<(), DataError> {
        let (commands, events) =
            (records::<Command>(commands, "commands")?, records::<Event>(events, "events")?);
        let mut session = self.session.take().ok_or_else(|| {
            wrong("exchange", "the view was opened without one, so it has no events to follow")
        })?;
        let mut events = events.map(read_record::<Event>).peekable();
        let observed = if commands.len() == 0 {
            self.observe_events(&mut session, &mut events)
        } else {
            commands.map(read_record::<Command>).try_for_each(|command| {
                let command = session.number(command);
                self.cause(&mut session, &command, &mut events)
            })
        };
        let seq = session.seq();
        self.session = Some(session);
        observed?;
        match events.next() {
            Some(event) => Err(DataError::Buffer(orphan(event.seq, seq))),
            None => Ok(()),
        }
    }

    fn observe_events(
        &mut self,
        session: &mut SessionFold,
        events: &mut core::iter::Peekable<impl Iterator<Item = Event>>,
    ) -> Result<(), DataError> {
        while let Some(&Event { seq, time_ns, .. }) = events.peek() {
            if seq < session.seq() {
                return Err(DataError::Buffer(orphan(seq, session.seq())));
            }
            let plain = Command { kind: CommandKind::New as u8, seq, time_ns, ..Command::default() };
            let command = session.number(plain);
            self.cause(session, &command, events)?;
        }
        Ok(())
    }

    /// A command and its events, which are the next ones.
    fn cause(
        &mut self,
        session: &mut SessionFold,
        command: &Command,
        events: &mut core::iter::Peekable<impl Iterator<Item = Event>>,
    ) -> Result<(), DataError> {
        self.caused.clear();
        while let Some(event) = events.next_if(|event| event.seq <= command.seq) {
            if event.seq < command.seq {
                return Err(DataError::Buffer(orphan(event.seq, command.seq)));
            }
            self.caused.push(event);
        }
        self.advance(command.time_ns);
        for record in session.observe(command, &self.caused) {
            let record = match record {
                Folded::Order(event) => AnyRecord::MarketByOrder(event),
                Folded::Tick(tick) => AnyRecord::Tick(tick),
                Folded::Quote(quote) => AnyRecord::Quote(quote),
            };
            take(&mut self.market, &mut self.tally, &mut self.clock, record);
        }
        Ok(())
    }

    /// The venue's number of a live order of the engine, by which its queue knows it.
    pub fn number(&self, account: AccountId, id: OrderId) -> Option<u64> {
        self.session.as_ref()?.fold().number(self.market.instrument(), account, id)
    }
}

/// Records of 64 bytes, at any address.
fn records<'a, R: Record>(bytes: &'a [u8], name: &str) -> Result<core::slice::Iter<'a, [u8; 64]>, DataError> {
    const { assert!(size_of::<R>() == 64) };
    let (records, []) = bytes.as_chunks() else {
        let reason = format!("{name}: {} bytes are not whole records of 64", bytes.len());
        return Err(DataError::Buffer(reason));
    };
    Ok(records.iter())
}
