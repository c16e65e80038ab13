//! By hand, and against sums over everything.

use super::*;
use cift_tape::Decimal;
use cift_types::Side;
use cift_wire::{Bar, Tick};

fn tick(time_ns: u64, price: i64, quantity: u64, side: Option<Side>) -> Tick {
    Tick {
        time_ns,
        price,
        quantity,
        side: side.map_or(0, |side| side as u8),
        side_unknown: u8::from(side.is_none()),
        seq: time_ns + 1,
        ..Tick::default()
    }
}

/// Trades that wander, some with an unknown aggressor.
fn tape(count: usize) -> Vec<Tick> {
    let mut state = 5_u64;
    let mut price = 1000_i64;
    let mut time = 0;
    (0..count)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            price += (state >> 40) as i64 % 5 - 2;
            time += state >> 50 & 1023;
            let side = [Some(Side::Buy), Some(Side::Sell), None][(state >> 45) as usize % 3];
            tick(time, price, 1 + (state >> 33) % 50, side)
        })
        .collect()
}

#[test]
fn aggressors_by_hand() {
    let mut rule = Aggressor::new();
    let unknown = |price| tick(0, price, 1, None);
    assert_eq!(rule.infer(&unknown(100)), Inferred { side: None, rule: Rule::Unknown });
    assert_eq!(rule.infer(&unknown(101)), Inferred { side: Some(Side::Buy), rule: Rule::Tick });
    assert_eq!(rule.infer(&unknown(101)), Inferred { side: Some(Side::Buy), rule: Rule::Tick });
    assert_eq!(rule.infer(&unknown(100)), Inferred { side: Some(Side::Sell), rule: Rule::Tick });
    rule.quote(Some(98), Some(102));
    assert_eq!(rule.infer(&unknown(101)), Inferred { side: Some(Side::Buy), rule: Rule::Quote });
    assert_eq!(rule.infer(&unknown(99)), Inferred { side: Some(Side::Sell), rule: Rule::Quote });
    assert_eq!(rule.infer(&unknown(100)), Inferred { side: Some(Side::Buy), rule: Rule::Tick });
    assert_eq!(
        rule.infer(&tick(0, 99, 1, Some(Side::Buy))),
        Inferred { side: Some(Side::Buy), rule: Rule::Given }
    );
    let (resolved, how) = rule.resolve(&unknown(98));
    assert_eq!((resolved.side, resolved.side_unknown, how), (Side::Sell as u8, 0, Rule::Quote));
}

#[test]
fn averages_by_hand() {
    let mut average = VolumeAverage::new();
    assert_eq!(average.price(), None);
    for (price, quantity) in [(100, 2), (103, 1), (-1, 0)] {
        average.push(price, quantity);
    }
    let price = average.price().unwrap();
    assert_eq!((price.sum, price.weight, price.floor()), (303, 3, 101));
    assert_eq!(price.ticks().to_bits(), 101_f64.to_bits());
    average.push(104, 1);
    let price = average.price().unwrap();
    assert_eq!(price.ticks().to_bits(), 101.75_f64.to_bits());
    // A quarter of a dollar a tick: 25.4375.
    assert_eq!(price.decimal(Decimal { mantissa: 25, exponent: -2 }, 2).unwrap().to_string(), "25.4375");
    let mut time = TimeAverage::new();
    time.push(10, 100);
    assert_eq!(time.price().unwrap().floor(), 100);
    time.push(20, 200);
    time.push(50, 0);
    time.advance(60);
    // 100 for 10, 200 for 30, 0 for 10.
    assert_eq!(time.price(), Some(Price { sum: 7000, weight: 50 }));
}

#[test]
fn prices_below_zero_are_rounded_down() {
    let floor = |sum, weight| Price { sum, weight }.floor();
    assert_eq!(
        (floor(-303, 2), floor(-304, 2), floor(303, 2), floor(i128::MIN, 3)),
        (-152, -152, 151, i128::MIN / 3 - 1)
    );
    let large = Price { sum: -(3 << 80) - (1 << 39), weight: 1 << 40 };
    assert_eq!(large.ticks().to_bits(), (-3_298_534_883_328.5_f64).to_bits());
    assert!(Price { sum: i128::MIN, weight: 3 }.ticks().is_finite());
}

#[test]
fn the_largest_numbers_are_exact() {
    let mut average = VolumeAverage::new();
    for _ in 0..2000 {
        average.push(i64::MAX, (1 << 53) - 1);
    }
    assert_eq!(average.price().unwrap().floor(), i128::from(i64::MAX));
    let mut sessions = Sessions::new(1, 0);
    sessions.push(u64::MAX, 7, 1);
    assert_eq!(sessions.average().volume(), 1);
}

