//! Whether a log agrees with itself: changes with orders, shown books with changes, trades with both.
//!
//! The exchange's channels are not in step: a line may be some time before or after what it belongs to. So a level that
//! the exchange shows agrees when the rebuilt book has that quantity at that price now, had it at some time in the
//! second before, or has it at some time in the second after. A trade agrees with the change of an order by exactly
//! its amount, of its ids where it says them, up to five seconds before or after; so do the two orders of a trade with
//! each other.

use std::collections::{BTreeSet, VecDeque};

use cift_tape::Problem;
use cift_types::Side;

use super::book::{Book, Effect};
use super::event::{Action, Event, Order, Trade};
use super::source::{Bitstamp, Options, Step};
use crate::decompress::Member;
use crate::emit::{Level, opposite};

const LEVEL_NS: u64 = 1_000_000_000;
const TRADE_NS: u64 = 5_000_000_000;
/// What is remembered at once, of each kind.
const MOST_RECENT: usize = 1 << 12;

/// How the shown books compare.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Snapshots {
    /// Shown books.
    pub books: u64,
    /// Of these, all levels compared are equal, now or within a second.
    pub equal: u64,
    /// Levels compared: shown, or standing here within what is shown. The first sight of a price range is not compared.
    pub levels: u64,
    /// Equal at that moment.
    pub levels_now: u64,
    /// Equal within the second before.
    pub levels_before: u64,
    /// Equal within the second after.
    pub levels_after: u64,
    /// More is shown than stands here.
    pub levels_short: u64,
    /// Less is shown than stands here: orders of which neither a change nor the end was logged.
    pub levels_over: u64,
}

/// What [`check`] found.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Report {
    /// The inputs' names.
    pub input: String,
    /// Orders created.
    pub created: u64,
    /// Orders created that were there already with other terms.
    pub created_again: u64,
    /// Orders created or changed after they were deleted: left out.
    pub late: u64,
    /// Changes of orders.
    pub changed: u64,
    /// Changes of orders that were not known.
    pub changed_unknown: u64,
    /// Changes to more, or to another price.
    pub changed_terms: u64,
    /// Deletions.
    pub deleted: u64,
    /// Deletions of orders that were not known.
    pub deleted_unknown: u64,
    /// Deletions with less left than was known: an unlogged change before.
    pub deleted_short: u64,
    /// Deletions with more left than was known: these contradict what was logged.
    pub deleted_over: u64,
    /// Orders that stand at the end.
    pub standing: u64,
    /// Lines after which the book was crossed: an order that trades is created first.
    pub crossed: u64,
    /// Changes and deletions by which an order traded.
    pub fills: u64,
    /// Of these, as many have one of the other side over the same quantity within five seconds.
    pub fills_paired: u64,
    /// Trades.
    pub trades: u64,
    /// Trades to which the changes of both orders were found.
    pub trades_both: u64,
    /// Trades to which the change of one order was found.
    pub trades_one: u64,
    /// Trades to which none was found.
    pub trades_none: u64,
    /// Shown books.
    pub snapshots: Snapshots,
    /// Lines with events of other names.
    pub others: u64,
}

impl Report {
    /// Whether nothing contradicts: every change was applied, and deletions had no more left than was known.
    #[must_use]
    pub const fn passed(&self) -> bool {
        let events = self.created + self.changed + self.deleted;
        events > 0 && self.deleted_over == 0 && self.created_again == 0
    }
}

/// A part of an order that traded.
struct Fill {
    time_ns: u64,
    id: u64,
    side: Side,
    quantity: u64,
    paired: bool,
    used: bool,
}

/// A trade that is looked for, and which of its orders were found.
struct Wanted {
    time_ns: u64,
    trade: Trade,
    found: [bool; 2],
}

/// A level that was shown and is not so here yet, of the shown book of that number.
struct Pending {
    time_ns: u64,
    side: Side,
    level: Level,
    /// Less stands here than is shown.
    short: bool,
    book: u64,
}

