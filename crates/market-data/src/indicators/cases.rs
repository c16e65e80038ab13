//! Cases of published values: a file of them, and how many our indicators meet.
//!
//! The format is that of Tulip Indicators' tests: a line with an indicator's name and its options, then a line in braces
//! for each input and each output, numbers separated by commas. Empty lines and lines that begin with `#` say nothing.
//!
//! **Tolerance.** A computed value meets a printed one when it is within one unit of the printed one's last digit (books
//! round, and some cut off), and never farther away than 0.001, which is what Tulip Indicators' own test asks of every
//! value. How many are within half a unit, so that they print the same, is counted too. A case passes when all its columns are
//! as long as they should be and all values meet. A case that fails but is within 0.001 throughout is counted as `close`: the
//! book that it is from rounded on its way.

use super::{Definition, find};
use cift_tape::{Place, Problem};

/// What Tulip Indicators' own test asks of every value.
pub const TULIPS_TOLERANCE: f64 = 0.001;
/// How many differences a report keeps.
const KEPT: usize = 20;
/// Digits after the point beyond which they mean nothing for a 64-bit number.
const MOST_DIGITS: i32 = 15;

/// A column of a case.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Its numbers.
    pub values: Vec<f64>,
    /// Digits after the point, of each.
    pub digits: Vec<i32>,
}

/// An indicator, what goes in, and what came out where it was published.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The indicator.
    pub definition: &'static Definition,
    /// Its options.
    pub options: Vec<f64>,
    /// Inputs.
    pub inputs: Vec<Column>,
    /// Published outputs.
    pub outputs: Vec<Column>,
}

/// Where a computed value is not the published one.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// The line of the published column, or of the case.
    pub line: u64,
    /// The indicator.
    pub indicator: &'static str,
    /// The output's name.
    pub output: &'static str,
    /// The value's place in the column, from 0.
    pub at: usize,
    /// What was published; `None` where the column ends.
    pub published: Option<f64>,
    /// What was computed; `None` where nothing was.
    pub computed: Option<f64>,
    /// How far apart they may be.
    pub tolerance: f64,
}

/// A case that cannot be computed: there is no such indicator, or its options make no sense.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refused {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The indicator's name.
    pub indicator: String,
    /// Why.
    pub reason: String,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// What can be computed.
    pub cases: Vec<Case>,
    /// What cannot.
    pub refused: Vec<Refused>,
}

/// What became of a file's cases.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// Cases of the file.
    pub cases: u64,
    /// Those that are met to the printed precision.
    pub passed: u64,
    /// Those that are not, but are within Tulip's tolerance.
    pub close: u64,
    /// Published values.
    pub values: u64,
    /// Those of them that are met to the printed precision.
    pub met: u64,
    /// Those of them that print the same.
    pub rounded: u64,
    /// The first values that are not.
    pub differences: Vec<Difference>,
    /// Cases that cannot be computed: none of them passed.
    pub refused: Vec<Refused>,
}

/// Reads a file of cases. `name` is what problems call it.
pub fn read(name: &str, text: &str) -> Result<Cases, Problem> {
    let meaningful = |(_, line): &(u64, &str)| !line.is_empty() && !line.starts_with('#');
    let mut lines = (1..).zip(text.lines().map(str::trim)).filter(meaningful).peekable();
    let mut cases = Cases::default();
    while let Some((line, head)) = lines.next() {
        let problem = |reason: String| Problem::new(name, Place::Line(line), reason);
        if head.starts_with('{') {
            let extra = problem("a column that belongs to no case".to_owned());
            return Err(extra.advice("write the indicator's name and options on a line before its columns"));
        }
        let mut words = head.split_whitespace();
        let indicator = words.next().unwrap_or_default();
        let options: Result<Vec<f64>, Problem> = words
            .map(|word| {
                number(word).ok_or_else(|| problem(format!("\"{word}\" is not a number")).column("options"))
            })
            .collect();
        let options = options?;
        let known = find(indicator).and_then(|definition| definition.start(&options).map(|_| definition));
        let definition = match known {
            Ok(definition) => definition,
            Err(error) => {
                while lines.next_if(|(_, text)| text.starts_with('{')).is_some() {}
                let (indicator, reason) = (indicator.to_owned(), error.to_string());
                cases.refused.push(Refused { line, indicator, reason });
                continue;
            }
        };
        let mut column = |kind: &str, label: &str| match lines.next_if(|(_, text)| text.starts_with('{')) {
            Some((line, text)) => read_column(name, line, text),
            None => Err(problem(format!("the case has no column for its {kind} \"{label}\""))
                .advice("give a line in braces for each input and each output")),
        };
        let inputs: Result<_, _> = definition.inputs.iter().map(|label| column("input", label)).collect();
        let inputs: Vec<Column> = inputs?;
        let outputs: Result<_, _> = definition.outputs.iter().map(|label| column("output", label)).collect();
        let outputs = outputs?;
        if let Some(other) = inputs.iter().find(|input| input.values.len() != inputs[0].values.len()) {
            let reason = format!(
                "the column has {} values, but the case's first has {}",
                other.values.len(),
                inputs[0].values.len()
            );
            return Err(Problem::new(name, Place::Line(other.line), reason));
        }
        cases.cases.push(Case { line, definition, options, inputs, outputs });
    }
    Ok(cases)
}

