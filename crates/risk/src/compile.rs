//! From limits, switches and permissions to the few words of a holding that an order is checked against. Done when an
//! administrative command comes, so that orders need not look at four scopes.

use crate::account::{Account, AccountIx, Count, NO_GROUP};
use crate::holding::{
    BLOCKED, COLLAR, COUNTED, EXECUTIONS, FORBIDDEN, Holding, HoldingIx, MARGIN, SLOW, SUMS,
};
use crate::money::{MONEY_LIMIT, POSITION_LIMIT};
use crate::risk::Risk;
use crate::rules::{Applying, Rules, strictest};
use crate::sums::Sums;
use cift_types::{AccountKind, EXACT_LIMIT, InstrumentId, LimitKind, Scope};

/// Kinds that only the whole check looks at.
const SLOW_KINDS: [LimitKind; 8] = [
    LimitKind::PriceDrift,
    LimitKind::GrossExposure,
    LimitKind::NetExposure,
    LimitKind::MessageRate,
    LimitKind::DailyQuantity,
    LimitKind::DailyValue,
    LimitKind::DuplicateOrders,
    LimitKind::DailyLoss,
];

/// Kinds that need sums over holdings. Of live orders only a group's; an account's are counted by themselves.
pub const SUM_KINDS: [LimitKind; 5] = [
    LimitKind::OpenOrders,
    LimitKind::GrossExposure,
    LimitKind::NetExposure,
    LimitKind::DailyQuantity,
    LimitKind::DailyValue,
];

impl Risk {
    /// The rules that concern an account on an instrument, by scope.
    pub(crate) fn applying<'a>(&'a self, account: &'a Account, instrument: InstrumentId) -> Applying<'a> {
        let group = self.groups.get(account.group as usize);
        [
            account.rules.as_deref(),
            group.and_then(|group| group.rules.as_deref()),
            self.markets[instrument as usize].rules.as_deref(),
            self.venue_rules.as_deref(),
        ]
    }

    /// Writes a holding's limits and flags anew.
    pub(crate) fn compile(&self, holding: &mut Holding) {
        let account = &self.accounts[holding.owner as usize];
        let rules = self.applying(account, holding.instrument);
        let least = |kind, otherwise: u64| strictest(&rules, kind).map_or(otherwise, |(_, it)| it.value);
        holding.set_small(least(LimitKind::OrderQuantity, EXACT_LIMIT - 1));
        holding.max_order_value = least(LimitKind::OrderValue, MONEY_LIMIT.unsigned_abs()) as i64;
        holding.max_position = least(LimitKind::Position, POSITION_LIMIT.unsigned_abs()) as i64;
        let collar = least(LimitKind::PriceCollar, u64::MAX);
        holding.collar = u32::try_from(collar).unwrap_or(u32::MAX);
        holding.flags = (holding.flags & FORBIDDEN) | self.flags(account, holding, &rules);
    }

    fn flags(&self, account: &Account, holding: &Holding, rules: &Applying<'_>) -> u32 {
        let any = |kinds: &[LimitKind]| rules.iter().flatten().any(|rules: &&Rules| rules.any(kinds));
        let set = |at: Scope, kinds: &[LimitKind]| rules[at as usize].is_some_and(|it| it.any(kinds));
        let of_group = set(Scope::Group, &SUM_KINDS);
        let sums = of_group || set(Scope::Account, &SUM_KINDS[1..]) || set(Scope::Venue, &SUM_KINDS[1..]);
        let orders = &[LimitKind::OpenOrders];
        let wide = strictest(rules, LimitKind::PriceCollar).is_some_and(|(_, it)| it.value > u32::MAX.into());
        let few = set(Scope::Group, orders) || set(Scope::Instrument, orders);
        let slow = any(&SLOW_KINDS) || few || wide;
        let killed = self.is_killed(account, holding.instrument);
        let blocked = killed || account.latched || holding.is(FORBIDDEN);
        let flag = |holds: bool, flag: u32| if holds { flag } else { 0 };
        flag(blocked, BLOCKED)
            | flag(account.kind == AccountKind::Margin, MARGIN)
            | flag(slow, SLOW)
            | flag(sums, SUMS)
            | flag(any(&[LimitKind::ExecutionRate]), EXECUTIONS)
            | flag(any(&[LimitKind::PriceCollar]), COLLAR)
            | flag(set(Scope::Account, orders) || set(Scope::Venue, orders), COUNTED)
    }

    /// Whether a kill switch that concerns the account on the instrument is engaged.
    pub(crate) fn is_killed(&self, account: &Account, instrument: InstrumentId) -> bool {
        let group = self.groups.get(account.group as usize);
        self.venue_killed
            || self.markets[instrument as usize].killed
            || account.killed
            || group.is_some_and(|group| group.killed)
    }

