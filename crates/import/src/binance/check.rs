//! Whether snapshot and updates make the book whose best bid and offer was published.
//!
//! The exchange publishes two things: changes of levels in groups, each group ending at an update id `u`, and the best
//! bid and offer whenever it changes, with the id of the update that changed it. The rebuilt book exists at the ends
//! of groups only. So it can be compared at the end X of a group with the best published last at or before X, once a
//! later one has come: between the two the best did not change. Where that one is of X itself, the comparison is at
//! the very same update id (`same_id`); else it holds by what lies between (`between`).
//!
//! Where it publishes the best few levels too and the book is made of the updates, these levels have to be the book's at
//! the end of the group with the same update id (`levels`).

use std::collections::{BTreeMap, VecDeque};

use cift_tape::{Batch, Kind, Problem, Source as _};
use cift_types::BookAction;
use cift_wire::{MarketByPriceEvent, Quote};

use super::Binance;
use super::compare::{Best, Compare, Tally};

/// What waits to be compared, at most.
const MOST_WAITING: usize = 1 << 16;
/// Differences that are kept word for word.
const MOST_FIRST: usize = 10;

/// What [`check`] found, over all instruments.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Report {
    /// The inputs' names.
    pub input: String,
    /// Instruments.
    pub symbols: Vec<String>,
    /// Snapshots that the book was taken from.
    pub snapshots: u64,
    /// Groups of updates applied.
    pub updates: u64,
    /// Levels changed by these.
    pub levels: u64,
    /// Best bids and offers published.
    pub quotes: u64,
    /// Trades.
    pub trades: u64,
    /// Ends of groups at which the best was published with the same id.
    pub same_id: Tally,
    /// Ends of groups between two published ones.
    pub between: Tally,
    /// The best few levels published at the end of a group, by the same id.
    pub depth: Tally,
    /// The best few levels published elsewhere than at the end of a group.
    pub depth_not_comparable: u64,
    /// Ends of groups before the first published best or after the last.
    pub not_comparable: u64,
    /// Ends of groups at which the best bid was not below the best offer.
    pub crossed: u64,
    /// Messages that nothing is made of: candles, tickers, answers.
    pub others: u64,
    /// Published bests that are not newer than the one before; they are left out.
    pub stale_quotes: u64,
    /// The first differences, in words.
    pub first: Vec<String>,
}

impl Report {
    /// Whether all that was compared is equal, and something was.
    #[must_use]
    pub const fn passed(&self) -> bool {
        let compared = self.same_id.compared + self.between.compared + self.depth.compared;
        let equal = self.same_id.equal + self.between.equal + self.depth.equal;
        compared > 0 && compared == equal && self.crossed == 0
    }
}

/// An instrument's book and what waits.
#[derive(Default)]
struct Book {
    /// Bids by negated price, asks by price: the best is the first.
    sides: [BTreeMap<i64, u64>; 2],
    /// Ends of groups, with the best of the book there.
    ends: VecDeque<(u64, Best)>,
    /// What was published.
    published: VecDeque<(u64, Best)>,
    depth: Compare,
}

impl Book {
    fn best(&self) -> Best {
        let of =
            |side: usize| self.sides[side].first_key_value().map(|(price, quantity)| (*price, *quantity));
        let (bid, ask) = (of(0).unwrap_or_default(), of(1).unwrap_or_default());
        [(-bid.0, bid.1), ask]
    }

    fn apply(&mut self, event: &MarketByPriceEvent) {
        if event.action == BookAction::Clear as u8 {
            self.sides.iter_mut().for_each(BTreeMap::clear);
            return;
        }
        let side = usize::from(event.side == 1);
        let key = if side == 0 { -event.price } else { event.price };
        match event.quantity {
            0 => self.sides[side].remove(&key),
            quantity => self.sides[side].insert(key, quantity),
        };
    }
}

