//! The whole state as bytes, and back. In the order of account numbers, so that how it came about does not show.
//!
//! What follows from other state is not written: sums, compiled limits. Holdings and
//! purses that nothing ever happened to are not written either. Loading checks that everything could be; that the live
//! orders are those that the state was saved with shows in an [`audit`](Risk::audit).

use crate::account::{Account, NO_GROUP};
use crate::bytes::{Bytes, LoadError, ensure, put_all};
use crate::holding::{FORBIDDEN, Holding, HoldingIx, MARGIN};
use crate::ledger::{Fifo, Ledger};
use crate::meter::{Meter, Watch};
use crate::money::{MONEY_LIMIT, POSITION_LIMIT};
use crate::risk::{NO_CENTRE, Risk};
use crate::settings::Settings;
use cift_types::{AccountKind, Side};

/// First word of a snapshot: "CIFTRSK1".
const MAGIC: u64 = u64::from_le_bytes(*b"CIFTRSK1");
/// No amount of money gets further than this from zero in a snapshot that is loaded; computing with it has room.
const MOST: i128 = 1 << 110;

impl Risk {
    /// Appends the state. Two venues that went through the same commands write the same bytes.
    pub fn save(&self, out: &mut Vec<u8>) {
        MAGIC.put(out);
        self.settings.put(out);
        self.venue_killed.put(out);
        self.venue_rules.put(out);
        for market in &self.markets {
            market.killed.put(out);
            market.rules.put(out);
            market.reference.put(out);
            market.last.put(out);
        }
        put_all(self.transfers.iter(), out);
        self.save_groups(out);
        let accounts = self.accounts_in_order();
        (accounts.len() as u32).put(out);
        for owner in accounts {
            self.save_account(owner, out);
        }
    }

    fn save_groups(&self, out: &mut Vec<u8>) {
        (self.group_ids.len() as u32).put(out);
        for (id, &ix) in &self.group_ids {
            let group = &self.groups[ix as usize];
            id.put(out);
            group.killed.put(out);
            group.rules.put(out);
            group.meter.put(out);
        }
    }

    fn save_account(&self, owner: u32, out: &mut Vec<u8>) {
        let account = &self.accounts[owner as usize];
        account.id.put(out);
        (account.kind as u8).put(out);
        self.groups.get(account.group as usize).map_or(NO_GROUP, |group| group.id).put(out);
        account.tier.put(out);
        account.killed.put(out);
        account.latched.put(out);
        account.rules.put(out);
        account.own.put(out);
        account.venue.put(out);
        let mut purses: Vec<u32> = self.purses_of(owner).collect();
        purses.sort_unstable_by_key(|&ix| self.purses[ix as usize].currency);
        purses.retain(|&ix| {
            let purse = self.purse_now(ix);
            (purse.total, purse.available) != (0, 0)
        });
        (purses.len() as u32).put(out);
        for ix in purses {
            let purse = self.purse_now(ix);
            purse.currency.put(out);
            purse.total.put(out);
            purse.available.put(out);
        }
        let mut holdings: Vec<HoldingIx> = self.holdings_of(owner).filter(|&ix| self.has_past(ix)).collect();
        holdings.sort_unstable_by_key(|&ix| self.holdings[ix as usize].instrument);
        (holdings.len() as u32).put(out);
        for ix in holdings {
            self.save_holding(ix, out);
        }
    }

    /// Whether anything ever happened to a holding.
    fn has_past(&self, ix: HoldingIx) -> bool {
        let holding = &self.holdings[ix as usize];
        holding.is(FORBIDDEN)
            || u64::from(holding.live_orders) > self.lent_orders(ix)
            || holding.position != 0
            || self.ledgers[ix as usize] != Ledger::default()
            || self.watches[ix as usize].as_deref().is_some_and(|watch| *watch != Watch::default())
    }

    fn save_holding(&self, ix: HoldingIx, out: &mut Vec<u8>) {
        let holding = self.holding_now(ix);
        holding.instrument.put(out);
        holding.is(FORBIDDEN).put(out);
        holding.live_orders.put(out);
        holding.position.put(out);
        put_pair(&holding.open, out);
        put_pair(&holding.worth, out);
        self.ledgers[ix as usize].put(out);
        if let Some(fifo) = self.fifos.get(ix as usize) {
            fifo.put(out);
        }
        let watch = self.watches[ix as usize].as_ref();
        watch.filter(|watch| ***watch != Watch::default()).cloned().put(out);
    }

