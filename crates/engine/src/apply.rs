//! Applies one sequenced command. Plain orders in a plain book take the short way, which is here; everything else is read and
//! matched with all that an order may have to it.

use crate::check::{Plain, check_change, check_quantity};
use crate::incoming::Now;
pub use crate::venue::Venue;
use cift_book::{Book, CapacityError, Found, IdHash, OrderView};
use cift_types::{CommandKind, EventKind, Price, Quantity, Reason, Seq, Side};
use cift_wire::{Command, OrderTerms, as_words, from_words};

/// A command in its place in the total order.
#[derive(Clone, Copy)]
pub struct Sequenced<'a> {
    pub command: &'a Command,
    pub seq: Seq,
    /// Of its order's id.
    pub hash: IdHash,
}

impl Sequenced<'_> {
    pub const fn now(&self) -> Now {
        Now { seq: self.seq, time_ns: self.command.time_ns, since_ns: self.command.time_ns }
    }
}

impl Venue {
    /// Applies a command: its events are written, or one rejection that says why nothing changed.
    #[inline(always)]
    pub fn apply(&mut self, at: Sequenced<'_>) {
        // Tests one after the other, the commonest first. A jump table would be one branch that is nearly always
        // predicted wrong.
        if at.command.time_ns >= self.next_due_ns() || !self.is_plain_at(at.command) {
            return self.closely(at.command, at.seq, at.hash);
        }
        let done = if let Some(plain) = Plain::of(at.command) {
            self.plain_order(at, plain)
        } else if at.command.kind == CommandKind::Cancel as u8 {
            self.plain_cancel(at)
        } else {
            self.others(at.command, at.seq, at.hash)
        };
        if let Err(reason) = done {
            self.output.rejected(at, reason);
        }
    }

    /// Whether the short way is open for a command: its book is plain, and no terms are kept for it.
    #[inline(always)]
    fn is_plain_at(&self, command: &Command) -> bool {
        self.books.get(command.instrument as usize).is_some_and(Book::is_plain) & self.kept.is_none()
    }

    #[inline(never)]
    fn others(&mut self, command: &Command, seq: Seq, hash: IdHash) -> Result<(), Reason> {
        let at = Sequenced { command, seq, hash };
        match CommandKind::from_u8(at.command.kind) {
            Some(CommandKind::Replace) => self.plain_replace(at),
            Some(CommandKind::Reduce) => self.plain_reduce(at),
            _ => {
                self.closely(command, seq, hash);
                Ok(())
            }
        }
    }

    /// The long way: timers, terms, all kinds of orders and commands, and what follows from them.
    ///
    /// Its arguments are by themselves so that they stay in registers: put together they would be written to memory with
    /// every command.
    #[inline(never)]
    fn closely(&mut self, command: &Command, seq: Seq, hash: IdHash) {
        let at = Sequenced { command, seq, hash };
        if at.command.time_ns >= self.next_due_ns() {
            self.run_timers(at.now());
        }
        let terms = self.kept.take();
        let done = self.perform(at, terms.as_ref());
        if let Err(reason) = done {
            self.output.rejected(at, reason);
            // The market has not changed, but the timers before may have.
        } else if (at.command.instrument as usize) < self.books.len() {
            self.settle(at.now(), at.command.instrument);
        }
    }

    fn perform(&mut self, at: Sequenced<'_>, terms: Option<&OrderTerms>) -> Result<(), Reason> {
        let kind = CommandKind::from_u8(at.command.kind).ok_or(Reason::UnknownCommand)?;
        match kind {
            CommandKind::None => Err(Reason::UnknownCommand),
            CommandKind::New => self.new_order(at, terms),
            CommandKind::Reduce => self.reduce(at),
            CommandKind::Replace => self.replace(at),
            CommandKind::Cancel => self.cancel(at),
            CommandKind::Release => self.release(at),
            CommandKind::Terms => {
                self.kept = Some(from_words(*as_words(at.command)));
                Ok(())
            }
            CommandKind::MassCancel => self.mass_cancel(at),
            CommandKind::QuoteEntry => self.quote_entry(at),
            CommandKind::MassQuote => self.mass_quote(at),
            CommandKind::Phase
            | CommandKind::Reference
            | CommandKind::Clock
            | CommandKind::Heartbeat
            | CommandKind::Disconnect
            | CommandKind::Account
            | CommandKind::Transfer
            | CommandKind::Limit
            | CommandKind::Kill
            | CommandKind::Permit => self.administer(at, kind),
        }
    }

    #[inline(always)]
    pub fn cancelled(&mut self, at: Sequenced<'_>, reason: Reason, order: (Side, Price, Quantity)) {
        self.output.of_order(at, (EventKind::Cancelled, reason), order);
    }

    #[inline(always)]
    pub fn book(&self, at: Sequenced<'_>) -> &Book {
        &self.books[at.command.instrument as usize]
    }

    /// The instrument exists, and the account has no live order of this id on it.
    #[inline(always)]
    fn check_unused(&self, at: Sequenced<'_>) -> Result<(), Reason> {
        self.check_instrument(at)?;
        if self.find(at).is_some() { Err(Reason::DuplicateOrderId) } else { Ok(()) }
    }

