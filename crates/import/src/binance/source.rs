//! Captures and archive files as a source of records.

use std::collections::{BTreeMap, VecDeque};

use cift_tape::{Batch, Decimal, Instrument, Metadata, Problem, Tolerance};

use super::archive::{Row, is_header};
use super::market::{Market, Sides, Streams};
use super::message::{self, Message, Span};
use super::scan::{Raw, Units, scan};
use super::survey::Survey;
use crate::decompress::{Member, Progress};
use crate::emit::{Emit, LAST};
use crate::lines::{Epoch, Fault, Fields, Lines, TimeUnit, unsigned};
use crate::source::source_of_steps;

/// Prices are in units of 1e-8: every price of a spot market has so many decimals.
const PRICE_EXPONENT: i8 = -8;
/// Digits of a 64-bit number that are used, one less than there are.
const USED_DIGITS: i8 = 17;
/// So many of the first bytes tell the units and the symbol.
const PEEKED_BYTES: usize = 64 * 1024;
/// So many of the first bytes tell what streams there are: a snapshot may be the first of them.
const SURVEYED_BYTES: usize = 1024 * 1024;
/// The most levels that streams of the best few have.
const MOST_PARTIAL_LEVELS: usize = 20;
const MOST_INSTRUMENTS: usize = 65_536;

/// What may be said about captures.
#[derive(Clone, Default, Debug)]
pub struct Options {
    /// Leave out lines that do not read, and at a gap go on at the next snapshot.
    pub lenient: bool,
    /// The symbol of what does not say it, which are snapshots and bare streams of the best few levels, where nothing else
    /// tells it.
    pub symbol: Option<String>,
}

/// The best few levels as they were published, where they are not the book.
pub struct Published {
    pub instrument: u32,
    pub update: u64,
    /// How many levels there are of each side at most.
    pub depth: usize,
    pub levels: Sides,
}

/// Whether a line is one of a capture: a local time and an object of JSON with members that Binance's have.
#[must_use]
pub fn is_capture_line(line: &[u8]) -> bool {
    let (_, json) = split_local_time(line);
    let units = Units { price: PRICE_EXPONENT, quantity: 0 };
    // The line may be cut off where the first bytes of a file end.
    let has = |name: &[u8]| memchr::memmem::find(json, name).is_some();
    let known = [&b"\"depthUpdate\""[..], b"\"lastUpdateId\"", b"\"aggTrade\"", b"\"e\":\"trade\""];
    let streams = [
        &b"@bookTicker"[..],
        b"@depth",
        b"@trade",
        b"@aggTrade",
        b"@kline_",
        b"@markPrice",
        b"icker",
        b"@forceOrder",
    ];
    let of_stream = || has(b"\"stream\":") && streams.iter().any(|name| has(name));
    json.first() == Some(&b'{')
        && (of_stream()
            || json.starts_with(b"{\"result\":null,\"id\":")
            || known.iter().any(|name| has(name))
            || scan(json, units, &mut Sides::default())
                .is_some_and(|raw| !raw.last.is_empty() && !raw.small_b.is_empty()))
}

/// Captures, one after the other.
pub struct Binance {
    files: VecDeque<Lines>,
    progress: Vec<Progress>,
    emit: Emit,
    state: State,
    tolerance: Tolerance,
    ended: bool,
}

/// What is known of the markets.
struct State {
    metadata: Metadata,
    units: Units,
    markets: Vec<Market>,
    by_symbol: BTreeMap<Vec<u8>, usize>,
    /// The market of the message before, which is nearly always that of the next.
    current: Option<(Vec<u8>, usize)>,
    survey: Survey,
    snapshot_symbol: Option<Vec<u8>>,
    epoch: Option<Epoch>,
    /// The latest time of the exchange, from the Unix epoch.
    latest_ns: Option<u64>,
    levels: Sides,
    /// The update of the archive file that the levels are of, and its instrument.
    group: Option<(Span, bool, usize)>,
    /// Messages that nothing is made of.
    others: u64,
    /// Where somebody compares them.
    published: Option<Vec<Published>>,
}

