//! Administrative commands: account, transfer, limit, kill, permit.

use crate::account::{Account, AccountIx, Count, Group, NO_GROUP};
use crate::holding::{FORBIDDEN, Holding};
use crate::index::{NIL, key};
use crate::meter::{Bucket, Meter};
use crate::risk::Risk;
use crate::rules::{Limit, Rules, has_period, is_meaningful};
use crate::sums::Sums;
use cift_types::{AccountId, AccountKind, CommandKind, EXACT_LIMIT, LimitKind, Reason, Scope};
use cift_wire::Command;

/// Whom a limit or a switch concerns, found.
#[derive(Clone, Copy)]
enum Subject {
    Account(AccountIx),
    Group(u32),
    Instrument(u32),
    Venue,
}

impl Risk {
    /// Carries out an administrative command. Its sequence number and time are the engine's affair; every other field
    /// that its kind does not name is zero, or the command is `invalidCommand`.
    ///
    /// - account: `account`, `orderType` an `AccountKind`, `orderId` the group (`u32::MAX`: none), `quantity` the fee tier.
    /// - transfer: `account`, `instrument` the currency, `price` the amount, negative to pay out.
    /// - limit: `timeInForce` a `Scope`, `account` (or group) or `instrument` as it says, `orderType` a `LimitKind`,
    ///   `quantity` the value, `param` the period in ns of kinds that have one, `flags` bit 0 to clear; value and period
    ///   are then zero.
    /// - kill: `timeInForce` a `Scope`, `account` (or group) or `instrument` as it says, `orderType` 1 to engage, 0 to
    ///   release.
    /// - permit: `account`, `instrument`, `orderType` 1 to allow, 0 to forbid.
    ///
    /// # Errors
    /// `invalidCommand`, `unknownAccount`, `unknownInstrument`; `insufficientFunds` for a transfer out of more than is
    /// available; `valueOverflow` for one after which the total would not fit. Nothing is changed then.
    pub fn apply(&mut self, command: &Command) -> Result<(), Reason> {
        match CommandKind::from_u8(command.kind) {
            Some(CommandKind::Account) => self.open_account(command),
            Some(CommandKind::Transfer) => self.transfer(command),
            Some(CommandKind::Limit) => self.set_limit(command),
            Some(CommandKind::Kill) => self.kill(command),
            Some(CommandKind::Permit) => self.permit(command),
            _ => Err(Reason::InvalidCommand),
        }
    }

    fn open_account(&mut self, command: &Command) -> Result<(), Reason> {
        let Command { account, order_type, order_id, quantity, .. } = *command;
        only(command, &Command { account, order_type, order_id, quantity, ..Command::default() })?;
        let kind = AccountKind::from_u8(order_type).ok_or(Reason::InvalidCommand)?;
        let group = u32::try_from(order_id).map_err(|_| Reason::InvalidCommand)?;
        let tier = u32::try_from(quantity).map_err(|_| Reason::InvalidCommand)?;
        valid((tier as usize) < self.settings.tiers.len())?;
        let owner = match self.find(account) {
            Some(owner) => {
                self.close_gates(owner);
                self.may_become(owner, kind, tier)?;
                owner
            }
            None => self.add_account(account, kind, tier),
        };
        self.join(owner, group);
        let it = &mut self.accounts[owner as usize];
        (it.kind, it.tier) = (kind, tier);
        for ix in self.holdings_of(owner).collect::<Vec<_>>() {
            let mut holding = self.holdings[ix as usize];
            self.set_fee(&mut holding, tier);
            self.holdings[ix as usize] = holding;
        }
        self.recompile_account(owner);
        Ok(())
    }

    /// Orders are set aside for by kind and tier, positions by kind: neither changes under them.
    fn may_become(&self, owner: AccountIx, kind: AccountKind, tier: u32) -> Result<(), Reason> {
        let it = &self.accounts[owner as usize];
        let (other_kind, other_tier) = (it.kind != kind, it.tier != tier);
        let free = self.holdings_of(owner).all(|ix| {
            let holding = &self.holdings[ix as usize];
            let no_orders = holding.live_orders == 0 || !(other_kind || other_tier);
            no_orders && (holding.position == 0 || !other_kind)
        });
        let debts = other_kind && self.purses_of(owner).any(|ix| self.purses[ix as usize].total < 0);
        valid(free && !debts)
    }

