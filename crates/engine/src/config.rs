//! What a session is made of. The instruments and limits are part of its identity, what memory it sets aside is not.

use crate::rules::Rules;
use cift_book::Limits;
use cift_risk::{Fee, Settings};
use cift_types::{EXACT_LIMIT, InstrumentId, Phase, Price, TimeNs};
use cift_wire::{Words, Xxh3};
use core::fmt;

/// The longest symbol, in UTF-8 bytes: it has five words of the instrument's identity.
pub const SYMBOL_BYTES: usize = 40;
/// The most instruments of a session.
pub const MAX_INSTRUMENTS: usize = 1 << 20;

/// An exact decimal step: `mantissa` × 10^−`scale`. The size of a tick or of a lot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DecimalStep {
    /// Its digits; not zero, below 2^53.
    pub mantissa: u64,
    /// How many of them stand behind the point; at most 18.
    pub scale: u32,
}

/// One instrument.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instrument {
    /// Its name, 1 to 40 bytes, unique in the session.
    pub symbol: String,
    /// What one tick is worth, for showing prices. The engine counts ticks.
    pub tick_size: DecimalStep,
    /// What one lot is, for showing quantities. The engine counts lots.
    pub lot_size: DecimalStep,
    /// How its orders are treated.
    pub rules: Rules,
    /// The reference price that the session begins with.
    pub reference_price: Option<Price>,
}

/// A change of phase at a set time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ScheduleEntry {
    /// When.
    pub time_ns: TimeNs,
    /// What phase begins.
    pub phase: Phase,
    /// Of which instrument; `None`: of all.
    pub instrument: Option<InstrumentId>,
}

/// A session's configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Config {
    /// Part of the identity; random models draw from it.
    pub seed: u64,
    /// The instruments; their positions are their numbers in records.
    pub instruments: Vec<Instrument>,
    /// Accounts, money and limits; `None`: orders need none.
    pub accounts: Option<Settings>,
    /// Phase changes, by rising time.
    pub schedule: Vec<ScheduleEntry>,
    /// How much the session may hold.
    pub limits: Limits,
    /// Events after which [`crate::Engine::submit`] stops and lets the caller read.
    pub event_buffer: u32,
}

/// Why a configuration was refused, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigError {
    /// The setting, as a path: `instruments[2].symbol`.
    pub path: String,
    /// What is wrong with it and what would be right.
    pub problem: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

impl core::error::Error for ConfigError {}

impl Config {
    /// Checks every setting.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let count = self.instruments.len();
        require(self.seed < EXACT_LIMIT, "seed", "must be below 2^53")?;
        require(count >= 1, "instruments", "must name at least one instrument")?;
        require(count <= MAX_INSTRUMENTS, "instruments", "must be at most 2^20")?;
        for (index, instrument) in self.instruments.iter().enumerate() {
            instrument.validate(&format!("instruments[{index}]"))?;
        }
        self.unique_symbols()?;
        self.validate_schedule()?;
        self.validate_accounts()?;
        let Limits { orders, pages, reserve_orders, reserve_pages } = self.limits;
        require((1..=1 << 30).contains(&orders), "limits.orders", "must be 1 to 2^30")?;
        require((1..=1 << 25).contains(&pages), "limits.pages", "must be 1 to 2^25")?;
        require(reserve_orders <= orders, "reserve.orders", "must be at most limits.orders")?;
        require(reserve_pages <= pages, "reserve.pages", "must be at most limits.pages")?;
        require((1..=1 << 24).contains(&self.event_buffer), "eventBuffer", "must be 1 to 2^24")
    }

    fn validate_accounts(&self) -> Result<(), ConfigError> {
        let Some(settings) = &self.accounts else { return Ok(()) };
        let of_each = settings.instruments.len() == self.instruments.len();
        require(of_each, "accounts.instruments", "must have one entry for each instrument")?;
        let valid = settings.validate();
        valid.map_err(|(path, problem)| ConfigError { path: format!("accounts.{path}"), problem })
    }

    fn validate_schedule(&self) -> Result<(), ConfigError> {
        let mut last_ns = 0;
        for (index, entry) in self.schedule.iter().enumerate() {
            let path = |name: &str| format!("schedule[{index}].{name}");
            let in_order = (last_ns..EXACT_LIMIT).contains(&entry.time_ns);
            require(in_order, &path("timeNs"), "must not be before the entry above, and below 2^53")?;
            let known =
                entry.instrument.is_none_or(|instrument| (instrument as usize) < self.instruments.len());
            require(known, &path("instrument"), "must be the number of an instrument")?;
            last_ns = entry.time_ns;
        }
        Ok(())
    }

    fn unique_symbols(&self) -> Result<(), ConfigError> {
        let mut symbols: Vec<&str> = self.instruments.iter().map(|instrument| &*instrument.symbol).collect();
        symbols.sort_unstable();
        let twice = symbols.windows(2).find(|pair| pair[0] == pair[1]);
        twice.map_or(Ok(()), |pair| fail("instruments", &format!("symbol {:?} is named twice", pair[0])))
    }

    /// The hash of everything that can change a result. Where memory is set aside and how often the caller reads is
    /// not part of it.
    #[must_use]
    pub fn identity(&self) -> u64 {
        let mut header = [[0; 8]; 4];
        header[0][0] = u64::from_le_bytes(*b"CIFTCFG1");
        header[0][1] = self.instruments.len() as u64;
        header[0][2] = u64::from(self.limits.orders);
        header[0][3] = u64::from(self.limits.pages);
        header[0][4] = self.schedule.len() as u64;
        let mut hash = Xxh3::new(&header);
        for instrument in &self.instruments {
            hash.update(&[instrument.identity()]);
        }
        let mut words = Vec::new();
        for instrument in &self.instruments {
            instrument.rules.words(&mut words);
            words.extend([
                u64::from(instrument.reference_price.is_some()),
                instrument.reference_price.unwrap_or(0).cast_unsigned(),
            ]);
        }
        for entry in &self.schedule {
            let instrument = entry.instrument.map_or(u64::MAX, u64::from);
            words.extend([entry.time_ns, entry.phase as u64, instrument]);
        }
        if let Some(settings) = &self.accounts {
            account_words(settings, &mut words);
        }
        for chunk in words.chunks(8) {
            let mut block = [0; 8];
            block[..chunk.len()].copy_from_slice(chunk);
            hash.update(&[block]);
        }
        hash.digest()
    }
}