fn read_column(name: &str, line: u64, text: &str) -> Result<Column, Problem> {
    let problem = |reason: String| Problem::new(name, Place::Line(line), reason);
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inner = inner.ok_or_else(|| problem("the column does not end with a brace".to_owned()))?;
    let mut column = Column { line, values: Vec::new(), digits: Vec::new() };
    for (at, word) in inner.split(',').map(str::trim).enumerate() {
        if word.is_empty() {
            // A comma behind the last number, or a column without numbers.
            continue;
        }
        let value = number(word).ok_or_else(|| {
            problem(format!("\"{word}\" is not a number")).column(format!("value {}", at + 1))
        })?;
        column.values.push(value);
        column.digits.push(digits(word));
    }
    Ok(column)
}

/// A number as these files write it: `.5`, `10.`, `-3e-4`. Words are none.
fn number(word: &str) -> Option<f64> {
    let plain = word.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    if plain { word.parse().ok() } else { None }
}

/// Digits after the point.
fn digits(word: &str) -> i32 {
    let (number, exponent) = word.split_once(['e', 'E']).unwrap_or((word, "0"));
    let fraction = number.split_once('.').map_or(0, |(_, fraction)| fraction.len().min(100) as i32);
    (fraction - exponent.parse::<i32>().unwrap_or(0).clamp(-100, 100)).clamp(0, MOST_DIGITS)
}

/// Computes all cases of a file and compares them with what was published.
pub fn check(name: &str, text: &str) -> Result<Report, Problem> {
    let Cases { cases, refused } = read(name, text)?;
    let mut report = Report { cases: refused.len() as u64, refused, ..Report::default() };
    for case in &cases {
        report.add(case);
    }
    Ok(report)
}

impl Report {
    /// Computes a case and compares it.
    pub fn add(&mut self, case: &Case) {
        let inputs: Vec<&[f64]> = case.inputs.iter().map(|input| &input.values[..]).collect();
        let computed = case.definition.batch(&case.options, &inputs).unwrap_or_default();
        let (mut passed, mut close) = (true, true);
        for (place, output) in case.outputs.iter().enumerate() {
            let computed = computed.get(place).map_or(&[][..], |computed| &computed[..]);
            for at in 0..computed.len().max(output.values.len()) {
                let pair = (output.values.get(at).copied(), computed.get(at).copied());
                let (met, near, tolerance) = self.value(pair, output.digits.get(at).copied().unwrap_or(0));
                passed &= met;
                close &= near;
                if !met && self.differences.len() < KEPT {
                    self.differences.push(Difference {
                        line: output.line,
                        indicator: case.definition.name,
                        output: case.definition.outputs[place],
                        at,
                        published: pair.0,
                        computed: pair.1,
                        tolerance,
                    });
                }
            }
        }
        self.cases += 1;
        self.passed += u64::from(passed);
        self.close += u64::from(close && !passed);
    }

    /// Counts a value; returns whether it meets the printed one, whether it is near it, and how far away it may be.
    fn value(&mut self, pair: (Option<f64>, Option<f64>), digits: i32) -> (bool, bool, f64) {
        let unit = libm::pow(10.0, -f64::from(digits));
        let tolerance = unit.min(TULIPS_TOLERANCE);
        // A distance of just so much is one but for the last bits of the numbers.
        let slack = pair.0.unwrap_or(0.0).abs() * 1e-14 + tolerance * 1e-9;
        let met = within(pair, tolerance + slack);
        self.values += u64::from(pair.0.is_some());
        self.met += u64::from(met);
        self.rounded += u64::from(met && within(pair, unit / 2.0 + slack));
        (met, within(pair, TULIPS_TOLERANCE), tolerance)
    }
}

fn within(pair: (Option<f64>, Option<f64>), tolerance: f64) -> bool {
    matches!(pair, (Some(published), Some(computed)) if (published - computed).abs() <= tolerance)
}
