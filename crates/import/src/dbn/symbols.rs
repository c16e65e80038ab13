//! Which instrument of the tape a record's numbers stand for.

use std::collections::{BTreeMap, BTreeSet};

use cift_tape::{Decimal, Instrument, Metadata};

use super::metadata::FileMetadata;
use crate::lines::{DAY_NS, Fault, days_from_civil};

/// What prices count: 1e-9.
pub const PRICE_UNIT: Decimal = Decimal::power_of_ten(-9);
/// More instruments than any venue has: a file with more is not what it seems.
const MOST_INSTRUMENTS: usize = 1 << 21;
/// Instruments that are found without a search.
const AT_HAND: usize = 1 << AT_HAND_BITS;
const AT_HAND_BITS: u32 = 12;
const INSTRUMENT_ID: u8 = 0;

/// An instrument that was found before.
#[derive(Clone, Copy, Default)]
struct AtHand {
    key: u64,
    index: u32,
    round: u32,
}

/// Publisher and number in one.
#[inline]
fn key_of(publisher: u16, number: u32) -> u64 {
    u64::from(number) << 16 | u64::from(publisher)
}

#[inline]
const fn slot_of(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - AT_HAND_BITS)) as usize
}

/// From which day to before which an instrument's number stands for a symbol.
struct Span {
    first: u64,
    end: u64,
    symbol: String,
}

/// The instruments of a tape, by publisher and number in the records.
///
/// Publishers are venues: one number at two publishers are two books, so two instruments (the second is called
/// `SYMBOL@publisher`). A number may stand for another symbol on another day, and a symbol for another number: what was
/// asked for by its symbol is one instrument throughout. Of a series of contracts (`ES.c.0`) or a group each number is
/// one.
pub struct Instruments {
    /// What is known of the tape; the instruments are here.
    pub metadata: Metadata,
    increments: Vec<Option<i64>>,
    /// By number, then publisher, on the day at hand.
    known: BTreeMap<(u32, u16), u32>,
    day: u64,
    at_hand: Vec<AtHand>,
    /// What is at hand counts while this is its.
    round: u32,
    spans: BTreeMap<u32, Vec<Span>>,
    /// What records said of a number: newer than the metadata.
    told: BTreeMap<u32, String>,
    by_name: BTreeMap<(u16, String, u32), u32>,
    /// The publisher that was the first to have a symbol.
    first_publisher: BTreeMap<(String, u32), u16>,
    apart: BTreeSet<String>,
    all_apart: bool,
}

impl Default for Instruments {
    fn default() -> Self {
        Self {
            metadata: Metadata::default(),
            increments: Vec::new(),
            known: BTreeMap::new(),
            day: u64::MAX,
            at_hand: vec![AtHand::default(); AT_HAND],
            round: 1,
            spans: BTreeMap::new(),
            told: BTreeMap::new(),
            by_name: BTreeMap::new(),
            first_publisher: BTreeMap::new(),
            apart: BTreeSet::new(),
            all_apart: false,
        }
    }
}

impl Instruments {
    /// The smallest step of an instrument's price, in units of 1e-9, where a definition said so.
    pub fn increment(&self, instrument: usize) -> Option<i64> {
        self.increments.get(instrument).copied().flatten()
    }

    /// Takes over what a file says about its symbols.
    pub fn learn(&mut self, metadata: &FileMetadata) {
        self.forget();
        self.all_apart |= !metadata.named_one_by_one();
        for mapping in &metadata.mappings {
            let mut numbers: Vec<(u64, u64, u32)> = Vec::new();
            for interval in &mapping.intervals {
                let (number, symbol) = if metadata.stype_in == INSTRUMENT_ID {
                    (&mapping.raw_symbol, &interval.symbol)
                } else {
                    (&interval.symbol, &mapping.raw_symbol)
                };
                let Some(number) = text(number).parse::<u32>().ok() else { continue };
                let (first, end) = (day(interval.start_date), day(interval.end_date));
                let symbol = text(symbol);
                numbers.push((first, end, number));
                let spans = self.spans.entry(number).or_default();
                if !spans.iter().any(|span| (span.first, span.end) == (first, end) && span.symbol == symbol) {
                    spans.push(Span { first, end, symbol });
                }
            }
            if overlap(&mut numbers) {
                self.apart.insert(text(&mapping.raw_symbol));
            }
        }
    }

