//! Each measure by hand, and against a direct computation.

use super::*;
use crate::book::{Level, LevelBook};
use cift_types::Side;
use cift_wire::{Quote, Tick};

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs()), "{a} is not {b}");
}

fn quote(bid: (i64, u64), ask: (i64, u64)) -> Quote {
    Quote { bid_price: bid.0, bid_quantity: bid.1, ask_price: ask.0, ask_quantity: ask.1, ..Quote::default() }
}

/// Numbers from 0 to before 1.
fn dice(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    }
}

fn bars(count: usize) -> Vec<Prices> {
    let mut next = dice(3);
    let mut close = 100.0;
    let mut bar = || {
        let open = close * (0.99 + 0.02 * next());
        close = open * (0.98 + 0.04 * next());
        Prices {
            open,
            high: open.max(close) * (1.0 + 0.01 * next()),
            low: open.min(close) * (1.0 - 0.01 * next()),
            close,
        }
    };
    (0..count).map(|_| bar()).collect()
}

#[test]
fn states_by_hand() {
    let mut book = LevelBook::new(0);
    assert_eq!((mid(&book), imbalance(&book, 3)), (None, None));
    for (side, price, quantity) in
        [(Side::Buy, 99, 30), (Side::Sell, 102, 10), (Side::Buy, 98, 20), (Side::Sell, 103, 60)]
    {
        book.set(side, price, quantity, 1);
    }
    near(mid(&book).unwrap(), 100.5);
    near(imbalance(&book, 1).unwrap(), 0.5);
    near(imbalance(&book, 2).unwrap(), (50.0 - 70.0) / 120.0);
    near(imbalance(&book, 9).unwrap(), (50.0 - 70.0) / 120.0);
    let level = |price, quantity| Level { price, quantity, orders: 0 };
    // (99·10 + 102·30) / 40
    near(weighted_mid(level(99, 30), level(102, 10)).unwrap(), 101.25);
    assert_eq!(weighted_mid(level(99, 0), level(102, 0)), None);
}

#[test]
fn order_flow_by_hand() {
    let mut flow = OrderFlow::new();
    for (now, change) in [
        (quote((99, 10), (101, 10)), 0),
        (quote((99, 15), (101, 10)), 5), // bid grows
        (quote((100, 4), (101, 10)), 4), // bid improves
        (quote((98, 7), (101, 10)), -4), // bid falls
        (quote((98, 7), (101, 3)), 7),   // ask shrinks
        (quote((98, 7), (100, 2)), -2),  // ask improves
        (quote((98, 7), (105, 9)), 2),   // ask goes
        (quote((0, 0), (105, 9)), -7),   // bid side empties
        (quote((90, 1), (0, 0)), 1 + 9), // and comes back, asks empty
    ] {
        assert_eq!(flow.push(&now), change);
    }
    assert_eq!((flow.take(), flow.sum()), (5 + 4 - 4 + 7 - 2 + 2 - 7 + 10, 0));
}

#[test]
fn trade_flow_over_time() {
    let mut flow = TradeFlow::new(100);
    let trade = |time_ns, side: Side, quantity, side_unknown| Tick {
        time_ns,
        side: side as u8,
        side_unknown,
        quantity,
        ..Tick::default()
    };
    assert_eq!(flow.ratio(), None);
    flow.push(&trade(0, Side::Buy, 6, 0));
    flow.push(&trade(50, Side::Sell, 2, 0));
    flow.push(&trade(60, Side::Sell, 50, 1));
    assert_eq!(flow.volumes(), (6, 2));
    near(flow.ratio().unwrap(), 0.5);
    flow.advance(100);
    assert_eq!(flow.volumes(), (0, 2));
}

#[test]
fn spreads_by_hand() {
    assert_eq!(quoted_spread(99, 102), 3);
    near(relative_spread(99, 101), 0.02);
    assert_eq!(effective_spread(Side::Buy, 102, 99, 102), 3);
    assert_eq!(effective_spread(Side::Sell, 100, 99, 102), 1);
    let mut mean = SpreadMean::default();
    mean.push(3, 1);
    mean.push(1, 3);
    near(mean.mean().unwrap(), 1.5);
    let mut realised = RealisedSpreads::new(10);
    let mut told = Vec::new();
    realised.quote(0, 99, 102, |spread| told.push(spread));
    realised.trade(5, Side::Buy, 102, 7);
    realised.quote(14, 100, 103, |spread| told.push(spread));
    realised.quote(15, 200, 200, |spread| told.push(spread));
    // Paid 102 over a middle of 100.5; ten later the middle is 101.5.
    assert_eq!(told, [RealisedSpread { time_ns: 5, quantity: 7, effective: 3, realised: 1 }]);
    assert_eq!(told[0].impact(), 2);
}

