//! Technical indicators: all 104 of Tulip Indicators, by the same names, with the same inputs, options, outputs and start.
//!
//! An indicator is fed a row of inputs at a time ([`Indicator::push`]) or whole columns ([`Definition::batch`]). Both run the
//! same code in the same order, so they are equal bit for bit, in native code and in WebAssembly: the arithmetic is
//! `+ − × ÷ √`, which IEEE 754 defines, and what goes beyond is `libm`'s, written in the same operations.
//!
//! The definitions are those that Tulip Indicators documents, from the books that it names (Achelis, *Technical Analysis from A
//! to Z*; Wilder 1978; Ehlers; Chande; Kaufman). Where a formula divides nothing by nothing the result is not a number, as
//! there, unless its definition says otherwise.
//!
//! An update costs O(1), on average over a period; only `md`, `cci` and `msw`, whose sums change as a whole with each
//! value, cost O(period).

mod averages;
pub mod cases;
mod elementwise;
mod momentum;
mod oscillators;
mod registry;
mod regression;
pub mod smooth;
mod trend;
mod volatility;
mod volume;
pub mod window;

use core::fmt;
pub use registry::ALL;

/// The longest period that an indicator takes: it needs memory for as many values.
pub const LONGEST_PERIOD: f64 = 16_777_216.0;

/// The most inputs that an indicator has.
const MOST_INPUTS: usize = 4;
/// The most outputs that an indicator has.
const MOST_OUTPUTS: usize = 3;

/// What an indicator is, once its options are known.
trait Study: Sized {
    /// How many inputs a row has.
    const INPUTS: usize;
    /// How many outputs a row has.
    const OUTPUTS: usize;
    /// From options that were checked.
    fn build(options: &[f64]) -> Self;
    /// Takes a row; returns whether it wrote a row of outputs.
    fn push(&mut self, row: &[f64], outputs: &mut [f64]) -> bool;
}

/// A study of any kind.
trait AnyStudy: Send {
    fn push(&mut self, row: &[f64], outputs: &mut [f64]) -> bool;
}

impl<S: Study + Send> AnyStudy for S {
    fn push(&mut self, row: &[f64], outputs: &mut [f64]) -> bool {
        Study::push(self, &row[..S::INPUTS], outputs)
    }
}

/// What is wrong with a request for an indicator.
#[derive(Clone, PartialEq, Debug)]
pub enum IndicatorError {
    /// There is none of this name.
    UnknownName(String),
    /// It has another number of options.
    OptionCount {
        /// How many it has.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// An option has a value that it cannot have.
    InvalidOption {
        /// Its name.
        option: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        rule: &'static str,
    },
    /// It has another number of inputs.
    InputCount {
        /// How many it has.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// The inputs are not equally long.
    InputLengths,
}

impl fmt::Display for IndicatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName(name) => write!(f, "there is no indicator \"{name}\""),
            Self::OptionCount { expected, given } => {
                write!(f, "the indicator has {expected} options, not {given}")
            }
            Self::InvalidOption { option, value, rule } => {
                write!(f, "{option} is {value}: it must be {rule}")
            }
            Self::InputCount { expected, given } => {
                write!(f, "the indicator has {expected} inputs, not {given}")
            }
            Self::InputLengths => f.write_str("the inputs are not equally long"),
        }
    }
}

impl core::error::Error for IndicatorError {}

/// Looks at options: the place of one that cannot be, and what it must be.
type Check = fn(&[f64]) -> Result<(), (usize, &'static str)>;
/// Options, inputs, and where the outputs go.
type Run = fn(&[f64], &[&[f64]], &mut [Vec<f64>]);

/// What is known of an indicator: names, and how to compute it.
pub struct Definition {
    /// Its short name: `sma`.
    pub name: &'static str,
    /// Its full name.
    pub title: &'static str,
    /// The columns that it needs, in order: `open`, `high`, `low`, `close`, `volume`, or `real` for any.
    pub inputs: &'static [&'static str],
    /// Its options, in order.
    pub options: &'static [&'static str],
    /// What it tells, in order.
    pub outputs: &'static [&'static str],
    start: fn(&[f64]) -> usize,
    check: Check,
    make: fn(&[f64]) -> Box<dyn AnyStudy>,
    batch: Run,
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", self.name, self.options.join(", "))
    }
}

impl Definition {
    /// How many rows come before the first that has outputs.
    pub fn start(&self, options: &[f64]) -> Result<usize, IndicatorError> {
        self.check(options)?;
        Ok((self.start)(options))
    }

    /// The indicator, fed a row at a time.
    pub fn indicator(&'static self, options: &[f64]) -> Result<Indicator, IndicatorError> {
        self.check(options)?;
        Ok(Indicator { definition: self, study: (self.make)(options), row: [0.0; MOST_OUTPUTS] })
    }

