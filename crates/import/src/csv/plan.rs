//! Which column means what.

use cift_tape::{Place, Problem};

use super::calendar::DAY_NS;
use super::number::is_missing;
use super::numeric_time::may_be_day;
use super::options::{Options, Shape};
use super::positional;
use super::role::{DIMENSIONS, ROLE_COUNT, Role, plain};
use super::sample::{Sample, shown};
use super::time::{TimeFormat, clock};

/// Which column means what, and how its cells are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Plan {
    pub shape: Shape,
    /// The column of each role.
    pub at: [Option<usize>; ROLE_COUNT],
    /// The columns whose values, joined by points, are the symbol.
    pub symbol: Vec<usize>,
    pub time_format: TimeFormat,
    pub offset_ns: i64,
    /// What stands between whole and fraction.
    pub point: u8,
    pub decimals: Option<u8>,
    /// The columns' names, or their numbers from 1.
    pub names: Vec<String>,
}

impl Plan {
    /// Finds out what the columns of a sample mean.
    pub fn make(input: &str, sample: &Sample, options: &Options) -> Result<Self, Problem> {
        let maker = Maker { input, sample, options, names: names(sample), plain: plain_names(sample) };
        maker.make()
    }

    /// The column of each role and those of the symbol, as far as they are known before a row is read.
    pub fn roles(input: &str, sample: &Sample, options: &Options) -> Result<Roles, Problem> {
        Maker { input, sample, options, names: names(sample), plain: plain_names(sample) }.roles()
    }

    /// The column of a role.
    #[inline]
    pub fn column(&self, role: Role) -> Option<usize> {
        self.at[role as usize]
    }
}

/// The column of each role, and the columns of the symbol.
pub(crate) type Roles = ([Option<usize>; ROLE_COUNT], Vec<usize>);

/// The columns' names, or their numbers from 1.
pub(crate) fn names(sample: &Sample) -> Vec<String> {
    let count = sample.rows.iter().take(20).map(Vec::len).max().unwrap_or(0);
    sample.header.clone().unwrap_or_else(|| (1..=count).map(|number| number.to_string()).collect())
}

fn plain_names(sample: &Sample) -> Vec<String> {
    sample.header.iter().flatten().map(|name| plain(name)).collect()
}

struct Maker<'a> {
    input: &'a str,
    sample: &'a Sample,
    options: &'a Options,
    names: Vec<String>,
    plain: Vec<String>,
}

