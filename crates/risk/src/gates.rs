//! Opening and closing gates, and what holdings and purses are while some are open.

use crate::account::AccountIx;
use crate::gate::Gate;
use crate::holding::{BLOCKED, COUNTED, EXECUTIONS, Holding, HoldingIx, MARGIN, SLOW, SUMS};
use crate::purse::Purse;
use crate::risk::{NO_CENTRE, Risk};
use cift_types::{InstrumentId, Price, Quantity};

/// A gate is lent at most one of so many parts of what an account has, so that others find something too...
const PARTS: i64 = 4;
/// ...and what so many orders need that are like the one that it was opened for.
const LIKE_IT: i64 = 1 << 12;

impl Risk {
    /// What collars of an instrument measure from.
    #[inline(always)]
    pub(crate) fn centre(&self, instrument: InstrumentId) -> Price {
        self.centres.get(instrument as usize).copied().unwrap_or(NO_CENTRE)
    }

    /// Opens a holding's gate after an order came that is like those to come, if it may have one.
    #[inline(never)]
    pub(crate) fn open_gate(&mut self, ix: HoldingIx, price: Price, quantity: Quantity) {
        const CLOSED: u32 = BLOCKED | SLOW | SUMS | MARGIN | EXECUTIONS;
        let holding = &mut self.holdings[ix as usize];
        let may_be =
            holding.flags & CLOSED == 0 && self.fifos.is_empty() && !self.gates[ix as usize].is_open();
        let Some(mut gate) = Gate::of(holding).filter(|_| may_be) else { return };
        let count = &mut self.counts[holding.owner as usize];
        let mut room = u64::from(u32::MAX - holding.live_orders);
        if holding.is(COUNTED) {
            room = room.min(count.most.saturating_sub(count.live));
        }
        gate.orders = (room as i64 / PARTS).min(LIKE_IT);
        if gate.orders == 0 {
            return;
        }
        holding.live_orders += gate.orders.cast_unsigned() as u32;
        if holding.is(COUNTED) {
            count.live += gate.orders.cast_unsigned();
        }
        let worth = i128::from(price) * i128::from(holding.tick_value) * 2;
        for (lot, (purse, funds)) in
            [worth, holding.lot_value.into()].into_iter().zip(holding.purses.iter().zip(&mut gate.funds))
        {
            let purse = &mut self.purses[*purse as usize];
            let most = (lot * i128::from(quantity) * i128::from(LIKE_IT)).clamp(0, 1 << 61);
            let lent = (purse.available / i128::from(PARTS)).clamp(0, most);
            purse.available -= lent;
            *funds = lent as i64;
        }
        self.gates[ix as usize] = gate;
        let listed = &mut self.listed[ix as usize];
        if !core::mem::replace(listed, true) {
            self.opened[holding.owner as usize].push(ix);
        }
    }

    /// Closes a holding's gate, if it is open: what it kept is in holding, purses and count again.
    #[inline(always)]
    pub(crate) fn close_gate(&mut self, ix: HoldingIx) {
        if self.gates[ix as usize].is_open() {
            self.close_open_gate(ix);
        }
    }

    #[inline(never)]
    fn close_open_gate(&mut self, ix: HoldingIx) {
        let Gate { account, instrument, .. } = self.gates[ix as usize];
        let gate = core::mem::replace(&mut self.gates[ix as usize], Gate::closed(account, instrument));
        let holding = &mut self.holdings[ix as usize];
        gate.write_back(holding);
        if holding.is(COUNTED) {
            self.counts[holding.owner as usize].live -= gate.orders.cast_unsigned();
        }
        for (side, &purse) in holding.purses.iter().enumerate() {
            let purse = &mut self.purses[purse as usize];
            purse.available += i128::from(gate.funds[side]);
            purse.total += i128::from(gate.moved[side]);
        }
    }

    /// Closes all gates of an account; whether there was one.
    #[inline(always)]
    pub(crate) fn close_gates(&mut self, owner: AccountIx) -> bool {
        !self.opened[owner as usize].is_empty() && self.close_listed(owner)
    }

    #[inline(never)]
    fn close_listed(&mut self, owner: AccountIx) -> bool {
        while let Some(ix) = self.opened[owner as usize].pop() {
            self.listed[ix as usize] = false;
            self.close_gate(ix);
        }
        true
    }

    /// Live orders that a gate has been lent and that have not come.
    pub(crate) fn lent_orders(&self, ix: HoldingIx) -> u64 {
        self.gates[ix as usize].orders.cast_unsigned()
    }

    /// A holding as it would be with its gate closed.
    pub(crate) fn holding_now(&self, ix: HoldingIx) -> Holding {
        let mut holding = self.holdings[ix as usize];
        let gate = &self.gates[ix as usize];
        if gate.is_open() {
            gate.write_back(&mut holding);
        }
        holding
    }

    /// A purse as it would be with all gates closed.
    pub(crate) fn purse_now(&self, ix: u32) -> Purse {
        let mut purse = self.purses[ix as usize];
        for &open in &self.opened[purse.account as usize] {
            let gate = &self.gates[open as usize];
            for (side, _) in
                self.holdings[open as usize].purses.iter().enumerate().filter(|(_, of)| **of == ix)
            {
                purse.available += i128::from(gate.funds[side]);
                purse.total += i128::from(gate.moved[side]);
            }
        }
        purse
    }
}
