//! Books rebuilt from records in memory, a pass a step: what `npm run bench` times, natively and in WebAssembly.

use crate::error::DataError;
use crate::job::{Job, Step};
use cift_market_data::book::{Book, LevelBook, OrderBook};
use cift_tape::{Batch, Source};
use cift_types::Side;
use cift_wire::{MarketByOrderEvent, MarketByPriceEvent};
use serde::Serialize;

/// The updates of one instrument's book.
#[derive(Default)]
struct Updates {
    levels: Vec<MarketByPriceEvent>,
    orders: Vec<MarketByOrderEvent>,
}

/// Reads a source to its end when it is opened; each step then rebuilds all books once. It never is done.
pub(super) struct Rebuild {
    updates: Vec<Updates>,
    /// Changes with what the books came to, so that no pass can be left out.
    check: u64,
    passes: u64,
    nothing: Vec<u8>,
}

impl Rebuild {
    pub(super) fn new(mut source: Box<dyn Source>) -> Result<Self, DataError> {
        let mut updates: Vec<Updates> = Vec::new();
        let mut batch = Batch::default();
        while source.read(&mut batch)? {
            for event in &batch.market_by_price {
                of(&mut updates, event.instrument).levels.push(*event);
            }
            for event in &batch.market_by_order {
                of(&mut updates, event.instrument).orders.push(*event);
            }
        }
        Ok(Self { updates, check: 0, passes: 0, nothing: Vec::new() })
    }
}

fn of(updates: &mut Vec<Updates>, instrument: u32) -> &mut Updates {
    let place = instrument as usize;
    if place >= updates.len() {
        updates.resize_with(place + 1, Updates::default);
    }
    &mut updates[place]
}

fn best(book: &impl Book) -> u64 {
    let price = |side| book.best(side).map_or(0, |level| level.price.cast_unsigned());
    price(Side::Buy).wrapping_mul(31).wrapping_add(price(Side::Sell))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    level_updates: u64,
    order_updates: u64,
    passes: u64,
    check: String,
}

impl Job for Rebuild {
    fn step(&mut self) -> Result<Step, DataError> {
        for (instrument, updates) in (0..).zip(&self.updates) {
            if !updates.levels.is_empty() {
                let mut book = LevelBook::new(instrument);
                book.apply_all(&updates.levels);
                self.check = self.check.rotate_left(7) ^ best(&book);
            }
            if !updates.orders.is_empty() {
                let mut book = OrderBook::new(instrument);
                book.apply_all(&updates.orders);
                self.check = self.check.rotate_left(7) ^ best(&book);
            }
        }
        self.passes += 1;
        Ok(Step::More)
    }

    fn output(&mut self) -> &mut Vec<u8> {
        &mut self.nothing
    }

    fn report(&self) -> Vec<u8> {
        let sum = |count: fn(&Updates) -> usize| self.updates.iter().map(count).sum::<usize>() as u64;
        super::pack(&Report {
            level_updates: sum(|updates| updates.levels.len()),
            order_updates: sum(|updates| updates.orders.len()),
            passes: self.passes,
            check: format!("{:016x}", self.check),
        })
    }

    fn progress(&self) -> (u64, u64) {
        (0, 0)
    }
}
