//! Commands that concern many orders: mass cancels, disconnects, quotes.

use crate::apply::Sequenced;
use crate::incoming::{Incoming, Now};
use crate::live::Live;
use crate::venue::Venue;
use cift_book::{IdHash, Place, Slot, Waiting};
use cift_types::{
    AccountId, CommandKind, EVERY, EXACT_LIMIT, FLAG_PRICE_RANGE, InstrumentId, OrderType, Price, Reason,
    Side, TimeInForce, Trigger,
};
use cift_wire::Command;

/// Quote entries that may be kept for one account.
pub const MAX_QUOTES: usize = 64;

impl Venue {
    /// Cancels every order of an instrument that `which` names, in the order of C4.
    pub fn cancel_where(
        &mut self,
        now: Now,
        instrument: InstrumentId,
        reason: Reason,
        which: impl Fn(&Self, Slot) -> bool,
    ) {
        let mut found = core::mem::take(&mut self.scratch.doomed);
        for place in Place::ALL {
            let sides = match place {
                // Upwards first: the lowest trigger is the next to fire.
                Place::Trigger(..) => [Side::Sell, Side::Buy],
                _ => [Side::Buy, Side::Sell],
            };
            let from = found.len();
            for side in sides {
                let book = &self.books[instrument as usize];
                for level in book.levels_at(&self.store, place, side) {
                    let slots = self.store.slots(level.level).filter(|&slot| which(self, slot));
                    found.extend(slots.map(|slot| (slot, self.store.extra(slot).map(|extra| extra.serial))));
                }
            }
            if place == Place::Parked {
                found[from..].sort_unstable_by_key(|&(_, serial)| serial);
            }
        }
        for &(slot, serial) in &found {
            // A plain order is linked to nothing, so nothing but its own turn takes it away.
            if serial.is_none_or(|serial| self.is_still(slot, serial)) {
                self.cancel_live(now, instrument, slot, reason);
            }
        }
        found.clear();
        self.scratch.doomed = found;
    }

    /// V18 and C4.
    pub fn mass_cancel(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let &Command { side, flags, price, param, instrument, account, .. } = at.command;
        if side > 2 {
            return Err(Reason::InvalidSide);
        }
        let range = flags & FLAG_PRICE_RANGE != 0;
        if flags & !FLAG_PRICE_RANGE != 0 || !range && (price != 0 || param != 0) {
            return Err(Reason::InvalidFlags);
        }
        let (low, high) = if range { (price, param.cast_signed()) } else { (Price::MIN, Price::MAX) };
        if low > high {
            return Err(Reason::InvalidPrice);
        }
        let instruments = self.instruments(instrument)?;
        let now = at.now();
        for instrument in instruments.clone() {
            let matches = |venue: &Self, slot: Slot| {
                let live = venue.live(instrument, slot);
                let price = match venue.store.extra(slot) {
                    Some(extra) if extra.waiting != Waiting::No => extra.limit,
                    _ => live.price,
                };
                (account == EVERY || live.account == account)
                    && (side == 2 || live.side as u8 == side)
                    && (low..=high).contains(&price)
            };
            self.cancel_where(now, instrument, Reason::MassCancelled, matches);
        }
        instruments.for_each(|instrument| self.settle(now, instrument));
        Ok(())
    }

    /// One instrument, or all.
    pub fn instruments(&self, instrument: InstrumentId) -> Result<core::ops::Range<InstrumentId>, Reason> {
        let count = self.books.len() as InstrumentId;
        match instrument {
            EVERY => Ok(0..count),
            _ if instrument < count => Ok(instrument..instrument + 1),
            _ => Err(Reason::UnknownInstrument),
        }
    }

    /// Cancels all orders of an account that is gone (T2).
    pub fn disconnect(&mut self, now: Now, account: AccountId) {
        self.timers.watch(account, None);
        self.cancel_all(now, Reason::Disconnected, |_, live| live.account == account);
    }

    /// Cancels orders of all instruments.
    pub fn cancel_all(&mut self, now: Now, reason: Reason, which: impl Fn(&Self, &Live) -> bool) {
        let all = 0..self.books.len() as InstrumentId;
        for instrument in all.clone() {
            self.cancel_where(now, instrument, reason, |venue, slot| {
                which(venue, &venue.live(instrument, slot))
            });
        }
        all.for_each(|instrument| self.settle(now, instrument));
    }
}

// ---- quotes

