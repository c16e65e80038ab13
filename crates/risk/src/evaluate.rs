//! The checks, in their order. Nothing here changes anything.

use crate::account::{Account, Group};
use crate::holding::{COUNTED, Cost, FORBIDDEN, Holding, HoldingIx, MARGIN};
use crate::index::NIL;
use crate::ledger::Ledger;
use crate::margin::margin;
use crate::meter::{Bucket, Looks, Watch};
use crate::money::within_limit;
use crate::order::{Amend, OrderIntent};
use crate::purse::Purse;
use crate::risk::{Risk, reducible};
use crate::rules::{Applying, Limit, limits, strictest};
use crate::sums::Sums;
use cift_types::{EXACT_LIMIT, LimitKind, Price, Quantity, Reason, Scope, Side, TimeNs};

/// An order, or what an order would become.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is a question of its own
pub struct Ask {
    pub side: Side,
    pub price: Price,
    /// What its funds would be set aside at.
    pub funds_price: Price,
    pub quantity: Quantity,
    pub planned: Option<i128>,
    pub now: TimeNs,
    pub reduce_only: bool,
    /// It counts for message rate and price drift.
    pub message: bool,
    /// It would be one more live order.
    pub opens: bool,
    /// It counts for duplicates.
    pub repeats: bool,
    /// The margin that the holding had before the order to be changed was taken out of it.
    pub held_before: i128,
}

impl Ask {
    pub fn of_new(order: &OrderIntent) -> Self {
        Self {
            side: order.side,
            price: order.price,
            funds_price: order.reserve_price.unwrap_or(order.price),
            quantity: order.quantity,
            planned: order.planned_value,
            now: order.time_ns,
            reduce_only: order.reduce_only,
            message: order.counts_as_new,
            opens: true,
            repeats: order.counts_as_new,
            held_before: 0,
        }
    }

    pub const fn of_amend(amend: &Amend, held_before: i128) -> Self {
        Self {
            side: amend.side,
            price: amend.new.price,
            funds_price: amend.new.reserved_price,
            quantity: amend.new.quantity,
            planned: None,
            now: amend.time_ns,
            reduce_only: amend.reduce_only,
            message: amend.counts_as_message,
            opens: false,
            repeats: false,
            held_before,
        }
    }
}

/// Why an order is refused, with the numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Breach {
    pub reason: Reason,
    pub kind: LimitKind,
    pub scope: Scope,
    pub limit: i128,
    pub current: i128,
    pub after: i128,
    pub money: bool,
}

impl Breach {
    pub const fn plain(reason: Reason) -> Self {
        let (kind, scope) = (LimitKind::None, Scope::Account);
        Self { reason, kind, scope, limit: 0, current: 0, after: 0, money: false }
    }
}

/// The reason that a limit of this kind is refused with.
pub const fn reason_of(kind: LimitKind) -> Reason {
    match kind {
        LimitKind::None => Reason::None,
        LimitKind::OrderQuantity => Reason::OrderQuantityLimit,
        LimitKind::OrderValue => Reason::OrderValueLimit,
        LimitKind::PriceCollar => Reason::PriceCollar,
        LimitKind::PriceDrift => Reason::PriceDrift,
        LimitKind::OpenOrders => Reason::OpenOrdersLimit,
        LimitKind::Position => Reason::PositionLimit,
        LimitKind::GrossExposure => Reason::GrossExposureLimit,
        LimitKind::NetExposure => Reason::NetExposureLimit,
        LimitKind::MessageRate => Reason::MessageRate,
        LimitKind::ExecutionRate => Reason::ExecutionRate,
        LimitKind::DailyQuantity => Reason::DailyQuantityLimit,
        LimitKind::DailyValue => Reason::DailyValueLimit,
        LimitKind::DuplicateOrders => Reason::DuplicateOrder,
        LimitKind::DailyLoss => Reason::DailyLossLimit,
    }
}

/// Everything about one holding that the checks look at. The holding need not exist yet.
pub struct View<'a> {
    pub risk: &'a Risk,
    pub account: &'a Account,
    pub group: Option<&'a Group>,
    pub holding: &'a Holding,
    pub ledger: &'a Ledger,
    pub watch: Option<&'a Watch>,
    pub rules: Applying<'a>,
}

