//! The risk check by itself: letting an order in (and out again), and the question whether it would pass.

use crate::play::{BATCH, Outcome, figure, opened, play, runs};
use cift_engine::risk::{OrderIntent, Release, Risk};
use cift_testkit::funded::{self, Limited};
use cift_testkit::random::Random;
use cift_types::{AccountKind, CommandKind, Side};
use cift_wire::Command;
use std::hint::black_box;
use std::time::Instant;

const ACCOUNTS: u32 = 64;
const INSTRUMENTS: u32 = 4;
const CALLS: usize = 20_000;

/// Every call between two looks at the clock; the looks alone are given beside it. The least of all runs counts, for each
/// quantile by itself.
pub fn time(_: &[String]) -> Outcome {
    let runs = runs(50)?;
    for kind in [AccountKind::Cash, AccountKind::Margin] {
        let accounts: Vec<_> = (1..=ACCOUNTS).map(|account| (account, kind)).collect();
        let opening = funded::opening(&accounts, Limited::Typical);
        let mut engine = opened(&funded::config(INSTRUMENTS), &opening);
        let orders = orders();
        // Everybody has had an order in everything.
        for order in &orders {
            let new = as_command(order);
            play(&mut engine, &[new, Command { kind: CommandKind::Cancel as u8, ..new }], BATCH);
        }
        let mut risk = engine.risk().cloned().ok_or("the session has accounts")?;
        for instrument in 0..INSTRUMENTS {
            risk.set_reference(instrument, Some(10_000));
        }
        let of = |what: &str| format!("{what}, {} accounts", kind.name());
        quantiles(&of("admit"), runs, &orders, |order| {
            let start = Instant::now();
            let admitted = black_box(risk.admit(order));
            let ns = start.elapsed().as_nanos();
            admitted.expect("it passes");
            risk.release(&released(order));
            ns
        });
        quantiles(&of("release"), runs, &orders, |order| {
            risk.admit(order).expect("it passes");
            let leaves = released(order);
            let start = Instant::now();
            risk.release(black_box(&leaves));
            start.elapsed().as_nanos()
        });
        quantiles(&of("check"), runs, &orders, |order| check(&risk, order));
        quantiles(&of("check by the engine"), runs, &orders, |order| {
            let command = as_command(order);
            let start = Instant::now();
            black_box(engine.risk_check(&[command]));
            start.elapsed().as_nanos()
        });
    }
    quantiles("the timer alone", runs, &orders(), |order| {
        let start = Instant::now();
        black_box(order);
        start.elapsed().as_nanos()
    });
    Ok(())
}

fn check(risk: &Risk, order: &OrderIntent) -> u128 {
    let start = Instant::now();
    let answer = black_box(risk.check(order));
    let ns = start.elapsed().as_nanos();
    assert_eq!(answer.reason, 0);
    ns
}

fn orders() -> Vec<OrderIntent> {
    let mut random = Random::new(1);
    let order = |_| OrderIntent {
        account: 1 + random.below(u64::from(ACCOUNTS)) as u32,
        instrument: random.below(u64::from(INSTRUMENTS)) as u32,
        side: random.pick(Side::ALL),
        price: random.between(9_900, 10_100),
        reserve_price: None,
        quantity: 1 + random.below(500),
        planned_value: None,
        time_ns: 0,
        reduce_only: false,
        counts_as_new: true,
    };
    (0..CALLS).map(order).collect()
}

const fn released(order: &OrderIntent) -> Release {
    let &OrderIntent { account, instrument, side, price, quantity, .. } = order;
    Release { account, instrument, side, reserved_price: price, quantity, done: true }
}

fn as_command(order: &OrderIntent) -> Command {
    let &OrderIntent { account, instrument, price, quantity, .. } = order;
    let (kind, side) = (CommandKind::New as u8, order.side as u8);
    Command { kind, side, account, instrument, order_id: 1, price, quantity, ..Command::default() }
}

fn quantiles(what: &str, runs: u32, orders: &[OrderIntent], mut call: impl FnMut(&OrderIntent) -> u128) {
    let mut best = [u128::MAX; 3];
    for _ in 0..runs {
        let mut ns: Vec<u128> = orders.iter().map(&mut call).collect();
        ns.sort_unstable();
        for (least, per_mille) in best.iter_mut().zip([500, 950, 990]) {
            *least = (*least).min(ns[ns.len() * per_mille / 1000]);
        }
    }
    for (name, ns) in ["p50", "p95", "p99"].iter().zip(best) {
        figure(&format!("risk {name}"), what, "ns", ns as f64);
    }
}
