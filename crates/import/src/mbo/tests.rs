//! The check of open data, and of events made by hand.

use std::path::PathBuf;

use cift_tape::{Batch, FileInput, Metadata, Problem, Source};
use cift_types::{BookAction, Phase, Side};
use cift_wire::{MarketByOrderEvent, MarketStatus};

use super::{MboCheck, check};
use crate::databento_csv::DatabentoCsv;
use crate::detect;

const LAST: u16 = 1;

#[test]
fn the_snapshot_and_the_events_of_es_make_a_book() {
    let file =
        "../../../shared/data/databento_mbo/orderbooks_mbo_2024-05-08T00-00-00_2024-05-08T00-00-02.csv.gz";
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    #[allow(clippy::print_stderr)] // a skipped test says why
    if !path.is_file() {
        eprintln!("skipped: {} is absent", path.display());
        return;
    }
    let input = FileInput::open(path.to_str().expect("a path")).expect("a file");
    let mut source = DatabentoCsv::open(vec![Box::new(input)], false).expect("opens");
    let report = check(&mut source).expect("reads");
    assert!(report.passed(), "{report:#?}");
    // Counted with awk.
    assert_eq!((report.events, report.snapshot_events), (13_796, 13_601));
    assert_eq!(report.actions, [0, 13_678, 80, 27, 5, 5, 1]);
    assert_eq!((report.trades, report.traded, report.fills, report.filled), (5, 6, 5, 6));
    assert_eq!((report.trade_groups, report.equal_groups, report.fills_applied), (5, 5, 5));
    assert_eq!((report.packets, report.unfinished, report.resting_orders), (185, 0, 13_598));
    assert_eq!(report.cancels_of_unknown + report.modifies_of_unknown + report.adds_of_known, 0);
    assert_eq!(report.findings, []);
    // The same in ticks and lots, as a user's file is opened.
    let input = FileInput::open(path.to_str().expect("a path")).expect("a file");
    let mut source = detect::open(vec![Box::new(input)], &detect::Options::default()).expect("opens");
    assert_eq!(check(source.as_mut()).expect("reads"), report);
    assert_eq!(source.metadata().instruments[0].tick.to_string(), "0.25");
}

/// Events as a source.
struct Events {
    batch: Batch,
    metadata: Metadata,
}

impl Source for Events {
    fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    fn read(&mut self, batch: &mut Batch) -> Result<bool, Problem> {
        *batch = core::mem::take(&mut self.batch);
        Ok(!batch.is_empty())
    }

    fn progress(&self) -> (u64, u64) {
        (0, 0)
    }
}

/// Action, side, flags, order, price, quantity, the venue's number.
type Short = (BookAction, Side, u16, u64, i64, u64, u64);

fn run(status: Option<Phase>, events: &[Short]) -> MboCheck {
    let mut batch = Batch::default();
    if let Some(phase) = status {
        batch.push_status(MarketStatus {
            phase: phase as u8,
            trading: 0,
            quoting: 0,
            flags: 0,
            instrument: 0,
            seq: 1,
            time_ns: 0,
            action: 0,
            reason: 0,
            trading_event: 0,
            reserved16: 0,
            received_ns: 0,
            venue_seq: 0,
            reserved0: 0,
            reserved1: 0,
        });
    }
    for (index, &(action, side, flags, order_id, price, quantity, venue_seq)) in events.iter().enumerate() {
        batch.push_market_by_order(MarketByOrderEvent {
            action: action as u8,
            side: side as u8,
            flags,
            instrument: 0,
            seq: index as u64 + 2,
            time_ns: 0,
            order_id,
            price,
            quantity,
            received_ns: 0,
            venue_seq,
        });
    }
    check(&mut Events { batch, metadata: Metadata::default() }).expect("reads")
}

use BookAction::{Add, Cancel, Clear, Fill, Modify, Trade};
use Side::{Buy, Sell};

