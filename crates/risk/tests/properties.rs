//! Random lives of a venue. After every call: what it keeps is what its live orders and fills make it, to the unit;
//! money is conserved; and it decided as the plain rules do.

mod support;

use cift_risk::{Amend, OpenOrder, OrderIntent, Release, Risk, Settings, Trade, TradeParty, Working};
use cift_types::{AccountKind, LimitKind, Reason, Scope, Side};
use cift_wire::Command;
use std::collections::BTreeMap;
use support::naive::{Fill, Naive, Owner};
use support::*;

const ACCOUNTS: u32 = 5;
const GROUPS: [u32; 3] = [7, 8, u32::MAX];
/// Kinds that the naive venue knows.
const KINDS: [LimitKind; 9] = [
    LimitKind::OrderQuantity,
    LimitKind::OrderValue,
    LimitKind::PriceCollar,
    LimitKind::OpenOrders,
    LimitKind::Position,
    LimitKind::GrossExposure,
    LimitKind::NetExposure,
    LimitKind::DailyQuantity,
    LimitKind::DailyValue,
];

/// A command with an order's account, instrument, price and quantity: what the short ways read.
fn as_command(order: &OpenOrder) -> Command {
    let OpenOrder { account, instrument, reserved_price, quantity, .. } = *order;
    Command { account, instrument, price: reserved_price, quantity, ..Command::default() }
}

struct Life {
    random: Random,
    /// What prices, money and limits of them are multiplied with: some lives need more than a word for their products.
    scale: u64,
    risk: Risk,
    naive: Naive,
    reference: [Option<i64>; 3],
    last: [Option<i64>; 3],
    /// How often each answer came.
    answers: BTreeMap<u8, u32>,
}

impl Life {
    fn new(seed: u64) -> Self {
        let mut life = Self {
            random: Random(seed),
            scale: if seed % 4 < 2 { 1 } else { 1 << 33 },
            // With lots every trade goes the long way, without them nearly all go the short one.
            risk: venue(Settings { fifo: seed.is_multiple_of(2), ..settings() }),
            naive: Naive::default(),
            reference: [None; 3],
            last: [None; 3],
            answers: BTreeMap::new(),
        };
        for account in 1..=ACCOUNTS {
            let kind = life.random.pick(AccountKind::ALL);
            let group = life.random.pick(&GROUPS);
            let tier = life.random.below(3);
            life.apply(open(account, kind, group, tier));
            life.naive.accounts.insert(account, Owner { kind, group, tier: tier as usize });
            for currency in [LOT, USD, EUR] {
                life.transfer(account, currency, 20_000);
            }
        }
        life
    }

    fn apply(&mut self, command: Command) {
        self.risk.apply(&command).expect("the command can be");
    }

    fn price(&mut self) -> i64 {
        let price = (20 + self.random.below(60) as i64) * self.scale.cast_signed();
        match self.random.below(30) {
            0 => -price / 4,
            // Less than a fee by the lot.
            1 => self.random.below(2) as i64,
            _ => price,
        }
    }

    fn account(&mut self) -> u32 {
        1 + self.random.below(ACCOUNTS.into()) as u32
    }

    fn transfer(&mut self, account: u32, currency: u32, most: u64) {
        let amount =
            self.random.below(most) as i64 - if self.random.chance(30) { most as i64 / 2 } else { 0 };
        let before = saved(&self.risk);
        match self.risk.apply(&transfer(account, currency, amount)) {
            Ok(()) => self.naive.transfers.push((account, currency, amount)),
            Err(reason) => {
                assert_eq!(reason, Reason::InsufficientFunds);
                let has = self.naive.total(account, currency) - self.naive.reserved(account, currency);
                assert!(has + i128::from(amount) < 0);
                assert_eq!(before, saved(&self.risk));
            }
        }
    }

