//! Whether market-by-order data is what it says: a book that never crosses, fills that sum up to their trades.

use std::collections::BTreeMap;

use cift_tape::{Batch, Kind, Problem, Source};
use cift_types::{BookAction, Phase};
use cift_wire::{MarketByOrderEvent, MarketStatus};

use super::book::{Book, Odd};

/// The last event of its packet; part of a snapshot.
const LAST: u16 = 1;
const SNAPSHOT: u16 = 2;
/// The first findings that are kept.
const KEPT: usize = 10;
/// The levels are counted again from the orders after so many packets, times the orders in the book: so the whole check
/// takes time in proportion to its input.
const RECOUNT_AFTER: u64 = 1000;

/// Something that should not be, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What.
    pub what: &'static str,
    /// The event's place on the tape.
    pub seq: u64,
    /// The venue's number of the event.
    pub venue_seq: u64,
    /// The instrument's symbol.
    pub symbol: String,
    /// The order; zero when it is about no order.
    pub order_id: u64,
    /// Figures that say more.
    pub detail: String,
}

/// What was counted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MboCheck {
    /// Updates of orders, over all instruments.
    pub events: u64,
    /// Of these, parts of snapshots.
    pub snapshot_events: u64,
    /// Events by action: none, add, cancel, modify, trade, fill, clear.
    pub actions: [u64; 7],
    /// Packets: what ends with the flag for it.
    pub packets: u64,
    /// Events after the last packet's end, of an instrument each.
    pub unfinished: u64,
    /// Instruments that have events.
    pub instruments: u64,
    /// Records that say in which phase a market is.
    pub statuses: u64,
    /// Orders in the books at the end.
    pub resting_orders: u64,
    /// Packets after which the best bid was above the best ask, in continuous trading (or where no status says).
    pub crossed: u64,
    /// The same while a status said that there is an auction, a halt or no trading: that is as it should be.
    pub crossed_in_auctions: u64,
    /// Packets after which the best bid was the best ask, in continuous trading.
    pub locked: u64,
    /// How often all levels were counted again from the orders.
    pub recounts: u64,
    /// Levels that were another than their orders.
    pub wrong_levels: u64,
    /// Levels that were compared.
    pub compared_levels: u64,
    /// Cancels of orders that were not there.
    pub cancels_of_unknown: u64,
    /// Changes of orders that were not there.
    pub modifies_of_unknown: u64,
    /// Orders that were added while they were there.
    pub adds_of_known: u64,
    /// Orders without quantity (or price) that were added.
    pub adds_of_nothing: u64,
    /// Of the odd ones but the last kind, those in a book that is known from its start: it began with a snapshot or a
    /// clear, so an order that is not there cannot be older than the data.
    pub contradictions: u64,
    /// Cancels of more than was left.
    pub cancels_of_more: u64,
    /// Cancels that gave another price or side than the order had.
    pub cancels_elsewhere: u64,
    /// Trades, and their quantity.
    pub trades: u64,
    /// Lots.
    pub traded: u64,
    /// Fills, and their quantity.
    pub fills: u64,
    /// Lots.
    pub filled: u64,
    /// Groups of trades and fills of one number of the venue, within one packet.
    pub trade_groups: u64,
    /// Of these: the fills sum up to the trades.
    pub equal_groups: u64,
    /// Trades without fills: a venue that does not publish them, or trades against what is not displayed.
    pub groups_without_fills: u64,
    /// Fills without trades.
    pub groups_without_trades: u64,
    /// Less was filled than traded: a part of the trade was against orders that are not displayed, or implied by others.
    pub short_groups: u64,
    /// More was filled than traded.
    pub unequal_groups: u64,
    /// Fills of orders that are in the book.
    pub fills_of_known: u64,
    /// Of these: the order became smaller, or left, by as much as was filled before its packet ended.
    pub fills_applied: u64,
    /// The first of what should not be.
    pub findings: Vec<Finding>,
}

impl MboCheck {
    /// Whether the book never crossed, the levels are their orders, every change of a known book fits it, and no more was
    /// filled than traded.
    #[must_use]
    pub const fn passed(&self) -> bool {
        let wrong = self.crossed + self.wrong_levels + self.unequal_groups + self.contradictions;
        self.events > 0 && wrong == 0
    }
}

