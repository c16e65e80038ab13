//! How fast books, averages and indicators are:
//! `cargo run --release -p cift-market-data --example speed [CAPTURE.json [books|orders|engine|averages|indicators]]`.
//!
//! `CAPTURE.json` (`-`: none) is a decompressed Binance websocket capture, whose depth updates are replayed; without it they are made up.

#![allow(clippy::print_stdout, clippy::disallowed_methods)] // it measures, and says what
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss)] // rates

mod flows;

use cift_market_data::batch::{LaneVwap, ema, notional_and_volume, sma, sum, vwap};
use cift_market_data::book::{Book, EngineFold, FoldRules, LevelBook, OrderBook};
use cift_market_data::indicators::{ALL, Definition};
use cift_market_data::trades::{BarBuilder, BarRule, CountWindow, TimeWindow, VolumeAverage};
use cift_wire::{MarketByOrderEvent, MarketByPriceEvent, Tick};
use std::fmt::Write;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Runs of one measurement at least, and for how long: on a busy machine some of them are left alone.
const RUNS: usize = 7;
const PATIENCE: Duration = Duration::from_millis(1500);

/// The shortest time of several runs, in ns per item.
fn best<T>(items: usize, mut run: impl FnMut() -> T) -> f64 {
    let mut shortest = f64::MAX;
    let (begin, mut runs) = (Instant::now(), 0);
    while runs < RUNS || begin.elapsed() < PATIENCE {
        let start = Instant::now();
        black_box(run());
        shortest = shortest.min(start.elapsed().as_secs_f64());
        runs += 1;
    }
    shortest * 1e9 / items as f64
}

fn report(what: &str, ns: f64) {
    println!("{what:<52} {ns:9.2} ns {:9.1} M/s", 1e3 / ns);
}

fn main() {
    let capture = std::env::args().nth(1).and_then(|path| std::fs::read_to_string(path).ok());
    let (name, updates) = match &capture {
        Some(text) => ("capture", flows::capture(text)),
        None => ("made up", flows::levels(400_000)),
    };
    let part = std::env::args().nth(2);
    let wanted = |name: &str| part.as_deref().is_none_or(|part| part == name);
    if wanted("books") {
        books(name, &updates);
    }
    if wanted("orders") {
        orders(&flows::orders(300_000));
    }
    if wanted("engine") {
        engine();
    }
    if wanted("averages") {
        averages();
    }
    if wanted("indicators") {
        indicators();
    }
}

fn books(name: &str, updates: &[MarketByPriceEvent]) {
    println!("level updates, {name}: {}", updates.len());
    let ns = best(updates.len(), || {
        let mut book = LevelBook::new(0);
        book.apply_all(updates);
        book.quote()
    });
    report("  level 2 book, all updates", ns);
    let mut grown = LevelBook::new(0);
    let ns = best(updates.len(), || grown.apply_all(updates));
    report("  the same into a book that has its size", ns);
    let ns = best(updates.len(), || {
        let mut book = LevelBook::new(0);
        let mut last = 0;
        for update in updates {
            book.apply(update);
            last ^= book.quote().bid_price;
        }
        last
    });
    report("  and a quote after each", ns);
}

fn orders(events: &[MarketByOrderEvent]) {
    println!("order events: {}", events.len());
    let ns = best(events.len(), || {
        let mut book = OrderBook::new(0);
        book.apply_all(events);
        book.quote()
    });
    report("  level 3 book, all events", ns);
}

fn engine() {
    let (commands, events) = flows::engine(40_000);
    let all: usize = events.iter().map(Vec::len).sum();
    println!("engine: {} commands, {all} events", commands.len());
    let ns = best(all, || {
        let mut fold = EngineFold::new(&[FoldRules::default(); 4]);
        let mut records = 0;
        for (command, events) in commands.iter().zip(&events) {
            records += fold.observe(command, events).len();
        }
        records
    });
    report("  folded into feed and books, per event", ns);
}

