//! A view gives the same whatever its batches are, and refuses what is no batch.

use super::{FIELD_NAMES, FIELDS, View, ViewRequest};
use crate::block::write_block;
use crate::error::DataError;
use crate::jobs::BarRequest;
use crate::request::SessionInstrument;
use crate::view::request::{MicroPriceRequest, VpinRequest};
use cift_tape::Batch;
use cift_types::{BookAction, Side};
use cift_wire::{Bar, Command, Event, MarketByOrderEvent, Quote, Tick, as_bytes, from_words};

struct Dice(u64);

impl Dice {
    const fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) * limit) >> 31
    }
}

fn view() -> View {
    View::open(&request()).unwrap()
}

fn request() -> ViewRequest {
    ViewRequest {
        instrument: 1,
        levels: 3,
        window_ns: Some(500),
        session_ns: Some(5_000),
        session_offset_ns: Some(100),
        realised_after_ns: Some(70),
        vpin: Some(VpinRequest { bucket_quantity: 20, buckets: 4 }),
        microprice: Some(MicroPriceRequest { buckets: 4, spreads: 4 }),
        bars: Some(BarRequest::Trades { count: 9 }),
        bar_window: Some(5),
        epoch_ns: None,
        exchange: None,
    }
}

/// Orders, trades, quotes and bars of two instruments.
fn records(count: u64) -> Batch {
    let (mut dice, mut batch, mut time_ns) = (Dice(7), Batch::default(), 0);
    for seq in 1..=count {
        time_ns += dice.below(20);
        let instrument = u32::from(dice.below(4) > 0);
        let side = dice.below(2) as u8;
        let price = 100 + dice.below(6) as i64 + if side == 0 { -6 } else { 0 };
        match dice.below(12) {
            0 => batch.push_quote(Quote { instrument, seq, time_ns, ..Quote::default() }),
            1 => {
                batch.push_bar(Bar { instrument, close_seq: seq, close_time_ns: time_ns, ..Bar::default() });
            }
            2..5 => batch.push_tick(Tick {
                instrument,
                seq,
                time_ns,
                side,
                side_unknown: u8::from(dice.below(3) == 0),
                price: 100 + dice.below(4) as i64,
                quantity: 1 + dice.below(9),
                ..Tick::default()
            }),
            kind => batch.push_market_by_order(MarketByOrderEvent {
                action: if kind < 9 { BookAction::Add } else { BookAction::Cancel } as u8,
                flags: u16::from(dice.below(4) > 0),
                order_id: u64::MAX - dice.below(60),
                quantity: 1 + dice.below(9),
                instrument,
                seq,
                time_ns,
                side,
                price,
                ..MarketByOrderEvent::default()
            }),
        }
    }
    batch
}

fn block(batch: &Batch) -> Vec<u8> {
    let mut block = Vec::new();
    write_block(batch, &mut block);
    block
}

fn bits(view: &mut View) -> [u64; FIELDS] {
    let mut row = [0.0; FIELDS];
    view.state(&mut row);
    row.map(|value| if value.is_nan() { 1 } else { value.to_bits() })
}

fn field(view: &mut View, name: &str) -> f64 {
    let mut row = [0.0; FIELDS];
    view.state(&mut row);
    row[FIELD_NAMES.iter().position(|&each| each == name).unwrap()]
}

#[test]
fn batches_of_any_size_and_questions_between_them_change_nothing() {
    let (batch, count) = (records(4_000), 4_000);
    let block = block(&batch);
    let mut whole = view();
    assert_eq!(whole.load(&block).unwrap(), count);
    assert_eq!(whole.run(0, count, u64::MAX).unwrap(), count);
    whole.fit().unwrap();
    let wanted = bits(&mut whole);
    let known = FIELD_NAMES.iter().zip(wanted).filter(|&(_, value)| value != 1).count();
    assert_eq!(
        known,
        FIELDS - usize::from(wanted[FIELD_NAMES.len() - 17] == 1),
        "{FIELD_NAMES:?} {wanted:?}"
    );
    for step in [1, 7, 1_000] {
        let mut other = view();
        other.load(&block).unwrap();
        for from in (0..count).step_by(step) {
            let to = (from + step).min(count);
            assert_eq!(other.run(from, to, u64::MAX).unwrap(), to);
            bits(&mut other);
        }
        other.fit().unwrap();
        assert_eq!(bits(&mut other), wanted, "{step}");
    }
    // By time, and each time from a batch of its own.
    let (mut other, mut from, mut until) = (view(), 0, 0);
    while from < count {
        other.load(&block).unwrap();
        from = other.run(from, count, until).unwrap();
        until += 37;
    }
    other.fit().unwrap();
    assert_eq!(bits(&mut other), wanted);
}

