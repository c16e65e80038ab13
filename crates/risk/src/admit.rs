//! Orders that enter: the short way that nearly every one takes, and the whole check.

use crate::evaluate::{Ask, Breach};
use crate::holding::{BLOCKED, COLLAR, COUNTED, Holding, HoldingIx, MARGIN, SLOW, SUMS, SmallCost};
use crate::ledger::Ledger;
use crate::margin::margin;
use crate::meter::{Looks, Watch};
use crate::money::MONEY_LIMIT;
use crate::order::OrderIntent;
use crate::risk::Risk;
use crate::rules::limits;
use cift_types::{AccountId, InstrumentId, LimitKind, Price, Quantity, Reason, Scope, Side, TimeNs};

/// What an order would do.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    value: i64,
    /// What it would set aside.
    pub need: i128,
    /// The margin that would be held then.
    held: i128,
    purse: u32,
}

impl Risk {
    /// Lets an order in and sets aside what it needs, or says why not; the [crate] has the order of the checks. A
    /// refused order changes nothing, except that it counts as a message if it came as one.
    pub fn admit(&mut self, order: &OrderIntent) -> Result<(), Reason> {
        if order.is_usual()
            && let Some(ix) = self.seek(order.account, order.instrument)
            && self.admit_usual(ix, order)
        {
            return Ok(());
        }
        self.admit_any(order)
    }

    /// Lets an order without special wishes in, through the gate or where the gate can be opened next. False where it needs
    /// the whole check, which then says what is wrong, if anything is.
    fn admit_usual(&mut self, ix: HoldingIx, order: &OrderIntent) -> bool {
        let &OrderIntent { account, instrument, side, price, quantity, .. } = order;
        let centre = self.centre(instrument);
        self.front.note(account, instrument, ix);
        if self.gates[ix as usize].admit(side, (price, quantity), centre) {
            return true;
        }
        self.close_gate(ix);
        let owner = self.holdings[ix as usize].owner;
        // What is lent to other gates may be wanted here.
        let admitted = self.admit_plain(ix, side, price, quantity, 1)
            || self.close_gates(owner) && self.admit_plain(ix, side, price, quantity, 1);
        if admitted {
            self.open_gate(ix, price, quantity);
        }
        admitted
    }

    /// Lets an order in to which only the compiled limits apply. Its gate is closed.
    #[inline(never)]
    pub(crate) fn admit_plain(
        &mut self,
        ix: HoldingIx,
        side: Side,
        price: Price,
        quantity: Quantity,
        new_orders: u32,
    ) -> bool {
        let (holding, ledger) = (&self.holdings[ix as usize], &self.ledgers[ix as usize]);
        let look = self.look(holding, ledger, side, (price, quantity), new_orders);
        let Some(Look { value, need, held, purse }) = look else { return false };
        self.purses[purse as usize].available -= need;
        self.ledgers[ix as usize].held = held;
        self.holdings[ix as usize].put_in(side, quantity, value);
        self.count_orders(ix, new_orders.cast_signed());
        true
    }

    /// What [`Risk::admit_plain`] would do; `None` where it would not let the order in. A change leaves the margin as it was
    /// with the old order, so the question is whether more is needed than that.
    pub(crate) fn look(
        &self,
        holding: &Holding,
        ledger: &Ledger,
        side: Side,
        (price, quantity): (Price, Quantity),
        new_orders: u32,
    ) -> Option<Look> {
        let small = holding.flags & (BLOCKED | SLOW | SUMS) == 0
            && quantity.wrapping_sub(1) < u64::from(holding.small_quantity)
            && holding.is_small_price(price)
            && self.is_near(holding, price);
        if !small {
            return None;
        }
        let SmallCost { value, need, purse, one_purse, .. } = holding.small_cost(side, price, quantity);
        let after = holding.potential(side, quantity);
        // None of these sums wraps: a side's worth and an order's are below 2^62.
        let within = one_purse
            && value <= holding.max_order_value
            && after <= i128::from(holding.max_position)
            && holding.worth[side as usize].wrapping_add(value) <= MONEY_LIMIT
            && self.has_room(holding, new_orders);
        if !within {
            return None;
        }
        let available = self.purses.get(purse as usize).map_or(0, |purse| purse.available);
        let mut look = Look { value, need: need.into(), held: ledger.held, purse };
        if !holding.is(MARGIN) {
            return (need == 0 || look.need <= available).then_some(look);
        }
        let ppm = self.settings.instruments[holding.instrument as usize].initial_margin_ppm;
        look.held = margin(holding, ledger, ppm, Some((side, quantity, value)));
        let increase = look.held - ledger.held;
        look.need += increase;
        (increase <= 0 || look.need <= available).then_some(look)
    }

    /// Whether a price is within the holding's collar. All are where the market has none yet.
    fn is_near(&self, holding: &Holding, price: Price) -> bool {
        let centre = self.markets[holding.instrument as usize].collar_price();
        !holding.is(COLLAR) || centre.is_none_or(|centre| price.abs_diff(centre) <= holding.collar.into())
    }

    /// Whether the account may have so many more live orders.
    fn has_room(&self, holding: &Holding, new_orders: u32) -> bool {
        if !holding.is(COUNTED) {
            return true;
        }
        let Some(count) = self.counts.get(holding.owner as usize) else { return false };
        count.live.wrapping_add(u64::from(new_orders)) <= count.most
    }

    #[inline(never)]
    fn admit_any(&mut self, order: &OrderIntent) -> Result<(), Reason> {
        let ix = self.holding(order.account, order.instrument)?;
        self.close_gates(self.holdings[ix as usize].owner);
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
            self.count_orders(ix, 1);
            self.after(ix, before);
        }
        Ok(())
    }

    /// Counts live orders that come, or go if negative.
    ///
    /// # Panics
    /// When more go than came.
    #[inline(always)]
    pub(crate) fn count_orders(&mut self, ix: HoldingIx, orders: i32) {
        let holding = &mut self.holdings[ix as usize];
        holding.live_orders =
            holding.live_orders.checked_add_signed(orders).expect("live orders are counted");
        if holding.is(COUNTED) {
            let count = &mut self.counts[holding.owner as usize];
            count.live = count.live.wrapping_add_signed(orders.into());
        }
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
