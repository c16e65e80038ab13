//! Whether a log agrees with itself: changes with orders, shown books with changes, trades with both.
//!
//! The exchange's channels are not in step: a line may be some time before or after what it belongs to. So a line that
//! seems wrong is judged [`APART_NS`](super::APART_NS) later, when all that could explain it has come, and what begins or ends within that
//! time of the log's ends is not judged. What is held against a log:
//!
//! - an order is created twice with other terms, gets more, changes its side, or is deleted with another quantity left
//!   than the lines about it say: amounts change by trades only, and every trade is a line;
//! - an order that is younger than the first one created changes or ends and is never created;
//! - a line about an order that ended comes later than that;
//! - the book stays crossed longer than that: an order that trades is created first, and its fills follow;
//! - a trade finds the change of neither of its orders, at a price that they allow;
//! - a shown level is at no such time what the orders that are known make of it.

mod lives;
mod shown;
mod trades;

use std::collections::VecDeque;

use cift_tape::{Decimal, Problem};

use self::lives::Lives;
pub use self::lives::Orders;
use self::shown::Shown;
pub use self::shown::Snapshots;
use self::trades::Traded;
pub use self::trades::Trades;
use super::APART_NS;
use super::book::{Book, Logged};
use super::event::{EXPONENT, Event};
use super::source::{Bitstamp, Options, Step, Watch};
use crate::decompress::Member;

/// Each of the exchange's orders is rounded to a satoshi by itself, so the two of a trade differ by up to two.
const ROUNDING: u64 = 2;
/// What is remembered at once, of each kind.
const MOST_RECENT: usize = 1 << 12;
/// The first contradictions that are kept as text.
const KEPT: usize = 10;

/// What [`check`] found.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub struct Report {
    /// The inputs' names.
    pub input: String,
    /// What became of the orders.
    pub orders: Orders,
    /// How trades and the changes of orders belong together.
    pub trades: Trades,
    /// How the shown books compare.
    pub snapshots: Snapshots,
    /// Orders that stand at the end.
    pub standing: u64,
    /// Lines with events of other names.
    pub others: u64,
    /// The first contradictions.
    pub first: Vec<String>,
}

impl Report {
    /// Whether there were orders, and nothing contradicts.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.orders.passed() && self.trades.passed() && self.snapshots.passed()
    }
}

/// A moment of the log: when, and which line tells it.
#[derive(Clone, Copy, Default, Debug)]
struct Moment {
    time_ns: u64,
    line: u64,
}

/// The first contradictions, in words.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn add(&mut self, line: u64, what: impl FnOnce() -> String) {
        if self.0.len() < KEPT {
            self.0.push(format!("line {line}: {}", what()));
        }
    }
}

#[derive(Default)]
struct Checker {
    lives: Lives,
    traded: Traded,
    shown: Shown,
    findings: Findings,
    /// What there was before the line at the order's price, and at the one where it stood if that is another.
    before: [Option<Logged>; 2],
}

/// Reads a log or an orders file and compares.
pub fn check(members: Vec<Member>) -> Result<Report, Problem> {
    let mut source = Bitstamp::open(members, &Options::default())?;
    let mut checker = Checker::default();
    while source.watched_step(&mut checker)? {
        source.discard();
    }
    let mut report = checker.finish();
    report.standing = source.book.len() as u64;
    report.others = source.others;
    report.input = cift_tape::Source::metadata(&source).inputs.join(", ");
    Ok(report)
}

impl Watch for Checker {
    fn before(&mut self, book: &Book, event: &Event) {
        self.before = [None; 2];
        if let Event::Order(order) = event {
            let at = (order.side, order.level.price);
            let was = book.place(order.id).filter(|was| *was != at);
            self.before = [Some(at), was].map(|place| place.map(|(side, price)| book.logged(side, price)));
        }
    }

    fn after(&mut self, book: &Book, step: &Step) {
        let Self { lives, traded, shown, findings, before } = self;
        let now = Moment { time_ns: step.time_ns, line: step.line };
        lives.expire(now.time_ns, findings);
        traded.expire(now.time_ns, findings);
        shown.expire(now.time_ns, findings);
        match &step.event {
            Event::Order(order) => {
                if let Some(effect) = step.effect {
                    lives.order(order, effect, now, findings);
                    traded.order(order, effect, now);
                }
                lives.crossed(book.is_crossed(), now, findings);
                for was in before.iter().copied().flatten() {
                    shown.changed(was, book, now);
                }
            }
            Event::Trade(trade) => traded.trade(*trade, now),
            Event::Book(levels) => shown.book(book, levels, now),
        }
    }
}

impl Checker {
    fn finish(self) -> Report {
        let Self { lives, traded, shown, mut findings, .. } = self;
        Report {
            orders: lives.finish(),
            trades: traded.finish(&mut findings),
            snapshots: shown.finish(),
            first: findings.0,
            ..Report::default()
        }
    }
}

/// What is old enough to be judged, or too much to be remembered.
fn pop_old<T>(queue: &mut VecDeque<T>, now_ns: u64, time_ns: impl Fn(&T) -> u64) -> Option<T> {
    let is_old = |one: &T| now_ns.saturating_sub(time_ns(one)) > APART_NS;
    if queue.len() > MOST_RECENT || queue.front().is_some_and(is_old) { queue.pop_front() } else { None }
}

/// A price or a quantity as the exchange writes it.
fn text(units: impl TryInto<i64>) -> Decimal {
    Decimal::power_of_ten(EXPONENT).times(units.try_into().unwrap_or(i64::MAX))
}
