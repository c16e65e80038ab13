//! Which format an input has, and opening it.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;

use cift_tape::{Input, Place, Problem, Reader, Source, is_tape};

use crate::decompress;
use crate::lines::DAY_NS;
use crate::rescale::{Rescale, Scale};
use crate::select::Select;
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

    /// The format of a name; underscores are as good as hyphens.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.replace('_', "-");
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The names that a person may give, for messages: those of [`Format::ALL`], and of what JavaScript decodes before.
    #[must_use]
    pub fn names() -> String {
        let names: Vec<_> = Self::ALL.iter().map(|format| format.name()).collect();
        format!("{}, parquet, arrow", names.join(", "))
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
    /// The instruments to read, all when there is none. Where a format does not say what its instrument is, the symbol that it
    /// gets: LOBSTER and Bitstamp, tables without a column for it, snapshots of Binance without anything beside them.
    pub symbols: Vec<String>,
    /// The day, where the format does not say it, as nanoseconds from the Unix epoch to its beginning.
    pub date_ns: Option<i64>,
    /// Of tables: the columns and more.
    pub csv: csv::Options,
}

impl Options {
    /// The name of what has none, when one was given.
    fn name(&self) -> Option<String> {
        self.symbols.first().filter(|_| self.symbols.len() == 1).cloned()
    }

    /// Of tables: what is said of all inputs too.
    #[must_use]
    pub fn table(&self) -> csv::Options {
        let symbol = self.csv.symbol.clone().or_else(|| self.name());
        csv::Options { symbol, lenient: self.lenient || self.csv.lenient, ..self.csv.clone() }
    }

    /// The instruments of a source that are to be read.
    #[must_use]
    pub fn select(&self, source: Box<dyn Source>) -> Box<dyn Source> {
        if self.symbols.is_empty() {
            return source;
        }
        Box::new(Select::new(source, self.symbols.clone()))
    }
}

/// The format of an input, from its name and its first bytes after decompression.
#[must_use]
pub fn detect(name: &str, first: &[u8]) -> Option<Format> {
    if lobster::is_pair_name(name).is_some() {
        return Some(Format::Lobster);
    }
    if is_tape(first) {
        return Some(Format::Tape);
    }
    if dbn::is(first) {
        return Some(Format::Dbn);
    }
    if itch::is(first) {
        return Some(Format::Itch);
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
    (is_table && !header.contains(|letter: char| letter.is_control() && letter != '\t'))
        .then_some(Format::Csv)
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
    let inputs: Vec<Box<dyn Input>> =
        inputs.into_iter().map(|input| Box::new(input) as Box<dyn Input>).collect();
    open_as(format, inputs, options)
}

/// What inputs are taken for by their first bytes: the format, and of a table what its columns are, with so many rows.
pub fn preview(
    inputs: Vec<Box<dyn Input>>,
    options: &Options,
    rows: usize,
) -> Result<(Format, Option<csv::Preview>), Problem> {
    let inputs: Vec<_> = inputs.into_iter().map(Lent::new).collect();
    let format = match (options.format, inputs.first()) {
        (Some(format), _) => format,
        (None, Some(first)) => format_of(first)?,
        (None, None) => return Err(Problem::new("", Place::Whole, "nothing was given to read")),
    };
    if format != Format::Csv {
        return Ok((format, None));
    }
    let inputs = inputs.into_iter().map(|input| Box::new(input) as Box<dyn Input>).collect();
    Ok((format, csv::Preview::of_inputs(inputs, &options.csv, rows)?))
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
        let problem = Problem::new(input.name(), Place::Whole, "is in no format that is known here");
        problem.advice(format!("say its format if it is one of {}", Format::names()))
    })
}

fn open_as(
    format: Format,
    inputs: Vec<Box<dyn Input>>,
    options: &Options,
) -> Result<Box<dyn Source>, Problem> {
    let lenient = options.lenient;
    let symbol = options.name();
    let source: Box<dyn Source> = match format {
        Format::Tape => return Ok(options.select(open_tape(inputs, lenient)?)),
        Format::Lobster | Format::Bitstamp => return open_unnamed(format, inputs, options),
        Format::Binance => {
            let options = binance::Options { lenient, symbol };
            Box::new(binance::Binance::open(decompress::open_all(inputs)?, &options)?)
        }
        Format::Dbn => Box::new(dbn::DbnSource::open(inputs, lenient)?),
        Format::DatabentoCsv => Box::new(databento_csv::DatabentoCsv::open(inputs, lenient)?),
        Format::Itch => {
            let symbols = options.symbols.clone();
            let day = options.date_ns.and_then(|ns| u64::try_from(ns).ok()).map(|ns| ns / DAY_NS);
            Box::new(itch::Itch::open(inputs, itch::ItchOptions { symbols, day, lenient })?)
        }
        Format::Tardis => Box::new(tardis::open(inputs, lenient)?),
        Format::BybitBook => Box::new(bybit::open(inputs, lenient)?),
        Format::BybitTrades => Box::new(bybit::open_trades(inputs, symbol, lenient)?),
        Format::Csv => Box::new(csv::open(inputs, &options.table())?),
    };
    // What is not read does not decide on ticks.
    Ok(Box::new(Rescale::new(options.select(source), options.scale)))
}

