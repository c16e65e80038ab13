//! The indicators against published values, and against themselves.

#![allow(clippy::print_stdout)] // says what was compared, and what was left out
#![allow(clippy::float_arithmetic, clippy::cast_precision_loss)] // made-up bars

use cift_market_data::indicators::{self, ALL, IndicatorError, cases};

#[test]
fn published_values_are_met() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/tulip/atoz.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is not here");
        return;
    };
    let report = cases::check("atoz.txt", &text).unwrap();
    println!(
        "{} of {} cases; {} values, {} met, {} print the same",
        report.passed, report.cases, report.values, report.met, report.rounded
    );
    assert_eq!(report.differences, []);
    assert_eq!((report.cases, report.passed, report.values, report.met), (45, 45, 848, 848));
}

/// Options that an indicator can have, small enough for short columns.
fn options(definition: &indicators::Definition, scale: usize) -> Vec<f64> {
    let value = |(at, name): (usize, &&str)| match *name {
        "stddev" => 2.0,
        "alpha" | "acceleration_factor_step" => 0.2,
        "acceleration_factor_maximum" => 0.5,
        _ => (at + 1 + scale) as f64,
    };
    definition.options.iter().enumerate().map(value).collect()
}

/// Bars that hold together: open, high, low, close, volume.
fn bars(count: usize) -> Vec<[f64; 5]> {
    let mut state = 1_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut last = 100.0;
    (0..count)
        .map(|_| {
            let (open, close) = (last, last + next() * 4.0 - 2.0);
            last = close;
            [open, open.max(close) + next(), open.min(close) - next(), close, 1000.0 + 5000.0 * next()]
        })
        .collect()
}

fn column(bars: &[[f64; 5]], name: &str, place: usize) -> Vec<f64> {
    let at = match name {
        "open" => 0,
        "high" => 1,
        "low" => 2,
        "volume" => 4,
        _ => [3, 0][place.min(1)],
    };
    bars.iter().map(|bar| bar[at]).collect()
}

#[test]
fn a_row_at_a_time_is_the_same_to_the_bit() {
    let mut compared = 0;
    for definition in ALL {
        for scale in [0, 1, 2, 3, 7, 13] {
            let options = options(definition, scale);
            let start = match definition.start(&options) {
                Ok(start) => start,
                Err(IndicatorError::InvalidOption { .. }) if scale == 0 => continue,
                Err(error) => panic!("{}: {error}", definition.name),
            };
            let bars = bars(120);
            let columns: Vec<Vec<f64>> =
                definition.inputs.iter().enumerate().map(|(at, name)| column(&bars, name, at)).collect();
            for length in [0, start, start + 1, bars.len()] {
                let inputs: Vec<&[f64]> = columns.iter().map(|column| &column[..length]).collect();
                let batch = definition.batch(&options, &inputs).unwrap();
                let mut single = definition.indicator(&options).unwrap();
                let mut rows = 0;
                for at in 0..length {
                    let row: Vec<f64> = inputs.iter().map(|input| input[at]).collect();
                    let told = single.push(&row);
                    assert_eq!(told.is_some(), at >= start, "{} {options:?} at {at}", definition.name);
                    for (output, value) in told.unwrap_or_default().iter().enumerate() {
                        assert_eq!(bits(*value), bits(batch[output][rows]), "{} at {at}", definition.name);
                    }
                    rows += usize::from(told.is_some());
                }
                assert!(batch.iter().all(|output| output.len() == rows), "{}", definition.name);
                compared += rows;
            }
        }
    }
    println!("{} indicators, {compared} rows", ALL.len());
    assert_eq!(ALL.len(), 104);
}

#[test]
fn requests_that_make_no_sense_are_refused() {
    let values = [1.0, 2.0, 3.0];
    let one: &[&[f64]] = &[&values];
    for (name, options, inputs, said) in [
        ("smaa", &[5.0][..], one, "there is no indicator \"smaa\""),
        ("sma", &[], one, "the indicator has 1 options, not 0"),
        ("sma", &[0.0], one, "period is 0: it must be a whole number from 1 to 16777216"),
        ("sma", &[f64::NAN], one, "period is NaN: it must be a whole number from 1 to 16777216"),
        ("sma", &[2.5], one, "period is 2.5: it must be a whole number from 1 to 16777216"),
        ("macd", &[26.0, 12.0, 9.0], one, "long_period is 12: it must be at least the period before it"),
        (
            "psar",
            &[0.2, 0.1],
            &[&values, &values],
            "acceleration_factor_maximum is 0.1: it must be above the step",
        ),
        ("vidya", &[1.0, 1.0, 0.2], one, "long_period is 1: it must be at least 2"),
        ("medprice", &[], one, "the indicator has 2 inputs, not 1"),
        ("medprice", &[], &[&values, &values[1..]], "the inputs are not equally long"),
    ] {
        assert_eq!(indicators::batch(name, options, inputs).unwrap_err().to_string(), said);
    }
}

#[test]
fn files_that_do_not_read_say_where() {
    for (text, said) in [
        (
            "sma 2\n{1,2}\n",
            "x, line 1: the case has no column for its output \"sma\"; give a line in braces for each input and each output",
        ),
        ("\n#\nsma two\n", "x, line 3, options: \"two\" is not a number"),
        ("sma 2\n{1,2x}\n{1.5}", "x, line 2, value 2: \"2x\" is not a number"),
        ("sma 2\n{1,2\n{1.5}", "x, line 2: the column does not end with a brace"),
        (
            "{1}",
            "x, line 1: a column that belongs to no case; write the indicator's name and options on a line before its columns",
        ),
        ("add\n{1,2}\n{1}\n{2}", "x, line 3: the column has 1 values, but the case's first has 2"),
        ("sma inf\n", "x, line 1, options: \"inf\" is not a number"),
    ] {
        assert_eq!(cases::check("x", text).unwrap_err().to_string(), said);
    }
}

#[test]
fn what_cannot_be_computed_did_not_pass() {
    let report = cases::check("x", "none 3\n{1}\n{2}\n{3}\nsma 0\n{1}\n{1}\nsma 1\n{1}\n{1}\n").unwrap();
    assert_eq!((report.cases, report.passed), (3, 1));
    let told: Vec<_> = report.refused.iter().map(|refused| (refused.line, refused.reason.as_str())).collect();
    let rule = "period is 0: it must be a whole number from 1 to 16777216";
    assert_eq!(told, [(1, "there is no indicator \"none\""), (5, rule)]);
}

#[test]
fn what_differs_is_told() {
    let report =
        cases::check("x", "sma 2\n{1,2,3}\n{1.5,2.6}\n\nsma 2\n{1,2}\n{1.5,9}\nsum 1\n{1.0004}\n{1.0000}")
            .unwrap();
    assert_eq!((report.cases, report.passed, report.close), (3, 0, 1));
    let told: Vec<_> = report
        .differences
        .iter()
        .map(|difference| (difference.line, difference.at, difference.computed))
        .collect();
    assert_eq!(told, [(3, 1, Some(2.5)), (7, 1, None), (10, 0, Some(1.0004))]);
}

/// A number's bits. What is no number is one thing, whatever its bits: hosts may choose them.
fn bits(value: f64) -> u64 {
    if value.is_nan() { u64::MAX } else { value.to_bits() }
}

#[test]
fn values_by_hand_are_met() {
    let report = cases::check("by_hand.txt", include_str!("by_hand.txt")).unwrap();
    assert_eq!((report.differences, report.refused), (vec![], vec![]));
    assert_eq!(report.passed, report.cases);
}
