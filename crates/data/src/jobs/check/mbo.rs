//! Market-by-order data: the book must not cross, and sums have to agree.

use super::Report;
use cift_import::mbo;
use cift_tape::{Problem, Source};

pub(super) fn check(source: &mut dyn Source) -> Result<Report, Problem> {
    let found = mbo::check(source)?;
    let mut report = Report { equal: found.passed(), ..Report::default() };
    report.count("events", found.events);
    report.count("of these parts of snapshots", found.snapshot_events);
    for (name, count) in
        ["none", "add", "cancel", "modify", "trade", "fill", "clear"].iter().zip(found.actions)
    {
        report.count(format!("events {name}"), count);
    }
    let counts = [
        ("packets", found.packets),
        ("events after the last packet's end", found.unfinished),
        ("instruments", found.instruments),
        ("orders in the books at the end", found.resting_orders),
        ("crossed outside auctions", found.crossed),
        ("crossed in auctions", found.crossed_in_auctions),
        ("locked", found.locked),
        ("times that all levels were counted from their orders", found.recounts),
        ("levels compared", found.compared_levels),
        ("levels that were not their orders", found.wrong_levels),
        ("cancels of unknown orders", found.cancels_of_unknown),
        ("changes of unknown orders", found.modifies_of_unknown),
        ("adds of known orders", found.adds_of_known),
        ("adds of nothing", found.adds_of_nothing),
        ("cancels of more than was left", found.cancels_of_more),
        ("cancels at another price or side", found.cancels_elsewhere),
        ("trades", found.trades),
        ("traded quantity", found.traded),
        ("fills", found.fills),
        ("filled quantity", found.filled),
        ("groups of trades and fills", found.trade_groups),
        ("groups whose fills sum up to the trades", found.equal_groups),
        ("groups without fills", found.groups_without_fills),
        ("groups without trades", found.groups_without_trades),
        ("groups that are not equal", found.unequal_groups),
        ("fills of orders in the book", found.fills_of_known),
        ("of these taken from the order in the same packet", found.fills_applied),
    ];
    for (name, count) in counts {
        report.count(name, count);
    }
    for finding in &found.findings {
        let mbo::Finding { what, seq, venue_seq, symbol, order_id, detail } = finding;
        report
            .differences
            .push(format!("{symbol}, event {seq} ({venue_seq}), order {order_id}: {what} {detail}"));
    }
    Ok(report)
}