    pub(crate) fn recompile(&mut self, ix: HoldingIx) {
        self.close_gate(ix);
        let mut holding = self.holdings[ix as usize];
        self.compile(&mut holding);
        self.holdings[ix as usize] = holding;
    }

    /// After a change of an account's rules or switches.
    pub(crate) fn recompile_account(&mut self, owner: AccountIx) {
        let holdings: Vec<HoldingIx> = self.holdings_of(owner).collect();
        for &ix in &holdings {
            self.recompile(ix);
        }
        self.counts[owner as usize] = self.count_of(owner);
        self.sum_account(owner);
    }

    /// Counts an account's live orders anew.
    pub(crate) fn count_of(&self, owner: AccountIx) -> Count {
        let live = |ix: HoldingIx| u64::from(self.holdings[ix as usize].live_orders) - self.lent_orders(ix);
        let most = |rules: Option<&Rules>| rules.and_then(|rules| rules.get(LimitKind::OpenOrders));
        let account = most(self.accounts[owner as usize].rules.as_deref());
        let limits = account.into_iter().chain(most(self.venue_rules.as_deref()));
        Count {
            live: self.holdings_of(owner).map(live).sum(),
            most: limits.map(|limit| limit.value).min().unwrap_or(u64::MAX),
        }
    }

    /// After a change of a group's rules, switches or members.
    pub(crate) fn recompile_group(&mut self, group: u32) {
        let members = self.groups[group as usize].members.clone();
        for owner in members {
            self.recompile_account(owner);
        }
        self.sum_group(group);
    }

    /// After a change of an instrument's rules or switches. They need no sums.
    pub(crate) fn recompile_instrument(&mut self, instrument: InstrumentId) {
        for ix in 0..self.holdings.len() as HoldingIx {
            if self.holdings[ix as usize].instrument == instrument {
                self.recompile(ix);
            }
        }
    }

    /// After a change that concerns everybody.
    pub(crate) fn recompile_all(&mut self) {
        for owner in 0..self.accounts.len() as AccountIx {
            self.recompile_account(owner);
        }
        for group in 0..self.groups.len() as u32 {
            self.sum_group(group);
        }
    }

    pub(crate) fn sums_of(&self, ix: HoldingIx) -> Sums {
        Sums::of(&self.holdings[ix as usize], &self.ledgers[ix as usize])
    }

    /// Adds up an account's holdings anew.
    fn sum_account(&mut self, owner: AccountIx) {
        self.accounts[owner as usize].sums = Sums::default();
        let purses: Vec<u32> = self.purses_of(owner).collect();
        for ix in purses {
            self.purse_sums[ix as usize] = Sums::default();
        }
        let holdings: Vec<HoldingIx> = self.holdings_of(owner).collect();
        for ix in holdings {
            let sums = self.sums_of(ix);
            self.accounts[owner as usize].sums.add(&sums, 1);
            self.purse_sums[self.holdings[ix as usize].purses[0] as usize].add(&sums, 1);
        }
    }

    /// Adds up the holdings of a group's accounts anew.
    fn sum_group(&mut self, group: u32) {
        let it = &mut self.groups[group as usize];
        it.sums = Sums::default();
        it.by_currency.clear();
        for owner in it.members.clone() {
            let holdings: Vec<HoldingIx> = self.holdings_of(owner).collect();
            for ix in holdings {
                let sums = self.sums_of(ix);
                self.add_to_group(group, ix, &sums, 1);
            }
        }
    }

    fn add_to_group(&mut self, group: u32, ix: HoldingIx, sums: &Sums, sign: i128) {
        let currency = self.settings.instruments[self.holdings[ix as usize].instrument as usize].quote;
        let group = &mut self.groups[group as usize];
        group.sums.add(sums, sign);
        group.by_currency.entry(currency).or_default().add(sums, sign);
    }

    /// What a holding counts in sums, before it changes; `None` where nobody asks.
    #[inline(always)]
    pub(crate) fn before(&self, ix: HoldingIx) -> Option<Sums> {
        if self.holdings[ix as usize].is(SUMS) { Some(self.sums_of(ix)) } else { None }
    }

    /// Brings the sums up to date after a holding changed.
    #[inline(always)]
    pub(crate) fn after(&mut self, ix: HoldingIx, before: Option<Sums>) {
        if let Some(before) = before {
            self.add_change(ix, &before);
        }
    }

    #[inline(never)]
    fn add_change(&mut self, ix: HoldingIx, before: &Sums) {
        let mut change = self.sums_of(ix);
        change.add(before, -1);
        let holding = self.holdings[ix as usize];
        let account = &mut self.accounts[holding.owner as usize];
        account.sums.add(&change, 1);
        let group = account.group;
        self.purse_sums[holding.purses[0] as usize].add(&change, 1);
        if group != NO_GROUP {
            self.add_to_group(group, ix, &change, 1);
        }
    }
}