fn averages() {
    let trades = flows::trades(1 << 18);
    println!("trades: {}", trades.len());
    let per_trade = |what: &str, run: fn(&[Tick])| {
        report(what, best(trades.len(), || run(&trades)));
    };
    per_trade("  vwap, running", |trades| {
        let mut average = VolumeAverage::new();
        for tick in trades {
            average.push(tick.price, tick.quantity);
        }
        black_box(average.price());
    });
    per_trade("  vwap, a price after each trade", |trades| {
        let mut average = VolumeAverage::new();
        for tick in trades {
            average.push(tick.price, tick.quantity);
            black_box(average.price().map(cift_market_data::trades::Price::ticks));
        }
    });
    per_trade("  vwap of the last 1000 trades", |trades| {
        let mut average = CountWindow::new(1000);
        for tick in trades {
            average.push(tick.price, tick.quantity);
        }
        black_box(average.average().price());
    });
    per_trade("  vwap of the last second", |trades| {
        let mut average = TimeWindow::new(1_000_000_000);
        for tick in trades {
            average.push(tick.time_ns, tick.price, tick.quantity);
        }
        black_box(average.average().price());
    });
    per_trade("  bars of a minute", |trades| {
        let mut bars = BarBuilder::new(BarRule::Time { interval_ns: 60_000_000_000, epoch_ns: 0 });
        black_box(trades.iter().filter_map(|tick| bars.push(tick)).count());
    });
    for size in [1 << 12, 1 << 18] {
        columns(&trades[..size]);
    }
}

fn columns(trades: &[Tick]) {
    let count = trades.len();
    let prices: Vec<i64> = trades.iter().map(|tick| tick.price).collect();
    let lots: Vec<u64> = trades.iter().map(|tick| tick.quantity).collect();
    let real: Vec<f64> = prices.iter().map(|&price| price as f64).collect();
    let sizes: Vec<f64> = lots.iter().map(|&lots| lots as f64).collect();
    println!("columns of {count}, per row");
    report(
        "  plain sum of two integer columns",
        best(count, || {
            let prices = black_box(&prices).iter().fold(0_i64, |sum, price| sum.wrapping_add(*price));
            let lots = black_box(&lots).iter().fold(0_u64, |sum, lots| sum.wrapping_add(*lots));
            (prices, lots)
        }),
    );
    report(
        "  vwap of integer columns",
        best(count, || notional_and_volume(black_box(&prices), black_box(&lots))),
    );
    report(
        "  plain sum of two float columns, in order",
        best(count, || black_box(&real).iter().sum::<f64>() + black_box(&sizes).iter().sum::<f64>()),
    );
    report(
        "  sum of two float columns, in lanes",
        best(count, || sum(black_box(&real)) + sum(black_box(&sizes))),
    );
    report("  vwap of float columns", best(count, || vwap(black_box(&real), black_box(&sizes))));
    report(
        "  vwap of float columns, one by one",
        best(count, || {
            let mut average = LaneVwap::new();
            black_box(&real).iter().zip(&sizes).for_each(|(&price, &lots)| average.push(price, lots));
            average.price()
        }),
    );
    report("  sma of 20", best(count, || sma(20, black_box(&real))));
    report("  sma of 200", best(count, || sma(200, black_box(&real))));
    report("  ema of 20", best(count, || ema(20, black_box(&real))));
}

fn indicators() {
    const ROWS: usize = 10_000;
    let bars = flows::bars(ROWS);
    println!("indicators, periods of about 14: ns per row, one by one and whole columns");
    let mut line = String::new();
    for definition in ALL {
        let (single, whole) = indicator(definition, &bars, ROWS);
        let _ = write!(line, "  {:<16} {single:6.1} {whole:6.1}", definition.name);
        if line.len() > 90 {
            println!("{line}");
            line.clear();
        }
    }
    println!("{line}");
}

/// Few runs: there are a hundred indicators.
fn indicator(definition: &'static Definition, bars: &[Vec<f64>; 5], rows: usize) -> (f64, f64) {
    let options = flows::options(definition);
    let inputs: Vec<&[f64]> = definition.inputs.iter().map(|name| flows::column(bars, name)).collect();
    let table: Vec<f64> = (0..rows).flat_map(|at| inputs.iter().map(move |input| input[at])).collect();
    let single = best(rows, || {
        let mut indicator = definition.indicator(&options).expect("these options are valid");
        table.chunks_exact(inputs.len()).filter(|row| indicator.push(row).is_some()).count()
    });
    (single, best(rows, || definition.batch(&options, &inputs)))
}
