//! What a trade moves: reservations, positions, money, fees, and what the controls count.

use crate::holding::{EXECUTIONS, HoldingIx, MARGIN, SUMS};
use crate::ledger::Morning;
use crate::money::value_of;
use crate::order::{Trade, TradeParty};
use crate::risk::Risk;
use crate::rules::limits;
use cift_types::{LimitKind, Quantity, Reason, Scope, Side, TimeNs};

/// One side of a trade, worked out.
#[derive(Clone, Copy)]
struct Settling {
    ix: HoldingIx,
    side: Side,
    price: i64,
    quantity: Quantity,
    /// Price times quantity in quote units.
    value: i64,
}

impl Risk {
    /// Two admitted orders trade: the buyer's side is settled first, then the seller's. They may be one account.
    ///
    /// # Errors
    /// `unknownInstrument`, `unknownAccount`, or `valueOverflow`: the trade is worth more than any order may be, which
    /// cannot be at a price between those of two admitted orders. Nothing is changed then.
    ///
    /// # Panics
    /// When a party's order was not admitted.
    #[inline(always)]
    pub fn trade(&mut self, trade: &Trade) -> Result<(), Reason> {
        let Trade { instrument, price, quantity, time_ns, buyer, seller } = *trade;
        let sold = self.holding(seller.account, instrument)?;
        let bought = self.holding(buyer.account, instrument)?;
        let holding = &self.holdings[bought as usize];
        let value = if holding.is_small_price(price) && quantity <= holding.small_quantity {
            price.wrapping_mul(holding.tick_value).wrapping_mul(quantity.cast_signed())
        } else {
            value_of(price, quantity, holding.tick_value).ok_or(Reason::ValueOverflow)?
        };
        let settling = Settling { ix: bought, side: Side::Buy, price, quantity, value };
        self.settle(settling, &buyer, time_ns);
        self.settle(Settling { ix: sold, side: Side::Sell, ..settling }, &seller, time_ns);
        self.markets[instrument as usize].last = Some(price);
        Ok(())
    }

    #[inline(always)]
    fn settle(&mut self, it: Settling, party: &TradeParty, now: TimeNs) {
        let flags = self.holdings[it.ix as usize].flags;
        if flags & (SUMS | EXECUTIONS | MARGIN) == 0 {
            self.settle_party::<false>(it, party);
        } else {
            self.settle_counted(it, party, now);
        }
    }

    #[inline(never)]
    fn settle_counted(&mut self, it: Settling, party: &TradeParty, now: TimeNs) {
        let before = self.before(it.ix);
        if self.holdings[it.ix as usize].is(MARGIN) {
            self.settle_party::<true>(it, party);
            self.settle_margin(it.ix);
        } else {
            self.settle_party::<false>(it, party);
        }
        self.after(it.ix, before);
        if self.holdings[it.ix as usize].is(EXECUTIONS) {
            self.count_execution(it.ix, now);
        }
    }

    #[inline(always)]
    fn settle_party<const ON_MARGIN: bool>(&mut self, it: Settling, party: &TradeParty) {
        let Settling { ix, side, price, quantity, value } = it;
        if let Some(reserved) = party.reserved {
            self.unreserve(ix, side, reserved, quantity);
            self.holdings[ix as usize].live_orders -= u32::from(party.done);
        }
        let holding = &mut self.holdings[ix as usize];
        let fee = self.rates[holding.tier as usize].fee(party.taker, value, quantity);
        let position = holding.position;
        let buys = matches!(side, Side::Buy);
        let lots = quantity.cast_signed();
        holding.position += if buys { lots } else { -lots };

        // The value fits a word, and a tick is worth at least one: so this fits too.
        let worth = price.wrapping_mul(lots);
        let ledger = &mut self.ledgers[ix as usize];
        let earned = ledger.enter(side, price, quantity, worth, position);
        ledger.turnover += i128::from(value.unsigned_abs());
        ledger.fees += fee;
        if let Some(fifo) = self.fifos.get_mut(ix as usize) {
            fifo.enter(side, price, quantity, position);
        }

        let [quote, base] = holding.purses;
        if ON_MARGIN {
            self.purses[quote as usize].add(earned * i128::from(holding.tick_value) - fee);
            return;
        }
        let paid = i128::from(if buys { value } else { -value });
        self.purses[quote as usize].add(-paid - fee);
        let delivered = i128::from(holding.lot_value) * i128::from(if buys { lots } else { -lots });
        self.purses[base as usize].add(delivered);
    }

    /// Counts an execution, and disables the account where it was the last of its period's.
    fn count_execution(&mut self, ix: HoldingIx, now: TimeNs) {
        let holding = &self.holdings[ix as usize];
        let (owner, instrument) = (holding.owner, holding.instrument);
        let rules = self.applying(&self.accounts[owner as usize], instrument);
        let set: Vec<_> = limits(&rules, LimitKind::ExecutionRate).collect();
        for (scope, limit) in set {
            let Some(bucket) = self.execution_bucket(ix, scope) else { continue };
            if bucket.take(limit, now) {
                continue;
            }
            let group = self.accounts[owner as usize].group as usize;
            let members = match (scope, self.groups.get(group)) {
                (Scope::Group, Some(group)) => group.members.clone(),
                _ => vec![owner],
            };
            for member in members {
                self.latch(member);
            }
        }
    }

    fn latch(&mut self, owner: u32) {
        if !self.accounts[owner as usize].latched {
            self.accounts[owner as usize].latched = true;
            self.recompile_account(owner);
        }
    }

    /// The day is over: what counts per day starts again.
    pub fn new_day(&mut self) {
        for ix in 0..self.holdings.len() as HoldingIx {
            let before = self.before(ix);
            let earned = self.earned(ix);
            let ledger = &mut self.ledgers[ix as usize];
            let traded = ledger.traded(self.holdings[ix as usize].position);
            ledger.morning = Morning { traded, turnover: ledger.turnover, earned };
            self.after(ix, before);
        }
    }
}