fn sample_variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() as f64 - 1.0)
}

fn mean(values: impl Iterator<Item = f64>, count: usize) -> f64 {
    values.sum::<f64>() / count as f64
}

/// The estimators as their papers write them, over all bars of a slice; `before` is the close before the first.
fn directly(estimator: Estimator, before: f64, bars: &[Prices]) -> f64 {
    let count = bars.len();
    let closes: Vec<f64> = [before].into_iter().chain(bars.iter().map(|bar| bar.close)).collect();
    let rogers = |bar: &Prices| {
        (bar.high / bar.close).ln() * (bar.high / bar.open).ln()
            + (bar.low / bar.close).ln() * (bar.low / bar.open).ln()
    };
    match estimator {
        Estimator::CloseToClose => {
            sample_variance(&closes.windows(2).map(|pair| (pair[1] / pair[0]).ln()).collect::<Vec<_>>())
        }
        Estimator::Parkinson => {
            mean(bars.iter().map(|bar| (bar.high / bar.low).ln().powi(2)), count) / (4.0 * 2_f64.ln())
        }
        Estimator::GarmanKlass => mean(
            bars.iter().map(|bar| {
                0.5 * (bar.high / bar.low).ln().powi(2)
                    - (2.0 * 2_f64.ln() - 1.0) * (bar.close / bar.open).ln().powi(2)
            }),
            count,
        ),
        Estimator::RogersSatchell => mean(bars.iter().map(rogers), count),
        Estimator::YangZhang => {
            let overnight: Vec<f64> =
                bars.iter().zip(&closes).map(|(bar, close)| (bar.open / close).ln()).collect();
            let within: Vec<f64> = bars.iter().map(|bar| (bar.close / bar.open).ln()).collect();
            let k = 0.34 / (1.34 + (count as f64 + 1.0) / (count as f64 - 1.0));
            sample_variance(&overnight)
                + k * sample_variance(&within)
                + (1.0 - k) * mean(bars.iter().map(rogers), count)
        }
    }
}

#[test]
fn volatilities_are_those_of_the_papers() {
    let bars = bars(60);
    for estimator in [
        Estimator::CloseToClose,
        Estimator::Parkinson,
        Estimator::GarmanKlass,
        Estimator::RogersSatchell,
        Estimator::YangZhang,
    ] {
        let mut volatility = Volatility::new(estimator, 10);
        for (at, &bar) in bars.iter().enumerate() {
            let told = volatility.push(bar);
            if at < 10 {
                continue;
            }
            let direct = directly(estimator, bars[at - 10].close, &bars[at - 9..=at]);
            near(told.unwrap(), direct);
            near(volatility.per_bar().unwrap(), direct.sqrt());
        }
        let before = volatility.variance();
        assert_eq!(volatility.push(Prices { low: -1.0, ..bars[0] }), before);
    }
    near(annual(0.0001, 252.0), 0.01 * 252_f64.sqrt());
}

#[test]
fn parkinson_by_hand() {
    let mut volatility = Volatility::new(Estimator::Parkinson, 1);
    let bar = Prices { open: 1.0, high: core::f64::consts::E, low: 1.0, close: 1.0 };
    near(volatility.push(bar).unwrap(), 1.0 / (4.0 * 2_f64.ln()));
}

#[test]
fn realised_variance_by_hand() {
    let mut realised = RealisedVariance::new();
    for price in [1.0, core::f64::consts::E, 0.0, 1.0] {
        realised.push(price);
    }
    near(realised.variance(), 2.0);
    assert_eq!(realised.returns(), 2);
    near(realised.take(), 2.0);
    realised.push(1.0);
    near(realised.variance(), 0.0);
}

