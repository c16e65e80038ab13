//! Counts everything again: that money is conserved, and that what is set aside is what the live orders need.
//!
//! For each currency, after every call:
//!
//! ```text
//! paid in - paid out = sum of purses + house fees
//!                    - sum over margin holdings quoted in it   of cost * tick value
//!                    + sum over margin holdings delivering it  of position * lot value
//! ```
//!
//! A cash trade moves money from purse to purse. A margin trade moves none: the holding's cost changes by the trade's
//! value instead, and when a part of the position is closed, what it earned moves from the cost into the purse. So a
//! margin account can trade with a cash account, and the sum holds with positions open.

use crate::holding::{Holding, HoldingIx, MARGIN};
use crate::index::key;
use crate::order::OpenOrder;
use crate::risk::Risk;

impl Risk {
    /// Whether money is conserved in every currency, see above.
    pub fn conserved(&self) -> bool {
        self.accounted_for().is_some_and(|sums| sums == self.transfers)
    }

    /// Where all money is now, by currency; `None` where it does not fit 128 bits, which only a snapshot could claim.
    fn accounted_for(&self) -> Option<Vec<i128>> {
        let mut sums = vec![0_i128; self.transfers.len()];
        let mut add = |currency: u32, amount: i128| -> Option<()> {
            let sum = &mut sums[currency as usize];
            *sum = sum.checked_add(amount)?;
            Some(())
        };
        for ix in 0..self.purses.len() as u32 {
            let purse = self.purse_now(ix);
            add(purse.currency, purse.total)?;
        }
        for (holding, ledger) in self.holdings.iter().zip(&self.ledgers) {
            let money = self.settings.instruments[holding.instrument as usize];
            add(money.quote, ledger.fees)?;
            if !holding.is(MARGIN) {
                continue;
            }
            add(money.quote, -ledger.cost.checked_mul(holding.tick_value.into())?)?;
            add(money.base, i128::from(holding.position) * i128::from(holding.lot_value))?;
        }
        Some(sums)
    }

    /// Recomputes from the live orders, of which `orders` are all, everything that is kept of them: quantities and
    /// values by side, live orders, margin, what each purse holds back, sums, compiled limits; and that money is
    /// conserved, and positions, costs and lots agree. Orders with planned values are never live, and a cash account can
    /// owe by them: nothing is set aside for them. Takes time and memory: for tests, and after loading.
    ///
    /// # Errors
    /// What does not agree, in words.
    pub fn audit(&self, orders: impl IntoIterator<Item = OpenOrder>) -> Result<(), String> {
        agree(self.conserved(), || "money is not conserved".to_owned())?;
        let mut holdings: Vec<Holding> = self.holdings.iter().map(blank_orders).collect();
        let mut reserved = vec![0_i128; self.purses.len()];
        for order in orders {
            self.count(&order, &mut holdings, &mut reserved)?;
        }
        for (ix, counted) in holdings.iter().enumerate() {
            let it = self.holding_now(ix as HoldingIx);
            agree(*counted == it, || format!("holding {it:?}: its orders make it {counted:?}"))?;
            self.audit_holding(ix as HoldingIx, &mut reserved)?;
        }
        self.audit_purses(&reserved)?;
        self.audit_sums()
    }

    fn count(
        &self,
        order: &OpenOrder,
        holdings: &mut [Holding],
        reserved: &mut [i128],
    ) -> Result<(), String> {
        let OpenOrder { account, instrument, side, reserved_price, quantity } = *order;
        let ix = self.seek(account, instrument).ok_or_else(|| format!("{order:?} has no holding"))?;
        let holding = &mut holdings[ix as usize];
        let cost = holding.cost(side, reserved_price, quantity);
        let cost = cost.ok_or_else(|| format!("{order:?} is worth too much"))?;
        holding.live_orders += 1;
        holding.put_in(side, quantity, cost.value);
        reserved[holding.purses[0] as usize] += cost.quote;
        reserved[holding.purses[1] as usize] += cost.base;
        Ok(())
    }

