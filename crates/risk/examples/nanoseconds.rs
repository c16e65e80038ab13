//! Prints what the calls on the hot path take: `cargo run --release -p cift-risk --example nanoseconds`.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // it measures, and says what

use cift_risk::{
    Amend, Currency, Fee, InstrumentMoney, OrderIntent, Release, Risk, Settings, Tier, Trade, TradeParty,
    Working,
};
use cift_types::{AccountKind, CommandKind, Side};
use cift_wire::Command;
use std::hint::black_box;
use std::time::Instant;

/// Few at a time, and the best of many times: on a busy machine one of them is left alone.
const CALLS: u32 = 100_000;
const TIMES: u32 = 100;

fn venue(accounts: u32, kind: AccountKind) -> Risk {
    let currency = |code: &str| Currency { code: code.to_owned(), scale: 2 };
    let instrument =
        InstrumentMoney { base: 0, quote: 1, tick_value: 1, lot_value: 1, initial_margin_ppm: 100_000 };
    let mut risk = Risk::new(Settings {
        currencies: vec![currency("LOT"), currency("USD")],
        instruments: vec![instrument],
        tiers: vec![Tier { maker: Fee::Ppm(100), taker: Fee::Ppm(250) }],
        fifo: false,
    })
    .expect("the settings are good");
    for account in 0..accounts {
        let none = u64::from(u32::MAX);
        let open = Command {
            kind: CommandKind::Account as u8,
            account,
            order_type: kind as u8,
            order_id: none,
            ..Command::default()
        };
        risk.apply(&open).expect("it opens");
        for instrument in 0..2 {
            let kind = CommandKind::Transfer as u8;
            let pay = Command { kind, account, instrument, price: 1 << 61, ..Command::default() };
            risk.apply(&pay).expect("it pays");
        }
    }
    risk
}

fn order(account: u32, i: u32) -> OrderIntent {
    OrderIntent {
        account,
        instrument: 0,
        side: if i.wrapping_mul(0x9E37_79B9) >> 31 == 0 { Side::Buy } else { Side::Sell },
        price: 10_000 + i64::from(i % 64),
        reserve_price: None,
        quantity: 1 + u64::from(i % 100),
        planned_value: None,
        time_ns: u64::from(i),
        reduce_only: false,
        counts_as_new: true,
    }
}

fn measure(name: &str, mut call: impl FnMut(u32)) {
    let best = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            (0..CALLS).for_each(&mut call);
            start.elapsed().as_nanos() / u128::from(CALLS / 10)
        })
        .min()
        .unwrap_or(0);
    println!("{name:48} {}.{} ns", best / 10, best % 10);
}

fn released(order: &OrderIntent) -> Release {
    let OrderIntent { account, instrument, side, price, quantity, .. } = *order;
    Release { account, instrument, side, reserved_price: price, quantity, done: true }
}

fn trade(one: &OrderIntent, two: &OrderIntent) -> Trade {
    let party = |account, taker| TradeParty { account, reserved: Some(one.price), taker, done: true };
    Trade {
        instrument: 0,
        price: one.price,
        quantity: one.quantity,
        time_ns: one.time_ns,
        buyer: party(one.account, false),
        seller: party(two.account, true),
    }
}

fn main() {
    for kind in [AccountKind::Cash, AccountKind::Margin] {
        for accounts in [1, 64, 4096] {
            let mut risk = venue(accounts, kind);
            let name = |what: &str| format!("{what}, {accounts} {} accounts", kind.name());
            let account = |i: u32| i.wrapping_mul(0x9E37_79B9) % accounts;
            measure(&name("nothing"), |i| {
                black_box(order(account(i), i));
            });
            measure(&name("admit + release"), |i| {
                let order = black_box(order(account(i), i));
                risk.admit(&order).expect("it passes");
                risk.release(&released(&order));
            });
            measure(&name("admit + amend + release"), |i| {
                let order = black_box(order(account(i), i));
                risk.admit(&order).expect("it passes");
                let OrderIntent { account, side, price, quantity, .. } = order;
                let (old, new) = (Working::plain(price, quantity), Working::plain(price + 1, quantity));
                let amend = Amend {
                    account,
                    instrument: 0,
                    side,
                    old,
                    new,
                    time_ns: 0,
                    reduce_only: false,
                    counts_as_message: true,
                };
                risk.amend(&amend).expect("it passes");
                risk.release(&Release { reserved_price: price + 1, ..released(&order) });
            });
            measure(&name("admit + admit + trade"), |i| {
                let buy = OrderIntent { side: Side::Buy, ..black_box(order(account(i), i & !1)) };
                let sell = OrderIntent { account: account(i + 1), side: Side::Sell, ..buy };
                risk.admit(&buy).expect("it passes");
                risk.admit(&sell).expect("it passes");
                risk.trade(&trade(&buy, &sell)).expect("it trades");
            });
        }
    }
}
