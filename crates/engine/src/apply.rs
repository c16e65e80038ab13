//! Applies one sequenced command: the four verbs.

use crate::check::{NewOrder, Plain, check_change, check_quantity};
use crate::output::Output;
use cift_book::{Book, CapacityError, Found, IdHash, OrderView, Store};
use cift_types::{CommandKind, EventKind, Price, Quantity, Reason, Seq, Side, TimeInForce};
use cift_wire::Command;

/// A command in its place in the total order.
#[derive(Clone, Copy)]
pub struct Sequenced<'a> {
    pub command: &'a Command,
    pub seq: Seq,
    /// Of its order's id.
    pub hash: IdHash,
}

/// What commands change and where they say so.
#[derive(Debug)]
pub struct Venue {
    pub books: Vec<Book>,
    pub store: Store,
    pub output: Output,
}

impl Venue {
    /// Applies a command: its events are written, or one rejection that says why nothing changed.
    #[inline(always)]
    pub fn apply(&mut self, at: Sequenced<'_>) {
        // Tests one after the other, the commonest first. A jump table would be one branch that is nearly always
        // predicted wrong.
        let done = if let Some(plain) = Plain::of(at.command) {
            self.plain_order(at, plain)
        } else if at.command.kind == CommandKind::Cancel as u8 {
            self.cancel(at)
        } else {
            self.others(at)
        };
        if let Err(reason) = done {
            self.output.rejected(at, reason);
        }
    }

    #[inline(never)]
    fn others(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        match CommandKind::from_u8(at.command.kind) {
            Some(CommandKind::New) => self.new_order(at),
            Some(CommandKind::Replace) => self.replace(at),
            Some(CommandKind::Reduce) => self.reduce(at),
            _ => Err(Reason::UnknownCommand),
        }
    }

    /// A new limit order without flags, good till cancelled or immediate-or-cancel.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn plain_order(&mut self, at: Sequenced<'_>, plain: Plain) -> Result<(), Reason> {
        self.check_unused(at)?;
        self.output.accepted(at);
        let Command { price, quantity, .. } = *at.command;
        let left = self.trade(at, plain.side, Some(price), quantity);
        if left == 0 {
            return Ok(());
        }
        if plain.immediate {
            self.cancelled(at, Reason::ImmediateRemainder, (plain.side, price, left));
        } else {
            self.rest(at, plain.side, price, left);
        }
        Ok(())
    }

    /// Any new order.
    #[inline(never)]
    fn new_order(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let NewOrder { side, limit, time_in_force, post_only } = NewOrder::check(at.command)?;
        self.check_unused(at)?;
        let Command { price, quantity, .. } = *at.command;
        let book = self.book(at);
        if post_only && book.would_trade(side, limit) {
            return Err(Reason::PostOnlyWouldTrade);
        }
        let unfillable =
            time_in_force == TimeInForce::Fok && !book.would_fill(&self.store, side, limit, quantity);
        self.output.accepted(at);
        if unfillable {
            self.cancelled(at, Reason::FillOrKill, (side, price, quantity));
            return Ok(());
        }
        let left = self.trade(at, side, limit, quantity);
        match (limit, time_in_force) {
            _ if left == 0 => {}
            (Some(price), TimeInForce::Gtc) => self.rest(at, side, price, left),
            (None, TimeInForce::Gtc) => self.cancelled(at, Reason::NoLiquidity, (side, price, left)),
            _ => self.cancelled(at, Reason::ImmediateRemainder, (side, price, left)),
        }
        Ok(())
    }

    /// Matches an order and writes its trades; returns what is left of it.
    #[inline(always)]
    fn trade(&mut self, at: Sequenced<'_>, side: Side, limit: Option<Price>, quantity: Quantity) -> Quantity {
        if self.book(at).would_trade(side, limit) { self.sweep(at, side, limit, quantity) } else { quantity }
    }

    #[inline(never)]
    fn sweep(&mut self, at: Sequenced<'_>, side: Side, limit: Option<Price>, quantity: Quantity) -> Quantity {
        let Self { books, store, output } = self;
        let mut open = quantity;
        books[at.command.instrument as usize].take(store, side, limit, quantity, |fill| {
            open -= fill.quantity;
            output.trade(at, side, fill, open == 0);
        })
    }

    #[inline(always)]
    fn rest(&mut self, at: Sequenced<'_>, side: Side, price: Price, left: Quantity) {
        let order = OrderView { account: at.command.account, id: at.command.order_id, quantity: left };
        let book = &mut self.books[at.command.instrument as usize];
        if let Err(CapacityError) = book.rest(&mut self.store, at.hash, side, price, order) {
            self.cancelled(at, Reason::Capacity, (side, price, left));
        }
    }

    #[cfg_attr(target_arch = "wasm32", inline(never))]
    #[cfg_attr(not(target_arch = "wasm32"), inline(always))]
    fn cancel(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        let order = self.books[at.command.instrument as usize].remove(&mut self.store, found);
        self.cancelled(at, Reason::Requested, order);
        Ok(())
    }

    #[inline(always)]
    fn reduce(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        check_quantity(at.command)?;
        let book = &mut self.books[at.command.instrument as usize];
        if at.command.quantity >= self.store.order(found.slot).quantity {
            let order = book.remove(&mut self.store, found);
            self.cancelled(at, Reason::ReducedToZero, order);
        } else {
            let order = book.reduce(&mut self.store, found, at.command.quantity);
            self.output.of_order(at, (EventKind::Reduced, Reason::None), order);
        }
        Ok(())
    }

    #[inline(always)]
    fn replace(&mut self, at: Sequenced<'_>) -> Result<(), Reason> {
        let found = self.find_live(at)?;
        check_quantity(at.command)?;
        let Command { price, quantity, .. } = *at.command;
        let side = self.books[at.command.instrument as usize].lift(&mut self.store, found);
        self.output.of_order(at, (EventKind::Replaced, Reason::None), (side, price, quantity));
        let left = self.trade(at, side, Some(price), quantity);
        let book = &mut self.books[at.command.instrument as usize];
        if book.settle(&mut self.store, found.slot, side, price, left).is_err() {
            self.cancelled(at, Reason::Capacity, (side, price, left));
        }
        Ok(())
    }

    #[inline(always)]
    fn cancelled(&mut self, at: Sequenced<'_>, reason: Reason, order: (Side, Price, Quantity)) {
        self.output.of_order(at, (EventKind::Cancelled, reason), order);
    }

    #[inline(always)]
    fn book(&self, at: Sequenced<'_>) -> &Book {
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
    fn find_live(&self, at: Sequenced<'_>) -> Result<Found, Reason> {
        check_change(at.command)?;
        self.check_instrument(at)?;
        self.find(at).ok_or(Reason::UnknownOrder)
    }

    #[inline(always)]
    fn check_instrument(&self, at: Sequenced<'_>) -> Result<(), Reason> {
        if (at.command.instrument as usize) < self.books.len() {
            Ok(())
        } else {
            Err(Reason::UnknownInstrument)
        }
    }

    #[inline(always)]
    fn find(&self, at: Sequenced<'_>) -> Option<Found> {
        let Command { instrument, account, order_id, .. } = *at.command;
        self.store.find(at.hash, instrument, account, order_id)
    }
}