/// Reads all of a source and checks its updates of orders.
pub fn check(source: &mut dyn Source) -> Result<MboCheck, Problem> {
    let mut checker = Checker::default();
    let mut batch = Batch::default();
    while source.read(&mut batch)? {
        checker.batch(&batch, source);
    }
    Ok(checker.finish(source))
}

/// Quantities of one group.
#[derive(Default)]
struct Group {
    venue_seq: u64,
    traded: u64,
    filled: u64,
}

#[derive(Default)]
struct Market {
    book: Book,
    phase: u8,
    group: Option<Group>,
    /// What was filled of orders in this packet, and not taken from them yet.
    pending: BTreeMap<u64, u64>,
    since_recount: u64,
    open: bool,
    /// The first event began the book: all of its orders are known. `None` before it.
    is_whole: Option<bool>,
}

#[derive(Default)]
struct Checker {
    report: MboCheck,
    markets: BTreeMap<u32, Market>,
}

impl Checker {
    fn batch(&mut self, batch: &Batch, source: &dyn Source) {
        let (mut orders, mut statuses) = (0, 0);
        for run in &batch.runs {
            match run.kind {
                Kind::MarketByOrder => {
                    for event in &batch.market_by_order[orders..orders + run.count as usize] {
                        self.event(event, source);
                    }
                    orders += run.count as usize;
                }
                Kind::Status => {
                    for status in &batch.statuses[statuses..statuses + run.count as usize] {
                        self.status(status);
                    }
                    statuses += run.count as usize;
                }
                _ => {}
            }
        }
    }

    fn status(&mut self, status: &MarketStatus) {
        self.report.statuses += 1;
        self.markets.entry(status.instrument).or_default().phase = status.phase;
    }

    fn event(&mut self, event: &MarketByOrderEvent, source: &dyn Source) {
        let report = &mut self.report;
        report.events += 1;
        report.snapshot_events += u64::from(event.flags & SNAPSHOT != 0);
        if let Some(count) = report.actions.get_mut(usize::from(event.action)) {
            *count += 1;
        }
        let market = self.markets.entry(event.instrument).or_default();
        market.open = true;
        let is_clear = event.action == BookAction::Clear as u8;
        let is_whole = market.is_whole.get_or_insert(event.flags & SNAPSHOT != 0);
        *is_whole |= is_clear;
        let findings = &mut Findings { report, source, event };
        if market.group.as_ref().is_some_and(|group| group.venue_seq != event.venue_seq) {
            close_group(market, findings);
        }
        match BookAction::from_u8(event.action) {
            Some(action @ (BookAction::Trade | BookAction::Fill)) => trade(market, action, findings),
            _ => change(market, findings),
        }
        if event.flags & LAST != 0 {
            end_packet(market, findings);
        }
    }

    fn finish(mut self, source: &dyn Source) -> MboCheck {
        let none = MarketByOrderEvent {
            action: 0,
            side: 0,
            flags: 0,
            instrument: 0,
            seq: 0,
            time_ns: 0,
            order_id: 0,
            price: 0,
            quantity: 0,
            received_ns: 0,
            venue_seq: 0,
        };
        for (&instrument, market) in &mut self.markets {
            let event = &MarketByOrderEvent { instrument, ..none };
            let findings = &mut Findings { report: &mut self.report, source, event };
            close_group(market, findings);
            recount(market, findings);
            self.report.unfinished += u64::from(market.open);
            self.report.resting_orders += market.book.orders.len() as u64;
            self.report.instruments += 1;
        }
        self.report
    }
}

/// The report, and the event that findings are about.
struct Findings<'a> {
    report: &'a mut MboCheck,
    source: &'a dyn Source,
    event: &'a MarketByOrderEvent,
}

impl Findings<'_> {
    fn add(&mut self, what: &'static str, detail: String) {
        if self.report.findings.len() < KEPT {
            let instrument = self.source.metadata().instruments.get(self.event.instrument as usize);
            self.report.findings.push(Finding {
                what,
                seq: self.event.seq,
                venue_seq: self.event.venue_seq,
                symbol: instrument.map(|instrument| instrument.symbol.clone()).unwrap_or_default(),
                order_id: self.event.order_id,
                detail,
            });
        }
    }
}