    pub(crate) fn audit_holding(&self, ix: HoldingIx, reserved: &mut [i128]) -> Result<(), String> {
        let (holding, ledger) = (&self.holdings[ix as usize], &self.ledgers[ix as usize]);
        let say = |what: &str| format!("holding {holding:?} {ledger:?}: {what}");
        let margin = if holding.is(MARGIN) { self.margin_of(ix) } else { 0 };
        agree(ledger.held == margin, || say(&format!("needs margin {margin}")))?;
        reserved[holding.purses[0] as usize] += margin;
        let counted = ledger.bought >= 0 && ledger.sold(holding.position) >= 0;
        agree(counted, || say("bought or sold less than nothing"))?;
        agree(holding.position != 0 || ledger.cost == 0, || say("costs something and has nothing"))?;
        if let Some(fifo) = self.fifos.get(ix as usize) {
            let lots: u128 = fifo.lots.iter().map(|lot| u128::from(lot.quantity)).sum();
            agree(lots == u128::from(holding.position.unsigned_abs()), || say("is not the sum of its lots"))?;
            // Realised less what is still in the position is what came in less what went out, by either method.
            let by_lots = fifo.realised - fifo.cost(holding.position);
            agree(by_lots == ledger.realised - ledger.cost, || say("earned something else lot by lot"))?;
        }
        let mut compiled = *holding;
        self.compile(&mut compiled);
        agree(compiled == *holding, || say(&format!("is compiled as {compiled:?}")))
    }

    fn audit_purses(&self, reserved: &[i128]) -> Result<(), String> {
        for (ix, &counted) in reserved.iter().enumerate() {
            let purse = self.purse_now(ix as u32);
            let say = |what: String| format!("purse {purse:?}: {what}");
            agree(purse.reserved() == counted, || say(format!("{counted} is needed")))?;
            let account = &self.accounts[purse.account as usize];
            let found = self.account_index.find(key(account.id, 0));
            agree(found == purse.account, || say("its account is not found".to_owned()))?;
        }
        Ok(())
    }

    /// Sums that a limit asks for are what they would be if they were added up anew.
    fn audit_sums(&self) -> Result<(), String> {
        let (mut closed, mut fresh) = (self.clone(), self.clone());
        for owner in 0..self.accounts.len() as u32 {
            closed.close_gates(owner);
        }
        fresh.recompile_all();
        let asked = |owner: u32| {
            self.holdings_of(owner).any(|ix| self.holdings[ix as usize].is(crate::holding::SUMS))
        };
        for owner in (0..self.accounts.len() as u32).filter(|&owner| asked(owner)) {
            let (is, should) = (self.accounts[owner as usize].sums, fresh.accounts[owner as usize].sums);
            agree(is == should, || format!("account {owner}: {is:?} is {should:?}"))?;
            for ix in self.purses_of(owner) {
                let (is, should) = (self.purse_sums[ix as usize], fresh.purse_sums[ix as usize]);
                agree(is == should, || format!("purse {ix}: {is:?} is {should:?}"))?;
            }
        }
        let counted = |owner: u32| {
            self.holdings_of(owner).any(|ix| self.holdings[ix as usize].is(crate::holding::COUNTED))
        };
        for owner in (0..self.accounts.len() as u32).filter(|&owner| counted(owner)) {
            let (is, should) = (closed.counts[owner as usize], fresh.counts[owner as usize]);
            agree(is == should, || format!("account {owner}: {is:?} is {should:?}"))?;
        }
        for (group, should) in self.groups.iter().zip(&fresh.groups) {
            if group.rules.as_ref().is_some_and(|rules| rules.any(&crate::compile::SUM_KINDS)) {
                agree(group.sums == should.sums, || format!("group {}: its counts", group.id))?;
                let same = should.by_currency.iter().all(|(currency, sums)| {
                    group.by_currency.get(currency).copied().unwrap_or_default() == *sums
                });
                agree(same, || format!("group {}: its money", group.id))?;
            }
        }
        Ok(())
    }
}

/// The holding without its live orders.
fn blank_orders(holding: &Holding) -> Holding {
    Holding { live_orders: 0, open: [0; 2], worth: [0; 2], ..*holding }
}

fn agree(holds: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem()) }
}
