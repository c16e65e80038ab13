//! D: the digest; and what a configuration cannot be.

use crate::lines::*;
use crate::support::*;
use cift_engine::risk::Settings;
use cift_engine::{Config, DecimalStep, Engine, Instrument, Limits, Rules, ScheduleEntry, TickBand, Width};
use cift_types::{EXACT_LIMIT, Phase, SEMANTICS_VERSION};
use cift_wire::{Command, Event, Xxh3, as_words};

fn commands(lines: impl IntoIterator<Item = Line>) -> Vec<Command> {
    lines.into_iter().flat_map(|line| line.commands(0)).collect()
}

fn flow() -> Vec<Command> {
    commands([buy(1).limit(100, 5), sell(2).limit(100, 2), cancel(9), buy(3).limit(99, 6).iceberg(2)])
}

/// XXH3-64 over a 256-byte header and records of 64 bytes.
fn hash(header: &[u64], records: impl IntoIterator<Item = [u64; 8]>) -> u64 {
    let mut lines = [[0_u64; 8]; 4];
    for (at, &word) in header.iter().enumerate() {
        lines[at / 8][at % 8] = word;
    }
    let mut hash = Xxh3::new(&lines);
    records.into_iter().for_each(|record| hash.update(&[record]));
    hash.digest()
}

#[test]
fn d1_d2_d3_the_digest_can_be_computed_again() {
    let mut engine = venue().engine;
    let flow = flow();
    engine.submit(&flow);
    let events: Vec<Event> = engine.events().to_vec();
    let numbered = (1..).zip(&flow).map(|(seq, command)| Command { seq, ..*command });
    let records: Vec<[u64; 8]> = numbered.map(|command| *as_words(&command)).collect();
    let version = u64::from(SEMANTICS_VERSION);
    let name = |name: &[u8; 8]| u64::from_le_bytes(*name);
    let identity = engine.config().identity();
    let of_commands = hash(&[name(b"CIFTCMD1"), version, 0, identity], records);
    let of_events = hash(&[name(b"CIFTEVT1"), version], events.iter().map(|event| *as_words(event)));
    let counts = [flow.len() as u64, events.len() as u64];
    let run = hash(&[name(b"CIFTRUN1"), of_commands, counts[0], of_events, counts[1]], []);
    let digest = engine.digest();
    assert_eq!((digest.commands, digest.events, digest.value()), (of_commands, of_events, run));
}

fn digest(config: Config, commands: &[Command]) -> u64 {
    let mut engine = Engine::new(config).unwrap();
    engine.submit(commands);
    engine.digest().value()
}

#[test]
fn d1_a_command_that_was_not_applied_is_not_in_it() {
    let [first, mut second] = commands([buy(1).limit(100, 5), cancel(1)])[..] else { panic!("two") };
    let one = digest(config(), &[first]);
    second.seq = 7;
    assert_eq!(digest(config(), &[first, second]), one);
    second.seq = 0;
    assert_ne!(digest(config(), &[first, second]), one);
    second.seq = 2;
    assert_eq!(
        digest(config(), &[first, second]),
        digest(config(), &commands([buy(1).limit(100, 5), cancel(1)]))
    );
}

#[test]
fn d4_everything_that_can_change_an_event_is_part_of_it() {
    let base = digest(config(), &flow());
    assert_eq!(base, digest(config(), &flow()));
    let other = |change: fn(&mut Config)| {
        let mut config = config();
        change(&mut config);
        assert_ne!(base, digest(config, &flow()));
    };
    other(|c| c.seed = 1);
    other(|c| c.instruments[1].symbol = "C".to_owned());
    other(|c| c.instruments[1].tick_size.scale = 2);
    other(|c| c.instruments[1].lot_size.mantissa = 5);
    other(|c| c.instruments[1].reference_price = Some(0));
    other(|c| c.instruments[1].rules.pause_ns = 1);
    other(|c| c.instruments[1].rules.static_band = Some(Width::Ticks(0)));
    other(|c| c.instruments[1].rules.ticks = vec![TickBand { from: 0, tick: 1 }]);
    other(|c| c.limits.orders = 99);
    other(|c| c.limits.pages = 99);
    other(|c| c.schedule = vec![ScheduleEntry { time_ns: 9, phase: Phase::Halt, instrument: None }]);
}

