//! The rules once more, as slowly and plainly as they can be said: from lists of orders, fills and limits.
//!
//! It decides whether a new order passes the limits and whether the account can pay, and never looks at what the crate
//! keeps. Rates, drift and duplicates are in the tests of single limits.

use super::settings;
use cift_risk::{Fee, OpenOrder, OrderIntent};
use cift_types::{AccountKind, LimitKind, Reason, Scope, Side};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Copy, Debug)]
pub struct Fill {
    pub account: u32,
    pub instrument: u32,
    pub side: Side,
    pub price: i64,
    pub quantity: u64,
    pub taker: bool,
    pub tier: usize,
    pub day: u32,
}

#[derive(Clone, Copy, Debug)]
pub struct Owner {
    pub kind: AccountKind,
    pub group: u32,
    pub tier: usize,
}

#[derive(Clone, Default, Debug)]
pub struct Naive {
    pub accounts: BTreeMap<u32, Owner>,
    pub transfers: Vec<(u32, u32, i64)>,
    pub limits: BTreeMap<(u8, u8, u32), u64>,
    pub kills: BTreeSet<(u8, u32)>,
    pub forbidden: BTreeSet<(u32, u32)>,
    pub orders: Vec<OpenOrder>,
    pub fills: Vec<Fill>,
    pub day: u32,
}

/// A position as its fills leave it.
#[derive(Clone, Copy, Default, Debug)]
pub struct Held {
    pub lots: i128,
    pub cost: i128,
    pub realised: i128,
}

fn money(price: i64, quantity: u64, instrument: u32) -> i128 {
    i128::from(price)
        * i128::from(quantity)
        * i128::from(settings().instruments[instrument as usize].tick_value)
}

fn fee(fee: Fee, value: i128, quantity: u64) -> i128 {
    match fee {
        Fee::Ppm(ppm) => {
            let millionths = value.abs() * i128::from(ppm);
            millionths.div_euclid(1_000_000) + i128::from(millionths.rem_euclid(1_000_000) != 0)
        }
        Fee::PerLot(units) => i128::from(units) * i128::from(quantity),
    }
}

fn worst_fee_of_lot(tier: usize, price: i128) -> i128 {
    let tier = settings().tiers[tier];
    fee(tier.maker, price, 1).max(fee(tier.taker, price, 1)).max(0)
}

impl Naive {
    pub fn held(&self, account: u32, instrument: u32) -> Held {
        let mut it = Held::default();
        for fill in self.fills.iter().filter(|fill| fill.account == account && fill.instrument == instrument)
        {
            let mut lots = i128::from(fill.quantity) * if fill.side == Side::Buy { 1 } else { -1 };
            if it.lots * lots < 0 {
                let closed = lots.abs().min(it.lots.abs()) * it.lots.signum();
                let cost = it.cost * closed / it.lots;
                it.realised += i128::from(fill.price) * closed - cost;
                it.cost -= cost;
                it.lots -= closed;
                lots += closed;
            }
            it.lots += lots;
            it.cost += i128::from(fill.price) * lots;
        }
        it
    }

    fn open(&self, account: u32, instrument: u32, side: Side) -> impl Iterator<Item = &OpenOrder> {
        self.orders
            .iter()
            .filter(move |order| (order.account, order.instrument, order.side) == (account, instrument, side))
    }

    fn open_lots(&self, account: u32, instrument: u32, side: Side) -> i128 {
        self.open(account, instrument, side).map(|order| i128::from(order.quantity)).sum()
    }

    fn open_worth(&self, account: u32, instrument: u32, side: Side) -> i128 {
        let worth = |order: &OpenOrder| money(order.reserved_price, order.quantity, instrument).abs();
        self.open(account, instrument, side).map(worth).sum()
    }

    pub fn fee_of(fill: &Fill) -> i128 {
        let tier = settings().tiers[fill.tier];
        let value = money(fill.price, fill.quantity, fill.instrument);
        fee(if fill.taker { tier.taker } else { tier.maker }, value, fill.quantity)
    }

