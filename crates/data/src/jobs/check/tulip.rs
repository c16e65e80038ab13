//! Technical indicators, against printed values.

use super::Report;
use cift_import::decompress;
use cift_market_data::indicators::cases;
use cift_tape::{Input, Place, Problem};
use std::io::Read;

/// Files of cases are small; what is larger is something else.
const MOST_BYTES: u64 = 64 << 20;

pub(super) fn check(inputs: Vec<Box<dyn Input>>) -> Result<Report, Problem> {
    let mut report = Report { equal: true, ..Report::default() };
    let mut sums = [0; 5];
    for input in inputs {
        for mut member in decompress::open(input)? {
            let name = member.name.clone();
            let mut text = String::new();
            let read = (&mut member).take(MOST_BYTES).read_to_string(&mut text);
            read.map_err(|error| Problem::new(&name, Place::Whole, format!("is no text ({error})")))?;
            let found = cases::check(&name, &text)?;
            report.equal &= found.cases > 0 && found.passed == found.cases;
            let counts = [found.cases, found.passed, found.close, found.values, found.met];
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            report.differences.extend(found.differences.iter().map(|each| in_words(&name, each)));
        }
    }
    let names = [
        ("cases", "cases"),
        ("cases_passed", "cases passed"),
        ("cases_close", "cases within 0.001 only"),
        ("values", "values"),
        ("values_equal", "values equal to the printed precision"),
    ];
    for ((key, label), count) in names.into_iter().zip(sums) {
        report.count(key, label, count);
    }
    Ok(report)
}

fn in_words(name: &str, difference: &cases::Difference) -> String {
    let value = |value: Option<f64>| value.map_or_else(|| "nothing".to_owned(), |value| value.to_string());
    let cases::Difference { line, indicator, output, at, .. } = difference;
    let (published, computed) = (value(difference.published), value(difference.computed));
    format!("{name}, line {line}: {indicator}, {output} at {at}: published {published}, computed {computed}")
}