impl Binance {
    /// Opens captures that follow each other, or files of the archive.
    pub fn open(members: Vec<Member>, options: &Options) -> Result<Self, Problem> {
        let mut files: VecDeque<_> = members.into_iter().map(Lines::new).collect();
        let inputs = files.iter().map(|lines| lines.name().to_owned()).collect();
        let first = files.front_mut().map_or(&[][..], |lines| lines.peek(SURVEYED_BYTES));
        let state = State::new(first, inputs, options);
        Ok(Self {
            progress: files.iter().map(Lines::progress).collect(),
            files,
            emit: Emit::default(),
            state,
            tolerance: Tolerance { lenient: options.lenient, ..Tolerance::default() },
            ended: false,
        })
    }

    /// Messages so far that nothing is made of: candles, tickers, answers.
    #[must_use]
    pub const fn others(&self) -> u64 {
        self.state.others
    }

    /// From here on, [`Self::take`] gives the best few levels too that were published and are not the book.
    pub(super) fn keep_published(&mut self) {
        self.state.published.get_or_insert_default();
    }

    /// The records made since, and what was published beside them.
    pub(super) fn take(&mut self, batch: &mut Batch) -> Vec<Published> {
        batch.clear();
        core::mem::swap(batch, &mut self.emit.batch);
        self.state.published.as_mut().map(core::mem::take).unwrap_or_default()
    }

    /// Reads a line; `false` at the end of all files.
    pub(super) fn step(&mut self) -> Result<bool, Problem> {
        let Some(lines) = self.files.front_mut() else { return self.end() };
        let line = match lines.next_line() {
            Ok(line) => line,
            Err(problem) => {
                // The file ends here: a capture that was stopped is cut off in its middle.
                self.tolerance.meet(problem)?;
                return Ok(true);
            }
        };
        let read = match line.map(|line| line.text) {
            None => self.state.finish_group(&mut self.emit),
            Some(text) => match text.first() {
                None => Ok(()),
                Some(b'0'..=b'9' | b'{') => self.state.capture_line(&mut self.emit, text),
                Some(_) if is_header(text) => Ok(()),
                Some(_) => self.state.archive_line(&mut self.emit, text),
            },
        };
        let at_end = line.is_none();
        if let Err(fault) = read {
            let problem = fault.at(lines.name(), lines.number());
            self.tolerance.meet(problem)?;
        }
        if at_end {
            self.files.pop_front();
        }
        Ok(true)
    }

    fn end(&mut self) -> Result<bool, Problem> {
        if self.ended {
            return Ok(false);
        }
        self.ended = true;
        for index in 0..self.state.markets.len() {
            self.emit.instrument = index as u32;
            if let Err(fault) = self.state.markets[index].finish(&mut self.emit) {
                let inputs = self.state.metadata.inputs.join(", ");
                self.tolerance.meet(fault.whole(&inputs))?;
            }
        }
        Ok(true)
    }
}

impl State {
    /// What the first bytes tell.
    fn new(surveyed: &[u8], inputs: Vec<String>, options: &Options) -> Self {
        let first = &surveyed[..surveyed.len().min(PEEKED_BYTES)];
        let has = |text: &[u8]| memchr::memmem::find(first, text).is_some();
        let venue = if has(b"\"pu\":") || has(b",pu\n") { "binance-usdm" } else { "binance" };
        let (venue, format) = (venue.to_owned(), "binance".to_owned());
        let units = Units { price: PRICE_EXPONENT, quantity: quantity_exponent(first) };
        let mut state = Self {
            metadata: Metadata { venue, format, inputs, dated: true, ..Metadata::default() },
            units,
            survey: Survey::of(surveyed, units),
            markets: Vec::new(),
            by_symbol: BTreeMap::new(),
            current: None,
            snapshot_symbol: options.symbol.as_ref().map(|symbol| symbol.clone().into_bytes()),
            epoch: None,
            latest_ns: after(first, b"\"E\":").and_then(leading_number).and_then(to_ns),
            levels: Sides::default(),
            group: None,
            others: 0,
            published: None,
        };
        let symbol = after(first, b"\"s\":\"").and_then(|rest| Fields::new(rest, b'"').next());
        let symbol = symbol.filter(|symbol| symbol.iter().all(u8::is_ascii_alphanumeric));
        if let Some(symbol) = symbol {
            // There is room for the first one.
            let _ = state.market(symbol);
        }
        state
    }