#[test]
fn windows_are_sums_over_what_is_in_them() {
    let tape = tape(3000);
    let (mut counted, mut timed) = (CountWindow::new(37), TimeWindow::new(5000));
    let mut sessions = Sessions::new(100_000, 30_000);
    for (at, trade) in tape.iter().enumerate() {
        counted.push(trade.price, trade.quantity);
        timed.push(trade.time_ns, trade.price, trade.quantity);
        sessions.push(trade.time_ns, trade.price, trade.quantity);
        let sum = |trades: &mut dyn Iterator<Item = &Tick>| {
            let mut average = VolumeAverage::new();
            trades.for_each(|trade| average.push(trade.price, trade.quantity));
            average
        };
        let past = &tape[..=at];
        assert_eq!(*counted.average(), sum(&mut past[past.len().saturating_sub(37)..].iter()));
        let recent = |other: &&Tick| trade.time_ns - other.time_ns < 5000;
        assert_eq!(*timed.average(), sum(&mut past.iter().filter(recent)));
        let session = |time: u64| (time + 70_000) / 100_000;
        let same = |other: &&Tick| session(other.time_ns) == session(trade.time_ns);
        assert_eq!(*sessions.average(), sum(&mut past.iter().filter(same)));
    }
}

fn bars_of(rule: BarRule, tape: &[Tick]) -> Vec<Bar> {
    let mut builder = BarBuilder::new(rule);
    let mut bars: Vec<Bar> = tape.iter().filter_map(|tick| builder.push(tick)).collect();
    bars.extend(builder.finish());
    bars
}

#[test]
fn bars_have_the_trades_that_they_should() {
    let tape = tape(5000);
    let epoch_ns = 1_723_000_000_000_000_123;
    for (rule, least) in [
        (BarRule::Time { interval_ns: 10_000, epoch_ns }, 100),
        (BarRule::Volume(500), 100),
        (BarRule::Trades(7), 714),
        (BarRule::Notional(400_000), 100),
        (BarRule::Imbalance { unit: ImbalanceUnit::Ticks, threshold: 10 }, 10),
        (BarRule::Imbalance { unit: ImbalanceUnit::Volume, threshold: 300 }, 10),
        (
            BarRule::ExpectedImbalance {
                unit: ImbalanceUnit::Volume,
                expected: ExpectedImbalance::new(50, 10, 200, 20, 500),
            },
            20,
        ),
    ] {
        let bars = bars_of(rule, &tape);
        assert!(bars.len() > least, "{rule:?} made {} bars", bars.len());
        let mut rest = &tape[..];
        for (at, bar) in bars.iter().enumerate() {
            let (own, behind) = rest.split_at(bar.trades as usize);
            rest = behind;
            check_bar(bar, own);
            let last = at + 1 == bars.len();
            let volume: u64 = own.iter().map(|tick| tick.quantity).sum();
            let before = volume - own[own.len() - 1].quantity;
            match rule {
                BarRule::Time { interval_ns, .. } => {
                    let interval = |tick: &Tick| (tick.time_ns + epoch_ns) / interval_ns;
                    assert!(own.iter().all(|tick| interval(tick) == interval(&own[0])));
                    assert!(rest.first().is_none_or(|tick| interval(tick) > interval(&own[0])));
                }
                BarRule::Volume(lots) => assert!(before < lots && (last || volume >= lots)),
                BarRule::Trades(trades) => assert!(last || bar.trades == trades),
                _ => {}
            }
        }
        assert!(rest.is_empty());
    }
}

fn check_bar(bar: &Bar, own: &[Tick]) {
    let (first, last) = (&own[0], &own[own.len() - 1]);
    assert_eq!(
        (bar.open, bar.close, bar.open_seq, bar.close_seq),
        (first.price, last.price, first.seq, last.seq)
    );
    assert_eq!((bar.open_time_ns, bar.close_time_ns), (first.time_ns, last.time_ns));
    assert_eq!(bar.high, own.iter().map(|tick| tick.price).max().unwrap());
    assert_eq!(bar.low, own.iter().map(|tick| tick.price).min().unwrap());
    assert_eq!(bar.volume, own.iter().map(|tick| tick.quantity).sum::<u64>());
    let bought = |tick: &&Tick| tick.side_unknown == 0 && tick.side == 0;
    assert_eq!(bar.buy_volume, own.iter().filter(bought).map(|tick| tick.quantity).sum::<u64>());
    let worth: i128 = own.iter().map(|tick| notional(tick.price, tick.quantity)).sum();
    assert_eq!(i128::from(bar.notional_high) << 64 | i128::from(bar.notional_low), worth);
}

#[test]
fn time_bars_end_when_their_time_is_over() {
    let mut builder = BarBuilder::new(BarRule::Time { interval_ns: 100, epoch_ns: 0 });
    assert_eq!(builder.push(&tick(50, 10, 1, None)), None);
    assert_eq!(builder.advance(99), None);
    assert_eq!(builder.advance(100).map(|bar| bar.trades), Some(1));
    assert_eq!(builder.advance(500), None);
    assert_eq!(builder.push(&tick(520, -10, 3, None)), None);
    let bar = builder.push(&tick(610, 10, 1, None)).unwrap();
    assert_eq!((bar.notional_high, bar.notional_low.cast_signed(), bar.open), (-1, -30, -10));
}
