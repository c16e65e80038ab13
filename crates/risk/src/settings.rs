//! What a venue is told once about its money: currencies, what an instrument's ticks and lots are worth, and fees.

use crate::money::PPM;

/// The most currencies, and the most fee tiers, that a venue may have.
const MOST: u32 = 1 << 16;
/// The most that a fixed fee may be, in quote units a lot, either way.
const MOST_PER_LOT: i64 = 1 << 40;
/// The most base units in a lot.
const MOST_PER_LOT_OF_BASE: i64 = 1 << 53;
/// The highest initial margin: ten times the value.
const MOST_MARGIN_PPM: u32 = 10_000_000;

/// A currency. Amounts of it are integers in its smallest unit.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Currency {
    /// What people call it: 1 to 16 printable ASCII characters, different for each currency.
    pub code: String,
    /// Decimal places of the smallest unit; for show, nothing here is computed with it. At most 18.
    pub scale: u32,
}

/// What an instrument is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct InstrumentMoney {
    /// Index of the currency that a cash buyer receives.
    pub base: u32,
    /// Index of the currency that prices are in. Margin accounts settle in it.
    pub quote: u32,
    /// Smallest units of the quote currency that one lot costs at a price of one tick; at least 1.
    pub tick_value: i64,
    /// Smallest units of the base currency in a lot; 0 to 2^53. Zero where nothing is delivered.
    pub lot_value: i64,
    /// What a margin account sets aside of an exposure's value, in parts per million; at most ten times the value.
    pub initial_margin_ppm: u32,
}

/// What one side of a trade pays to the house, or is paid if negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fee {
    /// Parts per million of the trade's value, regardless of its sign. What is paid is rounded up, a rebate down.
    Ppm(i32),
    /// Smallest units of the quote currency a lot.
    PerLot(i64),
}

impl Default for Fee {
    fn default() -> Self {
        Self::Ppm(0)
    }
}

/// The fees of a class of accounts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tier {
    /// Of the order that was there first.
    pub maker: Fee,
    /// Of the order that came to it.
    pub taker: Fee,
}

/// A venue's money. Plain data, part of the session's configuration.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// The currencies, by index.
    pub currencies: Vec<Currency>,
    /// The instruments, by their number in the session.
    pub instruments: Vec<InstrumentMoney>,
    /// The fee tiers, by index. At least one.
    pub tiers: Vec<Tier>,
    /// Whether positions are also kept lot by lot, first in first out. Their lots take memory.
    pub fifo: bool,
}

type Problem = (String, String);

impl Settings {
    /// Whether they can be; if not, which one cannot and why.
    pub fn validate(&self) -> Result<(), Problem> {
        count("currencies", self.currencies.len(), MOST)?;
        count("tiers", self.tiers.len(), MOST)?;
        count("instruments", self.instruments.len(), u32::MAX)?;
        for (i, currency) in self.currencies.iter().enumerate() {
            self.currency(i, currency)?;
        }
        for (i, instrument) in self.instruments.iter().enumerate() {
            self.instrument(i, instrument)?;
        }
        for (i, tier) in self.tiers.iter().enumerate() {
            fee(&format!("tiers[{i}].maker"), tier.maker)?;
            fee(&format!("tiers[{i}].taker"), tier.taker)?;
        }
        Ok(())
    }

    fn currency(&self, i: usize, currency: &Currency) -> Result<(), Problem> {
        let path = |field: &str| format!("currencies[{i}].{field}");
        let code = &currency.code;
        let printable = code.bytes().all(|b| b.is_ascii_graphic());
        that(
            (1..=16).contains(&code.len()) && printable,
            path("code"),
            "1 to 16 printable ASCII characters",
        )?;
        let first = self.currencies.iter().position(|other| other.code == *code);
        that(first == Some(i), path("code"), "another currency has this code")?;
        that(currency.scale <= 18, path("scale"), "at most 18")
    }

    fn instrument(&self, i: usize, it: &InstrumentMoney) -> Result<(), Problem> {
        let path = |field: &str| format!("instruments[{i}].{field}");
        let exists = |currency: u32| (currency as usize) < self.currencies.len();
        that(exists(it.base), path("base"), "no such currency")?;
        that(exists(it.quote), path("quote"), "no such currency")?;
        let differ = it.base != it.quote || it.lot_value == 0;
        that(differ, path("base"), "the quote currency, which nothing can be delivered in")?;
        that(it.tick_value >= 1, path("tick_value"), "at least 1")?;
        let deliverable = (0..=MOST_PER_LOT_OF_BASE).contains(&it.lot_value);
        that(deliverable, path("lot_value"), "from 0 to 2^53")?;
        that(it.initial_margin_ppm <= MOST_MARGIN_PPM, path("initial_margin_ppm"), "at most 10,000,000")
    }
}

fn count(path: &str, have: usize, most: u32) -> Result<(), Problem> {
    that(have > 0, path.to_owned(), "at least one")?;
    that(have <= most as usize, path.to_owned(), &format!("at most {most}"))
}

fn fee(path: &str, fee: Fee) -> Result<(), Problem> {
    match fee {
        Fee::Ppm(ppm) => that(i64::from(ppm).abs() <= PPM, path.to_owned(), "at most the whole value"),
        Fee::PerLot(units) => {
            let fits = units.unsigned_abs() <= MOST_PER_LOT.unsigned_abs();
            that(fits, path.to_owned(), "at most 2^40 a lot")
        }
    }
}

fn that(holds: bool, path: String, problem: &str) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err((path, problem.to_owned())) }
}