    fn step(&mut self) {
        match self.random.below(100) {
            0..45 => self.enter(),
            45..60 => self.leave(),
            60..70 => self.amend(),
            70..88 => self.trade(),
            88..90 => {
                let (account, currency) = (self.account(), self.random.below(3) as u32);
                self.transfer(account, currency, 10_000);
            }
            90..95 => self.set_limit(),
            95..97 => self.switch(),
            97 => self.change_account(),
            98 => {
                let instrument = self.random.below(3) as u32;
                let price = if self.random.chance(50) { Some(self.price()) } else { None };
                self.risk.set_reference(instrument, price);
                self.reference[instrument as usize] = price;
            }
            _ => {
                self.risk.new_day();
                self.naive.day += 1;
            }
        }
    }

    fn enter(&mut self) {
        let order = OrderIntent {
            instrument: self.random.below(3) as u32,
            reduce_only: self.random.chance(5),
            ..order(self.account(), self.random.side(), self.price(), 1 + self.random.below(20))
        };
        let reference = self.reference[order.instrument as usize].or(self.last[order.instrument as usize]);
        let expected = self.naive.decide(&order, reference);
        let check = self.risk.check(&order);
        let before = saved(&self.risk);
        let short = !order.reduce_only && self.random.chance(50);
        let decided = if short {
            self.risk.admit_limit(&as_command(&live(&order)), order.side)
        } else {
            self.risk.admit(&order)
        };
        assert_eq!(decided, expected, "{order:?}");
        let reason = decided.err().unwrap_or(Reason::None);
        assert_eq!(check.reason, reason as u8);
        *self.answers.entry(reason as u8).or_default() += 1;
        if decided.is_ok() {
            self.naive.orders.push(live(&order));
        } else {
            assert_eq!(before, saved(&self.risk), "a refused order changed something");
        }
    }

    fn some_order(&mut self) -> Option<usize> {
        let count = self.naive.orders.len() as u64;
        (count > 0).then(|| self.random.below(count) as usize)
    }

    fn leave(&mut self) {
        let Some(ix) = self.some_order() else { return };
        let order = self.naive.orders[ix];
        let done = order.quantity == 1 || !self.random.chance(30);
        let quantity = if done { order.quantity } else { 1 + self.random.below(order.quantity - 1) };
        let leaves = (order.side, order.reserved_price, quantity);
        match self.random.below(3) {
            0 => self.risk.release(&Release { quantity, done, ..gone(&order) }),
            1 if done => self.risk.cancel_limit(&as_command(&order), leaves),
            _ => self.risk.release_limit(&as_command(&order), leaves, done),
        }
        if done {
            self.naive.orders.swap_remove(ix);
        } else {
            self.naive.orders[ix].quantity -= quantity;
        }
    }

    fn amend(&mut self) {
        let Some(ix) = self.some_order() else { return };
        let order = self.naive.orders[ix];
        let change = amend(&order, self.price(), 1 + self.random.below(20));
        let before = saved(&self.risk);
        let expected = self.decide_amend(ix, &change);
        let decided = if self.random.chance(50) {
            let new = OpenOrder { reserved_price: change.new.price, quantity: change.new.quantity, ..order };
            let old = (order.side, order.reserved_price, order.quantity);
            self.risk.amend_limit(&as_command(&new), old)
        } else {
            self.risk.amend(&change)
        };
        if let Some(expected) = expected {
            assert_eq!(decided, expected, "{change:?}");
        }
        if decided.is_ok() {
            let (reserved_price, quantity) = (change.new.price, change.new.quantity);
            self.naive.orders[ix] = OpenOrder { reserved_price, quantity, ..order };
        } else {
            assert_eq!(before, saved(&self.risk), "a refused change changed something");
        }
    }

    /// What the plain rules say of the order as if it were a new one, where that is the same question: a change does
    /// not count live orders, and a margin account may always ask for less.
    fn decide_amend(&self, ix: usize, change: &Amend) -> Option<Result<(), Reason>> {
        let mut without = self.naive.clone();
        without.orders.swap_remove(ix);
        let Working { price, quantity, .. } = change.new;
        let Amend { instrument, .. } = *change;
        let order = OrderIntent { instrument, ..order(change.account, change.side, price, quantity) };
        let reference = self.reference[instrument as usize].or(self.last[instrument as usize]);
        let expected = without.decide(&order, reference);
        let on_margin = self.naive.accounts[&change.account].kind == AccountKind::Margin;
        let other = expected == Err(Reason::OpenOrdersLimit)
            || on_margin && expected == Err(Reason::InsufficientFunds);
        (!other).then_some(expected)
    }