impl Venue {
    /// V19: keeps one side of a quote.
    pub fn quote_entry(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let command = at.command;
        Side::from_u8(command.side).ok_or(Reason::InvalidSide)?;
        if command.order_id >= EXACT_LIMIT {
            return Err(Reason::InvalidOrderId);
        }
        if command.quantity >= EXACT_LIMIT {
            return Err(Reason::InvalidQuantity);
        }
        self.check_instrument(at)?;
        let zeros = command.flags == 0 && command.param == 0;
        if !zeros || command.order_type != 0 || command.time_in_force != 0 {
            return Err(Reason::InvalidFlags);
        }
        let kept = self.quotes.iter().filter(|quote| quote.account == command.account).count();
        if kept >= MAX_QUOTES {
            return Err(Reason::InvalidQuote);
        }
        self.quotes.push(*command);
        Ok(())
    }

    /// C5: enters the account's quotes, each instrument's in full or not at all.
    pub fn mass_quote(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let account = at.command.account;
        let mut entries = core::mem::take(&mut self.scratch.entries);
        entries.extend(self.quotes.iter().filter(|quote| quote.account == account));
        self.quotes.retain(|quote| quote.account != account);
        for group in entries.chunk_by(|a, b| a.instrument == b.instrument) {
            self.quote_group(at, group);
        }
        let done = if entries.is_empty() { Err(Reason::InvalidQuote) } else { Ok(()) };
        let after = |last: Option<InstrumentId>| {
            let instruments = entries.iter().map(|entry| entry.instrument);
            instruments.filter(|&instrument| last.is_none_or(|last| instrument > last)).min()
        };
        let mut touched = after(None);
        while let Some(instrument) = touched {
            self.settle(at.now(), instrument);
            touched = after(touched);
        }
        entries.clear();
        self.scratch.entries = entries;
        done
    }

    fn quote_group(&mut self, at: Sequenced<'_>, group: &[Command]) {
        let of_quote = |entry: &Command| Command { kind: CommandKind::MassQuote as u8, ..*entry };
        for (index, entry) in group.iter().enumerate() {
            let twice =
                entry.quantity > 0 && group[..index].iter().any(|other| other.order_id == entry.order_id);
            let checked =
                self.check_quote(at, entry).and(if twice { Err(Reason::DuplicateOrderId) } else { Ok(()) });
            if let Err(reason) = checked {
                self.output.rejected_as(at, &of_quote(entry), reason);
                return;
            }
        }
        for entry in group {
            self.quote(at, entry);
        }
    }

    /// What a new limit order of this price and quantity would be refused for.
    fn check_quote(&self, at: Sequenced<'_>, entry: &Command) -> Result<(), Reason> {
        let order = Incoming::of_quote(entry);
        let zero = entry.quantity == 0;
        self.check_entry(&order, zero)?;
        if zero { Ok(()) } else { self.desk.check_quote(at, &order) }
    }

    fn quote(&mut self, at: Sequenced<'_>, entry: &Command) {
        let now = at.now();
        let Command { instrument, account, order_id, .. } = *entry;
        let hash = IdHash::new(instrument, account, order_id);
        if let Some(found) = self.store.find(hash, instrument, account, order_id) {
            self.cancel_live(now, instrument, found.slot, Reason::MassCancelled);
        }
        if entry.quantity == 0 {
            return;
        }
        let command =
            Command { kind: CommandKind::New as u8, seq: at.seq, time_ns: at.command.time_ns, ..*entry };
        let at = Sequenced { command: &command, seq: at.seq, hash };
        let mut order = Incoming::of_quote(&command);
        order.extra.serial = self.next_serial();
        if let Err(reason) = self.admit(at, &mut order, Waiting::No) {
            return self.output.rejected_as(
                at,
                &Command { kind: CommandKind::MassQuote as u8, ..command },
                reason,
            );
        }
        self.output.accepted(at);
        self.enter(now, order);
    }
}

impl Incoming {
    /// A quote as a limit order, good till cancelled.
    fn of_quote(entry: &Command) -> Self {
        let side = if entry.side == Side::Sell as u8 { Side::Sell } else { Side::Buy };
        let extra = cift_book::Extra::plain(side, entry.price, 0);
        debug_assert!(extra.order_type == OrderType::Limit && extra.trigger == Trigger::None);
        debug_assert!(extra.time_in_force == TimeInForce::Gtc);
        let &Command { instrument, account, order_id, quantity, .. } = entry;
        Self {
            instrument,
            account,
            id: order_id,
            left: quantity,
            traded: 0,
            replaced: false,
            quote: true,
            slot: cift_book::NIL,
            linked: 0,
            extra,
        }
    }
}