#[test]
fn impact_is_a_regression() {
    let mut next = dice(9);
    let pairs: Vec<(f64, f64)> = (0..50)
        .map(|_| {
            let flow = next() * 1000.0 - 300.0;
            (0.02 * flow + next() - 0.5, flow)
        })
        .collect();
    let mut lambda = KyleLambda::new(20);
    for (at, &(change, flow)) in pairs.iter().enumerate() {
        let told = lambda.push(change, flow);
        if at < 19 {
            assert_eq!(told, None);
            continue;
        }
        let own = &pairs[at - 19..=at];
        let (y, x) = (mean(own.iter().map(|pair| pair.0), 20), mean(own.iter().map(|pair| pair.1), 20));
        let xy: f64 = own.iter().map(|pair| (pair.0 - y) * (pair.1 - x)).sum();
        let xx: f64 = own.iter().map(|pair| (pair.1 - x) * (pair.1 - x)).sum();
        near(told.unwrap(), xy / xx);
    }
    let mut still = KyleLambda::new(2);
    assert_eq!((still.push(1.0, 5.0), still.push(2.0, 5.0)), (None, None));
    assert_eq!(still.push(4.0, 6.0), Some(2.0));
}

#[test]
fn illiquidity_by_hand() {
    let mut amihud = Amihud::new(2);
    assert_eq!(amihud.push(100.0, 10.0), None);
    assert_eq!(amihud.push(110.0, 10.0), None);
    near(amihud.push(99.0, 5.0).unwrap(), f64::midpoint(0.1 / 10.0, 0.1 / 5.0));
    near(amihud.push(99.0, 0.0).unwrap(), f64::midpoint(0.1 / 10.0, 0.1 / 5.0));
    near(amihud.push(99.0, 1.0).unwrap(), 0.1 / 5.0 / 2.0);
}

#[test]
fn vpin_by_hand() {
    let mut vpin = Vpin::new(10, 2);
    vpin.push(Side::Buy, 8);
    vpin.push(Side::Sell, 4);
    assert_eq!(vpin.value(), None);
    // First bucket 8 to 2; second: 2 sold, then 8 bought.
    vpin.push(Side::Buy, 9);
    near(vpin.value().unwrap(), (6.0 + 6.0) / 20.0);
    // One is left over; a huge sale fills many buckets.
    vpin.push(Side::Sell, u64::MAX >> 12);
    near(vpin.value().unwrap(), 1.0);
    vpin.push_bulk(20 - ((u64::MAX >> 12) - 9) % 10, 0.5);
    assert!(vpin.value().unwrap() < 0.6);
    near(bulk_share(0.0, 2.0), 0.5);
    near(bulk_share(1.0, 0.0), 0.5);
    assert!((bulk_share(1.959_963_984_540_054, 1.0) - 0.975).abs() < 1e-12);
}

#[test]
fn vpin_is_the_same_lot_by_lot() {
    let mut next = dice(4);
    let (mut whole, mut single) = (Vpin::new(37, 5), Vpin::new(37, 5));
    for _ in 0..300 {
        let side = if next() < 0.5 { Side::Buy } else { Side::Sell };
        let quantity = (next() * if next() < 0.05 { 2000.0 } else { 60.0 }) as u64;
        whole.push(side, quantity);
        (0..quantity).for_each(|_| single.push(side, 1));
        assert_eq!(whole.value(), single.value());
    }
}

#[test]
fn the_micro_price_of_a_simple_market() {
    // The spread is one tick. With much to buy the next change is a tick up, with much to sell a tick down; after a move the
    // book is even, and an even book leans to either side alike.
    let (up, down, even) = ((90, 10), (10, 90), (50, 50));
    let mut fit = MicroPriceFit::new(3, 2);
    let mut price = 100;
    let at = |price: i64, sizes: (u64, u64)| quote((price, sizes.0), (price + 1, sizes.1));
    for step in 0..400 {
        fit.push(&at(price, even));
        let rises = step % 2 == 0;
        fit.push(&at(price, if rises { up } else { down }));
        price += if rises { 1 } else { -1 };
    }
    let model = fit.finish();
    near(model.price(&at(100, even)).unwrap(), 100.5);
    near(model.price(&at(100, up)).unwrap(), 101.5);
    near(model.price(&at(100, down)).unwrap(), 99.5);
    assert_eq!(model.price(&quote((100, 5), (104, 5))), None);
    assert_eq!(model.price(&quote((100, 5), (100, 5))), None);
    // A spread that was never seen is not adjusted.
    near(model.price(&quote((100, 5), (102, 1))).unwrap(), 101.0);
}