    pub(crate) fn add_account(&mut self, id: AccountId, kind: AccountKind, tier: u32) -> AccountIx {
        let owner = self.accounts.len() as AccountIx;
        self.accounts.push(Account {
            id,
            kind,
            group: NO_GROUP,
            tier,
            killed: false,
            latched: false,
            rules: None,
            own: Meter::default(),
            venue: Meter::default(),
            first_holding: NIL,
            first_purse: NIL,
            sums: Sums::default(),
        });
        self.counts.push(Count::default());
        self.opened.push(Vec::new());
        self.account_index.insert(key(id, 0), owner);
        owner
    }

    /// Moves an account into a group, or out of all with [`NO_GROUP`].
    pub(crate) fn join(&mut self, owner: AccountIx, id: u32) {
        let left = self.accounts[owner as usize].group;
        let joined = if id == NO_GROUP { NO_GROUP } else { self.group_ix(id) };
        if left == joined {
            return;
        }
        self.accounts[owner as usize].group = joined;
        if let Some(group) = self.groups.get_mut(left as usize) {
            group.members.retain(|&member| member != owner);
        }
        if let Some(group) = self.groups.get_mut(joined as usize) {
            group.members.push(owner);
        }
        // Without holdings it takes nothing along.
        if self.accounts[owner as usize].first_holding != NIL {
            for group in [left, joined].into_iter().filter(|&group| group != NO_GROUP) {
                self.recompile_group(group);
            }
        }
    }

    pub(crate) fn group_ix(&mut self, id: u32) -> u32 {
        if let Some(&ix) = self.group_ids.get(&id) {
            return ix;
        }
        let ix = self.groups.len() as u32;
        self.groups.push(Group { id, ..Group::default() });
        self.group_ids.insert(id, ix);
        ix
    }

    fn transfer(&mut self, command: &Command) -> Result<(), Reason> {
        let Command { account, instrument: currency, price: amount, .. } = *command;
        only(command, &Command { account, instrument: currency, price: amount, ..Command::default() })?;
        valid((currency as usize) < self.settings.currencies.len())?;
        let owner = self.find(account).ok_or(Reason::UnknownAccount)?;
        self.close_gates(owner);
        let purse = self.find_purse(owner, currency).map(|ix| self.purses[ix as usize]).unwrap_or_default();
        let amount = i128::from(amount);
        if amount < 0 && purse.available + amount < 0 {
            return Err(Reason::InsufficientFunds);
        }
        let total = purse.total + amount;
        if i64::try_from(total).is_err() {
            return Err(Reason::ValueOverflow);
        }
        let ix = self.purse(owner, currency);
        self.purses[ix as usize].add(amount);
        self.transfers[currency as usize] += amount;
        Ok(())
    }

    fn set_limit(&mut self, command: &Command) -> Result<(), Reason> {
        let Command { order_type, time_in_force, account, instrument, quantity, param, flags, .. } = *command;
        let named =
            Command { order_type, time_in_force, account, instrument, quantity, param, ..Command::default() };
        only(command, &Command { flags: flags & 1, ..named })?;
        let kind = LimitKind::from_u8(order_type).ok_or(Reason::InvalidCommand)?;
        let scope = Scope::from_u8(time_in_force).ok_or(Reason::InvalidCommand)?;
        let clear = flags & 1 == 1;
        let period_fits = if clear { param == 0 } else { (param > 0) == has_period(kind) };
        let value_fits = quantity < EXACT_LIMIT && !(clear && quantity != 0);
        valid(is_meaningful(kind, scope) && period_fits && value_fits && param < EXACT_LIMIT)?;
        let subject = self.subject(scope, account, instrument)?;
        let limit = if clear { None } else { Some(Limit { value: quantity, period: param }) };
        self.forget(subject, scope, kind);
        let rules = self.rules_of(subject).get_or_insert_default();
        rules.set(kind, limit);
        if rules.is_empty() {
            *self.rules_of(subject) = None;
        }
        self.recompile_subject(subject);
        Ok(())
    }

    /// A limit that is set or cleared starts its period anew.
    fn forget(&mut self, subject: Subject, scope: Scope, kind: LimitKind) {
        let owners: Vec<AccountIx> = match subject {
            _ if !has_period(kind) => return,
            Subject::Account(owner) => vec![owner],
            Subject::Group(group) => self.groups[group as usize].members.clone(),
            Subject::Instrument(_) | Subject::Venue => (0..self.accounts.len() as AccountIx).collect(),
        };
        let of_subject = |holding: &Holding| match subject {
            Subject::Instrument(instrument) => holding.instrument == instrument,
            _ => true,
        };
        for &owner in &owners {
            let account = &mut self.accounts[owner as usize];
            match subject {
                Subject::Account(_) => account.own.forget(kind),
                Subject::Venue => account.venue.forget(kind),
                _ => {}
            }
            for ix in self.holdings_of(owner).collect::<Vec<_>>() {
                if of_subject(&self.holdings[ix as usize])
                    && let Some(watch) = &mut self.watches[ix as usize]
                {
                    watch.forget_limit(scope, kind);
                }
            }
        }
        if let Subject::Group(group) = subject {
            self.groups[group as usize].meter.forget(kind);
        }
    }