/// A shown book of which levels are pending.
struct Open {
    number: u64,
    pending: usize,
    equal: bool,
}

#[derive(Default)]
struct Checker {
    report: Report,
    fills: VecDeque<Fill>,
    trades: VecDeque<Wanted>,
    /// What levels were before they changed, and when.
    past: VecDeque<(u64, Side, Level)>,
    pending: VecDeque<Pending>,
    open: VecDeque<Open>,
}

/// Reads a log or an orders file and compares.
pub fn check(members: Vec<Member>) -> Result<Report, Problem> {
    let mut source = Bitstamp::open(members, &Options::default())?;
    let mut checker = Checker::default();
    while source.step(&mut |book, step| checker.look(book, step))? {
        source.discard();
    }
    checker.expire(u64::MAX);
    let mut report = checker.report;
    report.standing = source.book.len() as u64;
    report.others = source.others;
    report.input = cift_tape::Source::metadata(&source).inputs.join(", ");
    Ok(report)
}

impl Checker {
    fn look(&mut self, book: &Book, step: &Step) {
        self.expire(step.time_ns);
        match &step.event {
            Event::Order(order) => {
                if let Some(effect) = step.effect {
                    self.order(order, effect, step.time_ns);
                }
                self.level(book, order, step);
                self.report.crossed += u64::from(book.is_crossed());
            }
            Event::Trade(trade) => self.trade(*trade, step.time_ns),
            Event::Book(levels) => self.shown(book, levels, step.time_ns),
        }
    }

    fn order(&mut self, order: &Order, effect: Effect, time_ns: u64) {
        let report = &mut self.report;
        match order.action {
            Action::Created => report.created += 1,
            Action::Changed => report.changed += 1,
            Action::Deleted => report.deleted += 1,
        }
        match effect {
            Effect::AddedAgain => report.created_again += 1,
            Effect::Late => report.late += 1,
            Effect::Modified => report.changed_terms += 1,
            Effect::Adopted => report.changed_unknown += 1,
            Effect::Unknown => report.deleted_unknown += 1,
            Effect::Over => report.deleted_over += 1,
            Effect::Short(_) => report.deleted_short += 1,
            Effect::Added | Effect::Filled(_) | Effect::Cancelled | Effect::Same => {}
        }
        if let Effect::Filled(quantity) | Effect::Short(quantity) = effect {
            self.fill(order, quantity, time_ns);
        }
    }

    fn fill(&mut self, order: &Order, quantity: u64, time_ns: u64) {
        self.report.fills += 1;
        let mut fill = Fill { time_ns, id: order.id, side: order.side, quantity, paired: false, used: false };
        let other = self
            .fills
            .iter_mut()
            .find(|other| !other.paired && other.side == opposite(order.side) && other.quantity == quantity);
        if let Some(other) = other {
            (other.paired, fill.paired) = (true, true);
            self.report.fills_paired += 2;
        }
        let wanted = self
            .trades
            .iter_mut()
            .find(|wanted| is_of(&wanted.trade, &fill) && !wanted.found[fill.side as usize]);
        if let Some(wanted) = wanted {
            wanted.found[fill.side as usize] = true;
            fill.used = true;
        }
        self.fills.push_back(fill);
    }

    fn trade(&mut self, trade: Trade, time_ns: u64) {
        self.report.trades += 1;
        let mut wanted = Wanted { time_ns, trade, found: [false; 2] };
        for side in [Side::Buy, Side::Sell] {
            let fill =
                self.fills.iter_mut().find(|fill| !fill.used && fill.side == side && is_of(&trade, fill));
            if let Some(fill) = fill {
                fill.used = true;
                wanted.found[side as usize] = true;
            }
        }
        self.trades.push_back(wanted);
    }