    /// The outputs of whole columns, each as long as the inputs less [`Self::start`]; empty where these are shorter.
    pub fn batch(&self, options: &[f64], inputs: &[&[f64]]) -> Result<Vec<Vec<f64>>, IndicatorError> {
        self.check(options)?;
        if inputs.len() != self.inputs.len() {
            return Err(IndicatorError::InputCount { expected: self.inputs.len(), given: inputs.len() });
        }
        let length = inputs[0].len();
        if inputs.iter().any(|input| input.len() != length) {
            return Err(IndicatorError::InputLengths);
        }
        let rows = length.saturating_sub((self.start)(options));
        let mut outputs = vec![Vec::with_capacity(rows); self.outputs.len()];
        if rows > 0 {
            (self.batch)(options, inputs, &mut outputs);
        }
        Ok(outputs)
    }

    fn check(&self, options: &[f64]) -> Result<(), IndicatorError> {
        if options.len() != self.options.len() {
            return Err(IndicatorError::OptionCount { expected: self.options.len(), given: options.len() });
        }
        (self.check)(options).map_err(|(at, rule)| IndicatorError::InvalidOption {
            option: self.options[at],
            value: options[at],
            rule,
        })
    }
}

/// An indicator that is fed a row at a time.
pub struct Indicator {
    definition: &'static Definition,
    study: Box<dyn AnyStudy>,
    row: [f64; MOST_OUTPUTS],
}

impl fmt::Debug for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.definition.fmt(f)
    }
}

impl Indicator {
    /// What it is.
    #[must_use]
    pub const fn definition(&self) -> &'static Definition {
        self.definition
    }

    /// Takes the next row of inputs; returns the outputs that belong to it, once it has seen enough.
    ///
    /// # Panics
    ///
    /// When the row is shorter than the indicator has inputs.
    #[inline]
    pub fn push(&mut self, row: &[f64]) -> Option<&[f64]> {
        let there = self.study.push(row, &mut self.row);
        there.then_some(&self.row[..self.definition.outputs.len()])
    }
}

/// The indicator of a name.
pub fn find(name: &str) -> Result<&'static Definition, IndicatorError> {
    let found = ALL.binary_search_by_key(&name, |definition| definition.name);
    found.map(|at| &ALL[at]).map_err(|_| IndicatorError::UnknownName(name.to_owned()))
}

/// The outputs of whole columns by an indicator's name: see [`Definition::batch`].
pub fn batch(name: &str, options: &[f64], inputs: &[&[f64]]) -> Result<Vec<Vec<f64>>, IndicatorError> {
    find(name)?.batch(options, inputs)
}

/// An indicator by its name, fed a row at a time.
pub fn indicator(name: &str, options: &[f64]) -> Result<Indicator, IndicatorError> {
    find(name)?.indicator(options)
}

/// Runs a study over columns.
fn run<S: Study>(options: &[f64], inputs: &[&[f64]], outputs: &mut [Vec<f64>]) {
    let mut study = S::build(options);
    let length = inputs[0].len();
    let mut row = [0.0; MOST_INPUTS];
    let mut told = [0.0; MOST_OUTPUTS];
    for at in 0..length {
        for (value, input) in row.iter_mut().zip(&inputs[..S::INPUTS]) {
            *value = input[at];
        }
        if Study::push(&mut study, &row[..S::INPUTS], &mut told) {
            for (output, value) in outputs[..S::OUTPUTS].iter_mut().zip(told) {
                output.push(value);
            }
        }
    }
}

/// An option as a period.
#[inline]
fn period(options: &[f64], at: usize) -> usize {
    options[at] as usize
}

/// Makes studies of one output that are a function of the row and their fields.
macro_rules! study {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty = $init:expr),* $(,)? } ($options:ident)
     $inputs:literal => $outputs:literal, |$self:ident, $row:ident, $out:ident| $body:block) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(super) struct $name { $($field: $type),* }

        impl $crate::indicators::Study for $name {
            const INPUTS: usize = $inputs;
            const OUTPUTS: usize = $outputs;

            #[allow(unused_variables)]
            fn build($options: &[f64]) -> Self {
                Self { $($field: $init),* }
            }

            #[inline]
            fn push(&mut $self, $row: &[f64], $out: &mut [f64]) -> bool $body
        }
    };
}
use study;

/// Writes a value where there is one.
#[inline(always)]
fn tell(outputs: &mut [f64], value: Option<f64>) -> bool {
    if let Some(value) = value {
        outputs[0] = value;
    }
    value.is_some()
}