impl Risk {
    pub(crate) fn view(&self, ix: HoldingIx) -> View<'_> {
        let (holding, ledger) = (&self.holdings[ix as usize], &self.ledgers[ix as usize]);
        self.view_of(holding, ledger, self.watches[ix as usize].as_deref())
    }

    pub(crate) fn view_of<'a>(
        &'a self,
        holding: &'a Holding,
        ledger: &'a Ledger,
        watch: Option<&'a Watch>,
    ) -> View<'a> {
        let account = &self.accounts[holding.owner as usize];
        let group = self.groups.get(account.group as usize);
        let rules = self.applying(account, holding.instrument);
        View { risk: self, account, group, holding, ledger, watch, rules }
    }
}

impl View<'_> {
    /// All checks, in the order that the [crate] documents. What the order would set aside, or why it is refused.
    pub fn evaluate(&self, ask: &Ask) -> Result<Cost, Breach> {
        if ask.message {
            self.messages(ask.now)?;
        }
        self.admission(ask)?;
        let value = self.one_order(ask)?;
        self.over_time(ask)?;
        let cost = self.cost(ask)?;
        self.holding_limits(ask, &cost)?;
        self.sums(ask, value.max(cost.value))?;
        if !ask.reduce_only {
            self.daily_loss()?;
        }
        self.funds(ask, &cost)?;
        Ok(cost)
    }

    /// Whether there is a token for one more message.
    pub fn messages(&self, now: TimeNs) -> Result<(), Breach> {
        for (scope, limit) in limits(&self.rules, LimitKind::MessageRate) {
            let bucket = self.bucket(scope);
            if !bucket.has_token(limit, now) {
                let current = bucket.used(limit, now);
                return Err(breach(LimitKind::MessageRate, scope, limit, current, current + 1));
            }
        }
        Ok(())
    }

    fn bucket(&self, scope: Scope) -> Bucket {
        match scope {
            Scope::Account => self.account.own.messages,
            Scope::Group => self.group.map(|group| group.meter.messages).unwrap_or_default(),
            Scope::Instrument => self.watch.map(|watch| watch.meter.messages).unwrap_or_default(),
            Scope::Venue => self.account.venue.messages,
        }
    }

    /// Switches, the latch, permission, and whether the order is what it says.
    fn admission(&self, ask: &Ask) -> Result<(), Breach> {
        if self.risk.is_killed(self.account, self.holding.instrument) {
            return Err(Breach::plain(Reason::KillSwitch));
        }
        if self.account.latched {
            return Err(Breach::plain(Reason::ExecutionRate));
        }
        if self.holding.is(FORBIDDEN) {
            return Err(Breach::plain(Reason::NotPermitted));
        }
        if ask.quantity == 0 || ask.quantity >= EXACT_LIMIT {
            return Err(Breach::plain(Reason::InvalidQuantity));
        }
        if ask.reduce_only && ask.quantity > reducible(self.holding.position, ask.side) {
            return Err(Breach::plain(Reason::ReduceOnly));
        }
        let funded = match ask.side {
            Side::Buy => ask.funds_price >= ask.price,
            Side::Sell => ask.funds_price == ask.price,
        };
        if funded {
            return Ok(());
        }
        let too_far = !ask.opens && ask.side == Side::Buy;
        Err(Breach::plain(if too_far { Reason::InsufficientFunds } else { Reason::InvalidPrice }))
    }

    /// Quantity, value and collar. The order's value at its price, regardless of sign.
    fn one_order(&self, ask: &Ask) -> Result<i64, Breach> {
        let quantity = i128::from(ask.quantity);
        self.least(LimitKind::OrderQuantity, quantity, false)?;
        let tick_value = i128::from(self.holding.tick_value);
        let in_ticks = ask.planned.or_else(|| i128::from(ask.price).checked_mul(quantity));
        let value = in_ticks.and_then(|value| value.checked_mul(tick_value)).and_then(within_limit);
        let value = value.ok_or(Breach::plain(Reason::ValueOverflow))?.abs();
        self.least(LimitKind::OrderValue, i128::from(value), true)?;
        if let Some(reference) = self.risk.markets[self.holding.instrument as usize].collar_price() {
            let distance = (i128::from(ask.price) - i128::from(reference)).abs();
            self.least(LimitKind::PriceCollar, distance, false)?;
        }
        Ok(value)
    }

    /// Whether a number is within the strictest limit of a kind.
    fn least(&self, kind: LimitKind, number: i128, money: bool) -> Result<(), Breach> {
        match strictest(&self.rules, kind) {
            Some((scope, limit)) if number > i128::from(limit.value) => {
                Err(Breach { money, ..breach(kind, scope, limit, 0, number) })
            }
            _ => Ok(()),
        }
    }

    /// Drift and duplicates.
    fn over_time(&self, ask: &Ask) -> Result<(), Breach> {
        let drifts = ask.message.then(|| limits(&self.rules, LimitKind::PriceDrift));
        for (scope, limit) in drifts.into_iter().flatten() {
            let drift = self.watch.map(|watch| watch.drift[scope as usize]).unwrap_or_default();
            let Some(first) = drift.anchor(limit, ask.now) else { continue };
            let distance = (i128::from(ask.price) - i128::from(first)).abs();
            if distance > i128::from(limit.value) {
                return Err(breach(LimitKind::PriceDrift, scope, limit, 0, distance));
            }
        }
        let repeats = ask.repeats.then(|| limits(&self.rules, LimitKind::DuplicateOrders));
        for (scope, limit) in repeats.into_iter().flatten() {
            let looks = Looks::new(scope as u8, ask.side, ask.price, ask.quantity);
            let count = self.watch.map_or(0, |watch| watch.count(looks, limit, ask.now));
            if count >= limit.value {
                let count = i128::from(count);
                return Err(breach(LimitKind::DuplicateOrders, scope, limit, count, count + 1));
            }
        }
        Ok(())
    }

    /// What the order would set aside, or need at once.
    fn cost(&self, ask: &Ask) -> Result<Cost, Breach> {
        let overflow = Breach::plain(Reason::ValueOverflow);
        let Some(planned) = ask.planned else {
            return self.holding.cost(ask.side, ask.funds_price, ask.quantity).ok_or(overflow);
        };
        let value = planned.checked_mul(self.holding.tick_value.into()).and_then(within_limit);
        let value = value.ok_or(overflow)?;
        // Fees lot by lot at the worst price, which is the dearest where prices are not negative.
        let lot = crate::money::lot_price(ask.price, self.holding.tick_value).ok_or(overflow)?;
        let lots = i128::from(ask.quantity);
        let fee = self.holding.fee.of_lot(lot) * lots;
        let (quote, base) = match ask.side {
            _ if self.holding.is(MARGIN) => (fee, 0),
            Side::Buy => ((i128::from(value) + fee).max(0), 0),
            Side::Sell => ((fee - i128::from(value)).max(0), i128::from(self.holding.lot_value) * lots),
        };
        Ok(Cost { value: value.abs(), quote, base })
    }

    /// Live orders and position of the account on the instrument, and room for their worth.
    fn holding_limits(&self, ask: &Ask, cost: &Cost) -> Result<(), Breach> {
        if ask.opens && ask.planned.is_none() {
            self.open_orders()?;
        }
        let now = self.holding.potential(ask.side, 0);
        let after = now + i128::from(ask.quantity);
        if let Some((scope, limit)) = strictest(&self.rules, LimitKind::Position)
            && after > i128::from(limit.value)
        {
            return Err(breach(LimitKind::Position, scope, limit, now, after));
        }
        let worth = self.holding.worth[ask.side as usize];
        let fits = within_limit(i128::from(worth) + i128::from(cost.value)).is_some();
        if fits && after <= i128::from(self.holding.max_position) {
            return Ok(());
        }
        Err(Breach::plain(Reason::ValueOverflow))
    }

    fn open_orders(&self) -> Result<(), Breach> {
        for (scope, limit) in limits(&self.rules, LimitKind::OpenOrders) {
            let is_counted = matches!(scope, Scope::Account | Scope::Venue);
            // With what gates were lent it is more than there are, so below the limit it need not be counted anew.
            if is_counted
                && self.holding.is(COUNTED)
                && self.risk.counts[self.holding.owner as usize].live < limit.value
            {
                continue;
            }
            let now = match scope {
                Scope::Account | Scope::Venue => i128::from(self.risk.count_of(self.holding.owner).live),
                _ => self.counts(scope).live_orders,
            };
            at_most(LimitKind::OpenOrders, (scope, limit), now, now + 1)?;
        }
        if self.holding.live_orders == u32::MAX {
            return Err(Breach::plain(Reason::OpenOrdersLimit));
        }
        Ok(())
    }

    /// Counts of a scope: a group's together, an account's over all instruments, or of this holding alone.
    fn counts(&self, scope: Scope) -> Sums {
        match scope {
            Scope::Account | Scope::Venue => self.account.sums,
            Scope::Group => self.group.map(|group| group.sums).unwrap_or_default(),
            Scope::Instrument => Sums::of(self.holding, self.ledger),
        }
    }

    /// The same in money: over instruments of the same quote currency.
    fn money(&self, scope: Scope) -> Sums {
        let currency = self.risk.settings.instruments[self.holding.instrument as usize].quote;
        match scope {
            Scope::Account | Scope::Venue => {
                self.risk.purse_sums.get(self.holding.purses[0] as usize).copied().unwrap_or_default()
            }
            Scope::Group => {
                self.group.and_then(|it| it.by_currency.get(&currency)).copied().unwrap_or_default()
            }
            Scope::Instrument => Sums::of(self.holding, self.ledger),
        }
    }

    /// Exposures and the accumulators of the day. All live orders count as if they had traded.
    fn sums(&self, ask: &Ask, value: i64) -> Result<(), Breach> {
        let value = i128::from(value);
        for at in limits(&self.rules, LimitKind::GrossExposure) {
            let now = self.money(at.0).gross();
            at_most(LimitKind::GrossExposure, at, now, now + value)?;
        }
        for at in limits(&self.rules, LimitKind::NetExposure) {
            let now = self.money(at.0).net(ask.side);
            at_most(LimitKind::NetExposure, at, now, now + value)?;
        }
        for at in limits(&self.rules, LimitKind::DailyQuantity) {
            let counts = self.counts(at.0);
            let now = counts.day_quantity + counts.open_quantity;
            at_most(LimitKind::DailyQuantity, at, now, now + i128::from(ask.quantity))?;
        }
        for at in limits(&self.rules, LimitKind::DailyValue) {
            let sums = self.money(at.0);
            let now = sums.day_value + sums.buys + sums.sells;
            at_most(LimitKind::DailyValue, at, now, now + value)?;
        }
        Ok(())
    }

    fn daily_loss(&self) -> Result<(), Breach> {
        let kind = LimitKind::DailyLoss;
        for at in limits(&self.rules, kind) {
            let quote = self.risk.settings.instruments[self.holding.instrument as usize].quote;
            let loss = match (at.0, self.group) {
                (Scope::Group, Some(group)) => {
                    group.members.iter().map(|&owner| self.risk.day_loss(owner, quote)).sum()
                }
                _ => self.risk.day_loss(self.holding.owner, quote),
            };
            at_most(kind, at, loss, loss)?;
        }
        Ok(())
    }

    /// A cash account needs all of it; a margin account's position may always be made smaller.
    fn funds(&self, ask: &Ask, cost: &Cost) -> Result<(), Breach> {
        let purse = |ix: u32| if ix == NIL { Purse::default() } else { self.risk.purse_now(ix) };
        let held_free = if ask.opens { 0 } else { ask.held_before - self.ledger.held };
        let quote = if self.holding.is(MARGIN) {
            let ppm = self.risk.settings.instruments[self.holding.instrument as usize].initial_margin_ppm;
            let more = Some((ask.side, ask.quantity, cost.value));
            let increase = margin(self.holding, self.ledger, ppm, more) - self.ledger.held;
            if increase <= held_free {
                return Ok(());
            }
            increase + cost.quote
        } else {
            cost.quote
        };
        enough(quote, &purse(self.holding.purses[0]))?;
        enough(cost.base, &purse(self.holding.purses[1]))
    }
}

fn enough(need: i128, purse: &Purse) -> Result<(), Breach> {
    let limit = purse.available;
    if need == 0 || need <= limit {
        return Ok(());
    }
    let plain = Breach::plain(Reason::InsufficientFunds);
    let (current, after) = (purse.reserved(), purse.reserved() + need);
    Err(Breach { limit, current, after, money: true, ..plain })
}

fn breach(kind: LimitKind, scope: Scope, limit: Limit, current: i128, after: i128) -> Breach {
    let money = matches!(
        kind,
        LimitKind::GrossExposure | LimitKind::NetExposure | LimitKind::DailyValue | LimitKind::DailyLoss
    );
    Breach { reason: reason_of(kind), kind, scope, limit: i128::from(limit.value), current, after, money }
}

fn at_most(kind: LimitKind, at: (Scope, Limit), now: i128, after: i128) -> Result<(), Breach> {
    if after <= i128::from(at.1.value) { Ok(()) } else { Err(breach(kind, at.0, at.1, now, after)) }
}
