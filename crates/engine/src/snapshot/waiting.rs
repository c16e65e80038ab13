//! What waits to happen: timers, kept terms, quotes. And the accounts.

use super::SnapshotError;
use super::bytes::{Put, Reader, ensure};
use super::links::Links;
use super::listing::Listing;
use crate::desk::reserved;
use crate::engine::Engine;
use crate::mass::MAX_QUOTES;
use crate::timers::{Due, Timer};
use crate::venue::Venue;
use cift_book::{NIL, Slot};
use cift_risk::{LoadError, OpenOrder, Risk};
use cift_types::{CommandKind, EXACT_LIMIT, InstrumentId, Phase, Side, TimeNs};
use cift_wire::{Command, OrderTerms, as_bytes};

/// Kinds of timers. Those of the schedule follow from it.
const EXPIRY: u8 = 0;
const PHASE_END: u8 = 1;
const SILENCE: u8 = 2;

/// No timer is due later: it is set at most 2^53 ns ahead.
const LAST_DUE_NS: TimeNs = EXACT_LIMIT * 2;

// ---- timers

impl Venue {
    /// Writes the timers that still mean something, in the order in which they are due.
    pub fn save_timers(&self, listing: &Listing, out: &mut Vec<u8>) {
        let live = self.timers.heap.iter().filter(|timer| self.is_live_timer(timer));
        let mut timers: Vec<Timer> =
            live.filter(|timer| !matches!(timer.what, Due::Schedule { .. })).copied().collect();
        timers.sort_unstable_by_key(|timer| (timer.due_ns, timer.serial));
        (timers.len() as u32).put(out);
        for timer in timers {
            let (kind, number) = match timer.what {
                Due::Expiry { slot, .. } => (EXPIRY, listing.position(slot)),
                Due::PhaseEnd { instrument } => (PHASE_END, instrument),
                Due::Silence { account } => (SILENCE, account),
                Due::Schedule { entry } => (SILENCE, entry),
            };
            kind.put(out);
            timer.due_ns.put(out);
            number.put(out);
        }
    }
}

impl Engine {
    /// Reads the timers; those of the schedule follow from the time.
    pub fn load_timers(&mut self, links: &Links, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        let (time_ns, begun) = (self.time_ns, self.seq > 0);
        // The schedule's timers that were due have happened.
        let timers = &mut self.venue.timers;
        timers.heap.retain(|timer| !begun || timer.due_ns > time_ns);
        timers.next_due_ns = timers.heap.peek().map_or(TimeNs::MAX, |timer| timer.due_ns);
        let (mut last_ns, mut expiring) = (0, 0);
        for _ in 0..from.u32()? {
            let (kind, due_ns, number) = (from.u8()?, from.u64()?, from.u32()?);
            ensure(due_ns >= last_ns && due_ns <= LAST_DUE_NS, "timers are not in order")?;
            ensure(due_ns > time_ns || kind == PHASE_END && due_ns == time_ns, "a timer was due")?;
            last_ns = due_ns;
            match kind {
                EXPIRY => {
                    self.venue.load_expiry(links.slot(number)?, due_ns)?;
                    expiring += 1;
                }
                PHASE_END => self.venue.load_phase_end(number, due_ns)?,
                SILENCE => {
                    let watched = self.venue.timers.watched.iter().any(|&(account, _)| account == number);
                    ensure(!watched, "an account is watched twice")?;
                    self.venue.timers.watch(number, Some(due_ns));
                }
                _ => return Err(SnapshotError::Wrong("a timer's kind".to_owned())),
            }
        }
        ensure(expiring == links.expiring && self.venue.each_expires_once(), "orders expire once each")
    }
}

impl Venue {
    fn load_expiry(&mut self, slot: Slot, due_ns: TimeNs) -> Result<(), SnapshotError> {
        let extra = self.store.extra(slot).filter(|extra| extra.expire_ns == due_ns);
        let Some(extra) = extra else {
            return Err(SnapshotError::Wrong("an order expires at another time".to_owned()));
        };
        let instrument = self.store.order(self.store.order(slot).parent).instrument();
        self.timers.expire(due_ns, instrument, slot, extra.serial);
        Ok(())
    }

    fn load_phase_end(&mut self, instrument: InstrumentId, due_ns: TimeNs) -> Result<(), SnapshotError> {
        let market = self.markets.get(instrument as usize).filter(|market| market.phase_end_ns == 0);
        let ends = market.is_some_and(|it| matches!(it.phase, Phase::Halt | Phase::VolatilityAuction));
        ensure(ends, "the end of a phase")?;
        self.end_phase_at(instrument, Some(due_ns));
        Ok(())
    }

