//! Where events wait for the caller, and how they get into the digest.

use crate::apply::Sequenced;
use crate::incoming::Now;
use cift_book::MakerFill;
use cift_types::{EventKind, FLAG_MAKER_DONE, FLAG_TAKER_DONE, Price, Quantity, Reason, Side};
use cift_wire::{Command, Event, Line, StreamDigest, as_words, from_words};
use core::mem::offset_of;
use std::collections::TryReserveError;

/// An event of the long way, field by field.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    pub kind: EventKind,
    pub reason: Reason,
    pub flags: u8,
    pub side: u8,
    pub instrument: u32,
    pub id: u64,
    pub counter_id: u64,
    pub price: Price,
    pub quantity: Quantity,
    pub account: u32,
    pub counter_account: u32,
}

impl Record {
    /// Nothing yet.
    pub const EMPTY: Self = Self {
        kind: EventKind::None,
        reason: Reason::None,
        flags: 0,
        side: 0,
        instrument: 0,
        id: 0,
        counter_id: 0,
        price: 0,
        quantity: 0,
        account: 0,
        counter_account: 0,
    };
}

#[derive(Debug)]
pub struct Output {
    events: Vec<Line<Event>>,
    /// How many of `events` are in the digest. They are hashed in runs, while they are still in the cache.
    hashed: u32,
    digest: StreamDigest,
    /// From here on the caller has to read before more commands are taken.
    full: u32,
}

impl Output {
    pub fn new(full: u32) -> Result<Self, TryReserveError> {
        let mut events = Vec::new();
        // A command can write many events; the room above `full` keeps that from growing the buffer in most sessions.
        events.try_reserve_exact(full as usize + 4096)?;
        Ok(Self { events, hashed: 0, digest: StreamDigest::events(), full })
    }

    pub const fn is_full(&self) -> bool {
        self.events.len() >= self.full as usize
    }

    pub fn events(&self) -> &[Event] {
        Line::records(&self.events)
    }

    pub fn clear(&mut self) {
        self.hash();
        self.events.clear();
        self.hashed = 0;
    }

    /// Brings the digest up to the last event.
    pub fn hash(&mut self) {
        self.digest.update(Line::records(&self.events[self.hashed as usize..]));
        self.hashed = self.events.len() as u32;
    }

    /// The digest as of the last call of [`Output::hash`].
    pub const fn digest(&self) -> &StreamDigest {
        &self.digest
    }

    /// Takes over the digest of a session that is restored. No events wait.
    pub fn set_digest(&mut self, digest: StreamDigest) {
        self.digest = digest;
    }

    /// A new order passed all checks.
    #[inline(always)]
    pub fn accepted(&mut self, at: Sequenced<'_>) {
        self.echo(at, head(EventKind::Accepted, 0, Reason::None));
    }

    /// A command was refused.
    #[cold]
    #[inline(never)]
    pub fn rejected(&mut self, at: Sequenced<'_>, reason: Reason) {
        self.echo(at, head(EventKind::Rejected, at.command.kind, reason));
    }

    /// A command was refused in the name of another: an entry of a mass quote.
    pub fn rejected_as(&mut self, at: Sequenced<'_>, command: &Command, reason: Reason) {
        let as_it_came = Sequenced { command: &Command { time_ns: at.command.time_ns, ..*command }, ..at };
        self.rejected(as_it_came, reason);
    }

    /// An event of an order that was in the book, or would have been.
    #[inline(always)]
    pub fn of_order(
        &mut self,
        at: Sequenced<'_>,
        (kind, reason): (EventKind, Reason),
        (side, price, quantity): (Side, Price, Quantity),
    ) {
        let head = head(kind, 0, reason) | (side as u64) << SIDE_SHIFT;
        let [first, .., tail, _] = *as_words(at.command);
        self.push(at, [first & INSTRUMENT | head, 0, price.cast_unsigned(), quantity, tail & ACCOUNT]);
    }

