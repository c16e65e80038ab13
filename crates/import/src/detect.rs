//! Which format an input has, and opening it.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use cift_tape::{Input, Place, Problem, Reader, Source};

use crate::decompress::{self, file_name};
use crate::lines::DAY_NS;
use crate::rescale::{Rescale, Scale};
use crate::{binance, bitstamp, bybit, csv, databento_csv, dbn, itch, lobster, tardis};

/// As many of the first bytes tell the format.
const PEEKED_BYTES: usize = 64 * 1024;

/// The formats that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `.cift` tapes.
    Tape,
    /// LOBSTER's message and orderbook files.
    Lobster,
    /// Databento's binary encoding, and the one before it.
    Dbn,
    /// Databento's CSV encoding.
    DatabentoCsv,
    /// NASDAQ ITCH 5.0.
    Itch,
    /// Binance: websocket captures, and depth files of its archive.
    Binance,
    /// Bitstamp's log, and orders files made of it.
    Bitstamp,
    /// Tardis' CSV files.
    Tardis,
    /// Bybit's order book files.
    BybitBook,
    /// Bybit's files of trades.
    BybitTrades,
    /// Tables of ticks, quotes or bars.
    Csv,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 11] = [
        Self::Tape,
        Self::Lobster,
        Self::Dbn,
        Self::DatabentoCsv,
        Self::Itch,
        Self::Binance,
        Self::Bitstamp,
        Self::Tardis,
        Self::BybitBook,
        Self::BybitTrades,
        Self::Csv,
    ];

    /// Its name, as a person gives it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tape => "cift",
            Self::Lobster => "lobster",
            Self::Dbn => "dbn",
            Self::DatabentoCsv => "databento-csv",
            Self::Itch => "itch",
            Self::Binance => "binance",
            Self::Bitstamp => "bitstamp",
            Self::Tardis => "tardis",
            Self::BybitBook => "bybit-book",
            Self::BybitTrades => "bybit-trades",
            Self::Csv => "csv",
        }
    }

    /// The format of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What a caller may say about inputs. Nothing needs to be said.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// The format, instead of what the first bytes tell.
    pub format: Option<Format>,
    /// What a tick and a lot are worth, instead of what the first records tell.
    pub scale: Scale,
    /// Leave out what does not read, and count it.
    pub lenient: bool,
    /// The symbol, where the format does not say it. Of ITCH, the symbols to read, with commas between.
    pub symbol: Option<String>,
    /// The day, where the format does not say it, as nanoseconds from the Unix epoch to its beginning.
    pub date_ns: Option<i64>,
    /// Of tables: the columns and more.
    pub csv: csv::Options,
}

/// The format of an input, from its name and its first bytes after decompression.
#[must_use]
pub fn detect(name: &str, first: &[u8]) -> Option<Format> {
    if lobster::is_pair_name(name).is_some() {
        return Some(Format::Lobster);
    }
    match first {
        [b'C', b'I', b'F', b'T', b'T', b'A', b'P', b'E', ..] => return Some(Format::Tape),
        [b'D', b'B', b'N', ..] => return Some(Format::Dbn),
        // The first message of a day: the start of messages, of twelve bytes.
        [0, 12, b'S', ..] => return Some(Format::Itch),
        _ if first.get(8..11) == Some(b"DBZ") => return Some(Format::Dbn),
        _ => {}
    }
    let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    let lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    detect_text(lines.take(3).find(|line| !line.is_empty())?)
}

/// The format of a text, from its first line, which may be cut off.
fn detect_text(line: &[u8]) -> Option<Format> {
    if bybit::is_book(line) {
        return Some(Format::BybitBook);
    }
    if binance::is_capture_line(line) || binance::is_header(line) {
        return Some(Format::Binance);
    }
    if bitstamp::is_log_line(line) || bitstamp::is_header(line) {
        return Some(Format::Bitstamp);
    }
    if lobster::is_message_line(line) {
        return Some(Format::Lobster);
    }
    if databento_csv::is_header(line) {
        return Some(Format::DatabentoCsv);
    }
    let header = core::str::from_utf8(line).ok()?;
    if tardis::is_tardis(header) {
        return Some(Format::Tardis);
    }
    if bybit::is_trades(header) {
        return Some(Format::BybitTrades);
    }
    let is_table = header.contains([',', ';', '\t', '|']) && !header.starts_with(['{', '[', '<']);
    (is_table && !header.contains(|letter: char| letter.is_control() && letter != '\t')).then_some(Format::Csv)
}