    fn each_expires_once(&self) -> bool {
        let slots = self.timers.heap.iter().filter_map(|timer| match timer.what {
            Due::Expiry { slot, .. } => Some(slot),
            _ => None,
        });
        let mut slots: Vec<Slot> = slots.collect();
        slots.sort_unstable();
        slots.windows(2).all(|pair| pair[0] != pair[1])
    }
}

// ---- terms and quotes

impl Venue {
    /// Writes kept terms and quotes without the sequence numbers that some came with: those mean nothing any
    /// more.
    pub fn save_kept(&self, out: &mut Vec<u8>) {
        u8::from(self.kept.is_some()).put(out);
        if let Some(terms) = self.kept {
            out.extend_from_slice(as_bytes(&[OrderTerms { seq: 0, ..terms }]));
        }
        (self.quotes.len() as u32).put(out);
        for quote in &self.quotes {
            out.extend_from_slice(as_bytes(&[Command { seq: 0, ..*quote }]));
        }
    }

    pub fn load_kept(&mut self, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        let kept = from.u8()?;
        ensure(kept <= 1, "whether terms are kept")?;
        if kept == 1 {
            let terms: OrderTerms = from.record()?;
            ensure(terms.kind == CommandKind::Terms as u8 && terms.seq == 0, "kept terms")?;
            self.kept = Some(terms);
        }
        let mut accounts = Vec::new();
        for _ in 0..from.u32()? {
            let quote: Command = from.record()?;
            let known = (quote.instrument as usize) < self.books.len();
            ensure(known && is_entry(&quote), "a quote")?;
            accounts.push(quote.account);
            self.quotes.push(quote);
        }
        accounts.sort_unstable();
        let most = accounts.chunk_by(|one, next| one == next).map(<[u32]>::len).max();
        ensure(most.unwrap_or(0) <= MAX_QUOTES, "more quotes than an account can have")
    }
}

/// Whether a command is a quote's entry with good fields (V19).
const fn is_entry(quote: &Command) -> bool {
    let numbers = quote.order_id < EXACT_LIMIT && quote.quantity < EXACT_LIMIT;
    let zeros = quote.flags == 0 && quote.param == 0 && quote.order_type == 0 && quote.time_in_force == 0;
    quote.kind == CommandKind::QuoteEntry as u8 && quote.seq == 0 && quote.side < 2 && numbers && zeros
}

// ---- accounts

impl Venue {
    /// Reads the accounts, and counts again that what they hold back is what the live orders need.
    pub fn load_risk(&mut self, links: &Links, from: &mut Reader<'_>) -> Result<(), SnapshotError> {
        let Some(risk) = &self.desk.risk else { return Ok(()) };
        let loaded = Risk::load(from.rest_mut()).map_err(|error| match error {
            LoadError::Short => SnapshotError::Short,
            LoadError::Foreign => SnapshotError::Foreign,
            LoadError::Wrong(what) => SnapshotError::Wrong(what),
        })?;
        if loaded.settings() != risk.settings() {
            return Err(SnapshotError::OtherConfig);
        }
        loaded.audit(self.open_orders()).map_err(SnapshotError::Wrong)?;
        for (slot, _) in links.extras(self) {
            let known = loaded.find(self.store.order(slot).account()).is_some();
            ensure(known, "an order of an account that was not opened")?;
        }
        self.desk.risk = Some(Box::new(loaded));
        Ok(())
    }

    /// The live orders that accounts hold something back for.
    fn open_orders(&self) -> impl Iterator<Item = OpenOrder> {
        let all = self.books.iter().flat_map(move |book| {
            let ladders = super::listing::ladders();
            let levels = ladders.flat_map(move |(_, place, side)| book.levels_at(&self.store, place, side));
            levels
                .flat_map(move |level| self.store.slots(level.level))
                .map(move |slot| (book.instrument(), slot))
        });
        all.filter_map(move |(instrument, slot)| self.open_order(instrument, slot))
    }

    fn open_order(&self, instrument: InstrumentId, slot: Slot) -> Option<OpenOrder> {
        debug_assert!(slot != NIL);
        let live = self.live(instrument, slot);
        let reserved_price = reserved(live.price, self.store.extra(slot))?;
        let side: Side = live.side;
        Some(OpenOrder { account: live.account, instrument, side, reserved_price, quantity: live.open })
    }
}
