//! Setting aside and giving back: what live orders hold, and changes to them.

use crate::evaluate::Ask;
use crate::holding::{BLOCKED, COUNTED, Cost, HoldingIx, MARGIN, SLOW, SUMS, SmallCost};
use crate::order::{Amend, Release, Working};
use crate::risk::Risk;
use cift_types::{Price, Quantity, Reason, Side};

impl Risk {
    /// Sets aside what an order needs, which was checked.
    pub(crate) fn reserve(&mut self, ix: HoldingIx, side: Side, price: Price, quantity: Quantity) {
        let holding = &mut self.holdings[ix as usize];
        let Cost { value, quote, base } = holding.cost_of_live(side, price, quantity);
        holding.put_in(side, quantity, value);
        let [quote_purse, base_purse] = holding.purses;
        self.purses[quote_purse as usize].available -= quote;
        self.purses[base_purse as usize].available -= base;
        self.settle_margin(ix);
    }

    /// Gives back what lots of a live order hold. Margin is left for [`Self::settle_margin`].
    #[inline(always)]
    pub(crate) fn unreserve(&mut self, ix: HoldingIx, side: Side, price: Price, quantity: Quantity) {
        let holding = &mut self.holdings[ix as usize];
        if holding.is_small_price(price) && quantity <= u64::from(holding.small_quantity) {
            let SmallCost { value, need, purse, one_purse, .. } = holding.small_cost(side, price, quantity);
            if one_purse {
                holding.take_out(side, quantity, value);
                self.purses[purse as usize].available += i128::from(need);
                return;
            }
        }
        self.unreserve_any(ix, side, price, quantity);
    }

    #[inline(never)]
    fn unreserve_any(&mut self, ix: HoldingIx, side: Side, price: Price, quantity: Quantity) {
        let holding = &mut self.holdings[ix as usize];
        let Cost { value, quote, base } = holding.cost_of_live(side, price, quantity);
        holding.take_out(side, quantity, value);
        let [quote_purse, base_purse] = holding.purses;
        self.purses[quote_purse as usize].available += quote;
        self.purses[base_purse as usize].available += base;
    }

    /// Holds back as much margin as the holding needs now.
    #[inline(always)]
    pub(crate) fn settle_margin(&mut self, ix: HoldingIx) {
        if self.holdings[ix as usize].is(MARGIN) {
            let needed = self.margin_of(ix);
            let held = core::mem::replace(&mut self.ledgers[ix as usize].held, needed);
            let purse = self.holdings[ix as usize].purses[0];
            self.purses[purse as usize].available -= needed - held;
        }
    }

    /// An order, or a part of it, leaves the market unfilled: gives back what it held. An unknown holding is ignored.
    ///
    /// # Panics
    /// When more is released than was admitted.
    #[inline(always)]
    pub fn release(&mut self, release: &Release) {
        let Some(ix) = self.seek(release.account, release.instrument) else { return };
        let order = (release.reserved_price, release.quantity);
        if self.gates[ix as usize].release(release.side, order, release.done) {
            return;
        }
        self.close_gate(ix);
        if self.holdings[ix as usize].flags & (MARGIN | SUMS | COUNTED) != 0 {
            self.release_counted(ix, release);
            return;
        }
        self.unreserve(ix, release.side, release.reserved_price, release.quantity);
        self.holdings[ix as usize].live_orders -= u32::from(release.done);
    }

    #[inline(never)]
    fn release_counted(&mut self, ix: HoldingIx, release: &Release) {
        let before = self.before(ix);
        self.unreserve(ix, release.side, release.reserved_price, release.quantity);
        self.count_orders(ix, -i32::from(release.done));
        self.settle_margin(ix);
        self.after(ix, before);
    }

    /// Changes a live order's price and quantity as one step: what it held is given back, what it would hold is checked
    /// and set aside. A refused change changes nothing, except that it counts as a message if it came as one.
    ///
    /// The checks are those of a new order, without `openOrders` and `duplicateOrders`. A buy may not be moved above
    /// the price its funds are set aside at: `insufficientFunds`.
    ///
    /// # Errors
    /// The first reason that applies.
    ///
    /// # Panics
    /// When the order was not admitted as `old` says.
    #[inline(always)]
    pub fn amend(&mut self, amend: &Amend) -> Result<(), Reason> {
        let plain = !amend.reduce_only && (amend.new.price == amend.new.reserved_price);
        if plain
            && let Some(ix) = self.seek(amend.account, amend.instrument)
            && self.amend_usual(ix, amend)
        {
            return Ok(());
        }
        self.amend_any(amend)
    }

    /// Changes an order without special wishes, through the gate or where it can be opened next. False where that needs the
    /// whole check.
    fn amend_usual(&mut self, ix: HoldingIx, amend: &Amend) -> bool {
        let &Amend { account, instrument, side, old, new, .. } = amend;
        let centre = self.centre(instrument);
        self.front.note(account, instrument, ix);
        let old = (old.reserved_price, old.quantity);
        if self.gates[ix as usize].amend(side, old, (new.price, new.quantity), centre) {
            return true;
        }
        self.close_gate(ix);
        if self.holdings[ix as usize].flags & (BLOCKED | SLOW | SUMS) != 0 {
            return false;
        }
        self.unreserve(ix, side, old.0, old.1);
        if self.admit_plain(ix, side, new.price, new.quantity, 0) {
            self.open_gate(ix, new.price, new.quantity);
            return true;
        }
        self.reserve(ix, side, old.0, old.1);
        false
    }

    #[inline(never)]
    fn amend_any(&mut self, amend: &Amend) -> Result<(), Reason> {
        let ix = self.holding(amend.account, amend.instrument)?;
        self.close_gates(self.holdings[ix as usize].owner);
        let before = self.before(ix);
        let held_before = self.ledgers[ix as usize].held;
        let Working { reserved_price, quantity, .. } = amend.old;
        self.unreserve(ix, amend.side, reserved_price, quantity);
        self.settle_margin(ix);
        self.after(ix, before);
        let ask = Ask::of_amend(amend, held_before);
        let evaluated = self.view(ix).evaluate(&ask);
        self.count_message(ix, &ask, evaluated.err());
        if evaluated.is_ok() {
            self.remember(ix, &ask);
        }
        let Working { reserved_price, quantity, .. } = if evaluated.is_ok() { amend.new } else { amend.old };
        let before = self.before(ix);
        self.reserve(ix, amend.side, reserved_price, quantity);
        self.after(ix, before);
        evaluated.map(|_| ()).map_err(|breach| breach.reason)
    }
}
