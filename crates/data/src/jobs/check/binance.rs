//! Binance: snapshot and diffs have to give the published best bid and offer.

use super::Report;
use cift_import::{binance, decompress};
use cift_tape::{Input, Problem};

pub(super) fn check(inputs: Vec<Box<dyn Input>>) -> Result<Report, Problem> {
    let mut report = Report { equal: true, ..Report::default() };
    let mut sums: Vec<(&str, u64)> = Vec::new();
    for input in inputs {
        let mut source = binance::Binance::open(decompress::open(input)?, &binance::Options::default())?;
        let found = binance::check(&mut source)?;
        report.equal &= found.passed();
        report.notes.push(format!("{}: {}", found.input, found.symbols.join(", ")));
        report.differences.extend(found.first.iter().cloned());
        let counts = [
            ("snapshots", found.snapshots),
            ("updates", found.updates),
            ("levels changed", found.levels),
            ("best bids and offers published", found.quotes),
            ("trades", found.trades),
            ("compared at the same update id", found.same_id.compared),
            ("of these equal", found.same_id.equal),
            ("compared between two published ones", found.between.compared),
            ("of those equal", found.between.equal),
            ("different in quantity", found.same_id.quantity_differs + found.between.quantity_differs),
            ("different in price", found.same_id.price_differs + found.between.price_differs),
            ("not comparable", found.not_comparable),
            ("crossed", found.crossed),
            ("published late, left out", found.stale_quotes),
        ];
        if sums.is_empty() {
            sums = counts.to_vec();
        } else {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| sum.1 += count.1);
        }
    }
    for (name, count) in sums {
        report.count(name, count);
    }
    Ok(report)
}