    /// Two live orders that cross trade at a price that both accept.
    fn trade(&mut self) {
        let instrument = self.random.below(3) as u32;
        let of = |side, orders: &[OpenOrder]| -> Vec<usize> {
            let is_it = |&ix: &usize| (orders[ix].instrument, orders[ix].side) == (instrument, side);
            (0..orders.len()).filter(is_it).collect()
        };
        let (buys, sells) = (of(Side::Buy, &self.naive.orders), of(Side::Sell, &self.naive.orders));
        let pairs = buys.iter().flat_map(|&buy| sells.iter().map(move |&sell| (buy, sell)));
        let orders = &self.naive.orders;
        let crossing = pairs.filter(|&(buy, sell)| orders[buy].reserved_price >= orders[sell].reserved_price);
        let crossing: Vec<_> = crossing.collect();
        if crossing.is_empty() {
            return;
        }
        let (buy, sell) = self.random.pick(&crossing);
        let (buyer, seller) = (self.naive.orders[buy], self.naive.orders[sell]);
        let quantity = 1 + self.random.below(buyer.quantity.min(seller.quantity));
        let room = buyer.reserved_price.abs_diff(seller.reserved_price);
        let price = seller.reserved_price + self.random.below(room + 1) as i64;
        let taker = self.random.side();
        let party = |order: &OpenOrder| TradeParty {
            account: order.account,
            reserved: Some(order.reserved_price),
            taker: order.side == taker,
            done: order.quantity == quantity,
        };
        let (time_ns, buyer_party, seller_party) = (0, party(&buyer), party(&seller));
        let trade = Trade { instrument, price, quantity, time_ns, buyer: buyer_party, seller: seller_party };
        self.risk.trade(&trade).expect("it is worth little");
        self.last[instrument as usize] = Some(price);
        for order in [buyer, seller] {
            let OpenOrder { account, side, .. } = order;
            let (tier, day) = (self.naive.accounts[&account].tier, self.naive.day);
            let taker = side == taker;
            self.naive.fills.push(Fill { account, instrument, side, price, quantity, taker, tier, day });
        }
        self.naive.orders[buy].quantity -= quantity;
        self.naive.orders[sell].quantity -= quantity;
        self.naive.orders.retain(|order| order.quantity > 0);
    }

    fn set_limit(&mut self) {
        let (kind, scope) = (self.random.pick(&KINDS), self.random.pick(Scope::ALL));
        let subject = self.subject(scope);
        if scope == Scope::Instrument && matches!(kind, LimitKind::GrossExposure | LimitKind::NetExposure) {
            return;
        }
        let key = (kind as u8, scope as u8, subject);
        if self.random.chance(60) {
            self.apply(clear(kind, scope, subject));
            self.naive.limits.remove(&key);
            return;
        }
        let most = match kind {
            LimitKind::OrderQuantity | LimitKind::PriceCollar | LimitKind::OpenOrders => 25,
            LimitKind::Position => 40,
            LimitKind::DailyQuantity => 150,
            _ => 6000,
        };
        let in_money = !matches!(
            kind,
            LimitKind::OrderQuantity | LimitKind::OpenOrders | LimitKind::Position | LimitKind::DailyQuantity
        );
        let most = if in_money { most * self.scale } else { most };
        let value = most / 5 + self.random.below(most);
        self.apply(limit(kind, scope, subject, value, 0));
        self.naive.limits.insert(key, value);
    }

    fn subject(&mut self, scope: Scope) -> u32 {
        match scope {
            Scope::Account => self.account(),
            Scope::Group => self.random.pick(&GROUPS[..2]),
            Scope::Instrument => self.random.below(3) as u32,
            Scope::Venue => 0,
        }
    }

