//! What a file says about itself before its records.

use super::layout::Field;

/// The newest version that is read and written.
pub const NEWEST: u8 = 3;
/// Bytes of magic, version and length.
pub const PRELUDE: usize = 8;
/// Bytes of a dataset's name.
const DATASET: usize = 16;
/// Bytes that mean nothing yet, in version 1 and since.
const RESERVED_V1: usize = 47;
const RESERVED: usize = 53;
/// Bytes of a symbol in version 1, and in files of the format before it.
pub const SYMBOL_V1: usize = 22;
/// More than this is no metadata that anybody wrote: a symbol of every instrument of the largest venue, each day of a
/// year, has less.
pub const MOST_BYTES: u32 = 512 * 1024 * 1024;

/// "There is none", in the fields that may have none.
pub const NO_SCHEMA: u16 = u16::MAX;
const NO_STYPE: u8 = u8::MAX;

/// The names of the schemas, each at its number.
pub const SCHEMAS: [&str; 20] = [
    "mbo",
    "mbp-1",
    "mbp-10",
    "tbbo",
    "trades",
    "ohlcv-1s",
    "ohlcv-1m",
    "ohlcv-1h",
    "ohlcv-1d",
    "definition",
    "statistics",
    "status",
    "imbalance",
    "ohlcv-eod",
    "cmbp-1",
    "cbbo-1s",
    "cbbo-1m",
    "tcbbo",
    "bbo-1s",
    "bbo-1m",
];

/// The names of the ways to name instruments, each at its number.
pub const STYPES: [&str; 13] = [
    "instrument_id",
    "raw_symbol",
    "smart",
    "continuous",
    "parent",
    "nasdaq_symbol",
    "cms_symbol",
    "isin",
    "us_code",
    "bbg_comp_id",
    "bbg_comp_ticker",
    "figi",
    "figi_ticker",
];

/// A symbol as it stands in a field of fixed length, without the zero bytes at the end.
pub type Symbol = Vec<u8>;

/// From when to when a symbol stands for another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interval {
    /// The first day, as the number 20210228.
    pub start_date: u32,
    /// The day after the last, likewise.
    pub end_date: u32,
    /// The other symbol.
    pub symbol: Symbol,
}

/// What a symbol stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// The symbol that was asked for.
    pub raw_symbol: Symbol,
    /// What it stands for, and when.
    pub intervals: Vec<Interval>,
}

/// What a file says about itself. Every byte of it is here, so it can be written as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileMetadata {
    /// 1 to 3; 0 for the format before DBN.
    pub version: u8,
    /// The dataset, such as `GLBX.MDP3`.
    pub dataset: Symbol,
    /// The records' schema (its name is in [`SCHEMAS`]); `u16::MAX` when there are several.
    pub schema: u16,
    /// Nanoseconds from the Unix epoch: what was asked for begins there.
    pub start: u64,
    /// And ends before; `u64::MAX` when it did not end.
    pub end: u64,
    /// The most records that were asked for; 0 for all.
    pub limit: u64,
    /// The count of records; in version 1 only, where `u64::MAX` says that it is not known.
    pub record_count: Option<u64>,
    /// How instruments were named in the request (see [`STYPES`]); `u8::MAX` when in several ways.
    pub stype_in: u8,
    /// How the records name them.
    pub stype_out: u8,
    /// Whether each record ends with the time of sending.
    pub ts_out: u8,
    /// Bytes of a symbol.
    pub symbol_cstr_len: u16,
    /// Bytes that mean nothing yet.
    pub reserved: Vec<u8>,
    /// Definitions of further fields: nobody wrote any yet.
    pub schema_definition: Vec<u8>,
    /// What was asked for.
    pub symbols: Vec<Symbol>,
    /// What was found for some of the days.
    pub partial: Vec<Symbol>,
    /// What was not found.
    pub not_found: Vec<Symbol>,
    /// What the symbols stand for.
    pub mappings: Vec<Mapping>,
    /// What follows: zero bytes up to a multiple of eight, since version 3.
    pub padding: Vec<u8>,
}