#[test]
fn d4_memory_and_reading_are_not() {
    let base = digest(config(), &flow());
    let limits = Limits { reserve_orders: 99, reserve_pages: 99, ..config().limits };
    assert_eq!(base, digest(Config { limits, event_buffer: 5, ..config() }, &flow()));
}

#[test]
fn d4_accounts_are_part_of_it() {
    let with = |change: fn(&mut Settings)| {
        let mut settings = crate::accounts::settings();
        change(&mut settings);
        let mut config = config();
        config.accounts = Some(settings);
        config.identity()
    };
    let base = with(|_| {});
    assert_ne!(base, config().identity());
    assert_ne!(base, with(|s| s.fifo = !s.fifo));
    assert_ne!(base, with(|s| s.currencies[0].scale += 1));
    assert_ne!(base, with(|s| s.instruments[1].tick_value += 1));
    assert_ne!(base, with(|s| s.tiers[0].taker = cift_engine::risk::Fee::Ppm(1)));
}

#[test]
fn configurations_are_checked() {
    let problem = |change: fn(&mut Config)| {
        let mut config = config();
        change(&mut config);
        Engine::new(config).unwrap_err().path
    };
    assert_eq!(problem(|c| c.instruments.clear()), "instruments");
    assert_eq!(problem(|c| c.instruments[1].symbol = "A".to_owned()), "instruments");
    assert_eq!(problem(|c| c.instruments[1].symbol = String::new()), "instruments[1].symbol");
    assert_eq!(problem(|c| c.instruments[0].symbol = "x".repeat(41)), "instruments[0].symbol");
    assert_eq!(problem(|c| c.instruments[0].symbol = "a b".to_owned()), "instruments[0].symbol");
    assert_eq!(problem(|c| c.instruments[0].tick_size.mantissa = 0), "instruments[0].tickSize");
    assert_eq!(problem(|c| c.instruments[0].lot_size.scale = 19), "instruments[0].lotSize");
    assert_eq!(problem(|c| c.seed = EXACT_LIMIT), "seed");
    assert_eq!(problem(|c| c.limits.orders = 0), "limits.orders");
    assert_eq!(problem(|c| c.limits.pages = 0), "limits.pages");
    assert_eq!(problem(|c| c.limits.reserve_orders = 101), "reserve.orders");
    assert_eq!(problem(|c| c.event_buffer = 0), "eventBuffer");
}

#[test]
fn configurations_have_rules_schedules_and_accounts_that_can_be() {
    fn rules(config: &mut Config) -> &mut Rules {
        &mut config.instruments[0].rules
    }
    let problem = |change: fn(&mut Config)| {
        let mut config = config();
        change(&mut config);
        Engine::new(config).unwrap_err().path
    };
    assert_eq!(problem(|c| rules(c).lot = 0), "instruments[0].rules.lot");
    assert_eq!(problem(|c| rules(c).min_quantity = 0), "instruments[0].rules.minQuantity");
    assert_eq!(problem(|c| rules(c).max_quantity = EXACT_LIMIT), "instruments[0].rules.maxQuantity");
    let fifo_percent = "instruments[0].rules.allocation.fifoPercent";
    assert_eq!(problem(|c| rules(c).allocation.fifo_percent = 101), fifo_percent);
    assert_eq!(
        problem(|c| rules(c).ticks = vec![TickBand { from: 0, tick: 0 }]),
        "instruments[0].rules.ticks"
    );
    let late = |time_ns| ScheduleEntry { time_ns, phase: Phase::Halt, instrument: None };
    let mut config = config();
    config.schedule = vec![late(5), late(4)];
    assert_eq!(Engine::new(config.clone()).unwrap_err().path, "schedule[1].timeNs");
    config.schedule = vec![ScheduleEntry { instrument: Some(2), ..late(5) }];
    assert_eq!(Engine::new(config).unwrap_err().path, "schedule[0].instrument");
    assert_eq!(problem(|c| c.accounts = Some(Settings::default())), "accounts.instruments");
}

#[test]
fn instruments_have_symbols_of_forty_bytes_at_most() {
    let mut config = config();
    let instrument: &mut Instrument = &mut config.instruments[0];
    instrument.symbol = "x".repeat(40);
    instrument.tick_size = DecimalStep { mantissa: EXACT_LIMIT - 1, scale: 18 };
    assert!(Engine::new(config).is_ok());
}
