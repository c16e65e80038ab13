//! Orders that enter: the short way that nearly every one takes, and the whole check.

use crate::evaluate::{Ask, Breach};
use crate::holding::{BLOCKED, HoldingIx, MARGIN, SLOW, SUMS, SmallCost};
use crate::margin::margin;
use crate::meter::{Looks, Watch};
use crate::money::MONEY_LIMIT;
use crate::order::OrderIntent;
use crate::risk::Risk;
use crate::rules::limits;
use cift_types::{AccountId, InstrumentId, LimitKind, Price, Quantity, Reason, Scope, Side, TimeNs};

impl Risk {
    /// Lets an order in and sets aside what it needs, or says why not; the [crate] has the order of the checks. A
    /// refused order changes nothing, except that it counts as a message if it came as one.
    #[inline(always)]
    pub fn admit(&mut self, order: &OrderIntent) -> Result<(), Reason> {
        let unusual = order.planned_value.is_some() | order.reduce_only | order.reserve_price.is_some();
        if !unusual
            && let Some(ix) = self.seek(order.account, order.instrument)
            && self.admit_plain(ix, order.side, order.price, order.quantity, 1)
        {
            self.last = ix;
            return Ok(());
        }
        self.admit_any(order)
    }

    /// Lets an order in to which only the compiled limits apply. False where it needs the whole check, which then says
    /// what is wrong, if anything is.
    #[inline(always)]
    #[allow(clippy::needless_bitwise_bool)] // one branch for all of them
    pub(crate) fn admit_plain(
        &mut self,
        ix: HoldingIx,
        side: Side,
        price: Price,
        quantity: Quantity,
        new_orders: u32,
    ) -> bool {
        let holding = &mut self.holdings[ix as usize];
        let small = (holding.flags & (BLOCKED | SLOW | SUMS) == 0)
            & (quantity.wrapping_sub(1) < holding.small_quantity)
            & holding.is_small_price(price);
        if !small {
            return false;
        }
        let SmallCost { value, need, purse, one_purse, .. } = holding.small_cost(side, price, quantity);
        let sells = -(side as i64);
        let position = (holding.position ^ sells).wrapping_sub(sells);
        // None of these sums wraps: a position and its live orders are below 2^62, a side's worth and an order's too.
        let after = holding.open[side as usize].wrapping_add(quantity).cast_signed().wrapping_add(position);
        let within = one_purse
            & (value <= holding.max_order_value)
            & (holding.live_orders.wrapping_add(new_orders).wrapping_sub(1) < holding.max_live_orders)
            & (after <= holding.max_position)
            & (holding.worth[side as usize].wrapping_add(value) <= MONEY_LIMIT);
        if !within {
            return false;
        }
        if holding.is(MARGIN) {
            return self.admit_on_margin(ix, (side, quantity, value), need, new_orders);
        }
        let purse = &mut self.purses[purse as usize];
        let left = purse.available - i128::from(need);
        // A cash account's purse never has less than nothing available.
        if left < 0 {
            return false;
        }
        purse.available = left;
        holding.put_in(side, quantity, value);
        holding.live_orders = holding.live_orders.wrapping_add(new_orders);
        true
    }

    /// The funds of an order of a margin account; `fee` is what its fees set aside. A change leaves the margin as it was
    /// with the old order, so the question is whether more is needed than that.
    #[inline(never)]
    fn admit_on_margin(
        &mut self,
        ix: HoldingIx,
        order: (Side, Quantity, i64),
        fee: i64,
        new_orders: u32,
    ) -> bool {
        let holding = &mut self.holdings[ix as usize];
        let ledger = &mut self.ledgers[ix as usize];
        let ppm = self.settings.instruments[holding.instrument as usize].initial_margin_ppm;
        let needed = margin(holding, ledger, ppm, Some(order));
        let increase = needed - ledger.held;
        let purse = &mut self.purses[holding.purses[0] as usize];
        let need = increase + i128::from(fee);
        if increase > 0 && need > purse.available {
            return false;
        }
        purse.available -= need;
        ledger.held = needed;
        let (side, quantity, value) = order;
        holding.put_in(side, quantity, value);
        holding.live_orders += new_orders;
        true
    }

    #[inline(never)]
    fn admit_any(&mut self, order: &OrderIntent) -> Result<(), Reason> {
        let ix = self.holding(order.account, order.instrument)?;
        let ask = Ask::of_new(order);
        let evaluated = self.view(ix).evaluate(&ask);
        self.count_message(ix, &ask, evaluated.err());
        if let Err(breach) = evaluated {
            return Err(breach.reason);
        }
        self.remember(ix, &ask);
        if ask.planned.is_none() {
            let before = self.before(ix);
            self.reserve(ix, ask.side, ask.funds_price, ask.quantity);
            self.holdings[ix as usize].live_orders += 1;
            self.after(ix, before);
        }
        Ok(())
    }

    /// Takes tokens for a message, unless it was refused for want of one.
    pub(crate) fn count_message(&mut self, ix: HoldingIx, ask: &Ask, refused: Option<Breach>) {
        if ask.message && refused.is_none_or(|breach| breach.reason != Reason::MessageRate) {
            self.take_message_tokens(ix, ask.now);
        }
    }