    /// The live order that a change names.
    #[inline(always)]
    pub fn find_live(&self, at: Sequenced<'_>) -> Result<Found, Reason> {
        check_change(at.command)?;
        self.check_instrument(at)?;
        self.find(at).ok_or(Reason::UnknownOrder)
    }

    #[inline(always)]
    pub fn check_instrument(&self, at: Sequenced<'_>) -> Result<(), Reason> {
        if (at.command.instrument as usize) < self.books.len() {
            Ok(())
        } else {
            Err(Reason::UnknownInstrument)
        }
    }

    #[inline(always)]
    pub fn find(&self, at: Sequenced<'_>) -> Option<Found> {
        let Command { instrument, account, order_id, .. } = *at.command;
        self.store.find(at.hash, instrument, account, order_id)
    }
}

// ---- the short way

impl Venue {
    /// A new limit order without flags, good till cancelled or immediate-or-cancel.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn plain_order(&mut self, at: Sequenced<'_>, plain: Plain) -> Result<(), Reason> {
        self.check_unused(at)?;
        self.desk.admit_plain(at.command, plain.side)?;
        self.output.accepted(at);
        let Command { price, quantity, .. } = *at.command;
        let left = self.trade(at, plain.side, price, quantity);
        if left == 0 {
            return Ok(());
        }
        if plain.immediate {
            self.desk.release_plain(at.command, (plain.side, price, left), true);
            self.cancelled(at, Reason::ImmediateRemainder, (plain.side, price, left));
        } else {
            self.rest_plain(at, plain.side, price, left);
        }
        Ok(())
    }

    /// Matches a plain order and writes its trades; returns what is left of it.
    #[inline(always)]
    fn trade(&mut self, at: Sequenced<'_>, side: Side, limit: Price, quantity: Quantity) -> Quantity {
        if self.book(at).would_trade(side, Some(limit)) {
            self.sweep(at, side, limit, quantity)
        } else {
            quantity
        }
    }

    #[inline(never)]
    fn sweep(&mut self, at: Sequenced<'_>, side: Side, limit: Price, quantity: Quantity) -> Quantity {
        let Self { books, store, output, markets, desk, .. } = self;
        let (mut open, mut last) = (quantity, 0);
        let left = books[at.command.instrument as usize].take(store, side, Some(limit), quantity, |fill| {
            open -= fill.quantity;
            last = fill.price;
            output.trade(at, side, fill, open == 0);
            if desk.is_open() {
                desk.traded_plain(at.command, side, limit, &fill, open == 0);
            }
        });
        markets[at.command.instrument as usize].last = Some(last);
        left
    }

    #[inline(always)]
    fn rest_plain(&mut self, at: Sequenced<'_>, side: Side, price: Price, left: Quantity) {
        let order = OrderView { account: at.command.account, id: at.command.order_id, quantity: left };
        let book = &mut self.books[at.command.instrument as usize];
        if let Err(CapacityError) = book.rest(&mut self.store, at.hash, side, price, order) {
            self.desk.release_plain(at.command, (side, price, left), true);
            self.cancelled(at, Reason::Capacity, (side, price, left));
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn plain_cancel(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        let order = self.books[at.command.instrument as usize].remove(&mut self.store, found);
        self.desk.cancel_plain(at.command, order);
        self.cancelled(at, Reason::Requested, order);
        Ok(())
    }

    #[inline(always)]
    fn plain_reduce(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        check_quantity(at.command)?;
        self.desk.message(at.command);
        let book = &mut self.books[at.command.instrument as usize];
        if at.command.quantity >= self.store.order(found.slot).quantity {
            let order = book.remove(&mut self.store, found);
            self.desk.release_plain(at.command, order, true);
            self.cancelled(at, Reason::ReducedToZero, order);
        } else {
            let order = book.reduce(&mut self.store, found, at.command.quantity);
            self.desk.release_plain(at.command, (order.0, order.1, at.command.quantity), false);
            self.output.of_order(at, (EventKind::Reduced, Reason::None), order);
        }
        Ok(())
    }

    #[inline(always)]
    fn plain_replace(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        check_quantity(at.command)?;
        let Command { price, quantity, .. } = *at.command;
        if self.desk.is_open() {
            let stand = self.book(at).stand(&self.store, found.slot);
            let old = (stand.side, stand.price, self.store.order(found.slot).quantity);
            self.desk.amend_plain(at.command, old)?;
        }
        let side = self.books[at.command.instrument as usize].lift(&mut self.store, found);
        self.output.of_order(at, (EventKind::Replaced, Reason::None), (side, price, quantity));
        let left = self.trade(at, side, price, quantity);
        let book = &mut self.books[at.command.instrument as usize];
        if book.settle(&mut self.store, found.slot, side, price, left).is_err() {
            self.desk.release_plain(at.command, (side, price, left), true);
            self.cancelled(at, Reason::Capacity, (side, price, left));
        }
        Ok(())
    }
}
