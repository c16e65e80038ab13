//! Bitstamp: an order log against itself, its trades, and the books that it shows.

use super::Report;
use cift_import::{bitstamp, decompress};
use cift_tape::{Input, Problem};

pub(super) fn check(inputs: Vec<Box<dyn Input>>) -> Result<Report, Problem> {
    let found = bitstamp::check(decompress::open_all(inputs)?)?;
    let shown = &found.snapshots;
    let mut report = Report { equal: found.passed(), ..Report::default() };
    let counts = [
        ("orders created", found.created),
        ("created while they were there, with other terms", found.created_again),
        ("created or changed after they were deleted, left out", found.late),
        ("changes", found.changed),
        ("changes of unknown orders", found.changed_unknown),
        ("changes to more or to another price", found.changed_terms),
        ("deletions", found.deleted),
        ("deletions of unknown orders", found.deleted_unknown),
        ("deletions with less left than was known", found.deleted_short),
        ("deletions with more left than was known", found.deleted_over),
        ("orders standing at the end", found.standing),
        ("lines after which the book was crossed", found.crossed),
        ("changes and deletions by trades", found.fills),
        ("of these paired with one of the other side", found.fills_paired),
        ("trades", found.trades),
        ("trades with both orders found", found.trades_both),
        ("trades with one order found", found.trades_one),
        ("trades without orders", found.trades_none),
        ("books shown", shown.books),
        ("of these equal now or within a second", shown.equal),
        ("levels compared", shown.levels),
        ("equal at that moment", shown.levels_now),
        ("equal within the second before", shown.levels_before),
        ("equal within the second after", shown.levels_after),
        ("more is shown than stands here", shown.levels_short),
        ("less is shown than stands here", shown.levels_over),
        ("lines with other events", found.others),
    ];
    for (name, count) in counts {
        report.count(name, count);
    }
    report.notes.push(found.input);
    Ok(report)
}