impl FileMetadata {
    /// The schema's name, where there is one.
    #[must_use]
    pub fn schema_name(&self) -> Option<&'static str> {
        SCHEMAS.get(usize::from(self.schema)).copied()
    }

    /// The dataset's name.
    #[must_use]
    pub fn dataset_name(&self) -> String {
        String::from_utf8_lossy(&self.dataset).into_owned()
    }

    /// Reads what follows magic, version and length. The error says what is wrong.
    pub fn decode(version: u8, bytes: &[u8]) -> Result<Self, String> {
        let mut bytes = Cursor { bytes, at: 0 };
        let dataset = bytes.symbol(DATASET)?;
        let schema = bytes.number()?;
        let (start, end, limit) = (bytes.number()?, bytes.number()?, bytes.number()?);
        let record_count = if version == 1 { Some(bytes.number()?) } else { None };
        let (stype_in, stype_out, ts_out) = (bytes.number()?, bytes.number()?, bytes.number()?);
        let symbol_cstr_len = if version == 1 { SYMBOL_V1 as u16 } else { bytes.number()? };
        let reserved = bytes.take(if version == 1 { RESERVED_V1 } else { RESERVED })?.to_vec();
        let defined: u32 = bytes.number()?;
        let schema_definition = bytes.take(defined as usize)?.to_vec();
        let lists = Lists::decode(&mut bytes, usize::from(symbol_cstr_len))?;
        let padding = bytes.rest().to_vec();
        Ok(Self {
            version,
            dataset,
            schema,
            start,
            end,
            limit,
            record_count,
            stype_in,
            stype_out,
            ts_out,
            symbol_cstr_len,
            reserved,
            schema_definition,
            symbols: lists.symbols,
            partial: lists.partial,
            not_found: lists.not_found,
            mappings: lists.mappings,
            padding,
        })
    }

    /// Appends magic, version, length and all that follows. Symbols longer than their field are cut off.
    pub fn encode(&self, target: &mut Vec<u8>) {
        let start = target.len();
        target.extend_from_slice(b"DBN");
        target.extend_from_slice(&[self.version, 0, 0, 0, 0]);
        put_symbol(&self.dataset, DATASET, target);
        self.schema.put(target);
        self.start.put(target);
        self.end.put(target);
        self.limit.put(target);
        if let Some(count) = self.record_count {
            count.put(target);
        }
        target.extend_from_slice(&[self.stype_in, self.stype_out, self.ts_out]);
        if self.version > 1 {
            self.symbol_cstr_len.put(target);
        }
        target.extend_from_slice(&self.reserved);
        (self.schema_definition.len() as u32).put(target);
        target.extend_from_slice(&self.schema_definition);
        self.encode_lists(target);
        target.extend_from_slice(&self.padding);
        let length = (target.len() - start - PRELUDE) as u32;
        target[start + 4..start + PRELUDE].copy_from_slice(&length.to_le_bytes());
    }

    fn encode_lists(&self, target: &mut Vec<u8>) {
        let width = usize::from(self.symbol_cstr_len);
        for list in [&self.symbols, &self.partial, &self.not_found] {
            (list.len() as u32).put(target);
            for symbol in list {
                put_symbol(symbol, width, target);
            }
        }
        (self.mappings.len() as u32).put(target);
        for mapping in &self.mappings {
            put_symbol(&mapping.raw_symbol, width, target);
            (mapping.intervals.len() as u32).put(target);
            for interval in &mapping.intervals {
                interval.start_date.put(target);
                interval.end_date.put(target);
                put_symbol(&interval.symbol, width, target);
            }
        }
    }

    /// The same in version 3.
    #[must_use]
    pub fn upgrade(&self) -> Self {
        let mut new = Self {
            version: NEWEST,
            record_count: None,
            symbol_cstr_len: self.symbol_cstr_len.max(71),
            reserved: vec![0; RESERVED],
            padding: Vec::new(),
            ..self.clone()
        };
        let mut bytes = Vec::new();
        new.encode(&mut bytes);
        new.padding = vec![0; bytes.len().next_multiple_of(8) - bytes.len()];
        new
    }

    /// Whether two say the same, whatever their versions: all but the count of records and the bytes without meaning.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let facts = |data: &Self| {
            (
                data.dataset.clone(),
                data.schema,
                data.start,
                data.end,
                data.limit,
                data.stype_in,
                data.stype_out,
            )
        };
        facts(self) == facts(other)
            && self.ts_out == other.ts_out
            && self.symbols == other.symbols
            && self.partial == other.partial
            && self.not_found == other.not_found
            && self.mappings == other.mappings
    }

    /// Whether instruments were asked for by names that stand for one instrument each: not by groups or series of them.
    #[must_use]
    pub const fn named_one_by_one(&self) -> bool {
        matches!(self.stype_in, 0 | 1 | 5..=12) && self.stype_in != NO_STYPE
    }
}

