//! A row's cells as a draft.

use std::borrow::Cow;

use crate::lines::{Fault, quoted, unsigned};

use super::draft::{Draft, UNKNOWN_SIDE};
use super::number::{NoNumber, Number, is_missing};
use super::options::Shape;
use super::plan::Plan;
use super::role::Role;
use super::symbols::Symbols;
use super::time::{TimeFormat, clock};

/// The cells of a row.
pub(crate) trait Cells {
    /// A cell as text.
    fn text(&self, column: usize) -> Cow<'_, [u8]>;

    /// A cell as a number.
    #[inline]
    fn number(&self, column: usize, point: u8) -> Result<Number, NoNumber> {
        Number::parse(&self.text(column), point)
    }

    /// A cell as nanoseconds since 1970.
    #[inline]
    fn time(&self, column: usize, format: TimeFormat, offset_ns: i64) -> Option<i64> {
        format.read(&self.text(column), offset_ns)
    }
}

/// What reads rows by a plan.
pub(crate) struct RowReader {
    plan: Plan,
    /// The symbol of rows that name none.
    symbol: String,
    /// Joined symbols are put together here.
    joined: Vec<u8>,
}

impl RowReader {
    pub const fn new(plan: Plan, symbol: String) -> Self {
        Self { plan, symbol, joined: Vec::new() }
    }

    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Fills a draft.
    #[inline]
    pub fn read(
        &mut self,
        cells: &impl Cells,
        draft: &mut Draft,
        symbols: &mut Symbols,
    ) -> Result<(), Fault> {
        draft.time = self.time(cells)?;
        match self.plan.shape {
            Shape::Bars => self.bar(cells, draft)?,
            Shape::Quotes => self.quote(cells, draft)?,
            Shape::Ticks => self.tick(cells, draft)?,
        }
        draft.instrument = self.instrument(cells, symbols)?;
        Ok(())
    }

    #[inline]
    fn time(&self, cells: &impl Cells) -> Result<i64, Fault> {
        let plan = &self.plan;
        let column = plan.column(Role::Time).unwrap_or_default();
        let Some(of_day) = plan.column(Role::Clock) else { return self.time_at(cells, column) };
        let date = cells.time(column, plan.time_format, 0).ok_or_else(|| self.no_time(cells, column))?;
        let text = cells.text(of_day);
        let time = clock(&text, true, plan.offset_ns).filter(|_| !text.is_empty());
        time.and_then(|time| date.checked_add(time)).ok_or_else(|| self.no_time(cells, of_day))
    }

    #[inline]
    fn time_at(&self, cells: &impl Cells, column: usize) -> Result<i64, Fault> {
        cells
            .time(column, self.plan.time_format, self.plan.offset_ns)
            .ok_or_else(|| self.no_time(cells, column))
    }

    #[cold]
    fn no_time(&self, cells: &impl Cells, column: usize) -> Fault {
        let text = cells.text(column);
        if is_missing(&text) {
            return self.missing(column);
        }
        let reason = format!(
            "{} is not a time like those of the first rows ({})",
            quoted(&text),
            self.plan.time_format.name()
        );
        Fault::column(self.plan.names[column].clone(), reason).advice("say --time-format if it is another")
    }

    /// A second time: of receipt, or a bar's end. It is written as the first one, and may be missing.
    fn second(&self, cells: &impl Cells, role: Role, draft: &mut Draft) -> Result<(), Fault> {
        let Some(column) = self.plan.column(role) else { return Ok(()) };
        if !is_missing(&cells.text(column)) {
            draft.second = self.time_at(cells, column)?;
        }
        Ok(())
    }

    #[inline]
    fn number(&self, cells: &impl Cells, role: Role) -> Result<Option<Number>, Fault> {
        let Some(column) = self.plan.column(role) else { return Ok(None) };
        match cells.number(column, self.plan.point) {
            Ok(number) => Ok(Some(match self.plan.decimals {
                Some(digits) => number.rounded(digits),
                None => number.without_noise().unwrap_or(number),
            })),
            Err(why) => Err(self.no_number(cells, column, why)),
        }
    }

    /// A number that the plan has a column for.
    #[inline]
    fn needed(&self, cells: &impl Cells, role: Role) -> Result<Number, Fault> {
        Ok(self.number(cells, role)?.unwrap_or_default())
    }

    /// A number that is zero or more.
    #[inline]
    fn size(&self, cells: &impl Cells, role: Role) -> Result<Option<Number>, Fault> {
        match self.number(cells, role)? {
            Some(number) if number.mantissa < 0 => {
                let column = self.plan.column(role).unwrap_or_default();
                let reason = format!("{} is negative", quoted(&cells.text(column)));
                Err(Fault::column(self.plan.names[column].clone(), reason)
                    .advice("quantities are zero or more"))
            }
            number => Ok(number),
        }
    }

    #[cold]
    fn no_number(&self, cells: &impl Cells, column: usize, why: NoNumber) -> Fault {
        let text = quoted(&cells.text(column));
        let (reason, advice) = match why {
            NoNumber::Missing => return self.missing(column),
            NoNumber::Malformed => (format!("{text} is not a number"), ""),
            NoNumber::TooLong => (format!("{text} has more digits than 64 bits hold"), ""),
        };
        Fault::column(self.plan.names[column].clone(), reason).advice(advice)
    }

