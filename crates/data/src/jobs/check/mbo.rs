//! Market-by-order data: the book must not cross, and sums have to agree.

use super::Report;
use cift_import::mbo;
use cift_tape::{Problem, Source};

/// By the numbers of the actions.
const ACTIONS: [(&str, &str); 7] = [
    ("events_none", "events none"),
    ("events_add", "events add"),
    ("events_cancel", "events cancel"),
    ("events_modify", "events modify"),
    ("events_trade", "events trade"),
    ("events_fill", "events fill"),
    ("events_clear", "events clear"),
];

pub(super) fn check(source: &mut dyn Source) -> Result<Report, Problem> {
    let found = mbo::check(source)?;
    let mut report = Report { equal: found.passed(), ..Report::default() };
    report.count("events", "events", found.events);
    report.count("snapshot_events", "of these parts of snapshots", found.snapshot_events);
    for ((key, label), count) in ACTIONS.into_iter().zip(found.actions) {
        report.count(key, label, count);
    }
    let counts = [
        ("packets", "packets", found.packets),
        ("unfinished_events", "events after the last packet's end", found.unfinished),
        ("instruments", "instruments", found.instruments),
        ("resting_orders", "orders in the books at the end", found.resting_orders),
        ("crossed", "crossed outside auctions", found.crossed),
        ("crossed_in_auctions", "crossed in auctions", found.crossed_in_auctions),
        ("locked", "locked", found.locked),
        ("recounts", "times that all levels were counted from their orders", found.recounts),
        ("levels_compared", "levels compared", found.compared_levels),
        ("levels_wrong", "levels that were not their orders", found.wrong_levels),
        ("cancels_of_unknown", "cancels of unknown orders", found.cancels_of_unknown),
        ("modifies_of_unknown", "changes of unknown orders", found.modifies_of_unknown),
        ("adds_of_known", "adds of known orders", found.adds_of_known),
        ("adds_of_nothing", "adds of nothing", found.adds_of_nothing),
        ("cancels_of_more", "cancels of more than was left", found.cancels_of_more),
        ("cancels_elsewhere", "cancels at another price or side", found.cancels_elsewhere),
        ("contradictions", "of these odd ones, in a book known from its start", found.contradictions),
        ("trades", "trades", found.trades),
        ("traded_quantity", "traded quantity", found.traded),
        ("fills", "fills", found.fills),
        ("filled_quantity", "filled quantity", found.filled),
        ("trade_groups", "groups of trades and fills", found.trade_groups),
        ("trade_groups_equal", "groups whose fills sum up to the trades", found.equal_groups),
        ("trade_groups_without_fills", "groups without fills", found.groups_without_fills),
        ("trade_groups_without_trades", "groups without trades", found.groups_without_trades),
        ("trade_groups_filled_less", "groups filled less than traded", found.short_groups),
        ("trade_groups_unequal", "groups filled more than traded", found.unequal_groups),
        ("fills_of_known", "fills of orders in the book", found.fills_of_known),
        ("fills_applied", "of these taken from the order in the same packet", found.fills_applied),
    ];
    report.count_all(counts);
    if found.crossed > 0 && found.statuses == 0 {
        let note = "nothing says when there are auctions, so all crossed books count: add the file of the status schema";
        report.notes.push(note.to_owned());
    }
    if found.events == 0 {
        report.differences.push("there are no orders in it: market-by-order data are needed".into());
    }
    for finding in &found.findings {
        let mbo::Finding { what, seq, venue_seq, symbol, order_id, detail } = finding;
        report
            .differences
            .push(format!("{symbol}, event {seq} ({venue_seq}), order {order_id}: {what} {detail}"));
    }
    Ok(report)
}
