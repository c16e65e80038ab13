//! Bitstamp: an order log against itself, its trades, and the books that it shows.

use super::Report;
use cift_import::{bitstamp, decompress};
use cift_tape::{Input, Problem};

pub(super) fn check(inputs: Vec<Box<dyn Input>>) -> Result<Report, Problem> {
    let found = bitstamp::check(decompress::open_all(inputs)?)?;
    let bitstamp::Report { orders, trades, snapshots: shown, .. } = &found;
    let mut report = Report { equal: found.passed(), ..Report::default() };
    let counts = [
        ("created", "orders created", orders.created),
        ("created_again", "created while they were there, with other terms", orders.created_again),
        ("never_created", "younger than the log, and never created", orders.never_created),
        ("changed", "changes", orders.changed),
        ("changed_unknown", "changes of unknown orders", orders.changed_unknown),
        ("changed_price", "changes to another price", orders.changed_price),
        ("changed_contrary", "changes to more, or to the other side", orders.changed_contrary),
        ("deleted", "deletions", orders.deleted),
        ("deleted_unknown", "deletions of unknown orders", orders.deleted_unknown),
        ("deleted_with_less", "deletions with less left than was known", orders.deleted_short),
        (
            "deleted_with_less_unexplained",
            "of these not explained by a late change",
            orders.short_unexplained,
        ),
        ("deleted_with_more", "deletions with more left than was known", orders.deleted_over),
        ("late", "created, changed or deleted after the end", orders.late),
        ("too_late", "of these more than 5 s after", orders.too_late),
        ("standing", "orders standing at the end", found.standing),
        ("crossed", "lines after which the book was crossed", orders.crossed),
        ("longest_crossed_ms", "longest time crossed, in ms", orders.longest_crossed_ns / 1_000_000),
        ("crossed_too_long", "times crossed for more than 5 s", orders.crossed_too_long),
        ("fills", "changes and deletions by trades", trades.fills),
        ("fills_paired", "of these paired with one of the other side", trades.fills_paired),
        ("fills_untraded", "of these without a trade", trades.fills_untraded),
        ("trades", "trades", trades.trades),
        ("trades_both_orders", "trades with both orders found", trades.both),
        ("trades_one_order", "trades with one order found", trades.one),
        ("trades_no_order", "trades without orders", trades.none),
        ("trades_at_ends", "trades without orders within 5 s of the log's ends", trades.at_ends),
        ("books", "books shown", shown.books),
        ("books_equal", "of these equal within 5 s", shown.equal),
        ("books_uncompared", "of these with nothing yet to compare", shown.uncompared),
        ("books_at_end", "of these not known, the log ended before", shown.at_end),
        ("levels_compared", "levels compared", shown.levels),
        ("levels_with_older", "of these with quantity from before the log", shown.levels_bounded),
        ("levels_equal", "equal at that moment", shown.levels_now),
        ("levels_equal_before", "equal up to 5 s before", shown.levels_before),
        ("levels_equal_after", "equal up to 5 s after", shown.levels_after),
        ("levels_with_more_shown", "more is shown than the orders make", shown.levels_short),
        ("levels_with_less_shown", "less is shown than the orders make", shown.levels_over),
        ("other_lines", "lines with other events", found.others),
    ];
    report.count_all(counts);
    report.notes.push(found.input);
    report.differences = found.first;
    Ok(report)
}
