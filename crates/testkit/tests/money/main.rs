//! Sessions with accounts against the auditor, which knows nothing but commands and events: every order accounted for, money
//! and positions to the unit, what is set aside the sum of what live orders need, and nothing lost.

#![allow(clippy::print_stdout)] // says how much it has compared

#[path = "../../../engine/tests/snapshot/flow.rs"]
#[allow(dead_code)] // what other tests draw
mod flow;

use cift_engine::risk::{Currency, Fee, InstrumentMoney, Settings, Tier};
use cift_engine::{Config, Engine};
use cift_testkit::auditor::Auditor;
use cift_testkit::mixed::{self, Mixed};
use cift_types::{EventKind, Side};
use cift_wire::Command;
use flow::Flow;

/// Instruments that are delivered and such that are not, in three currencies; fees of all kinds, and rebates.
fn settings(instruments: u32) -> Settings {
    let currency = |code: &str, scale| Currency { code: code.to_owned(), scale };
    let money = |number: u32| {
        let (base, quote) = [(0, 1), (0, 1), (1, 2), (2, 0)][number as usize % 4];
        let (tick_value, lot_value) = [(1, 1), (25, 0), (3, 100), (1, 7)][number as usize % 4];
        let initial_margin_ppm = [100_000, 33_333, 0, 1_000_000][number as usize % 4];
        InstrumentMoney { base, quote, tick_value, lot_value, initial_margin_ppm }
    };
    Settings {
        currencies: vec![currency("LOT", 0), currency("USD", 2), currency("EUR", 2)],
        instruments: (0..instruments).map(money).collect(),
        tiers: vec![
            Tier { maker: Fee::Ppm(-25), taker: Fee::Ppm(333) },
            Tier { maker: Fee::PerLot(-1), taker: Fee::PerLot(3) },
        ],
        fifo: true,
    }
}

/// Runs the commands, and looks at all money after every so many of them; how many trades there were.
fn audit(
    config: Config,
    mut auditor: Auditor,
    commands: impl IntoIterator<Item = Command>,
    look_every: usize,
) -> Result<usize, String> {
    let instruments = config.instruments.len() as u32;
    let mut engine = Engine::new(config).expect("the settings are valid");
    let mut trades = 0;
    for (at, command) in commands.into_iter().enumerate() {
        engine.clear_events();
        let submitted = engine.submit(&[command]);
        assert_eq!((submitted.consumed, submitted.fault), (1, None), "{command:?}");
        let events = engine.events();
        trades += events.iter().filter(|event| event.kind == EventKind::Trade as u8).count();
        let say = |rule: String| format!("command {at}, {command:?}: {rule}\n{events:#?}");
        auditor.observe(&command, events).map_err(say)?;
        if at % look_every == 0 {
            auditor.check_money(engine.risk().expect("the session has accounts")).map_err(say)?;
            assert_eq!(auditor.live_orders(), engine.live_orders() as usize, "live orders at command {at}");
        }
        if at % (40 * look_every) == 0 {
            for (instrument, side) in (0..instruments).flat_map(|it| [(it, Side::Buy), (it, Side::Sell)]) {
                let book: Vec<_> = engine.resting(instrument, side).collect();
                auditor.check_side(instrument, side, &book).map_err(say)?;
            }
        }
    }
    Ok(trades)
}

fn with(settings: Settings) -> Config {
    Config { accounts: Some(settings), ..mixed::config() }
}

fn agree(config: Config, commands: impl IntoIterator<Item = Command>, look_every: usize) -> usize {
    let auditor = Auditor::of(&config);
    audit(config, auditor, commands, look_every).unwrap_or_else(|found| panic!("{found}"))
}

/// Orders that have little money, and limits that change.
fn short_of_money(seed: u64) -> Vec<Command> {
    let mut flow = Flow::new(seed, 4, true);
    let mut commands = flow.opening();
    commands.extend(flow.commands(4000));
    commands
}

#[test]
fn the_money_of_the_mixed_flow_is_what_its_events_say() {
    for seed in 0..3 {
        let commands = || mixed::opening().into_iter().chain(Mixed::new(seed).take(40_000));
        let plain = agree(mixed::config(), commands(), 50);
        // The same orders with other money.
        let other = agree(with(settings(mixed::INSTRUMENTS)), commands(), 50);
        println!("seed {seed}: {plain} and {other} trades");
        assert!(plain > 5000 && other > 1000);
    }
}

#[test]
fn money_that_is_short_is_accounted_for_too() {
    let trades: usize = (0..40).map(|seed| agree(with(settings(4)), short_of_money(seed), 1)).sum();
    println!("{trades} trades");
    assert!(trades > 5000);
}

#[test]
fn the_auditor_notices_what_is_wrong_by_the_least_unit() {
    let wrong: [fn(&mut Settings); 8] = [
        |it| it.tiers[0].taker = Fee::Ppm(334),
        |it| it.tiers[0].maker = Fee::Ppm(-90),
        |it| it.tiers[1].taker = Fee::PerLot(4),
        |it| it.tiers[1].maker = Fee::PerLot(0),
        |it| it.instruments[0].tick_value = 2,
        |it| it.instruments[2].lot_value = 101,
        |it| it.instruments[1].initial_margin_ppm += 1,
        |it| it.instruments[3].quote = 1,
    ];
    for (number, change) in wrong.into_iter().enumerate() {
        let mut other = settings(4);
        change(&mut other);
        let found = (0..5).any(|seed| {
            let auditor = Auditor::of(&with(other.clone()));
            audit(with(settings(4)), auditor, short_of_money(seed), 1).is_err()
        });
        assert!(found, "mistake {number} is not noticed");
    }
}
