//! The rows of Tardis' files as drafts.

use cift_tape::{Input, Kind, Problem, Tolerance};
use cift_types::BookAction;

use crate::csv::{
    Assembler, BATCH, Draft, NoNumber, Number, Order, Reader, Row, Rows, SAMPLE_BYTES, Symbols, assembled,
};
use crate::decompress::{Member, Progress, open as decompress};
use crate::lines::{Fault, integer, quoted, unsigned, why_integer};
use crate::tops::{Difference, Rung, Tops};

use super::layout::{Columns, Layout, refuse_by_name};

/// The last of its packet.
pub(crate) const LAST: u16 = 1;
/// Part of a snapshot.
pub(crate) const SNAPSHOT: u16 = 2;

/// Tardis' files as a source.
pub struct TardisSource {
    assembler: Assembler<Files>,
}

/// Opens files of Tardis, compressed or not. Their records follow each other in the order of the inputs.
pub fn open(inputs: Vec<Box<dyn Input>>, lenient: bool) -> Result<TardisSource, Problem> {
    let mut members = Vec::new();
    for input in inputs {
        members.extend(decompress(input)?);
    }
    TardisSource::new(members, lenient)
}

impl TardisSource {
    /// Reads members.
    pub fn new(members: Vec<Member>, lenient: bool) -> Result<Self, Problem> {
        let names: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
        let mut files = Files {
            progress: members.iter().map(|member| member.progress.clone()).collect(),
            names: names.clone(),
            waiting: members.into_iter(),
            current: None,
            begun: 0,
            tolerance: Tolerance { lenient, ..Tolerance::default() },
            venue: String::new(),
            books: Vec::new(),
            pending: None,
        };
        files.begin()?;
        Ok(Self { assembler: Assembler::new(files, "tardis", names, Order::Input) })
    }
}

assembled!(TardisSource);

/// The files that are left, and the one that is read.
struct Files {
    names: Vec<String>,
    progress: Vec<Progress>,
    waiting: std::vec::IntoIter<Member>,
    current: Option<(Rows, Columns)>,
    begun: u32,
    tolerance: Tolerance,
    venue: String,
    /// What is remembered of each instrument.
    books: Vec<Book>,
    /// The last book update: whether it is the last of its packet shows in the next.
    pending: Option<Draft>,
}

/// What is remembered of an instrument.
#[derive(Default)]
struct Book {
    /// Whether its last update was one of a snapshot.
    in_snapshot: bool,
    tops: Tops<(Number, Number)>,
}

impl Rung for (Number, Number) {
    fn at(&self) -> i128 {
        self.0.value()
    }

    fn amount(&self) -> i128 {
        self.1.value()
    }
}

impl Files {
    fn begin(&mut self) -> Result<bool, Problem> {
        let Some(mut member) = self.waiting.next() else { return Ok(false) };
        refuse_by_name(&member.name)?;
        self.begun += 1;
        let first = member.peek(SAMPLE_BYTES)?;
        let header = first.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let header =
            String::from_utf8_lossy(header.strip_prefix(b"\xef\xbb\xbf").unwrap_or(header)).trim().to_owned();
        let name = member.name.clone();
        let columns = Columns::of(&name, &header)?;
        let mut rows = Rows::new(member, b',');
        rows.next_row()?;
        rows.expect(columns.count);
        if self.venue.is_empty() {
            // The first row says it; a file without rows has none.
            let row = first.split(|byte| *byte == b'\n').nth(1).unwrap_or_default();
            let exchange = row.split(|byte| *byte == b',').nth(columns.exchange).unwrap_or_default();
            self.venue = String::from_utf8_lossy(exchange).into_owned();
        }
        self.current = Some((rows, columns));
        Ok(true)
    }
}

impl Reader for Files {
    fn read(&mut self, drafts: &mut Vec<Draft>, symbols: &mut Symbols) -> Result<bool, Problem> {
        let target = drafts.len() + BATCH;
        while drafts.len() < target {
            let Some((rows, columns)) = &mut self.current else {
                if !self.begin()? {
                    let had = drafts.len();
                    flush(&mut self.pending, drafts);
                    return Ok(drafts.len() > had);
                }
                continue;
            };
            let Some(row) = rows.next_row()? else {
                flush(&mut self.pending, drafts);
                self.current = None;
                continue;
            };
            let result = row.and_then(|row| {
                let (input, line) = (self.begun - 1, row.number);
                let (books, pending) = (&mut self.books, &mut self.pending);
                let row = Reading { row: &row, columns, venue: &self.venue, input, line };
                row.read(&mut Memory { books, pending }, drafts, symbols)
            });
            if let Err(fault) = result {
                self.tolerance.meet(fault.at(rows.name(), rows.number()))?;
            }
        }
        Ok(true)
    }