/// Reads captures and compares.
pub fn check(source: &mut Binance) -> Result<Report, Problem> {
    let mut report = Report::default();
    let mut books: Vec<Book> = Vec::new();
    let mut batch = Batch::default();
    source.keep_published();
    while source.step()? {
        let published = source.take(&mut batch);
        follow(&mut report, &mut books, &batch);
        for published in published {
            let book = book(&mut books, published.instrument);
            book.depth.publish(published);
        }
    }
    for book in &mut books {
        report.not_comparable += book.ends.len() as u64;
        let (tally, not_comparable) = book.depth.finish();
        report.depth.add(tally);
        report.depth_not_comparable += not_comparable;
        let room = MOST_FIRST.saturating_sub(report.first.len());
        report.first.extend(book.depth.first.drain(..).take(room));
    }
    let metadata = source.metadata();
    report.others = source.others();
    report.input = metadata.inputs.join(", ");
    report.symbols = metadata.instruments.iter().map(|instrument| instrument.symbol.clone()).collect();
    Ok(report)
}

fn follow(report: &mut Report, books: &mut Vec<Book>, batch: &Batch) {
    let (mut levels, mut quotes) = (batch.market_by_price.iter(), batch.quotes.iter());
    for run in &batch.runs {
        let count = run.count as usize;
        match run.kind {
            Kind::MarketByPrice => {
                for event in levels.by_ref().take(count) {
                    level(report, books, event);
                }
            }
            Kind::Quote => {
                for quote in quotes.by_ref().take(count) {
                    publish(report, books, quote);
                }
            }
            Kind::Tick => report.trades += u64::from(run.count),
            _ => {}
        }
    }
}

fn book(books: &mut Vec<Book>, instrument: u32) -> &mut Book {
    let index = instrument as usize;
    if index >= books.len() {
        books.resize_with(index + 1, Book::default);
    }
    &mut books[index]
}

fn level(report: &mut Report, books: &mut Vec<Book>, event: &MarketByPriceEvent) {
    let book = book(books, event.instrument);
    book.apply(event);
    let is_snapshot = event.flags & 2 != 0;
    report.snapshots += u64::from(is_snapshot && event.action == BookAction::Clear as u8);
    report.levels += u64::from(!is_snapshot);
    // A book that was given up says nothing.
    if event.flags & 1 == 0 || event.action == BookAction::Clear as u8 && !is_snapshot {
        return;
    }
    report.updates += u64::from(!is_snapshot);
    let best = book.best();
    report.crossed += u64::from(best[0].1 > 0 && best[1].1 > 0 && best[0].0 >= best[1].0);
    book.ends.push_back((event.venue_seq, best));
    book.depth.end(event.venue_seq, &book.sides);
    settle(report, book);
    if book.ends.len() > MOST_WAITING {
        book.ends.pop_front();
        report.not_comparable += 1;
    }
}

fn publish(report: &mut Report, books: &mut Vec<Book>, quote: &Quote) {
    let book = book(books, quote.instrument);
    report.quotes += 1;
    if book.published.back().is_some_and(|(last, _)| *last >= quote.venue_seq) {
        report.stale_quotes += 1;
        return;
    }
    let best = [(quote.bid_price, quote.bid_quantity), (quote.ask_price, quote.ask_quantity)];
    book.published.push_back((quote.venue_seq, best));
    if book.published.len() > MOST_WAITING {
        book.published.pop_front();
    }
    settle(report, book);
}

/// Compares the ends for which the published best is known.
fn settle(report: &mut Report, book: &mut Book) {
    while let Some((end, mine)) = book.ends.front().copied() {
        while book.published.get(1).is_some_and(|(next, _)| *next <= end) {
            book.published.pop_front();
        }
        let Some((id, theirs)) = book.published.front().copied() else { return };
        if id > end {
            // The first published one is later.
            report.not_comparable += 1;
        } else if id == end {
            compare(report, end, mine, theirs, true);
        } else if book.published.len() > 1 {
            compare(report, end, mine, theirs, false);
        } else {
            return;
        }
        book.ends.pop_front();
    }
}

fn compare(report: &mut Report, end: u64, mine: Best, theirs: Best, same_id: bool) {
    let tally = if same_id { &mut report.same_id } else { &mut report.between };
    let prices = mine[0].0 == theirs[0].0 && mine[1].0 == theirs[1].0;
    if !tally.count(mine == theirs, prices) && report.first.len() < MOST_FIRST {
        let how = if same_id { "at" } else { "between the published ones around" };
        let text = |best: Best| format!("{} at {} / {} at {}", best[0].1, best[0].0, best[1].1, best[1].0);
        report.first.push(format!("{how} update {end}: book {}, published {}", text(mine), text(theirs)));
    }
}