    #[cold]
    fn missing(&self, column: usize) -> Fault {
        Fault::column(self.plan.names[column].clone(), "has no value")
            .advice("leave such rows out by --lenient")
    }

    /// A whole number that may be missing; what is no whole number is zero.
    #[inline]
    fn whole(&self, cells: &impl Cells, role: Role) -> u64 {
        let Some(column) = self.plan.column(role) else { return 0 };
        let number = cells.number(column, self.plan.point).ok().and_then(|number| number.in_units(0));
        let number = number.and_then(|number| u64::try_from(number).ok());
        // Numbers of 64 bits without a sign are too long for a decimal.
        number.or_else(|| unsigned(&cells.text(column))).unwrap_or(0)
    }

    fn bar(&self, cells: &impl Cells, draft: &mut Draft) -> Result<(), Fault> {
        let plan = &self.plan;
        if plan.column(Role::Open) == plan.column(Role::Close) {
            draft.prices = [self.needed(cells, Role::Close)?; 4];
        } else {
            for (slot, role) in draft.prices.iter_mut().zip([Role::Open, Role::High, Role::Low, Role::Close])
            {
                *slot = self.needed(cells, role)?;
            }
        }
        draft.sizes[0] = self.size(cells, Role::Volume)?.unwrap_or_default();
        draft.sizes[1] = self.size(cells, Role::BuyVolume)?.unwrap_or_default();
        draft.count = u32::try_from(self.whole(cells, Role::Trades)).unwrap_or(u32::MAX);
        self.second(cells, Role::CloseTime, draft)
    }

    fn quote(&self, cells: &impl Cells, draft: &mut Draft) -> Result<(), Fault> {
        const ONE: Number = Number { mantissa: 1, digits: 0 };
        draft.prices[0] = self.needed(cells, Role::Bid)?;
        draft.prices[1] = self.needed(cells, Role::Ask)?;
        // A side without a quantity would be a side without orders.
        draft.sizes[0] = self.size(cells, Role::BidSize)?.unwrap_or(ONE);
        draft.sizes[1] = self.size(cells, Role::AskSize)?.unwrap_or(ONE);
        draft.count = u32::try_from(self.whole(cells, Role::BidOrders)).unwrap_or(u32::MAX);
        draft.other_count = u32::try_from(self.whole(cells, Role::AskOrders)).unwrap_or(u32::MAX);
        draft.venue_seq = self.whole(cells, Role::Sequence);
        self.second(cells, Role::Received, draft)
    }

    fn tick(&self, cells: &impl Cells, draft: &mut Draft) -> Result<(), Fault> {
        const ONE: Number = Number { mantissa: 1, digits: 0 };
        draft.prices[0] = self.needed(cells, Role::Price)?;
        draft.sizes[0] = self.size(cells, Role::Size)?.unwrap_or(ONE);
        draft.side = self.side(cells)?;
        draft.id = self.whole(cells, Role::TradeId);
        draft.venue_seq = self.whole(cells, Role::Sequence);
        self.second(cells, Role::Received, draft)
    }

    #[inline]
    fn side(&self, cells: &impl Cells) -> Result<u8, Fault> {
        let (column, reverse) = match (self.plan.column(Role::Side), self.plan.column(Role::BuyerMaker)) {
            (Some(column), _) => (column, 0),
            (None, Some(column)) => (column, 1),
            (None, None) => return Ok(UNKNOWN_SIDE),
        };
        let text = cells.text(column);
        // Who buys as the maker has sold nothing: the aggressor sells.
        let side = if reverse == 1 { truth(&text) } else { side(&text) };
        side.ok_or_else(|| {
            let reason = format!("{} is neither a buy nor a sell", quoted(&text));
            Fault::column(self.plan.names[column].clone(), reason).advice("leave such rows out by --lenient")
        })
    }

    #[inline]
    fn instrument(&mut self, cells: &impl Cells, symbols: &mut Symbols) -> Result<u32, Fault> {
        match self.plan.symbol.as_slice() {
            [] => symbols.number(self.symbol.as_bytes()),
            [column] => symbols.number(cells.text(*column).trim_ascii()),
            columns => {
                self.joined.clear();
                for column in columns {
                    if !self.joined.is_empty() {
                        self.joined.push(b'.');
                    }
                    self.joined.extend_from_slice(cells.text(*column).trim_ascii());
                }
                symbols.number(&self.joined)
            }
        }
    }
}

/// 0 for a buyer, 1 for a seller, 2 where the cell says that it is not known.
pub(crate) fn side(text: &[u8]) -> Option<u8> {
    let is = |words: &[&str]| words.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(text));
    if is(&["buy", "b", "bid", "1", "+1", "bought", "buyer"]) {
        Some(0)
    } else if is(&["sell", "s", "a", "ask", "-1", "sold", "seller", "offer"]) {
        Some(1)
    } else if is(&["", "n", "unknown", "none", "0", "na", "nan", "null", "x"]) {
        Some(UNKNOWN_SIDE)
    } else {
        None
    }
}

/// 1 for what is true, 0 for what is false.
fn truth(text: &[u8]) -> Option<u8> {
    let is = |words: &[&str]| words.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(text));
    if is(&["true", "t", "1", "yes"]) {
        Some(1)
    } else if is(&["false", "f", "0", "no"]) {
        Some(0)
    } else {
        None
    }
}