    /// What the account owns of a currency.
    pub fn total(&self, account: u32, currency: u32) -> i128 {
        let paid =
            self.transfers.iter().filter(|it| (it.0, it.1) == (account, currency)).map(|it| i128::from(it.2));
        let mut total: i128 = paid.sum();
        let on_margin = self.accounts[&account].kind == AccountKind::Margin;
        for (instrument, it) in settings().instruments.iter().enumerate() {
            let instrument = instrument as u32;
            let mine = self.fills.iter().filter(|it| it.account == account && it.instrument == instrument);
            for fill in mine {
                let sign = if fill.side == Side::Buy { 1 } else { -1 };
                if it.quote == currency {
                    total -= Self::fee_of(fill);
                    if !on_margin {
                        total -= sign * money(fill.price, fill.quantity, instrument);
                    }
                }
                if it.base == currency && !on_margin {
                    total += sign * i128::from(fill.quantity) * i128::from(it.lot_value);
                }
            }
            if it.quote == currency && on_margin {
                total += self.held(account, instrument).realised * i128::from(it.tick_value);
            }
        }
        total
    }

    fn order_needs(&self, order: &OpenOrder, currency: u32) -> i128 {
        let it = settings().instruments[order.instrument as usize];
        let owner = self.accounts[&order.account];
        let price = i128::from(order.reserved_price) * i128::from(it.tick_value);
        let fee = worst_fee_of_lot(owner.tier, price);
        let lots = i128::from(order.quantity);
        let quote = match (owner.kind, order.side) {
            (AccountKind::Margin, _) => fee,
            (AccountKind::Cash, Side::Buy) => (price + fee).max(0),
            (AccountKind::Cash, Side::Sell) => (fee - price).max(0),
        };
        let delivers = owner.kind == AccountKind::Cash && order.side == Side::Sell;
        let base = if delivers { i128::from(it.lot_value) } else { 0 };
        i128::from(it.quote == currency) * quote * lots + i128::from(it.base == currency) * base * lots
    }

    fn margin(&self, account: u32, instrument: u32) -> i128 {
        let it = settings().instruments[instrument as usize];
        if self.accounts[&account].kind == AccountKind::Cash {
            return 0;
        }
        let held = self.held(account, instrument);
        let (with, against) = if held.lots < 0 { (Side::Sell, Side::Buy) } else { (Side::Buy, Side::Sell) };
        let grown =
            (held.cost * i128::from(it.tick_value)).abs() + self.open_worth(account, instrument, with);
        let lots = self.open_lots(account, instrument, against);
        let turning = (lots - held.lots.abs()).max(0);
        let turned = self.open_worth(account, instrument, against) * turning;
        let turned = if turned == 0 { 0 } else { (turned + lots - 1) / lots };
        (grown.max(turned) * i128::from(it.initial_margin_ppm) + 999_999) / 1_000_000
    }

    /// What the account's orders and positions hold back of a currency.
    pub fn reserved(&self, account: u32, currency: u32) -> i128 {
        let mine = self.orders.iter().filter(|order| order.account == account);
        let orders: i128 = mine.map(|order| self.order_needs(order, currency)).sum();
        let instruments = (0_u32..).zip(settings().instruments);
        let margins =
            instruments.filter(|(_, it)| it.quote == currency).map(|(ix, _)| self.margin(account, ix));
        orders + margins.sum::<i128>()
    }

    fn limit(&self, kind: LimitKind, scope: Scope, account: u32, instrument: u32) -> Option<i128> {
        let subject = match scope {
            Scope::Account => account,
            Scope::Group => self.accounts[&account].group,
            Scope::Instrument => instrument,
            Scope::Venue => 0,
        };
        self.limits.get(&(kind as u8, scope as u8, subject)).map(|&value| i128::from(value))
    }

    /// Accounts and instruments whose holdings a scope's limit adds up.
    fn counted(&self, scope: Scope, account: u32, instrument: u32, in_money: bool) -> Vec<(u32, u32)> {
        let all = settings().instruments;
        let quote = all[instrument as usize].quote;
        let group = self.accounts[&account].group;
        let accounts = self.accounts.iter().filter(|&(&id, owner)| match scope {
            Scope::Group => owner.group == group,
            _ => id == account,
        });
        let instruments = (0..all.len() as u32).filter(|&ix| match scope {
            Scope::Instrument => ix == instrument,
            _ => !in_money || all[ix as usize].quote == quote,
        });
        let instruments: Vec<u32> = instruments.collect();
        accounts.flat_map(|(&id, _)| instruments.iter().map(move |&ix| (id, ix))).collect()
    }