    fn capture_line(&mut self, emit: &mut Emit, line: &[u8]) -> Result<(), Fault> {
        let (local, json) = split_local_time(line);
        if let Some(raw) = scan(json, self.units, &mut self.levels) {
            return self.follow(emit, local, &raw);
        }
        // Escapes, perhaps: written anew it has none that matter.
        let value: serde_json::Value =
            serde_json::from_slice(json).map_err(|error| Fault::new(format!("is not JSON: {error}")))?;
        let text = value.to_string();
        let raw = scan(text.as_bytes(), self.units, &mut self.levels);
        let raw = raw.ok_or_else(|| {
            Fault::new("is not a message, or the price or quantity of a level does not read")
        })?;
        self.follow(emit, local, &raw)
    }

    fn follow(&mut self, emit: &mut Emit, local: Option<u64>, raw: &Raw<'_>) -> Result<(), Fault> {
        let message = message::message(raw, self.units)?;
        let index = match message {
            Message::Other => {
                self.others += 1;
                return Ok(());
            }
            Message::Snapshot { update } if raw.symbol.is_empty() => self.market_of_snapshot(update)?,
            _ => self.market(&message::symbol(raw))?,
        };
        self.stamp(emit, message::time(raw)?, local)?;
        emit.instrument = index as u32;
        let deepest = self.levels[0].len().max(self.levels[1].len());
        let few = deepest <= MOST_PARTIAL_LEVELS;
        let market = &mut self.markets[index];
        match message {
            Message::Partial { update, depth } => {
                market.streams.named = true;
                self.partial(emit, index, update, depth);
            }
            Message::Snapshot { update } if few && market.needs_no_snapshot() => {
                let Streams { named, depth, .. } = market.streams;
                // A bare stream does not say how many there may be, and a thin book has fewer at times.
                let depth = if named { depth } else { depth.max(deepest) };
                self.partial(emit, index, update, depth);
            }
            Message::Depth(span) => market.update(emit, span, &mut self.levels)?,
            Message::Snapshot { update } => market.snapshot(emit, update, &self.levels)?,
            Message::Best { update, bid, ask } => {
                emit.venue_seq = update;
                emit.quote(bid, ask);
            }
            Message::Trade { id, aggressor, level, aggregated } => {
                market.streams.trades |= !aggregated;
                // Futures markets send entries without quantity for what is no trade of the book.
                if level.quantity > 0 && !(aggregated && market.streams.trades) {
                    emit.venue_seq = 0;
                    emit.tick(Some(aggressor), level, id, LAST);
                }
            }
            Message::Other => {}
        }
        Ok(())
    }

    /// The best few levels: they are the book, or are there to be compared with it.
    fn partial(&mut self, emit: &mut Emit, index: usize, update: u64, depth: usize) {
        if self.markets[index].partial(emit, update, depth, &self.levels) {
            return;
        }
        if let Some(published) = &mut self.published {
            let (instrument, levels) = (index as u32, self.levels.clone());
            published.push(Published { instrument, update, depth, levels });
        }
    }

    /// Puts the times of a message on what comes next.
    fn stamp(&mut self, emit: &mut Emit, time: Option<u64>, local: Option<u64>) -> Result<(), Fault> {
        let known = time.or(self.latest_ns).or(local);
        let known = known.ok_or_else(|| Fault::new("has no time, and no message before it has one"))?;
        if time.is_some() {
            self.latest_ns = self.latest_ns.max(time);
        }
        let epoch = *self.epoch.get_or_insert(Epoch::before(known));
        self.metadata.epoch_ns = epoch.ns().cast_signed();
        emit.time_ns = epoch
            .time(known)
            .ok_or_else(|| Fault::column("T", "is before the first message's day, or 104 days after it"))?;
        emit.received_ns = local.and_then(|local| epoch.time(local)).unwrap_or(0);
        Ok(())
    }

    fn archive_line(&mut self, emit: &mut Emit, line: &[u8]) -> Result<(), Fault> {
        let row = Row::parse(line, self.units)?;
        let market = self.market(row.symbol)?;
        let group = (row.span, row.is_snapshot, market);
        let mut finished = Ok(());
        if self.group != Some(group) {
            finished = self.finish_group(emit);
            self.stamp(emit, Some(row.time_ns), None)?;
            self.levels.iter_mut().for_each(Vec::clear);
            self.group = Some(group);
        }
        self.levels[row.side].push(row.level);
        finished
    }

