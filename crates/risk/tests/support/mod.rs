//! What the tests of risk share: a venue to play with, short ways to say commands and orders, and random numbers.
#![allow(dead_code)] // each test uses its part

pub mod naive;

use cift_risk::{
    Amend, Currency, Fee, InstrumentMoney, NO_GROUP, OpenOrder, OrderIntent, Release, Risk, Settings, Tier,
    Trade, TradeParty, Working,
};
use cift_types::{AccountKind, CommandKind, LimitKind, Reason, Scope, Side};
use cift_wire::Command;

/// Lots are delivered in this currency.
pub const LOT: u32 = 0;
/// Prices are in this one.
pub const USD: u32 = 1;
/// And those of the third instrument in this one.
pub const EUR: u32 = 2;

/// Three instruments: two in dollars with other terms, one in euros.
pub fn settings() -> Settings {
    let currency = |code: &str| Currency { code: code.to_owned(), scale: 2 };
    let instrument = |quote, tick_value, lot_value| InstrumentMoney {
        base: LOT,
        quote,
        tick_value,
        lot_value,
        initial_margin_ppm: 100_000,
    };
    Settings {
        currencies: vec![currency("LOT"), currency("USD"), currency("EUR")],
        instruments: vec![instrument(USD, 1, 1), instrument(USD, 5, 10), instrument(EUR, 3, 2)],
        tiers: vec![
            Tier::default(),
            Tier { maker: Fee::Ppm(-100), taker: Fee::Ppm(250) },
            Tier { maker: Fee::PerLot(1), taker: Fee::PerLot(2) },
        ],
        fifo: true,
    }
}

/// A venue with these settings and without accounts.
pub fn venue(settings: Settings) -> Risk {
    Risk::new(settings).expect("the settings are good")
}

/// A venue with rich accounts of a kind, numbered from 1, in no group, in the tier without fees.
pub fn rich(kind: AccountKind, accounts: u32) -> Risk {
    let mut risk = venue(settings());
    for account in 1..=accounts {
        risk.apply(&open(account, kind, NO_GROUP, 0)).expect("it opens");
        for currency in [LOT, USD, EUR] {
            risk.apply(&transfer(account, currency, 1 << 60)).expect("it pays");
        }
    }
    risk
}

pub fn open(account: u32, kind: AccountKind, group: u32, tier: u64) -> Command {
    let (order_type, order_id) = (kind as u8, u64::from(group));
    let command = Command { account, order_type, order_id, quantity: tier, ..Command::default() };
    Command { kind: CommandKind::Account as u8, ..command }
}

pub fn transfer(account: u32, currency: u32, amount: i64) -> Command {
    let kind = CommandKind::Transfer as u8;
    Command { kind, account, instrument: currency, price: amount, ..Command::default() }
}

/// Sets a limit; `subject` is the account, group or instrument.
pub fn limit(kind: LimitKind, scope: Scope, subject: u32, value: u64, period: u64) -> Command {
    let (account, instrument) = subjects(scope, subject);
    Command {
        kind: CommandKind::Limit as u8,
        order_type: kind as u8,
        time_in_force: scope as u8,
        account,
        instrument,
        quantity: value,
        param: period,
        ..Command::default()
    }
}

pub fn clear(kind: LimitKind, scope: Scope, subject: u32) -> Command {
    Command { flags: 1, ..limit(kind, scope, subject, 0, 0) }
}

pub fn kill(scope: Scope, subject: u32, engage: bool) -> Command {
    let (account, instrument) = subjects(scope, subject);
    let (order_type, time_in_force) = (u8::from(engage), scope as u8);
    let command = Command { order_type, time_in_force, account, instrument, ..Command::default() };
    Command { kind: CommandKind::Kill as u8, ..command }
}

pub fn permit(account: u32, instrument: u32, allow: bool) -> Command {
    let command = Command { account, instrument, order_type: u8::from(allow), ..Command::default() };
    Command { kind: CommandKind::Permit as u8, ..command }
}

fn subjects(scope: Scope, subject: u32) -> (u32, u32) {
    match scope {
        Scope::Account | Scope::Group => (subject, 0),
        Scope::Instrument => (0, subject),
        Scope::Venue => (0, 0),
    }
}

/// An order of instrument 0 at time 0.
pub fn order(account: u32, side: Side, price: i64, quantity: u64) -> OrderIntent {
    OrderIntent {
        account,
        instrument: 0,
        side,
        price,
        reserve_price: None,
        quantity,
        planned_value: None,
        time_ns: 0,
        reduce_only: false,
        counts_as_new: true,
    }
}

pub fn buy(account: u32, price: i64, quantity: u64) -> OrderIntent {
    order(account, Side::Buy, price, quantity)
}

pub fn sell(account: u32, price: i64, quantity: u64) -> OrderIntent {
    order(account, Side::Sell, price, quantity)
}

/// The order, live.
pub fn live(order: &OrderIntent) -> OpenOrder {
    OpenOrder {
        account: order.account,
        instrument: order.instrument,
        side: order.side,
        reserved_price: order.reserve_price.unwrap_or(order.price),
        quantity: order.quantity,
    }
}

/// All of a live order leaves.
pub fn gone(order: &OpenOrder) -> Release {
    let OpenOrder { account, instrument, side, reserved_price, quantity } = *order;
    Release { account, instrument, side, reserved_price, quantity, done: true }
}

/// A change of a live order without a reserve price.
pub fn amend(order: &OpenOrder, price: i64, quantity: u64) -> Amend {
    Amend {
        account: order.account,
        instrument: order.instrument,
        side: order.side,
        old: Working::plain(order.reserved_price, order.quantity),
        new: Working::plain(price, quantity),
        time_ns: 0,
        reduce_only: false,
        counts_as_message: true,
    }
}

/// Two orders enter and trade in full at the buy's price; the seller is the taker.
pub fn cross(risk: &mut Risk, buyer: u32, seller: u32, price: i64, quantity: u64) -> Result<(), Reason> {
    risk.admit(&buy(buyer, price, quantity))?;
    risk.admit(&sell(seller, price, quantity))?;
    risk.trade(&fill(buyer, seller, price, quantity))
}

/// Two orders of instrument 0 at one price trade in full; the seller is the taker.
pub fn fill(buyer: u32, seller: u32, price: i64, quantity: u64) -> Trade {
    let party = |account, taker| TradeParty { account, reserved: Some(price), taker, done: true };
    Trade {
        instrument: 0,
        price,
        quantity,
        time_ns: 0,
        buyer: party(buyer, false),
        seller: party(seller, true),
    }
}

pub fn saved(risk: &Risk) -> Vec<u8> {
    let mut bytes = Vec::new();
    risk.save(&mut bytes);
    bytes
}

/// `SplitMix64`: random numbers from a seed.
pub struct Random(pub u64);

impl Random {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.word() % bound
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    pub fn side(&mut self) -> Side {
        self.pick(Side::ALL)
    }
}