#[test]
fn it_stops_before_the_first_later_record() {
    let mut batch = Batch::default();
    for time_ns in [5, 5, 9] {
        batch.push_tick(Tick { instrument: 1, time_ns, price: 7, quantity: 1, ..Tick::default() });
    }
    let mut view = view();
    view.load(&block(&batch)).unwrap();
    assert_eq!(view.run(0, 3, 4).unwrap(), 0);
    assert_eq!(view.run(0, 3, 8).unwrap(), 2);
    assert_eq!((field(&mut view, "trades"), field(&mut view, "time_ns")), (2.0, 8.0));
    assert_eq!(view.run(2, 3, 9).unwrap(), 3);
    assert!((field(&mut view, "twap") - 7.0).abs() < 1e-12);
    assert!(matches!(view.run(2, 4, 9), Err(DataError::Request(_))));
    assert!(matches!(view.run(2, 1, 9), Err(DataError::Request(_))));
}

#[test]
fn a_queue_has_its_orders_in_order_and_ids_are_exact() {
    let mut batch = Batch::default();
    for (order_id, quantity) in [(u64::MAX, 3), (u64::MAX - 1, 5), (1 << 53, 7)] {
        batch.push_market_by_order(MarketByOrderEvent {
            action: BookAction::Add as u8,
            instrument: 1,
            price: -4,
            order_id,
            quantity,
            ..MarketByOrderEvent::default()
        });
    }
    let mut view = view();
    view.load(&block(&batch)).unwrap();
    view.run(0, 3, u64::MAX).unwrap();
    let queue: Vec<_> =
        view.queue(Side::Buy, -4).iter().map(|order| (order.order_id, order.quantity_ahead)).collect();
    assert_eq!(queue, [(u64::MAX, 0), (u64::MAX - 1, 3), (1 << 53, 8)]);
    let place = view.place(1 << 53).unwrap();
    assert_eq!((place.orders_ahead, place.quantity_ahead, place.price), (2, 8, -4));
    assert_eq!(view.place(2), None);
    assert!(view.queue(Side::Sell, -4).is_empty());
    assert_eq!(view.depth(usize::MAX).len(), 1);
    assert_eq!(view.depth(0).len(), 0);
}

#[test]
fn bytes_that_are_no_batch_are_refused() {
    let whole = block(&records(300));
    let mut view = view();
    for length in [0, 63, 64, whole.len() - 64, whole.len() - 1] {
        assert!(matches!(view.load(&whole[..length]), Err(DataError::Buffer(_))), "{length}");
        assert_eq!(view.run(0, 0, u64::MAX).unwrap(), 0);
    }
    let mut dice = Dice(3);
    let mut refused = 0;
    for _ in 0..20_000 {
        let mut bytes = whole.clone();
        for _ in 0..=dice.below(3) {
            let most = if dice.below(2) == 0 { 200 } else { bytes.len() as u64 };
            let place = dice.below(most);
            bytes[place as usize] = dice.below(256) as u8;
        }
        match view.load(&bytes) {
            Ok(count) => assert_eq!(view.run(0, count, u64::MAX).unwrap(), count),
            Err(_) => refused += 1,
        }
        bits(&mut view);
    }
    assert!(refused > 1_000, "{refused}");
}

#[test]
fn an_engine_is_followed_only_when_it_was_named() {
    let mut view = view();
    let event = Event::default();
    assert!(matches!(view.observe(&[], as_bytes(&[event])), Err(DataError::Request(_))));
    assert!(matches!(view.observe(&[0; 63], &[]), Err(DataError::Buffer(_))));
    assert!(view.fit().is_ok());
}

/// The first word of a command or an event: its first three bytes, and its instrument.
const fn head([kind, side, third, instrument]: [u64; 4]) -> u64 {
    kind | (side << 8) | (third << 16) | (instrument << 32)
}

#[test]
fn events_of_no_engine_are_followed_as_far_as_they_go() {
    let instruments = ["ACME", "BETA"].map(|symbol| SessionInstrument {
        symbol: symbol.into(),
        tick_size: "1".into(),
        lot_size: "1".into(),
        keeps_on_reduce: symbol == "ACME",
        initial_phase: "continuous".into(),
    });
    let mut dice = Dice(11);
    for _ in 0..300 {
        let mut view =
            View::open(&ViewRequest { exchange: Some(instruments.to_vec()), ..request() }).unwrap();
        let wild =
            |dice: &mut Dice| [dice.below(4), u64::MAX - dice.below(4), 1 << 53][dice.below(3) as usize];
        let (mut commands, mut events) = (Vec::new(), Vec::new());
        for seq in 1..200 {
            let mut words = [0_u64; 8];
            for word in &mut words {
                *word = wild(&mut dice);
            }
            words[0] = head([30, 4, 4, 2].map(|most| dice.below(most)));
            commands.push(Command { seq, ..from_words(words) });
            for _ in 0..dice.below(4) {
                words[0] = head([14, 3, 9, 3].map(|most| dice.below(most)));
                words[3] = dice.below(5);
                words[4] = dice.below(5);
                words[5 + dice.below(3) as usize] = wild(&mut dice);
                events.push(Event { seq, ..from_words(words) });
            }
        }
        let commands: &[Command] = if dice.below(2) == 0 { &[] } else { &commands };
        view.observe(as_bytes(commands), as_bytes(&events)).unwrap();
        bits(&mut view);
        view.depth(10);
    }
}