    fn switch(&mut self) {
        let (account, instrument) = (self.account(), self.random.below(3) as u32);
        if self.random.chance(40) {
            let allow = self.random.chance(60);
            self.apply(permit(account, instrument, allow));
            self.naive.forbidden.remove(&(account, instrument));
            if !allow {
                self.naive.forbidden.insert((account, instrument));
            }
            return;
        }
        let (scope, engage) = (self.random.pick(Scope::ALL), self.random.chance(25));
        let subject = self.subject(scope);
        self.apply(kill(scope, subject, engage));
        self.naive.kills.remove(&(scope as u8, subject));
        if engage {
            self.naive.kills.insert((scope as u8, subject));
        }
    }

    fn change_account(&mut self) {
        let account = self.account();
        let group = self.random.pick(&GROUPS);
        let Owner { kind, tier, .. } = self.naive.accounts[&account];
        let (new_kind, new_tier) = if self.random.chance(50) {
            (kind, tier)
        } else {
            (self.random.pick(AccountKind::ALL), self.random.below(3) as usize)
        };
        let before = saved(&self.risk);
        match self.risk.apply(&open(account, new_kind, group, new_tier as u64)) {
            // What it earned on margin stays its money; the naive venue would count its fills again.
            Ok(()) if new_kind != kind => {
                self.apply(open(account, kind, group, new_tier as u64));
                self.naive.accounts.insert(account, Owner { kind, group, tier: new_tier });
            }
            Ok(()) => {
                self.naive.accounts.insert(account, Owner { kind, group, tier: new_tier });
            }
            Err(reason) => {
                assert_eq!(reason, Reason::InvalidCommand);
                assert_eq!(before, saved(&self.risk));
            }
        }
    }

    fn check_everything(&self) {
        self.risk.audit(self.naive.orders.iter().copied()).expect("all agrees");
        for account in 1..=ACCOUNTS {
            for currency in [LOT, USD, EUR] {
                let balance = self.risk.balance(account, currency).unwrap_or_default();
                assert_eq!(i128::from(balance.total), self.naive.total(account, currency));
                assert_eq!(i128::from(balance.reserved), self.naive.reserved(account, currency));
                assert_eq!(balance.available, balance.total - balance.reserved);
                if self.naive.accounts[&account].kind == AccountKind::Cash {
                    assert!(balance.available >= 0, "a cash account owes");
                }
            }
            for instrument in 0..3 {
                let position = self.risk.fill_position(account, instrument).unwrap_or_default();
                let held = self.naive.held(account, instrument);
                assert_eq!(i128::from(position.quantity), held.lots);
                assert_eq!(i128::from(position.cost), held.cost);
                assert_eq!(i128::from(position.realised_pnl), held.realised);
            }
        }
    }
}

#[test]
fn it_decides_as_the_plain_rules_do_and_keeps_what_they_make_it() {
    let mut answers = BTreeMap::new();
    for seed in 0..700 {
        let mut life = Life::new(seed);
        for _ in 0..150 {
            life.step();
            life.check_everything();
        }
        life.answers.iter().for_each(|(&reason, count)| *answers.entry(reason).or_default() += count);
    }
    for reason in [
        Reason::None,
        Reason::InsufficientFunds,
        Reason::OrderQuantityLimit,
        Reason::OrderValueLimit,
        Reason::PriceCollar,
        Reason::OpenOrdersLimit,
        Reason::PositionLimit,
        Reason::GrossExposureLimit,
        Reason::NetExposureLimit,
        Reason::DailyQuantityLimit,
        Reason::DailyValueLimit,
        Reason::KillSwitch,
        Reason::NotPermitted,
        Reason::ReduceOnly,
    ] {
        let count: u32 = answers.get(&(reason as u8)).copied().unwrap_or(0);
        assert!(count > 20, "{} came only {count} times", reason.name());
    }
}

#[test]
fn snapshots_at_random_moments_go_on_as_the_original() {
    for seed in 1000..1060 {
        let mut life = Life::new(seed);
        for _ in 0..100 {
            life.step();
        }
        let bytes = saved(&life.risk);
        let mut rest = bytes.as_slice();
        let loaded = Risk::load(&mut rest).expect("it was saved");
        assert!(rest.is_empty());
        assert_eq!(saved(&loaded), bytes);
        life.risk = loaded;
        for _ in 0..50 {
            life.step();
            life.check_everything();
        }
    }
}