/// Opens inputs that do not say what their instrument is.
fn open_unnamed(
    format: Format,
    inputs: Vec<Box<dyn Input>>,
    options: &Options,
) -> Result<Box<dyn Source>, Problem> {
    if options.symbols.len() > 1 {
        let names: Vec<_> = inputs.iter().map(|input| input.name()).collect();
        let reason = "has one instrument, and does not say which: several symbols were given";
        return Err(Problem::new(names.join(", "), Place::Whole, reason).advice("give it one symbol"));
    }
    let (lenient, symbol, date_ns) = (options.lenient, options.name(), options.date_ns);
    let members = decompress::open_all(inputs)?;
    let source: Box<dyn Source> = if format == Format::Lobster {
        Box::new(lobster::Lobster::open(members, &lobster::Options { lenient, symbol, date_ns })?)
    } else {
        Box::new(bitstamp::Bitstamp::open(members, &bitstamp::Options { lenient, symbol })?)
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
    Ok(Box::new(if lenient { Reader::open_lenient(input)? } else { Reader::open(input)? }))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::print_stderr, reason = "a test says that it is skipped")]

    use cift_tape::{Batch, FileInput, Input, MemoryInput};

    use super::{Format, Options, detect, open};

    #[test]
    fn first_bytes_and_names_tell_the_format() {
        for (name, first, format) in [
            ("x.csv", "34200.1,1,11,10,1000000,1\n", Some(Format::Lobster)),
            ("a/GOOG_2012-06-21_34200000_57600000_orderbook_10.csv.gz", "", Some(Format::Lobster)),
            ("x", "DBN\u{1}", Some(Format::Dbn)),
            ("x", "\0\u{c}S\0\0\0\0\0\0\0\0\0\0O", Some(Format::Itch)),
            ("x", "CIFTTAPE", Some(Format::Tape)),
            ("x", "1723161254024619568 {\"stream\":\"e@bookTicker\",\"data\":{", Some(Format::Binance)),
            (
                "x",
                "{\"u\":1,\"s\":\"AB\",\"b\":\"1\",\"B\":\"1\",\"a\":\"2\",\"A\":\"1\"}",
                Some(Format::Binance),
            ),
            (
                "x",
                "symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\r\n",
                Some(Format::Binance),
            ),
            ("x", "1430438404518 order_created {\"price\": \"236.47\"", Some(Format::Bitstamp)),
            ("x", "id,timestamp,exchange.timestamp,price,volume,action,direction\n", Some(Format::Bitstamp)),
            ("x", "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n", Some(Format::Tardis)),
            ("x", "\u{feff}time,open,high,low,close\n", Some(Format::Csv)),
            ("x.json", "{\"a\": 1, \"b\": 2}", None),
            ("x.html", "<html, lang>", None),
            ("x", "", None),
            ("x", "\u{1}\u{2},\u{3}", None),
        ] {
            assert_eq!(detect(name, first.as_bytes()), format, "{name} {first}");
        }
        for format in Format::ALL {
            assert_eq!(Format::named(format.name()), Some(format));
        }
        assert_eq!(Format::named("databento_csv"), Some(Format::DatabentoCsv));
        assert!(Format::names().ends_with("csv, parquet, arrow"));
    }

    #[test]
    fn inputs_open_by_what_they_are_in_ticks_and_lots() {
        // Hidden orders trade at half a cent.
        for (path, format, symbol, tick, lot) in [
            ("lobster/zips/LOBSTER_SampleFile_GOOG_2012-06-21_1.zip", "lobster", "GOOG", "0.005", "1"),
            ("binance_hft/raw/spot_ethusdt_20240808.gz", "binance", "ETHUSDT", "0.01", "0.00001"),
            ("binance_hft/raw/usdm_btcusdt_20240808.gz", "binance", "BTCUSDT", "0.1", "0.001"),
            ("bitstamp_l3/raw/orders.csv.xz", "bitstamp", "BTCUSD", "0.01", "0.00000001"),
        ] {
            let path = format!("{}/../../../shared/data/{path}", env!("CARGO_MANIFEST_DIR"));
            let Ok(input) = FileInput::open(&path) else {
                eprintln!("skipped: {path} is not here");
                return;
            };
            let mut source = open(vec![Box::new(input)], &Options::default()).expect("opens");
            let (mut batch, mut seq) = (Batch::default(), 0);
            while source.read(&mut batch).expect("reads") {
                seq += batch.len() as u64;
                for record in &batch.market_by_order {
                    assert!(record.seq <= seq && record.time_ns < 1 << 53);
                }
            }
            let metadata = source.metadata();
            let instrument = &metadata.instruments[0];
            assert_eq!((metadata.format.as_str(), instrument.symbol.as_str()), (format, symbol));
            assert_eq!(
                (instrument.tick.to_string(), instrument.lot.to_string()),
                (tick.to_owned(), lot.to_owned())
            );
            let (read, total) = source.progress();
            assert_eq!((read > total / 2, total), (true, std::fs::metadata(&path).expect("a file").len()));
        }
    }

    #[test]
    fn what_is_not_known_or_does_not_belong_together_is_a_problem() {
        let input = |text: &str| Box::new(MemoryInput::new("x", text.into())) as Box<dyn Input>;
        let problem = |inputs| open(inputs, &Options::default()).err().expect("a problem").reason;
        assert_eq!(problem(Vec::new()), "nothing was given to read");
        assert_eq!(problem(vec![input("hello")]), "is in no format that is known here");
        let log = "1000 order_created {\"price\": \"1\"}";
        let table = "time,open,high,low,close\n";
        assert_eq!(problem(vec![input(log), input(table)]), "is csv, and x is bitstamp");
    }
}
