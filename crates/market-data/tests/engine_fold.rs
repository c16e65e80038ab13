//! The engine's events, folded into a feed, give the engine's own books.

#![allow(clippy::print_stdout)] // says how much was compared

use cift_engine::{Config, Engine, ReplacePriority};
use cift_market_data::book::{Book, EngineFold, FoldRules, Folded, OrderBook};
use cift_testkit::{generator, mixed};
use cift_types::{CommandKind, EventKind, OrderType, Side};
use cift_wire::{Command, DepthLevel, Event, Order, OrderTerms, as_words, from_words};

const ROWS: usize = 40;

fn rules(config: &Config) -> Vec<FoldRules> {
    let of = |instrument: &cift_engine::Instrument| FoldRules {
        keeps_on_reduce: instrument.rules.replace == ReplacePriority::KeepsOnReduce,
        initial_phase: instrument.rules.initial_phase,
    };
    config.instruments.iter().map(of).collect()
}

/// What events do not tell: see the fold's own page.
fn is_untold(command: &Command) -> bool {
    let terms: OrderTerms = from_words(*as_words(command));
    let drawn =
        command.kind == CommandKind::Terms as u8 && terms.display_high_quantity > terms.display_quantity;
    let unpriced =
        command.kind == CommandKind::New as u8 && command.order_type == OrderType::MarketToLimit as u8;
    drawn || unpriced
}

#[derive(Default, Debug)]
struct Told {
    commands: u64,
    orders: u64,
    ticks: u64,
    quotes: u64,
    volume: u64,
    traded: u64,
    compared: u64,
}

/// Runs commands and compares books after each.
fn follow(config: Config, commands: impl Iterator<Item = Command>) -> Told {
    let mut fold = EngineFold::new(&rules(&config));
    let instruments = config.instruments.len() as u32;
    let mut engine = Engine::new(config).unwrap();
    let mut told = Told::default();
    let mut feed: Vec<OrderBook> = (0..instruments).map(OrderBook::new).collect();
    for command in commands {
        let submitted = engine.submit(&[command]);
        if submitted.fault.is_some() {
            continue; // the caller's mistake: nothing happened
        }
        let events: Vec<Event> = engine.events().to_vec();
        engine.clear_events();
        told.commands += 1;
        for event in &events {
            told.traded += if event.kind == EventKind::Trade as u8 { event.quantity } else { 0 };
        }
        for record in fold.observe(&command, &events) {
            match record {
                Folded::Order(event) => {
                    told.orders += 1;
                    feed[event.instrument as usize].apply(event);
                }
                Folded::Tick(tick) => {
                    told.ticks += 1;
                    told.volume += tick.quantity;
                }
                Folded::Quote(_) => told.quotes += 1,
            }
        }
        for instrument in 0..instruments {
            compare(&engine, &fold, &feed[instrument as usize], instrument, told.commands);
            told.compared += 1;
        }
    }
    assert_eq!(told.volume, told.traded);
    told
}

fn levels(rows: &[DepthLevel]) -> Vec<[(i64, u64, u32); 2]> {
    let sides = |row: &DepthLevel| {
        [(row.bid_price, row.bid_quantity, row.bid_orders), (row.ask_price, row.ask_quantity, row.ask_orders)]
    };
    rows.iter().map(sides).collect()
}

fn compare(engine: &Engine, fold: &EngineFold, feed: &OrderBook, instrument: u32, at: u64) {
    let mut theirs = [DepthLevel::default(); ROWS];
    engine.depth(instrument, &mut theirs).unwrap();
    let book = fold.book(instrument).unwrap();
    let mut ours = [DepthLevel::default(); ROWS];
    book.depth(&mut ours);
    assert_eq!(levels(&ours), levels(&theirs), "instrument {instrument} after command {at}");
    assert_eq!(feed.best(Side::Buy), book.best(Side::Buy));
    if at.is_multiple_of(64) {
        for side in [Side::Buy, Side::Sell] {
            let mut orders = [Order::default(); ROWS];
            let count = engine.orders(instrument, side, &mut orders).unwrap();
            let queue = book.levels(side).flat_map(|level| book.queue(side, level.price));
            for (theirs, ours) in orders[..count].iter().zip(queue) {
                let number = fold.number(instrument, theirs.account, theirs.order_id);
                assert_eq!(number, Some(ours.id), "instrument {instrument} after command {at}");
                assert_eq!(theirs.displayed_quantity, ours.quantity, "after command {at}");
            }
        }
        assert_eq!(fold.book(instrument).unwrap().oddities(), cift_market_data::book::Oddities::default());
    }
}

#[test]
fn plain_flow() {
    for seed in 0..4 {
        let case = generator::case(seed, 8000);
        println!("{:?}", follow(case.setup.config(), case.commands.into_iter()));
    }
}

#[test]
fn everything_at_once() {
    let commands = mixed::opening().into_iter().chain(mixed::Mixed::new(5)).take(60_000);
    let mut untold = 0;
    let told = follow(
        mixed::config(),
        commands.filter(|command| {
            untold += u64::from(is_untold(command));
            !is_untold(command)
        }),
    );
    println!("{told:?}, {untold} commands left out");
}
