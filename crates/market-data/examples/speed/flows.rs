//! What is measured with.

use cift_market_data::indicators::Definition;
use cift_testkit::{generator::Generator, session};
use cift_types::BookAction;
use cift_wire::{Command, Event, MarketByOrderEvent, MarketByPriceEvent, Tick};

/// Numbers that do not repeat soon.
pub struct Dice(u64);

impl Dice {
    pub const fn new() -> Self {
        Self(1)
    }

    pub const fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 32) * limit) >> 32
    }
}

/// Depth updates of a market that wanders: most near the best price, some far from it.
pub fn levels(count: usize) -> Vec<MarketByPriceEvent> {
    let mut dice = Dice::new();
    let mut middle = 600_000_i64;
    let mut update = |at: usize| {
        middle += dice.below(3) as i64 - 1;
        let side = dice.below(2);
        let reach = [20, 20, 200, 200, 2000, 20_000][dice.below(6) as usize];
        let away = 1 + (dice.below(reach) * dice.below(reach) / reach) as i64;
        let quantity = if dice.below(3) == 0 { 0 } else { 1 + dice.below(10_000) };
        MarketByPriceEvent {
            action: BookAction::Modify as u8,
            side: side as u8,
            seq: at as u64 + 1,
            price: if side == 0 { middle - away } else { middle + away },
            quantity,
            ..MarketByPriceEvent::default()
        }
    };
    (0..count).map(&mut update).collect()
}

/// The depth updates of a Binance capture of BTCUSDT: ticks of 0.01, lots of 0.001.
pub fn capture(text: &str) -> Vec<MarketByPriceEvent> {
    let mut updates = Vec::new();
    for line in text.lines() {
        for (side, key) in [(0, "\"b\":[["), (1, "\"a\":[[")] {
            let Some((_, rest)) = line.split_once(key) else { continue };
            let levels = rest.split_once("]]").map_or("", |(levels, _)| levels);
            for level in levels.split("],[") {
                let Some((price, quantity)) = level.trim_matches('"').split_once("\",\"") else { continue };
                updates.push(MarketByPriceEvent {
                    action: BookAction::Modify as u8,
                    side,
                    seq: updates.len() as u64 + 1,
                    price: digits(price) / 10,
                    quantity: digits(quantity).cast_unsigned(),
                    ..MarketByPriceEvent::default()
                });
            }
        }
    }
    updates
}

fn digits(text: &str) -> i64 {
    text.bytes().filter(u8::is_ascii_digit).fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
}

/// Orders that come and go: as many live as a busy market has.
pub fn orders(count: usize) -> Vec<MarketByOrderEvent> {
    const LIVE: usize = 8000;
    let mut dice = Dice::new();
    let mut live: Vec<MarketByOrderEvent> = Vec::new();
    let (mut middle, mut ids) = (10_000_i64, 1 << 40);
    let mut events = Vec::with_capacity(count);
    while events.len() < count {
        let kind = dice.below(20);
        if live.len() < LIVE / 2 || kind < 9 && live.len() < LIVE {
            middle += dice.below(3) as i64 - 1;
            let side = dice.below(2);
            let away = 1 + (dice.below(40) * dice.below(40) / 10) as i64;
            ids += 1 + dice.below(3);
            let event = MarketByOrderEvent {
                action: BookAction::Add as u8,
                side: side as u8,
                seq: events.len() as u64 + 1,
                order_id: ids,
                price: if side == 0 { middle - away } else { middle + away },
                quantity: 2 + dice.below(100),
                ..MarketByOrderEvent::default()
            };
            live.push(event);
            events.push(event);
            continue;
        }
        // The youngest orders go first, mostly.
        let back = dice.below(live.len() as u64) * dice.below(live.len() as u64) / live.len() as u64;
        let at = live.len() - 1 - back as usize;
        if kind < 18 {
            events.push(MarketByOrderEvent { action: BookAction::Cancel as u8, ..live.swap_remove(at) });
        } else {
            live[at].price += dice.below(5) as i64 - 2;
            events.push(MarketByOrderEvent { action: BookAction::Modify as u8, ..live[at] });
        }
    }
    events
}

/// Commands, and the events that each causes.
pub fn engine(count: usize) -> (Vec<Command>, Vec<Vec<Event>>) {
    let mut engine = session::engine(4);
    let commands: Vec<Command> = Generator::realistic(3, 4).take(count).collect();
    let mut events_of = |command: &Command| {
        engine.submit(core::slice::from_ref(command));
        let events = engine.events().to_vec();
        engine.clear_events();
        events
    };
    let events = commands.iter().map(&mut events_of).collect();
    (commands, events)
}

/// Trades.
pub fn trades(count: usize) -> Vec<Tick> {
    let mut dice = Dice::new();
    let (mut price, mut time_ns) = (600_000, 0);
    let mut trade = |_| {
        price += dice.below(5) as i64 - 2;
        time_ns += dice.below(2_000_000);
        Tick { price, time_ns, quantity: 1 + dice.below(5000), side: dice.below(2) as u8, ..Tick::default() }
    };
    (0..count).map(&mut trade).collect()
}

/// Open, high, low, close and volume.
pub fn bars(count: usize) -> [Vec<f64>; 5] {
    let mut dice = Dice::new();
    let mut next = || dice.below(1_000_000) as f64 / 1e6;
    let mut columns = [const { Vec::new() }; 5];
    let mut last = 100.0_f64;
    for _ in 0..count {
        let close = (last + next() - 0.5).max(1.0);
        let row =
            [last, last.max(close) + next(), last.min(close) - next() * 0.5, close, 1000.0 * (1.0 + next())];
        columns.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
        last = close;
    }
    columns
}

/// The column that an input names.
pub fn column<'a>(bars: &'a [Vec<f64>; 5], name: &str) -> &'a [f64] {
    let at = ["open", "high", "low", "close", "volume"].iter().position(|&column| column == name);
    &bars[at.unwrap_or(3)]
}

/// Usual options.
pub fn options(definition: &Definition) -> Vec<f64> {
    let usual = |(at, name): (usize, &&str)| match *name {
        "stddev" => 2.0,
        "alpha" | "acceleration_factor_maximum" => 0.2,
        "acceleration_factor_step" => 0.02,
        _ => 14.0 + 6.0 * at as f64,
    };
    definition.options.iter().enumerate().map(usual).collect()
}
