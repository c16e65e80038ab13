//! What a trade moves: reservations, positions, money, fees, and what the controls count.

use crate::holding::{Cost, EXECUTIONS, HoldingIx, MARGIN, SUMS};
use crate::ledger::Morning;
use crate::money::{Rates, value_of};
use crate::order::{Trade, TradeParty};
use crate::risk::Risk;
use crate::rules::limits;
use cift_types::{LimitKind, Quantity, Reason, Scope, Side, TimeNs};

/// One side of a trade, worked out.
#[derive(Clone, Copy)]
struct Settling {
    ix: HoldingIx,
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
        let value = if holding.is_small_price(price) && quantity <= u64::from(holding.small_quantity) {
            price.wrapping_mul(holding.tick_value).wrapping_mul(quantity.cast_signed())
        } else {
            value_of(price, quantity, holding.tick_value).ok_or(Reason::ValueOverflow)?
        };
        let settling = Settling { ix: bought, price, quantity, value };
        self.settle::<true>(settling, &buyer, time_ns);
        self.settle::<false>(Settling { ix: sold, ..settling }, &seller, time_ns);
        let market = &mut self.markets[instrument as usize];
        market.last = Some(price);
        if market.reference.is_none() {
            self.centres[instrument as usize] = price;
        }
        Ok(())
    }

    #[inline(always)]
    fn settle<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty, now: TimeNs) {
        if !self.settle_at_gate::<BUYS>(it, party) {
            self.close_gate(it.ix);
            self.settle_any::<BUYS>(it, party, now);
        }
    }

    /// As [`Self::settle_cash`], of a live order, through an open gate. False where it does not go there; nothing has
    /// changed then.
    #[inline(always)]
    fn settle_at_gate<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty) -> bool {
        let Settling { ix, price, quantity, value } = it;
        let (Some(gate), Some(holding), Some(ledger)) = (
            self.gates.get_mut(ix as usize),
            self.holdings.get_mut(ix as usize),
            self.ledgers.get_mut(ix as usize),
        ) else {
            return false;
        };
        let Some(reserved) = party.reserved else { return false };
        if !gate.is_small_price(price) || !Rates::is_small(value, quantity) {
            return false;
        }
        let Some(rates) = self.rates.get(holding.tier as usize) else { return false };
        let fee = rates.small_fee(party.taker, value, quantity);
        // Far below 2^62, all of them.
        let money = (if BUYS { value.wrapping_neg() } else { value }).wrapping_sub(fee);
        if !gate.settle::<BUYS>((reserved, quantity), money, party.done) {
            return false;
        }
        let (side, lots) = (if BUYS { Side::Buy } else { Side::Sell }, quantity.cast_signed());
        let position = holding.position;
        holding.position += if BUYS { lots } else { -lots };
        ledger.enter(side, price, quantity, price.wrapping_mul(lots), position);
        ledger.turnover += i128::from(value);
        ledger.fees += i128::from(fee);
        true
    }

    #[inline(never)]
    fn settle_any<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty, now: TimeNs) {
        if self.holdings[it.ix as usize].flags & (SUMS | EXECUTIONS) == 0 {
            self.settle_alone::<BUYS>(it, party);
        } else {
            self.settle_counted::<BUYS>(it, party, now);
        }
    }

    #[inline(always)]
    fn settle_alone<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty) {
        if self.holdings[it.ix as usize].is(MARGIN) {
            self.settle_on_margin::<BUYS>(it, party);
        } else {
            self.settle_cash::<BUYS>(it, party);
        }
    }

    #[inline(never)]
    fn settle_counted<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty, now: TimeNs) {
        let before = self.before(it.ix);
        self.settle_alone::<BUYS>(it, party);
        self.after(it.ix, before);
        if self.holdings[it.ix as usize].is(EXECUTIONS) {
            self.count_execution(it.ix, now);
        }
    }

    /// Money goes one way and lots the other.
    #[inline(always)]
    fn settle_cash<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty) {
        let freed = self.take_out::<BUYS>(it, party);
        let (fee, _) = self.enter::<BUYS>(it, party);
        let holding = &self.holdings[it.ix as usize];
        let [quote, base] = holding.purses;
        let delivered = i128::from(holding.lot_value) * i128::from(it.quantity);
        let (money, lots) = if BUYS {
            (-i128::from(it.value) - fee, delivered)
        } else {
            (i128::from(it.value) - fee, -delivered)
        };
        let purse = &mut self.purses[quote as usize];
        purse.total += money;
        purse.available += money + freed.quote;
        let purse = &mut self.purses[base as usize];
        purse.total += lots;
        purse.available += lots + freed.base;
    }

    /// Nothing moves but what the trade earns, and the margin.
    #[inline(always)]
    fn settle_on_margin<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty) {
        let freed = self.take_out::<BUYS>(it, party);
        let (fee, earned) = self.enter::<BUYS>(it, party);
        let needed = self.margin_of(it.ix);
        let held = core::mem::replace(&mut self.ledgers[it.ix as usize].held, needed);
        let holding = &self.holdings[it.ix as usize];
        let money = if earned == 0 { -fee } else { earned * i128::from(holding.tick_value) - fee };
        let purse = &mut self.purses[holding.purses[0] as usize];
        purse.total += money;
        purse.available += money + freed.quote + held - needed;
    }

    /// The lots are no longer those of a live order. What the order had set aside for them.
    #[inline(always)]
    fn take_out<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty) -> Cost {
        let side = if BUYS { Side::Buy } else { Side::Sell };
        let Some(reserved) = party.reserved else { return Cost::default() };
        self.count_orders(it.ix, -i32::from(party.done));
        let holding = &mut self.holdings[it.ix as usize];
        let small = holding.is_small_price(reserved) && it.quantity <= u64::from(holding.small_quantity);
        let cost = if small { holding.small_cost(side, reserved, it.quantity).whole(side) } else { None };
        let cost = cost.unwrap_or_else(|| holding.cost_of_live(side, reserved, it.quantity));
        holding.take_out(side, it.quantity, cost.value);
        cost
    }

    /// Writes position and books. The fee, and what the trade earned in ticks times lots.
    #[inline(always)]
    fn enter<const BUYS: bool>(&mut self, it: Settling, party: &TradeParty) -> (i128, i128) {
        let Settling { ix, price, quantity, value } = it;
        let side = if BUYS { Side::Buy } else { Side::Sell };
        let holding = &mut self.holdings[ix as usize];
        let fee = self.rates[holding.tier as usize].fee(party.taker, value, quantity);
        let position = holding.position;
        let lots = quantity.cast_signed();
        holding.position += if BUYS { lots } else { -lots };
        // The value fits a word, and a tick is worth at least one: so this fits too.
        let worth = price.wrapping_mul(lots);
        let ledger = &mut self.ledgers[ix as usize];
        let earned = ledger.enter(side, price, quantity, worth, position);
        ledger.turnover += i128::from(value.unsigned_abs());
        ledger.fees += fee;
        if let Some(fifo) = self.fifos.get_mut(ix as usize) {
            fifo.enter(side, price, quantity, position);
        }
        (fee, earned)
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