    pub(crate) fn take_message_tokens(&mut self, ix: HoldingIx, now: TimeNs) {
        let holding = &self.holdings[ix as usize];
        if !holding.is(SLOW) {
            return;
        }
        let (owner, instrument) = (holding.owner as usize, holding.instrument);
        let rules = self.applying(&self.accounts[owner], instrument);
        let [own, group, on_instrument, venue] =
            rules.map(|rules| rules.and_then(|rules| rules.get(LimitKind::MessageRate)));
        if let Some(limit) = own {
            self.accounts[owner].own.messages.take(limit, now);
        }
        if let Some(limit) = group {
            let group = self.accounts[owner].group as usize;
            self.groups[group].meter.messages.take(limit, now);
        }
        if let Some(limit) = on_instrument {
            self.watch(ix).meter.messages.take(limit, now);
        }
        if let Some(limit) = venue {
            self.accounts[owner].venue.messages.take(limit, now);
        }
    }

    /// Counts a participant's change or cancel; whether there was a token for it. A cancel may then be carried out all
    /// the same. A message without a token takes what is left of one.
    ///
    /// # Errors
    /// `unknownInstrument`, `unknownAccount`, `messageRate`.
    #[inline(always)]
    pub fn message(
        &mut self,
        account: AccountId,
        instrument: InstrumentId,
        time_ns: TimeNs,
    ) -> Result<(), Reason> {
        match self.seek(account, instrument) {
            Some(ix) if !self.holdings[ix as usize].is(SLOW) => Ok(()),
            _ => self.count_other(account, instrument, time_ns),
        }
    }

    #[inline(never)]
    fn count_other(
        &mut self,
        account: AccountId,
        instrument: InstrumentId,
        now: TimeNs,
    ) -> Result<(), Reason> {
        let ix = self.holding(account, instrument)?;
        let passed = self.view(ix).messages(now);
        self.take_message_tokens(ix, now);
        passed.map_err(|breach| breach.reason)
    }

    pub(crate) fn watch(&mut self, ix: HoldingIx) -> &mut Watch {
        self.watches[ix as usize].get_or_insert_default()
    }

    /// Keeps an order's price and looks for the controls over time.
    pub(crate) fn remember(&mut self, ix: HoldingIx, ask: &Ask) {
        let holding = &self.holdings[ix as usize];
        if !holding.is(SLOW) {
            return;
        }
        let rules = self.applying(&self.accounts[holding.owner as usize], holding.instrument);
        let drifts: Vec<_> = limits(&rules, LimitKind::PriceDrift).filter(|_| ask.message).collect();
        let repeats: Vec<_> = limits(&rules, LimitKind::DuplicateOrders).filter(|_| ask.repeats).collect();
        for (scope, limit) in drifts {
            self.watch(ix).drift[scope as usize].note(limit, ask.price, ask.now);
        }
        for (scope, limit) in repeats {
            let looks = Looks::new(scope as u8, ask.side, ask.price, ask.quantity);
            self.watch(ix).note(looks, limit, ask.now);
        }
    }

    /// The loss of an account since the day began, over instruments of a quote currency; a gain is negative.
    pub(crate) fn day_loss(&self, owner: u32, currency: u32) -> i128 {
        let of_currency = |ix: &HoldingIx| {
            self.settings.instruments[self.holdings[*ix as usize].instrument as usize].quote == currency
        };
        self.holdings_of(owner).filter(of_currency).map(|ix| -self.day_earned(ix)).sum()
    }

    fn day_earned(&self, ix: HoldingIx) -> i128 {
        self.earned(ix) - self.ledgers[ix as usize].morning.earned
    }

    /// Realised and unrealised, less fees, ever, in money.
    pub(crate) fn earned(&self, ix: HoldingIx) -> i128 {
        let ledger = &self.ledgers[ix as usize];
        let realised = ledger.realised * i128::from(self.holdings[ix as usize].tick_value);
        realised - ledger.fees + self.unrealised(ix)
    }

    /// What a position would earn at its mark, in money. A mark that nobody could trade at counts as 2^100.
    pub(crate) fn unrealised(&self, ix: HoldingIx) -> i128 {
        let holding = &self.holdings[ix as usize];
        let mark = self.markets[holding.instrument as usize].mark();
        let ticks = self.ledgers[ix as usize].unrealised(holding.position, mark);
        ticks.saturating_mul(holding.tick_value.into()).clamp(-(1 << 100), 1 << 100)
    }

    /// The margin that a holding of a margin account needs as it is.
    pub(crate) fn margin_of(&self, ix: HoldingIx) -> i128 {
        let holding = &self.holdings[ix as usize];
        let ppm = self.settings.instruments[holding.instrument as usize].initial_margin_ppm;
        margin(holding, &self.ledgers[ix as usize], ppm, None)
    }

    /// The scopes' own meter of a holding, if it has one.
    pub(crate) fn execution_bucket(
        &mut self,
        ix: HoldingIx,
        scope: Scope,
    ) -> Option<&mut crate::meter::Bucket> {
        let owner = self.holdings[ix as usize].owner as usize;
        let meter = match scope {
            Scope::Account => &mut self.accounts[owner].own,
            Scope::Venue => &mut self.accounts[owner].venue,
            Scope::Instrument => &mut self.watch(ix).meter,
            Scope::Group => &mut self.groups.get_mut(self.accounts[owner].group as usize)?.meter,
        };
        Some(&mut meter.executions)
    }
}