impl Maker<'_> {
    fn roles(&self) -> Result<Roles, Problem> {
        let mut at = [None; ROLE_COUNT];
        let mut symbol = Vec::new();
        let mut unread = Vec::new();
        for (name, column) in &self.options.columns {
            let role = Role::named(name).ok_or_else(|| self.unknown_role(name))?;
            if column.is_empty() {
                unread.push(role);
            } else if role == Role::Symbol {
                symbol = column.split('+').map(|part| self.named(part)).collect::<Result<_, _>>()?;
                at[role as usize] = symbol.first().copied();
            } else {
                at[role as usize] = Some(self.named(column)?);
            }
        }
        if self.sample.header.is_some() {
            self.fill_by_name(&mut at, &mut symbol);
        } else if unread.len() == self.options.columns.len() {
            positional::fill(self.sample, &mut at, &mut symbol);
        }
        for role in unread {
            at[role as usize] = None;
            if role == Role::Symbol {
                symbol.clear();
            }
        }
        Ok((at, symbol))
    }

    fn make(self) -> Result<Plan, Problem> {
        let (mut at, symbol) = self.roles()?;
        let time = at[Role::Time as usize].ok_or_else(|| self.no_column("time", "time"))?;
        let time_format = self.time_format(time, at[Role::Clock as usize])?;
        let shape = self.shape(&mut at, time, time_format)?;
        let point = self.point(&at);
        let Options { offset_ns, decimals, .. } = *self.options;
        Ok(Plan { shape, at, symbol, time_format, offset_ns, point, decimals, names: self.names })
    }

    /// The column that the caller means.
    fn named(&self, column: &str) -> Result<usize, Problem> {
        let exact = self.names.iter().position(|name| name == column);
        let alike = || self.plain.iter().position(|name| *name == plain(column) && !name.is_empty());
        let number = || {
            column
                .parse::<usize>()
                .ok()
                .filter(|number| (1..=self.names.len()).contains(number))
                .map(|number| number - 1)
        };
        exact.or_else(alike).or_else(number).ok_or_else(|| {
            let advice = format!("it has: {}", self.columns_text());
            Problem::new(self.input, Place::Whole, format!("has no column {column:?}")).advice(advice)
        })
    }

    fn unknown_role(&self, name: &str) -> Problem {
        let known: Vec<&str> = super::role::ROLES.iter().map(|(_, name, _)| *name).collect();
        let reason = format!("{name:?} is no role that a column may have");
        Problem::new(self.input, Place::Whole, reason).advice(format!("the roles are {}", known.join(", ")))
    }

    fn columns_text(&self) -> String {
        let shown: Vec<&str> = self.names.iter().take(30).map(String::as_str).collect();
        format!("{}{}", shown.join(", "), if self.names.len() > 30 { ", …" } else { "" })
    }

    fn no_column(&self, what: &str, role: &str) -> Problem {
        let headed = self.sample.header.is_some();
        let (example, file) = if headed {
            ("NAME", "the file has: ")
        } else {
            ("NUMBER", "there is no header, and columns count from 1: ")
        };
        let advice = format!("say --column {role}={example}; {file}{}", self.columns_text());
        Problem::new(self.input, Place::Whole, format!("no column for the {what}")).advice(advice)
    }

    fn fill_by_name(&self, at: &mut [Option<usize>; ROLE_COUNT], symbol: &mut Vec<usize>) {
        self.fill_time(at);
        for (role, ..) in
            super::role::ROLES.iter().filter(|(role, ..)| !matches!(role, Role::Time | Role::Clock))
        {
            let slot = &mut at[*role as usize];
            *slot = slot.or_else(|| self.synonym(*role));
        }
        // `Volume BTC` and the like.
        let volume = &mut at[Role::Volume as usize];
        *volume = volume.or_else(|| self.plain.iter().position(|name| name.starts_with("volume")));
        if symbol.is_empty() {
            symbol.extend(at[Role::Symbol as usize]);
        }
        if symbol.is_empty() {
            let found = self.plain.iter().enumerate().filter(|(_, name)| DIMENSIONS.contains(&name.as_str()));
            symbol.extend(found.map(|(column, _)| column));
            if symbol.len() == 1 {
                symbol.clear();
            }
        }
    }

    fn synonym(&self, role: Role) -> Option<usize> {
        role.synonyms().iter().find_map(|synonym| self.plain.iter().position(|name| name == synonym))
    }

    /// The first column with a name for times whose cells are times; date and time of day may be apart.
    fn fill_time(&self, at: &mut [Option<usize>; ROLE_COUNT]) {
        let position = |wanted: &str| self.plain.iter().position(|name| name == wanted);
        if at[Role::Time as usize].is_some() {
            return;
        }
        if let (Some(date), Some(time)) = (position("date").or_else(|| position("day")), position("time"))
            && self.is_clock(time)
        {
            (at[Role::Time as usize], at[Role::Clock as usize]) = (Some(date), Some(time));
            return;
        }
        let unnamed =
            self.plain.first().is_some_and(|name| matches!(name.as_str(), "" | "index" | "unnamed0"));
        let named = Role::Time.synonyms().iter().filter_map(|synonym| position(synonym));
        let mut candidates = named.chain(unnamed.then_some(0)).peekable();
        let first = candidates.peek().copied();
        at[Role::Time as usize] = candidates.find(|column| self.detect_time(*column).is_some()).or(first);
    }

    fn is_clock(&self, column: usize) -> bool {
        let mut cells = self.sample.column(column).filter(|cell| !is_missing(cell)).peekable();
        cells.peek().is_some() && cells.all(|cell| !cell.is_empty() && clock(cell, true, 0).is_some())
    }

    fn detect_time(&self, column: usize) -> Option<TimeFormat> {
        self.options.time_format.or_else(|| TimeFormat::detect(self.sample.column(column)))
    }

    fn time_format(&self, column: usize, clock: Option<usize>) -> Result<TimeFormat, Problem> {
        if self.sample.column(column).all(is_missing) {
            return Ok(self.options.time_format.unwrap_or(TimeFormat::YearFirst));
        }
        let found = self.detect_time(column).map(|format| self.unit_of_name(column).unwrap_or(format));
        self.refuse_days(column, found)?;
        // Next to a time of day stands a date, whatever number it might be else.
        let fits = |format: &TimeFormat| {
            clock.is_none() || !matches!(format, TimeFormat::Seconds | TimeFormat::Period)
        };
        found.filter(fits).ok_or_else(|| {
            let known: Vec<&str> = TimeFormat::NAMES.iter().map(|(name, _)| *name).collect();
            let reason =
                format!("no known format of times reads all of {}", shown(self.sample.column(column)));
            Problem::new(self.input, Place::Whole, reason)
                .column(self.names[column].clone())
                .advice(format!("say --column time=… or --time-format, one of {}", known.join(", ")))
        })
    }

    /// What may be a day of a spreadsheet is not taken for a second of 1970's first day.
    fn refuse_days(&self, column: usize, found: Option<TimeFormat>) -> Result<(), Problem> {
        let mut cells = self.sample.column(column).filter(|cell| !is_missing(cell));
        let is_guessed = found == Some(TimeFormat::Seconds) && self.options.time_format.is_none();
        if !is_guessed || !cells.all(may_be_day) {
            return Ok(());
        }
        let reason =
            format!("{} may be days of a spreadsheet or seconds of a day", shown(self.sample.column(column)));
        Err(Problem::new(self.input, Place::Whole, reason).column(self.names[column].clone()).advice(
            "say --time-format excel if they are days since 1899-12-30, or s if they are seconds since 1970",
        ))
    }

    /// The unit that a column's name has at its end, where its cells are numbers.
    fn unit_of_name(&self, column: usize) -> Option<TimeFormat> {
        let name = self.plain.get(column).filter(|_| self.options.time_format.is_none())?;
        let digits = |cell: &[u8]| cell.strip_prefix(b"-").unwrap_or(cell).iter().all(u8::is_ascii_digit);
        let stem = name
            .get(..name.len().checked_sub(2)?)
            .filter(|stem| stem.ends_with("time") || stem.ends_with("stamp"))?;
        let unit = TimeFormat::named(&name[stem.len()..]).filter(|unit| unit.name().len() == 2)?;
        self.sample.column(column).all(digits).then_some(unit)
    }

    /// What the rows are, and that the columns for it are there.
    fn shape(
        &self,
        at: &mut [Option<usize>; ROLE_COUNT],
        time: usize,
        format: TimeFormat,
    ) -> Result<Shape, Problem> {
        let has = |role: Role| at[role as usize].is_some();
        let bars = has(Role::Open) && has(Role::High) && has(Role::Low) && has(Role::Close);
        let quotes = has(Role::Bid) && has(Role::Ask);
        let ticks = has(Role::Price) && has(Role::Size);
        let guess = if bars {
            Shape::Bars
        } else if ticks {
            Shape::Ticks
        } else if quotes {
            Shape::Quotes
        } else if has(Role::Price) && !self.dates_only(time, format) {
            Shape::Ticks
        } else {
            Shape::Bars
        };
        let shape = self.options.shape.unwrap_or(guess);
        let needed: &[Role] = match shape {
            Shape::Ticks => &[Role::Price],
            Shape::Quotes => &[Role::Bid, Role::Ask],
            Shape::Bars => &[Role::Close],
        };
        if let Some(role) = needed.iter().find(|role| !has(**role)) {
            let nothing =
                self.options.shape.is_none() && !(has(Role::Price) || has(Role::Bid) || has(Role::Ask));
            let what = if nothing {
                "price, nor for bid and ask, nor for open, high, low and close"
            } else {
                role.name()
            };
            return Err(self.no_column(what, role.name()));
        }
        if shape == Shape::Bars && !bars {
            // A price alone is a bar of one price.
            for role in [Role::Open, Role::High, Role::Low] {
                at[role as usize] = at[Role::Close as usize];
            }
        }
        Ok(shape)
    }

    fn dates_only(&self, time: usize, format: TimeFormat) -> bool {
        let mut times = self.sample.column(time).filter_map(|cell| format.read(cell, 0)).peekable();
        times.peek().is_some() && (format == TimeFormat::DecimalYear || times.all(|time| time % DAY_NS == 0))
    }

    /// A comma where prices have one, no point, and something else stands between fields.
    fn point(&self, at: &[Option<usize>; ROLE_COUNT]) -> u8 {
        let prices = [Role::Price, Role::Bid, Role::Close].into_iter().filter_map(|role| at[role as usize]);
        let mut cells = prices.flat_map(|column| self.sample.column(column));
        let comma =
            self.sample.delimiter != b',' && cells.any(|cell| cell.contains(&b',') && !cell.contains(&b'.'));
        if comma { b',' } else { b'.' }
    }
}