/// Opens inputs of one format as a source of records in ticks and lots.
pub fn open(inputs: Vec<Box<dyn Input>>, options: &Options) -> Result<Box<dyn Source>, Problem> {
    let inputs: Vec<_> = inputs.into_iter().map(Lent::new).collect();
    let Some(first) = inputs.first() else {
        return Err(Problem::new("", Place::Whole, "nothing was given to read"));
    };
    let format = match options.format {
        Some(format) => format,
        None => format_of(first)?,
    };
    if options.format.is_none() {
        for input in &inputs[1..] {
            let other = format_of(input)?;
            if other != format {
                let reason = format!("is {}, and {} is {}", other.name(), first.name(), format.name());
                let problem = Problem::new(input.name(), Place::Whole, reason);
                return Err(problem.advice("convert inputs of different formats one by one"));
            }
        }
    }
    let inputs: Vec<Box<dyn Input>> = inputs.into_iter().map(|input| Box::new(input) as Box<dyn Input>).collect();
    open_as(format, inputs, options)
}

fn format_of(input: &Lent) -> Result<Format, Problem> {
    let mut first = input.clone();
    let bytes = decompress::first_bytes(&mut first)
        .map_err(|error| decompress::damaged(input.name(), Place::Whole, &error))?;
    if let Some(format @ (Format::Tape | Format::Dbn)) = detect("", &bytes) {
        return Ok(format);
    }
    let mut table = None;
    for mut member in decompress::open(Box::new(input.clone()))? {
        // An archive may have a readme or a list of terms beside the data.
        let first = member.peek(PEEKED_BYTES)?;
        let found = detect(&member.name, &first);
        match found {
            Some(Format::Csv) | None => table = table.or(found),
            Some(format) => return Ok(format),
        }
    }
    table.ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        let problem = Problem::new(input.name(), Place::Whole, "is in no format that is known here");
        problem.advice(format!("say its format if it is one of {}", names.join(", ")))
    })
}

fn open_as(format: Format, inputs: Vec<Box<dyn Input>>, options: &Options) -> Result<Box<dyn Source>, Problem> {
    let (lenient, symbol) = (options.lenient, options.symbol.clone());
    let source: Box<dyn Source> = match format {
        Format::Tape => return open_tape(inputs, lenient),
        Format::Lobster => {
            let options = lobster::Options { lenient, symbol, date_ns: options.date_ns };
            Box::new(lobster::Lobster::open(decompress::open_all(inputs)?, &options)?)
        }
        Format::Binance => {
            let options = binance::Options { lenient, symbol };
            Box::new(binance::Binance::open(decompress::open_all(inputs)?, &options)?)
        }
        Format::Bitstamp => {
            let options = bitstamp::Options { lenient, symbol };
            Box::new(bitstamp::Bitstamp::open(decompress::open_all(inputs)?, &options)?)
        }
        Format::Dbn => Box::new(dbn::DbnSource::open(inputs, lenient)?),
        Format::DatabentoCsv => Box::new(databento_csv::DatabentoCsv::open(inputs, lenient)?),
        Format::Itch => {
            let symbols = symbol.iter().flat_map(|symbols| symbols.split(',')).map(str::to_owned).collect();
            let day = options.date_ns.and_then(|ns| u64::try_from(ns).ok()).map(|ns| ns / DAY_NS);
            Box::new(itch::Itch::open(inputs, itch::ItchOptions { symbols, day, lenient })?)
        }
        Format::Tardis => Box::new(tardis::open(inputs, lenient)?),
        Format::BybitBook => Box::new(bybit::open(inputs, lenient)?),
        Format::BybitTrades => Box::new(bybit::open_trades(inputs, lenient)?),
        Format::Csv => {
            let csv = options.csv.clone();
            let symbol = csv.symbol.clone().or(symbol);
            Box::new(csv::open(inputs, &csv::Options { lenient: lenient || csv.lenient, symbol, ..csv })?)
        }
    };
    Ok(Box::new(Rescale::new(source, options.scale)))
}

/// A tape is in ticks and lots already.
fn open_tape(mut inputs: Vec<Box<dyn Input>>, lenient: bool) -> Result<Box<dyn Source>, Problem> {
    let (Some(input), true) = (inputs.pop(), inputs.is_empty()) else {
        let names: Vec<_> = inputs.iter().map(|input| input.name()).collect();
        let problem = Problem::new(names.join(", "), Place::Whole, "is followed by another tape");
        return Err(problem.advice("read tapes one by one"));
    };
    let reader = Reader::open(input)?;
    Ok(Box::new(if lenient { reader.lenient() } else { reader }))
}

/// An input that is looked at before it is read.
#[derive(Clone)]
struct Lent {
    name: String,
    size: u64,
    input: Rc<RefCell<Box<dyn Input>>>,
}

impl Lent {
    fn new(input: Box<dyn Input>) -> Self {
        let (name, size) = (input.name().to_owned(), input.size());
        Self { name, size, input: Rc::new(RefCell::new(input)) }
    }
}

impl Input for Lent {
    fn name(&self) -> &str {
        &self.name
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&mut self, offset: u64, target: &mut [u8]) -> io::Result<usize> {
        self.input.borrow_mut().read_at(offset, target)
    }
}