/// The lists of symbols, as in DBN and in the format before it.
pub struct Lists {
    pub symbols: Vec<Symbol>,
    pub partial: Vec<Symbol>,
    pub not_found: Vec<Symbol>,
    pub mappings: Vec<Mapping>,
}

impl Lists {
    pub fn decode(bytes: &mut Cursor<'_>, width: usize) -> Result<Self, String> {
        let (symbols, partial) = (bytes.symbols(width)?, bytes.symbols(width)?);
        let not_found = bytes.symbols(width)?;
        let count: u32 = bytes.number()?;
        let mut mappings = Vec::new();
        for _ in 0..bytes.claimed(count, width + 4, "mappings")? {
            let raw_symbol = bytes.symbol(width)?;
            let count: u32 = bytes.number()?;
            let mut intervals = Vec::new();
            for _ in 0..bytes.claimed(count, width + 8, "intervals")? {
                let (start_date, end_date) = (bytes.number()?, bytes.number()?);
                intervals.push(Interval { start_date, end_date, symbol: bytes.symbol(width)? });
            }
            mappings.push(Mapping { raw_symbol, intervals });
        }
        Ok(Self { symbols, partial, not_found, mappings })
    }
}

/// Bytes, read from front to back.
pub struct Cursor<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or_else(|| {
            format!("the metadata ends where {count} bytes should follow its first {} bytes", self.at)
        })?;
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    pub fn number<T: Field>(&mut self) -> Result<T, String> {
        Ok(T::get(self.take(T::SIZE)?))
    }

    pub fn symbol(&mut self, width: usize) -> Result<Symbol, String> {
        Ok(trimmed(self.take(width)?).to_vec())
    }

    pub fn rest(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        self.at = self.bytes.len();
        rest
    }

    /// A count, once there are bytes for so many: nothing is made room for on the word of a file.
    fn claimed(&self, count: u32, size: usize, what: &str) -> Result<u32, String> {
        let room = self.bytes.len() - self.at;
        if u64::from(count) * size as u64 > room as u64 {
            return Err(format!("the metadata claims {count} {what}, and has {room} bytes left"));
        }
        Ok(count)
    }

    fn symbols(&mut self, width: usize) -> Result<Vec<Symbol>, String> {
        let count: u32 = self.number()?;
        // A symbol of no bytes would make any count possible.
        let count = self.claimed(count, width.max(1), "symbols")?;
        (0..count).map(|_| self.symbol(width)).collect()
    }
}

/// Text without the zero bytes at its end.
pub fn trimmed(bytes: &[u8]) -> &[u8] {
    let length = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    &bytes[..length]
}

fn put_symbol(symbol: &[u8], width: usize, target: &mut Vec<u8>) {
    let length = symbol.len().min(width);
    target.extend_from_slice(&symbol[..length]);
    target.resize(target.len() + width - length, 0);
}
