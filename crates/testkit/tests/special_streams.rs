//! The oracle and the auditor alone over streams with everything that needs no accounts: two views of the rules by the
//! same author, one of books and one of events. The engine joins them in `differential.rs`.

#![allow(clippy::print_stdout)] // reports what the streams have reached

use cift_book::OrderView;
use cift_testkit::auditor::Auditor;
use cift_testkit::case::Case;
use cift_testkit::coverage::Coverage;
use cift_testkit::oracle::{Oracle, Order};
use cift_testkit::{describe, generator, regression, shrink};
use cift_types::{Price, Side};

/// So many streams, of so many commands.
const SEEDS: u64 = 600;
const LENGTH: usize = 500;
const LEAST: u64 = 10;

/// Runs a case. What the auditor finds, with what came before.
fn run(case: &Case, coverage: &mut Coverage) -> Result<(), String> {
    let (mut oracle, mut auditor) = (Oracle::new(&case.setup), Auditor::new(&case.setup));
    coverage.next_session();
    for (at, command) in case.commands.iter().enumerate() {
        let Ok(events) = oracle.apply(command) else { continue };
        let story = |rule: String| {
            format!("{rule}\n{at}: {}\n{}", describe::command(command), describe::events(&events))
        };
        auditor.observe(command, &events).map_err(story)?;
        coverage.observe(&case.setup, command, &events, &oracle);
        books(case, &oracle, &auditor).map_err(story)?;
    }
    Ok(())
}

fn books(case: &Case, oracle: &Oracle, auditor: &Auditor) -> Result<(), String> {
    if oracle.live_orders() != auditor.live_orders() {
        return Err(format!("{} orders are live, by events {}", oracle.live_orders(), auditor.live_orders()));
    }
    for instrument in 0..case.setup.instruments {
        let view = |order: &Order| -> (Price, OrderView) {
            let view = OrderView { account: order.account, id: order.id, quantity: order.displayed() };
            (order.price, view)
        };
        let [bids, asks] = [Side::Buy, Side::Sell]
            .map(|side| oracle.book(instrument, side).iter().map(view).collect::<Vec<_>>());
        auditor.check_side(instrument, Side::Buy, &bids)?;
        auditor.check_side(instrument, Side::Sell, &asks)?;
        auditor.check_spread(instrument, &bids, &asks)?;
    }
    Ok(())
}

#[test]
fn the_oracle_keeps_what_the_auditor_asks_for() {
    let mut coverage = Coverage::default();
    for seed in 0..SEEDS {
        let case = generator::special_case(seed, LENGTH);
        if let Err(found) = run(&case, &mut coverage) {
            let fails = |case: &Case| run(case, &mut Coverage::default()).is_err();
            let small = shrink::shrink(&case, fails);
            let story = run(&small, &mut Coverage::default()).unwrap_err();
            println!("{}", regression::source("oracle", &story, &small));
            panic!("seed {seed}: {found}");
        }
    }
    println!("{coverage}");
    let missing = coverage.missing_special(LEAST);
    assert!(missing.is_empty(), "reached less than {LEAST} times: {missing:#?}");
}