impl Instrument {
    fn validate(&self, path: &str) -> Result<(), ConfigError> {
        let length = self.symbol.len();
        let problem = format!("must have 1 to {SYMBOL_BYTES} bytes, has {length}");
        require((1..=SYMBOL_BYTES).contains(&length), &format!("{path}.symbol"), &problem)?;
        let printable = self.symbol.chars().all(|c| !c.is_control() && c != ' ');
        require(printable, &format!("{path}.symbol"), "must have no spaces or control characters")?;
        self.tick_size.validate(&format!("{path}.tickSize"))?;
        self.lot_size.validate(&format!("{path}.lotSize"))?;
        let rules = self.rules.validate();
        rules.or_else(|(name, problem)| fail(&format!("{path}.rules.{name}"), problem))
    }

    fn identity(&self) -> Words {
        let mut symbol = [0; SYMBOL_BYTES];
        symbol[..self.symbol.len()].copy_from_slice(self.symbol.as_bytes());
        let mut words = [0; 8];
        for (word, bytes) in words.iter_mut().zip(symbol.chunks_exact(8)) {
            *word = bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        }
        words[5] = self.tick_size.mantissa;
        words[6] = self.lot_size.mantissa;
        words[7] = u64::from(self.tick_size.scale) << 32 | u64::from(self.lot_size.scale);
        words
    }
}

impl DecimalStep {
    fn validate(self, path: &str) -> Result<(), ConfigError> {
        let mantissa = self.mantissa > 0 && self.mantissa < EXACT_LIMIT;
        require(mantissa, path, "must be above zero and have at most 15 digits")?;
        require(self.scale <= 18, path, "must have at most 18 digits behind the point")
    }
}

fn require(holds: bool, path: &str, problem: &str) -> Result<(), ConfigError> {
    if holds { Ok(()) } else { fail(path, problem) }
}

fn fail(path: &str, problem: &str) -> Result<(), ConfigError> {
    Err(ConfigError { path: path.to_owned(), problem: problem.to_owned() })
}

/// The accounts' settings as words, for the configuration's identity.
fn account_words(settings: &Settings, target: &mut Vec<u64>) {
    let Settings { currencies, instruments, tiers, fifo } = settings;
    let fee = |fee: Fee| match fee {
        Fee::Ppm(ppm) => [1, i64::from(ppm).cast_unsigned()],
        Fee::PerLot(units) => [2, units.cast_unsigned()],
    };
    target.extend([u64::from(*fifo), currencies.len() as u64, tiers.len() as u64]);
    for currency in currencies {
        let code = currency.code.bytes().fold(0, |word, byte| word << 8 | u64::from(byte));
        target.extend([currency.code.len() as u64, code, u64::from(currency.scale)]);
    }
    for money in instruments {
        target.extend([u64::from(money.base), u64::from(money.quote), u64::from(money.initial_margin_ppm)]);
        target.extend([money.tick_value.cast_unsigned(), money.lot_value.cast_unsigned()]);
    }
    for tier in tiers {
        target.extend(fee(tier.maker));
        target.extend(fee(tier.taker));
    }
}