    fn name(&self, input: u32) -> &str {
        self.names.get(input as usize).map_or("", String::as_str)
    }

    fn tolerance(&mut self) -> &mut Tolerance {
        &mut self.tolerance
    }

    fn left_out(&self) -> &Tolerance {
        &self.tolerance
    }

    fn venue(&self) -> &str {
        &self.venue
    }

    fn progress(&self) -> (u64, u64) {
        Progress::sum(&self.progress)
    }
}

/// Hands out the last update, as the last of its packet.
fn flush(pending: &mut Option<Draft>, drafts: &mut Vec<Draft>) {
    if let Some(mut last) = pending.take() {
        last.flags |= LAST;
        drafts.push(last);
    }
}

/// What is remembered from row to row.
struct Memory<'a> {
    books: &'a mut Vec<Book>,
    pending: &'a mut Option<Draft>,
}

impl Memory<'_> {
    fn book(&mut self, instrument: u32) -> &mut Book {
        let at = instrument as usize;
        if self.books.len() <= at {
            self.books.resize_with(at + 1, Book::default);
        }
        &mut self.books[at]
    }

    /// Hands out the update before this one.
    #[inline]
    fn follow(&mut self, next: Draft, drafts: &mut Vec<Draft>) {
        if let Some(mut before) = self.pending.replace(next) {
            let same = before.instrument == next.instrument && before.second == next.second;
            before.flags |= if same { 0 } else { LAST };
            drafts.push(before);
        }
    }
}

/// A row, and what is known of its file.
struct Reading<'a> {
    row: &'a Row<'a>,
    columns: &'a Columns,
    venue: &'a str,
    input: u32,
    line: u64,
}