    /// Two orders traded.
    #[inline(always)]
    pub fn trade(&mut self, at: Sequenced<'_>, taker: Side, fill: MakerFill, taker_done: bool) {
        let flags = (u8::from(fill.done) * FLAG_MAKER_DONE) | (u8::from(taker_done) * FLAG_TAKER_DONE);
        let head = head(EventKind::Trade, flags, Reason::None) | (taker as u64) << SIDE_SHIFT;
        let [first, .., tail, _] = *as_words(at.command);
        let accounts = tail & ACCOUNT | u64::from(fill.account) << 32;
        self.push(
            at,
            [first & INSTRUMENT | head, fill.id, fill.price.cast_unsigned(), fill.quantity, accounts],
        );
    }

    /// Writes any event.
    #[inline(never)]
    pub fn write(&mut self, now: Now, record: Record) {
        let Record { kind, reason, flags, side, instrument, id, counter_id, price, quantity, .. } = record;
        let head = head(kind, flags, reason) | u64::from(side) << SIDE_SHIFT | u64::from(instrument) << 32;
        let accounts = u64::from(record.account) | u64::from(record.counter_account) << 32;
        let price = price.cast_unsigned();
        let words = [head, now.seq, now.time_ns, id, counter_id, price, quantity, accounts];
        self.events.push(Line(from_words(words)));
    }

    /// An administrative command took effect.
    pub fn applied(&mut self, at: Sequenced<'_>) {
        self.echo(at, head(EventKind::Applied, at.command.kind, Reason::None));
    }

    /// Writes an event with the command's own side, price and quantity.
    #[inline(always)]
    fn echo(&mut self, at: Sequenced<'_>, head: u64) {
        let [first, _, _, _, price, quantity, tail, _] = *as_words(at.command);
        self.push(at, [first & (INSTRUMENT | SIDE) | head, 0, price, quantity, tail & ACCOUNT]);
    }

    /// Writes whole words: an event put together from bytes would stall the hash that reads it in vectors.
    #[inline(always)]
    fn push(&mut self, at: Sequenced<'_>, [head, counter_order_id, price, quantity, accounts]: [u64; 5]) {
        let Command { time_ns, order_id, .. } = *at.command;
        self.events.push(Line(from_words([
            head,
            at.seq,
            time_ns,
            order_id,
            counter_order_id,
            price,
            quantity,
            accounts,
        ])));
    }
}

/// The first word's fields that an event takes over from its command, where both records have them alike.
const INSTRUMENT: u64 = 0xFFFF_FFFF_0000_0000;
const SIDE_SHIFT: u32 = 8;
const SIDE: u64 = 0xFF << SIDE_SHIFT;
/// The account in the command's seventh word; the flags are above it.
const ACCOUNT: u64 = 0xFFFF_FFFF;

#[inline(always)]
const fn head(kind: EventKind, flags: u8, reason: Reason) -> u64 {
    kind as u64 | (flags as u64) << 16 | (reason as u64) << 24
}

// `push` writes by position; the schema's layout has to be the one it knows.
const _: () = {
    assert!(offset_of!(Event, kind) == 0 && offset_of!(Event, side) == 1 && offset_of!(Event, flags) == 2);
    assert!(
        offset_of!(Event, reason) == 3 && offset_of!(Event, instrument) == 4 && offset_of!(Event, seq) == 8
    );
    assert!(offset_of!(Event, time_ns) == 16 && offset_of!(Event, order_id) == 24);
    assert!(offset_of!(Event, counter_order_id) == 32 && offset_of!(Event, price) == 40);
    assert!(offset_of!(Event, quantity) == 48 && offset_of!(Event, account) == 56);
    assert!(offset_of!(Event, counter_account) == 60);
    assert!(offset_of!(Command, side) == 1 && offset_of!(Command, instrument) == 4);
    assert!(offset_of!(Command, price) == 32 && offset_of!(Command, quantity) == 40);
    assert!(offset_of!(Command, account) == 48 && offset_of!(Command, flags) == 52);
};