fn trade(market: &mut Market, action: BookAction, findings: &mut Findings<'_>) {
    let event = findings.event;
    let group = market.group.get_or_insert_with(|| Group { venue_seq: event.venue_seq, ..Group::default() });
    let report = &mut *findings.report;
    if action == BookAction::Trade {
        report.trades += 1;
        report.traded = report.traded.saturating_add(event.quantity);
        group.traded = group.traded.saturating_add(event.quantity);
        return;
    }
    report.fills += 1;
    report.filled = report.filled.saturating_add(event.quantity);
    group.filled = group.filled.saturating_add(event.quantity);
    if market.book.orders.contains_key(&event.order_id) {
        report.fills_of_known += 1;
        let pending = market.pending.entry(event.order_id).or_default();
        *pending = pending.saturating_add(event.quantity);
    }
}

fn change(market: &mut Market, findings: &mut Findings<'_>) {
    let event = findings.event;
    let (smaller, odd) = market.book.apply(event);
    if let Some(pending) = market.pending.get_mut(&event.order_id) {
        *pending = pending.saturating_sub(smaller);
        if *pending == 0 {
            market.pending.remove(&event.order_id);
            findings.report.fills_applied += 1;
        }
    }
    let report = &mut *findings.report;
    let (count, what) = match odd {
        None => return,
        Some(Odd::CancelOfUnknown) => {
            (&mut report.cancels_of_unknown, "a cancel of an order that is not there")
        }
        Some(Odd::ModifyOfUnknown) => {
            (&mut report.modifies_of_unknown, "a change of an order that is not there")
        }
        Some(Odd::AddOfKnown) => (&mut report.adds_of_known, "an order is added that is there"),
        Some(Odd::AddOfNothing) => {
            (&mut report.adds_of_nothing, "an order without quantity or price is added")
        }
        Some(Odd::CancelOfMore) => (&mut report.cancels_of_more, "a cancel of more than is left"),
        Some(Odd::CancelElsewhere) => (&mut report.cancels_elsewhere, "a cancel at another price or side"),
    };
    *count += 1;
    report.contradictions += u64::from(market.is_whole == Some(true) && odd != Some(Odd::AddOfNothing));
    findings.add(what, format!("price {}, quantity {}", event.price, event.quantity));
}

fn close_group(market: &mut Market, findings: &mut Findings<'_>) {
    let Some(Group { venue_seq, traded, filled }) = market.group.take() else { return };
    let report = &mut *findings.report;
    report.trade_groups += 1;
    if filled == 0 {
        report.groups_without_fills += 1;
    } else if traded == 0 {
        report.groups_without_trades += 1;
    } else if traded == filled {
        report.equal_groups += 1;
    } else if filled < traded {
        report.short_groups += 1;
    } else {
        report.unequal_groups += 1;
        let detail = format!("traded {traded}, filled {filled}, in the venue's number {venue_seq}");
        findings.add("more was filled than traded", detail);
    }
}

fn end_packet(market: &mut Market, findings: &mut Findings<'_>) {
    close_group(market, findings);
    market.open = false;
    findings.report.packets += 1;
    market.pending.clear();
    // A snapshot under way is a part of a book, and a part of one that is not crossed is not crossed either.
    compare_best(market, findings);
    market.since_recount += 1;
    if market.since_recount >= RECOUNT_AFTER + market.book.orders.len() as u64 {
        recount(market, findings);
    }
}

fn compare_best(market: &Market, findings: &mut Findings<'_>) {
    let (Some(bid), Some(ask)) = market.book.best() else { return };
    let continuous = market.phase == Phase::Continuous as u8;
    if bid > ask && continuous {
        findings.report.crossed += 1;
        findings.add("the book is crossed", format!("bid {bid}, ask {ask}"));
    } else if bid > ask {
        findings.report.crossed_in_auctions += 1;
    } else if bid == ask && continuous {
        findings.report.locked += 1;
    }
}

fn recount(market: &mut Market, findings: &mut Findings<'_>) {
    market.since_recount = 0;
    findings.report.recounts += 1;
    let again = market.book.recount();
    for (levels, again) in market.book.levels.iter().zip(&again) {
        findings.report.compared_levels += again.len() as u64;
        let wrong = again.iter().filter(|&(price, level)| levels.get(price) != Some(level)).count();
        let beyond = levels.keys().filter(|price| !again.contains_key(price)).count();
        if wrong + beyond > 0 {
            findings.report.wrong_levels += (wrong + beyond) as u64;
            findings.add("levels are not the sum of their orders", format!("{wrong} wrong, {beyond} beyond"));
        }
    }
}