    fn rules_of(&mut self, subject: Subject) -> &mut Option<Box<Rules>> {
        match subject {
            Subject::Account(owner) => &mut self.accounts[owner as usize].rules,
            Subject::Group(group) => &mut self.groups[group as usize].rules,
            Subject::Instrument(instrument) => &mut self.markets[instrument as usize].rules,
            Subject::Venue => &mut self.venue_rules,
        }
    }

    fn recompile_subject(&mut self, subject: Subject) {
        match subject {
            Subject::Account(owner) => self.recompile_account(owner),
            Subject::Group(group) => self.recompile_group(group),
            Subject::Instrument(instrument) => self.recompile_instrument(instrument),
            Subject::Venue => self.recompile_all(),
        }
    }

    /// Finds whom a scope and its number name. A group is there as soon as it is named.
    fn subject(&mut self, scope: Scope, account: u32, instrument: u32) -> Result<Subject, Reason> {
        let by_instrument = matches!(scope, Scope::Instrument);
        let by_account = matches!(scope, Scope::Account | Scope::Group);
        valid((by_account || account == 0) && (by_instrument || instrument == 0))?;
        match scope {
            Scope::Account => self.find(account).map(Subject::Account).ok_or(Reason::UnknownAccount),
            Scope::Group if account == NO_GROUP => Err(Reason::InvalidCommand),
            Scope::Group => Ok(Subject::Group(self.group_ix(account))),
            Scope::Instrument if instrument as usize >= self.markets.len() => Err(Reason::UnknownInstrument),
            Scope::Instrument => Ok(Subject::Instrument(instrument)),
            Scope::Venue => Ok(Subject::Venue),
        }
    }

    fn kill(&mut self, command: &Command) -> Result<(), Reason> {
        let Command { order_type, time_in_force, account, instrument, .. } = *command;
        only(command, &Command { order_type, time_in_force, account, instrument, ..Command::default() })?;
        let scope = Scope::from_u8(time_in_force).ok_or(Reason::InvalidCommand)?;
        valid(order_type <= 1)?;
        let engage = order_type == 1;
        let subject = self.subject(scope, account, instrument)?;
        match subject {
            Subject::Account(owner) => {
                self.accounts[owner as usize].killed = engage;
                self.unlatch(owner, engage);
            }
            Subject::Group(group) => {
                self.groups[group as usize].killed = engage;
                self.unlatch_group(group, engage);
            }
            Subject::Instrument(instrument) => self.markets[instrument as usize].killed = engage,
            Subject::Venue => self.venue_killed = engage,
        }
        self.recompile_subject(subject);
        Ok(())
    }

    /// Releasing an account also lifts the latch, and its executions are forgotten.
    fn unlatch(&mut self, owner: AccountIx, engage: bool) {
        if engage {
            return;
        }
        let account = &mut self.accounts[owner as usize];
        account.latched = false;
        account.own.executions = Bucket::default();
        account.venue.executions = Bucket::default();
        for ix in self.holdings_of(owner).collect::<Vec<_>>() {
            if let Some(watch) = &mut self.watches[ix as usize] {
                watch.meter.executions = Bucket::default();
            }
        }
    }

    fn unlatch_group(&mut self, group: u32, engage: bool) {
        if engage {
            return;
        }
        self.groups[group as usize].meter.executions = Bucket::default();
        for owner in self.groups[group as usize].members.clone() {
            self.unlatch(owner, engage);
        }
    }

    fn permit(&mut self, command: &Command) -> Result<(), Reason> {
        let Command { order_type, account, instrument, .. } = *command;
        only(command, &Command { order_type, account, instrument, ..Command::default() })?;
        valid(order_type <= 1)?;
        let ix = self.holding(account, instrument)?;
        let flags = &mut self.holdings[ix as usize].flags;
        *flags = if order_type == 1 { *flags & !FORBIDDEN } else { *flags | FORBIDDEN };
        self.recompile(ix);
        Ok(())
    }
}

/// Whether the command has nothing but what was named. Its place in the order of things and its time may be anything.
fn only(command: &Command, named: &Command) -> Result<(), Reason> {
    let Command { kind, seq, time_ns, .. } = *command;
    valid(*command == Command { kind, seq, time_ns, ..*named })
}

fn valid(holds: bool) -> Result<(), Reason> {
    if holds { Ok(()) } else { Err(Reason::InvalidCommand) }
}