    /// What counts towards a limit of a scope now, for an order of this side.
    fn counts(&self, kind: LimitKind, (account, instrument): (u32, u32), side: Side) -> i128 {
        let sides = [Side::Buy, Side::Sell];
        let tick_value = i128::from(settings().instruments[instrument as usize].tick_value);
        let cost = self.held(account, instrument).cost * tick_value;
        let today = self
            .fills
            .iter()
            .filter(|fill| (fill.account, fill.instrument, fill.day) == (account, instrument, self.day));
        match kind {
            LimitKind::OpenOrders => {
                sides.map(|side| self.open(account, instrument, side).count() as i128).iter().sum()
            }
            LimitKind::GrossExposure => {
                cost.abs() + sides.map(|side| self.open_worth(account, instrument, side)).iter().sum::<i128>()
            }
            LimitKind::NetExposure => {
                self.open_worth(account, instrument, side) + if side == Side::Buy { cost } else { -cost }
            }
            LimitKind::DailyQuantity => {
                let open: i128 = sides.map(|side| self.open_lots(account, instrument, side)).iter().sum();
                open + today.map(|fill| i128::from(fill.quantity)).sum::<i128>()
            }
            LimitKind::DailyValue => {
                let open: i128 = sides.map(|side| self.open_worth(account, instrument, side)).iter().sum();
                open + today.map(|fill| money(fill.price, fill.quantity, instrument).abs()).sum::<i128>()
            }
            _ => 0,
        }
    }

    /// Whether a new order without plan and reserve price passes; `reference` is what collars measure from.
    pub fn decide(&self, order: &OrderIntent, reference: Option<i64>) -> Result<(), Reason> {
        let OrderIntent { account, instrument, side, price, quantity, .. } = *order;
        let owner = self.accounts.get(&account).ok_or(Reason::UnknownAccount)?;
        let killed = [(0, account), (1, owner.group), (2, instrument), (3, 0)];
        if killed.iter().any(|kill| self.kills.contains(kill)) {
            return Err(Reason::KillSwitch);
        }
        if self.forbidden.contains(&(account, instrument)) {
            return Err(Reason::NotPermitted);
        }
        let lots = i128::from(quantity);
        let held = self.held(account, instrument);
        let against = if side == Side::Buy { -held.lots } else { held.lots };
        if order.reduce_only && lots > against.max(0) {
            return Err(Reason::ReduceOnly);
        }
        let value = money(price, quantity, instrument).abs();
        let far = reference.map_or(0, |from| (i128::from(price) - i128::from(from)).abs());
        let potential = self.open_lots(account, instrument, side) + lots - against;
        for (kind, now, more, reason) in [
            (LimitKind::OrderQuantity, 0, lots, Reason::OrderQuantityLimit),
            (LimitKind::OrderValue, 0, value, Reason::OrderValueLimit),
            (LimitKind::PriceCollar, 0, far, Reason::PriceCollar),
            (LimitKind::OpenOrders, 1, 1, Reason::OpenOrdersLimit),
            (LimitKind::Position, 0, potential, Reason::PositionLimit),
            (LimitKind::GrossExposure, 1, value, Reason::GrossExposureLimit),
            (LimitKind::NetExposure, 1, value, Reason::NetExposureLimit),
            (LimitKind::DailyQuantity, 1, lots, Reason::DailyQuantityLimit),
            (LimitKind::DailyValue, 1, value, Reason::DailyValueLimit),
        ] {
            for &scope in Scope::ALL {
                let Some(limit) = self.limit(kind, scope, account, instrument) else { continue };
                let in_money = !matches!(kind, LimitKind::OpenOrders | LimitKind::DailyQuantity);
                let holdings = self.counted(scope, account, instrument, in_money);
                let counted: i128 =
                    if now == 1 { holdings.iter().map(|&at| self.counts(kind, at, side)).sum() } else { 0 };
                if counted + more > limit {
                    return Err(reason);
                }
            }
        }
        self.can_pay(order)
    }

    fn can_pay(&self, order: &OrderIntent) -> Result<(), Reason> {
        let OrderIntent { account, instrument, .. } = *order;
        let it = settings().instruments[instrument as usize];
        let mut with = self.clone();
        with.orders.push(super::live(order));
        let on_margin = self.accounts[&account].kind == AccountKind::Margin;
        if on_margin && with.margin(account, instrument) <= self.margin(account, instrument) {
            return Ok(());
        }
        for currency in [it.quote, it.base] {
            let reserved = with.reserved(account, currency);
            let more = reserved > self.reserved(account, currency);
            if more && reserved > self.total(account, currency) {
                return Err(Reason::InsufficientFunds);
            }
        }
        Ok(())
    }
}