impl Reading<'_> {
    fn read(&self, memory: &mut Memory, drafts: &mut Vec<Draft>, symbols: &mut Symbols) -> Result<(), Fault> {
        let kind = match self.columns.layout {
            Layout::Updates | Layout::Snapshots => Kind::MarketByPrice,
            Layout::Trades => Kind::Tick,
            Layout::Quotes => Kind::Quote,
        };
        let mut draft = Draft::new(kind, self.input, self.line);
        draft.time = self.time("timestamp", self.columns.timestamp)?;
        draft.second = self.time("local_timestamp", self.columns.local_timestamp)?;
        match self.columns.layout {
            Layout::Updates => self.update(draft, memory, drafts, symbols),
            Layout::Snapshots => self.snapshot(draft, memory, drafts, symbols),
            Layout::Trades => {
                draft.side = self.side()?;
                draft.prices[0] = self.number("price", self.columns.price)?;
                draft.sizes[0] = self.size("amount", self.columns.amount)?;
                draft.id = unsigned(self.row.field(self.columns.id)).unwrap_or(0);
                draft.instrument = self.instrument(symbols)?;
                drafts.push(draft);
                Ok(())
            }
            Layout::Quotes => {
                let (bid, ask) = (self.columns.bids[0], self.columns.asks[0]);
                if let Some((price, amount)) = self.level("bid_price", bid)? {
                    (draft.prices[0], draft.sizes[0]) = (price, amount);
                }
                if let Some((price, amount)) = self.level("ask_price", ask)? {
                    (draft.prices[1], draft.sizes[1]) = (price, amount);
                }
                draft.instrument = self.instrument(symbols)?;
                drafts.push(draft);
                Ok(())
            }
        }
    }

    fn update(
        &self,
        mut draft: Draft,
        memory: &mut Memory,
        drafts: &mut Vec<Draft>,
        symbols: &mut Symbols,
    ) -> Result<(), Fault> {
        draft.side = match self.row.field(self.columns.side) {
            b"bid" => 0,
            b"ask" => 1,
            other => return Err(Fault::column("side", format!("{} is neither bid nor ask", quoted(other)))),
        };
        draft.prices[0] = self.number("price", self.columns.price)?;
        draft.sizes[0] = self.size("amount", self.columns.amount)?;
        let snapshot = match self.row.field(self.columns.is_snapshot) {
            b"true" => true,
            b"false" => false,
            other => {
                return Err(Fault::column(
                    "is_snapshot",
                    format!("{} is neither true nor false", quoted(other)),
                ));
            }
        };
        draft.instrument = self.instrument(symbols)?;
        let book = memory.book(draft.instrument);
        if snapshot && !core::mem::replace(&mut book.in_snapshot, snapshot) {
            memory.follow(clear(&draft), drafts);
        } else {
            book.in_snapshot = snapshot;
        }
        draft.flags = if snapshot { SNAPSHOT } else { 0 };
        draft.action = action(draft.sizes[0], snapshot) as u8;
        memory.follow(draft, drafts);
        Ok(())
    }

    /// The row as what it changes.
    fn snapshot(
        &self,
        mut draft: Draft,
        memory: &mut Memory,
        drafts: &mut Vec<Draft>,
        symbols: &mut Symbols,
    ) -> Result<(), Fault> {
        let bids = self.side_levels("bids", &self.columns.bids)?;
        let asks = self.side_levels("asks", &self.columns.asks)?;
        draft.instrument = self.instrument(symbols)?;
        let start = drafts.len();
        let first = !core::mem::replace(&mut memory.book(draft.instrument).in_snapshot, true);
        if first {
            drafts.push(clear(&draft));
        }
        let tops = &mut memory.book(draft.instrument).tops;
        for (side, levels) in [(0, bids), (1, asks)] {
            draft.side = side;
            tops.change(usize::from(side), levels, |(price, amount), level, difference| {
                let left = if difference == Difference::Gone { Number::default() } else { amount };
                (draft.prices[0], draft.sizes[0], draft.count) = (price, left, level);
                draft.action = difference.action() as u8;
                draft.flags = if first { SNAPSHOT } else { 0 };
                drafts.push(draft);
            });
        }
        if drafts.len() == start {
            draft.action = BookAction::None as u8;
            draft.prices[0] = Number::default();
            draft.sizes[0] = Number::default();
            drafts.push(draft);
        }
        if let Some(last) = drafts.last_mut() {
            last.flags |= LAST;
        }
        Ok(())
    }

    fn side_levels(&self, name: &str, columns: &[(usize, usize)]) -> Result<Vec<(Number, Number)>, Fault> {
        // Levels that a book does not have are empty, and all after them.
        let levels = columns.iter().map(|column| self.level(name, *column));
        levels.filter_map(Result::transpose).collect()
    }

    /// A price and its amount; nothing where both are empty.
    fn level(&self, name: &str, (price, amount): (usize, usize)) -> Result<Option<(Number, Number)>, Fault> {
        if self.row.field(price).is_empty() && self.row.field(amount).is_empty() {
            return Ok(None);
        }
        Ok(Some((self.number(name, price)?, self.size(name, amount)?)))
    }

    #[inline]
    fn time(&self, name: &str, column: usize) -> Result<i64, Fault> {
        let text = self.row.field(column);
        let time = integer(text).and_then(|micros| micros.checked_mul(1_000));
        time.ok_or_else(|| Fault::column(name, why_integer(text)).advice("times are microseconds since 1970"))
    }

    #[inline]
    fn number(&self, name: &str, column: usize) -> Result<Number, Fault> {
        let text = self.row.field(column);
        Number::parse(text, b'.').map_err(|why| {
            let reason = match why {
                NoNumber::Missing => "has no value".to_owned(),
                NoNumber::Malformed => format!("{} is not a number", quoted(text)),
                NoNumber::TooLong => format!("{} has more digits than 64 bits hold", quoted(text)),
            };
            Fault::column(name, reason)
        })
    }

    #[inline]
    fn size(&self, name: &str, column: usize) -> Result<Number, Fault> {
        let number = self.number(name, column)?;
        if number.mantissa < 0 {
            return Err(Fault::column(name, format!("{} is negative", quoted(self.row.field(column)))));
        }
        Ok(number)
    }

    fn side(&self) -> Result<u8, Fault> {
        match self.row.field(self.columns.side) {
            b"buy" => Ok(0),
            b"sell" => Ok(1),
            b"unknown" | b"" => Ok(2),
            other => {
                Err(Fault::column("side", format!("{} is none of buy, sell and unknown", quoted(other))))
            }
        }
    }

    /// The symbol; with the exchange before it where it is another than the file's first.
    #[inline]
    fn instrument(&self, symbols: &mut Symbols) -> Result<u32, Fault> {
        let (exchange, symbol) = (self.row.field(self.columns.exchange), self.row.field(self.columns.symbol));
        if exchange == self.venue.as_bytes() {
            return symbols.number(symbol);
        }
        symbols.number(&[exchange, b":", symbol].concat())
    }
}

fn clear(draft: &Draft) -> Draft {
    let none = Number::default();
    Draft {
        action: BookAction::Clear as u8,
        side: 0,
        flags: SNAPSHOT,
        prices: [none; 4],
        sizes: [none; 2],
        ..*draft
    }
}

/// Updates do not say whether a level is new; snapshots do.
const fn action(amount: Number, new: bool) -> BookAction {
    match (amount.mantissa, new) {
        (0, _) => BookAction::Cancel,
        (_, true) => BookAction::Add,
        (_, false) => BookAction::Modify,
    }
}