    /// A record says what a number stands for.
    pub fn tell(&mut self, number: u32, symbol: &str) {
        if symbol.is_empty() || self.told.get(&number).is_some_and(|known| known == symbol) {
            return;
        }
        self.told.insert(number, symbol.to_owned());
        let unnamed = number.to_string();
        let at: Vec<_> =
            self.known.range((number, 0)..=(number, u16::MAX)).map(|(&key, &at)| (key, at)).collect();
        for (key, index) in at {
            self.known.remove(&key);
            self.at_hand[slot_of(key_of(key.1, key.0))] = AtHand::default();
            // What had no name yet gets it; what had another one is another instrument from here on.
            let instrument = &mut self.metadata.instruments[index as usize];
            if instrument.symbol == unnamed {
                symbol.clone_into(&mut instrument.symbol);
                self.by_name.insert((key.1, symbol.to_owned(), self.keep_apart(symbol, number)), index);
            }
        }
    }

    /// A definition says the smallest step of an instrument's price.
    pub fn tell_increment(&mut self, instrument: u32, increment: i64) {
        if increment > 0 && increment != i64::MAX {
            self.increments[instrument as usize] = Some(increment);
        }
    }

    /// The symbol that a number stands for on a day, where that is known.
    fn symbol(&self, number: u32, day: u64) -> Option<String> {
        if let Some(told) = self.told.get(&number) {
            return Some(told.clone());
        }
        let spans = self.spans.get(&number)?;
        let found = spans.iter().find(|span| (span.first..span.end).contains(&day));
        found.or_else(|| spans.first().filter(|_| spans.len() == 1)).map(|span| span.symbol.clone())
    }

    /// The instrument of a record, by the time it is sorted by.
    #[inline]
    pub fn find(&mut self, publisher: u16, number: u32, time: u64) -> Result<u32, Fault> {
        let day = time / DAY_NS;
        if day != self.day {
            self.forget();
            self.day = day;
        }
        let key = key_of(publisher, number);
        let at_hand = self.at_hand[slot_of(key)];
        if at_hand.key == key && at_hand.round == self.round {
            return Ok(at_hand.index);
        }
        let index = self.search(publisher, number)?;
        self.at_hand[slot_of(key)] = AtHand { key, index, round: self.round };
        Ok(index)
    }

    fn search(&mut self, publisher: u16, number: u32) -> Result<u32, Fault> {
        if let Some(&index) = self.known.get(&(number, publisher)) {
            return Ok(index);
        }
        let symbol = self.symbol(number, self.day);
        let unnamed = symbol.is_none();
        let symbol = symbol.unwrap_or_else(|| number.to_string());
        let apart = if unnamed { number } else { self.keep_apart(&symbol, number) };
        let name = (publisher, symbol, apart);
        let index = if let Some(&index) = self.by_name.get(&name) { index } else { self.add(number, name)? };
        self.known.insert((number, publisher), index);
        Ok(index)
    }

    /// What tells instruments of one symbol apart: nothing, or their numbers.
    fn keep_apart(&self, symbol: &str, number: u32) -> u32 {
        if self.all_apart || self.apart.contains(symbol) { number } else { 0 }
    }

    fn add(&mut self, number: u32, name: (u16, String, u32)) -> Result<u32, Fault> {
        if self.metadata.instruments.len() >= MOST_INSTRUMENTS {
            let reason = format!("is the number of one more than {MOST_INSTRUMENTS} instruments");
            return Err(Fault::column("instrument_id", reason).advice("the file is damaged: get it again"));
        }
        let index = self.metadata.instruments.len() as u32;
        let (publisher, symbol, apart) = (name.0, name.1.clone(), name.2);
        let first = *self.first_publisher.entry((symbol.clone(), apart)).or_insert(publisher);
        let symbol = if first == publisher { symbol } else { format!("{symbol}@{publisher}") };
        self.metadata.instruments.push(Instrument {
            symbol,
            source_id: u64::from(number),
            tick: PRICE_UNIT,
            lot: Decimal::ONE,
        });
        self.increments.push(None);
        self.by_name.insert(name, index);
        Ok(index)
    }

    /// On another day the numbers may stand for something else.
    fn forget(&mut self) {
        self.known.clear();
        self.round = self.round.wrapping_add(1).max(1);
    }
}

/// Whether two of the spans of one symbol have a day in common, and different numbers.
fn overlap(numbers: &mut [(u64, u64, u32)]) -> bool {
    numbers.sort_unstable();
    let mut last = (0, 0);
    for &(first, end, number) in numbers.iter() {
        if first < last.0 && number != last.1 {
            return true;
        }
        last = last.max((end, number));
    }
    false
}

/// The day of the number 20210228, in days from the Unix epoch.
fn day(date: u32) -> u64 {
    let date = u64::from(date);
    let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100);
    days_from_civil(year, month, day).unwrap_or(u64::MAX)
}

/// A symbol as text.
pub fn text(symbol: &[u8]) -> String {
    let end = symbol.iter().position(|&byte| byte == 0).unwrap_or(symbol.len());
    String::from_utf8_lossy(&symbol[..end]).into_owned()
}
