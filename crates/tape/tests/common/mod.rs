//! Tapes to test with.

#![allow(dead_code)] // each test uses some of it

use cift_tape::{
    Batch, Decimal, Input, Instrument, MemoryInput, Metadata, Problem, Reader, Source, Summary, Writer,
};
use cift_tape::{Kind, Options};
use cift_wire::{AuctionImbalance, Bar, MarketByOrderEvent, MarketByPriceEvent, MarketStatus, Quote, Tick};
use std::cell::Cell;
use std::rc::Rc;

/// An input that counts what is read of it.
pub struct Counted<I> {
    input: I,
    bytes: Rc<Cell<u64>>,
}

impl<I: Input + 'static> Counted<I> {
    pub fn input(input: I, bytes: &Rc<Cell<u64>>) -> Box<dyn Input> {
        Box::new(Self { input, bytes: Rc::clone(bytes) })
    }
}

impl<I: Input> Input for Counted<I> {
    fn name(&self) -> &str {
        self.input.name()
    }

    fn size(&self) -> u64 {
        self.input.size()
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> std::io::Result<usize> {
        let count = self.input.read_at(offset, target)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

/// Random numbers from a seed.
pub struct Random(pub u64);

impl Random {
    pub fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ word >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ word >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        word ^ word >> 31
    }

    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.word()) * limit as u128) >> 64) as usize
    }

    /// A number of any size.
    pub fn any(&mut self) -> u64 {
        let bits = self.below(65) as u32;
        self.word().checked_shr(64 - bits).unwrap_or(0)
    }
}

pub fn metadata() -> Metadata {
    Metadata {
        venue: "TEST".to_owned(),
        format: "test".to_owned(),
        inputs: vec!["a.csv".to_owned()],
        epoch_ns: 1_340_236_800_000_000_000,
        dated: true,
        instruments: vec![Instrument {
            symbol: "GOOG".to_owned(),
            source_id: 7,
            tick: Decimal { mantissa: 1, exponent: -2 },
            lot: Decimal::ONE,
        }],
    }
}

/// Appends a record of any kind; every field may have any value that a tape takes.
pub fn push_any(random: &mut Random, batch: &mut Batch, kind: Kind, seq: u64, time_ns: u64) {
    let r = random;
    match kind {
        Kind::MarketByOrder => batch.push_market_by_order(MarketByOrderEvent {
            action: r.below(7) as u8,
            side: r.below(2) as u8,
            flags: r.below(4) as u16,
            instrument: r.below(3) as u32,
            seq,
            time_ns,
            order_id: r.any(),
            price: r.any().cast_signed(),
            quantity: r.any(),
            received_ns: time_ns.wrapping_add(r.any()),
            venue_seq: r.any(),
        }),
        Kind::MarketByPrice => batch.push_market_by_price(MarketByPriceEvent {
            seq,
            time_ns,
            price: r.below(100) as i64 - 50,
            quantity: r.any(),
            orders: r.any() as u32,
            level: r.any() as u32,
            ..MarketByPriceEvent::default()
        }),
        Kind::Tick => {
            batch.push_tick(Tick { seq, time_ns, price: 100, trade_id: seq * 3, ..Tick::default() });
        }
        Kind::Quote => batch.push_quote(Quote {
            seq,
            time_ns,
            bid_price: 1000 + r.below(5) as i64,
            ask_price: r.any().cast_signed(),
            bid_orders: r.any() as u32,
            reserved5: r.any(),
            ..Quote::default()
        }),
        Kind::Bar => batch.push_bar(Bar {
            trades: r.any() as u32,
            open_seq: r.any(),
            close_seq: seq,
            close_time_ns: time_ns,
            notional_high: r.any().cast_signed(),
            ..Bar::default()
        }),
        Kind::Status => batch.push_status(MarketStatus {
            seq,
            time_ns,
            reason: r.any() as u16,
            ..MarketStatus::default()
        }),
        Kind::Imbalance => batch.push_imbalance(AuctionImbalance {
            seq,
            time_ns,
            paired_quantity: r.any(),
            auction_time_ns: r.any(),
            ..AuctionImbalance::default()
        }),
    }
}

/// Records of all kinds in random interleaving.
pub fn any_batch(random: &mut Random, records: usize, seq: &mut u64, time: &mut u64) -> Batch {
    let mut batch = Batch::default();
    let mut kind = Kind::ALL[random.below(7)];
    for _ in 0..records {
        if random.below(4) == 0 {
            kind = Kind::ALL[random.below(7)];
        }
        *seq += if random.below(10) == 0 { 1 + random.below(1000) as u64 } else { 1 };
        *time = (*time + random.below(1_000_000) as u64).saturating_sub(random.below(20_000) as u64);
        push_any(random, &mut batch, kind, *seq, *time);
    }
    batch
}

/// An order flow as venues have it.
pub fn flow(random: &mut Random, records: usize, seq: &mut u64, time: &mut u64) -> Batch {
    let mut batch = Batch::default();
    for _ in 0..records {
        *seq += 1;
        *time += (random.below(1 << 20) >> random.below(12)) as u64;
        let new = random.below(2) == 0;
        batch.push_market_by_order(MarketByOrderEvent {
            action: if new { 1 } else { 2 },
            side: random.below(2) as u8,
            flags: 1,
            seq: *seq,
            time_ns: *time,
            order_id: if new {
                1_000_000 + *seq
            } else {
                1_000_000 + *seq - (random.below(2000) as u64).min(*seq)
            },
            price: 57_000 + random.below(200) as i64,
            quantity: 100 * (1 + random.below(5) as u64 / 4),
            ..MarketByOrderEvent::default()
        });
    }
    batch
}

/// The tape of some batches.
pub fn tape_of(batches: &[Batch], options: Options) -> (Vec<u8>, Summary) {
    let mut writer = Writer::with(Vec::new(), &metadata(), options).unwrap();
    for batch in batches {
        writer.append(batch).unwrap();
    }
    writer.finish(&metadata()).unwrap()
}

pub fn input(bytes: &[u8]) -> Box<dyn Input> {
    Box::new(MemoryInput::new("test.cift", bytes.to_vec()))
}

pub fn open(bytes: &[u8]) -> Result<Reader, Problem> {
    Reader::open(input(bytes))
}

/// All that a reader still gives, as one batch.
pub fn read_all(reader: &mut Reader) -> Result<Batch, Problem> {
    let (mut all, mut batch) = (Batch::default(), Batch::default());
    while reader.read(&mut batch)? {
        batch.slices().for_each(|slice| all.extend_slice(slice));
    }
    Ok(all)
}

/// Whether two batches have the same records in the same order.
pub fn same(a: &Batch, b: &Batch) -> bool {
    a.runs == b.runs && Kind::ALL.iter().all(|kind| a.count(*kind) == b.count(*kind)) && {
        let mut others = Vec::with_capacity(b.len());
        b.for_each(|record| others.push(record));
        let mut at = 0;
        let mut equal = true;
        a.for_each(|record| {
            equal &= others[at] == record;
            at += 1;
        });
        equal
    }
}

/// Batches one behind the other.
pub fn joined(batches: &[Batch]) -> Batch {
    let mut all = Batch::default();
    for batch in batches {
        batch.slices().for_each(|slice| all.extend_slice(slice));
    }
    all
}
