//! The short way: plain limit orders that come in through an open [gate](crate::gate). It does what the long way does,
//! and gives up before it has changed anything where that could be more.

use crate::gate::Gate;
use crate::order::{Amend, OrderIntent, Release, Working};
use crate::risk::Risk;
use cift_types::{AccountId, InstrumentId, Price, Quantity, Reason, Side};
use cift_wire::Command;

impl Risk {
    /// The gate of an account to an instrument, where it is found at once.
    #[inline(always)]
    fn gate(&mut self, account: AccountId, instrument: InstrumentId) -> Option<&mut Gate> {
        let ix = self.front.guess(account, instrument);
        self.gates.get_mut(ix as usize).filter(|gate| gate.is_of(account, instrument))
    }

    /// As [`Risk::admit`], of a participant's limit order without special wishes.
    #[inline(always)]
    pub fn admit_limit(&mut self, command: &Command, side: Side) -> Result<(), Reason> {
        let &Command { account, instrument, price, quantity, .. } = command;
        if let Some(&centre) = self.centres.get(instrument as usize)
            && let Some(gate) = self.gate(account, instrument)
            && gate.admit(side, (price, quantity), centre)
        {
            return Ok(());
        }
        self.admit_command(command, side)
    }

    #[cold]
    #[inline(never)]
    fn admit_command(&mut self, command: &Command, side: Side) -> Result<(), Reason> {
        let &Command { account, instrument, price, quantity, time_ns, .. } = command;
        self.admit(&OrderIntent {
            account,
            instrument,
            side,
            price,
            reserve_price: None,
            quantity,
            planned_value: None,
            time_ns,
            reduce_only: false,
            counts_as_new: true,
        })
    }

    /// As [`Risk::message`] and [`Risk::release`], of a plain limit order that its owner cancels.
    #[inline(always)]
    pub fn cancel_limit(&mut self, command: &Command, (side, price, quantity): (Side, Price, Quantity)) {
        // Through an open gate messages are not counted.
        if let Some(gate) = self.gate(command.account, command.instrument)
            && gate.release(side, (price, quantity), true)
        {
            return;
        }
        self.cancel_command(command, side, price, quantity);
    }

    #[cold]
    #[inline(never)]
    fn cancel_command(&mut self, command: &Command, side: Side, price: Price, quantity: Quantity) {
        // A cancel is never refused.
        let _ = self.message(command.account, command.instrument, command.time_ns);
        self.release_command(command, side, price, quantity, true);
    }

    /// As [`Risk::release`], of a plain limit order.
    #[inline(always)]
    pub fn release_limit(
        &mut self,
        command: &Command,
        (side, price, quantity): (Side, Price, Quantity),
        done: bool,
    ) {
        if let Some(gate) = self.gate(command.account, command.instrument)
            && gate.release(side, (price, quantity), done)
        {
            return;
        }
        self.release_command(command, side, price, quantity, done);
    }

    #[cold]
    #[inline(never)]
    fn release_command(
        &mut self,
        command: &Command,
        side: Side,
        reserved_price: Price,
        quantity: Quantity,
        done: bool,
    ) {
        let &Command { account, instrument, .. } = command;
        self.release(&Release { account, instrument, side, reserved_price, quantity, done });
    }

    /// As [`Risk::amend`], of a plain limit order that its owner replaces. The command has the new price and quantity.
    #[inline(always)]
    pub fn amend_limit(
        &mut self,
        command: &Command,
        (side, price, quantity): (Side, Price, Quantity),
    ) -> Result<(), Reason> {
        let new = (command.price, command.quantity);
        if let Some(&centre) = self.centres.get(command.instrument as usize)
            && let Some(gate) = self.gate(command.account, command.instrument)
            && gate.amend(side, (price, quantity), new, centre)
        {
            return Ok(());
        }
        self.amend_command(command, side, price, quantity)
    }

    #[cold]
    #[inline(never)]
    fn amend_command(
        &mut self,
        command: &Command,
        side: Side,
        price: Price,
        quantity: Quantity,
    ) -> Result<(), Reason> {
        let &Command { account, instrument, time_ns, .. } = command;
        self.amend(&Amend {
            account,
            instrument,
            side,
            old: Working::plain(price, quantity),
            new: Working::plain(command.price, command.quantity),
            time_ns,
            reduce_only: false,
            counts_as_message: true,
        })
    }
}
