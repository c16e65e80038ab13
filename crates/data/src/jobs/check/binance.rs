//! Binance: snapshot and diffs have to give the published best bid and offer.

use super::Report;
use cift_import::{binance, decompress};
use cift_tape::{Input, Problem};

pub(super) fn check(inputs: Vec<Box<dyn Input>>) -> Result<Report, Problem> {
    let mut report = Report { equal: true, ..Report::default() };
    let mut sums: Vec<(&str, &str, u64)> = Vec::new();
    for input in inputs {
        let mut source = binance::Binance::open(decompress::open(input)?, &binance::Options::default())?;
        let found = binance::check(&mut source)?;
        report.equal &= found.passed();
        report.notes.push(format!("{}: {}", found.input, found.symbols.join(", ")));
        report.differences.extend(found.first.iter().cloned());
        let counts = [
            ("snapshots", "snapshots", found.snapshots),
            ("updates", "updates", found.updates),
            ("levels_changed", "levels changed", found.levels),
            ("quotes_published", "best bids and offers published", found.quotes),
            ("trades", "trades", found.trades),
            ("same_id_compared", "compared at the same update id", found.same_id.compared),
            ("same_id_equal", "of these equal", found.same_id.equal),
            ("between_compared", "compared between two published ones", found.between.compared),
            ("between_equal", "of those equal", found.between.equal),
            ("depth_compared", "best few levels compared", found.depth.compared),
            ("depth_equal", "of them equal", found.depth.equal),
            (
                "quantity_different",
                "different in quantity",
                found.same_id.quantity_differs
                    + found.between.quantity_differs
                    + found.depth.quantity_differs,
            ),
            (
                "price_different",
                "different in price",
                found.same_id.price_differs + found.between.price_differs + found.depth.price_differs,
            ),
            ("not_comparable", "not comparable", found.not_comparable),
            ("depth_not_comparable", "best few levels not comparable", found.depth_not_comparable),
            ("crossed", "crossed", found.crossed),
            ("quotes_late", "published late, left out", found.stale_quotes),
            ("others", "messages of other kinds", found.others),
        ];
        if sums.is_empty() {
            sums = counts.to_vec();
        } else {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| sum.2 += count.2);
        }
    }
    report.count_all(sums);
    Ok(report)
}