    /// All levels of an update of an archive file are there.
    fn finish_group(&mut self, emit: &mut Emit) -> Result<(), Fault> {
        let Some((span, is_snapshot, market)) = self.group.take() else { return Ok(()) };
        emit.instrument = market as u32;
        if is_snapshot {
            return self.markets[market].snapshot(emit, span.last, &self.levels);
        }
        self.markets[market].update(emit, span, &mut self.levels)
    }

    /// The instrument of a symbol, new or known.
    fn market(&mut self, symbol: &[u8]) -> Result<usize, Fault> {
        if let Some((_, market)) = self.current.as_ref().filter(|(known, _)| known == symbol) {
            return Ok(*market);
        }
        let market = match self.by_symbol.get(symbol) {
            Some(market) => *market,
            None => self.join(symbol)?,
        };
        self.current = Some((symbol.to_vec(), market));
        Ok(market)
    }

    fn join(&mut self, symbol: &[u8]) -> Result<usize, Fault> {
        let market = self.markets.len();
        if market == MOST_INSTRUMENTS {
            return Err(Fault::column("s", format!("is one of more than {MOST_INSTRUMENTS} symbols")));
        }
        self.by_symbol.insert(symbol.to_vec(), market);
        self.markets.push(Market::new(self.survey.streams(symbol)));
        self.metadata.instruments.push(Instrument {
            symbol: String::from_utf8_lossy(symbol).into_owned(),
            source_id: 0,
            tick: Decimal::power_of_ten(self.units.price),
            lot: Decimal::power_of_ten(self.units.quantity),
        });
        Ok(market)
    }

    /// The instrument of a snapshot, which does not say it: the one whose updates are nearest to it; before there are any,
    /// the one given, the only one, or the first.
    fn market_of_snapshot(&mut self, update: u64) -> Result<usize, Fault> {
        let apart = |market: usize| self.markets[market].apart(update).map(|apart| (apart, market));
        if let Some((_, nearest)) = (0..self.markets.len()).filter_map(apart).min() {
            return Ok(nearest);
        }
        let given = self.snapshot_symbol.clone().filter(|symbol| self.survey.may_be(symbol));
        match given.or_else(|| self.survey.only().map(<[u8]>::to_vec)) {
            Some(symbol) => self.market(&symbol),
            None if self.markets.is_empty() => self.market(b""),
            None => Ok(0),
        }
    }
}

source_of_steps!(Binance, state.metadata);

/// The local time in nanoseconds, and the rest of the line.
pub(super) fn split_local_time(line: &[u8]) -> (Option<u64>, &[u8]) {
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let Some(json) = line[digits..].strip_prefix(b" ") else { return (None, line) };
    match unsigned(&line[..digits]).and_then(to_ns) {
        Some(local) => (Some(local), json.trim_ascii()),
        None => (None, line),
    }
}

fn to_ns(time: u64) -> Option<u64> {
    time.checked_mul(TimeUnit::guess(time).ns())
}

fn after<'a>(text: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    memchr::memmem::find(text, mark).map(|at| &text[at + mark.len()..])
}

fn leading_number(text: &[u8]) -> Option<u64> {
    unsigned(&text[..text.iter().take_while(|byte| byte.is_ascii_digit()).count()])
}

/// The unit of quantities: 1e-8, or more where the first ones are so large that they need it.
fn quantity_exponent(first: &[u8]) -> i8 {
    let (mut longest, mut at) = (0, 0);
    while at < first.len() {
        let digits = first[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let after = first.get(at + digits);
        let quoted = after == Some(&b'"') && at > 0 && first[at - 1] == b'"';
        // Not the digits behind a point, nor ids.
        if (after == Some(&b'.') || quoted) && digits > longest {
            longest = digits;
        }
        at += digits + 1;
    }
    let room = USED_DIGITS - i8::try_from(longest).unwrap_or(USED_DIGITS);
    -room.clamp(0, -PRICE_EXPONENT)
}