    /// Reads a state from the front of `from`, and takes it off. Any bytes may come.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn load(from: &mut &[u8]) -> Result<Self, LoadError> {
        ensure_magic(from)?;
        let settings = Settings::get(from)?;
        let wrong = |(path, problem): (String, String)| LoadError::Wrong(format!("{path}: {problem}"));
        let mut risk = Self::new(settings).map_err(wrong)?;
        risk.venue_killed = bool::get(from)?;
        risk.venue_rules = Bytes::get(from)?;
        for market in &mut risk.markets {
            market.killed = bool::get(from)?;
            market.rules = Bytes::get(from)?;
            market.reference = Bytes::get(from)?;
            market.last = Bytes::get(from)?;
        }
        risk.centres = risk.markets.iter().map(|it| it.collar_price().unwrap_or(NO_CENTRE)).collect();
        risk.transfers = money_by_currency(from, risk.settings.currencies.len())?;
        risk.load_groups(from)?;
        for _ in 0..u32::get(from)? {
            risk.load_account(from)?;
        }
        risk.recompile_all();
        risk.ensure_whole()?;
        Ok(risk)
    }

    fn load_groups(&mut self, from: &mut &[u8]) -> Result<(), LoadError> {
        for _ in 0..u32::get(from)? {
            let id = u32::get(from)?;
            let after = self.groups.last().is_none_or(|last| last.id < id);
            ensure(after && id != NO_GROUP, "groups are not in order")?;
            let ix = self.group_ix(id) as usize;
            self.groups[ix].killed = bool::get(from)?;
            self.groups[ix].rules = Bytes::get(from)?;
            self.groups[ix].meter = Meter::get(from)?;
        }
        Ok(())
    }

    fn load_account(&mut self, from: &mut &[u8]) -> Result<(), LoadError> {
        let id = u32::get(from)?;
        ensure(self.accounts.last().is_none_or(|last| last.id < id), "accounts are not in order")?;
        let kind = AccountKind::from_u8(u8::get(from)?);
        let kind = kind.ok_or_else(|| LoadError::Wrong("the kind of an account".to_owned()))?;
        let (group, tier) = (u32::get(from)?, u32::get(from)?);
        ensure(group == NO_GROUP || self.group_ids.contains_key(&group), "an account's group")?;
        ensure((tier as usize) < self.settings.tiers.len(), "an account's fee tier")?;
        let owner = self.add_account(id, kind, tier);
        self.join(owner, group);
        let account: &mut Account = &mut self.accounts[owner as usize];
        account.killed = bool::get(from)?;
        account.latched = bool::get(from)?;
        account.rules = Bytes::get(from)?;
        account.own = Meter::get(from)?;
        account.venue = Meter::get(from)?;
        self.load_purses(owner, from)?;
        let mut before = None;
        for _ in 0..u32::get(from)? {
            let instrument = u32::get(from)?;
            ensure(before.is_none_or(|last| last < instrument), "holdings are not in order")?;
            before = Some(instrument);
            self.load_holding(id, instrument, from)?;
        }
        Ok(())
    }

    fn load_purses(&mut self, owner: u32, from: &mut &[u8]) -> Result<(), LoadError> {
        let mut before = None;
        for _ in 0..u32::get(from)? {
            let (currency, total, available) = (u32::get(from)?, i128::get(from)?, i128::get(from)?);
            let known = (currency as usize) < self.settings.currencies.len();
            ensure(known && before.is_none_or(|last| last < currency), "purses are not in order")?;
            before = Some(currency);
            let used = (total, available) != (0, 0);
            ensure(used && small(total) && small(available), "money in a purse")?;
            let ix = self.purse(owner, currency) as usize;
            (self.purses[ix].total, self.purses[ix].available) = (total, available);
        }
        Ok(())
    }

    fn load_holding(&mut self, account: u32, instrument: u32, from: &mut &[u8]) -> Result<(), LoadError> {
        let ix = self.holding(account, instrument);
        let ix = ix.map_err(|reason| LoadError::Wrong(format!("a holding: {}", reason.name())))?;
        let flags = if bool::get(from)? { FORBIDDEN } else { 0 };
        let holding = &mut self.holdings[ix as usize];
        holding.flags |= flags;
        holding.live_orders = u32::get(from)?;
        holding.position = i64::get(from)?;
        holding.open = [u64::get(from)?, u64::get(from)?];
        holding.worth = [i64::get(from)?, i64::get(from)?];
        ensure(could_be(holding), "a holding's orders or position")?;
        self.ledgers[ix as usize] = Ledger::get(from)?;
        let tick_value = self.holdings[ix as usize].tick_value;
        ensure(ledger_could_be(&self.ledgers[ix as usize], tick_value), "a holding's books")?;
        if let Some(fifo) = self.fifos.get_mut(ix as usize) {
            *fifo = Fifo::get(from)?;
            ensure(fifo_could_be(fifo), "a holding's lots")?;
        }
        self.watches[ix as usize] = Bytes::get(from)?;
        let blank = self.watches[ix as usize].as_deref().is_some_and(|watch| *watch == Watch::default());
        ensure(!blank && self.has_past(ix), "a holding that nothing happened to")
    }

    /// Whether the parts agree, as far as that shows without the live orders.
    fn ensure_whole(&self) -> Result<(), LoadError> {
        ensure(self.conserved(), "money is not conserved")?;
        let mut least = vec![0_i128; self.purses.len()];
        for ix in 0..self.holdings.len() as HoldingIx {
            self.audit_holding(ix, &mut least).map_err(LoadError::Wrong)?;
        }
        for (purse, least) in self.purses.iter().zip(least) {
            ensure(purse.reserved() >= least, "less is set aside than margin needs")?;
        }
        Ok(())
    }
}