    /// A level has changed: what it was stays known for a while, and what was shown may be there now.
    fn level(&mut self, book: &Book, order: &Order, step: &Step) {
        let (side, price) = (order.side, order.level.price);
        let now = Level { price, quantity: book.sum(side, price) };
        self.past.push_back((step.time_ns, side, Level { price, quantity: step.sum_before }));
        while let Some(at) =
            self.pending.iter().position(|pending| pending.side == side && pending.level == now)
        {
            if let Some(pending) = self.pending.remove(at) {
                self.report.snapshots.levels_after += 1;
                self.resolve(pending.book, true);
            }
        }
    }

    fn shown(&mut self, book: &Book, levels: &[Vec<Level>; 2], time_ns: u64) {
        self.report.snapshots.books += 1;
        let number = self.report.snapshots.books;
        let waiting = self.pending.len();
        for (side, shown) in [Side::Buy, Side::Sell].into_iter().zip(levels) {
            let Some(worst) = shown.last() else { continue };
            let prices: BTreeSet<i64> = shown.iter().map(|level| level.price).collect();
            // What stands here and is not shown is shown as nothing.
            let unshown =
                book.prices_to(side, worst.price).into_iter().filter(|price| !prices.contains(price));
            let all = shown.iter().copied().chain(unshown.map(|price| Level { price, quantity: 0 }));
            for level in all.filter(|level| book.is_shown(side, level.price)) {
                self.shown_level(side, level, book.sum(side, level.price), number, time_ns);
            }
        }
        match self.pending.len() - waiting {
            0 => self.report.snapshots.equal += 1,
            pending => self.open.push_back(Open { number, pending, equal: true }),
        }
    }

    fn shown_level(&mut self, side: Side, level: Level, mine: u64, book: u64, time_ns: u64) {
        let counts = &mut self.report.snapshots;
        counts.levels += 1;
        if mine == level.quantity {
            counts.levels_now += 1;
        } else if self.past.iter().any(|(_, of, was)| *of == side && *was == level) {
            counts.levels_before += 1;
        } else {
            let short = mine < level.quantity;
            self.pending.push_back(Pending { time_ns, side, level, short, book });
        }
    }

    /// A pending level of a shown book is known to agree, or not.
    fn resolve(&mut self, number: u64, equal: bool) {
        let Some(at) = self.open.iter().position(|open| open.number == number) else { return };
        let open = &mut self.open[at];
        open.pending -= 1;
        open.equal &= equal;
        if open.pending == 0 {
            self.report.snapshots.equal += u64::from(open.equal);
            self.open.remove(at);
        }
    }

    /// Gives up what is too old to find what it belongs to.
    fn expire(&mut self, now_ns: u64) {
        let is_old = |time_ns: u64, most: u64| now_ns.saturating_sub(time_ns) > most;
        while self.fills.len() > MOST_RECENT
            || self.fills.front().is_some_and(|fill| is_old(fill.time_ns, TRADE_NS))
        {
            self.fills.pop_front();
        }
        while self.past.len() > MOST_RECENT || self.past.front().is_some_and(|past| is_old(past.0, LEVEL_NS))
        {
            self.past.pop_front();
        }
        while self.trades.len() > MOST_RECENT
            || self.trades.front().is_some_and(|wanted| is_old(wanted.time_ns, TRADE_NS))
        {
            let found = self.trades.pop_front().map_or([false; 2], |wanted| wanted.found);
            match found {
                [true, true] => self.report.trades_both += 1,
                [false, false] => self.report.trades_none += 1,
                _ => self.report.trades_one += 1,
            }
        }
        while self.pending.len() > MOST_RECENT
            || self.pending.front().is_some_and(|pending| is_old(pending.time_ns, LEVEL_NS))
        {
            if let Some(pending) = self.pending.pop_front() {
                let counts = &mut self.report.snapshots;
                *(if pending.short { &mut counts.levels_short } else { &mut counts.levels_over }) += 1;
                self.resolve(pending.book, false);
            }
        }
    }
}

/// Whether a fill can be of a trade.
fn is_of(trade: &Trade, fill: &Fill) -> bool {
    let id = trade.orders[fill.side as usize];
    fill.quantity == trade.level.quantity && (id == 0 || id == fill.id)
}