#[test]
fn a_crossed_book_is_found_at_the_end_of_its_packet_only() {
    let within =
        [(Add, Buy, LAST, 1, 100, 5, 1), (Add, Sell, 0, 2, 99, 5, 2), (Cancel, Sell, LAST, 2, 99, 5, 2)];
    assert_eq!(run(None, &within).crossed, 0);
    let crossed = [(Add, Buy, LAST, 1, 100, 5, 1), (Add, Sell, LAST, 2, 99, 5, 2)];
    let report = run(None, &crossed);
    assert_eq!((report.crossed, report.passed()), (1, false));
    assert_eq!(report.findings[0].seq, 3);
    let report = run(Some(Phase::OpeningAuction), &crossed);
    assert_eq!((report.crossed, report.crossed_in_auctions, report.passed()), (0, 1, true));
    let locked = [(Add, Buy, LAST, 1, 100, 5, 1), (Add, Sell, LAST, 2, 100, 5, 2)];
    assert_eq!((run(None, &locked).locked, run(None, &locked).passed()), (1, true));
}

#[test]
fn trades_are_compared_with_their_fills() {
    let resting = [(Add, Buy, LAST, 1, 100, 5, 1), (Add, Buy, LAST, 2, 100, 4, 2)];
    let trade = |second: u64| {
        [
            &resting[..],
            &[
                (Trade, Sell, 0, 9, 100, 7, 3),
                (Fill, Buy, 0, 1, 100, 5, 3),
                (Fill, Buy, 0, 2, 100, second, 3),
                (Cancel, Buy, 0, 1, 100, 5, 3),
                (Modify, Buy, LAST, 2, 100, 2, 3),
            ],
        ]
        .concat()
    };
    let report = run(None, &trade(2));
    assert_eq!((report.equal_groups, report.unequal_groups, report.resting_orders), (1, 0, 1));
    assert_eq!((report.fills_of_known, report.fills_applied), (2, 2));
    let report = run(None, &trade(1));
    assert_eq!((report.equal_groups, report.short_groups, report.passed()), (0, 1, true));
    let report = run(None, &trade(3));
    assert_eq!((report.equal_groups, report.unequal_groups, report.passed()), (0, 1, false));
}

#[test]
fn what_is_odd_is_counted() {
    let report = run(
        None,
        &[
            (Cancel, Buy, LAST, 7, 100, 1, 1),
            (Modify, Buy, LAST, 8, 100, 3, 2),
            (Add, Buy, LAST, 8, 101, 3, 3),
            (Cancel, Buy, LAST, 8, 100, 1, 4),
            (Cancel, Buy, LAST, 8, 101, 9, 5),
            (Add, Buy, LAST, 9, 0, 0, 6),
        ],
    );
    assert_eq!(report.cancels_of_unknown, 1);
    assert_eq!(report.modifies_of_unknown, 1);
    assert_eq!(report.adds_of_known, 1);
    assert_eq!(report.cancels_elsewhere, 1);
    assert_eq!(report.cancels_of_more, 1);
    assert_eq!(report.adds_of_nothing, 1);
    assert_eq!((report.resting_orders, report.wrong_levels), (0, 0));
    assert_eq!(report.findings.len(), 6);
    // The orders may be older than the data.
    assert_eq!((report.contradictions, report.passed()), (0, true));
}

#[test]
fn what_is_odd_contradicts_a_book_that_is_known_from_its_start() {
    let clear = (Clear, Buy, LAST, 0, 0, 0, 1);
    let snapshot = (Add, Buy, LAST | 2, 6, 100, 1, 1);
    for start in [clear, snapshot] {
        assert!(run(None, &[start]).passed());
        for odd in [(Cancel, Buy, LAST, 7, 100, 1, 2), (Modify, Buy, LAST, 8, 100, 3, 2)] {
            let report = run(None, &[start, odd]);
            assert_eq!((report.contradictions, report.passed()), (1, false));
        }
    }
    let report = run(None, &[(Cancel, Buy, LAST, 7, 100, 1, 1), clear, (Cancel, Buy, LAST, 7, 100, 1, 2)]);
    assert_eq!((report.cancels_of_unknown, report.contradictions), (2, 1));
}