fn ensure_magic(from: &mut &[u8]) -> Result<(), LoadError> {
    if u64::get(from)? == MAGIC { Ok(()) } else { Err(LoadError::Foreign) }
}

fn money_by_currency(from: &mut &[u8], currencies: usize) -> Result<Vec<i128>, LoadError> {
    let amounts: Vec<i128> = crate::bytes::get_all(from)?;
    ensure(amounts.len() == currencies && amounts.iter().all(|&it| small(it)), "money by currency")?;
    Ok(amounts)
}

const fn small(amount: i128) -> bool {
    amount.unsigned_abs() <= MOST.unsigned_abs()
}

fn could_be(holding: &Holding) -> bool {
    let most = i128::from(POSITION_LIMIT);
    let room = |side: Side| holding.open[side as usize] <= 1 << 62 && holding.potential(side, 0) <= most;
    let nothing_open = holding.worth == [0, 0] && holding.open == [0, 0];
    holding.worth.iter().all(|value| (0..=MONEY_LIMIT).contains(value))
        && i128::from(holding.position).abs() <= most
        && room(Side::Buy)
        && room(Side::Sell)
        && (holding.live_orders > 0 || nothing_open)
}

fn ledger_could_be(ledger: &Ledger, tick_value: i64) -> bool {
    let Ledger { cost, realised, fees, bought, turnover, held, morning } = *ledger;
    let near = |amount: i128| amount.unsigned_abs() <= 1 << 100;
    let money =
        [cost, realised].map(|amount| amount.checked_mul(i128::from(tick_value)).unwrap_or(i128::MAX));
    let rest = [fees, bought, turnover, held, morning.traded, morning.turnover, morning.earned];
    money.into_iter().chain(rest).all(near)
}

fn fifo_could_be(fifo: &Fifo) -> bool {
    let lots = &fifo.lots;
    let merged = lots.iter().zip(lots.iter().skip(1)).all(|(one, next)| one.price != next.price);
    let most = 2 * POSITION_LIMIT.unsigned_abs();
    let worth = |price: i64, quantity: u64| i128::from(price).abs().saturating_mul(i128::from(quantity));
    merged
        && fifo.realised.unsigned_abs() <= 1 << 100
        && lots.iter().all(|lot| (1..=most).contains(&lot.quantity))
        && lots.iter().map(|lot| u128::from(lot.quantity)).sum::<u128>() <= u128::from(most)
        && lots.iter().map(|lot| worth(lot.price, lot.quantity) >> 20).sum::<i128>() <= 1 << 70
}

fn put_pair<T: Bytes>(pair: &[T; 2], out: &mut Vec<u8>) {
    pair[0].put(out);
    pair[1].put(out);
}

// The flag is written by itself, and margin follows from the account's kind.
const _: () = assert!(FORBIDDEN & MARGIN == 0);
