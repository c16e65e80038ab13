use cift_tape::{Batch, Decimal, Instrument, Metadata, Problem, Source};
use cift_wire::{Quote, Tick};

use super::{Rescale, Scale, advised};

/// Batches that were made beforehand.
struct Made {
    metadata: Metadata,
    batches: Vec<Batch>,
}

impl Source for Made {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        let more = !self.batches.is_empty();
        if more {
            *batch = self.batches.remove(0);
        }
        Ok(more)
    }

    fn progress(&self) -> (u64, u64) {
        (0, 0)
    }
}

/// A source in units of 1e-9 with a trade at each price, in as many batches.
fn made(batches: &[&[(u32, i64, u64)]], instruments: usize) -> Box<dyn Source> {
    let unit = Decimal::power_of_ten(-9);
    let instrument = |index| Instrument { symbol: format!("I{index}"), source_id: 0, tick: unit, lot: unit };
    let metadata =
        Metadata { instruments: (0..instruments).map(instrument).collect(), ..Metadata::default() };
    let batches = batches.iter().map(|trades| {
        let mut batch = Batch::default();
        for (instrument, price, quantity) in *trades {
            batch.push_tick(Tick {
                instrument: *instrument,
                price: *price,
                quantity: *quantity,
                ..Tick::default()
            });
        }
        batch
    });
    Box::new(Made { metadata, batches: batches.collect() })
}

fn read(source: &mut Rescale) -> Result<Vec<(i64, u64)>, Problem> {
    let (mut batch, mut all) = (Batch::default(), Vec::new());
    while source.read(&mut batch)? {
        all.extend(batch.ticks.iter().map(|tick| (tick.price, tick.quantity)));
    }
    Ok(all)
}

fn decimal(text: &str) -> Decimal {
    Decimal::parse(text).expect("a decimal")
}

#[test]
fn finds_the_tick_and_the_lot() {
    let prices: Vec<_> = (0..200).map(|at| (0, 5_000_000_000_000 + 250_000_000 * at, 3_000_000)).collect();
    let mut source = Rescale::new(made(&[&prices], 1), Scale::default());
    let read = read(&mut source).expect("multiples");
    assert_eq!(source.metadata().instruments[0].tick, decimal("0.25"));
    assert_eq!(source.metadata().instruments[0].lot, decimal("0.001"));
    assert_eq!(read[1], (20_001, 3));
}

#[test]
fn does_not_take_chance_for_a_tick() {
    let mut source = Rescale::new(made(&[&[(0, 100_000_000_000, 700_000_000_000)]], 1), Scale::default());
    assert_eq!(read(&mut source), Ok(vec![(100, 700)]));
    assert_eq!(source.metadata().instruments[0].tick, decimal("1"));
}

#[test]
fn a_later_value_says_what_would_do_and_that_does() {
    let prices: Vec<_> = (1..70_000).map(|at| (0, 250_000_000 * at, 1_000_000_000)).collect();
    let late = [(0, 10_000_000, 500_000_000)];
    let again = |scale| Rescale::new(made(&[&prices, &late], 1), scale);
    let problem = read(&mut again(Scale::default())).expect_err("no multiple");
    assert_eq!(problem.reason, "price 0.010000000 of I0 is no multiple of tick 0.25");
    let tick = advised(&problem).expect("advice");
    assert_eq!(tick, Scale { tick: Some(decimal("0.01")), lot: None });
    let problem = read(&mut again(tick)).expect_err("no multiple");
    let lot = advised(&problem).expect("advice");
    assert_eq!(lot, Scale { tick: None, lot: Some(decimal("0.1")) });
    let all = read(&mut again(Scale { lot: lot.lot, ..tick })).expect("multiples");
    assert_eq!(all.last(), Some(&(1, 5)));
}

#[test]
fn instruments_have_their_own_and_late_ones_take_the_others() {
    let first: Vec<_> = (1..100).map(|at| (0, 500_000_000 * at, 1_000_000_000)).collect();
    let second = [(1, 3_000_000_000, 1_000_000_000)];
    let mut source = Rescale::new(made(&[&first, &second], 3), Scale::default());
    let all = read(&mut source).expect("multiples");
    assert_eq!(source.metadata().instruments[0].tick, decimal("0.5"));
    assert_eq!(source.metadata().instruments[1].tick, decimal("0.5"));
    assert_eq!(all.last(), Some(&(6, 1)));
}

#[test]
fn prices_that_are_none_are_left_out() {
    let unit = Decimal::power_of_ten(-9);
    let mut batch = Batch::default();
    batch.push_quote(Quote {
        bid_price: 7,
        bid_quantity: 0,
        ask_price: 2_000_000_000,
        ask_quantity: 1_000_000_000,
        ..Quote::default()
    });
    batch.push_tick(Tick { price: i64::MAX, quantity: 0, ..Tick::default() });
    let instruments = vec![Instrument { symbol: String::new(), source_id: 0, tick: unit, lot: unit }];
    let metadata = Metadata { instruments, ..Metadata::default() };
    let mut source = Rescale::new(Box::new(Made { metadata, batches: vec![batch] }), Scale::default());
    let mut batch = Batch::default();
    assert_eq!(source.read(&mut batch), Ok(true));
    assert_eq!((batch.quotes[0].bid_price, batch.quotes[0].ask_price, batch.ticks[0].price), (0, 2, 0));
}

#[test]
fn instruments_that_are_not_there_and_impossible_units_are_problems() {
    let mut source = Rescale::new(made(&[&[(9, 1, 1)]], 1), Scale::default());
    assert!(read(&mut source).is_err());
    let scale = Scale { tick: Some(decimal("-1")), lot: None };
    assert!(read(&mut Rescale::new(made(&[&[(0, 1, 1)]], 1), scale)).is_err());
}
